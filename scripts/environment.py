#!/usr/bin/env python3
"""Makes a virtual environment in the repository, `.venv-NAME`; does nothing when that is done.

    python3 scripts/environment.py peers      # for benches/peers
    python3 scripts/environment.py interop    # for tests/interop
    python3 scripts/environment.py newest     # the newest PyTorch, for a part of tests/interop

With a GPU of NVIDIA it installs the requirements as they are. Without one, on x86-64 Linux, that would download gigabytes
of CUDA which nothing calls: torch is then installed without them (by a list like `without_cuda.txt`), and small stand-ins take their
place (`stand_ins.py`). `PEERS_TORCH=cuda`, `PEERS_TORCH=cpu`, `INTEROP_TORCH=…` decide instead of what is found.
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
from dataclasses import dataclass
from pathlib import Path

import stand_ins

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
WITHOUT_CUDA = HERE / "without_cuda.txt"
# They ask for torch, and pip would fetch all of CUDA for it: without a GPU they are installed as they are.
BUILT_ON_TORCH = ("torchvision==", "timm==")
# torch is imported and computes a gradient; what is beside it is imported, too.
PROOF = """
import numpy, torch
x = torch.ones(2, 1, 8, 8, requires_grad=True)
torch.nn.Conv2d(1, 3, 3)(x).relu().sum().backward()
optimizer = torch.optim.Adam([x])
optimizer.step()
torch.from_numpy(numpy.zeros(3))
print(f"torch {torch.__version__}, numpy {numpy.__version__}", end="")
"""


@dataclass(frozen=True)
class Environment:
    """An environment: what is in it, which python it needs, and what proves that it works beside `PROOF`."""

    name: str
    requirements: Path
    python: tuple[int, int]
    megabytes: int
    proof: str
    # What torch needs on a CPU.
    without_cuda: Path = WITHOUT_CUDA

    @property
    def folder(self) -> Path:
        """Where it is made."""
        return ROOT / f".venv-{self.name}"

    @property
    def interpreter(self) -> Path:
        """Its python."""
        return self.folder / "bin" / "python"

    @property
    def stamp(self) -> Path:
        """The file that says what it was made of, once it is whole."""
        return self.folder / f"{self.name}.ready"

    def fingerprint(self, with_cuda: bool) -> str:
        """What it depends on, in one word: when a file changes, it is made anew."""
        deciding = [Path(__file__), self.requirements, HERE / "stand_ins.py", self.without_cuda]
        content = b"".join(path.read_bytes() for path in deciding)
        return hashlib.sha256(content + f"{with_cuda} {sys.version}".encode()).hexdigest()

    def pip(self, *arguments: str) -> None:
        """Installs into it; pip talks on stderr."""
        command = [str(self.interpreter), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*command, "--only-binary=:all:", *arguments], check=True, stdout=2)


PEERS = Environment(
    name="peers",
    requirements=ROOT / "benches" / "peers" / "requirements.txt",
    python=(3, 10),
    megabytes=590,
    proof='import optuna; print(f", optuna {optuna.__version__}")',
)
INTEROP = Environment(
    name="interop",
    requirements=ROOT / "tests" / "interop" / "requirements.txt",
    python=(3, 11),
    megabytes=951,
    proof="""
import os; os.environ["KERAS_BACKEND"] = "torch"
import flax, jax, keras, onnx, onnxruntime, safetensors
from importlib.metadata import version
import tokenizers, transformers
print(f", keras {keras.__version__}, jax {jax.__version__}, flax {flax.__version__}", end="")
print(f", onnx {onnx.__version__}, onnxruntime {onnxruntime.__version__}", end="")
print(f", torchvision {version('torchvision')}, timm {version('timm')}, transformers {transformers.__version__}")
""",
)
NEWEST = Environment(
    name="newest",
    requirements=ROOT / "tests" / "interop" / "newest.txt",
    python=(3, 11),
    megabytes=590,
    proof="print()",
    without_cuda=ROOT / "tests" / "interop" / "newest_without_cuda.txt",
)
ENVIRONMENTS = {environment.name: environment for environment in (PEERS, INTEROP, NEWEST)}


class SetUpError(Exception):
    """Something that the user can put right; its text says what and how."""


def main(arguments: list[str]) -> int:
    """Makes the environment that is named, or says in one line why not."""
    try:
        if len(arguments) != 1 or arguments[0] not in ENVIRONMENTS:
            raise SetUpError(f"name one environment: {' or '.join(ENVIRONMENTS)}")
        environment = ENVIRONMENTS[arguments[0]]
        with one_at_a_time(environment):
            make(environment)
    except (SetUpError, OSError, subprocess.CalledProcessError) as error:
        say(f"failed: {error}")
        return 1
    return 0


def make(environment: Environment) -> None:
    """The straight line: check, install, prove, stamp."""
    with_cuda = wants_cuda(environment)
    mark = environment.fingerprint(with_cuda)
    if environment.stamp.is_file() and environment.stamp.read_text() == mark:
        return
    check_machine(environment, with_cuda)
    download = "with CUDA, several GB" if with_cuda else f"without CUDA, {environment.megabytes} MB"
    say(f"making {environment.folder.name}; pip downloads torch and what goes with it {download}")
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(environment.folder)], check=True, stdout=2)
    if with_cuda:
        environment.pip("--requirement", str(environment.requirements))
    else:
        install_without_cuda(environment)
    command = [str(environment.interpreter), "-c", PROOF + environment.proof]
    found = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    environment.stamp.write_text(mark)
    say(f"ready: {found.strip()}")


def say(text: str) -> None:
    """Talks to the user; stdout stays free for data."""
    print(f"environment: {text}", file=sys.stderr, flush=True)


@contextmanager
def one_at_a_time(environment: Environment) -> Iterator[None]:
    """Lets one process at a time through; the lock falls with its process."""
    with open(environment.requirements, encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def wants_cuda(environment: Environment) -> bool:
    """Whether torch is installed with its CUDA: as asked for, else wherever it has to be or can be used."""
    variable = f"{environment.name.upper()}_TORCH"
    asked = os.environ.get(variable, "")
    if asked not in ("", "cpu", "cuda"):
        raise SetUpError(f"{variable} is `{asked}`; it may be `cpu` or `cuda`, or not set")
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


def check_machine(environment: Environment, with_cuda: bool) -> None:
    """Says what is lacking before anything is downloaded."""
    if sys.version_info < environment.python:
        needed = ".".join(map(str, environment.python))
        raise SetUpError(
            f"{environment.folder.name} needs python {needed} or newer, this is {platform.python_version()}"
        )
    if with_cuda:
        return
    if not is_x86_64_linux():
        raise SetUpError(f"{environment.name.upper()}_TORCH=cpu is for x86-64 Linux only; leave it out here")
    compiler = (os.environ.get("CC") or "cc").split()[0]
    for tool in (compiler, "nm"):
        if shutil.which(tool) is None:
            raise SetUpError(f"there is no `{tool}`; install a C compiler (on Debian and Ubuntu: apt install gcc)")


def install_without_cuda(environment: Environment) -> None:
    """torch and what it needs on a CPU, then the rest, then the stand-ins for what was left out."""
    environment.pip("--no-deps", "--requirement", str(environment.without_cuda))
    lines = environment.requirements.read_text().splitlines(keepends=True)
    on_torch = [line for line in lines if line.startswith(BUILT_ON_TORCH)]
    for some, options in ((on_torch, ["--no-deps"]), ([line for line in lines if line not in on_torch], [])):
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as rest:
            # torch is there; pip would ask for what it needs again.
            rest.writelines(line for line in some if not line.startswith("torch=="))
            rest.flush()
            environment.pip(*options, "--requirement", rest.name)
    (lib,) = environment.folder.glob("lib/python*/site-packages/torch/lib")
    say("putting stand-ins in the place of CUDA")
    stand_ins.put_in(lib)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
