"""Activation functions learned by actsearch, for JAX.

    Search      "\\"\\"\\"\\nraise SystemExit # \\\\\\"\\"\\"  two  spaces", trial 17, seed 7
    Accuracy    91.23 % on validation data, 90.87 % on test data
    Space file  SHA-256 "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    Data set    "fashion_mnist"
    Written by  "\\"\\"\\"\\\\"

Every function is one activation of the network. It replaces each number x of its input
by

    f(x) = sum over i of alpha_i * f_i(x)

with base functions f_i and learned coefficients alpha. To use one:

    from jax_activations import class_activation

    y = class_activation(x)

The functions are pure and have the learned numbers put in: they go through jit, grad
and vmap, and y has the type of x. ACTIVATIONS finds them by the names of their sites.

Where the same function has a simpler formula, it is computed by that.

To train the coefficients further, take flax_activations.py.

Combinations of activation functions over their affine and convex hulls are from F.
Manessi and A. Rozza, "Learning Combinations of Activation Functions", ICPR 2018, arXiv
1801.09403. How alpha is kept in its hull is actsearch's own choice.
"""

from collections.abc import Callable

import jax
import jax.numpy as jnp
from jax import Array


def class_activation(x: Array) -> Array:
    """Site "class": relu by itself."""
    return jax.nn.relu(x)


def conv_1_activation(x: Array) -> Array:
    """Site "conv 1": relu by itself."""
    return jax.nn.relu(x)


def conv_1_activation_2(x: Array) -> Array:
    """Site "conv-1": relu by itself."""
    return jax.nn.relu(x)


def CONV1_activation(x: Array) -> Array:
    """Site "CONV1": relu by itself."""
    return jax.nn.relu(x)


def n1st_activation(x: Array) -> Array:
    """Site "1st": relu by itself."""
    return jax.nn.relu(x)


def site_activation(x: Array) -> Array:
    """Site "": relu by itself."""
    return jax.nn.relu(x)


def site_activation_2(x: Array) -> Array:
    """Site "\\"\\"\\"": an affine mix of identity and relu.

    Learned was 0.5 * identity + 0.5 * relu. Simplified, f(x) is leaky_relu(slope=0.5).
    """
    return jnp.where(x > 0, x, 0.5 * x)


def import_os_activation(x: Array) -> Array:
    """Site "'; import os #": relu by itself."""
    return jax.nn.relu(x)


def two_lines_and_a_tab_activation(x: Array) -> Array:
    """Site "two\\nlines\\r\\n\\tand a tab": relu by itself."""
    return jax.nn.relu(x)


def back_slash_activation(x: Array) -> Array:
    """Site "back\\\\slash\\\\": relu by itself."""
    return jax.nn.relu(x)


def N_BULLET_braces_s_activation(x: Array) -> Array:
    """Site "\\\\N{BULLET} {braces} %s": relu by itself."""
    return jax.nn.relu(x)


def gr_e_activation(x: Array) -> Array:
    """Site "gr\\xf6\\xdfe \\u03b1\\u03b2\\u03b3 \\u6d3b\\u6027\\u5316 \\U0001f600":
    relu by itself.
    """
    return jax.nn.relu(x)


def site_activation_3(x: Array) -> Array:
    """Site "\\u202e\\ufeff\\u2028\\x85\\x00\\x7f": relu by itself."""
    return jax.nn.relu(x)


def a_b_c_d_activation(x: Array) -> Array:
    """Site "- a: [b, *c] # d": relu by itself."""
    return jax.nn.relu(x)


def layer1_0_act_activation(x: Array) -> Array:
    """Site "layer1.0.act": relu by itself."""
    return jax.nn.relu(x)


def layer1_0_act_activation_2(x: Array) -> Array:
    """Site "layer1_0_act": relu by itself."""
    return jax.nn.relu(x)


def layer10_act_activation(x: Array) -> Array:
    """Site "layer10.act": relu by itself."""
    return jax.nn.relu(x)


def Activation_activation(x: Array) -> Array:
    """Site "_Activation": relu by itself."""
    return jax.nn.relu(x)


def null_activation(x: Array) -> Array:
    """Site "null": relu by itself."""
    return jax.nn.relu(x)


def activation_activation_2(x: Array) -> Array:
    """Site "activation": relu by itself."""
    return jax.nn.relu(x)


ACTIVATIONS: dict[str, Callable[..., Array]] = {
    "class": class_activation,
    "conv 1": conv_1_activation,
    "conv-1": conv_1_activation_2,
    "CONV1": CONV1_activation,
    "1st": n1st_activation,
    "": site_activation,
    '"""': site_activation_2,
    "'; import os #": import_os_activation,
    "two\nlines\r\n\tand a tab": two_lines_and_a_tab_activation,
    "back\\slash\\": back_slash_activation,
    "\\N{BULLET} {braces} %s": N_BULLET_braces_s_activation,
    "gr\xf6\xdfe \u03b1\u03b2\u03b3 \u6d3b\u6027\u5316 \U0001f600": gr_e_activation,
    "\u202e\ufeff\u2028\x85\x00\x7f": site_activation_3,
    "- a: [b, *c] # d": a_b_c_d_activation,
    "layer1.0.act": layer1_0_act_activation,
    "layer1_0_act": layer1_0_act_activation_2,
    "layer10.act": layer10_act_activation,
    "_Activation": Activation_activation,
    "null": null_activation,
    "activation": activation_activation_2,
}
