//! The parts of a module for Keras that are the same whatever was learned.

use crate::activation::Hull;
use crate::digest::sha256;
use crate::export::literal::smallest_share;
use crate::export::{Definition, yaml};

/// The line before every class that Keras is to find again in a saved model.
///
/// The package tells exports apart: Keras knows a class by its package and name alone, and would take that of another export.
pub(super) fn registered(definition: &Definition) -> String {
    let digest = sha256(yaml::render(definition).as_bytes());
    let package = format!("actsearch.{}", &digest[..8]);
    format!("@keras.saving.register_keras_serializable(package=\"{package}\")\n")
}

/// The parent of all sites without coefficients that are trained.
pub(super) const PLAIN_NAME: &str = "_Activation";

/// The base class of all sites, with what those need that have coefficients or learned parameters.
pub(super) fn activation(has_coefficients: bool, has_parameters: bool) -> String {
    let weight = if has_coefficients || has_parameters { WEIGHT } else { "" };
    let (about, theta) = if has_parameters { (ABOUT_PARAMETERS, THETA) } else { ("", "") };
    format!(
        r#"class _Activation(layers.Layer):
    """What the layers of all sites have in common.

    With `trainable_mix=False` a layer has no weights: it computes what was learned.
    `axis` is the axis of the channels.{about}
    """
{parameters}
    def __init__(
        self, trainable_mix: bool = True, axis: int = -1, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.trainable_mix = trainable_mix
        self.axis = axis
        self.supports_masking = True
{theta}{weight}
    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape

    def get_config(self) -> dict[str, Any]:
        config = {{"trainable_mix": self.trainable_mix, "axis": self.axis}}
        return {{**super().get_config(), **config}}
"#,
        parameters = if has_parameters { PARAMETERS } else { "" },
    )
}

const ABOUT_PARAMETERS: &str = "

    PARAMETERS are the learned parameters of the bases that have one: theta, in one
    row or in one for each channel.";

const PARAMETERS: &str = "
    PARAMETERS: tuple[tuple[float, ...], ...] = ()
";

const THETA: &str = r#"
    def build(self, input_shape: Any) -> None:
        super().build(input_shape)
        if self.trainable_mix and self.PARAMETERS:
            self.theta = self._weight("theta", self.PARAMETERS)

    def parameters(self) -> Tensor:
        """Returns theta, with the shape of PARAMETERS."""
        if self.trainable_mix:
            return self.theta
        return ops.convert_to_tensor(self.PARAMETERS, self.compute_dtype)
"#;

const WEIGHT: &str = r#"
    def _weight(self, name: str, rows: Any) -> Any:
        """Adds a weight that starts at these values."""
        return self.add_weight(
            shape=(len(rows), len(rows[0])),
            initializer=lambda shape, dtype: ops.convert_to_tensor(rows, dtype),
            name=name,
        )
"#;

/// The name of the parent of all sites with coefficients in this hull.
pub(super) fn mix_name(hull: Hull) -> &'static str {
    match hull {
        Hull::Affine => "_AffineMix",
        Hull::Convex => "_ConvexMix",
        Hull::Linear => "_LinearMix",
        Hull::Frozen => PLAIN_NAME,
    }
}

/// The parent of all sites with coefficients in this hull; none where they are not trained.
pub(super) fn mix(hull: Hull) -> Option<String> {
    match hull {
        Hull::Affine => Some(learned(&AFFINE)),
        Hull::Convex => Some(learned(&CONVEX)),
        Hull::Linear => Some(learned(&LINEAR)),
        Hull::Frozen => None,
    }
}

/// What tells the hulls apart whose coefficients are trained.
struct Learned {
    name: &'static str,
    documentation: &'static str,
    /// The attribute and the name of the weight.
    weight: (&'static str, &'static str),
    /// Its start.
    start: &'static str,
    /// The coefficients, from the weight.
    alpha: &'static str,
}

const AFFINE: Learned = Learned {
    name: "_AffineMix",
    documentation: "Coefficients that sum to one: alpha = w + (1 - sum(w)) / N for any w.",
    weight: ("w", "alpha_w"),
    start: "self.COEFFICIENTS",
    alpha: "self.w + (1 - ops.sum(self.w, axis=1, keepdims=True)) / self.w.shape[1]",
};

const CONVEX: Learned = Learned {
    name: "_ConvexMix",
    documentation: "Coefficients that sum to one, none of them negative: alpha = softmax(logits).

    The logits start at log(alpha). Coefficients below LEAST start from LEAST: zero has no
    logarithm.
    ",
    weight: ("logits", "alpha_logits"),
    start: "[[log(max(a, LEAST)) for a in row] for row in self.COEFFICIENTS]",
    alpha: "ops.softmax(self.logits, axis=1)",
};

const LINEAR: Learned = Learned {
    name: "_LinearMix",
    documentation: "Coefficients that may be anything: alpha = w.",
    weight: ("w", "alpha_w"),
    start: "self.COEFFICIENTS",
    alpha: "self.w",
};

fn learned(hull: &Learned) -> String {
    let Learned { name, documentation, weight: (attribute, weight), start, alpha } = hull;
    let start = if start.contains('[') {
        format!(
            "            start = {start}\n            self.{attribute} = self._weight(\"{weight}\", start)"
        )
    } else {
        format!("            self.{attribute} = self._weight(\"{weight}\", {start})")
    };
    let text = format!(
        r#"class {name}(_Activation):
    """{documentation}"""

    COEFFICIENTS: tuple[tuple[float, ...], ...]

    def build(self, input_shape: Any) -> None:
        super().build(input_shape)
        if self.trainable_mix:
{start}

    def coefficients(self) -> Tensor:
        """Returns alpha, with the shape of COEFFICIENTS."""
        if not self.trainable_mix:
            return ops.convert_to_tensor(self.COEFFICIENTS, self.compute_dtype)
        return {alpha}
"#
    );
    text.replace("LEAST", &smallest_share())
}

pub(super) const ALONG_AXIS: &str = r#"def _along_axis(rows: Any, x: Tensor, axis: int) -> Tensor:
    """Turns rows for channels into one tensor for each column that broadcasts over x."""
    columns = ops.transpose(ops.convert_to_tensor(rows, x.dtype))
    shape = [1] * len(x.shape)
    shape[axis] = columns.shape[1]
    return ops.reshape(columns, [columns.shape[0], *shape])
"#;

/// relu with the three parameters of Keras, for a threshold other than 0: there the derivative of `x >= threshold` is 1.
pub(super) const SHIFTED_RELU: &str = r#"def _shifted_relu(
    x: Tensor, negative_slope: float, max_value: float, threshold: float
) -> Tensor:
    """Computes relu with a threshold, below which it falls with its own slope."""
    below = negative_slope * (x - threshold)
    return ops.where(x >= max_value, max_value, ops.where(x >= threshold, x, below))
"#;

pub(super) const LOOKUP: &str = r#"def activation(site: str, **kwargs: Any) -> layers.Layer:
    """Builds the layer of a site; arguments are those of its class."""
    if site not in ACTIVATIONS:
        raise ValueError(f"no site {site!r}, the sites are {list(ACTIVATIONS)}")
    return ACTIVATIONS[site](**kwargs)
"#;
