"""Activation functions learned by actsearch, as PyTorch modules.

    Search      "fashion-lenet5", trial 17, seed 7
    Accuracy    91.23 % on validation data, 90.87 % on test data
    Space file  SHA-256 "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    Data set    "fashion_mnist"
    Written by  "actsearch 0.1.0"

Every class is one activation of the network. It replaces each number x of its input by

    f(x) = sum over i of alpha_i * f_i(x)

with base functions f_i and learned coefficients alpha. To use one:

    from activations import activation

    act = activation("conv1")  # trainable=False: it stays as it is
    y = act(x)

Modules with trainable coefficients can be trained further: whatever the optimizer does,
alpha stays in its hull. Give their parameters no weight decay, which would pull alpha
away from what was learned.

Where the same function has a simpler formula, a module with trainable=False computes
that: it is the method `simplified`, with the learned numbers put in. Training does not
change these.

Combinations of activation functions over their affine and convex hulls are from F.
Manessi and A. Rozza, "Learning Combinations of Activation Functions", ICPR 2018, arXiv
1801.09403. How alpha is kept in its hull is actsearch's own choice.

Needs PyTorch 2.0 and Python 3.9, or newer.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class _Activation(nn.Module):
    """The definition of one activation as data, filled in by the class of each site.

    BASES are the functions f_i with those parameters that are not at their defaults,
    HULL is what the coefficients may be, SHARING says who shares them, and COEFFICIENTS
    are the learned values: one row, or one for each channel.
    """

    BASES: tuple[tuple[str, dict[str, float]], ...]
    HULL: str
    SHARING: str
    COEFFICIENTS: tuple[tuple[float, ...], ...]

    __constants__ = ("trainable",)  # for TorchScript

    def __init__(self, trainable: bool = True) -> None:
        super().__init__()
        self.trainable = trainable


class _AffineMix(_Activation):
    """Coefficients that sum to one: alpha = w + (1 - sum(w)) / N for any w."""

    alpha: Tensor

    def __init__(self, trainable: bool = True) -> None:
        super().__init__(trainable)
        alpha = torch.tensor(self.COEFFICIENTS)
        if trainable:
            self.w = nn.Parameter(alpha)
        else:
            self.register_buffer("alpha", alpha)

    def coefficients(self) -> Tensor:
        """Returns alpha, with the shape of COEFFICIENTS."""
        if self.trainable:
            return self.w + (1 - self.w.sum(dim=1, keepdim=True)) / self.w.shape[1]
        else:
            return self.alpha


class _ConvexMix(_Activation):
    """Coefficients that sum to one, none of them negative: alpha = softmax(logits).

    The logits start at log(alpha). Coefficients below 1e-7 start from 1e-7: zero has no
    logarithm.
    """

    alpha: Tensor

    def __init__(self, trainable: bool = True) -> None:
        super().__init__(trainable)
        alpha = torch.tensor(self.COEFFICIENTS)
        if trainable:
            self.logits = nn.Parameter(alpha.clamp(min=1e-7).log())
        else:
            self.register_buffer("alpha", alpha)

    def coefficients(self) -> Tensor:
        """Returns alpha, with the shape of COEFFICIENTS."""
        if self.trainable:
            return torch.softmax(self.logits, dim=1)
        else:
            return self.alpha


def _along_channels(alpha: Tensor, x: Tensor) -> Tensor:
    """Turns rows for channels into one tensor for each column that broadcasts over x."""
    shape = [alpha.shape[1], alpha.shape[0]] + [1] * (x.dim() - 2)
    return alpha.to(x.dtype).t().reshape(shape)


class Conv1Activation(_AffineMix):
    """Site "conv1": an affine mix of identity, relu and tanh.

    One alpha serves the whole layer.

    f(x) = alpha[0] * identity + alpha[1] * relu + alpha[2] * tanh.

    Simplified, f(x) is 0.8343594 * leaky_relu(slope=-0.26172775) + 0.1656406 * tanh.
    """

    BASES = (("identity", {}), ("relu", {}), ("tanh", {}))
    HULL = "affine"
    SHARING = "layer"
    COEFFICIENTS = ((-0.218375, 1.0527344, 0.1656406),)

    def forward(self, x: Tensor) -> Tensor:
        if not self.trainable:
            return self.simplified(x)
        alpha = self.coefficients()[0]
        return alpha[0] * x + alpha[1] * F.relu(x) + alpha[2] * torch.tanh(x)

    @staticmethod
    def simplified(x: Tensor) -> Tensor:
        y = 0.8343594 * F.leaky_relu(x, negative_slope=-0.26172775)
        return y + 0.1656406 * torch.tanh(x)


class Conv2Activation(_ConvexMix):
    """Site "conv2": a convex mix of relu and swish.

    Each of the 3 channels, dimension 1 of the input, has its own alpha.

    f(x) = alpha[0] * relu + alpha[1] * swish.
    """

    BASES = (("relu", {}), ("swish", {}))
    HULL = "convex"
    SHARING = "channel"
    COEFFICIENTS = ((0.25, 0.75), (0.9123456, 0.0876544), (1.0, 0.0))

    def forward(self, x: Tensor) -> Tensor:
        alpha = _along_channels(self.coefficients(), x)
        return alpha[0] * F.relu(x) + alpha[1] * F.silu(x)


class Fc1Activation(_Activation):
    """Site "fc1": elu by itself."""

    BASES = (("elu", {}),)
    HULL = "frozen"
    SHARING = "layer"
    COEFFICIENTS = ((1.0,),)

    def forward(self, x: Tensor) -> Tensor:
        return F.elu(x, alpha=1.0)


ACTIVATIONS: dict[str, type[_Activation]] = {
    "conv1": Conv1Activation,
    "conv2": Conv2Activation,
    "fc1": Fc1Activation,
}


def activation(site: str, trainable: bool = True) -> nn.Module:
    """Builds the activation of a site, to be trained further or fixed."""
    if site not in ACTIVATIONS:
        raise ValueError(f"no site {site!r}, the sites are {list(ACTIVATIONS)}")
    return ACTIVATIONS[site](trainable)
