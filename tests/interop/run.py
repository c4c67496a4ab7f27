#!/usr/bin/env python3
"""Compares exports and data with their real runtimes and readers, and exports real models: makes the cases, trains the
networks, runs the tests.

    .venv-interop/bin/python tests/interop/run.py [PART …]

Without arguments it runs all parts but the long ones, two at a time. What a part says is printed when it has ended.
"""

import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TARGET = ROOT / os.environ.get("CARGO_TARGET_DIR", "target")
FOLDER = TARGET / "interop"
# The parts, those that take longest first: a file of tests, and what is set for it.
PARTS: dict[str, tuple[str, dict[str, str]]] = {
    "keras_torch": ("test_keras", {"KERAS_BACKEND": "torch"}),
    "keras_jax": ("test_keras", {"KERAS_BACKEND": "jax"}),
    "jax": ("test_jax", {}),
    "pytorch": ("test_pytorch", {}),
    "static": ("test_static", {}),
    "rust": ("test_rust", {}),
    "c": ("test_c", {}),
    "onnx": ("test_onnx", {}),
    "torchscript": ("test_torchscript", {}),
    "data": ("test_data", {}),
    "pictures": ("test_pictures", {}),
    "tables": ("test_tables", {}),
    "readme": ("test_readme", {}),
    "save": ("test_save", {}),
    "refused": ("test_refused", {}),
    "models": ("test_models", {}),
    "computed": ("test_computed", {}),
    "resumed": ("test_resumed", {}),
    "applied": ("test_applied", {}),
    "own_model": ("test_own_model", {}),
    "unused": ("test_unused", {}),
    "fresh": ("test_fresh", {}),
    "pt2": ("test_pt2", {}),
    "newest": ("test_newest", {}),
}
# Parts that are about each of the models, and run where these are named.
OF_MODELS = ["models", "computed", "resumed", "applied", "pt2"]
# Parts that run where they are named: they need an environment of their own.
LONG = {"newest"}
# One thread for each process, quiet libraries, and everything where `make clean` removes it.
ENVIRONMENT = {
    "INTEROP_FOLDER": str(FOLDER),
    "INTEROP_PROGRAM": str(TARGET / "release" / "actsearch"),
    "JAX_PLATFORMS": "cpu",
    "OMP_NUM_THREADS": "1",
    "PYTHONWARNINGS": "ignore",
    "TF_CPP_MIN_LOG_LEVEL": "2",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false",
}


def main(names: list[str]) -> int:
    """Runs the parts of these names, or all."""
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        print(f"no part `{unknown[0]}`; the parts are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    started = time.monotonic()
    # All models where they are asked for, the quicker half where everything is run.
    if "models" in names:
        names = [*names, *(part for part in OF_MODELS if part not in names)]
    os.environ["INTEROP_MODELS"] = "all" if "models" in names else "quick"
    shutil.rmtree(FOLDER / "models", ignore_errors=True)
    cases = TARGET / "release" / "examples" / "interop_cases"
    if not all([call("cases", [str(cases), str(FOLDER / "cases")], {}), call("networks", script("networks"), {})]):
        return 1
    with ThreadPoolExecutor(max_workers=2) as pool:
        parts = [(name, *PARTS[name]) for name in names or PARTS if name in names or name not in LONG]
        passed = list(pool.map(lambda part: call(part[0], script(part[1]), part[2]), parts))
    print(f"interop: {sum(passed)} of {len(passed)} parts passed, {time.monotonic() - started:.0f} s", flush=True)
    return 0 if all(passed) else 1


def script(name: str) -> list[str]:
    """The command that runs a file of this folder."""
    return [sys.executable, str(HERE / f"{name}.py")]


def call(name: str, command: list[str], variables: dict[str, str]) -> bool:
    """Runs a part, prints what it says, and how long it took; whether it passed."""
    started = time.monotonic()
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    environment = {**os.environ, **ENVIRONMENT, **variables, "INTEROP_PART": name, "PATH": path}
    FOLDER.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        command, check=False, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    verdict = "ok" if done.returncode == 0 else "FAILED"
    # One write, so that parts that end at the same time do not mix their lines.
    sys.stdout.write(f"== interop {name}: {verdict}, {time.monotonic() - started:.0f} s\n{done.stdout}")
    sys.stdout.flush()
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
