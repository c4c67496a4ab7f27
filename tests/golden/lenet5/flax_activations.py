"""Activation functions learned by actsearch, as Flax modules to be trained further.

    Search      "fashion-lenet5", trial 17, seed 7
    Accuracy    91.23 % on validation data, 90.87 % on test data
    Space file  SHA-256 "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    Data set    "fashion_mnist"
    Written by  "actsearch 0.1.0"

Every class is one activation of the network. It replaces each number x of its input by

    f(x) = sum over i of alpha_i * f_i(x)

with base functions f_i and learned coefficients alpha. To use one:

    from flax_activations import activation

    act = activation("conv1")
    y = act(x)

Channels are along `axis`, the last one by default.

Whatever the optimizer does, alpha stays in its hull. Give it no weight decay, which
would pull alpha away from what was learned.

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


class _Activation(nnx.Module):
    """What the modules of all sites have in common: the axis of the channels."""

    def __init__(self, axis: int = -1) -> None:
        self.axis = axis

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


class _ConvexMix(_Activation):
    """Coefficients that sum to one, none of them negative: alpha = softmax(logits).

    The logits start at log(alpha). Coefficients below 1e-7 start from 1e-7: zero has no
    logarithm.
    """

    COEFFICIENTS: tuple[tuple[float, ...], ...]

    def __init__(self, axis: int = -1) -> None:
        super().__init__(axis)
        alpha = jnp.asarray(self.COEFFICIENTS, jnp.float32)
        self.logits = nnx.Param(jnp.log(jnp.maximum(alpha, 1e-7)))

    def coefficients(self) -> Array:
        """Returns alpha, with the shape of COEFFICIENTS."""
        return jax.nn.softmax(self.logits[...], axis=1)


class Conv1Activation(_AffineMix):
    """Site "conv1": an affine mix of identity, relu and tanh.

    One alpha serves the whole layer.

    f(x) = alpha[0] * identity + alpha[1] * relu + alpha[2] * tanh.
    """

    COEFFICIENTS = ((-0.218375, 1.0527344, 0.1656406),)

    def __call__(self, x: Array) -> Array:
        alpha = self.coefficients()[0].astype(x.dtype)
        return alpha[0] * x + alpha[1] * jax.nn.relu(x) + alpha[2] * jnp.tanh(x)


class Conv2Activation(_ConvexMix):
    """Site "conv2": a convex mix of relu and swish.

    Each of the 3 channels along `axis` has its own alpha.

    f(x) = alpha[0] * relu + alpha[1] * swish.
    """

    COEFFICIENTS = ((0.25, 0.75), (0.9123456, 0.0876544), (1.0, 0.0))

    def __call__(self, x: Array) -> Array:
        alpha = _along_axis(self.coefficients(), x, self.axis)
        return alpha[0] * jax.nn.relu(x) + alpha[1] * jax.nn.silu(x)


class Fc1Activation(_Activation):
    """Site "fc1": elu by itself."""

    def __call__(self, x: Array) -> Array:
        return jax.nn.elu(x)


ACTIVATIONS: dict[str, type[_Activation]] = {
    "conv1": Conv1Activation,
    "conv2": Conv2Activation,
    "fc1": Fc1Activation,
}


def activation(site: str, axis: int = -1) -> _Activation:
    """Builds the module of a site, with the channels along this axis."""
    if site not in ACTIVATIONS:
        raise ValueError(f"no site {site!r}, the sites are {list(ACTIVATIONS)}")
    return ACTIVATIONS[site](axis)
