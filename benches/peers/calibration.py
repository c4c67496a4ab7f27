"""Finds out how the careful study is fastest on this machine, with short studies on a part of the samples.

Beginning with one process, all cores, channels_last, the fused Adam and an allocator that keeps freed memory, each
choice is changed in turn and the change is kept if it is faster. The time is that of training alone, the better of two.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import watch
from plan import Plan

HERE = Path(__file__).resolve().parent
# The allocator of glibc then keeps what is freed instead of giving it back to the system; the first number is the
# largest that it takes.
KEPT = {"MALLOC_MMAP_THRESHOLD_": str(32 << 20), "MALLOC_TRIM_THRESHOLD_": str(1 << 40)}


@dataclass(frozen=True)
class Setting:
    """How the careful study uses the machine."""

    processes: int
    threads: int
    adam: str = "fused"
    layout: str = "channels_last"
    keeps_memory: bool = True

    def command(self, plan: Path, out: Path) -> list[str]:
        """The command that runs the careful study so."""
        options = [f"--{name}={value}" for name, value in asdict(self).items() if name != "keeps_memory"]
        return [sys.executable, str(HERE / "study_careful.py"), str(plan), str(out), *options]

    def environment(self) -> dict[str, str]:
        """What is set for it."""
        return KEPT if self.keeps_memory else {}

    def __str__(self) -> str:
        memory = "freed memory kept" if self.keeps_memory else "freed memory given back"
        return f"{self.processes} × {self.threads} threads, {self.layout}, {self.adam} Adam, {memory}"


def changes(cores: int) -> list[dict[str, object]]:
    """What is tried, one after the other."""
    return [
        {"processes": cores, "threads": 1},
        {"keeps_memory": False},
        {"adam": "loop"},
        {"layout": "contiguous"},
    ]


def fastest(plan: Plan, folder: Path, say: Callable[[str], None]) -> tuple[Setting, dict[str, float]]:
    """The fastest setting, and the seconds of all that were tried."""
    cores = watch.cores()
    part = short(plan, cores)
    seconds: dict[str, float] = {}

    def measure(setting: Setting) -> float:
        seconds[str(setting)] = min(training_seconds(setting, part, folder, say) for _ in range(2))
        say(f"calibration: {seconds[str(setting)]:6.2f} s  {setting}")
        return seconds[str(setting)]

    best = Setting(processes=1, threads=cores)
    least = measure(best)
    for change in changes(cores):
        setting = replace(best, **change)
        if setting != best and (found := measure(setting)) < least:
            best, least = setting, found
    return best, seconds


def short(plan: Plan, cores: int) -> Plan:
    """A part of the study: one epoch of a quarter of the samples, two candidates for every core."""
    samples = max(plan.samples // 4, min(plan.samples, 1200))
    return replace(plan, samples=samples, epochs=1, candidates=(plan.candidates * 2 * cores)[: 2 * cores])


def training_seconds(setting: Setting, plan: Plan, folder: Path, say: Callable[[str], None]) -> float:
    """How long the careful study trains with a setting."""
    plan_file, out = folder / "calibration.json", folder / "calibration-out.json"
    plan.write(plan_file)
    measured = watch.run(setting.command(plan_file, out), folder / "calibration.log", setting.environment())
    if watch.is_spoilt(measured.others):
        say(f"calibration: spoilt, other work kept {measured.others:.2f} cores busy meanwhile")
    return float(json.loads(out.read_text())["training_seconds"])
