"""A network trained by actsearch, with learned activation functions, for Keras 3.

    Search      "network", trial 17, seed 7
    Accuracy    91.23 % on validation data, 90.87 % on test data
    Space file  SHA-256 "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    Data set    "fashion_mnist"
    Written by  "actsearch 0.1.0"
    Logit 0     "T-shirt/top"
    Logit 1     "\\"\\"\\" */ \\\\"
    Logit 2     "gr\\xf6\\xdfe\\nzwei"

To use it, with weights.safetensors beside this file:

    from keras_network import load_network

    network = load_network()
    logits = network(images)

Images have the shape (batch, 13, 11, 2): rows, columns, channels. Their pixels are from
0 to 1, where 1 is white; the network brings them to mean 0 and standard deviation 1
itself. Logits have the shape (batch, 3).

Every class with a name that ends in Activation is one activation of the network. It
replaces each number x of its input by

    f(x) = sum over i of alpha_i * f_i(x)

with base functions f_i and learned coefficients alpha.

To train it further, compile it with SparseCategoricalCrossentropy(from_logits=True) and
call fit.

load_network(trainable_mix=False) keeps the activations as they are.

Channels are along `axis`, the last one by default.

Some bases have a parameter that was learned together with alpha. These parameters are
theta; a base by itself has theta, but no alpha.

Coefficients and parameters are trained with the rest of a model. Whatever the optimizer
does, alpha stays in its hull, and theta may become anything. Give them no weight decay,
which would pull alpha and theta away from what was learned:
optimizer.exclude_from_weight_decay(var_names=["alpha", "theta"]).

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

CLASSES = (
    "T-shirt/top",
    '""" */ \\',
    "gr\xf6\xdfe\nzwei",
)


class _Activation(layers.Layer):
    """What the layers of all sites have in common.

    With `trainable_mix=False` a layer has no weights: it computes what was learned.
    `axis` is the axis of the channels.

    PARAMETERS are the learned parameters of the bases that have one: theta, in one
    row or in one for each channel.
    """

    PARAMETERS: tuple[tuple[float, ...], ...] = ()

    def __init__(
        self, trainable_mix: bool = True, axis: int = -1, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.trainable_mix = trainable_mix
        self.axis = axis
        self.supports_masking = True

    def build(self, input_shape: Any) -> None:
        super().build(input_shape)
        if self.trainable_mix and self.PARAMETERS:
            self.theta = self._weight("theta", self.PARAMETERS)

    def parameters(self) -> Tensor:
        """Returns theta, with the shape of PARAMETERS."""
        if self.trainable_mix:
            return self.theta
        return ops.convert_to_tensor(self.PARAMETERS, self.compute_dtype)

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


class _LinearMix(_Activation):
    """Coefficients that may be anything: alpha = w."""

    COEFFICIENTS: tuple[tuple[float, ...], ...]

    def build(self, input_shape: Any) -> None:
        super().build(input_shape)
        if self.trainable_mix:
            self.w = self._weight("alpha_w", self.COEFFICIENTS)

    def coefficients(self) -> Tensor:
        """Returns alpha, with the shape of COEFFICIENTS."""
        if not self.trainable_mix:
            return ops.convert_to_tensor(self.COEFFICIENTS, self.compute_dtype)
        return self.w


def _along_axis(rows: Any, x: Tensor, axis: int) -> Tensor:
    """Turns rows for channels into one tensor for each column that broadcasts over x."""
    columns = ops.transpose(ops.convert_to_tensor(rows, x.dtype))
    shape = [1] * len(x.shape)
    shape[axis] = columns.shape[1]
    return ops.reshape(columns, [columns.shape[0], *shape])


@keras.saving.register_keras_serializable(package="actsearch.c817c405")
class Conv1Activation(_AffineMix):
    """Site "conv1": an affine mix of identity and relu.

    One alpha serves the whole layer.

    f(x) = alpha[0] * identity + alpha[1] * relu.

    Simplified, f(x) is leaky_relu(slope=0.25).
    """

    COEFFICIENTS = ((0.25, 0.75),)

    def call(self, x: Tensor) -> Tensor:
        if not self.trainable_mix:
            return self.simplified(x)
        alpha = self.coefficients()[0]
        return alpha[0] * x + alpha[1] * ops.relu(x)

    def simplified(self, x: Tensor) -> Tensor:
        """Computes f(x) in simpler terms, with what was learned put in."""
        return ops.where(x > 0, x, 0.25 * x)


@keras.saving.register_keras_serializable(package="actsearch.c817c405")
class ForwardActivation(_ConvexMix):
    """Site "forward": a convex mix of tanh and relu.

    Each of the 3 channels along `axis` has its own alpha.

    f(x) = alpha[0] * tanh + alpha[1] * relu.
    """

    COEFFICIENTS = ((0.25, 0.75), (0.5, 0.5), (0.125, 0.875))

    def call(self, x: Tensor) -> Tensor:
        alpha = _along_axis(self.coefficients(), x, self.axis)
        return alpha[0] * ops.tanh(x) + alpha[1] * ops.relu(x)


@keras.saving.register_keras_serializable(package="actsearch.c817c405")
class Conv3Activation(_LinearMix):
    """Site "conv3": a linear mix of sine and prelu(slope=theta[0]).

    One alpha and one theta serve the whole layer.

    f(x) = alpha[0] * sine + alpha[1] * prelu(slope=theta[0]).

    Simplified, f(x) is 0.5 * sine + 1.5 * leaky_relu(slope=0.125).
    """

    COEFFICIENTS = ((0.5, 1.5),)
    PARAMETERS = ((0.125,),)

    def call(self, x: Tensor) -> Tensor:
        if not self.trainable_mix:
            return self.simplified(x)
        alpha = self.coefficients()[0]
        theta = self.parameters()[0]
        return alpha[0] * ops.sin(x) + alpha[1] * ops.where(x > 0, x, theta[0] * x)

    def simplified(self, x: Tensor) -> Tensor:
        """Computes f(x) in simpler terms, with what was learned put in."""
        return 0.5 * ops.sin(x) + 1.5 * ops.where(x > 0, x, 0.125 * x)


@keras.saving.register_keras_serializable(package="actsearch.c817c405")
class Fc1Activation(_AffineMix):
    """Site "fc1": an affine mix of softmax and gelu.

    One alpha serves the whole layer.

    f(x) = alpha[0] * softmax + alpha[1] * gelu.
    """

    COEFFICIENTS = ((1.5, -0.5),)

    def call(self, x: Tensor) -> Tensor:
        alpha = self.coefficients()[0]
        y = alpha[0] * ops.softmax(x, axis=self.axis)
        return y + alpha[1] * ops.gelu(x, approximate=False)


@keras.saving.register_keras_serializable(package="actsearch.c817c405")
class DownActivation(_Activation):
    """Site "down": swish by itself."""

    def call(self, x: Tensor) -> Tensor:
        return ops.silu(x)


@keras.saving.register_keras_serializable(package="actsearch.c817c405")
class Pad(layers.Layer):
    """Adds numbers of one value before and after those of a batch, along each axis."""

    def __init__(self, paddings: Any, value: float = 0.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.paddings = [list(pair) for pair in paddings]
        self.value = value

    def call(self, x: Tensor) -> Tensor:
        return ops.pad(x, self.paddings, constant_values=self.value)

    def get_config(self) -> dict[str, Any]:
        config = {"paddings": self.paddings, "value": self.value}
        return {**super().get_config(), **config}


def build_network(trainable_mix: bool = True) -> keras.Model:
    """Builds the network, with weights that are not yet those of the file."""
    inputs = keras.Input((13, 11, 2))
    x = layers.Normalization(
        mean=[0.25, 0.5], variance=[0.25, 0.0625], name="normalization"
    )(inputs)
    x = layers.Conv2D(3, 3, padding="same", name="conv1")(x)
    x = layers.BatchNormalization(momentum=0.9, epsilon=1e-5, name="bn1")(x)
    x = Conv1Activation(trainable_mix, name="conv1_activation")(x)
    x = Pad(((0, 0), (1, 1), (1, 1), (0, 0)), float("-inf"), name="pad")(x)
    x = layers.MaxPooling2D(3, strides=2, name="pool")(x)
    residual1_shortcut = x
    x = layers.Conv2D(3, 3, padding="same", name="class_")(x)
    x = ForwardActivation(trainable_mix, name="forward_activation")(x)
    x = layers.Add(name="residual1")([x, residual1_shortcut])
    down_shortcut = x
    x = layers.ZeroPadding2D(1, name="pad_2")(x)
    x = layers.Conv2D(4, 3, strides=2, use_bias=False, name="conv3")(x)
    x = layers.BatchNormalization(momentum=0.9, epsilon=1e-5, name="bn2")(x)
    x = Conv3Activation(trainable_mix, name="conv3_activation")(x)
    x = layers.Conv2D(4, 3, padding="same", name="conv4")(x)
    down_shortcut = layers.ZeroPadding2D(1, name="pad_3")(down_shortcut)
    down_shortcut = layers.Conv2D(3, 3, strides=2, name="short_cut")(down_shortcut)
    down_shortcut = Pad(((0, 0), (0, 0), (0, 0), (0, 1)), name="pad_channels")(
        down_shortcut
    )
    x = layers.Add(name="down")([x, down_shortcut])
    x = DownActivation(name="down_activation")(x)
    x = layers.AveragePooling2D(3, strides=2, name="pool_2")(x)
    x = layers.Dropout(0.25, name="dropout")(x)
    x = layers.Flatten(name="flatten")(x)
    x = layers.Dense(5, use_bias=False, name="fc1")(x)
    x = Fc1Activation(trainable_mix, name="fc1_activation")(x)
    x = layers.Dense(3, name="fc2")(x)
    return keras.Model(inputs, x)


def load_network(
    path: str = "weights.safetensors", trainable_mix: bool = True
) -> keras.Model:
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
    network = build_network(trainable_mix)
    for layer in network.layers:
        if isinstance(layer, layers.Conv2D):
            kernel = tensors[f"{layer.name}.weight"].transpose(2, 3, 1, 0)
            bias = [tensors[f"{layer.name}.bias"]] if layer.use_bias else []
            layer.set_weights([kernel, *bias])
        elif isinstance(layer, layers.Dense):
            kernel = tensors[f"{layer.name}.weight"].transpose()
            bias = [tensors[f"{layer.name}.bias"]] if layer.use_bias else []
            layer.set_weights([kernel, *bias])
        elif isinstance(layer, layers.BatchNormalization):
            parts = ("weight", "bias", "running_mean", "running_var")
            layer.set_weights([tensors[f"{layer.name}.{part}"] for part in parts])
    return network
