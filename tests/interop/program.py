"""Calling actsearch, as a user does."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

from cases import FOLDER, Case

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAM = Path(os.environ.get("INTEROP_PROGRAM", ROOT / "target" / "release" / "actsearch"))
# Parts run beside one another, and each writes its own files.
PART = os.environ.get("INTEROP_PART", "alone")
# Both forms of code: with what is simpler put in its place, and without.
FORMS = {"default": [], "exact": ["--exact-form"]}


def run(*arguments: str | Path) -> str:
    """What a command prints; its complaint is the failure's text."""
    return checked([PROGRAM, *arguments])


def checked(command: list[str | Path], folder: Path | None = None) -> str:
    """What any command prints; its complaint is the failure's text."""
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=folder)
    if done.returncode != 0:
        words = " ".join(map(str, command))
        raise AssertionError(f"`{words}` ended with {done.returncode}:\n{done.stdout[-4000:]}{done.stderr[-4000:]}")
    return done.stdout


def exported(case: Case, form: str, output: str) -> Path:
    """The folder with the mixes of a case in a form and a format."""
    folder = FOLDER / "exports" / PART / case.name / form / output
    return export(case.definition, "mix", output, folder, *FORMS[form])


def export(source: Path, what: str, output: str, folder: Path, *options: str) -> Path:
    """Writes a definition or a run in a format into a folder that is empty before; that folder."""
    shutil.rmtree(folder, ignore_errors=True)
    run("export", source, "--what", what, "--format", output, "--out", folder, *options)
    return folder


def tch_options() -> list[str]:
    """What rustc is told to compile against the crate tch that the program was built with."""
    libraries = PROGRAM.parent / "deps"
    newest = max(libraries.glob("libtch-*.rlib"), key=lambda path: path.stat().st_mtime)
    loaded = re.search(r"(/.*)/libtorch_cpu\.so", checked(["ldd", PROGRAM]))
    assert loaded is not None, "the program is linked against libtorch"
    linked = ["-Lnative=" + loaded.group(1), "-Clink-arg=-Wl,-rpath," + loaded.group(1)]
    return ["--extern", f"tch={newest}", f"-Ldependency={libraries}", *linked]


def module(path: Path) -> ModuleType:
    """A module of Python from a file, of its own whatever others are called."""
    name = "_".join(path.with_suffix("").parts[-4:]).replace("-", "_")
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[name] = loaded
    spec.loader.exec_module(loaded)
    return loaded
