"""Activation functions learned by actsearch, as layers for Keras 3.

    Search      "fashion-lenet5", trial 17, seed 7
    Accuracy    91.23 % on validation data, 90.87 % on test data
    Space file  SHA-256 "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    Data set    "fashion_mnist"
    Written by  "actsearch 0.1.0"

Every class is one activation of the network. It replaces each number x of its input by

    f(x) = sum over i of alpha_i * f_i(x)

with base functions f_i and learned coefficients alpha. To use one:

    from keras_activations import activation

    act = activation("conv1")  # trainable_mix=False: it stays as it is
    y = act(x)

Channels are along `axis`, the last one by default.

Coefficients are trained with the rest of a model, and whatever the optimizer does,
alpha stays in its hull. Give them no weight decay, which would pull alpha away from
what was learned: optimizer.exclude_from_weight_decay(var_names=["alpha"]).

Where the same function has a simpler formula, a layer with trainable_mix=False computes
that.

Models with these layers are saved as any other; before keras.saving.load_model import
this module. They are registered under a package of their own, so that Keras never takes
layers of another export for them. Needs Keras 3.8 and Python 3.9, or newer.

Combinations of activation functions over their affine and convex hulls are from F.
Manessi and A. Rozza, "Learning Combinations of Activation Functions", ICPR 2018, arXiv
1801.09403. How alpha is kept in its hull is actsearch's own choice.
"""

from math import log
from typing import Any

import keras
from keras import layers, ops

Tensor = Any  # of any backend


class _Activation(layers.Layer):
    """What the layers of all sites have in common.

    With `trainable_mix=False` a layer has no weights: it computes what was learned.
    `axis` is the axis of the channels.
    """

    def __init__(
        self, trainable_mix: bool = True, axis: int = -1, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.trainable_mix = trainable_mix
        self.axis = axis
        self.supports_masking = True

    def _weight(self, name: str, rows: Any) -> Any:
        """Adds a weight that starts at these values."""
        return self.add_weight(
            shape=(len(rows), len(rows[0])),
            initializer=lambda shape, dtype: ops.convert_to_tensor(rows, dtype),
            name=name,
        )

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape

    def get_config(self) -> dict[str, Any]:
        config = {"trainable_mix": self.trainable_mix, "axis": self.axis}
        return {**super().get_config(), **config}


class _AffineMix(_Activation):
    """Coefficients that sum to one: alpha = w + (1 - sum(w)) / N for any w."""

    COEFFICIENTS: tuple[tuple[float, ...], ...]

    def build(self, input_shape: Any) -> None:
        super().build(input_shape)
        if self.trainable_mix:
            self.w = self._weight("alpha_w", self.COEFFICIENTS)

    def coefficients(self) -> Tensor:
        """Returns alpha, with the shape of COEFFICIENTS."""
        if not self.trainable_mix:
            return ops.convert_to_tensor(self.COEFFICIENTS, self.compute_dtype)
        return self.w + (1 - ops.sum(self.w, axis=1, keepdims=True)) / self.w.shape[1]


class _ConvexMix(_Activation):
    """Coefficients that sum to one, none of them negative: alpha = softmax(logits).

    The logits start at log(alpha). Coefficients below 1e-7 start from 1e-7: zero has no
    logarithm.
    """

    COEFFICIENTS: tuple[tuple[float, ...], ...]

    def build(self, input_shape: Any) -> None:
        super().build(input_shape)
        if self.trainable_mix:
            start = [[log(max(a, 1e-7)) for a in row] for row in self.COEFFICIENTS]
            self.logits = self._weight("alpha_logits", start)

    def coefficients(self) -> Tensor:
        """Returns alpha, with the shape of COEFFICIENTS."""
        if not self.trainable_mix:
            return ops.convert_to_tensor(self.COEFFICIENTS, self.compute_dtype)
        return ops.softmax(self.logits, axis=1)


def _along_axis(rows: Any, x: Tensor, axis: int) -> Tensor:
    """Turns rows for channels into one tensor for each column that broadcasts over x."""
    columns = ops.transpose(ops.convert_to_tensor(rows, x.dtype))
    shape = [1] * len(x.shape)
    shape[axis] = columns.shape[1]
    return ops.reshape(columns, [columns.shape[0], *shape])


@keras.saving.register_keras_serializable(package="actsearch.0f3295b4")
class Conv1Activation(_AffineMix):
    """Site "conv1": an affine mix of identity, relu and tanh.

    One alpha serves the whole layer.

    f(x) = alpha[0] * identity + alpha[1] * relu + alpha[2] * tanh.

    Simplified, f(x) is 0.8343594 * leaky_relu(slope=-0.26172775) + 0.1656406 * tanh.
    """

    COEFFICIENTS = ((-0.218375, 1.0527344, 0.1656406),)

    def call(self, x: Tensor) -> Tensor:
        if not self.trainable_mix:
            return self.simplified(x)
        alpha = self.coefficients()[0]
        return alpha[0] * x + alpha[1] * ops.relu(x) + alpha[2] * ops.tanh(x)

    def simplified(self, x: Tensor) -> Tensor:
        """Computes f(x) in simpler terms, with what was learned put in."""
        y = 0.8343594 * ops.where(x > 0, x, -0.26172775 * x)
        return y + 0.1656406 * ops.tanh(x)


@keras.saving.register_keras_serializable(package="actsearch.0f3295b4")
class Conv2Activation(_ConvexMix):
    """Site "conv2": a convex mix of relu and swish.

    Each of the 3 channels along `axis` has its own alpha.

    f(x) = alpha[0] * relu + alpha[1] * swish.
    """

    COEFFICIENTS = ((0.25, 0.75), (0.9123456, 0.0876544), (1.0, 0.0))

    def call(self, x: Tensor) -> Tensor:
        alpha = _along_axis(self.coefficients(), x, self.axis)
        return alpha[0] * ops.relu(x) + alpha[1] * ops.silu(x)


@keras.saving.register_keras_serializable(package="actsearch.0f3295b4")
class Fc1Activation(_Activation):
    """Site "fc1": elu by itself."""

    def call(self, x: Tensor) -> Tensor:
        return ops.elu(x)


ACTIVATIONS: dict[str, type[_Activation]] = {
    "conv1": Conv1Activation,
    "conv2": Conv2Activation,
    "fc1": Fc1Activation,
}


def activation(site: str, **kwargs: Any) -> layers.Layer:
    """Builds the layer of a site; arguments are those of its class."""
    if site not in ACTIVATIONS:
        raise ValueError(f"no site {site!r}, the sites are {list(ACTIVATIONS)}")
    return ACTIVATIONS[site](**kwargs)
