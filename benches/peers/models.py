"""Times training steps of real models by actsearch and by PyTorch: as they came, and with a mix at every activation.

One process at a time, interleaved, in another order in every round. stdout has the figures, stderr the rest.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

import program
import watch
from calibration import KEPT
from program import say

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results"
# The learning rates of weights and of α, and the mix at every site.
LR = 0.001
COEFFICIENTS_LR = 0.01
BASES = ["identity", "relu", "tanh"]
CLASSES = 10


@dataclass(frozen=True)
class Batch:
    """How many samples a step takes, and the shape of one."""

    size: int
    sample: tuple[int, ...]
    # How many words there are, where a sample is a sequence of them.
    words: int | None = None


# The models, which classifiers.py makes.
BATCHES = {
    "resnet18": Batch(128, (3, 32, 32)),
    "mobilenet": Batch(128, (3, 32, 32)),
    "vit": Batch(64, (3, 32, 32)),
    "bert": Batch(32, (64,), words=30_522),
}
# Steps of each process that are not timed: memory is still being asked for.
WARM_UP = 3
# Both sides must have so nearly the same loss in the first steps from the same weights, without dropout.
CHECKED_STEPS = 3
TOLERANCES = [1e-5, 1e-3, 1e-2]

# What one side says of its steps: for `as_it_is` and for `mix`, each step's seconds and loss.
Steps = dict[str, list[dict[str, float]]]


@dataclass(frozen=True)
class Setting:
    """How PyTorch uses the machine."""

    threads: int
    adam: str = "fused"
    layout: str = "channels_last"
    keeps_memory: bool = True

    def options(self) -> list[str]:
        """The options of `models_peer.py`."""
        return [f"--{name}={value}" for name, value in asdict(self).items() if name != "keeps_memory"]

    def __str__(self) -> str:
        memory = "freed memory kept" if self.keeps_memory else "freed memory given back"
        return f"{self.threads} threads, {self.layout}, {self.adam} Adam, {memory}"


@dataclass(frozen=True)
class Sides:
    """One model on both sides."""

    name: str
    folder: Path
    steps: int
    program: Path

    def save(self) -> None:
        """Writes the model and its samples for actsearch."""
        self.pytorch_command(self.folder, [], {})

    def pytorch(self, setting: Setting, steps: int, *more: str) -> tuple[Steps, float | None]:
        """Steps by PyTorch, and how many cores were busy with other work meanwhile."""
        out = self.folder / "pytorch.json"
        options = [f"--steps={steps}", *setting.options(), *more]
        others = self.pytorch_command(out, options, KEPT if setting.keeps_memory else {})
        return json.loads(out.read_text()), others

    def pytorch_command(self, out: Path, options: list[str], environment: dict[str, str]) -> float | None:
        command = [sys.executable, str(HERE / "models_peer.py"), self.name, str(out), *options]
        return watch.run(command, self.folder / "pytorch.log", environment).others

    def actsearch(self, threads: int, steps: int, model: str = "model.pt2") -> tuple[Steps, float | None]:
        """Steps by actsearch, and how many cores were busy with other work meanwhile."""
        space, out = self.folder / "space.yaml", self.folder / "actsearch.json"
        # JSON is YAML.
        space.write_text(json.dumps(self.space(threads, model)) + "\n")
        measured = watch.run([str(self.program), str(space), str(steps), str(out)], self.folder / "actsearch.log")
        return json.loads(out.read_text()), measured.others

    def space(self, threads: int, model: str) -> dict:
        """The space file that has one candidate, the mix at every site."""
        return {
            "name": f"models-{self.name}",
            "seed": 1,
            "data": {"source": {"npz": "samples.npz", "channels": "first"}, "normalisation": "none"},
            "network": {"exported": model},
            "activations": {"bases": BASES, "size": {"min": len(BASES), "max": len(BASES)}, "hull": ["affine"]},
            "training": {
                "epochs": 1,
                "batch_size": BATCHES[self.name].size,
                "optimizer": {"adam": {"lr": LR}},
                "coefficients": {"lr": COEFFICIENTS_LR},
                "threads": threads,
            },
            "budget": {"trials": 1},
        }


def main() -> int:
    """Compares model after model, or says in a few lines why not."""
    arguments = parse()
    raw: dict = {"machine": watch.machine(), "models": {}}
    say(f"machine: {raw['machine']['cores']} cores, {raw['machine']['cpu']}")
    failed = False
    for name in arguments.models:
        try:
            with tempfile.TemporaryDirectory(prefix="actsearch-models-") as folder:
                sides = Sides(name, Path(folder), arguments.steps, arguments.steps_program)
                raw["models"][name] = compare(sides, arguments.rounds)
        except (watch.Failed, ValueError) as error:
            say(f"{name}: failed: {error}")
            failed = True
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"models-{time.strftime('%Y-%m-%d-%H%M%S')}.json"
    path.write_text(json.dumps(raw, indent=1) + "\n", encoding="utf-8")
    say(f"raw numbers: {path.relative_to(program.ROOT)}")
    return int(failed)


def parse() -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("models", nargs="*", help=f"which of {', '.join(BATCHES)} (all)")
    parser.add_argument("--rounds", type=int, default=5, help="processes of each side (5)")
    parser.add_argument("--steps", type=int, default=10, help="timed steps of each process (10)")
    built = program.built().parent / "examples" / "bench_models"
    parser.add_argument("--steps-program", type=Path, default=built, help="the example bench_models")
    arguments = parser.parse_args()
    for unknown in set(arguments.models) - set(BATCHES):
        parser.error(f"there is no model `{unknown}`, only {', '.join(BATCHES)}")
    if not arguments.steps_program.is_file():
        parser.error(f"there is no program at {arguments.steps_program}; `cargo build --release --examples` makes it")
    arguments.steps_program = arguments.steps_program.absolute()
    arguments.models = arguments.models or list(BATCHES)
    return arguments


def compare(sides: Sides, rounds: int) -> dict:
    """The straight line: save, check, calibrate, run the rounds, say what came out."""
    sides.save()
    check(sides)
    setting, threads, calibrated = fastest(sides)
    say(f"{sides.name}: PyTorch with {setting}; actsearch with {threads} threads")
    found = [one_round(sides, number, setting, threads) for number in range(rounds)]
    figures = of_rounds(sides.name, found)
    for name, value in figures.items():
        print(f"figure {name} {value:.3f}", flush=True)
    best = {"pytorch": asdict(setting), "actsearch": threads}
    return {"calibration_seconds": calibrated, "settings": best, "rounds": found, "figures": figures}


def check(sides: Sides) -> None:
    """Whether both sides do the same work: the same losses in the first steps from the same weights."""
    ours, _ = sides.actsearch(1, CHECKED_STEPS, "check.pt2")
    theirs, _ = sides.pytorch(Setting(threads=1), CHECKED_STEPS, "--check")
    agree(sides.name, ours, theirs)


def agree(name: str, ours: Steps, theirs: Steps) -> None:
    """Complains unless the losses of each step agree."""
    for what in ours:
        pairs = [(own["loss"], peer["loss"]) for own, peer in zip(ours[what], theirs[what], strict=True)]
        for step, ((own, peer), tolerance) in enumerate(zip(pairs, TOLERANCES, strict=True), start=1):
            if not abs(own - peer) <= tolerance * peer:
                raise ValueError(f"the loss of `{what}` at step {step} is {own} by actsearch and {peer} by PyTorch")
        say(f"{name}: losses of {what}, without dropout: " + ", ".join(f"{own:.6f} and {peer:.6f}" for own, peer in pairs))


def fastest(sides: Sides) -> tuple[Setting, int, dict[str, float]]:
    """The fastest setting of PyTorch, the best number of threads of actsearch, and the seconds of all tried.

    Each is tried twice, and the better one counts: what other work disturbs must not decide.
    """
    cores = watch.cores()
    seconds: dict[str, float] = {}

    def measure(name: str, take: Callable[[], tuple[Steps, float | None]]) -> float:
        taken = [take() for _ in range(2)]
        seconds[name] = min(typical(steps["as_it_is"]) for steps, _ in taken)
        say(f"{sides.name}: calibration: {seconds[name]:7.4f} s  {name}")
        if any(watch.is_spoilt(others) for _, others in taken):
            say("  spoilt: other work kept cores busy meanwhile")
        return seconds[name]

    count = WARM_UP + sides.steps
    best = Setting(threads=cores)
    least = measure(f"PyTorch, {best}", partial(sides.pytorch, best, count))
    for change in changes(sides.name):
        setting = replace(best, **change)
        found = measure(f"PyTorch, {setting}", partial(sides.pytorch, setting, count))
        if found < least:
            best, least = setting, found
    of_threads = {
        threads: measure(f"actsearch, {threads} threads", partial(sides.actsearch, threads, count))
        for threads in sorted({1, cores})
    }
    return best, min(of_threads, key=of_threads.__getitem__), seconds


def changes(name: str) -> Iterator[dict[str, object]]:
    """What is tried, one after the other, and kept if it is faster."""
    if watch.cores() > 1:
        yield {"threads": 1}
    yield {"adam": "foreach"}
    yield {"keeps_memory": False}
    if BATCHES[name].words is None:
        yield {"layout": "contiguous"}


def typical(steps: list[dict[str, float]]) -> float:
    """The median seconds of the steps after the warm-up."""
    return statistics.median(step["seconds"] for step in steps[WARM_UP:])


def one_round(sides: Sides, number: int, setting: Setting, threads: int) -> dict[str, dict[str, float]]:
    """Both sides once, each first in every second round: the typical seconds of a step."""
    found = {}
    for side in ["pytorch", "actsearch"][:: 1 if number % 2 == 0 else -1]:
        count = WARM_UP + sides.steps
        steps, others = sides.pytorch(setting, count) if side == "pytorch" else sides.actsearch(threads, count)
        found[side] = {what: typical(taken) for what, taken in steps.items()}
        times = "   ".join(f"{what} {1000 * seconds:8.2f} ms" for what, seconds in found[side].items())
        say(f"{sides.name}: round {number + 1}  {side:10} {times}")
        if watch.is_spoilt(others):
            say(f"  spoilt: other work kept {others:.2f} cores busy meanwhile")
    return found


def of_rounds(name: str, rounds: list[dict[str, dict[str, float]]]) -> dict[str, float]:
    """The figures of a model: medians of ratios over the rounds."""
    ratios = {
        f"{name}_over_pytorch": (("actsearch", "as_it_is"), ("pytorch", "as_it_is")),
        f"{name}_mix_over_as_it_is": (("actsearch", "mix"), ("actsearch", "as_it_is")),
        f"{name}_mix_over_pytorch_mix": (("actsearch", "mix"), ("pytorch", "mix")),
        f"{name}_pytorch_mix_over_as_it_is": (("pytorch", "mix"), ("pytorch", "as_it_is")),
    }
    figures = {}
    for figure, (over, under) in ratios.items():
        found = [one[over[0]][over[1]] / one[under[0]][under[1]] for one in rounds]
        say(f"{figure}: {min(found):.3f} to {max(found):.3f} in {len(found)} rounds")
        figures[figure] = statistics.median(found)
    return figures


if __name__ == "__main__":
    sys.exit(main())
