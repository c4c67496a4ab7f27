//! The parts of a module for JAX or Flax that are the same whatever was learned.

use crate::activation::Hull;
use crate::export::literal::smallest_share;

pub(super) const ALONG_AXIS: &str = r#"def _along_axis(rows: Any, x: Array, axis: int) -> Array:
    """Turns rows for channels into one array for each column that broadcasts over x."""
    columns = jnp.asarray(rows, x.dtype).T
    shape = [1] * x.ndim
    shape[axis] = columns.shape[1]
    return columns.reshape(columns.shape[0], *shape)
"#;

/// relu with the three parameters of Keras, for a threshold other than 0: there the derivative of `x >= threshold` is 1.
pub(super) const SHIFTED_RELU: &str = r#"def _shifted_relu(
    x: Array, negative_slope: float, max_value: float, threshold: float
) -> Array:
    """Computes relu with a threshold, below which it falls with its own slope."""
    below = negative_slope * (x - threshold)
    return jnp.where(x >= max_value, max_value, jnp.where(x >= threshold, x, below))
"#;

/// The parent of all modules without coefficients that are trained.
pub(super) const PLAIN_NAME: &str = "_Activation";

/// The base class of all modules; with room for learned parameters of bases if there are some.
pub(super) fn activation(has_parameters: bool) -> String {
    let (about, constant, theta) =
        if has_parameters { (ABOUT_PARAMETERS, PARAMETERS, THETA) } else { ("\"\"\"", "", "") };
    format!(
        r#"class _Activation(nnx.Module):
    """What the modules of all sites have in common: the axis of the channels.{about}
{constant}
    def __init__(self, axis: int = -1) -> None:
        self.axis = axis
{theta}
    def __call__(self, x: Array) -> Array:
        raise NotImplementedError
"#
    )
}

const ABOUT_PARAMETERS: &str = r#"

    PARAMETERS are the learned parameters of the bases that have one: theta, in one
    row or in one for each channel.
    """"#;

const PARAMETERS: &str = "
    PARAMETERS: tuple[tuple[float, ...], ...] = ()
";

const THETA: &str = "        if self.PARAMETERS:
            self.theta = nnx.Param(jnp.asarray(self.PARAMETERS, jnp.float32))
";

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
    /// The free parameter.
    parameter: &'static str,
    /// Its start, from the learned `alpha`.
    start: &'static str,
    /// The coefficients, from the parameter, which is `w` if it is needed more than once.
    alpha: &'static str,
}

const AFFINE: Learned = Learned {
    name: "_AffineMix",
    documentation: "Coefficients that sum to one: alpha = w + (1 - sum(w)) / N for any w.",
    parameter: "w",
    start: "alpha",
    alpha: "        w = self.w[...]
        return w + (1 - w.sum(axis=1, keepdims=True)) / w.shape[1]",
};

const CONVEX: Learned = Learned {
    name: "_ConvexMix",
    documentation: "Coefficients that sum to one, none of them negative: alpha = softmax(logits).

    The logits start at log(alpha). Coefficients below LEAST start from LEAST: zero has no
    logarithm.
    ",
    parameter: "logits",
    start: "jnp.log(jnp.maximum(alpha, LEAST))",
    alpha: "        return jax.nn.softmax(self.logits[...], axis=1)",
};

const LINEAR: Learned = Learned {
    name: "_LinearMix",
    documentation: "Coefficients that may be anything: alpha = w.",
    parameter: "w",
    start: "alpha",
    alpha: "        return self.w[...]",
};

fn learned(hull: &Learned) -> String {
    let Learned { name, documentation, parameter, start, alpha } = hull;
    let text = format!(
        r#"class {name}(_Activation):
    """{documentation}"""

    COEFFICIENTS: tuple[tuple[float, ...], ...]

    def __init__(self, axis: int = -1) -> None:
        super().__init__(axis)
        alpha = jnp.asarray(self.COEFFICIENTS, jnp.float32)
        self.{parameter} = nnx.Param({start})

    def coefficients(self) -> Array:
        """Returns alpha, with the shape of COEFFICIENTS."""
{alpha}
"#
    );
    text.replace("LEAST", &smallest_share())
}

pub(super) const LOOKUP: &str = r#"def activation(site: str, axis: int = -1) -> _Activation:
    """Builds the module of a site, with the channels along this axis."""
    if site not in ACTIVATIONS:
        raise ValueError(f"no site {site!r}, the sites are {list(ACTIVATIONS)}")
    return ACTIVATIONS[site](axis)
"#;
