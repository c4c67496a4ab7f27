"""Activation functions learned by actsearch, as PyTorch modules.

    Search      "catalogue", trial 17, seed 18446744073709551615
    Accuracy    91.23 % on validation data
    Space file  SHA-256 "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    Data set    "fashion_mnist"
    Written by  "actsearch 0.1.0"

Every class is one activation of the network. It replaces each number x of its input by

    f(x) = sum over i of alpha_i * f_i(x)

with base functions f_i and learned coefficients alpha. To use one:

    from activations import activation

    act = activation("linear")  # trainable=False: it stays as it is
    y = act(x)

Some bases have a parameter that was learned together with alpha. These parameters are
theta; a base by itself has theta, but no alpha.

Modules with trainable coefficients or parameters can be trained further: whatever the
optimizer does, alpha stays in its hull, and theta may become anything. Give them no
weight decay, which would pull alpha and theta away from what was learned.

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
    are the learned values: one row, or one for each channel. PARAMETERS are the learned
    parameters of the bases that have one, in as many rows: theta. Those in BASES are
    where training started.
    """

    BASES: tuple[tuple[str, dict[str, float]], ...]
    HULL: str
    SHARING: str
    COEFFICIENTS: tuple[tuple[float, ...], ...]
    PARAMETERS: tuple[tuple[float, ...], ...] = ()

    theta: Tensor

    __constants__ = ("trainable",)  # for TorchScript

    def __init__(self, trainable: bool = True) -> None:
        super().__init__()
        self.trainable = trainable
        if self.PARAMETERS:
            theta = torch.tensor(self.PARAMETERS)
            if trainable:
                self.theta = nn.Parameter(theta)
            else:
                self.register_buffer("theta", theta)


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
    """Turns rows for channels into one tensor for each column that broadcasts over x."""
    shape = [alpha.shape[1], alpha.shape[0]] + [1] * (x.dim() - 2)
    return alpha.to(x.dtype).t().reshape(shape)


def _straight_through_step(x: Tensor) -> Tensor:
    """Computes the step at 0, which passes gradients on as the identity does."""
    step = torch.where(x.isnan(), x, (x >= 0).to(x.dtype))
    return step + (x - x.detach()).nan_to_num()  # plus 0, with the gradient of x


def _keras_relu(
    x: Tensor, negative_slope: float, max_value: float, threshold: float
) -> Tensor:
    """Computes relu with the parameters that Keras gives it."""
    below = negative_slope * (x - threshold)
    return torch.where(x >= max_value, max_value, torch.where(x >= threshold, x, below))


class LinearActivation(_LinearMix):
    """Site "linear": a linear mix of binary_step(straight_through=true), linear(c=0.3),
    identity, sigmoid, hard_sigmoid, log_sigmoid, tanh, hard_tanh, arctan, softsign,
    relu(negative_slope=0.3, max_value=4.5, threshold=0.3), relu6, squared_relu,
    leaky_relu(slope=0.3), prelu(slope=theta[0]), elu(alpha=0.3), celu(alpha=0.3), selu,
    gelu(approximate=true), swish(beta=theta[1]), hard_swish, mish, softplus(beta=0.3),
    sine, cosine, gaussian, absolute, square and softmax.

    One alpha and one theta serve the whole layer.

    f(x) = alpha[0] * binary_step(straight_through=true) + alpha[1] * linear(c=0.3)
    + alpha[2] * identity + alpha[3] * sigmoid + alpha[4] * hard_sigmoid
    + alpha[5] * log_sigmoid + alpha[6] * tanh + alpha[7] * hard_tanh
    + alpha[8] * arctan + alpha[9] * softsign
    + alpha[10] * relu(negative_slope=0.3, max_value=4.5, threshold=0.3)
    + alpha[11] * relu6 + alpha[12] * squared_relu + alpha[13] * leaky_relu(slope=0.3)
    + alpha[14] * prelu(slope=theta[0]) + alpha[15] * elu(alpha=0.3)
    + alpha[16] * celu(alpha=0.3) + alpha[17] * selu
    + alpha[18] * gelu(approximate=true) + alpha[19] * swish(beta=theta[1])
    + alpha[20] * hard_swish + alpha[21] * mish + alpha[22] * softplus(beta=0.3)
    + alpha[23] * sine + alpha[24] * cosine + alpha[25] * gaussian
    + alpha[26] * absolute + alpha[27] * square + alpha[28] * softmax.

    Simplified, f(x) is 1.5 * binary_step(straight_through=true) + 1.7250001 *
    leaky_relu(slope=-1.0366955) + 0.1 * sigmoid + 7.038530691851209e-26 * hard_sigmoid
    + 2.5 * log_sigmoid + 1.0e-45 * tanh + 0.75 * arctan + 0.33333334 * softsign + 0.1 *
    relu(negative_slope=0.3, max_value=4.5, threshold=0.3) - 0.2 * relu6 + 0.3 *
    squared_relu - 0.6 * elu(alpha=0.3) + 0.7 * celu(alpha=0.3) - 0.8 * selu + 0.9 *
    gelu(approximate=true) - 1.0 * swish(beta=-1.5) + 1.1 * hard_swish - 1.2 * mish +
    1.3 * softplus(beta=0.3) - 1.4 * sine + 1.5 * cosine - 1.6 * gaussian + 1.9 *
    softmax.
    """

    BASES = (
        ("binary_step", {"straight_through": True}),
        ("linear", {"c": 0.3}),
        ("identity", {}),
        ("sigmoid", {}),
        ("hard_sigmoid", {}),
        ("log_sigmoid", {}),
        ("tanh", {}),
        ("hard_tanh", {}),
        ("arctan", {}),
        ("softsign", {}),
        ("relu", {"negative_slope": 0.3, "max_value": 4.5, "threshold": 0.3}),
        ("relu6", {}),
        ("squared_relu", {}),
        ("leaky_relu", {"slope": 0.3}),
        ("prelu", {"slope": 0.3}),
        ("elu", {"alpha": 0.3}),
        ("celu", {"alpha": 0.3}),
        ("selu", {}),
        ("gelu", {"approximate": True}),
        ("swish", {"beta": 0.3, "learned": True}),
        ("hard_swish", {}),
        ("mish", {}),
        ("softplus", {"beta": 0.3}),
        ("sine", {}),
        ("cosine", {}),
        ("gaussian", {}),
        ("absolute", {}),
        ("square", {}),
        ("softmax", {}),
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
            0.1,
            -0.2,
            0.3,
            -0.4,
            0.5,
            -0.6,
            0.7,
            -0.8,
            0.9,
            -1.0,
            1.1,
            -1.2,
            1.3,
            -1.4,
            1.5,
            -1.6,
            1.7,
            0.0,
            1.9,
        ),
    )
    PARAMETERS = ((0.2134, -1.5),)

    def forward(self, x: Tensor) -> Tensor:
        if not self.trainable:
            return self.simplified(x)
        alpha = self.coefficients()[0]
        theta = self.theta[0]
        return (
            alpha[0] * _straight_through_step(x)
            + alpha[1] * (0.3 * x)
            + alpha[2] * x
            + alpha[3] * torch.sigmoid(x)
            + alpha[4] * F.hardsigmoid(x)
            + alpha[5] * F.logsigmoid(x)
            + alpha[6] * torch.tanh(x)
            + alpha[7] * F.hardtanh(x)
            + alpha[8] * torch.atan(x)
            + alpha[9] * F.softsign(x)
            + alpha[10] * _keras_relu(x, 0.3, 4.5, 0.3)
            + alpha[11] * F.relu6(x)
            + alpha[12] * torch.square(F.relu(x))
            + alpha[13] * F.leaky_relu(x, negative_slope=0.3)
            + alpha[14] * torch.where(x > 0, x, theta[0] * x)
            + alpha[15] * F.elu(x, alpha=0.3)
            + alpha[16] * F.celu(x, alpha=0.3)
            + alpha[17] * F.selu(x)
            + alpha[18] * F.gelu(x, approximate="tanh")
            + alpha[19] * (x * torch.sigmoid(theta[1] * x))
            + alpha[20] * F.hardswish(x)
            + alpha[21] * F.mish(x)
            + alpha[22] * F.softplus(x, beta=0.3)
            + alpha[23] * torch.sin(x)
            + alpha[24] * torch.cos(x)
            + alpha[25] * torch.exp(-torch.square(x))
            + alpha[26] * torch.abs(x)
            + alpha[27] * torch.square(x)
            + alpha[28] * torch.softmax(x, dim=1)
        )

    @staticmethod
    def simplified(x: Tensor) -> Tensor:
        return (
            1.5 * _straight_through_step(x)
            + 1.7250001 * F.leaky_relu(x, negative_slope=-1.0366955)
            + 0.1 * torch.sigmoid(x)
            + 7.038530691851209e-26 * F.hardsigmoid(x)
            + 2.5 * F.logsigmoid(x)
            + 1.0e-45 * torch.tanh(x)
            + 0.75 * torch.atan(x)
            + 0.33333334 * F.softsign(x)
            + 0.1 * _keras_relu(x, 0.3, 4.5, 0.3)
            - 0.2 * F.relu6(x)
            + 0.3 * torch.square(F.relu(x))
            - 0.6 * F.elu(x, alpha=0.3)
            + 0.7 * F.celu(x, alpha=0.3)
            - 0.8 * F.selu(x)
            + 0.9 * F.gelu(x, approximate="tanh")
            - 1.0 * (x * torch.sigmoid(-1.5 * x))
            + 1.1 * F.hardswish(x)
            - 1.2 * F.mish(x)
            + 1.3 * F.softplus(x, beta=0.3)
            - 1.4 * torch.sin(x)
            + 1.5 * torch.cos(x)
            - 1.6 * torch.exp(-torch.square(x))
            + 1.9 * torch.softmax(x, dim=1)
        )


class FrozenActivation(_FrozenMix):
    """Site "frozen": a frozen mix of binary_step, linear, identity, sigmoid,
    hard_sigmoid, log_sigmoid, tanh, hard_tanh, arctan, softsign, relu, relu6,
    squared_relu, leaky_relu, prelu(slope=theta[0]), elu, celu, selu, gelu, swish,
    hard_swish, mish, softplus, sine, cosine, gaussian, absolute, square and softmax.

    One alpha and one theta serve the whole layer.

    f(x) = 0.03448276 * binary_step + 0.03448276 * linear + 0.03448276 * identity
    + 0.03448276 * sigmoid + 0.03448276 * hard_sigmoid + 0.03448276 * log_sigmoid
    + 0.03448276 * tanh + 0.03448276 * hard_tanh + 0.03448276 * arctan
    + 0.03448276 * softsign + 0.03448276 * relu + 0.03448276 * relu6
    + 0.03448276 * squared_relu + 0.03448276 * leaky_relu
    + 0.03448276 * prelu(slope=theta[0]) + 0.03448276 * elu + 0.03448276 * celu
    + 0.03448276 * selu + 0.03448276 * gelu + 0.03448276 * swish
    + 0.03448276 * hard_swish + 0.03448276 * mish + 0.03448276 * softplus
    + 0.03448276 * sine + 0.03448276 * cosine + 0.03448276 * gaussian
    + 0.03448276 * absolute + 0.03448276 * square + 0.03448276 * softmax.

    Simplified, f(x) is 0.03448276 * binary_step + 0.20689654 * leaky_relu(slope=0.185)
    + 0.03448276 * sigmoid + 0.03448276 * hard_sigmoid + 0.03448276 * log_sigmoid +
    0.03448276 * tanh + 0.03448276 * hard_tanh + 0.03448276 * arctan + 0.03448276 *
    softsign + 0.03448276 * relu6 + 0.03448276 * squared_relu + 0.03448276 * elu +
    0.03448276 * celu + 0.03448276 * selu + 0.03448276 * gelu + 0.03448276 * swish +
    0.03448276 * hard_swish + 0.03448276 * mish + 0.03448276 * softplus + 0.03448276 *
    sine + 0.03448276 * cosine + 0.03448276 * gaussian + 0.03448276 * square +
    0.03448276 * softmax.
    """

    BASES = (
        ("binary_step", {}),
        ("linear", {}),
        ("identity", {}),
        ("sigmoid", {}),
        ("hard_sigmoid", {}),
        ("log_sigmoid", {}),
        ("tanh", {}),
        ("hard_tanh", {}),
        ("arctan", {}),
        ("softsign", {}),
        ("relu", {}),
        ("relu6", {}),
        ("squared_relu", {}),
        ("leaky_relu", {}),
        ("prelu", {}),
        ("elu", {}),
        ("celu", {}),
        ("selu", {}),
        ("gelu", {}),
        ("swish", {}),
        ("hard_swish", {}),
        ("mish", {}),
        ("softplus", {}),
        ("sine", {}),
        ("cosine", {}),
        ("gaussian", {}),
        ("absolute", {}),
        ("square", {}),
        ("softmax", {}),
    )
    HULL = "frozen"
    SHARING = "layer"
    COEFFICIENTS = (
        (
            0.03448276,
            0.03448276,
            0.03448276,
            0.03448276,
            0.03448276,
            0.03448276,
            0.03448276,
            0.03448276,
            0.03448276,
            0.03448276,
            0.03448276,
            0.03448276,
            0.03448276,
            0.03448276,
            0.03448276,
            0.03448276,
            0.03448276,
            0.03448276,
            0.03448276,
            0.03448276,
            0.03448276,
            0.03448276,
            0.03448276,
            0.03448276,
            0.03448276,
            0.03448276,
            0.03448276,
            0.03448276,
            0.03448276,
        ),
    )
    PARAMETERS = ((0.1,),)

    def forward(self, x: Tensor) -> Tensor:
        if not self.trainable:
            return self.simplified(x)
        alpha = self.coefficients()[0]
        theta = self.theta[0]
        return (
            alpha[0] * torch.where(x.isnan(), x, (x >= 0).to(x.dtype))
            + alpha[1] * (1.0 * x)
            + alpha[2] * x
            + alpha[3] * torch.sigmoid(x)
            + alpha[4] * F.hardsigmoid(x)
            + alpha[5] * F.logsigmoid(x)
            + alpha[6] * torch.tanh(x)
            + alpha[7] * F.hardtanh(x)
            + alpha[8] * torch.atan(x)
            + alpha[9] * F.softsign(x)
            + alpha[10] * F.relu(x)
            + alpha[11] * F.relu6(x)
            + alpha[12] * torch.square(F.relu(x))
            + alpha[13] * F.leaky_relu(x, negative_slope=0.01)
            + alpha[14] * torch.where(x > 0, x, theta[0] * x)
            + alpha[15] * F.elu(x, alpha=1.0)
            + alpha[16] * F.celu(x, alpha=1.0)
            + alpha[17] * F.selu(x)
            + alpha[18] * F.gelu(x)
            + alpha[19] * F.silu(x)
            + alpha[20] * F.hardswish(x)
            + alpha[21] * F.mish(x)
            + alpha[22] * F.softplus(x)
            + alpha[23] * torch.sin(x)
            + alpha[24] * torch.cos(x)
            + alpha[25] * torch.exp(-torch.square(x))
            + alpha[26] * torch.abs(x)
            + alpha[27] * torch.square(x)
            + alpha[28] * torch.softmax(x, dim=1)
        )

    @staticmethod
    def simplified(x: Tensor) -> Tensor:
        return (
            0.03448276 * torch.where(x.isnan(), x, (x >= 0).to(x.dtype))
            + 0.20689654 * F.leaky_relu(x, negative_slope=0.185)
            + 0.03448276 * torch.sigmoid(x)
            + 0.03448276 * F.hardsigmoid(x)
            + 0.03448276 * F.logsigmoid(x)
            + 0.03448276 * torch.tanh(x)
            + 0.03448276 * F.hardtanh(x)
            + 0.03448276 * torch.atan(x)
            + 0.03448276 * F.softsign(x)
            + 0.03448276 * F.relu6(x)
            + 0.03448276 * torch.square(F.relu(x))
            + 0.03448276 * F.elu(x, alpha=1.0)
            + 0.03448276 * F.celu(x, alpha=1.0)
            + 0.03448276 * F.selu(x)
            + 0.03448276 * F.gelu(x)
            + 0.03448276 * F.silu(x)
            + 0.03448276 * F.hardswish(x)
            + 0.03448276 * F.mish(x)
            + 0.03448276 * F.softplus(x)
            + 0.03448276 * torch.sin(x)
            + 0.03448276 * torch.cos(x)
            + 0.03448276 * torch.exp(-torch.square(x))
            + 0.03448276 * torch.square(x)
            + 0.03448276 * torch.softmax(x, dim=1)
        )


class ScaledActivation(_LinearMix):
    """Site "scaled": a linear mix of relu.

    Each of the 2 channels, dimension 1 of the input, has its own alpha.

    f(x) = alpha[0] * relu.
    """

    BASES = (("relu", {}),)
    HULL = "linear"
    SHARING = "channel"
    COEFFICIENTS = ((2.0,), (-0.5,))

    def forward(self, x: Tensor) -> Tensor:
        alpha = _along_channels(self.coefficients(), x)
        return alpha[0] * F.relu(x)


class PlainSwishActivation(_Activation):
    """Site "plain_swish": swish(beta=-2.0) by itself."""

    BASES = (("swish", {"beta": -2.0}),)
    HULL = "frozen"
    SHARING = "layer"
    COEFFICIENTS = ((1.0,),)

    def forward(self, x: Tensor) -> Tensor:
        return x * torch.sigmoid(-2.0 * x)


class PlainPreluActivation(_Activation):
    """Site "plain_prelu": prelu(slope=theta[0]) by itself.

    Simplified, f(x) is leaky_relu(slope=0.2134).
    """

    BASES = (("prelu", {}),)
    HULL = "frozen"
    SHARING = "layer"
    COEFFICIENTS = ((1.0,),)
    PARAMETERS = ((0.2134,),)

    def forward(self, x: Tensor) -> Tensor:
        if not self.trainable:
            return self.simplified(x)
        theta = self.theta[0]
        return torch.where(x > 0, x, theta[0] * x)

    @staticmethod
    def simplified(x: Tensor) -> Tensor:
        return F.leaky_relu(x, negative_slope=0.2134)


class LeakyActivation(_AffineMix):
    """Site "leaky": an affine mix of identity and relu.

    One alpha serves the whole layer.

    f(x) = alpha[0] * identity + alpha[1] * relu.

    Simplified, f(x) is leaky_relu(slope=0.3121).
    """

    BASES = (("identity", {}), ("relu", {}))
    HULL = "affine"
    SHARING = "layer"
    COEFFICIENTS = ((0.3121, 0.6879),)

    def forward(self, x: Tensor) -> Tensor:
        if not self.trainable:
            return self.simplified(x)
        alpha = self.coefficients()[0]
        return alpha[0] * x + alpha[1] * F.relu(x)

    @staticmethod
    def simplified(x: Tensor) -> Tensor:
        return F.leaky_relu(x, negative_slope=0.3121)


class PerChannelActivation(_AffineMix):
    """Site "per_channel": an affine mix of identity, swish(beta=theta[0]), absolute and
    prelu(slope=theta[1]).

    Each of the 2 channels, dimension 1 of the input, has its own alpha and theta.

    f(x) = alpha[0] * identity + alpha[1] * swish(beta=theta[0]) + alpha[2] * absolute
    + alpha[3] * prelu(slope=theta[1]).

    Simplified, f(x) is alpha[0] * identity + alpha[1] * relu + alpha[2] *
    swish(beta=theta[0]), with other numbers for each channel.
    """

    BASES = (
        ("identity", {}),
        ("swish", {"learned": True}),
        ("absolute", {}),
        ("prelu", {}),
    )
    HULL = "affine"
    SHARING = "channel"
    COEFFICIENTS = ((0.5, 0.25, 0.25, 0.0), (0.7, -0.1, 0.2, 0.2))
    PARAMETERS = ((1.25, 0.1), (0.5, 0.3))

    simplified_alpha: Tensor
    simplified_theta: Tensor

    def __init__(self, trainable: bool = True) -> None:
        super().__init__(trainable)
        coefficients = [[0.25, 0.5, 0.25], [0.56, 0.54, -0.1]]
        alpha = torch.tensor(coefficients)
        self.register_buffer("simplified_alpha", alpha, persistent=False)
        parameters = [[1.25], [0.5]]
        theta = torch.tensor(parameters)
        self.register_buffer("simplified_theta", theta, persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        if not self.trainable:
            return self.simplified(x)
        alpha = _along_channels(self.coefficients(), x)
        theta = _along_channels(self.theta, x)
        return (
            alpha[0] * x
            + alpha[1] * (x * torch.sigmoid(theta[0] * x))
            + alpha[2] * torch.abs(x)
            + alpha[3] * torch.where(x > 0, x, theta[1] * x)
        )

    def simplified(self, x: Tensor) -> Tensor:
        alpha = _along_channels(self.simplified_alpha, x)
        theta = _along_channels(self.simplified_theta, x)
        return (
            alpha[0] * x
            + alpha[1] * F.relu(x)
            + alpha[2] * (x * torch.sigmoid(theta[0] * x))
        )


class NothingActivation(_LinearMix):
    """Site "nothing": a linear mix of sine and sine.

    One alpha serves the whole layer.

    f(x) = alpha[0] * sine + alpha[1] * sine.

    Simplified, f(x) is 0.
    """

    BASES = (("sine", {}), ("sine", {}))
    HULL = "linear"
    SHARING = "layer"
    COEFFICIENTS = ((0.5, -0.5),)

    def forward(self, x: Tensor) -> Tensor:
        if not self.trainable:
            return self.simplified(x)
        alpha = self.coefficients()[0]
        return alpha[0] * torch.sin(x) + alpha[1] * torch.sin(x)

    @staticmethod
    def simplified(x: Tensor) -> Tensor:
        return torch.zeros_like(x)


ACTIVATIONS: dict[str, type[_Activation]] = {
    "linear": LinearActivation,
    "frozen": FrozenActivation,
    "scaled": ScaledActivation,
    "plain_swish": PlainSwishActivation,
    "plain_prelu": PlainPreluActivation,
    "leaky": LeakyActivation,
    "per_channel": PerChannelActivation,
    "nothing": NothingActivation,
}


def activation(site: str, trainable: bool = True) -> nn.Module:
    """Builds the activation of a site, to be trained further or fixed."""
    if site not in ACTIVATIONS:
        raise ValueError(f"no site {site!r}, the sites are {list(ACTIVATIONS)}")
    return ACTIVATIONS[site](trainable)
