"""A network trained by actsearch, with learned activation functions, for Keras 3.

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

    from keras_network import load_network

    network = load_network()
    logits = network(numbers)

Numbers have the shape (batch, 3) and are as the data set has them; the network brings
them to mean 0 and standard deviation 1 itself. Logits have the shape (batch, 2).

Every class with a name that ends in Activation is one activation of the network. It
replaces each number x of its input by

    f(x) = sum over i of alpha_i * f_i(x)

with base functions f_i and learned coefficients alpha.

To train it further, compile it with SparseCategoricalCrossentropy(from_logits=True) and
call fit.

load_network(trainable_mix=False) keeps the activations as they are.

Channels are along `axis`, the last one by default.

Coefficients are trained with the rest of a model, and whatever the optimizer does,
alpha stays in its hull. Give them no weight decay, which would pull alpha away from
what was learned: optimizer.exclude_from_weight_decay(var_names=["alpha"]).

Models with these layers are saved as any other; before keras.saving.load_model import
this module. They are registered under a package of their own, so that Keras never takes
layers of another export for them. Needs Keras 3.8 and Python 3.9, or newer.

Combinations of activation functions over their affine and convex hulls are from F.
Manessi and A. Rozza, "Learning Combinations of Activation Functions", ICPR 2018, arXiv
1801.09403. How alpha is kept in its hull is actsearch's own choice.
"""

from typing import Any

import keras
from keras import layers, ops

Tensor = Any  # of any backend

CLASSES = (
    "no",
    "yes",
)
COLUMNS = (
    "body mass",
    'island="Dream" */',
    "island=Biscoe",
)


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


def _along_axis(rows: Any, x: Tensor, axis: int) -> Tensor:
    """Turns rows for channels into one tensor for each column that broadcasts over x."""
    columns = ops.transpose(ops.convert_to_tensor(rows, x.dtype))
    shape = [1] * len(x.shape)
    shape[axis] = columns.shape[1]
    return ops.reshape(columns, [columns.shape[0], *shape])


@keras.saving.register_keras_serializable(package="actsearch.6507dd07")
class Fc1Activation(_AffineMix):
    """Site "fc1": an affine mix of identity and tanh.

    Each of the 4 channels along `axis` has its own alpha.

    f(x) = alpha[0] * identity + alpha[1] * tanh.
    """

    COEFFICIENTS = ((0.25, 0.75), (0.5, 0.5), (2.0, -1.0), (0.0, 1.0))

    def call(self, x: Tensor) -> Tensor:
        alpha = _along_axis(self.coefficients(), x, self.axis)
        return alpha[0] * x + alpha[1] * ops.tanh(x)


def build_network(trainable_mix: bool = True) -> keras.Model:
    """Builds the network, with weights that are not yet those of the file."""
    inputs = keras.Input((3,))
    x = layers.Normalization(
        mean=[1.0, -2.0, 0.0], variance=[4.0, 0.25, 1.0], name="normalization"
    )(inputs)
    x = layers.Dense(4, name="fc1")(x)
    x = layers.BatchNormalization(momentum=0.9, epsilon=1e-5, name="bn1")(x)
    x = Fc1Activation(trainable_mix, name="fc1_activation")(x)
    x = layers.Dense(2, name="fc2")(x)
    return keras.Model(inputs, x)


def load_network(
    path: str = "weights.safetensors", trainable_mix: bool = True
) -> keras.Model:
    """Builds the network with its weights, which are in PyTorch's order in the file."""
    import numpy as np
    from safetensors.numpy import load_file

    tensors = load_file(path)
    learned = {"fc1_activation": Fc1Activation.COEFFICIENTS}
    for name, rows in learned.items():
        alpha = np.asarray(rows, np.float32)
        if not np.array_equal(tensors.get(f"{name}.alpha", alpha), alpha):
            raise ValueError(f"{path} belongs to another export: {name}.alpha differs")
    network = build_network(trainable_mix)
    for layer in network.layers:
        if isinstance(layer, layers.Dense):
            kernel = tensors[f"{layer.name}.weight"].transpose()
            bias = [tensors[f"{layer.name}.bias"]] if layer.use_bias else []
            layer.set_weights([kernel, *bias])
        elif isinstance(layer, layers.BatchNormalization):
            parts = ("weight", "bias", "running_mean", "running_var")
            layer.set_weights([tensors[f"{layer.name}.{part}"] for part in parts])
    return network
