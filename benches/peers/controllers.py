"""Optuna's samplers on the tables on which `cargo bench --bench controllers` measures the controllers of actsearch.

The rules are the same: no candidate is tried twice, the results of the newest 7 trials are out of sight, a run is paired with
one seed of the table. stdout has the figures, stderr the rest.
"""

import argparse
import math
import multiprocessing
import statistics
import sys
import time
import warnings
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import optuna
from optuna.distributions import BaseDistribution, CategoricalDistribution
from optuna.samplers import BaseSampler, RandomSampler, TPESampler
from optuna.trial import Trial, TrialState, create_trial
from table import Table

ROOT = Path(__file__).resolve().parent.parent.parent
LOOKAHEAD = 8
# So often in a row a sampler may ask for what was tried before; then the repetition is a trial.
PATIENCE = 30


@dataclass(frozen=True)
class Encoding:
    """How a candidate is written in parameters."""

    parameters: dict[str, BaseDistribution]
    # The number of the candidate that a trial asks for; nothing if its parameters are none.
    candidate: Callable[[dict[str, object]], int | None]


def whole(table: Table) -> Encoding:
    """A parameter for each site: which of all mixes stands there."""
    names = [f"site{site}" for site in range(table.sites)]
    distribution = CategoricalDistribution(list(range(len(table.choices))))
    return Encoding(dict.fromkeys(names, distribution), lambda given: table.number([given[name] for name in names]))


def parts(table: Table) -> Encoding:
    """For each site a hull, and for each base whether it is in the mix."""
    parameters: dict[str, BaseDistribution] = {}
    for site in range(table.sites):
        parameters[f"hull{site}"] = CategoricalDistribution(table.hulls)
        parameters |= {f"{base}{site}": CategoricalDistribution([False, True]) for base in table.bases}
    places = {mix: place for place, mix in enumerate(table.choices)}

    def candidate(given: dict[str, object]) -> int | None:
        choices = []
        for site in range(table.sites):
            bases = tuple(base for base in table.bases if given[f"{base}{site}"])
            hull = given[f"hull{site}"] if len(bases) > 1 else None
            choices.append(places.get((bases, hull)))
        return None if None in choices else table.number(choices)

    return Encoding(parameters, candidate)


# Left as it comes, Optuna 5 draws all parameters of a trial together (`multivariate`), and takes trials that still run for bad
# ones (`constant_liar`); `independent` draws each parameter by itself.
CONTENDERS: dict[str, tuple[Callable[[int], BaseSampler], Callable[[Table], Encoding]]] = {
    "optuna_random": (lambda seed: RandomSampler(seed=seed), whole),
    "optuna_tpe": (lambda seed: TPESampler(seed=seed), whole),
    "optuna_tpe_independent": (lambda seed: TPESampler(seed=seed, multivariate=False), whole),
    "optuna_tpe_parts": (lambda seed: TPESampler(seed=seed), parts),
    "optuna_tpe_independent_parts": (lambda seed: TPESampler(seed=seed, multivariate=False), parts),
}


def ask(study: optuna.Study, encoding: Encoding, tried: set[int], most: int) -> tuple[Trial, int] | None:
    """The next trial with a candidate that was not tried; nothing when all were.

    What a sampler asks for beside that fails at once, costs no trial, and teaches it nothing.
    """
    repeated = 0
    while len(tried) < most:
        trial = study.ask(encoding.parameters)
        candidate = encoding.candidate(trial.params)
        if candidate is not None:
            if candidate not in tried or repeated >= PATIENCE:
                return trial, candidate
            repeated += 1
        study.tell(trial, state=TrialState.FAIL)
    return None


@dataclass(frozen=True)
class Run:
    """One run: the regret after each trial, and when it was where it should be."""

    regrets: list[float]
    trials_to_top: float
    trials_to_best_in_top: float


def run(table: Table, contender: str, seed: int, trials: int) -> Run:
    """A run of so many trials. The candidates are trained at once, but told when 7 newer ones have been asked for."""
    sampler, encode = CONTENDERS[contender]
    encoding, seed_of_table = encode(table), seed % table.right.shape[1]
    study = optuna.create_study(direction="maximize", sampler=sampler(seed))
    tried: set[int] = set()
    out_of_sight: deque[tuple[Trial, float | None]] = deque()
    held, best = None, -math.inf
    regrets: list[float] = []
    to_top = to_best_in_top = math.inf
    for number in range(1, trials + 1):
        asked = ask(study, encoding, tried, len(table.right))
        if asked is None:
            break
        trial, candidate = asked
        tried.add(candidate)
        accuracy = table.accuracy(candidate, seed_of_table)
        if accuracy is not None and accuracy > best:
            held, best = candidate, accuracy
        if accuracy is not None and candidate in table.top:
            to_top = min(to_top, number)
        if held in table.top:
            to_best_in_top = min(to_best_in_top, number)
        regrets.append(table.regret(held))
        out_of_sight.append((trial, accuracy))
        if len(out_of_sight) == LOOKAHEAD:
            tell(study, *out_of_sight.popleft())
    return Run(regrets, to_top, to_best_in_top)


def tell(study: optuna.Study, trial: Trial, accuracy: float | None) -> None:
    """Tells what a trial came to."""
    if accuracy is None:
        study.tell(trial, state=TrialState.FAIL)
    else:
        study.tell(trial, accuracy)


def middle(numbers: list[float]) -> float:
    """The middle one, the upper of two, as in the benches."""
    return sorted(numbers)[len(numbers) // 2]


# What the processes of the pool inherit when they are forked.
TABLE: Table | None = None


def of_seed(task: tuple[str, int, int]) -> Run:
    """The run of one seed, in a process of the pool."""
    assert TABLE is not None
    return run(TABLE, *task)


def contest(table: Table, contender: str, suffix: str, seeds: int, trials: int, processes: int) -> None:
    """Prints the figures of a contender over all its runs: a quarter of them where most of what is asked for is no candidate."""
    seeds = seeds if CONTENDERS[contender][1] is whole else max(1, seeds // 4)
    started = time.perf_counter()
    with multiprocessing.get_context("fork").Pool(processes, quiet) as pool:
        runs = pool.map(of_seed, [(contender, seed, trials) for seed in range(seeds)], chunksize=1)
    say(f"{contender}: {seeds} runs of {trials} trials in {time.perf_counter() - started:.1f} s")
    name = contender + suffix
    to_top = middle([run.trials_to_top for run in runs])
    figure(f"trials_to_top1_{name}", to_top)
    figure(f"epochs_to_top1_{name}", to_top * table.right.shape[2])
    figure(f"trials_to_best_in_top1_{name}", middle([run.trials_to_best_in_top for run in runs]))
    for after in (10, 20, 50, 100, 200):
        if after <= trials:
            figure(f"regret_at_{after}_{name}", 100.0 * middle([run.regrets[:after][-1] for run in runs]))


def ask_time(sampler: BaseSampler, trials: int) -> float:
    """Milliseconds of one ask for 20 parameters of 36 choices with so many trials told."""
    names = [f"site{site}" for site in range(20)]
    parameters = dict.fromkeys(names, CategoricalDistribution(list(range(36))))
    study = optuna.create_study(direction="maximize", sampler=sampler)
    draws = optuna.create_study(sampler=RandomSampler(seed=1))
    for _ in range(trials):
        given = draws.ask(parameters).params
        value = sum(given.values()) / (20 * 35)
        study.add_trial(create_trial(params=given, distributions=parameters, value=value))
    seconds = []
    for _ in range(5):
        started = time.perf_counter()
        study.ask(parameters)
        seconds.append(time.perf_counter() - started)
    return 1000.0 * statistics.median(seconds)


def figure(name: str, value: float) -> None:
    """Prints a figure as the benches do."""
    print(f"figure {name} {value:.3f}", flush=True)


def say(text: str) -> None:
    """Talks to the user; stdout stays free for figures."""
    print(text, file=sys.stderr, flush=True)


def quiet() -> None:
    """No log of every trial, and no word on what is experimental."""
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    warnings.filterwarnings("ignore", category=optuna.exceptions.ExperimentalWarning)


def tables() -> list[Path]:
    """The tables of the repository that have been made."""
    return sorted(path.parent for path in (ROOT / "experiments").glob("*_table/table.safetensors"))


def main() -> int:
    """Measures every contender on every table."""
    global TABLE
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tables", nargs="*", type=Path, help="folders of tables (those in experiments)")
    parser.add_argument("--seeds", type=int, default=200, help="how many runs (200)")
    parser.add_argument("--trials", type=int, default=200, help="trials of a run (200)")
    parser.add_argument("--only", nargs="*", choices=CONTENDERS, default=list(CONTENDERS), help="who is measured (all)")
    parser.add_argument("--processes", type=int, default=multiprocessing.cpu_count(), help="runs at a time (cores)")
    arguments = parser.parse_args()
    quiet()
    folders = arguments.tables or tables()
    if not folders:
        say(f"no folder of {ROOT / 'experiments'} has a table; regret is not measured")
    for folder in folders:
        try:
            TABLE = Table.read(folder)
            say(f"{TABLE.name}: {len(TABLE.means)} candidates, {TABLE.sites} sites, {len(TABLE.top)} in the top 1 %")
        except (OSError, ValueError, KeyError) as error:
            say(f"failed: {folder}: {error}")
            return 1
        suffix = f"_on_{TABLE.name}" if len(folders) > 1 else ""
        for contender in arguments.only:
            contest(TABLE, contender, suffix, arguments.seeds, arguments.trials, arguments.processes)
    figure("ask_ms_1000_optuna_tpe", ask_time(TPESampler(seed=1), 1000))
    figure("ask_ms_1000_optuna_tpe_independent", ask_time(TPESampler(seed=1, multivariate=False), 1000))
    return 0


if __name__ == "__main__":
    sys.exit(main())
