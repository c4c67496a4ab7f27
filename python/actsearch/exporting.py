"""Saving a model: the straight line from a module to a file."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn
from torch.export import ExportedProgram

from . import archive, weights
from .example import Example, Inputs
from .program import batches, export, run_once
from .refusal import SaveError, refusal
from .undisturbed import random_state, working_copy

OLDEST = (2, 11)


@dataclass(frozen=True)
class Saved:
    """What was written: the file, the name of the model's class, and what is in it."""

    path: Path
    model: str
    parameters: int
    classes: int
    least_batch: int
    starts: int


def save(
    model: nn.Module | Callable[[], nn.Module],
    example: Example,
    path: str | os.PathLike[str],
    *,
    starts: int = 0,
    factory: Callable[[], nn.Module] | None = None,
    output: str | int | None = None,
) -> Saved:
    """Writes a model for `network: {exported: model.pt2}`: for training and for evaluation, with a free batch.

    The model is left as it is, and so are the random numbers that come next. The file appears as a whole, and
    `load_pt2` of `torch.export.pt2_archive` reads it.

    Args:
        model: a module in 32-bit floats on any device; or the class or function that makes one without arguments,
            which is then made from the seed 0.
        example: what `forward` takes, with the batch as the first dimension of each: a tensor, a tuple of tensors, or a
            dict of tensors by the names of the inputs; or the shape of one sample of floats, without the batch.
        path: the file, by custom ending with `.pt2`.
        starts: how many start weights are drawn, for runs from several seeds: start i is
            `torch.manual_seed(i); factory()`.
        factory: what makes the model for the starts, if `model` is a module.
        output: the name or number of the output that is the logits, of the shape (batch, classes), if there are several.

    Returns:
        What was written.

    Raises:
        SaveError: if the model cannot be exported or trained; the text has the line of the model's code and the way out.

    Example:
        >>> import tempfile, torch
        >>> from torch import nn
        >>> def make_model():
        ...     return nn.Sequential(nn.Flatten(), nn.Linear(64, 16), nn.ReLU(), nn.Linear(16, 3))
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     saved = save(make_model, (1, 8, 8), f"{folder}/model.pt2", starts=2)
        >>> saved.parameters, saved.classes, saved.starts
        (1091, 3, 2)
    """
    check_version()
    if starts < 0:
        raise SaveError(f"starts is {starts}; it must be 0 or more")
    inputs = Inputs.read(example)
    if not isinstance(model, nn.Module):
        factory = factory or checked_factory(model)
        model = weights.made(checked_factory(model), 0)
    module = weights.unwrapped(model)
    if isinstance(module, torch.jit.ScriptModule):
        raise SaveError("the model is a TorchScript module; save the Python module that it was made from")
    weights.check(module)
    with random_state():
        programs = both_modes(module, inputs, output)
    archive.write(Path(path), programs, weights.starts(module, factory, starts))
    return summary(Path(path), module, programs["train"], starts)


def check_version() -> None:
    """Makes sure that PyTorch writes the form of file that is read."""
    major, minor = torch.__version__.split(".")[:2]
    if (int(major), int(minor)) < OLDEST:
        needed = ".".join(map(str, OLDEST))
        raise SaveError(f"this is torch {torch.__version__}; install torch {needed} or newer")


def checked_factory(model: object) -> Callable[[], nn.Module]:
    """What was given in place of a module, if it can be called."""
    if not callable(model):
        raise SaveError(
            f"the model is a {type(model).__name__}; allowed: a torch.nn.Module, or a class or function that makes one"
        )
    return model


def both_modes(model: nn.Module, inputs: Inputs, output: str | int | None) -> dict[str, ExportedProgram]:
    """The programs for training and evaluation, over the same parameters and buffers."""
    before = {name: tensor.detach().cpu().clone() for name, tensor in weights.state(model).items()}
    try:
        with working_copy(model) as copy:
            run_once(copy, inputs, output)
            programs = {mode: export(copy, mode, inputs, output) for mode in ("train", "eval")}
            weights.check_agreement(model, before, programs["train"], programs["eval"])
    except SaveError:
        raise
    except Exception as error:
        raise refusal(model, "", None, "it cannot be copied to the CPU; call model.cpu() before saving it") from error
    return programs


def summary(path: Path, model: nn.Module, program: ExportedProgram, starts: int) -> Saved:
    """What is told of a file that was written."""
    (result,) = program.graph_signature.user_outputs
    (value,) = [node.meta["val"] for node in program.graph.nodes if node.name == result]
    (batch,) = batches(program)
    least = [int(span.lower) for symbol, span in program.range_constraints.items() if str(symbol) == batch]
    return Saved(
        path=path,
        model=type(model).__name__,
        parameters=sum(parameter.numel() for parameter in model.parameters()),
        classes=int(value.shape[1]),
        least_batch=max([1, *least]),
        starts=starts,
    )
