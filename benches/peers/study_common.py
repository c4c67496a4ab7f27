"""The study as it is commonly written: an objective for Optuna, a DataLoader, a plain training loop.

Nothing here is slowed down: the images are standardised once and lie in memory as tensors, and torch uses all cores.
"""

import argparse
import json
import time
from pathlib import Path

import optuna
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

import data
from mixes import activation
from networks import NETWORKS, network, parameter_groups
from plan import Plan


def loaders(plan: Plan) -> tuple[DataLoader, DataLoader]:
    """Batches to train on, in a new order in every epoch, and batches to validate on."""
    training, validation, _ = data.training_and_validation(
        plan.source, plan.folder, plan.samples, plan.held_out, plan.seed
    )
    training_set = TensorDataset(training.images, training.labels)
    validation_set = TensorDataset(validation.images, validation.labels)
    return (
        DataLoader(training_set, batch_size=plan.batch_size, shuffle=True),
        DataLoader(validation_set, batch_size=1000),
    )


def train(model: nn.Module, loader: DataLoader, optimizer: torch.optim.Optimizer) -> float:
    """One pass over the training samples; the mean loss."""
    model.train()
    total = 0.0
    for images, labels in loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(images), labels)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(labels)
    return total / len(loader.dataset)


def evaluate(model: nn.Module, loader: DataLoader) -> float:
    """The share of samples whose label the model finds."""
    model.eval()
    correct = 0
    with torch.no_grad():
        for images, labels in loader:
            correct += (model(images).argmax(dim=1) == labels).sum().item()
    return correct / len(loader.dataset)


def objective(trial: optuna.Trial, plan: Plan, training: DataLoader, validation: DataLoader) -> float:
    """Trains one candidate and says how accurate it became."""
    torch.manual_seed(plan.seed)
    mixes = {site: trial.suggest_categorical(site, plan.choices()) for site in NETWORKS[plan.network].SITES}
    model = network(plan.network, lambda site: activation(mixes[site]))
    weights, others, coefficients = parameter_groups(model)
    groups = [{"params": weights + others}, {"params": coefficients, "lr": plan.coefficients_lr}]
    optimizer = torch.optim.Adam(groups, lr=plan.lr)
    accuracy = 0.0
    for epoch in range(plan.epochs):
        train(model, training, optimizer)
        accuracy = evaluate(model, validation)
        trial.report(accuracy, epoch)
    return accuracy


def main() -> None:
    """Runs the study of a plan and writes its accuracies."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plan", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    plan = Plan.read(arguments.plan)
    training, validation = loaders(plan)
    study = optuna.create_study(direction="maximize")
    for candidate in plan.candidates:
        study.enqueue_trial(candidate)
    started = time.perf_counter()
    study.optimize(lambda trial: objective(trial, plan, training, validation), n_trials=len(plan.candidates))
    seconds = time.perf_counter() - started
    accuracies = [trial.value for trial in study.trials]
    arguments.out.write_text(json.dumps({"accuracies": accuracies, "training_seconds": seconds}) + "\n")


if __name__ == "__main__":
    main()
