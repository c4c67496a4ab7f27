"""Activation functions learned by actsearch, as PyTorch modules.

    Search      "catalogue", trial 17, seed 18446744073709551615
    Accuracy    0.9123 on validation data
    Space file  SHA-256 "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    Written by  "actsearch 0.1.0"

Every class is one activation of the network. It replaces each number x of its input by

    f(x) = sum over i of alpha_i * f_i(x)

with base functions f_i and learned coefficients alpha. To use one:

    from activations import activation

    act = activation("linear")  # trainable=False: alpha stays as it is
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


class _LinearMix(_Activation):
    """Coefficients that may be anything: alpha = w."""

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
            return self.w
        else:
            return self.alpha


class _FrozenMix(_Activation):
    """Coefficients that are never trained, whatever `trainable` says."""

    alpha: Tensor

    def __init__(self, trainable: bool = True) -> None:
        super().__init__(trainable)
        self.register_buffer("alpha", torch.tensor(self.COEFFICIENTS))

    def coefficients(self) -> Tensor:
        """Returns alpha, with the shape of COEFFICIENTS."""
        return self.alpha


def _along_channels(alpha: Tensor, x: Tensor) -> Tensor:
    """Turns rows for channels into one tensor for each base that broadcasts over x."""
    shape = [alpha.shape[1], alpha.shape[0]] + [1] * (x.dim() - 2)
    return alpha.to(x.dtype).t().reshape(shape)


class LinearActivation(_LinearMix):
    """Site "linear": a linear mix of identity, sigmoid, tanh, softsign, relu,
    leaky_relu(slope=0.3), elu(alpha=0.3), softplus, swish(beta=0.3) and sine.

    One alpha serves the whole layer.
    """

    BASES = (
        ("identity", {}),
        ("sigmoid", {}),
        ("tanh", {}),
        ("softsign", {}),
        ("relu", {}),
        ("leaky_relu", {"slope": 0.3}),
        ("elu", {"alpha": 0.3}),
        ("softplus", {}),
        ("swish", {"beta": 0.3}),
        ("sine", {}),
    )
    HULL = "linear"
    SHARING = "layer"
    COEFFICIENTS = (
        (
            1.5,
            -0.25,
            1.0e-7,
            0.1,
            7.038530691851209e-26,
            2.5,
            1.0e-45,
            -0.0,
            0.75,
            0.33333334,
        ),
    )

    def forward(self, x: Tensor) -> Tensor:
        alpha = self.coefficients()[0]
        return (
            alpha[0] * x
            + alpha[1] * torch.sigmoid(x)
            + alpha[2] * torch.tanh(x)
            + alpha[3] * F.softsign(x)
            + alpha[4] * F.relu(x)
            + alpha[5] * F.leaky_relu(x, negative_slope=0.3)
            + alpha[6] * F.elu(x, alpha=0.3)
            + alpha[7] * F.softplus(x)
            + alpha[8] * (x * torch.sigmoid(0.3 * x))
            + alpha[9] * torch.sin(x)
        )


class FrozenActivation(_FrozenMix):
    """Site "frozen": a frozen mix of identity, sigmoid, tanh, softsign, relu,
    leaky_relu(slope=0.3), elu(alpha=0.3), softplus, swish(beta=0.3) and sine.

    One alpha serves the whole layer.
    """

    BASES = (
        ("identity", {}),
        ("sigmoid", {}),
        ("tanh", {}),
        ("softsign", {}),
        ("relu", {}),
        ("leaky_relu", {"slope": 0.3}),
        ("elu", {"alpha": 0.3}),
        ("softplus", {}),
        ("swish", {"beta": 0.3}),
        ("sine", {}),
    )
    HULL = "frozen"
    SHARING = "layer"
    COEFFICIENTS = ((0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1),)

    def forward(self, x: Tensor) -> Tensor:
        alpha = self.coefficients()[0]
        return (
            alpha[0] * x
            + alpha[1] * torch.sigmoid(x)
            + alpha[2] * torch.tanh(x)
            + alpha[3] * F.softsign(x)
            + alpha[4] * F.relu(x)
            + alpha[5] * F.leaky_relu(x, negative_slope=0.3)
            + alpha[6] * F.elu(x, alpha=0.3)
            + alpha[7] * F.softplus(x)
            + alpha[8] * (x * torch.sigmoid(0.3 * x))
            + alpha[9] * torch.sin(x)
        )


class ScaledActivation(_LinearMix):
    """Site "scaled": a linear mix of relu.

    Each of the 2 channels, dimension 1 of the input, has its own alpha.
    """

    BASES = (("relu", {}),)
    HULL = "linear"
    SHARING = "channel"
    COEFFICIENTS = ((2.0,), (-0.5,))

    def forward(self, x: Tensor) -> Tensor:
        alpha = _along_channels(self.coefficients(), x)
        return alpha[0] * F.relu(x)


class PlainSwishActivation(_Activation):
    """Site "plain_swish": swish(beta=-2) by itself."""

    BASES = (("swish", {"beta": -2.0}),)
    HULL = "frozen"
    SHARING = "layer"
    COEFFICIENTS = ((1.0,),)

    def forward(self, x: Tensor) -> Tensor:
        return x * torch.sigmoid(-2.0 * x)


ACTIVATIONS: dict[str, type[_Activation]] = {
    "linear": LinearActivation,
    "frozen": FrozenActivation,
    "scaled": ScaledActivation,
    "plain_swish": PlainSwishActivation,
}


def activation(site: str, trainable: bool = True) -> nn.Module:
    """Builds the activation of a site, with its coefficients trainable or fixed."""
    if site not in ACTIVATIONS:
        raise ValueError(f"no site {site!r}, the sites are {list(ACTIVATIONS)}")
    return ACTIVATIONS[site](trainable)
