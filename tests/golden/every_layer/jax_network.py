"""A network trained by actsearch, with learned activation functions, for JAX and Flax.

    Search      "network", trial 17, seed 7
    Accuracy    91.23 % on validation data, 90.87 % on test data
    Space file  SHA-256 "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    Data set    "fashion_mnist"
    Written by  "actsearch 0.1.0"
    Logit 0     "T-shirt/top"
    Logit 1     "\\"\\"\\" */ \\\\"
    Logit 2     "gr\\xf6\\xdfe\\nzwei"

To use it, with weights.safetensors beside this file:

    from jax_network import load_network

    network = load_network()
    logits = network(images)

Images have the shape (batch, 13, 11, 2): rows, columns, channels. Their pixels are from
0 to 1, where 1 is white; the network brings them to mean 0 and standard deviation 1
itself. Logits have the shape (batch, 3).

Its activations replace each number x of their input by

    f(x) = sum over i of alpha_i * f_i(x)

with base functions f_i and learned coefficients alpha.

The network that is loaded is ready to be evaluated. To train it further, call
network.train() first and give nnx.Optimizer wrt=nnx.Param; afterwards call
network.eval() again. What it keeps beside its parameters is in nnx.state(network,
nnx.BatchStat).

load_network(trainable_mix=False) keeps the activations as they are: then they are
functions without parameters.

Where the same function has a simpler formula, such a function computes that.

Some bases have a parameter that was learned together with alpha. These parameters are
theta; a base by itself has theta, but no alpha.

Whatever the optimizer does, alpha stays in its hull, and theta may become anything.
Give them no weight decay, which would pull alpha and theta away from what was learned.

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

CLASSES = (
    "T-shirt/top",
    '""" */ \\',
    "gr\xf6\xdfe\nzwei",
)


def _along_axis(rows: Any, x: Array, axis: int) -> Array:
    """Turns rows for channels into one array for each column that broadcasts over x."""
    columns = jnp.asarray(rows, x.dtype).T
    shape = [1] * x.ndim
    shape[axis] = columns.shape[1]
    return columns.reshape(columns.shape[0], *shape)


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


def conv1_activation(x: Array) -> Array:
    """Site "conv1": an affine mix of identity and relu.

    Learned was 0.25 * identity + 0.75 * relu. Simplified, f(x) is
    leaky_relu(slope=0.25).
    """
    return jnp.where(x > 0, x, 0.25 * x)


class Conv1Activation(_AffineMix):
    """Site "conv1": an affine mix of identity and relu.

    One alpha serves the whole layer.

    f(x) = alpha[0] * identity + alpha[1] * relu.
    """

    COEFFICIENTS = ((0.25, 0.75),)

    def __call__(self, x: Array) -> Array:
        alpha = self.coefficients()[0].astype(x.dtype)
        return alpha[0] * x + alpha[1] * jax.nn.relu(x)


def forward_activation(x: Array, axis: int = -1) -> Array:
    """Site "forward": a convex mix of tanh and relu.

    Each of the 3 channels along `axis` has its own alpha.
    """
    coefficients = ((0.25, 0.75), (0.5, 0.5), (0.125, 0.875))
    alpha = _along_axis(coefficients, x, axis)
    return alpha[0] * jnp.tanh(x) + alpha[1] * jax.nn.relu(x)


class ForwardActivation(_ConvexMix):
    """Site "forward": a convex mix of tanh and relu.

    Each of the 3 channels along `axis` has its own alpha.

    f(x) = alpha[0] * tanh + alpha[1] * relu.
    """

    COEFFICIENTS = ((0.25, 0.75), (0.5, 0.5), (0.125, 0.875))

    def __call__(self, x: Array) -> Array:
        alpha = _along_axis(self.coefficients(), x, self.axis)
        return alpha[0] * jnp.tanh(x) + alpha[1] * jax.nn.relu(x)


def conv3_activation(x: Array) -> Array:
    """Site "conv3": a linear mix of sine and prelu(slope=0.125).

    Learned was 0.5 * sine + 1.5 * prelu(slope=0.125). Simplified, f(x) is 0.5 * sine +
    1.5 * leaky_relu(slope=0.125).
    """
    return 0.5 * jnp.sin(x) + 1.5 * jnp.where(x > 0, x, 0.125 * x)


class Conv3Activation(_LinearMix):
    """Site "conv3": a linear mix of sine and prelu(slope=theta[0]).

    One alpha and one theta serve the whole layer.

    f(x) = alpha[0] * sine + alpha[1] * prelu(slope=theta[0]).
    """

    COEFFICIENTS = ((0.5, 1.5),)
    PARAMETERS = ((0.125,),)

    def __call__(self, x: Array) -> Array:
        alpha = self.coefficients()[0].astype(x.dtype)
        theta = self.theta[0].astype(x.dtype)
        return alpha[0] * jnp.sin(x) + alpha[1] * jnp.where(x > 0, x, theta[0] * x)


def fc1_activation(x: Array, axis: int = -1) -> Array:
    """Site "fc1": an affine mix of softmax and gelu."""
    return 1.5 * jax.nn.softmax(x, axis=axis) - 0.5 * jax.nn.gelu(x, approximate=False)


class Fc1Activation(_AffineMix):
    """Site "fc1": an affine mix of softmax and gelu.

    One alpha serves the whole layer.

    f(x) = alpha[0] * softmax + alpha[1] * gelu.
    """

    COEFFICIENTS = ((1.5, -0.5),)

    def __call__(self, x: Array) -> Array:
        alpha = self.coefficients()[0].astype(x.dtype)
        y = alpha[0] * jax.nn.softmax(x, axis=self.axis)
        return y + alpha[1] * jax.nn.gelu(x, approximate=False)


def down_activation(x: Array) -> Array:
    """Site "down": swish by itself."""
    return jax.nn.silu(x)


class Network(nnx.Module):
    """The network, with weights that are not yet those of the file."""

    def __init__(self, trainable_mix: bool = True, *, rngs: nnx.Rngs) -> None:
        self.conv1 = nnx.Conv(2, 3, (3, 3), padding=1, rngs=rngs)
        self.bn1 = nnx.BatchNorm(3, momentum=0.9, epsilon=1e-5, rngs=rngs)
        self.conv1_activation = Conv1Activation() if trainable_mix else conv1_activation
        self.class_ = nnx.Conv(3, 3, (3, 3), padding=1, rngs=rngs)
        self.forward_activation = (
            ForwardActivation() if trainable_mix else forward_activation
        )
        self.conv3 = nnx.Conv(
            3, 4, (3, 3), strides=2, padding=1, use_bias=False, rngs=rngs
        )
        self.bn2 = nnx.BatchNorm(4, momentum=0.9, epsilon=1e-5, rngs=rngs)
        self.conv3_activation = Conv3Activation() if trainable_mix else conv3_activation
        self.conv4 = nnx.Conv(4, 4, (3, 3), padding=1, rngs=rngs)
        self.short_cut = nnx.Conv(3, 3, (3, 3), strides=2, padding=1, rngs=rngs)
        self.dropout = nnx.Dropout(0.25, rngs=rngs)
        self.fc1 = nnx.Linear(4, 5, use_bias=False, rngs=rngs)
        self.fc1_activation = Fc1Activation() if trainable_mix else fc1_activation
        self.fc2 = nnx.Linear(5, 3, rngs=rngs)

    def __call__(self, x: Array) -> Array:
        mean = jnp.asarray([0.25, 0.5], x.dtype)
        std = jnp.asarray([0.5, 0.25], x.dtype)
        x = (x - mean) / std
        x = self.conv1(x)
        x = self.bn1(x)
        x = self.conv1_activation(x)
        x = nnx.max_pool(x, (3, 3), strides=(2, 2), padding=((1, 1), (1, 1)))
        residual1_shortcut = x
        x = self.class_(x)
        x = self.forward_activation(x)
        x = x + residual1_shortcut
        down_shortcut = x
        x = self.conv3(x)
        x = self.bn2(x)
        x = self.conv3_activation(x)
        x = self.conv4(x)
        down_shortcut = self.short_cut(down_shortcut)
        down_shortcut = jnp.pad(down_shortcut, ((0, 0), (0, 0), (0, 0), (0, 1)))
        x = x + down_shortcut
        x = down_activation(x)
        x = nnx.avg_pool(x, (3, 3), strides=(2, 2))
        x = self.dropout(x)
        x = x.transpose(0, 3, 1, 2).reshape(len(x), -1)
        x = self.fc1(x)
        x = self.fc1_activation(x)
        x = self.fc2(x)
        return x


def load_network(
    path: str = "weights.safetensors", trainable_mix: bool = True
) -> Network:
    """Builds the network with its weights, which are in PyTorch's order in the file."""
    import numpy as np
    from safetensors.numpy import load_file

    tensors = load_file(path)
    learned = {
        "conv1_activation": Conv1Activation.COEFFICIENTS,
        "forward_activation": ForwardActivation.COEFFICIENTS,
        "conv3_activation": Conv3Activation.COEFFICIENTS,
        "fc1_activation": Fc1Activation.COEFFICIENTS,
    }
    for name, rows in learned.items():
        alpha = np.asarray(rows, np.float32)
        if not np.array_equal(tensors.get(f"{name}.alpha", alpha), alpha):
            raise ValueError(f"{path} belongs to another export: {name}.alpha differs")
    network = Network(trainable_mix, rngs=nnx.Rngs(0))
    for name, layer in vars(network).items():
        if isinstance(layer, nnx.Conv):
            layer.kernel[...] = tensors[f"{name}.weight"].transpose(2, 3, 1, 0)
            if layer.bias is not None:
                layer.bias[...] = tensors[f"{name}.bias"]
        elif isinstance(layer, nnx.Linear):
            layer.kernel[...] = tensors[f"{name}.weight"].transpose()
            if layer.bias is not None:
                layer.bias[...] = tensors[f"{name}.bias"]
        elif isinstance(layer, nnx.BatchNorm):
            assert layer.scale is not None and layer.bias is not None
            layer.scale[...] = tensors[f"{name}.weight"]
            layer.bias[...] = tensors[f"{name}.bias"]
            layer.mean[...] = tensors[f"{name}.running_mean"]
            layer.var[...] = tensors[f"{name}.running_var"]
    network.eval()
    return network
