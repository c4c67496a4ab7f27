"""Activation functions learned by actsearch, as PyTorch modules.

    Search      "fashion-mnist-lenet5", trial 23, seed 7
    Accuracy    0.9130173965206959 on validation data, 0.9098 on test data
    Space file  SHA-256 "48d3cad3f6c9627375606f6d3938bd7f5b78d47ca64ec6defe6b69ace1b022a9"
    Written by  "actsearch 0.1.0"

Every class is one activation of the network. It replaces each number x of its input by

    f(x) = sum over i of alpha_i * f_i(x)

with base functions f_i and learned coefficients alpha. To use one:

    from activations import activation

    act = activation("conv1")  # trainable=False: alpha stays as it is
    y = act(x)

Modules with trainable coefficients can be trained further: whatever the optimizer does,
alpha stays in its hull. Give their parameters no weight decay, which would pull alpha
away from what was learned.

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

    BASES are the functions f_i with their parameters, HULL is what the coefficients may
    be, SHARING says who shares them, and COEFFICIENTS are the learned values: one row,
    or one for each channel.
    """

    BASES: tuple[tuple[str, dict[str, float]], ...]
    HULL: str
    SHARING: str
    COEFFICIENTS: tuple[tuple[float, ...], ...]

    __constants__ = ("trainable",)  # for TorchScript

    def __init__(self, trainable: bool = True) -> None:
        super().__init__()
        self.trainable = trainable


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


class Conv1Activation(_ConvexMix):
    """Site "conv1": a convex mix of relu and tanh.

    One alpha serves the whole layer.
    """

    BASES = (("relu", {}), ("tanh", {}))
    HULL = "convex"
    SHARING = "layer"
    COEFFICIENTS = ((0.52229863, 0.4777013),)

    def forward(self, x: Tensor) -> Tensor:
        alpha = self.coefficients()[0]
        return alpha[0] * F.relu(x) + alpha[1] * torch.tanh(x)


class Conv2Activation(_ConvexMix):
    """Site "conv2": a convex mix of relu and tanh.

    One alpha serves the whole layer.
    """

    BASES = (("relu", {}), ("tanh", {}))
    HULL = "convex"
    SHARING = "layer"
    COEFFICIENTS = ((0.6326741, 0.36732593),)

    def forward(self, x: Tensor) -> Tensor:
        alpha = self.coefficients()[0]
        return alpha[0] * F.relu(x) + alpha[1] * torch.tanh(x)


class Fc1Activation(_ConvexMix):
    """Site "fc1": a convex mix of identity, relu and tanh.

    One alpha serves the whole layer.
    """

    BASES = (("identity", {}), ("relu", {}), ("tanh", {}))
    HULL = "convex"
    SHARING = "layer"
    COEFFICIENTS = ((0.01627064, 0.94001245, 0.04371697),)

    def forward(self, x: Tensor) -> Tensor:
        alpha = self.coefficients()[0]
        return alpha[0] * x + alpha[1] * F.relu(x) + alpha[2] * torch.tanh(x)


ACTIVATIONS: dict[str, type[_Activation]] = {
    "conv1": Conv1Activation,
    "conv2": Conv2Activation,
    "fc1": Fc1Activation,
}


def activation(site: str, trainable: bool = True) -> nn.Module:
    """Builds the activation of a site, with its coefficients trainable or fixed."""
    if site not in ACTIVATIONS:
        raise ValueError(f"no site {site!r}, the sites are {list(ACTIVATIONS)}")
    return ACTIVATIONS[site](trainable)
