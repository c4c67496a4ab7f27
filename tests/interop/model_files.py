"""The files of the real models: the first part that needs one writes it, and the others of the same run take it."""

import fcntl
from pathlib import Path

import torch
from torch import nn

from cases import FOLDER
from models import Model
from program import PART
from saving import actsearch

OUT = FOLDER / "models"


def written(model: Model) -> tuple[nn.Module, Path]:
    """A model with drawn weights, and its file."""
    torch.manual_seed(0)
    made = model.make()
    OUT.mkdir(parents=True, exist_ok=True)
    path = OUT / f"{model.name}.pt2"
    with open(OUT / f"{model.name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        # A part that runs by itself writes what it needs; run.py begins with none.
        if PART == "alone" or not path.exists():
            actsearch.save(made, model.example, path)
    return made, path
