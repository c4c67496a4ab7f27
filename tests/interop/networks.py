"""Networks that the program trains, for a moment each, and what it says of 1,000 test samples itself."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy
from safetensors.numpy import load_file

from cases import FOLDER, Array
from program import PART, PROGRAM, ROOT, checked, export, run

SAMPLES = 1000
LIMIT = 1e-4
SHORT = ["training.epochs=1", "baselines=[]"]


@dataclass(frozen=True)
class Network:
    """A network of a space file, and how its search is cut down."""

    name: str
    space: str
    sets: list[str]
    # The folder of its data set under `ACTSEARCH_DATA`, and what takes its place where that is missing.
    data: str | None = None
    instead: str | None = None

    @property
    def folder(self) -> Path:
        """The run."""
        return FOLDER / "runs" / self.name

    def train(self) -> None:
        """Searches, and writes what the winner says of the test samples."""
        space, sets = self.space, self.sets
        if self.data and self.instead and not (Path(os.environ.get("ACTSEARCH_DATA", "")) / self.data).is_dir():
            print(f"{self.name}: without {self.data}, {self.instead} is trained in its place", flush=True)
            space, sets = self.instead, ["budget.trials=1"]
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        options = [f"--set={value}" for value in [*SHORT, *sets]]
        run("search", ROOT / "search_spaces" / space, "--run", self.folder, *options)
        logits = PROGRAM.parent / "examples" / "interop_logits"
        checked([logits, self.folder, self.folder.with_suffix(".safetensors"), str(SAMPLES)])

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


NETWORKS = [
    Network("mlp", "digits_mlp.yaml", ["budget.trials=4"]),
    Network(
        "lenet5",
        "fashion_mnist_lenet5.yaml",
        ["budget.trials=2", "data.samples=2000"],
        data="fashion-mnist",
        instead="digits_residual.yaml",
    ),
    Network(
        "resnet20",
        "cifar10_resnet20.yaml",
        ["budget.trials=1", "data.samples=1000"],
        data="cifar-10-batches-bin",
        instead="digits_residual.yaml",
    ),
]


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
