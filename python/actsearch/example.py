"""The example that a model is exported with: tensors with a batch of at least two."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from .refusal import SaveError

# A tensor, several, several by name, or the shape of one sample.
Example = Tensor | Sequence[Tensor] | Mapping[str, Tensor] | Sequence[int] | torch.Size
# What an input may be made of.
DTYPES = (torch.float32, torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8, torch.bool)
ALLOWED = "a tensor, a tuple or dict of tensors, or the shape of one sample, as (3, 32, 32)"


@dataclass(frozen=True)
class Inputs:
    """What `forward` is called with, on the CPU."""

    args: tuple[Tensor, ...]
    kwargs: dict[str, Tensor]

    @classmethod
    def read(cls, example: Example) -> "Inputs":
        """Makes them of what the user gave.

        Raises:
            SaveError: if it is something else, or has no batch.
        """
        if isinstance(example, Tensor):
            return cls((prepared(example, "the example"),), {})
        if isinstance(example, Mapping):
            named = {name: prepared(value, f"the example `{name}`") for name, value in example.items()}
            return cls((), named).checked()
        if not isinstance(example, Sequence) or isinstance(example, str):
            raise SaveError(f"the example is a {type(example).__name__}; allowed: {ALLOWED}")
        values: list[Any] = list(example)
        if values and all(isinstance(value, int) and not isinstance(value, bool) for value in values):
            return cls((sample_batch(values),), {})
        given = (prepared(value, f"the example {number}") for number, value in enumerate(values, 1))
        return cls(tuple(given), {}).checked()

    def checked(self) -> "Inputs":
        """Makes sure that there are inputs, all with the same batch."""
        batches = {len(value) for value in self.all()}
        if not batches:
            raise SaveError(f"the example is empty; allowed: {ALLOWED}")
        if len(batches) > 1:
            sizes = " and ".join(map(str, sorted(batches)))
            raise SaveError(
                f"the examples have batches of {sizes}; the first dimension of each is the batch, and as large"
            )
        return self

    def all(self) -> list[Tensor]:
        """All inputs in order."""
        return [*self.args, *self.kwargs.values()]


def prepared(value: object, name: str) -> Tensor:
    """One input on the CPU, with a batch of at least two: with one, PyTorch takes the batch for fixed."""
    if not isinstance(value, Tensor):
        raise SaveError(f"{name} is a {type(value).__name__}; allowed: {ALLOWED}")
    if value.layout != torch.strided or value.is_quantized:
        raise SaveError(f"{name} is sparse or quantised; make it a plain tensor by .to_dense() or .dequantize()")
    if value.dtype not in DTYPES:
        raise SaveError(
            f"{name} is of {value.dtype}; allowed: torch.float32, integers and torch.bool; call .float() on it"
        )
    if value.dim() == 0 or len(value) == 0:
        raise SaveError(
            f"{name} has the shape {tuple(value.shape)}; its first dimension must be a batch of at least one sample"
        )
    value = value.detach().cpu()
    return torch.cat([value, value]) if len(value) == 1 else value


def sample_batch(shape: Sequence[int], dtype: torch.dtype = torch.float32) -> Tensor:
    """Two samples of a shape: normal numbers, zeros of other types. What they are does not matter.

    >>> sample_batch((3, 8, 8)).shape
    torch.Size([2, 3, 8, 8])
    """
    if any(size < 1 for size in shape):
        raise SaveError(f"the shape of a sample is {tuple(shape)}; each size must be at least 1")
    if dtype != torch.float32:
        return torch.zeros(2, *shape, dtype=dtype)
    return torch.randn(2, *shape, generator=torch.Generator().manual_seed(0))
