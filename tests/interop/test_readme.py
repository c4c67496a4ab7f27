"""The lines of README.md that show how exported files are used: they run.

The blocks stand under the heading `Take it home`. They find the mixes of the golden LeNet-5 (sites `conv1`, `conv2`, `fc1`)
and the network that the quickstart search found, in every format, in one folder, and one that PyTorch exported. Each is a program of its own, to which is
given: `x`, a batch for an activation of three channels, `images`, a batch for the network, of the type and the layout of the
framework; in Rust and C `x`, one number, and `values`, four of them, and in Rust with tch `images`. `KERAS_BACKEND=jax` in a block chooses a backend.
"""

import os
import re
import shutil
import subprocess
import sys
import unittest
from pathlib import Path

from cases import FOLDER, cases
from program import ROOT, checked, export, run, tch_options

SECTION = re.compile(r"^##+ Take it home\n(.*?)(?=^##+ )", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^```(python|rust|c)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MIXES = ["yaml", "json", "pytorch", "keras", "jax", "onnx", "torchscript", "rust", "c"]
NETWORKS = ["pytorch", "keras", "jax", "onnx", "torchscript", "rust"]
GIVEN_PYTHON = """
import numpy
random = numpy.random.default_rng(7)
x = random.normal(size=(4, 3, 5, 5)).astype("float32")
images = random.uniform(size=(4, 1, 8, 8)).astype("float32")
"""
CHANNELS_LAST = "x, images = x.transpose(0, 2, 3, 1), images.transpose(0, 2, 3, 1)\n"
TENSORS = "import torch\nx, images = torch.from_numpy(x), torch.from_numpy(images)\n"
GIVEN_RUST = "let x = 0.5_f32;\nlet mut values = [0.5_f32, -1.0, 2.0, 0.0];\n"
GIVEN_TCH = "let images = tch::Tensor::zeros([4, 1, 8, 8], (tch::Kind::Float, tch::Device::Cpu));\n"
GIVEN_C = "float x = 0.5f;\nfloat values[4] = {0.5f, -1.0f, 2.0f, 0.0f};\nsize_t n = 4;\n"


def blocks() -> list[tuple[str, str]]:
    """The language and the text of each block of the section."""
    section = SECTION.search((ROOT / "README.md").read_text())
    return [] if section is None else BLOCK.findall(section.group(1))


def take_home(folder: Path) -> None:
    """Puts the golden mixes, and the winner of the quickstart space, into one folder in every format."""
    searched = FOLDER / "runs" / "quickstart"
    shutil.rmtree(searched, ignore_errors=True)
    run("search", ROOT / "search_spaces" / "quickstart.yaml", "--run", searched, "--set=budget.trials=4")
    (golden,) = cases("lenet5")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    written = [(golden.definition, "mix", output) for output in MIXES]
    written += [(searched, "network", output) for output in NETWORKS]
    own = FOLDER / "runs" / "own"
    shutil.rmtree(own, ignore_errors=True)
    short = ("--set=training.epochs=1", "--set=budget.trials=1", "--set=baselines=[]")
    run("search", ROOT / "search_spaces" / "digits_own_model.yaml", "--run", own, *short)
    written.append((own, "network", "pt2"))
    for source, what, output in written:
        for path in export(source, what, output, folder / "one").iterdir():
            path.replace(folder / path.name)
    (folder / "one").rmdir()


class Readme(unittest.TestCase):
    """The page shows what works."""

    def test_the_code_under_take_it_home_runs(self) -> None:
        self.assertTrue(blocks(), "README.md shows no code under `Take it home`")
        folder = FOLDER / "readme"
        take_home(folder)
        for number, (language, text) in enumerate(blocks()):
            with self.subTest(block=number, language=language, text=text):
                {"python": run_python, "rust": run_rust, "c": run_c}[language](folder, text)


def run_python(folder: Path, text: str) -> None:
    """Runs a block as a script of its own."""
    given = GIVEN_PYTHON
    if re.search(r"keras|jax|flax", text):
        given += CHANNELS_LAST
    elif re.search(r"torch|from (activations|network) import", text):
        given += TENSORS
    backend = re.search(r"KERAS_BACKEND=(\w+)", text)
    environment = {**os.environ, "KERAS_BACKEND": backend.group(1) if backend else "torch"}
    done = subprocess.run(
        [sys.executable, "-c", given + text], check=False, cwd=folder, env=environment, capture_output=True, text=True
    )
    if done.returncode != 0:
        raise AssertionError(f"{text}\n{done.stderr[-2000:]}")


def run_rust(folder: Path, text: str) -> None:
    """Compiles and runs a block: what is not an item stands in a function `main`."""
    items = "".join(line for line in text.splitlines(keepends=True) if line.startswith(("mod ", "use ")))
    rest = "".join(line for line in text.splitlines(keepends=True) if not line.startswith(("mod ", "use ")))
    with_tch = "tch::" in text
    given = GIVEN_TCH if with_tch else GIVEN_RUST
    signature = "fn main() -> Result<(), Box<dyn std::error::Error>>"
    (folder / "shown.rs").write_text(f"{items}\n{signature} {{\n{given}{rest}Ok(())\n}}\n")
    options = ["--edition=2021", "-Adead_code", "-Aunused", *(tch_options() if with_tch else [])]
    checked(["rustc", *options, folder / "shown.rs", "-o", folder / "shown_rust"])
    checked([folder / "shown_rust"], folder)


def run_c(folder: Path, text: str) -> None:
    """Compiles and runs a block: what is not an include stands in a function `main`."""
    includes = "".join(line for line in text.splitlines(keepends=True) if line.startswith("#"))
    rest = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#"))
    (folder / "shown.c").write_text(
        text
        if "main(" in text
        else f"#include <stddef.h>\n{includes}\nint main(void)\n{{\n{GIVEN_C}{rest}return 0;\n}}\n"
    )
    options = ["-std=c99", "-Wall", "-Wno-unused-variable", "-Werror"]
    checked(["cc", *options, folder / "shown.c", "-o", folder / "shown_c", "-lm"])
    checked([folder / "shown_c"])


if __name__ == "__main__":
    unittest.main()
