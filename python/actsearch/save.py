"""The command `python -m actsearch.save`: a model from a Python file becomes a .pt2 file."""

import argparse
import importlib
import importlib.util
import os
import sys
import traceback
from pathlib import Path
from types import ModuleType
from typing import Any

from torch import Tensor, nn

from .example import DTYPES, sample_batch
from .exporting import Saved, save
from .refusal import SaveError, innermost

# Exit codes: what is wrong with the arguments, and what cannot be exported.
BAD_ARGUMENTS = 2
REFUSED = 1
TYPES = {str(dtype).removeprefix("torch."): dtype for dtype in DTYPES}


class ArgumentError(Exception):
    """An argument is wrong; the text names it, its value and what is allowed."""


def main(arguments: list[str] | None = None) -> int:
    """Runs the command; the exit code is 0, `REFUSED` or `BAD_ARGUMENTS`."""
    parser = make_parser()
    given = parser.parse_args(arguments)
    try:
        examples = tuple(read_input(text) for text in given.input)
        model = find(given.model)
        if given.starts < 0 or (given.starts and isinstance(model, nn.Module)):
            raise ArgumentError(
                f"--starts {given.starts}: it needs a class or function that makes the model, and 0 or more"
            )
        saved = save(model, examples, given.out, starts=given.starts, output=read_output(given.output))
    except ArgumentError as error:
        parser.error(str(error))
    except SaveError as error:
        print(f"actsearch.save: {error}", file=sys.stderr)
        return REFUSED
    print(paragraph(saved))
    return 0


def make_parser() -> argparse.ArgumentParser:
    """What the command takes."""
    parser = argparse.ArgumentParser(prog="python -m actsearch.save", description=__doc__, allow_abbrev=False)
    parser.add_argument(
        "model", help="FILE:NAME or MODULE:NAME; NAME is a class or function that makes the model, or the model itself"
    )
    parser.add_argument(
        "--input",
        action="append",
        required=True,
        metavar="[TYPE:]SIZES",
        help="the shape of one sample, as 3,32,32; with its type unless that is float32, as int64:128; once for each input",
    )
    parser.add_argument("--out", required=True, metavar="FILE.pt2", help="the file to write")
    parser.add_argument(
        "--starts", type=int, default=0, metavar="N", help="how many start weights to draw (default: 0)"
    )
    parser.add_argument(
        "--output", metavar="NAME", help="name or number of the output that is the logits, if there are several"
    )
    return parser


def read_input(text: str) -> Tensor:
    """Two samples as `--input` says: `3,32,32` or `int64:128`.

    >>> read_input("int64:128").shape
    torch.Size([2, 128])
    """
    kind, _, sizes = text.rpartition(":")
    dtype = TYPES.get(kind or "float32")
    numbers = [size.strip() for size in sizes.split(",")]
    if dtype is None or not all(number.isdecimal() and int(number) > 0 for number in numbers):
        raise ArgumentError(
            f"--input {text}: allowed are sizes of one sample, as 3,32,32, behind one of {', '.join(TYPES)}, as int64:128"
        )
    return sample_batch([int(number) for number in numbers], dtype)


def read_output(text: str | None) -> str | int | None:
    """The name of an output, or its number."""
    return int(text) if text is not None and text.isdecimal() else text


def find(text: str) -> Any:
    """What `FILE:NAME` or `MODULE:NAME` names."""
    place, _, name = text.rpartition(":")
    if not place or not name:
        raise ArgumentError(f"{text}: allowed is FILE:NAME or MODULE:NAME, as my_file.py:MyModel")
    found: Any = load(place)
    for part in name.split("."):
        if not hasattr(found, part):
            known = [key for key, value in vars(found).items() if callable(value) and not key.startswith("_")]
            raise ArgumentError(f"{text}: {place} has no `{name}`; it has {', '.join(known) or 'nothing to call'}")
        found = getattr(found, part)
    if not callable(found):
        raise ArgumentError(f"{text}: it is a {type(found).__name__}; allowed is a class, a function or a model")
    return found


def load(place: str) -> ModuleType:
    """The module of a file, or of a name that can be imported from here."""
    path = Path(place)
    file = path if path.suffix == ".py" else Path(f"{place}.py")
    sys.path.insert(0, str(file.resolve().parent) if file.is_file() else os.getcwd())
    name = file.stem if file.is_file() else place
    try:
        if not file.is_file() and importlib.util.find_spec(place) is None:
            raise ModuleNotFoundError(name=place)
        return importlib.import_module(name)
    except Exception as error:
        if isinstance(error, ModuleNotFoundError) and error.name in (name, place.partition(".")[0]):
            raise ArgumentError(
                f"{place}: there is neither such a file nor such a module; the folder is {os.getcwd()}"
            ) from error
        line = innermost(traceback.extract_tb(error.__traceback__))
        raise SaveError(
            f"{place} cannot be imported{f', {line}' if line else ''}: {type(error).__name__}: {error}"
        ) from error


def paragraph(saved: Saved) -> str:
    """What is told at the end."""
    starts = f", {saved.starts} start weights" if saved.starts else ""
    size = saved.path.stat().st_size / 1e6
    return (
        f"{saved.path}: {saved.model} with {saved.parameters:,} parameters and {saved.classes} classes, for training and "
        f"for evaluation{starts}; batches of {saved.least_batch} samples or more; {size:.1f} MB"
    )


class _Callable(ModuleType):
    """`import actsearch.save` puts this module in the place of the function: it is called in the same way."""

    def __call__(self, *args: Any, **kwargs: Any) -> Saved:
        """Calls `actsearch.exporting.save`."""
        return save(*args, **kwargs)


if __name__ == "__main__":
    sys.exit(main())
sys.modules[__name__].__class__ = _Callable
