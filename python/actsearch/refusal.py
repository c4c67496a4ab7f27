"""Why a model cannot be saved, told in words: what to change, and in which line of the user's code."""

import sysconfig
import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn

HERE = Path(__file__).parent
# Files of these folders are not the user's code; what is installed beside the standard library may be.
FOREIGN = (str(HERE), str(Path(torch.__file__).parent), "<")
STANDARD = sysconfig.get_path("stdlib")
# The function of this package that calls the model's `forward`.
ENTRY = "with_logits"


class SaveError(Exception):
    """A model cannot be saved; the text names the place and the way out, `__cause__` is what PyTorch said."""


@dataclass(frozen=True)
class Line:
    """A line of the user's code; `str` gives ``net.py:12 `x = x.view(2, 4)` ``."""

    file: str
    number: int
    code: str

    def __str__(self) -> str:
        """As a compiler writes it."""
        code = f" `{self.code.strip()}`" if self.code.strip() else ""
        return f"{Path(self.file).name}:{self.number}{code}"


def innermost(frames: Iterable[traceback.FrameSummary]) -> Line | None:
    """The last line that is neither PyTorch's nor this package's nor Python's own; None if there is none."""
    found = None
    for frame in frames:
        is_standard = frame.filename.startswith(STANDARD) and "-packages" not in frame.filename
        if not is_standard and not frame.filename.startswith(FOREIGN):
            found = Line(frame.filename, frame.lineno or 0, frame.line or "")
    return found


def in_forward(frames: list[traceback.FrameSummary]) -> Line | None:
    """The same among the frames inside of the model's `forward`."""
    entries = [at for at, frame in enumerate(frames) if frame.name == ENTRY and frame.filename.startswith(str(HERE))]
    return innermost(frames[entries[-1] + 1 :]) if entries else None


def line_of(stack_trace: str | None) -> Line | None:
    """The line of the user's code in what PyTorch notes of a call in a graph."""
    frames = []
    for text in (stack_trace or "").split('File "')[1:]:
        file, _, rest = text.partition('", line ')
        head, _, code = rest.partition("\n")
        number = head.partition(",")[0]
        if number.isdigit():
            code = code.strip().partition("\n")[0]
            frames.append(traceback.FrameSummary(file, int(number), "", lookup_line=False, line=code))
    return innermost(frames)


def refusal(model: nn.Module, mode: str, place: object, reason: str) -> SaveError:
    """An error that names the model, the mode (empty for both), the place (or None) and the reason with the way out."""
    doing = {"": "", "train": " in training mode", "eval": " in evaluation mode"}[mode]
    where = f", {place}" if place is not None else ""
    return SaveError(f"{type(model).__name__}{doing}{where}: {reason}")


FIXED_BATCH = (
    "the batch is fixed to the size of the example; take it from the input by x.shape[0] or x.flatten(1), and use "
    "neither len(x) nor a loop over samples"
)
DATA_DEPENDENT = (
    "what is computed depends on the numbers in a tensor (by if, while, assert, int() or .item()), which a program "
    "cannot hold; use torch.where or torch.clamp, decide by shapes alone, and take checks out of forward"
)
# What PyTorch says (in lower case), and what it means; the first that fits counts.
REASONS: list[tuple[str, str]] = [
    ("data-dependent", DATA_DEPENDENT),
    ("data dependent", DATA_DEPENDENT),
    ("dataptr", DATA_DEPENDENT),
    ("constraints violated", FIXED_BATCH),
    ("specialized", FIXED_BATCH),
    ("faketensor.__format__", "a tensor is written as text; take prints and logs of tensors out of forward"),
    (".numpy()", "numbers leave PyTorch for NumPy; use functions of torch in their place"),
    (
        "fake tensor in the exported program",
        "a tensor is changed through .data, or made in a way that cannot be followed; use functions of torch on it",
    ),
    (
        "deepcopy",
        "a tensor is copied by copy.deepcopy in forward; use .clone()",
    ),
    ("scalar types: long", "the model takes whole numbers; give an example of torch.int64, or --input int64:SIZES"),
    ("no fake impl", "an operator of its own has no fake implementation; use functions of torch alone"),
    ("unsupportedoperator", "an operator cannot be followed without numbers; use functions of torch alone"),
    ("missing a required", "forward takes more inputs than the example has; give one example for each of them"),
    ("missing 1 required", "forward takes more inputs than the example has; give one example for each of them"),
    ("too many positional", "forward takes fewer inputs than the example has; give one example for each of them"),
    ("positional arguments but", "forward takes fewer inputs than the example has; give one example for each of them"),
    ("unexpected keyword", "forward has no input of that name; name the inputs as forward does"),
]


def reason_for(error: BaseException) -> str:
    """What to change, by what PyTorch raised."""
    said = f"{type(error).__name__}: {error}".strip()
    for beginning, reason in REASONS:
        if beginning in said.lower():
            return reason
    first = said.splitlines()[0][:300]
    return (
        f"forward fails on the example ({first}); check that it has the shape and type that the model takes, without the "
        "batch where it is a shape"
    )
