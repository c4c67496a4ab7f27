"""What is left as it was: the user's model, the random numbers that come next, and stderr."""

import contextlib
import copy
import io
import logging
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import nn

from .refusal import SaveError


@contextmanager
def random_state() -> Iterator[None]:
    """Puts the generators of Python, NumPy and PyTorch back; NumPy's only where it is in use."""
    devices = list(range(torch.cuda.device_count())) if uses_gpu() else []
    numpy = sys.modules.get("numpy")
    python_state, numpy_state = random.getstate(), numpy.random.get_state() if numpy else None
    with torch.random.fork_rng(devices):
        try:
            yield
        finally:
            random.setstate(python_state)
            if numpy:
                numpy.random.set_state(numpy_state)


def seed(number: int) -> None:
    """Seeds all generators of `random_state`; PyTorch's on the CPU as by `torch.manual_seed`."""
    random.seed(number)
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed(number)
    # `torch.manual_seed` would seed a GPU that is started later, too, and so change what the user draws there.
    torch.default_generator.manual_seed(number)
    if uses_gpu():
        torch.cuda.manual_seed_all(number)


def uses_gpu() -> bool:
    """Whether this process has begun to use a GPU."""
    return bool(torch.cuda.is_initialized())  # type: ignore[no-untyped-call]


@contextmanager
def nothing_drawn() -> Iterator[None]:
    """Makes sure that nothing is drawn from Python's or NumPy's generator, which a program cannot repeat.

    Raises:
        SaveError: if something was.
    """
    before = drawn_so_far()
    yield
    if drawn_so_far() != before:
        raise SaveError(
            "random numbers of Python or NumPy are drawn in forward, which would be the same for ever; use "
            "torch.nn.Dropout, or stochastic depth by x.new_empty(shape).bernoulli_(p)"
        )


def drawn_so_far() -> tuple[object, ...]:
    """Something that changes whenever Python's or NumPy's generator is used."""
    numpy = sys.modules.get("numpy")
    state = numpy.random.get_state() if numpy else (None, b"", 0)
    return random.getstate(), bytes(state[1]), state[2]


@contextmanager
def working_copy(model: nn.Module) -> Iterator[nn.Module]:
    """A copy on the CPU to export, because `train()` and `eval()` of a model may change more than a flag.

    A model that cannot be copied, as one with a hook that keeps a computed tensor, is lent itself if it lies on the CPU;
    the modes of all its modules and its numbers are put back.
    """
    try:
        copied = copy.deepcopy(model)
    except (RuntimeError, TypeError, AttributeError):
        if any(tensor.device.type != "cpu" for tensor in [*model.parameters(), *model.buffers()]):
            raise
        modes = {module: module.training for module in model.modules()}
        numbers = [(tensor, tensor.detach().clone()) for tensor in [*model.parameters(), *model.buffers()]]
        try:
            yield model
        finally:
            for module, mode in modes.items():
                module.training = mode
            with torch.no_grad():
                for tensor, number in numbers:
                    tensor.copy_(number)
        return
    yield copied.cpu()


@contextmanager
def quiet() -> Iterator[None]:
    """Keeps what PyTorch writes to stderr to itself if an export fails: the error says it in fewer words."""
    said = io.StringIO()
    disabled = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with contextlib.redirect_stderr(said):
            yield
        sys.stderr.write(said.getvalue())
    finally:
        logging.disable(disabled)
