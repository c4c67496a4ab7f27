"""PyTorch's side of `models.py`: saves a model with its samples for actsearch, or takes training steps and times them.

A step is what a careful user makes of it: a batch is one `index_select`, the optimizer is Adam in the form that is
asked for, gradients are dropped rather than zeroed, and denormal numbers are flushed to zero.
"""

import argparse
import json
import sys
import time
from pathlib import Path

import numpy
import torch
import torch.nn.functional as F
from torch import Tensor

from classifiers import CLASSIFIERS, Classifier
from models import COEFFICIENTS_LR, LR
from networks import parameter_groups


def save(classifier: Classifier, folder: Path) -> None:
    """Writes the model with and without its dropout, and a batch that is training, validation and test part at once."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "python"))
    import actsearch

    samples, labels = classifier.samples(), classifier.labels()
    for name, has_dropout in (("model", True), ("check", False)):
        actsearch.save(classifier.model(has_dropout, has_mixes=False), samples[:2], folder / f"{name}.pt2")
    arrays = {}
    for part in ("train", "val", "test"):
        arrays |= {f"x_{part}": samples.numpy(), f"y_{part}": labels.numpy()}
    numpy.savez(folder / "samples.npz", **arrays)


class Training:
    """A model that is being trained on one batch."""

    def __init__(self, classifier: Classifier, arguments: argparse.Namespace, has_mixes: bool) -> None:
        self.model = classifier.model(not arguments.check, has_mixes).train()
        self.samples, self.labels = classifier.samples(), classifier.labels()
        self.is_channels_last = arguments.layout == "channels_last" and self.samples.dim() == 4
        if self.is_channels_last:
            self.model = self.model.to(memory_format=torch.channels_last)
        weights, others, coefficients = parameter_groups(self.model)
        groups = [{"params": weights + others}, {"params": coefficients, "lr": COEFFICIENTS_LR}]
        form = {"fused": True} if arguments.adam == "fused" else {"foreach": True}
        self.optimizer = torch.optim.Adam([group for group in groups if group["params"]], lr=LR, **form)

    def step(self) -> dict[str, float]:
        """One step: how long it took, and the loss before it."""
        started = time.perf_counter()
        rows = torch.randperm(len(self.samples))
        x, labels = self.samples.index_select(0, rows), self.labels.index_select(0, rows)
        if self.is_channels_last:
            x = x.contiguous(memory_format=torch.channels_last)
        loss = F.cross_entropy(logits(self.model(x)), labels)
        value = loss.item()
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.step()
        return {"seconds": time.perf_counter() - started, "loss": value}


def logits(output: object) -> Tensor:
    """The logits among what a model gives back."""
    found = getattr(output, "logits", output)
    assert isinstance(found, Tensor)
    return found


def steps(classifier: Classifier, arguments: argparse.Namespace) -> dict[str, list[dict[str, float]]]:
    """So many steps of the model as it came and with mixes, taken in turn."""
    trainings = {"as_it_is": Training(classifier, arguments, False), "mix": Training(classifier, arguments, True)}
    taken: dict[str, list[dict[str, float]]] = {name: [] for name in trainings}
    for _ in range(arguments.steps):
        for name, training in trainings.items():
            taken[name].append(training.step())
    return taken


def main() -> None:
    """Saves, or takes steps."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("classifier", choices=CLASSIFIERS)
    parser.add_argument("out", type=Path, help="a folder for what is saved, or a file for what the steps were")
    parser.add_argument("--steps", type=int, default=0, help="so many steps; otherwise the model is saved")
    parser.add_argument("--check", action="store_true", help="without dropout")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--adam", choices=["fused", "foreach"], default="fused")
    parser.add_argument("--layout", choices=["channels_last", "contiguous"], default="channels_last")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.set_flush_denormal(True)
    classifier = CLASSIFIERS[arguments.classifier]
    if arguments.steps == 0:
        save(classifier, arguments.out)
    else:
        arguments.out.write_text(json.dumps(steps(classifier, arguments)) + "\n")


if __name__ == "__main__":
    main()
