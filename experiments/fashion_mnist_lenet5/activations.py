"""Activation functions learned by actsearch, as PyTorch modules.

    Search      "fashion-mnist-lenet5", trial 20, seed 7
    Accuracy    0.9135172965406919 on validation data, 0.9097 on test data
    Space file  SHA-256 "48d3cad3f6c9627375606f6d3938bd7f5b78d47ca64ec6defe6b69ace1b022a9"
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
1801.09403. How alpha is kept in its hull is actsearch's own choice. Needs PyTorch 2.0
and Python 3.9, or newer.
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

    The logits start at log(alpha). Coefficients below 1e-6 start from 1e-6: zero has no
    logarithm, and from there training can still bring them back.
    """

    alpha: Tensor

    def __init__(self, trainable: bool = True) -> None:
        super().__init__(trainable)
        alpha = torch.tensor(self.COEFFICIENTS)
        if trainable:
            self.logits = nn.Parameter(alpha.clamp(min=1e-6).log())
        else:
            self.register_buffer("alpha", alpha)

    def coefficients(self) -> Tensor:
        """Returns alpha, with the shape of COEFFICIENTS."""
        if self.trainable:
            return torch.softmax(self.logits, dim=1)
        else:
            return self.alpha


class Conv1Activation(_AffineMix):
    """Site "conv1": an affine mix of identity, relu and tanh.

    One alpha serves the whole layer.

    Simplified, f(x) is -0.073405236 * leaky_relu(slope=1.521124) + 1.0734053 * tanh.
    """

    BASES = (("identity", {}), ("relu", {}), ("tanh", {}))
    HULL = "affine"
    SHARING = "layer"
    COEFFICIENTS = ((-0.11165847, 0.038253233, 1.0734053),)

    def forward(self, x: Tensor) -> Tensor:
        if not self.trainable:
            return self.simplified(x)
        alpha = self.coefficients()[0]
        return alpha[0] * x + alpha[1] * F.relu(x) + alpha[2] * torch.tanh(x)

    @staticmethod
    def simplified(x: Tensor) -> Tensor:
        y = -0.073405236 * F.leaky_relu(x, negative_slope=1.521124)
        return y + 1.0734053 * torch.tanh(x)


class Conv2Activation(_ConvexMix):
    """Site "conv2": a convex mix of identity and tanh.

    One alpha serves the whole layer.
    """

    BASES = (("identity", {}), ("tanh", {}))
    HULL = "convex"
    SHARING = "layer"
    COEFFICIENTS = ((0.6236531, 0.37634686),)

    def forward(self, x: Tensor) -> Tensor:
        alpha = self.coefficients()[0]
        return alpha[0] * x + alpha[1] * torch.tanh(x)


class Fc1Activation(_AffineMix):
    """Site "fc1": an affine mix of identity and tanh.

    One alpha serves the whole layer.
    """

    BASES = (("identity", {}), ("tanh", {}))
    HULL = "affine"
    SHARING = "layer"
    COEFFICIENTS = ((-0.28450307, 1.2845031),)

    def forward(self, x: Tensor) -> Tensor:
        alpha = self.coefficients()[0]
        return alpha[0] * x + alpha[1] * torch.tanh(x)


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
