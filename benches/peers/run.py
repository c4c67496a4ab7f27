"""Runs the same study by Optuna and PyTorch, as commonly written and as fast as it gets, and by actsearch.

Whole commands are measured, interleaved, in another order in every round. stdout has the figures, stderr the rest.
"""

import argparse
import json
import math
import statistics
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import calibration
import places
import program
import watch
from calibration import Setting
from plan import Plan
from program import Program, say

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results"
SYSTEMS = ["common", "careful", "actsearch"]


@dataclass(frozen=True)
class Space:
    """What is searched: a space file, and what the peers have to know about it."""

    file: Path
    source: str
    folder: str
    network: str
    validation: float
    samples: int
    epochs: int


def main() -> int:
    """Compares, or says in a few lines why not."""
    arguments = parse()
    actsearch = Program(arguments.actsearch.absolute())
    if not actsearch.is_there():
        return 1
    try:
        with tempfile.TemporaryDirectory(prefix="actsearch-peers-") as folder:
            compare(arguments, actsearch, Path(folder))
    except (watch.Failed, ValueError) as error:
        say(f"failed: {error}")
        return 1
    return 0


def parse() -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3, help="how often each of the three runs (3)")
    parser.add_argument("--trials", type=int, default=12, help="candidates in a study (12)")
    parser.add_argument("--samples", type=int, help="samples in a study, validation included (12,000)")
    parser.add_argument("--epochs", type=int, help="epochs of each candidate (1; on the digits 20)")
    parser.add_argument("--actsearch", type=Path, default=program.built(), help="the program")
    return parser.parse_args()


def space(arguments: argparse.Namespace) -> Space:
    """LeNet-5 on Fashion-MNIST; where its files are missing, a small network on the digits."""
    if folder := places.fashion_mnist():
        file = program.ROOT / "search_spaces" / "fashion_mnist_lenet5.yaml"
        defaults = Space(file, "fashion_mnist", str(folder), "lenet5", 0.1667, 12_000, 1)
    else:
        say("Fashion-MNIST is in none of " + ", ".join(map(str, places.places())) + ": the digits take its place")
        defaults = Space(HERE / "digits.yaml", "digits", "", "mlp", 0.2, 1437, 20)
    given = {key: value for key in ("samples", "epochs") if (value := getattr(arguments, key))}
    return Space(**{**asdict(defaults), **given})


def compare(arguments: argparse.Namespace, actsearch: Program, folder: Path) -> None:
    """The straight line: calibrate, run the rounds, say what came out."""
    chosen = space(arguments)
    machine = {**watch.machine(), "program": actsearch.version()}
    say(f"machine: {machine['cores']} cores, {machine['cpu']}")
    say(f"study: {chosen.network} on {chosen.source}, {arguments.trials} candidates × {chosen.epochs} epochs, "
        f"{chosen.samples} samples of which {chosen.validation:.4g} are for validation")
    plans = [propose(actsearch, chosen, arguments.trials, seed, folder) for seed in range(7, 7 + arguments.rounds)]
    setting, calibrated = calibration.fastest(plans[0], folder, say)
    say(f"careful: {setting}")
    rounds = [one_round(number, plan, chosen, setting, actsearch, folder) for number, plan in enumerate(plans)]
    raw = {
        "machine": machine,
        "study": {**asdict(chosen), "file": chosen.file.name, "folder": None, "trials": arguments.trials},
        "careful": {"setting": asdict(setting), "calibration_seconds": calibrated},
        "rounds": rounds,
        "figures": figures(rounds),
    }
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{time.strftime('%Y-%m-%d-%H%M%S')}.json"
    path.write_text(json.dumps(raw, indent=1) + "\n", encoding="utf-8")
    say(f"raw numbers: {path.relative_to(program.ROOT)}")
    for name, value in raw["figures"].items():
        print(f"figure {name} {value:.3f}")


def sets(chosen: Space, trials: int, seed: int) -> dict[str, object]:
    """What is changed in the space file: mixes alone, so that all three train the same and nothing beside it."""
    return {
        "seed": seed,
        "budget.trials": trials,
        "baselines": [],
        "data.samples": chosen.samples,
        "training.epochs": chosen.epochs,
        "controller": "random",
        "scheduler": "full",
    }


def propose(actsearch: Program, chosen: Space, trials: int, seed: int, folder: Path) -> Plan:
    """The plan of a round, with the candidates that actsearch proposes for its seed.

    They are taken from a search that hardly trains: its controller is the random one, which looks at no result.
    """
    run = folder / f"proposals-{seed}"
    small = {**sets(chosen, trials, seed), "data.samples": 200, "training.epochs": 1}
    watch.run(actsearch.command(chosen.file, run, small), folder / "proposals.log")
    return Plan(
        source=chosen.source,
        folder=chosen.folder,
        network=chosen.network,
        samples=chosen.samples,
        validation=chosen.validation,
        epochs=chosen.epochs,
        batch_size=128,
        lr=0.001,
        coefficients_lr=0.01,
        seed=seed,
        candidates=actsearch.candidates(run, trials),
    )


def one_round(
    number: int, plan: Plan, chosen: Space, setting: Setting, actsearch: Program, folder: Path
) -> dict[str, dict]:
    """Runs all three, in an order that begins with another one in every round."""
    first = number % len(SYSTEMS)
    found = {}
    for system in SYSTEMS[first:] + SYSTEMS[:first]:
        found[system] = run_system(system, plan, chosen, setting, actsearch, folder)
    for system in SYSTEMS:
        one = found[system]
        memory = f"{one['peak_bytes'] / 2**20:6.0f} MiB" if one["peak_bytes"] else "unknown"
        say(f"round {number + 1}  {system:10} {one['seconds']:7.2f} s   peak {memory}   "
            f"validation {100 * statistics.fmean(one['accuracies']):5.2f} %")
        if watch.is_spoilt(one["others"]):
            say(f"  spoilt: other work kept {one['others']:.2f} cores busy meanwhile")
    return found


def run_system(
    system: str, plan: Plan, chosen: Space, setting: Setting, actsearch: Program, folder: Path
) -> dict[str, object]:
    """Runs one of the three on a plan: seconds, peak memory, the accuracy of every trial."""
    plan_file, out, log = folder / "plan.json", folder / "out.json", folder / f"{system}.log"
    plan.write(plan_file)
    if system == "actsearch":
        run = folder / f"run-{plan.seed}"
        command = actsearch.command(chosen.file, run, sets(chosen, len(plan.candidates), plan.seed))
        measured = watch.run(command, log)
        if actsearch.candidates(run, len(plan.candidates)) != plan.candidates:
            raise ValueError("actsearch has tried other candidates than it proposed")
        return {**asdict(measured), "accuracies": program.validation_accuracies(run)}
    if system == "common":
        command, environment = [sys.executable, str(HERE / "study_common.py"), str(plan_file), str(out)], {}
    else:
        command, environment = setting.command(plan_file, out), setting.environment()
    measured = watch.run(command, log, environment)
    return {**asdict(measured), **json.loads(out.read_text())}


def figures(rounds: list[dict[str, dict]]) -> dict[str, float]:
    """What is claimed, from the numbers of all rounds; says the range of each beside it."""
    found = {
        "speedup_over_common": of_rounds("speedup over common", rounds, "common", "actsearch", "seconds"),
        "speedup_over_careful": of_rounds("speedup over careful", rounds, "careful", "actsearch", "seconds"),
    }
    found["accuracy_difference"], error = accuracy_difference(rounds)
    if len(rounds) > 1:
        found["accuracy_difference_standard_error"] = error
    if all(found_round[system]["peak_bytes"] for found_round in rounds for system in SYSTEMS):
        found["peak_memory_ratio"] = of_rounds("peak memory ratio", rounds, "actsearch", "careful", "peak_bytes")
    return found


def of_rounds(name: str, rounds: list[dict[str, dict]], over: str, under: str, what: str) -> float:
    """The median of a ratio over the rounds."""
    ratios = [found[over][what] / found[under][what] for found in rounds]
    say(f"{name}: median {statistics.median(ratios):.3f}, {min(ratios):.3f} to {max(ratios):.3f} in {len(ratios)} rounds")
    return statistics.median(ratios)


def accuracy_difference(rounds: list[dict[str, dict]]) -> tuple[float, float]:
    """The mean over all trials of actsearch's validation accuracy minus the careful study's, in points; its error.

    The trials of a round share their start values, the order of batches and the validation part, so that what chance
    does to one it does to all: the standard error is that of the mean over the rounds.
    """
    of_rounds = []
    for found in rounds:
        pairs = zip(found["actsearch"]["accuracies"], found["careful"]["accuracies"], strict=True)
        of_rounds.append(statistics.fmean(100 * (ours - theirs) for ours, theirs in pairs))
    mean = statistics.fmean(of_rounds)
    error = statistics.stdev(of_rounds) / math.sqrt(len(of_rounds)) if len(of_rounds) > 1 else math.nan
    say(f"accuracy difference: {mean:+.3f} points, standard error {error:.3f}")
    return mean, error


if __name__ == "__main__":
    sys.exit(main())
