"""Activation functions learned by actsearch, as Flax modules to be trained further.

    Search      "\\"\\"\\"\\nraise SystemExit # \\\\\\"\\"\\"  two  spaces", trial 17, seed 7
    Accuracy    91.23 % on validation data, 90.87 % on test data
    Space file  SHA-256 "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    Data set    "fashion_mnist"
    Written by  "\\"\\"\\"\\\\"

Every class is one activation of the network. It replaces each number x of its input by

    f(x) = sum over i of alpha_i * f_i(x)

with base functions f_i and learned coefficients alpha. To use one:

    from flax_activations import activation

    act = activation("class")
    y = act(x)

Whatever the optimizer does, alpha stays in its hull. Give it no weight decay, which
would pull alpha away from what was learned.

What is not trained further is simpler and faster as a function of jax_activations.py.

Combinations of activation functions over their affine and convex hulls are from F.
Manessi and A. Rozza, "Learning Combinations of Activation Functions", ICPR 2018, arXiv
1801.09403. How alpha is kept in its hull is actsearch's own choice.

Needs Flax 0.12 or newer, with its module nnx.
"""

import jax
import jax.numpy as jnp
from flax import nnx
from jax import Array


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


class ClassActivation(_Activation):
    """Site "class": relu by itself."""

    def __call__(self, x: Array) -> Array:
        return jax.nn.relu(x)


class Conv1Activation(_Activation):
    """Site "conv 1": relu by itself."""

    def __call__(self, x: Array) -> Array:
        return jax.nn.relu(x)


class Conv1Activation2(_Activation):
    """Site "conv-1": relu by itself."""

    def __call__(self, x: Array) -> Array:
        return jax.nn.relu(x)


class CONV1Activation(_Activation):
    """Site "CONV1": relu by itself."""

    def __call__(self, x: Array) -> Array:
        return jax.nn.relu(x)


class Site1stActivation(_Activation):
    """Site "1st": relu by itself."""

    def __call__(self, x: Array) -> Array:
        return jax.nn.relu(x)


class SiteActivation(_Activation):
    """Site "": relu by itself."""

    def __call__(self, x: Array) -> Array:
        return jax.nn.relu(x)


class SiteActivation2(_AffineMix):
    """Site "\\"\\"\\"": an affine mix of identity and relu.

    One alpha serves the whole layer.

    f(x) = alpha[0] * identity + alpha[1] * relu.
    """

    COEFFICIENTS = ((0.5, 0.5),)

    def __call__(self, x: Array) -> Array:
        alpha = self.coefficients()[0].astype(x.dtype)
        return alpha[0] * x + alpha[1] * jax.nn.relu(x)


class ImportOsActivation(_Activation):
    """Site "'; import os #": relu by itself."""

    def __call__(self, x: Array) -> Array:
        return jax.nn.relu(x)


class TwoLinesAndATabActivation(_Activation):
    """Site "two\\nlines\\r\\n\\tand a tab": relu by itself."""

    def __call__(self, x: Array) -> Array:
        return jax.nn.relu(x)


class BackSlashActivation(_Activation):
    """Site "back\\\\slash\\\\": relu by itself."""

    def __call__(self, x: Array) -> Array:
        return jax.nn.relu(x)


class NBULLETBracesSActivation(_Activation):
    """Site "\\\\N{BULLET} {braces} %s": relu by itself."""

    def __call__(self, x: Array) -> Array:
        return jax.nn.relu(x)


class GrEActivation(_Activation):
    """Site "gr\\xf6\\xdfe \\u03b1\\u03b2\\u03b3 \\u6d3b\\u6027\\u5316 \\U0001f600":
    relu by itself.
    """

    def __call__(self, x: Array) -> Array:
        return jax.nn.relu(x)


class SiteActivation3(_Activation):
    """Site "\\u202e\\ufeff\\u2028\\x85\\x00\\x7f": relu by itself."""

    def __call__(self, x: Array) -> Array:
        return jax.nn.relu(x)


class ABCDActivation(_Activation):
    """Site "- a: [b, *c] # d": relu by itself."""

    def __call__(self, x: Array) -> Array:
        return jax.nn.relu(x)


class Layer1_0ActActivation(_Activation):
    """Site "layer1.0.act": relu by itself."""

    def __call__(self, x: Array) -> Array:
        return jax.nn.relu(x)


class Layer1_0ActActivation2(_Activation):
    """Site "layer1_0_act": relu by itself."""

    def __call__(self, x: Array) -> Array:
        return jax.nn.relu(x)


class Layer10ActActivation(_Activation):
    """Site "layer10.act": relu by itself."""

    def __call__(self, x: Array) -> Array:
        return jax.nn.relu(x)


class ActivationActivation(_Activation):
    """Site "_Activation": relu by itself."""

    def __call__(self, x: Array) -> Array:
        return jax.nn.relu(x)


class NullActivation(_Activation):
    """Site "null": relu by itself."""

    def __call__(self, x: Array) -> Array:
        return jax.nn.relu(x)


class ActivationActivation2(_Activation):
    """Site "activation": relu by itself."""

    def __call__(self, x: Array) -> Array:
        return jax.nn.relu(x)


ACTIVATIONS: dict[str, type[_Activation]] = {
    "class": ClassActivation,
    "conv 1": Conv1Activation,
    "conv-1": Conv1Activation2,
    "CONV1": CONV1Activation,
    "1st": Site1stActivation,
    "": SiteActivation,
    '"""': SiteActivation2,
    "'; import os #": ImportOsActivation,
    "two\nlines\r\n\tand a tab": TwoLinesAndATabActivation,
    "back\\slash\\": BackSlashActivation,
    "\\N{BULLET} {braces} %s": NBULLETBracesSActivation,
    "gr\xf6\xdfe \u03b1\u03b2\u03b3 \u6d3b\u6027\u5316 \U0001f600": GrEActivation,
    "\u202e\ufeff\u2028\x85\x00\x7f": SiteActivation3,
    "- a: [b, *c] # d": ABCDActivation,
    "layer1.0.act": Layer1_0ActActivation,
    "layer1_0_act": Layer1_0ActActivation2,
    "layer10.act": Layer10ActActivation,
    "_Activation": ActivationActivation,
    "null": NullActivation,
    "activation": ActivationActivation2,
}


def activation(site: str, axis: int = -1) -> _Activation:
    """Builds the module of a site, with the channels along this axis."""
    if site not in ACTIVATIONS:
        raise ValueError(f"no site {site!r}, the sites are {list(ACTIVATIONS)}")
    return ACTIVATIONS[site](axis)
