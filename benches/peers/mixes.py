"""Mixes f(x) = Σ αᵢ fᵢ(x) as a user of PyTorch writes them: a module with a parameter, and operations on tensors."""

import re
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor, nn

BASES: dict[str, Callable[[Tensor], Tensor]] = {
    "identity": lambda x: x,
    "relu": torch.relu,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "swish": F.silu,
}


class Plain(nn.Module):
    """One base alone, with nothing to learn."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self.function = BASES[base]

    def forward(self, x: Tensor) -> Tensor:
        """f(x)."""
        return self.function(x)


class Mix(nn.Module):
    """A combination whose coefficients α are learned; it starts at αᵢ = 1/N."""

    def __init__(self, hull: str, bases: list[str]) -> None:
        super().__init__()
        self.hull = hull
        self.functions = [BASES[base] for base in bases]
        start = torch.zeros(len(bases)) if hull == "convex" else torch.full((len(bases),), 1 / len(bases))
        self.coefficients = nn.Parameter(start)

    def alpha(self) -> Tensor:
        """The coefficients: Σα = 1 for an affine mix, and α ≥ 0 as well for a convex one."""
        w = self.coefficients
        if self.hull == "convex":
            return torch.softmax(w, dim=0)
        return w + (1 - w.sum()) / len(w)

    def forward(self, x: Tensor) -> Tensor:
        """Σ αᵢ fᵢ(x)."""
        alpha = self.alpha()
        return sum(a * f(x) for a, f in zip(alpha, self.functions))


class CarefulMix(Mix):
    """The same mix with one pass over memory less for each base."""

    def forward(self, x: Tensor) -> Tensor:
        """Σ αᵢ fᵢ(x)."""
        alpha = self.alpha().unbind()
        y = alpha[0] * self.functions[0](x)
        for a, f in zip(alpha[1:], self.functions[1:]):
            y = torch.addcmul(y, a, f(x))
        return y


def activation(written: str, mix: Callable[[str, list[str]], nn.Module] = Mix) -> nn.Module:
    """The module for a mix as actsearch prints it: `affine(identity, relu)`, or `relu`."""
    if match := re.fullmatch(r"(affine|convex)\((.+)\)", written):
        return mix(match[1], match[2].split(", "))
    return Plain(written)
