"""Trains the same networks by PyTorch and by actsearch, several seeds each, and compares how accurate they become.

Each seed has its own start values, validation part and order of batches, and the two worlds share none of them: what is
compared are means over seeds of the accuracy on the test part after the last epoch. Not a benchmark: time is not
measured, and as many trainings run at a time as there are cores, with a thread each.
"""

import argparse
import json
import math
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import places
import program
import watch
from program import Program, say

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results"
ACTIVATIONS = {"relu": ["relu"], "mix": ["identity", "relu", "tanh"]}
WORLDS = ["actsearch", "pytorch"]

# What is trained, in the words of space files. Both worlds read these tables, and nothing else decides.
CIFAR10_PART = {"cifar10": {"batches": [1, 2]}}
NETWORKS: dict[str, dict] = {
    "lenet5": {
        "data": {"source": "fashion_mnist", "validation": 0.1667},
        "network": {"preset": "lenet5"},
        "training": {"epochs": 5, "batch_size": 128, "optimizer": {"adam": {"lr": 0.001}}},
    },
    "kerasnet": {
        "data": {"source": CIFAR10_PART, "validation": 0.1},
        "network": {"preset": "kerasnet"},
        "training": {
            "epochs": 5,
            "batch_size": 32,
            "optimizer": {"rmsprop": {"lr": 0.0001, "rho": 0.9, "eps": 1e-8, "decay": 1e-6}},
        },
    },
    "resnet20": {
        "data": {"source": CIFAR10_PART, "validation": 0.1},
        "network": {"preset": "resnet20"},
        "training": {
            "epochs": 5,
            "batch_size": 128,
            "optimizer": {"sgd": {"lr": 0.1, "momentum": 0.9}},
            "weight_decay": 0.0001,
            "augmentation": {"flip": True, "shift": 4},
        },
    },
}
# The learning rate of α, with every optimizer.
COEFFICIENTS_LR = 0.01


@dataclass(frozen=True)
class Job:
    """One training."""

    network: str
    activation: str
    seed: int
    world: str

    def space(self, epochs: int | None, samples: int | None) -> dict:
        """The space file that has this one candidate."""
        table = NETWORKS[self.network]
        bases = ACTIVATIONS[self.activation]
        training = {**table["training"], "coefficients": {"lr": COEFFICIENTS_LR}}
        return {
            "name": f"accuracy-{self.network}",
            "seed": self.seed,
            "data": {**table["data"], **({"samples": samples} if samples else {})},
            "network": table["network"],
            "activations": {"bases": bases, "size": {"min": len(bases), "max": len(bases)}, "hull": ["affine"]},
            "training": {**training, **({"epochs": epochs} if epochs else {})},
            "budget": {"trials": 1},
            "baselines": [],
            "scheduler": "full",
        }


def main() -> int:
    """Compares network after network."""
    arguments = parse()
    actsearch = Program(arguments.actsearch.absolute())
    if not actsearch.is_there():
        return 1
    raw = {"machine": watch.machine(), "program": actsearch.version(), "networks": {}}
    failed = False
    for network in arguments.networks:
        try:
            raw["networks"][network] = compare(network, arguments, actsearch)
        except watch.Failed as error:
            say(f"{network}: failed: {error}")
            failed = True
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"accuracy-{time.strftime('%Y-%m-%d-%H%M%S')}.json"
    path.write_text(json.dumps(raw, indent=1) + "\n", encoding="utf-8")
    say(f"raw numbers: {path.relative_to(program.ROOT)}")
    return int(failed)


def parse() -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("networks", nargs="*", help=f"which of {', '.join(NETWORKS)} (all)")
    parser.add_argument("--seeds", type=int, default=3, help="trainings of each kind (3)")
    parser.add_argument("--epochs", type=int, help="epochs of each training (5)")
    parser.add_argument("--samples", type=int, help="samples of the training part, validation included (all)")
    parser.add_argument("--jobs", type=int, default=watch.cores(), help="trainings at a time (one for each core)")
    parser.add_argument("--actsearch", type=Path, default=program.built(), help="the program")
    arguments = parser.parse_args()
    for unknown in set(arguments.networks) - set(NETWORKS):
        parser.error(f"there is no network `{unknown}`, only {', '.join(NETWORKS)}")
    arguments.networks = arguments.networks or list(NETWORKS)
    return arguments


def compare(network: str, arguments: argparse.Namespace, actsearch: Program) -> dict | None:
    """All trainings of one network; nothing where its data is missing."""
    is_cifar = NETWORKS[network]["data"]["source"] == CIFAR10_PART
    folder = places.cifar10() if is_cifar else places.fashion_mnist()
    if folder is None:
        say(f"{network}: skipped, its data is in none of " + ", ".join(map(str, places.places())))
        return None
    part = "a part of CIFAR-10 (batches 1 and 2, all of the test batch)" if is_cifar else "Fashion-MNIST"
    epochs = arguments.epochs or NETWORKS[network]["training"]["epochs"]
    say(f"{network} on {part}, {epochs} epochs, {arguments.seeds} seeds")
    seeds = range(1, 1 + arguments.seeds)
    jobs = [Job(network, act, seed, world) for seed in seeds for act in ACTIVATIONS for world in WORLDS]
    with tempfile.TemporaryDirectory(prefix="actsearch-accuracy-") as work:

        def accuracy(job: Job) -> float:
            return train(job, job.space(arguments.epochs, arguments.samples), folder, actsearch, Path(work))

        found = in_parallel(jobs, accuracy, arguments.jobs)
    cells = {
        act: {world: [100 * found[job] for job in jobs if (job.activation, job.world) == (act, world)] for world in WORLDS}
        for act in ACTIVATIONS
    }
    report(network, cells)
    return cells


def in_parallel(jobs: list[Job], accuracy: Callable[[Job], float], at_a_time: int) -> dict[Job, float]:
    """The accuracy of each job; the first failure ends it all."""
    with ThreadPoolExecutor(at_a_time) as pool:
        futures = {job: pool.submit(accuracy, job) for job in jobs}
        try:
            return {job: future.result() for job, future in futures.items()}
        except watch.Failed:
            pool.shutdown(cancel_futures=True)
            raise


def train(job: Job, space: dict, folder: Path, actsearch: Program, work: Path) -> float:
    """One training, as a process of its own; the accuracy on the test part."""
    name = f"{job.world}-{job.activation}-{job.seed}"
    # JSON is YAML.
    space_file, out, run = work / f"{name}.yaml", work / f"{name}.json", work / name
    space_file.write_text(json.dumps(space, indent=1) + "\n", encoding="utf-8")
    if job.world == "actsearch":
        watch.run(actsearch.command(space_file, run, {}), work / f"{name}.log")
        return program.test_accuracy(run)
    command = [sys.executable, str(HERE / "accuracy_peer.py"), str(space_file), str(folder), str(out)]
    watch.run(command, work / f"{name}.log")
    return float(json.loads(out.read_text())["test_accuracy"])


def report(network: str, cells: dict[str, dict[str, list[float]]]) -> None:
    """A line for each activation, then the figures."""
    differences = []
    for activation, of in cells.items():
        difference = statistics.fmean(of["actsearch"]) - statistics.fmean(of["pytorch"])
        differences.append(difference)
        worlds = "   ".join(f"{world} {spread(values)}" for world, values in of.items())
        std = pooled([of])
        in_stds = f", {abs(difference) / std:.2f} standard deviations" if std > 0 else ""
        say(f"  {activation:5} {worlds}   difference {difference:+.2f} points{in_stds}")
        print(f"figure accuracy_{network}_{activation}_difference {difference:.3f}")
    print(f"figure accuracy_{network}_difference {statistics.fmean(differences):.3f}")
    print(f"figure accuracy_{network}_std {pooled(list(cells.values())):.3f}", flush=True)


def spread(values: list[float]) -> str:
    """Mean and standard deviation."""
    deviation = f" ± {statistics.stdev(values):.2f}" if len(values) > 1 else ""
    return f"{statistics.fmean(values):.2f}{deviation} %"


def pooled(cells: list[dict[str, list[float]]]) -> float:
    """The standard deviation over seeds, within each world and activation: the root of the mean of the variances."""
    groups = [values for of in cells for values in of.values() if len(values) > 1]
    return math.sqrt(statistics.fmean(map(statistics.variance, groups))) if groups else math.nan


if __name__ == "__main__":
    sys.exit(main())
