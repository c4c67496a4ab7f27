"""Activation functions learned by actsearch, for JAX.

    Search      "fashion-lenet5", trial 17, seed 7
    Accuracy    91.23 % on validation data, 90.87 % on test data
    Space file  SHA-256 "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    Data set    "fashion_mnist"
    Written by  "actsearch 0.1.0"

Every function is one activation of the network. It replaces each number x of its input
by

    f(x) = sum over i of alpha_i * f_i(x)

with base functions f_i and learned coefficients alpha. To use one:

    from jax_activations import conv1_activation

    y = conv1_activation(x)

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


def conv1_activation(x: Array) -> Array:
    """Site "conv1": an affine mix of identity, relu and tanh.

    Learned was -0.218375 * identity + 1.0527344 * relu + 0.1656406 * tanh. Simplified,
    f(x) is 0.8343594 * leaky_relu(slope=-0.26172775) + 0.1656406 * tanh.
    """
    return 0.8343594 * jnp.where(x > 0, x, -0.26172775 * x) + 0.1656406 * jnp.tanh(x)


def conv2_activation(x: Array, axis: int = -1) -> Array:
    """Site "conv2": a convex mix of relu and swish.

    Each of the 3 channels along `axis` has its own alpha.
    """
    coefficients = ((0.25, 0.75), (0.9123456, 0.0876544), (1.0, 0.0))
    alpha = _along_axis(coefficients, x, axis)
    return alpha[0] * jax.nn.relu(x) + alpha[1] * jax.nn.silu(x)


def fc1_activation(x: Array) -> Array:
    """Site "fc1": elu by itself."""
    return jax.nn.elu(x)


ACTIVATIONS: dict[str, Callable[..., Array]] = {
    "conv1": conv1_activation,
    "conv2": conv2_activation,
    "fc1": fc1_activation,
}
