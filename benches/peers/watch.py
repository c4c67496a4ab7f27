"""Runs a command as a whole and measures it: seconds on the clock, and the most memory its processes held together."""

import os
import resource
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

# Reading how much memory a process has costs about a millisecond: four times a second is not felt.
SAMPLING_SECONDS = 0.25
# So many cores may be busy with other work; with more, times say little.
QUIET = 0.1


class Failed(Exception):
    """A command that ended with an error."""


@dataclass(frozen=True)
class Measured:
    """One run of a command."""

    seconds: float
    # The proportional set size (PSS): a page that several processes share counts once. None where there is no /proc.
    peak_bytes: int | None
    # How many cores were busy with other work meanwhile, on average. None where there is no /proc.
    others: float | None


def run(command: list[str], log: Path, environment: dict[str, str] | None = None) -> Measured:
    """Runs a command to its end; what it says goes to `log`."""
    with log.open("w") as out:
        busy, own = busy_seconds(), children_seconds()
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=out, env={**os.environ, **(environment or {})})
        watcher = Watcher(process.pid)
        status = process.wait()
        seconds = time.perf_counter() - started
    peak = watcher.end()
    of_others = busy_seconds() - busy - (children_seconds() - own)
    if status != 0:
        last = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
        raise Failed(f"`{' '.join(command)}` ended with {status}:\n{last}")
    return Measured(seconds, peak, max(0.0, of_others / seconds) if busy else None)


def is_spoilt(others: float | None) -> bool:
    """Whether so many other cores were busy that a time says little."""
    return others is not None and others > QUIET


def busy_seconds() -> float:
    """How long the cores of the machine have worked since it was started, all added up; 0 where there is no /proc."""
    line = read(Path("/proc/stat")).partition("\n")[0].split()
    # user, nice, system, then idle and waiting, then interrupts.
    return sum(map(int, line[1:4] + line[6:8])) / os.sysconf("SC_CLK_TCK")


def children_seconds() -> float:
    """How long the commands that have ended, and what they had started, have worked."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


class Watcher:
    """Looks at the memory of a process and of its descendants from time to time, on a thread of its own."""

    def __init__(self, pid: int) -> None:
        self.pid, self.peak = pid, 0
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.watch)
        self.thread.start()

    def watch(self) -> None:
        """Samples until the process has ended."""
        while not self.ended.wait(SAMPLING_SECONDS):
            self.peak = max(self.peak, sum(map(proportional_bytes, descendants(self.pid))))

    def end(self) -> int | None:
        """The most bytes that were seen."""
        self.ended.set()
        self.thread.join()
        return self.peak or None


def descendants(pid: int) -> list[int]:
    """A process and all that it has started, as far as they still run."""
    found, fresh = [], [pid]
    while fresh:
        found.extend(fresh)
        fresh = [child for parent in fresh for child in children(parent)]
    return found


def children(pid: int) -> list[int]:
    """The processes that the threads of a process have started."""
    numbers: list[int] = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        numbers.extend(map(int, read(path).split()))
    return numbers


def proportional_bytes(pid: int) -> int:
    """The proportional set size of a process; 0 when it has ended."""
    lines = read(Path(f"/proc/{pid}/smaps_rollup")).splitlines()
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def read(path: Path) -> str:
    """A file of /proc, which may vanish at any moment."""
    try:
        return path.read_text()
    except OSError:
        return ""


def machine() -> dict[str, str | int]:
    """What the figures were measured on."""
    models = [line for line in read(Path("/proc/cpuinfo")).splitlines() if line.startswith("model name")]
    return {"cores": cores(), "cpu": models[0].split(":")[1].strip() if models else "unknown"}


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
