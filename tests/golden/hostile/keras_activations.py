"""Activation functions learned by actsearch, as layers for Keras 3.

    Search      "\\"\\"\\"\\nraise SystemExit # \\\\\\"\\"\\"  two  spaces", trial 17, seed 7
    Accuracy    91.23 % on validation data, 90.87 % on test data
    Space file  SHA-256 "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    Data set    "fashion_mnist"
    Written by  "\\"\\"\\"\\\\"

Every class is one activation of the network. It replaces each number x of its input by

    f(x) = sum over i of alpha_i * f_i(x)

with base functions f_i and learned coefficients alpha. To use one:

    from keras_activations import activation

    act = activation("class")  # trainable_mix=False: it stays as it is
    y = act(x)

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


@keras.saving.register_keras_serializable(package="actsearch.74f085cf")
class ClassActivation(_Activation):
    """Site "class": relu by itself."""

    def call(self, x: Tensor) -> Tensor:
        return ops.relu(x)


@keras.saving.register_keras_serializable(package="actsearch.74f085cf")
class Conv1Activation(_Activation):
    """Site "conv 1": relu by itself."""

    def call(self, x: Tensor) -> Tensor:
        return ops.relu(x)


@keras.saving.register_keras_serializable(package="actsearch.74f085cf")
class Conv1Activation2(_Activation):
    """Site "conv-1": relu by itself."""

    def call(self, x: Tensor) -> Tensor:
        return ops.relu(x)


@keras.saving.register_keras_serializable(package="actsearch.74f085cf")
class CONV1Activation(_Activation):
    """Site "CONV1": relu by itself."""

    def call(self, x: Tensor) -> Tensor:
        return ops.relu(x)


@keras.saving.register_keras_serializable(package="actsearch.74f085cf")
class Site1stActivation(_Activation):
    """Site "1st": relu by itself."""

    def call(self, x: Tensor) -> Tensor:
        return ops.relu(x)


@keras.saving.register_keras_serializable(package="actsearch.74f085cf")
class SiteActivation(_Activation):
    """Site "": relu by itself."""

    def call(self, x: Tensor) -> Tensor:
        return ops.relu(x)


@keras.saving.register_keras_serializable(package="actsearch.74f085cf")
class SiteActivation2(_AffineMix):
    """Site "\\"\\"\\"": an affine mix of identity and relu.

    One alpha serves the whole layer.

    f(x) = alpha[0] * identity + alpha[1] * relu.

    Simplified, f(x) is leaky_relu(slope=0.5).
    """

    COEFFICIENTS = ((0.5, 0.5),)

    def call(self, x: Tensor) -> Tensor:
        if not self.trainable_mix:
            return self.simplified(x)
        alpha = self.coefficients()[0]
        return alpha[0] * x + alpha[1] * ops.relu(x)

    def simplified(self, x: Tensor) -> Tensor:
        """Computes f(x) in simpler terms, with what was learned put in."""
        return ops.where(x > 0, x, 0.5 * x)


@keras.saving.register_keras_serializable(package="actsearch.74f085cf")
class ImportOsActivation(_Activation):
    """Site "'; import os #": relu by itself."""

    def call(self, x: Tensor) -> Tensor:
        return ops.relu(x)


@keras.saving.register_keras_serializable(package="actsearch.74f085cf")
class TwoLinesAndATabActivation(_Activation):
    """Site "two\\nlines\\r\\n\\tand a tab": relu by itself."""

    def call(self, x: Tensor) -> Tensor:
        return ops.relu(x)


@keras.saving.register_keras_serializable(package="actsearch.74f085cf")
class BackSlashActivation(_Activation):
    """Site "back\\\\slash\\\\": relu by itself."""

    def call(self, x: Tensor) -> Tensor:
        return ops.relu(x)


@keras.saving.register_keras_serializable(package="actsearch.74f085cf")
class NBULLETBracesSActivation(_Activation):
    """Site "\\\\N{BULLET} {braces} %s": relu by itself."""

    def call(self, x: Tensor) -> Tensor:
        return ops.relu(x)


@keras.saving.register_keras_serializable(package="actsearch.74f085cf")
class GrEActivation(_Activation):
    """Site "gr\\xf6\\xdfe \\u03b1\\u03b2\\u03b3 \\u6d3b\\u6027\\u5316 \\U0001f600":
    relu by itself.
    """

    def call(self, x: Tensor) -> Tensor:
        return ops.relu(x)


@keras.saving.register_keras_serializable(package="actsearch.74f085cf")
class SiteActivation3(_Activation):
    """Site "\\u202e\\ufeff\\u2028\\x85\\x00\\x7f": relu by itself."""

    def call(self, x: Tensor) -> Tensor:
        return ops.relu(x)


@keras.saving.register_keras_serializable(package="actsearch.74f085cf")
class ABCDActivation(_Activation):
    """Site "- a: [b, *c] # d": relu by itself."""

    def call(self, x: Tensor) -> Tensor:
        return ops.relu(x)


@keras.saving.register_keras_serializable(package="actsearch.74f085cf")
class Layer1_0ActActivation(_Activation):
    """Site "layer1.0.act": relu by itself."""

    def call(self, x: Tensor) -> Tensor:
        return ops.relu(x)


@keras.saving.register_keras_serializable(package="actsearch.74f085cf")
class Layer1_0ActActivation2(_Activation):
    """Site "layer1_0_act": relu by itself."""

    def call(self, x: Tensor) -> Tensor:
        return ops.relu(x)


@keras.saving.register_keras_serializable(package="actsearch.74f085cf")
class Layer10ActActivation(_Activation):
    """Site "layer10.act": relu by itself."""

    def call(self, x: Tensor) -> Tensor:
        return ops.relu(x)


@keras.saving.register_keras_serializable(package="actsearch.74f085cf")
class ActivationActivation(_Activation):
    """Site "_Activation": relu by itself."""

    def call(self, x: Tensor) -> Tensor:
        return ops.relu(x)


@keras.saving.register_keras_serializable(package="actsearch.74f085cf")
class NullActivation(_Activation):
    """Site "null": relu by itself."""

    def call(self, x: Tensor) -> Tensor:
        return ops.relu(x)


@keras.saving.register_keras_serializable(package="actsearch.74f085cf")
class ActivationActivation2(_Activation):
    """Site "activation": relu by itself."""

    def call(self, x: Tensor) -> Tensor:
        return ops.relu(x)


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


def activation(site: str, **kwargs: Any) -> layers.Layer:
    """Builds the layer of a site; arguments are those of its class."""
    if site not in ACTIVATIONS:
        raise ValueError(f"no site {site!r}, the sites are {list(ACTIVATIONS)}")
    return ACTIVATIONS[site](**kwargs)
