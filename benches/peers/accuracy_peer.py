"""Trains the one candidate of a space file by PyTorch and writes its accuracy on the validation and the test part.

Understands as much of space files as `accuracy.py` writes.
"""

import argparse
import json
from collections.abc import Callable
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

import data
from data import Samples
from mixes import activation
from networks import network, parameter_groups


def candidate(activations: dict) -> str:
    """The mix of all bases, as `mixes.activation` reads it."""
    bases = activations["bases"]
    return bases[0] if len(bases) == 1 else f"{activations['hull'][0]}({', '.join(bases)})"


def optimizer_and_schedule(
    model: nn.Module, training: dict
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler]:
    """The optimizer, with weight decay for weights alone and a learning rate of their own for coefficients."""
    ((rule, settings),) = training["optimizer"].items()
    weights, others, coefficients = parameter_groups(model)
    groups = [
        {"params": weights, "weight_decay": training.get("weight_decay", 0.0)},
        {"params": others},
        {"params": coefficients, "lr": training["coefficients"]["lr"]},
    ]
    groups = [group for group in groups if group["params"]]
    decay = settings.get("decay", 0.0)
    if rule == "adam":
        optimizer: torch.optim.Optimizer = torch.optim.Adam(groups, lr=settings["lr"])
    elif rule == "rmsprop":
        optimizer = torch.optim.RMSprop(groups, lr=settings["lr"], alpha=settings["rho"], eps=settings["eps"])
    else:
        optimizer = torch.optim.SGD(groups, lr=settings["lr"], momentum=settings["momentum"])
    # Keras 1 divides the learning rate by 1 + decay·t at step t.
    return optimizer, torch.optim.lr_scheduler.LambdaLR(optimizer, lambda t: 1 / (1 + decay * t))


def augmented(images: Tensor, augmentation: dict, black: Tensor) -> Tensor:
    """Every image mirrored with probability ½ and moved by up to so many pixels each way; black comes in at the edge."""
    count, _, height, width = images.shape
    if augmentation.get("flip"):
        mirrored = torch.rand(count) < 0.5
        images = torch.where(mirrored[:, None, None, None], images.flip(3), images)
    shift = augmentation.get("shift", 0)
    if shift == 0:
        return images
    padded = F.pad(images - black, (shift, shift, shift, shift)) + black
    rows = torch.randint(2 * shift + 1, (count, 1)) + torch.arange(height)
    columns = torch.randint(2 * shift + 1, (count, 1)) + torch.arange(width)
    moved = padded[torch.arange(count)[:, None, None], :, rows[:, :, None], columns[:, None, :]]
    return moved.permute(0, 3, 1, 2).contiguous()


def train_epoch(model: nn.Module, samples: Samples, batch_size: int, change: Callable[[Tensor], Tensor],
                step: Callable[[Tensor], None]) -> None:
    """One pass over the training samples in a new order."""
    model.train()
    for rows in torch.randperm(len(samples)).split(batch_size):
        step(F.cross_entropy(model(change(samples.images[rows])), samples.labels[rows]))


@torch.inference_mode()
def accuracy(model: nn.Module, samples: Samples) -> float:
    """The share of samples whose label the model finds."""
    model.eval()
    batches = zip(samples.images.split(500), samples.labels.split(500))
    return sum((model(x).argmax(dim=1) == y).sum().item() for x, y in batches) / len(samples)


def train(space: dict, folder: str) -> dict[str, float]:
    """The straight line: data, network, epochs, accuracy."""
    torch.manual_seed(space["seed"])
    settings, training = space["data"], space["training"]
    source = settings["source"] if isinstance(settings["source"], str) else next(iter(settings["source"]))
    images = data.read(source, folder, "training")
    used = settings.get("samples", len(images.labels))
    rows = data.split(images.labels, used, round(used * settings["validation"]), space["seed"])
    mean, std = data.scale(images, rows[0])
    samples, validation = (data.samples(images, part, mean, std) for part in rows)
    model = network(space["network"]["preset"], lambda _: activation(candidate(space["activations"])))
    optimizer, schedule = optimizer_and_schedule(model, training)

    def step(loss: Tensor) -> None:
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()

    augmentation = training.get("augmentation", {})
    for _ in range(training["epochs"]):
        train_epoch(model, samples, training["batch_size"], lambda x: augmented(x, augmentation, -mean / std), step)
    test = data.read(source, folder, "test")
    everything = data.samples(test, data.np.arange(len(test.labels)), mean, std)
    return {"validation_accuracy": accuracy(model, validation), "test_accuracy": accuracy(model, everything)}


def main() -> None:
    """Trains and writes what came out."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("space", type=Path)
    parser.add_argument("folder")
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    space = json.loads(arguments.space.read_text())
    arguments.out.write_text(json.dumps(train(space, arguments.folder)) + "\n")


if __name__ == "__main__":
    main()
