#!/usr/bin/env python3
"""Makes the virtual environment of the peers, `.venv-peers` in the repository; does nothing when that is done.

With a GPU of NVIDIA it installs `requirements.txt` as it is. Without one, on x86-64 Linux, that would download gigabytes
of CUDA which nothing calls: torch is then installed without them (`without_cuda.txt`), and small stand-ins take their
place (`stand_ins.py`). `PEERS_TORCH=cuda` or `PEERS_TORCH=cpu` decides instead of what is found.
"""

import fcntl
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import stand_ins

HERE = Path(__file__).resolve().parent
VENV = HERE.parent.parent / ".venv-peers"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "peers.ready"
# Files that decide what the environment is: when one changes, it is made anew.
DECIDING = [HERE / name for name in ("environment.py", "requirements.txt", "stand_ins.py", "without_cuda.txt")]
# torch is imported, computes a gradient, and has Optuna beside it.
PROOF = """
import numpy, optuna, torch
x = torch.ones(2, 1, 8, 8, requires_grad=True)
torch.nn.Conv2d(1, 3, 3)(x).relu().sum().backward()
optimizer = torch.optim.Adam([x])
optimizer.step()
torch.from_numpy(numpy.zeros(3))
print(f"torch {torch.__version__}, optuna {optuna.__version__}, numpy {numpy.__version__}")
"""


class SetUpError(Exception):
    """Something that the user can put right; its text says what and how."""


def main() -> int:
    """Makes the environment, or says in one line why not."""
    try:
        with one_at_a_time():
            make()
    except (SetUpError, OSError, subprocess.CalledProcessError) as error:
        say(f"failed: {error}")
        return 1
    return 0


def make() -> None:
    """The straight line: check, install, prove, stamp."""
    with_cuda = wants_cuda()
    mark = fingerprint(with_cuda)
    if STAMP.is_file() and STAMP.read_text() == mark:
        return
    check_machine(with_cuda)
    download = "with CUDA, several GB" if with_cuda else "without CUDA, 590 MB"
    say(f"making {VENV.name}; pip downloads torch {download}")
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True, stdout=2)
    if with_cuda:
        pip("--requirement", str(HERE / "requirements.txt"))
    else:
        install_without_cuda()
    found = subprocess.run([str(PYTHON), "-c", PROOF], check=True, stdout=subprocess.PIPE, text=True).stdout
    STAMP.write_text(mark)
    say(f"ready: {found.strip()}")


def say(text: str) -> None:
    """Talks to the user; stdout stays free for data."""
    print(f"environment: {text}", file=sys.stderr, flush=True)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Lets one process at a time through; the lock falls with its process."""
    with open(HERE / "requirements.txt", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def wants_cuda() -> bool:
    """Whether torch is installed with its CUDA: as asked for, else wherever it has to be or can be used."""
    asked = os.environ.get("PEERS_TORCH", "")
    if asked not in ("", "cpu", "cuda"):
        raise SetUpError(f"PEERS_TORCH is `{asked}`; it may be `cpu` or `cuda`, or not set")
    if asked:
        return asked == "cuda"
    return not is_x86_64_linux() or has_gpu()


def is_x86_64_linux() -> bool:
    """Elsewhere the index has packages of torch without CUDA, and there is nothing to leave out."""
    return (platform.system(), platform.machine()) == ("Linux", "x86_64")


def has_gpu() -> bool:
    """Whether the driver of NVIDIA says that there is a GPU."""
    if shutil.which("nvidia-smi") is None:
        return False
    command = ["nvidia-smi", "--list-gpus"]
    answer = subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return answer.returncode == 0 and bool(answer.stdout.strip())


def fingerprint(with_cuda: bool) -> str:
    """What the environment depends on, in one word."""
    content = b"".join(path.read_bytes() for path in DECIDING)
    return hashlib.sha256(content + f"{with_cuda} {sys.version}".encode()).hexdigest()


def check_machine(with_cuda: bool) -> None:
    """Says what is lacking before anything is downloaded."""
    if sys.version_info < (3, 10):  # noqa: UP036, because any python3 may call this
        raise SetUpError(f"torch 2.11.0 needs python 3.10 or newer, this is {platform.python_version()}")
    if with_cuda:
        return
    if not is_x86_64_linux():
        raise SetUpError("PEERS_TORCH=cpu is for x86-64 Linux only; leave it out here")
    compiler = (os.environ.get("CC") or "cc").split()[0]
    for tool in (compiler, "nm"):
        if shutil.which(tool) is None:
            raise SetUpError(f"there is no `{tool}`; install a C compiler (on Debian and Ubuntu: apt install gcc)")


def install_without_cuda() -> None:
    """torch and what it needs on a CPU, then the rest, then the stand-ins for what was left out."""
    pip("--no-deps", "--requirement", str(HERE / "without_cuda.txt"))
    lines = (HERE / "requirements.txt").read_text().splitlines(keepends=True)
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as rest:
        # pip would fetch all of CUDA for a torch that it is asked for.
        rest.writelines(line for line in lines if not line.startswith("torch"))
        rest.flush()
        pip("--requirement", rest.name)
    (lib,) = VENV.glob("lib/python*/site-packages/torch/lib")
    say("putting stand-ins in the place of CUDA")
    stand_ins.put_in(lib)


def pip(*arguments: str) -> None:
    """Installs into the environment; pip talks on stderr."""
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*command, "--only-binary=:all:", *arguments], check=True, stdout=2)


if __name__ == "__main__":
    sys.exit(main())
