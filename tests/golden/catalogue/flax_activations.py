"""Activation functions learned by actsearch, as Flax modules to be trained further.

    Search      "catalogue", trial 17, seed 18446744073709551615
    Accuracy    91.23 % on validation data
    Space file  SHA-256 "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    Data set    "fashion_mnist"
    Written by  "actsearch 0.1.0"

Every class is one activation of the network. It replaces each number x of its input by

    f(x) = sum over i of alpha_i * f_i(x)

with base functions f_i and learned coefficients alpha. To use one:

    from flax_activations import activation

    act = activation("linear")
    y = act(x)

Channels are along `axis`, the last one by default.

Some bases have a parameter that was learned together with alpha. These parameters are
theta; a base by itself has theta, but no alpha.

Whatever the optimizer does, alpha stays in its hull, and theta may become anything.
Give them no weight decay, which would pull alpha and theta away from what was learned.

What is not trained further is simpler and faster as a function of jax_activations.py.

Combinations of activation functions over their affine and convex hulls are from F.
Manessi and A. Rozza, "Learning Combinations of Activation Functions", ICPR 2018, arXiv
1801.09403. How alpha is kept in its hull is actsearch's own choice.

Needs Flax 0.12 or newer, with its module nnx.
"""

from typing import Any

import jax
import jax.numpy as jnp
from flax import nnx
from jax import Array


def _along_axis(rows: Any, x: Array, axis: int) -> Array:
    """Turns rows for channels into one array for each column that broadcasts over x."""
    columns = jnp.asarray(rows, x.dtype).T
    shape = [1] * x.ndim
    shape[axis] = columns.shape[1]
    return columns.reshape(columns.shape[0], *shape)


def _shifted_relu(
    x: Array, negative_slope: float, max_value: float, threshold: float
) -> Array:
    """Computes relu with a threshold, below which it falls with its own slope."""
    below = negative_slope * (x - threshold)
    return jnp.where(x >= max_value, max_value, jnp.where(x >= threshold, x, below))


class _Activation(nnx.Module):
    """What the modules of all sites have in common: the axis of the channels.

    PARAMETERS are the learned parameters of the bases that have one: theta, in one
    row or in one for each channel.
    """

    PARAMETERS: tuple[tuple[float, ...], ...] = ()

    def __init__(self, axis: int = -1) -> None:
        self.axis = axis
        if self.PARAMETERS:
            self.theta = nnx.Param(jnp.asarray(self.PARAMETERS, jnp.float32))

    def __call__(self, x: Array) -> Array:
        raise NotImplementedError


class _AffineMix(_Activation):
    """Coefficients that sum to one: alpha = w + (1 - sum(w)) / N for any w."""

    COEFFICIENTS: tuple[tuple[float, ...], ...]

    def __init__(self, axis: int = -1) -> None:
        super().__init__(axis)
        alpha = jnp.asarray(self.COEFFICIENTS, jnp.float32)
        self.w = nnx.Param(alpha)

    def coefficients(self) -> Array:
        """Returns alpha, with the shape of COEFFICIENTS."""
        w = self.w[...]
        return w + (1 - w.sum(axis=1, keepdims=True)) / w.shape[1]


class _LinearMix(_Activation):
    """Coefficients that may be anything: alpha = w."""

    COEFFICIENTS: tuple[tuple[float, ...], ...]

    def __init__(self, axis: int = -1) -> None:
        super().__init__(axis)
        alpha = jnp.asarray(self.COEFFICIENTS, jnp.float32)
        self.w = nnx.Param(alpha)

    def coefficients(self) -> Array:
        """Returns alpha, with the shape of COEFFICIENTS."""
        return self.w[...]


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
    """

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

    def __call__(self, x: Array) -> Array:
        alpha = self.coefficients()[0].astype(x.dtype)
        theta = self.theta[0].astype(x.dtype)
        return (
            alpha[0] * ((x >= 0).astype(x.dtype) + (x - jax.lax.stop_gradient(x)))
            + alpha[1] * (0.3 * x)
            + alpha[2] * x
            + alpha[3] * jax.nn.sigmoid(x)
            + alpha[4] * jax.nn.hard_sigmoid(x)
            + alpha[5] * jax.nn.log_sigmoid(x)
            + alpha[6] * jnp.tanh(x)
            + alpha[7] * jax.nn.hard_tanh(x)
            + alpha[8] * jnp.arctan(x)
            + alpha[9] * jax.nn.soft_sign(x)
            + alpha[10] * _shifted_relu(x, 0.3, 4.5, 0.3)
            + alpha[11] * jax.nn.relu6(x)
            + alpha[12] * jnp.square(jax.nn.relu(x))
            + alpha[13] * jnp.where(x > 0, x, 0.3 * x)
            + alpha[14] * jnp.where(x > 0, x, theta[0] * x)
            + alpha[15] * jax.nn.elu(x, alpha=0.3)
            + alpha[16] * jax.nn.celu(x, alpha=0.3)
            + alpha[17] * jax.nn.selu(x)
            + alpha[18] * jax.nn.gelu(x, approximate=True)
            + alpha[19] * (x * jax.nn.sigmoid(theta[1] * x))
            + alpha[20] * jax.nn.hard_silu(x)
            + alpha[21] * jax.nn.mish(x)
            + alpha[22] * (jax.nn.softplus(0.3 * x) / 0.3)
            + alpha[23] * jnp.sin(x)
            + alpha[24] * jnp.cos(x)
            + alpha[25] * jnp.exp(-jnp.square(x))
            + alpha[26] * jnp.abs(x)
            + alpha[27] * jnp.square(x)
            + alpha[28] * jax.nn.softmax(x, axis=self.axis)
        )


class FrozenActivation(_Activation):
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
    """

    PARAMETERS = ((0.1,),)

    def __call__(self, x: Array) -> Array:
        theta = self.theta[0].astype(x.dtype)
        return (
            0.03448276 * jnp.where(jnp.isnan(x), x, x >= 0)
            + 0.03448276 * (1.0 * x)
            + 0.03448276 * x
            + 0.03448276 * jax.nn.sigmoid(x)
            + 0.03448276 * jax.nn.hard_sigmoid(x)
            + 0.03448276 * jax.nn.log_sigmoid(x)
            + 0.03448276 * jnp.tanh(x)
            + 0.03448276 * jax.nn.hard_tanh(x)
            + 0.03448276 * jnp.arctan(x)
            + 0.03448276 * jax.nn.soft_sign(x)
            + 0.03448276 * jax.nn.relu(x)
            + 0.03448276 * jax.nn.relu6(x)
            + 0.03448276 * jnp.square(jax.nn.relu(x))
            + 0.03448276 * jnp.where(x > 0, x, 0.01 * x)
            + 0.03448276 * jnp.where(x > 0, x, theta[0] * x)
            + 0.03448276 * jax.nn.elu(x)
            + 0.03448276 * jax.nn.celu(x)
            + 0.03448276 * jax.nn.selu(x)
            + 0.03448276 * jax.nn.gelu(x, approximate=False)
            + 0.03448276 * jax.nn.silu(x)
            + 0.03448276 * jax.nn.hard_silu(x)
            + 0.03448276 * jax.nn.mish(x)
            + 0.03448276 * jax.nn.softplus(x)
            + 0.03448276 * jnp.sin(x)
            + 0.03448276 * jnp.cos(x)
            + 0.03448276 * jnp.exp(-jnp.square(x))
            + 0.03448276 * jnp.abs(x)
            + 0.03448276 * jnp.square(x)
            + 0.03448276 * jax.nn.softmax(x, axis=self.axis)
        )


class ScaledActivation(_LinearMix):
    """Site "scaled": a linear mix of relu.

    Each of the 2 channels along `axis` has its own alpha.

    f(x) = alpha[0] * relu.
    """

    COEFFICIENTS = ((2.0,), (-0.5,))

    def __call__(self, x: Array) -> Array:
        alpha = _along_axis(self.coefficients(), x, self.axis)
        return alpha[0] * jax.nn.relu(x)


class PlainSwishActivation(_Activation):
    """Site "plain_swish": swish(beta=-2.0) by itself."""

    def __call__(self, x: Array) -> Array:
        return x * jax.nn.sigmoid(-2.0 * x)


class PlainPreluActivation(_Activation):
    """Site "plain_prelu": prelu(slope=theta[0]) by itself."""

    PARAMETERS = ((0.2134,),)

    def __call__(self, x: Array) -> Array:
        theta = self.theta[0].astype(x.dtype)
        return jnp.where(x > 0, x, theta[0] * x)


class LeakyActivation(_AffineMix):
    """Site "leaky": an affine mix of identity and relu.

    One alpha serves the whole layer.

    f(x) = alpha[0] * identity + alpha[1] * relu.
    """

    COEFFICIENTS = ((0.3121, 0.6879),)

    def __call__(self, x: Array) -> Array:
        alpha = self.coefficients()[0].astype(x.dtype)
        return alpha[0] * x + alpha[1] * jax.nn.relu(x)


class PerChannelActivation(_AffineMix):
    """Site "per_channel": an affine mix of identity, swish(beta=theta[0]), absolute and
    prelu(slope=theta[1]).

    Each of the 2 channels along `axis` has its own alpha and theta.

    f(x) = alpha[0] * identity + alpha[1] * swish(beta=theta[0]) + alpha[2] * absolute
    + alpha[3] * prelu(slope=theta[1]).
    """

    COEFFICIENTS = ((0.5, 0.25, 0.25, 0.0), (0.7, -0.1, 0.2, 0.2))
    PARAMETERS = ((1.25, 0.1), (0.5, 0.3))

    def __call__(self, x: Array) -> Array:
        alpha = _along_axis(self.coefficients(), x, self.axis)
        theta = _along_axis(self.theta, x, self.axis)
        return (
            alpha[0] * x
            + alpha[1] * (x * jax.nn.sigmoid(theta[0] * x))
            + alpha[2] * jnp.abs(x)
            + alpha[3] * jnp.where(x > 0, x, theta[1] * x)
        )


class NothingActivation(_LinearMix):
    """Site "nothing": a linear mix of sine and sine.

    One alpha serves the whole layer.

    f(x) = alpha[0] * sine + alpha[1] * sine.
    """

    COEFFICIENTS = ((0.5, -0.5),)

    def __call__(self, x: Array) -> Array:
        alpha = self.coefficients()[0].astype(x.dtype)
        return alpha[0] * jnp.sin(x) + alpha[1] * jnp.sin(x)


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


def activation(site: str, axis: int = -1) -> _Activation:
    """Builds the module of a site, with the channels along this axis."""
    if site not in ACTIVATIONS:
        raise ValueError(f"no site {site!r}, the sites are {list(ACTIVATIONS)}")
    return ACTIVATIONS[site](axis)
