"""A network trained by actsearch, with learned activation functions, for JAX and Flax.

    Search      "network", trial 17, seed 7
    Accuracy    91.23 % on validation data, 90.87 % on test data
    Space file  SHA-256 "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    Data set    "fashion_mnist"
    Written by  "actsearch 0.1.0"
    Entry 0     "body mass" less 4201.5, in double precision
    Entry 1     1 where "island" is "\\"Dream\\" */", else 0
    Entry 2     1 where "island" is "Biscoe", else 0
    Logit 0     "no"
    Logit 1     "yes"

To use it, with weights.safetensors beside this file:

    from jax_network import load_network

    network = load_network()
    logits = network(numbers)

Numbers have the shape (batch, 3) and are as the data set has them; the network brings
them to mean 0 and standard deviation 1 itself. Logits have the shape (batch, 2).

Its activations replace each number x of their input by

    f(x) = sum over i of alpha_i * f_i(x)

with base functions f_i and learned coefficients alpha.

The network that is loaded is ready to be evaluated. To train it further, call
network.train() first and give nnx.Optimizer wrt=nnx.Param; afterwards call
network.eval() again. What it keeps beside its parameters is in nnx.state(network,
nnx.BatchStat).

load_network(trainable_mix=False) keeps the activations as they are: then they are
functions without parameters.

Whatever the optimizer does, alpha stays in its hull. Give it no weight decay, which
would pull alpha away from what was learned.

Combinations of activation functions over their affine and convex hulls are from F.
Manessi and A. Rozza, "Learning Combinations of Activation Functions", ICPR 2018, arXiv
1801.09403. How alpha is kept in its hull is actsearch's own choice.

Needs Flax 0.12 or newer, with its module nnx.
"""

from typing import Any

import jax.numpy as jnp
from flax import nnx
from jax import Array

CLASSES = (
    "no",
    "yes",
)
COLUMNS = (
    "body mass",
    'island="Dream" */',
    "island=Biscoe",
)


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


def fc1_activation(x: Array, axis: int = -1) -> Array:
    """Site "fc1": an affine mix of identity and tanh.

    Each of the 4 channels along `axis` has its own alpha.
    """
    coefficients = ((0.25, 0.75), (0.5, 0.5), (2.0, -1.0), (0.0, 1.0))
    alpha = _along_axis(coefficients, x, axis)
    return alpha[0] * x + alpha[1] * jnp.tanh(x)


class Fc1Activation(_AffineMix):
    """Site "fc1": an affine mix of identity and tanh.

    Each of the 4 channels along `axis` has its own alpha.

    f(x) = alpha[0] * identity + alpha[1] * tanh.
    """

    COEFFICIENTS = ((0.25, 0.75), (0.5, 0.5), (2.0, -1.0), (0.0, 1.0))

    def __call__(self, x: Array) -> Array:
        alpha = _along_axis(self.coefficients(), x, self.axis)
        return alpha[0] * x + alpha[1] * jnp.tanh(x)


class Network(nnx.Module):
    """The network, with weights that are not yet those of the file."""

    def __init__(self, trainable_mix: bool = True, *, rngs: nnx.Rngs) -> None:
        self.fc1 = nnx.Linear(3, 4, rngs=rngs)
        self.bn1 = nnx.BatchNorm(4, momentum=0.9, epsilon=1e-5, rngs=rngs)
        self.fc1_activation = Fc1Activation() if trainable_mix else fc1_activation
        self.fc2 = nnx.Linear(4, 2, rngs=rngs)

    def __call__(self, x: Array) -> Array:
        mean = jnp.asarray([1.0, -2.0, 0.0], x.dtype)
        std = jnp.asarray([2.0, 0.5, 1.0], x.dtype)
        x = (x - mean) / std
        x = self.fc1(x)
        x = self.bn1(x)
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
    learned = {"fc1_activation": Fc1Activation.COEFFICIENTS}
    for name, rows in learned.items():
        alpha = np.asarray(rows, np.float32)
        if not np.array_equal(tensors.get(f"{name}.alpha", alpha), alpha):
            raise ValueError(f"{path} belongs to another export: {name}.alpha differs")
    network = Network(trainable_mix, rngs=nnx.Rngs(0))
    for name, layer in vars(network).items():
        if isinstance(layer, nnx.Linear):
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
