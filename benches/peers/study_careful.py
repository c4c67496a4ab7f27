"""The same study, made as fast as a careful user gets it without leaving PyTorch and f32.

- The samples lie in one tensor, and a batch is one `index_select`; there is no DataLoader.
- Network and batches are channels_last.
- Nothing waits for a number in the middle of an epoch: the loss is not read, accuracies are counted once per epoch.
- The sum of a mix is made with `addcmul`, and gradients are dropped rather than zeroed.
- Denormal numbers are flushed to zero; validation takes large batches under `inference_mode`.
- The cores are used either by the operations of one process or by several processes with a trial each; which of them,
  which form of Adam, and whether the allocator keeps freed memory is found out by `calibration.py`.

Trials are handed out by Optuna's ask-and-tell interface, which costs least.
"""

import argparse
import json
import multiprocessing
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import optuna
import torch
import torch.nn.functional as F
from torch import Tensor, nn

import data
from data import Samples
from mixes import CarefulMix, activation
from networks import NETWORKS, network, parameter_groups
from plan import Candidate, Plan

EVALUATION_BATCH = 1000


@dataclass(frozen=True)
class Choices:
    """What calibration decides."""

    processes: int
    threads: int
    adam: str
    layout: str


def channels_last(x: Tensor) -> Tensor:
    """The batch with the strides of channels_last.

    For images of one channel both layouts are the same bytes, and `to(memory_format=…)` leaves the strides as they are;
    the first convolution would then take the slow way.
    """
    n, c, h, w = x.shape
    if c == 1:
        return x.as_strided((n, 1, h, w), (h * w, 1, w, 1))
    return x.contiguous(memory_format=torch.channels_last)


class Study:
    """A plan with its samples in memory and the choices that were made."""

    def __init__(self, plan: Plan, choices: Choices) -> None:
        self.plan, self.choices = plan, choices
        self.training, self.validation, _ = data.training_and_validation(
            plan.source, plan.folder, plan.samples, plan.held_out, plan.seed
        )

    def accuracy(self, candidate: Candidate) -> float:
        """Trains one candidate and says how accurate it became."""
        torch.manual_seed(self.plan.seed)
        model = network(self.plan.network, lambda site: activation(candidate[site], CarefulMix))
        if self.choices.layout == "channels_last":
            model = model.to(memory_format=torch.channels_last)
        optimizer = self.optimizer(model)
        accuracy = 0.0
        for _ in range(self.plan.epochs):
            self.train(model, optimizer)
            accuracy = self.measure(model)
        return accuracy

    def optimizer(self, model: nn.Module) -> torch.optim.Optimizer:
        """Adam in the form that was chosen, with the coefficients in a group of their own."""
        weights, others, coefficients = parameter_groups(model)
        groups = [{"params": weights + others}, {"params": coefficients, "lr": self.plan.coefficients_lr}]
        return torch.optim.Adam(groups, lr=self.plan.lr, fused=self.choices.adam == "fused")

    def train(self, model: nn.Module, optimizer: torch.optim.Optimizer) -> None:
        """One pass over the training samples."""
        model.train()
        for rows in torch.randperm(len(self.training)).split(self.plan.batch_size):
            images, labels = self.batch(self.training, rows)
            loss = F.cross_entropy(model(images), labels)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()

    def batch(self, samples: Samples, rows: Tensor) -> tuple[Tensor, Tensor]:
        """The samples of these rows."""
        return self.laid_out(samples.images.index_select(0, rows)), samples.labels.index_select(0, rows)

    def laid_out(self, images: Tensor) -> Tensor:
        """The images in the chosen layout."""
        return channels_last(images) if self.choices.layout == "channels_last" else images

    @torch.inference_mode()
    def measure(self, model: nn.Module) -> float:
        """The share of validation samples whose label the model finds."""
        model.eval()
        correct = torch.zeros((), dtype=torch.long)
        images, labels = self.validation.images, self.validation.labels
        for x, y in zip(images.split(EVALUATION_BATCH), labels.split(EVALUATION_BATCH)):
            correct += (model(self.laid_out(x)).argmax(dim=1) == y).sum()
        return correct.item() / len(labels)


# What the processes of the pool inherit when they are forked.
STUDY: Study | None = None


def numbered(task: tuple[int, Candidate]) -> tuple[int, float]:
    """The accuracy of a trial, with its number."""
    assert STUDY is not None
    return task[0], STUDY.accuracy(task[1])


def accuracies(tasks: list[tuple[int, Candidate]], processes: int) -> Iterator[tuple[int, float]]:
    """Each trial's accuracy as soon as it is known, from this process or from a pool of several."""
    if processes == 1:
        yield from map(numbered, tasks)
        return
    # Forked before any operation has started threads, so that torch and the samples are in memory once.
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        yield from pool.imap_unordered(numbered, tasks)


def run(plan: Plan, choices: Choices) -> list[float]:
    """Asks for the trials, trains them and tells their accuracies, which come back in the order of the candidates."""
    study = optuna.create_study(direction="maximize")
    for candidate in plan.candidates:
        study.enqueue_trial(candidate)
    distribution = optuna.distributions.CategoricalDistribution(plan.choices())
    sites = dict.fromkeys(NETWORKS[plan.network].SITES, distribution)
    trials = [study.ask(sites) for _ in plan.candidates]
    for number, accuracy in accuracies([(trial.number, trial.params) for trial in trials], choices.processes):
        study.tell(number, accuracy)
    return [trial.value for trial in study.trials]


def main() -> None:
    """Runs the study of a plan and writes its accuracies."""
    global STUDY
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("plan", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--adam", choices=["fused", "loop"], default="fused")
    parser.add_argument("--layout", choices=["channels_last", "contiguous"], default="channels_last")
    arguments = parser.parse_args()
    # Before anything else: a fork must not find a pool of threads.
    torch.set_num_threads(arguments.threads)
    torch.set_flush_denormal(True)
    choices = Choices(arguments.processes, arguments.threads, arguments.adam, arguments.layout)
    STUDY = Study(Plan.read(arguments.plan), choices)
    started = time.perf_counter()
    found = run(STUDY.plan, choices)
    seconds = time.perf_counter() - started
    arguments.out.write_text(json.dumps({"accuracies": found, "training_seconds": seconds}) + "\n")


if __name__ == "__main__":
    main()
