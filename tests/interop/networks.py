"""Networks that the program trains, for a moment each, and what it says of 1,000 test samples itself."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy
from safetensors.numpy import load_file

import pictures
from cases import FOLDER, Array
from program import PART, PROGRAM, ROOT, checked, export, run

SAMPLES = 1000
LIMIT = 1e-4


@dataclass(frozen=True)
class Network:
    """A network of a space file, and how its search is cut down."""

    name: str
    space: str
    sets: list[str]
    # The pictures of digits that take the place of its data set where that is not found: how large, in how many channels.
    side: int
    channels: int
    # Its data set, and how much of that is used; without, digits are used everywhere.
    data: str | None = None
    samples: int = 0

    @property
    def folder(self) -> Path:
        """The run."""
        return FOLDER / "runs" / self.name

    def train(self) -> None:
        """Searches, and writes what the winner says of the test samples."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        options = [f"--set={value}" for value in ["baselines=[]", *self.sets, self.samples_of()]]
        run("search", ROOT / "search_spaces" / self.space, "--run", self.folder, *options)
        logits = PROGRAM.parent / "examples" / "interop_logits"
        checked([logits, self.folder, self.folder.with_suffix(".safetensors"), str(SAMPLES)])

    def samples_of(self) -> str:
        """What is set so that there are samples, and prints whose they are."""
        if self.data in found():
            print(f"{self.name}: {self.samples} samples of {self.data}", flush=True)
            return f"data.samples={self.samples}"
        path = pictures.digits(self.side, self.channels)
        print(f"{self.name}: {path.stem}", flush=True)
        return "data.source=" + json.dumps({"npz": str(path)})

    @cached_property
    def arrays(self) -> dict[str, Array]:
        """`x`, `logits` and `labels`: see tests/interop/logits.rs."""
        return load_file(self.folder.with_suffix(".safetensors"))

    def exported(self, output: str, form: str = "default") -> Path:
        """The folder with the network in a format."""
        return export(self.folder, "network", output, FOLDER / "networks" / PART / self.name / form / output)

    def channels_last(self) -> Array:
        """The samples as Keras and Flax take them."""
        x = self.arrays["x"]
        return numpy.ascontiguousarray(x.transpose(0, 2, 3, 1)) if x.ndim == 4 else x


# Epochs are so few that logits stay of ordinary size, as their differences are compared in absolute numbers.
NETWORKS = [
    Network("mlp", "digits_mlp.yaml", ["training.epochs=3", "budget.trials=4"], side=8, channels=1),
    Network(
        "lenet5",
        "fashion_mnist_lenet5.yaml",
        ["training.epochs=2", "budget.trials=2"],
        side=28,
        channels=1,
        data="fashion_mnist",
        samples=2000,
    ),
    Network(
        "resnet20",
        "cifar10_resnet20.yaml",
        ["training.epochs=6", "budget.trials=1"],
        side=32,
        channels=3,
        data="cifar10",
        samples=1000,
    ),
]


@cache
def found() -> list[str]:
    """The data sets whose files the program finds; of CIFAR-10 the space needs two batches only."""
    listed = json.loads(run("datasets", "--json"))
    return [each["name"] for each in listed if each["state"] in ("found", "incomplete")]


def compare(output: str, logits: Callable[[Network], Iterator[tuple[str, Array]]]) -> None:
    """Compares logits with those of the program, in absolute numbers, and prints the largest difference.

    Whoever is right of the program must be right here: accuracies are the same.
    """
    worst, faults = 0.0, []
    for network in NETWORKS:
        wanted, labels = network.arrays["logits"], network.arrays["labels"]
        for how, got in logits(network):
            if got.shape != wanted.shape:
                faults.append(f"{network.name}, {how}: logits of shape {got.shape}, not {wanted.shape}")
                continue
            difference = float(numpy.abs(got - wanted).max())
            worst = max(worst, difference if numpy.isfinite(difference) else numpy.inf)
            if not difference <= LIMIT:
                faults.append(
                    f"{network.name}, {how}: logits are {difference:.1e} off, up to {numpy.abs(wanted).max():.1f}"
                )
            accuracies = [float((each.argmax(1) == labels).mean()) for each in (got, wanted)]
            if accuracies[0] != accuracies[1]:
                faults.append(f"{network.name}, {how}: test accuracy {accuracies[0]}, not {accuracies[1]}")
    print(f"figure max_diff_logits_{output} {worst:.1e}", flush=True)
    if faults:
        raise AssertionError("\n".join(faults))


if __name__ == "__main__":
    for network in NETWORKS:
        network.train()
