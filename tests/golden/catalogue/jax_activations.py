"""Activation functions learned by actsearch, for JAX.

    Search      "catalogue", trial 17, seed 18446744073709551615
    Accuracy    91.23 % on validation data
    Space file  SHA-256 "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    Data set    "fashion_mnist"
    Written by  "actsearch 0.1.0"

Every function is one activation of the network. It replaces each number x of its input
by

    f(x) = sum over i of alpha_i * f_i(x)

with base functions f_i and learned coefficients alpha. To use one:

    from jax_activations import linear_activation

    y = linear_activation(x)

The functions are pure and have the learned numbers put in: they go through jit, grad
and vmap, and y has the type of x. ACTIVATIONS finds them by the names of their sites.

Functions that need to know where the channels are have `axis`, by default the last one.

Where the same function has a simpler formula, it is computed by that.

To train the coefficients further, take flax_activations.py.

Combinations of activation functions over their affine and convex hulls are from F.
Manessi and A. Rozza, "Learning Combinations of Activation Functions", ICPR 2018, arXiv
1801.09403. How alpha is kept in its hull is actsearch's own choice.
"""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
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


def linear_activation(x: Array, axis: int = -1) -> Array:
    """Site "linear": a linear mix of binary_step(straight_through=true), linear(c=0.3),
    identity, sigmoid, hard_sigmoid, log_sigmoid, tanh, hard_tanh, arctan, softsign,
    relu(negative_slope=0.3, max_value=4.5, threshold=0.3), relu6, squared_relu,
    leaky_relu(slope=0.3), prelu(slope=0.2134), elu(alpha=0.3), celu(alpha=0.3), selu,
    gelu(approximate=true), swish(beta=-1.5), hard_swish, mish, softplus(beta=0.3),
    sine, cosine, gaussian, absolute, square and softmax.

    Learned was 1.5 * binary_step(straight_through=true) - 0.25 * linear(c=0.3) + 1.0e-7
    * identity + 0.1 * sigmoid + 7.038530691851209e-26 * hard_sigmoid + 2.5 *
    log_sigmoid + 1.0e-45 * tanh - 0.0 * hard_tanh + 0.75 * arctan + 0.33333334 *
    softsign + 0.1 * relu(negative_slope=0.3, max_value=4.5, threshold=0.3) - 0.2 *
    relu6 + 0.3 * squared_relu - 0.4 * leaky_relu(slope=0.3) + 0.5 * prelu(slope=0.2134)
    - 0.6 * elu(alpha=0.3) + 0.7 * celu(alpha=0.3) - 0.8 * selu + 0.9 *
    gelu(approximate=true) - 1.0 * swish(beta=-1.5) + 1.1 * hard_swish - 1.2 * mish +
    1.3 * softplus(beta=0.3) - 1.4 * sine + 1.5 * cosine - 1.6 * gaussian + 1.7 *
    absolute + 0.0 * square + 1.9 * softmax. Simplified, f(x) is 1.5 *
    binary_step(straight_through=true) + 1.7250001 * leaky_relu(slope=-1.0366955) + 0.1
    * sigmoid + 7.038530691851209e-26 * hard_sigmoid + 2.5 * log_sigmoid + 1.0e-45 *
    tanh + 0.75 * arctan + 0.33333334 * softsign + 0.1 * relu(negative_slope=0.3,
    max_value=4.5, threshold=0.3) - 0.2 * relu6 + 0.3 * squared_relu - 0.6 *
    elu(alpha=0.3) + 0.7 * celu(alpha=0.3) - 0.8 * selu + 0.9 * gelu(approximate=true) -
    1.0 * swish(beta=-1.5) + 1.1 * hard_swish - 1.2 * mish + 1.3 * softplus(beta=0.3) -
    1.4 * sine + 1.5 * cosine - 1.6 * gaussian + 1.9 * softmax.
    """
    return (
        1.5 * ((x >= 0).astype(x.dtype) + (x - jax.lax.stop_gradient(x)))
        + 1.7250001 * jnp.where(x > 0, x, -1.0366955 * x)
        + 0.1 * jax.nn.sigmoid(x)
        + 7.038530691851209e-26 * jax.nn.hard_sigmoid(x)
        + 2.5 * jax.nn.log_sigmoid(x)
        + 1.0e-45 * jnp.tanh(x)
        + 0.75 * jnp.arctan(x)
        + 0.33333334 * jax.nn.soft_sign(x)
        + 0.1 * _shifted_relu(x, 0.3, 4.5, 0.3)
        - 0.2 * jax.nn.relu6(x)
        + 0.3 * jnp.square(jax.nn.relu(x))
        - 0.6 * jax.nn.elu(x, alpha=0.3)
        + 0.7 * jax.nn.celu(x, alpha=0.3)
        - 0.8 * jax.nn.selu(x)
        + 0.9 * jax.nn.gelu(x, approximate=True)
        - 1.0 * (x * jax.nn.sigmoid(-1.5 * x))
        + 1.1 * jax.nn.hard_silu(x)
        - 1.2 * jax.nn.mish(x)
        + 1.3 * (jax.nn.softplus(0.3 * x) / 0.3)
        - 1.4 * jnp.sin(x)
        + 1.5 * jnp.cos(x)
        - 1.6 * jnp.exp(-jnp.square(x))
        + 1.9 * jax.nn.softmax(x, axis=axis)
    )


def frozen_activation(x: Array, axis: int = -1) -> Array:
    """Site "frozen": a frozen mix of binary_step, linear, identity, sigmoid,
    hard_sigmoid, log_sigmoid, tanh, hard_tanh, arctan, softsign, relu, relu6,
    squared_relu, leaky_relu, prelu(slope=0.1), elu, celu, selu, gelu, swish,
    hard_swish, mish, softplus, sine, cosine, gaussian, absolute, square and softmax.

    Learned was 0.03448276 * binary_step + 0.03448276 * linear + 0.03448276 * identity +
    0.03448276 * sigmoid + 0.03448276 * hard_sigmoid + 0.03448276 * log_sigmoid +
    0.03448276 * tanh + 0.03448276 * hard_tanh + 0.03448276 * arctan + 0.03448276 *
    softsign + 0.03448276 * relu + 0.03448276 * relu6 + 0.03448276 * squared_relu +
    0.03448276 * leaky_relu + 0.03448276 * prelu(slope=0.1) + 0.03448276 * elu +
    0.03448276 * celu + 0.03448276 * selu + 0.03448276 * gelu + 0.03448276 * swish +
    0.03448276 * hard_swish + 0.03448276 * mish + 0.03448276 * softplus + 0.03448276 *
    sine + 0.03448276 * cosine + 0.03448276 * gaussian + 0.03448276 * absolute +
    0.03448276 * square + 0.03448276 * softmax. Simplified, f(x) is 0.03448276 *
    binary_step + 0.20689654 * leaky_relu(slope=0.185) + 0.03448276 * sigmoid +
    0.03448276 * hard_sigmoid + 0.03448276 * log_sigmoid + 0.03448276 * tanh +
    0.03448276 * hard_tanh + 0.03448276 * arctan + 0.03448276 * softsign + 0.03448276 *
    relu6 + 0.03448276 * squared_relu + 0.03448276 * elu + 0.03448276 * celu +
    0.03448276 * selu + 0.03448276 * gelu + 0.03448276 * swish + 0.03448276 * hard_swish
    + 0.03448276 * mish + 0.03448276 * softplus + 0.03448276 * sine + 0.03448276 *
    cosine + 0.03448276 * gaussian + 0.03448276 * square + 0.03448276 * softmax.
    """
    return (
        0.03448276 * jnp.where(jnp.isnan(x), x, x >= 0)
        + 0.20689654 * jnp.where(x > 0, x, 0.185 * x)
        + 0.03448276 * jax.nn.sigmoid(x)
        + 0.03448276 * jax.nn.hard_sigmoid(x)
        + 0.03448276 * jax.nn.log_sigmoid(x)
        + 0.03448276 * jnp.tanh(x)
        + 0.03448276 * jax.nn.hard_tanh(x)
        + 0.03448276 * jnp.arctan(x)
        + 0.03448276 * jax.nn.soft_sign(x)
        + 0.03448276 * jax.nn.relu6(x)
        + 0.03448276 * jnp.square(jax.nn.relu(x))
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
        + 0.03448276 * jnp.square(x)
        + 0.03448276 * jax.nn.softmax(x, axis=axis)
    )


def scaled_activation(x: Array, axis: int = -1) -> Array:
    """Site "scaled": a linear mix of relu.

    Each of the 2 channels along `axis` has its own alpha.
    """
    coefficients = ((2.0,), (-0.5,))
    alpha = _along_axis(coefficients, x, axis)
    return alpha[0] * jax.nn.relu(x)


def plain_swish_activation(x: Array) -> Array:
    """Site "plain_swish": swish(beta=-2.0) by itself."""
    return x * jax.nn.sigmoid(-2.0 * x)


def plain_prelu_activation(x: Array) -> Array:
    """Site "plain_prelu": prelu(slope=0.2134) by itself.

    Simplified, f(x) is leaky_relu(slope=0.2134).
    """
    return jnp.where(x > 0, x, 0.2134 * x)


def leaky_activation(x: Array) -> Array:
    """Site "leaky": an affine mix of identity and relu.

    Learned was 0.3121 * identity + 0.6879 * relu. Simplified, f(x) is
    leaky_relu(slope=0.3121).
    """
    return jnp.where(x > 0, x, 0.3121 * x)


def per_channel_activation(x: Array, axis: int = -1) -> Array:
    """Site "per_channel": an affine mix of identity, swish(beta=theta[0]), absolute and
    prelu(slope=theta[1]).

    Each of the 2 channels along `axis` has its own alpha and theta.

    Simplified, f(x) is alpha[0] * identity + alpha[1] * relu + alpha[2] *
    swish(beta=theta[0]), with other numbers for each channel.
    """
    coefficients = ((0.25, 0.5, 0.25), (0.56, 0.54, -0.1))
    alpha = _along_axis(coefficients, x, axis)
    parameters = ((1.25,), (0.5,))
    theta = _along_axis(parameters, x, axis)
    return (
        alpha[0] * x
        + alpha[1] * jax.nn.relu(x)
        + alpha[2] * (x * jax.nn.sigmoid(theta[0] * x))
    )


def nothing_activation(x: Array) -> Array:
    """Site "nothing": a linear mix of sine and sine.

    Learned was 0.5 * sine - 0.5 * sine. Simplified, f(x) is 0.
    """
    return jnp.zeros_like(x)


ACTIVATIONS: dict[str, Callable[..., Array]] = {
    "linear": linear_activation,
    "frozen": frozen_activation,
    "scaled": scaled_activation,
    "plain_swish": plain_swish_activation,
    "plain_prelu": plain_prelu_activation,
    "leaky": leaky_activation,
    "per_channel": per_channel_activation,
    "nothing": nothing_activation,
}
