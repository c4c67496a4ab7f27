#!/usr/bin/env python3
"""Gets libtorch 2.11.0 and tells cargo where it lies; does nothing when that is already done.

libtorch is taken from the files that `libtorch.txt` pins by hash, through pip and its ordinary
configuration, and unpacked into `${XDG_CACHE_HOME:-~/.cache}/actsearch/libtorch-2.11.0`. A marked block in
`.cargo/config.toml` then hands that folder to every plain `cargo build`, `cargo test` and `cargo run`.

A libtorch of your own wins, and nothing is downloaded: set LIBTORCH to its folder, or LIBTORCH_USE_PYTORCH=1
to take the one of the installed PyTorch. The version must be 2.11.0, the one that the crate `tch` is made for.
"""

import json
import os
import platform
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import zipfile
from contextlib import contextmanager
from pathlib import Path

TORCH_VERSION = "2.11.0"
DOWNLOAD = "544 MB"
ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "scripts" / "libtorch.txt"
WAYS_OUT = (
    f"ways out: LIBTORCH=<folder of libtorch {TORCH_VERSION}>, or `python3 -m pip install torch=={TORCH_VERSION}`"
    " and LIBTORCH_USE_PYTORCH=1"
)

# The tags under which pip finds the pinned wheels, whatever the version of the python that runs it.
PIP_TARGET = ["--implementation", "cp", "--python-version", "3.11", "--abi", "cp311"] + [
    f"--platform={tag}_x86_64" for tag in ("manylinux_2_28", "manylinux_2_25", "manylinux_2_17", "manylinux2014")
]

# What is taken out of which wheel. libtorch_cpu.so does not load without the last two, the only CUDA that it needs.
LIBRARIES = {
    "torch": [f"torch/lib/{name}" for name in
              ("libtorch_cpu.so", "libc10.so", "libgomp.so.1", "libtorch_global_deps.so")],
    "nvidia_cuda_runtime": ["nvidia/cu13/lib/libcudart.so.13"],
    "nvidia_cuda_cupti": ["nvidia/cu13/lib/libcupti.so.13"],
}
HEADERS = "torch/include/"

BLOCK_START = "# >>> written by scripts/setup.py; a LIBTORCH in the environment wins over it"
BLOCK_END = "# <<< written by scripts/setup.py"
BLOCK = re.compile(f"{re.escape(BLOCK_START)}\n.*?{re.escape(BLOCK_END)}\n", re.DOTALL)


# The signals that ask a program to stop; all of them end here like Ctrl-C.
STOPPING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


class SetupError(Exception):
    """Something that the user can put right; its text says what and how."""


def main() -> int:
    """Sets up and turns every failure into one or two lines and an exit code."""
    for number in STOPPING:
        if signal.getsignal(number) == signal.SIG_DFL:  # Not where nohup asks to ignore it.
            signal.signal(number, signal.default_int_handler)
    try:
        set_up()
    except KeyboardInterrupt:
        say("stopped; nothing was left behind, and the next set-up starts afresh")
        return 130
    except (SetupError, OSError) as error:
        say(f"failed: {error}")
        say(WAYS_OUT)
        return 1
    return 0


def set_up() -> None:
    """The straight line: the user's own libtorch if there is one, else ours."""
    if sys.version_info < (3, 8):
        raise SetupError(f"python 3.8 or newer is needed, this is {platform.python_version()}")
    if "LIBTORCH_USE_PYTORCH" in os.environ:
        check_own_pytorch()
    elif "LIBTORCH" in os.environ:
        check_own_libtorch(Path(os.environ["LIBTORCH"]))
    else:
        libtorch = cache_folder() / f"libtorch-{TORCH_VERSION}"
        if not is_complete(libtorch):
            check_platform()
            obtain(libtorch)
        tell_cargo(libtorch)


def say(text: str) -> None:
    """Talks to the user; stdout stays free for data."""
    print(f"setup: {text}", file=sys.stderr, flush=True)


# --- a libtorch of the user's own -----------------------------------------------------------------------------


def check_own_libtorch(libtorch: Path) -> None:
    """Checks the folder that LIBTORCH names the way torch-sys will use it."""
    libraries = Path(os.environ.get("LIBTORCH_LIB", libtorch)) / "lib"
    if not libraries.is_absolute():
        raise SetupError(f"LIBTORCH={libtorch} is a relative path; cargo needs an absolute one")
    if not libraries.is_dir():
        raise SetupError(f"LIBTORCH={libtorch}: there is no folder {libraries}; name a libtorch folder, or unset it")
    check_version(version_of(libtorch), f"LIBTORCH={libtorch}")


def version_of(libtorch: Path) -> str:
    """The version of a libtorch folder, from its version file or else its headers; empty if neither tells."""
    if (libtorch / "build-version").is_file():
        return (libtorch / "build-version").read_text()
    for header in ("torch/headeronly/version.h", "torch/csrc/api/include/torch/version.h"):
        header = libtorch / "include" / header
        text = header.read_text() if header.is_file() else ""
        numbers = re.findall(r"define TORCH_VERSION_(?:MAJOR|MINOR|PATCH) (\d+)", text)
        if len(numbers) == 3:
            return ".".join(numbers)
    return ""


def check_own_pytorch() -> None:
    """Checks the installed PyTorch, with the python that torch-sys will ask."""
    python = "python" if os.environ.get("VIRTUAL_ENV") else "python3"
    # The installed version is on record; importing torch to ask it takes seconds.
    program = "import importlib.metadata as m; print(m.version('torch'))"
    try:
        answer = subprocess.run([python, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    except FileNotFoundError:
        raise SetupError(f"LIBTORCH_USE_PYTORCH is set, but there is no {python}") from None
    if answer.returncode != 0:
        raise SetupError(f"LIBTORCH_USE_PYTORCH is set, but {python} has no torch; install torch=={TORCH_VERSION}")
    check_version(answer.stdout, f"LIBTORCH_USE_PYTORCH: torch of {python}")


def check_version(found: str, where: str) -> None:
    """Refuses any version but ours; what stands after a plus (`+cpu`, `+cu130`) does not matter."""
    found = found.strip()
    if found and found.split("+")[0] != TORCH_VERSION and "LIBTORCH_BYPASS_VERSION_CHECK" not in os.environ:
        raise SetupError(f"{where} has version {found}, but {TORCH_VERSION} is needed")


# --- our own copy ---------------------------------------------------------------------------------------------


def cache_folder() -> Path:
    """Where the copy is kept; a relative XDG_CACHE_HOME does not count, as its specification says."""
    cache = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (cache if cache.is_absolute() else Path.home() / ".cache") / "actsearch"


def is_complete(libtorch: Path) -> bool:
    """Whether the copy is finished: the right version, and every library as long as when it was unpacked."""
    try:
        if (libtorch / "build-version").read_text().strip() != TORCH_VERSION:
            return False
        sizes = json.loads((libtorch / "sizes.json").read_text())
        header = libtorch / "include/torch/csrc/api/include/torch/torch.h"
        return sizes == library_sizes(libtorch) and header.is_file()
    except (OSError, ValueError):
        return False


def library_sizes(libtorch: Path) -> dict:
    """The size of every library in the copy by its name."""
    names = [Path(member).name for members in LIBRARIES.values() for member in members]
    return {name: (libtorch / "lib" / name).stat().st_size for name in [*names, "libgomp.so", "libtorch.so"]}


def check_platform() -> None:
    """The pinned files are for x86-64 Linux with a recent glibc; elsewhere the user brings a libtorch."""
    libc, release = platform.libc_ver()
    here = " ".join([platform.system(), platform.machine(), libc, release]).strip()
    if not here.startswith("Linux x86_64 glibc") or [int(part) for part in release.split(".")[:2]] < [2, 28]:
        raise SetupError(f"no ready libtorch for {here}, only for Linux x86_64 glibc 2.28 or newer")


def obtain(libtorch: Path) -> None:
    """Downloads and unpacks beside `libtorch`, then moves the finished copy there in one step."""
    compiler = find_compiler()
    cache = libtorch.parent
    cache.mkdir(parents=True, exist_ok=True)
    with only_set_up(cache):
        if is_complete(libtorch):
            return  # Another set-up did it while this one waited.
        for stale in cache.glob(f"{libtorch.name}.partial-*"):
            shutil.rmtree(stale, ignore_errors=True)
        with partial_folder(libtorch) as partial:
            say(f"downloading libtorch {TORCH_VERSION} with pip, {DOWNLOAD}")
            download(partial)
            say("unpacking")
            unpacked = unpack(partial, compiler)
            if libtorch.exists():
                libtorch.rename(partial / "broken")
            unpacked.rename(libtorch)
    say(f"libtorch {TORCH_VERSION} is in {libtorch}")


@contextmanager
def only_set_up(cache: Path):
    """Lets one set-up at a time through; the lock falls with its process, so a killed one blocks nobody."""
    import fcntl  # Not on Windows, which never comes here.

    path = cache / "setup.lock"
    while True:
        lock = open(path, "w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another set-up that is at work")
            fcntl.flock(lock, fcntl.LOCK_EX)
        if still_there(lock):
            break
        lock.close()
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
        lock.close()


def still_there(lock) -> bool:
    """Whether `lock` is on the file of that name, and not on one that the set-up before removed at its end."""
    try:
        return os.path.samestat(os.stat(lock.name), os.fstat(lock.fileno()))
    except FileNotFoundError:
        return False


@contextmanager
def partial_folder(libtorch: Path):
    """A folder beside `libtorch` that is gone afterwards, come what may."""
    partial = Path(tempfile.mkdtemp(prefix=f"{libtorch.name}.partial-", dir=libtorch.parent))
    try:
        yield partial
    finally:
        # A second Ctrl-C must not stop the cleaning.
        handlers = {number: signal.signal(number, signal.SIG_IGN) for number in STOPPING}
        shutil.rmtree(partial, ignore_errors=True)
        for number, handler in handlers.items():
            signal.signal(number, handler)


def download(partial: Path) -> None:
    """Has pip download the pinned wheels into `partial`; pip checks their hashes."""
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--require-hashes", "--only-binary=:all:"]
    command += PIP_TARGET + ["--dest", str(partial), "--requirement", str(REQUIREMENTS)]
    # pip's own temporary files go where ours go: on a disk with room, and removed with the rest.
    environment = dict(os.environ, TMPDIR=str(partial), PIP_REQUIRE_VIRTUALENV="0", PIP_DISABLE_PIP_VERSION_CHECK="1")
    complaint = ""
    # pip shows its progress on its stdout, which becomes our stderr.
    with subprocess.Popen(command, env=environment, stdout=2, stderr=subprocess.PIPE, text=True) as pip:
        try:
            for line in pip.stderr:
                print(line, end="", file=sys.stderr, flush=True)
                complaint = line.strip() if "ERROR" in line or not complaint else complaint
        except BaseException:
            pip.kill()
            pip.wait()
            raise
    if pip.returncode != 0:
        raise SetupError(explain(complaint))


def explain(complaint: str) -> str:
    """What to do about a failed pip, from the last error that it printed."""
    if "No module named pip" in complaint:
        return f"{sys.executable} has no pip; install it (on Debian and Ubuntu: apt install python3-pip)"
    if "No matching distribution" in complaint:
        return "pip does not find the pinned files; pip 20.3 or newer and a reachable package index are needed"
    if "DO NOT MATCH THE HASHES" in complaint:
        return "a downloaded file is not the pinned one (see above); check which package index pip is set up to use"
    return f"pip could not download libtorch ({complaint or 'no message'}); put that right and run it again"


def unpack(partial: Path, compiler: list) -> Path:
    """Makes a libtorch folder out of the wheels in `partial` and returns it."""
    libtorch = partial / "torch"
    for package, members in LIBRARIES.items():
        try:
            take(next(partial.glob(f"{package}-*.whl")), members, partial)
        except (StopIteration, KeyError, zipfile.BadZipFile) as error:
            raise SetupError(f"pip left no sound wheel of {package} ({error}); run it again") from None
    for member in LIBRARIES["nvidia_cuda_runtime"] + LIBRARIES["nvidia_cuda_cupti"]:
        (partial / member).rename(libtorch / "lib" / Path(member).name)
    (libtorch / "lib" / "libgomp.so").symlink_to("libgomp.so.1")
    build_shell(libtorch / "lib", compiler)
    (libtorch / "build-version").write_text(f"{TORCH_VERSION}\n")
    (libtorch / "sizes.json").write_text(json.dumps(library_sizes(libtorch), indent=1) + "\n")
    return libtorch


def take(wheel: Path, libraries: list, folder: Path) -> None:
    """Unpacks the named libraries of a wheel, and the headers if it has some."""
    with zipfile.ZipFile(wheel) as archive:
        headers = [name for name in archive.namelist() if name.startswith(HEADERS)]
        for name in libraries + headers:
            archive.extract(name, folder)


def find_compiler() -> list:
    """The C compiler, asked for before the download rather than after it."""
    compiler = shlex.split(os.environ.get("CC", "")) or ["cc"]
    if shutil.which(compiler[0]) is None:
        raise SetupError(f"no C compiler `{compiler[0]}`; install one (on Debian and Ubuntu: apt install g++)")
    return compiler


def build_shell(lib: Path, compiler: list) -> None:
    """Builds an empty libtorch.so over libtorch_cpu.so and libc10.so; the one of the wheel needs all of CUDA, too."""
    command = [*compiler, "-shared", "-o", str(lib / "libtorch.so"), "-Wl,-soname,libtorch.so", "-Wl,-rpath,$ORIGIN"]
    command += [f"-L{lib}", "-Wl,--no-as-needed", "-ltorch_cpu", "-lc10"]
    answer = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if answer.returncode != 0:
        raise SetupError(f"`{compiler[0]}` could not link libtorch.so: {answer.stdout.strip()[-200:]}")


# --- telling cargo --------------------------------------------------------------------------------------------


def tell_cargo(libtorch: Path) -> None:
    """Keeps our block in `.cargo/config.toml` up to date and leaves the rest of that file alone."""
    config = ROOT / ".cargo" / "config.toml"
    text = config.read_text(encoding="utf-8") if config.exists() else ""
    others = BLOCK.sub("", text)
    if re.search(r"^[^#\n]*LIBTORCH", others, re.MULTILINE):
        say(f"{config} sets LIBTORCH itself and is left as it is")
        return
    if re.search(r"^\s*env\s*=", others, re.MULTILINE):
        raise SetupError(f"{config} has `env = ...` in one line; write it as a table `[env]` and run it again")
    # A table of its own rather than a line in `[env]`, so that it joins an `[env]` that the file already has.
    value = json.dumps(str(libtorch), ensure_ascii=False)
    block = f"{BLOCK_START}\n[env.LIBTORCH]\nvalue = {value}\nforce = false\n{BLOCK_END}\n"
    wanted = BLOCK.sub(lambda _: block, text)
    if not BLOCK.search(text):
        wanted = text + ("\n" if text and not text.endswith("\n") else "") + block
    if wanted != text:
        write(config, wanted)


def write(path: Path, text: str) -> None:
    """Writes a file whole or not at all."""
    path.parent.mkdir(exist_ok=True)
    partial = path.with_name(f"{path.name}.partial-{os.getpid()}")
    try:
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


if __name__ == "__main__":
    sys.exit(main())
