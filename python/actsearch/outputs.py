"""Finding the logits in what a model gives back."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from typing import Any

from torch import Tensor, nn

from .refusal import SaveError

ALLOWED = "logits are a float tensor of the shape (batch, classes)"


def logits(output: object, name: str | int | None) -> Tensor:
    """The logits: the output itself, the part that is named, the one called `logits`, or the only one that fits.

    Raises:
        SaveError: if none fits, or several do.
    """
    parts = dict(named_parts(output))
    if name is not None:
        if name not in parts:
            raise SaveError(f"there is no output {name!r}; the outputs are {described(parts)}")
        parts = {name: parts[name]}
    elif isinstance(parts.get("logits"), Tensor):
        parts = {"logits": parts["logits"]}
    fitting: dict[str | int, Tensor] = {key: value for key, value in parts.items() if is_logits(value)}
    if len(fitting) == 1:
        return next(iter(fitting.values()))
    if fitting:
        raise SaveError(f"several outputs could be the logits, {described(fitting)}; name one by `output`")
    raise SaveError(
        f"the model gives {described(parts if not isinstance(output, Tensor) else {'logits': output})}, but {ALLOWED}; give them back from forward, as by .flatten(1) or .mean(1)"
    )


def named_parts(output: object) -> Iterator[tuple[str | int, Any]]:
    """The parts of an output by name or number; a tensor alone is part 0."""
    if isinstance(output, Mapping):
        yield from output.items()
    elif dataclasses.is_dataclass(output):
        yield from ((field.name, getattr(output, field.name)) for field in dataclasses.fields(output))
    elif isinstance(output, tuple) and hasattr(output, "_fields"):
        yield from zip(output._fields, output, strict=True)
    elif isinstance(output, (tuple, list)):
        yield from enumerate(output)
    else:
        yield 0, output


def is_logits(value: object) -> bool:
    """Whether a value may be logits, by its type and the number of its dimensions."""
    return isinstance(value, Tensor) and value.dim() == 2 and value.is_floating_point()


def described(parts: Mapping[str | int, object]) -> str:
    """The parts with their shapes, for people: `hidden (2, 7, 16)`."""

    def one(key: str | int, value: object) -> str:
        if not isinstance(value, Tensor):
            return f"{key!r} ({type(value).__name__})"
        sizes = ", ".join(["batch", *(str(size) for size in value.shape[1:])])
        kind = "" if value.is_floating_point() else f" of {value.dtype}"
        return f"{key!r} of the shape ({sizes}){kind}" if value.dim() else f"{key!r}, a single number"

    return ", ".join(one(key, value) for key, value in parts.items()) or "nothing"


@contextmanager
def giving_logits(model: nn.Module, name: str | int | None) -> Iterator[None]:
    """Lets a model give back logits alone, as itself: a module around it would change the names of its parameters."""
    before = model.__dict__.get("forward")
    forward: Callable[..., object] = model.forward

    # The signature stays that of the model: PyTorch names inputs by it.
    @wraps(forward)
    def with_logits(*args: Any, **kwargs: Any) -> Tensor:
        return logits(forward(*args, **kwargs), name)

    model.__dict__["forward"] = with_logits
    try:
        yield
    finally:
        del model.__dict__["forward"]
        if before is not None:
            model.__dict__["forward"] = before
