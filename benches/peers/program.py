"""Calling actsearch: its searches, what they propose and what they find."""

import csv
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from plan import Candidate

ROOT = Path(__file__).resolve().parent.parent.parent


def say(text: str) -> None:
    """Talks to the user; stdout stays free for figures."""
    print(text, file=sys.stderr, flush=True)


def built() -> Path:
    """Where `cargo build --release` puts the program."""
    return ROOT / os.environ.get("CARGO_TARGET_DIR", "target") / "release" / "actsearch"


@dataclass(frozen=True)
class Program:
    """The program at a path."""

    path: Path

    def is_there(self) -> bool:
        """Whether it has been built; says how it is, if not."""
        if not self.path.is_file():
            say(f"there is no program at {self.path}; `cargo build --release` makes it, --actsearch names another")
        return self.path.is_file()

    def command(self, space: Path, run: Path, sets: dict[str, object]) -> list[str]:
        """The command that searches a space with some values set otherwise."""
        changes = [f"--set={key}={value if isinstance(value, str) else json.dumps(value)}" for key, value in sets.items()]
        return [str(self.path), "search", str(space), f"--run={run}", *changes]

    def ask(self, *arguments: str) -> str:
        """What a command prints."""
        return subprocess.run([str(self.path), *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout

    def version(self) -> str:
        """Its name and version."""
        return self.ask("--version").strip()

    def candidates(self, run: Path, trials: int) -> list[Candidate]:
        """The candidates of the trials of a run, in their order."""
        return [self.candidate(run, trial) for trial in range(trials)]

    def candidate(self, run: Path, trial: int) -> Candidate:
        """The mix at each site of one trial, written as the tables of actsearch write it."""
        shown = json.loads(self.ask("show", str(run), str(trial), "--json"))
        return {at["site"]: written(at["mix"]) for at in shown["candidate"]}


def written(mix: dict) -> str:
    """`relu` for a plain activation, `affine(identity, relu)` for a mix whose coefficients are shared by the layer."""
    bases = mix["bases"]
    if mix.get("sharing", "layer") != "layer" or not all(isinstance(base, str) for base in bases):
        raise ValueError(f"the peers have no mix like {mix}")
    return bases[0] if len(bases) == 1 else f"{mix['hull']}({', '.join(bases)})"


def rows(run: Path) -> list[dict[str, str]]:
    """The results table of a run in the order of the trials; every trial must have finished."""
    with (run / "results.csv").open(newline="") as file:
        found = sorted(csv.DictReader(file), key=lambda row: int(row["trial"]))
    unfinished = [row["trial"] for row in found if row["status"] != "finished"]
    if unfinished:
        raise ValueError(f"trials {', '.join(unfinished)} of {run} did not finish")
    return found


def validation_accuracies(run: Path) -> list[float]:
    """The validation accuracy of each trial at its last epoch."""
    return [float(row["validation_accuracy"]) for row in rows(run)]


def test_accuracy(run: Path) -> float:
    """The test accuracy of the winner."""
    return next(float(row["test_accuracy"]) for row in rows(run) if row["rank"] == "1")
