"""The exported Python as checkers of style and types see it."""

import unittest
from collections.abc import Iterator
from pathlib import Path

from cases import FOLDER, cases
from networks import NETWORKS
from program import ROOT, checked, exported

HERE = Path(__file__).resolve().parent
# What `--strict` is relaxed to, by the library that lacks types.
MYPY: dict[str, list[str | Path]] = {
    "pytorch": ["--strict"],
    # Flax has no types for some functions; for mypy the one that networks inherit is their own.
    "jax": ["--strict", "--untyped-calls-exclude=flax", "--untyped-calls-exclude=jax_network.Network.eval"],
    "keras": ["--config-file", HERE / "mypy_keras.ini"],
}


def modules(output: str) -> Iterator[Path]:
    """The modules of some definitions and of all networks in a format."""
    for case in cases("lenet5", "catalogue", "hostile", "bases"):
        yield from exported(case, "default", output).glob("*.py")
        if case.name == "catalogue":
            yield from exported(case, "exact", output).glob("*.py")
    for network in NETWORKS:
        yield from network.exported(output).glob("*.py")


class Python(unittest.TestCase):
    """Exported modules have nothing that a careful author would have to put right."""

    def test_exported_modules_are_formatted_linted_and_typed(self) -> None:
        for output, options in MYPY.items():
            paths = list(modules(output))
            with self.subTest(format=output, checker="ruff check"):
                checked(
                    [
                        "ruff",
                        "check",
                        "--isolated",
                        "--select=E,F,W,I,B,UP",
                        "--target-version=py39",
                        "--line-length=100",
                        *paths,
                    ]
                )
            with self.subTest(format=output, checker="ruff format"):
                checked(["ruff", "format", "--isolated", "--check", "--target-version=py39", *paths])
            for path in paths:
                # Files of the same name are modules of the same name: one at a time, with what is known of libraries kept.
                with self.subTest(format=output, checker="mypy", path=str(path.relative_to(FOLDER))):
                    checked(["mypy", "--cache-dir", FOLDER / "mypy", *options, path])

    def test_these_tests_are_formatted_linted_and_typed(self) -> None:
        own = sorted(HERE.glob("*.py"))
        checked(["ruff", "check", *own])
        checked(["ruff", "format", "--check", *own])

    def test_the_script_of_exported_models_is_formatted_and_linted(self) -> None:
        script = [HERE.parent / "data" / "exported" / "make.py", "--config", HERE / "ruff.toml"]
        checked(["ruff", "check", *script])
        checked(["ruff", "format", "--check", *script])

    def test_the_package_is_formatted_linted_and_typed(self) -> None:
        package = ROOT / "python"
        checked(["ruff", "check", package])
        checked(["ruff", "format", "--check", package])
        checked(["mypy", "--cache-dir", FOLDER / "mypy", "--strict", package / "actsearch"])


if __name__ == "__main__":
    unittest.main()
