"""Activation functions learned by actsearch, as layers for Keras 3.

    Search      "catalogue", trial 17, seed 18446744073709551615
    Accuracy    91.23 % on validation data
    Space file  SHA-256 "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    Data set    "fashion_mnist"
    Written by  "actsearch 0.1.0"

Every class is one activation of the network. It replaces each number x of its input by

    f(x) = sum over i of alpha_i * f_i(x)

with base functions f_i and learned coefficients alpha. To use one:

    from keras_activations import activation

    act = activation("linear")  # trainable_mix=False: it stays as it is
    y = act(x)

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

from typing import Any

import keras
from keras import layers, ops

Tensor = Any  # of any backend


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


def _shifted_relu(
    x: Tensor, negative_slope: float, max_value: float, threshold: float
) -> Tensor:
    """Computes relu with a threshold, below which it falls with its own slope."""
    below = negative_slope * (x - threshold)
    return ops.where(x >= max_value, max_value, ops.where(x >= threshold, x, below))


@keras.saving.register_keras_serializable(package="actsearch.5f34cea4")
class LinearActivation(_LinearMix):
    """Site "linear": a linear mix of binary_step(straight_through=true), linear(c=0.3),
    identity, sigmoid, hard_sigmoid, log_sigmoid, tanh, hard_tanh, arctan, softsign,
    relu(negative_slope=0.3, max_value=4.5, threshold=0.3), relu6, squared_relu,
    leaky_relu(slope=0.3), prelu(slope=theta[0]), elu(alpha=0.3), celu(alpha=0.3), selu,
    gelu(approximate=true), swish(beta=theta[1]), hard_swish, mish, softplus(beta=0.3),
    sine, cosine, gaussian, absolute, square and softmax.

    One alpha and one theta serve the whole layer.

    f(x) = alpha[0] * binary_step(straight_through=true) + alpha[1] * linear(c=0.3)
    + alpha[2] * identity + alpha[3] * sigmoid + alpha[4] * hard_sigmoid
    + alpha[5] * log_sigmoid + alpha[6] * tanh + alpha[7] * hard_tanh
    + alpha[8] * arctan + alpha[9] * softsign
    + alpha[10] * relu(negative_slope=0.3, max_value=4.5, threshold=0.3)
    + alpha[11] * relu6 + alpha[12] * squared_relu + alpha[13] * leaky_relu(slope=0.3)
    + alpha[14] * prelu(slope=theta[0]) + alpha[15] * elu(alpha=0.3)
    + alpha[16] * celu(alpha=0.3) + alpha[17] * selu
    + alpha[18] * gelu(approximate=true) + alpha[19] * swish(beta=theta[1])
    + alpha[20] * hard_swish + alpha[21] * mish + alpha[22] * softplus(beta=0.3)
    + alpha[23] * sine + alpha[24] * cosine + alpha[25] * gaussian
    + alpha[26] * absolute + alpha[27] * square + alpha[28] * softmax.

    Simplified, f(x) is 1.5 * binary_step(straight_through=true) + 1.7250001 *
    leaky_relu(slope=-1.0366955) + 0.1 * sigmoid + 7.038530691851209e-26 * hard_sigmoid
    + 2.5 * log_sigmoid + 1.0e-45 * tanh + 0.75 * arctan + 0.33333334 * softsign + 0.1 *
    relu(negative_slope=0.3, max_value=4.5, threshold=0.3) - 0.2 * relu6 + 0.3 *
    squared_relu - 0.6 * elu(alpha=0.3) + 0.7 * celu(alpha=0.3) - 0.8 * selu + 0.9 *
    gelu(approximate=true) - 1.0 * swish(beta=-1.5) + 1.1 * hard_swish - 1.2 * mish +
    1.3 * softplus(beta=0.3) - 1.4 * sine + 1.5 * cosine - 1.6 * gaussian + 1.9 *
    softmax.
    """

    COEFFICIENTS = (
        (
            1.5,
            -0.25,
            1.0e-7,
            0.1,
            7.038530691851209e-26,
            2.5,
            1.0e-45,
            -0.0,
            0.75,
            0.33333334,
            0.1,
            -0.2,
            0.3,
            -0.4,
            0.5,
            -0.6,
            0.7,
            -0.8,
            0.9,
            -1.0,
            1.1,
            -1.2,
            1.3,
            -1.4,
            1.5,
            -1.6,
            1.7,
            0.0,
            1.9,
        ),
    )
    PARAMETERS = ((0.2134, -1.5),)

    def call(self, x: Tensor) -> Tensor:
        if not self.trainable_mix:
            return self.simplified(x)
        alpha = self.coefficients()[0]
        theta = self.parameters()[0]
        return (
            alpha[0] * (ops.cast(x >= 0, x.dtype) + (x - ops.stop_gradient(x)))
            + alpha[1] * (0.3 * x)
            + alpha[2] * x
            + alpha[3] * ops.sigmoid(x)
            + alpha[4] * ops.hard_sigmoid(x)
            + alpha[5] * ops.log_sigmoid(x)
            + alpha[6] * ops.tanh(x)
            + alpha[7] * ops.hard_tanh(x)
            + alpha[8] * ops.arctan(x)
            + alpha[9] * ops.softsign(x)
            + alpha[10] * _shifted_relu(x, 0.3, 4.5, 0.3)
            + alpha[11] * ops.relu6(x)
            + alpha[12] * ops.square(ops.relu(x))
            + alpha[13] * ops.where(x > 0, x, 0.3 * x)
            + alpha[14] * ops.where(x > 0, x, theta[0] * x)
            + alpha[15] * ops.elu(x, alpha=0.3)
            + alpha[16] * ops.celu(x, alpha=0.3)
            + alpha[17] * ops.selu(x)
            + alpha[18] * ops.gelu(x, approximate=True)
            + alpha[19] * (x * ops.sigmoid(theta[1] * x))
            + alpha[20] * ops.hard_silu(x)
            + alpha[21] * (x * ops.tanh(ops.softplus(x)))
            + alpha[22] * (ops.softplus(0.3 * x) / 0.3)
            + alpha[23] * ops.sin(x)
            + alpha[24] * ops.cos(x)
            + alpha[25] * ops.exp(-ops.square(x))
            + alpha[26] * ops.abs(x)
            + alpha[27] * ops.square(x)
            + alpha[28] * ops.softmax(x, axis=self.axis)
        )

    def simplified(self, x: Tensor) -> Tensor:
        """Computes f(x) in simpler terms, with what was learned put in."""
        return (
            1.5 * (ops.cast(x >= 0, x.dtype) + (x - ops.stop_gradient(x)))
            + 1.7250001 * ops.where(x > 0, x, -1.0366955 * x)
            + 0.1 * ops.sigmoid(x)
            + 7.038530691851209e-26 * ops.hard_sigmoid(x)
            + 2.5 * ops.log_sigmoid(x)
            + 1.0e-45 * ops.tanh(x)
            + 0.75 * ops.arctan(x)
            + 0.33333334 * ops.softsign(x)
            + 0.1 * _shifted_relu(x, 0.3, 4.5, 0.3)
            - 0.2 * ops.relu6(x)
            + 0.3 * ops.square(ops.relu(x))
            - 0.6 * ops.elu(x, alpha=0.3)
            + 0.7 * ops.celu(x, alpha=0.3)
            - 0.8 * ops.selu(x)
            + 0.9 * ops.gelu(x, approximate=True)
            - 1.0 * (x * ops.sigmoid(-1.5 * x))
            + 1.1 * ops.hard_silu(x)
            - 1.2 * (x * ops.tanh(ops.softplus(x)))
            + 1.3 * (ops.softplus(0.3 * x) / 0.3)
            - 1.4 * ops.sin(x)
            + 1.5 * ops.cos(x)
            - 1.6 * ops.exp(-ops.square(x))
            + 1.9 * ops.softmax(x, axis=self.axis)
        )


@keras.saving.register_keras_serializable(package="actsearch.5f34cea4")
class FrozenActivation(_Activation):
    """Site "frozen": a frozen mix of binary_step, linear, identity, sigmoid,
    hard_sigmoid, log_sigmoid, tanh, hard_tanh, arctan, softsign, relu, relu6,
    squared_relu, leaky_relu, prelu(slope=theta[0]), elu, celu, selu, gelu, swish,
    hard_swish, mish, softplus, sine, cosine, gaussian, absolute, square and softmax.

    One alpha and one theta serve the whole layer.

    f(x) = 0.03448276 * binary_step + 0.03448276 * linear + 0.03448276 * identity
    + 0.03448276 * sigmoid + 0.03448276 * hard_sigmoid + 0.03448276 * log_sigmoid
    + 0.03448276 * tanh + 0.03448276 * hard_tanh + 0.03448276 * arctan
    + 0.03448276 * softsign + 0.03448276 * relu + 0.03448276 * relu6
    + 0.03448276 * squared_relu + 0.03448276 * leaky_relu
    + 0.03448276 * prelu(slope=theta[0]) + 0.03448276 * elu + 0.03448276 * celu
    + 0.03448276 * selu + 0.03448276 * gelu + 0.03448276 * swish
    + 0.03448276 * hard_swish + 0.03448276 * mish + 0.03448276 * softplus
    + 0.03448276 * sine + 0.03448276 * cosine + 0.03448276 * gaussian
    + 0.03448276 * absolute + 0.03448276 * square + 0.03448276 * softmax.

    Simplified, f(x) is 0.03448276 * binary_step + 0.20689654 * leaky_relu(slope=0.185)
    + 0.03448276 * sigmoid + 0.03448276 * hard_sigmoid + 0.03448276 * log_sigmoid +
    0.03448276 * tanh + 0.03448276 * hard_tanh + 0.03448276 * arctan + 0.03448276 *
    softsign + 0.03448276 * relu6 + 0.03448276 * squared_relu + 0.03448276 * elu +
    0.03448276 * celu + 0.03448276 * selu + 0.03448276 * gelu + 0.03448276 * swish +
    0.03448276 * hard_swish + 0.03448276 * mish + 0.03448276 * softplus + 0.03448276 *
    sine + 0.03448276 * cosine + 0.03448276 * gaussian + 0.03448276 * square +
    0.03448276 * softmax.
    """

    PARAMETERS = ((0.1,),)

    def call(self, x: Tensor) -> Tensor:
        if not self.trainable_mix:
            return self.simplified(x)
        theta = self.parameters()[0]
        return (
            0.03448276 * ops.where(ops.isnan(x), x, ops.cast(x >= 0, x.dtype))
            + 0.03448276 * (1.0 * x)
            + 0.03448276 * x
            + 0.03448276 * ops.sigmoid(x)
            + 0.03448276 * ops.hard_sigmoid(x)
            + 0.03448276 * ops.log_sigmoid(x)
            + 0.03448276 * ops.tanh(x)
            + 0.03448276 * ops.hard_tanh(x)
            + 0.03448276 * ops.arctan(x)
            + 0.03448276 * ops.softsign(x)
            + 0.03448276 * ops.relu(x)
            + 0.03448276 * ops.relu6(x)
            + 0.03448276 * ops.square(ops.relu(x))
            + 0.03448276 * ops.where(x > 0, x, 0.01 * x)
            + 0.03448276 * ops.where(x > 0, x, theta[0] * x)
            + 0.03448276 * ops.elu(x)
            + 0.03448276 * ops.celu(x)
            + 0.03448276 * ops.selu(x)
            + 0.03448276 * ops.gelu(x, approximate=False)
            + 0.03448276 * ops.silu(x)
            + 0.03448276 * ops.hard_silu(x)
            + 0.03448276 * (x * ops.tanh(ops.softplus(x)))
            + 0.03448276 * ops.softplus(x)
            + 0.03448276 * ops.sin(x)
            + 0.03448276 * ops.cos(x)
            + 0.03448276 * ops.exp(-ops.square(x))
            + 0.03448276 * ops.abs(x)
            + 0.03448276 * ops.square(x)
            + 0.03448276 * ops.softmax(x, axis=self.axis)
        )

    def simplified(self, x: Tensor) -> Tensor:
        """Computes f(x) in simpler terms, with what was learned put in."""
        return (
            0.03448276 * ops.where(ops.isnan(x), x, ops.cast(x >= 0, x.dtype))
            + 0.20689654 * ops.where(x > 0, x, 0.185 * x)
            + 0.03448276 * ops.sigmoid(x)
            + 0.03448276 * ops.hard_sigmoid(x)
            + 0.03448276 * ops.log_sigmoid(x)
            + 0.03448276 * ops.tanh(x)
            + 0.03448276 * ops.hard_tanh(x)
            + 0.03448276 * ops.arctan(x)
            + 0.03448276 * ops.softsign(x)
            + 0.03448276 * ops.relu6(x)
            + 0.03448276 * ops.square(ops.relu(x))
            + 0.03448276 * ops.elu(x)
            + 0.03448276 * ops.celu(x)
            + 0.03448276 * ops.selu(x)
            + 0.03448276 * ops.gelu(x, approximate=False)
            + 0.03448276 * ops.silu(x)
            + 0.03448276 * ops.hard_silu(x)
            + 0.03448276 * (x * ops.tanh(ops.softplus(x)))
            + 0.03448276 * ops.softplus(x)
            + 0.03448276 * ops.sin(x)
            + 0.03448276 * ops.cos(x)
            + 0.03448276 * ops.exp(-ops.square(x))
            + 0.03448276 * ops.square(x)
            + 0.03448276 * ops.softmax(x, axis=self.axis)
        )


@keras.saving.register_keras_serializable(package="actsearch.5f34cea4")
class ScaledActivation(_LinearMix):
    """Site "scaled": a linear mix of relu.

    Each of the 2 channels along `axis` has its own alpha.

    f(x) = alpha[0] * relu.
    """

    COEFFICIENTS = ((2.0,), (-0.5,))

    def call(self, x: Tensor) -> Tensor:
        alpha = _along_axis(self.coefficients(), x, self.axis)
        return alpha[0] * ops.relu(x)


@keras.saving.register_keras_serializable(package="actsearch.5f34cea4")
class PlainSwishActivation(_Activation):
    """Site "plain_swish": swish(beta=-2.0) by itself."""

    def call(self, x: Tensor) -> Tensor:
        return x * ops.sigmoid(-2.0 * x)


@keras.saving.register_keras_serializable(package="actsearch.5f34cea4")
class PlainPreluActivation(_Activation):
    """Site "plain_prelu": prelu(slope=theta[0]) by itself.

    Simplified, f(x) is leaky_relu(slope=0.2134).
    """

    PARAMETERS = ((0.2134,),)

    def call(self, x: Tensor) -> Tensor:
        if not self.trainable_mix:
            return self.simplified(x)
        theta = self.parameters()[0]
        return ops.where(x > 0, x, theta[0] * x)

    def simplified(self, x: Tensor) -> Tensor:
        """Computes f(x) in simpler terms, with what was learned put in."""
        return ops.where(x > 0, x, 0.2134 * x)


@keras.saving.register_keras_serializable(package="actsearch.5f34cea4")
class LeakyActivation(_AffineMix):
    """Site "leaky": an affine mix of identity and relu.

    One alpha serves the whole layer.

    f(x) = alpha[0] * identity + alpha[1] * relu.

    Simplified, f(x) is leaky_relu(slope=0.3121).
    """

    COEFFICIENTS = ((0.3121, 0.6879),)

    def call(self, x: Tensor) -> Tensor:
        if not self.trainable_mix:
            return self.simplified(x)
        alpha = self.coefficients()[0]
        return alpha[0] * x + alpha[1] * ops.relu(x)

    def simplified(self, x: Tensor) -> Tensor:
        """Computes f(x) in simpler terms, with what was learned put in."""
        return ops.where(x > 0, x, 0.3121 * x)


@keras.saving.register_keras_serializable(package="actsearch.5f34cea4")
class PerChannelActivation(_AffineMix):
    """Site "per_channel": an affine mix of identity, swish(beta=theta[0]), absolute and
    prelu(slope=theta[1]).

    Each of the 2 channels along `axis` has its own alpha and theta.

    f(x) = alpha[0] * identity + alpha[1] * swish(beta=theta[0]) + alpha[2] * absolute
    + alpha[3] * prelu(slope=theta[1]).

    Simplified, f(x) is alpha[0] * identity + alpha[1] * relu + alpha[2] *
    swish(beta=theta[0]), with other numbers for each channel.
    """

    COEFFICIENTS = ((0.5, 0.25, 0.25, 0.0), (0.7, -0.1, 0.2, 0.2))
    PARAMETERS = ((1.25, 0.1), (0.5, 0.3))

    def call(self, x: Tensor) -> Tensor:
        if not self.trainable_mix:
            return self.simplified(x)
        alpha = _along_axis(self.coefficients(), x, self.axis)
        theta = _along_axis(self.parameters(), x, self.axis)
        return (
            alpha[0] * x
            + alpha[1] * (x * ops.sigmoid(theta[0] * x))
            + alpha[2] * ops.abs(x)
            + alpha[3] * ops.where(x > 0, x, theta[1] * x)
        )

    def simplified(self, x: Tensor) -> Tensor:
        """Computes f(x) in simpler terms, with what was learned put in."""
        coefficients = ((0.25, 0.5, 0.25), (0.56, 0.54, -0.1))
        alpha = _along_axis(coefficients, x, self.axis)
        parameters = ((1.25,), (0.5,))
        theta = _along_axis(parameters, x, self.axis)
        return (
            alpha[0] * x
            + alpha[1] * ops.relu(x)
            + alpha[2] * (x * ops.sigmoid(theta[0] * x))
        )


@keras.saving.register_keras_serializable(package="actsearch.5f34cea4")
class NothingActivation(_LinearMix):
    """Site "nothing": a linear mix of sine and sine.

    One alpha serves the whole layer.

    f(x) = alpha[0] * sine + alpha[1] * sine.

    Simplified, f(x) is 0.
    """

    COEFFICIENTS = ((0.5, -0.5),)

    def call(self, x: Tensor) -> Tensor:
        if not self.trainable_mix:
            return self.simplified(x)
        alpha = self.coefficients()[0]
        return alpha[0] * ops.sin(x) + alpha[1] * ops.sin(x)

    def simplified(self, x: Tensor) -> Tensor:
        """Computes f(x) in simpler terms, with what was learned put in."""
        return ops.zeros_like(x)


ACTIVATIONS: dict[str, type[_Activation]] = {
    "linear": LinearActivation,
    "frozen": FrozenActivation,
    "scaled": ScaledActivation,
    "plain_swish": PlainSwishActivation,
    "plain_prelu": PlainPreluActivation,
    "leaky": LeakyActivation,
    "per_channel": PerChannelActivation,
    "nothing": NothingActivation,
}


def activation(site: str, **kwargs: Any) -> layers.Layer:
    """Builds the layer of a site; arguments are those of its class."""
    if site not in ACTIVATIONS:
        raise ValueError(f"no site {site!r}, the sites are {list(ACTIVATIONS)}")
    return ACTIVATIONS[site](**kwargs)
