"""What the tests of `actsearch.save` have in common: a model, saving it, reading it, refusing it."""

import io
import json
import os
import sys
import unittest
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path

import torch
from torch import Tensor, nn

from cases import FOLDER
from program import PART, PROGRAM, ROOT, checked

sys.path.insert(0, str(ROOT / "python"))
import actsearch
from actsearch.example import Example
from actsearch.save import main

__all__ = ["ENVIRONMENT", "OUT", "Images", "actsearch", "main", "read", "refused", "saved"]

torch.set_num_threads(1)
OUT = FOLDER / PART
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / "python")}
READER = PROGRAM.parent / "examples" / "interop_exported"


class Images(nn.Module):
    """What most models have: running values, dropout, stochastic depth, tied weights, a buffer of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, padding=1)
        self.norm = nn.BatchNorm2d(4)
        self.mix = nn.Linear(4, 4, bias=False)
        self.again = nn.Linear(4, 4, bias=False)
        self.again.weight = self.mix.weight
        self.register_buffer("scale", torch.tensor([0.5]), persistent=False)
        self.head = nn.Sequential(nn.Dropout(0.2), nn.Linear(4, 5))

    def forward(self, x: Tensor) -> Tensor:
        """Images to five logits each."""
        x = torch.relu(self.norm(self.conv(x))).mean((2, 3))
        y = self.again(torch.relu(self.mix(x)))
        if self.training:
            y = y * y.new_empty(y.shape[0], 1).bernoulli_(0.9).div_(0.9)
        logits: Tensor = self.head(x + y * self.scale)
        return logits


def read(path: Path) -> dict[str, object]:
    """What the program reads in a file."""
    found: dict[str, object] = json.loads(checked([READER, path]))
    return found


def saved(model: nn.Module | Callable[[], nn.Module], example: Example, name: str, **options: object) -> Path:
    """The file of a model."""
    OUT.mkdir(parents=True, exist_ok=True)
    return actsearch.save(model, example, OUT / f"{name}.pt2", **options).path


def refused(
    case: unittest.TestCase, name: str, model: object, *texts: str, example: object = (4,), **options: object
) -> actsearch.SaveError:
    """The error by which a model is refused; it says all of the texts in one line, and no file is left."""
    path = OUT / f"{name}.pt2"
    OUT.mkdir(parents=True, exist_ok=True)
    path.write_text("before")
    said = io.StringIO()
    with case.assertRaises(actsearch.SaveError) as raised, redirect_stdout(said):
        actsearch.save(model, example, path, **options)
    for text in texts:
        case.assertIn(text, str(raised.exception))
    case.assertNotIn("\n", str(raised.exception))
    case.assertEqual(path.read_text(), "before", "what was there stays until the new file is whole")
    case.assertEqual([left.name for left in OUT.glob(".*")], [])
    return raised.exception
