"""Small models that cannot be exported or trained, each in the way that people meet: the tests say what they are told."""

import random
from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.utils import checkpoint


class Points(nn.Module):
    """A classifier of points (batch, 4); the others here differ by what is done to a point."""

    def __init__(self, change: Callable[[Tensor], Tensor] = torch.relu) -> None:
        super().__init__()
        self.change = change
        self.head = nn.Linear(4, 3)

    def forward(self, x: Tensor) -> Tensor:
        """Points to three logits each."""
        logits: Tensor = self.head(self.change(x))
        return logits


class Sign(torch.autograd.Function):
    """A sign with the gradient of the identity."""

    @staticmethod
    def forward(_ctx: object, x: Tensor) -> Tensor:
        """The sign."""
        return x.sign()

    @staticmethod
    def backward(_ctx: object, gradient: Tensor) -> Tensor:
        """The gradient as it comes."""
        return gradient


@torch.library.custom_op("actsearch_tests::double", mutates_args=())
def double(x: Tensor) -> Tensor:
    """An operator of its own."""
    return x * 2


@double.register_fake
def _(x: Tensor) -> Tensor:
    return torch.empty_like(x)


def branch(x: Tensor) -> Tensor:
    """A branch that depends on numbers."""
    if x.sum() > 0:
        return x * 2
    return x


def asserted(x: Tensor) -> Tensor:
    """A check of numbers."""
    assert not torch.isnan(x).any()
    return x


def item(x: Tensor) -> Tensor:
    """A number of Python."""
    return x * x.mean().item()


def whole_number(x: Tensor) -> Tensor:
    """A size that depends on numbers."""
    return x[:, : 4 + 0 * int(x.sum())]


def mask(x: Tensor) -> Tensor:
    """As many rows as the numbers say."""
    return x[x[:, 0] > 0]


def fixed(x: Tensor) -> Tensor:
    """The batch of the example, as a number."""
    return x.view(2, 4)


def loop(x: Tensor) -> Tensor:
    """One sample after the other."""
    return torch.stack([torch.relu(row) for row in x])


def printed(x: Tensor) -> Tensor:
    """A number as text."""
    print(f"{x.mean():.3f}")
    return x


def through_numpy(x: Tensor) -> Tensor:
    """Numbers that leave PyTorch."""
    return torch.from_numpy(np.abs(x.detach().numpy()))


def without_gradient(x: Tensor) -> Tensor:
    """A part without gradient."""
    with torch.no_grad():
        shift = x.mean()
    return x - shift


def half(x: Tensor) -> Tensor:
    """A part in 16 bits."""
    with torch.autocast("cpu"):
        return (x @ torch.eye(4)).float()


def chosen(x: Tensor) -> Tensor:
    """A branch in the graph."""
    return torch.cond(x.sum() > 0, torch.relu, torch.neg, (x,))


def noisy(x: Tensor) -> Tensor:
    """Noise."""
    return x + torch.randn_like(x)


def noisy_python(x: Tensor) -> Tensor:
    """Noise that Python draws."""
    return x * random.random()


def always_dropped(x: Tensor) -> Tensor:
    """Dropout that nobody switches off."""
    return functional.dropout(x, 0.5)


def checkpointed(x: Tensor) -> Tensor:
    """Recomputed in the backward pass."""
    return checkpoint.checkpoint(torch.relu, x, use_reentrant=True)


def through_data(x: Tensor) -> Tensor:
    """Numbers changed behind the back of PyTorch."""
    y = x.clone()
    y.data.clamp_(-1, 1)
    return y


class Sequences(nn.Module):
    """Recurrent layers with dropout between them."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.GRU(4, 3, num_layers=2, dropout=0.5, batch_first=True)

    def forward(self, x: Tensor) -> Tensor:
        """A point as a sequence of one."""
        states, _ = self.layers(x[:, None])
        logits: Tensor = states[:, -1]
        return logits


class Outputs(Points):
    """What it gives back is made of its input and its logits."""

    def __init__(self, make: Callable[[Tensor, Tensor], object]) -> None:
        super().__init__()
        self.make = make

    def forward(self, x: Tensor) -> Tensor:
        """Whatever is made."""
        made: Tensor = self.make(x, self.head(x))
        return made


class Two(Points):
    """It takes two inputs."""

    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        """Two kinds of points to three logits each."""
        return super().forward(x) + super().forward(y)


class Folding(Points):
    """Its weights are folded for evaluation."""

    def train(self, mode: bool = True) -> "Folding":
        """Changes more than a flag."""
        with torch.no_grad():
            self.head.weight.mul_(1.0 if mode else 2.0)
        super().train(mode)
        return self
