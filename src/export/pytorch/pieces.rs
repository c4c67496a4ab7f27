//! The parts of the Python module that are the same whatever was learned.

use crate::activation::Hull;
use crate::export::literal::smallest_share;

/// The base class of all sites, and the parent of those without coefficients.
pub(super) const PLAIN_NAME: &str = "_Activation";

/// The base class of all sites; with room for learned parameters of bases if there are some.
pub(super) fn activation(has_parameters: bool) -> String {
    let (about, constant, theta) =
        if has_parameters { (ABOUT_PARAMETERS, PARAMETERS, THETA) } else { (".", "", "") };
    format!(
        r#"class _Activation(nn.Module):
    """The definition of one activation as data, filled in by the class of each site.

    BASES are the functions f_i with those parameters that are not at their defaults,
    HULL is what the coefficients may be, SHARING says who shares them, and COEFFICIENTS
    are the learned values: one row, or one for each channel{about}
    """

    BASES: tuple[tuple[str, dict[str, float]], ...]
    HULL: str
    SHARING: str
    COEFFICIENTS: tuple[tuple[float, ...], ...]
{constant}
    __constants__ = ("trainable",)  # for TorchScript

    def __init__(self, trainable: bool = True) -> None:
        super().__init__()
        self.trainable = trainable
{theta}"#
    )
}

const ABOUT_PARAMETERS: &str = ". PARAMETERS are the learned
    parameters of the bases that have one, in as many rows: theta. Those in BASES are
    where training started.";

const PARAMETERS: &str = "    PARAMETERS: tuple[tuple[float, ...], ...] = ()

    theta: Tensor
";

const THETA: &str = r#"        if self.PARAMETERS:
            theta = torch.tensor(self.PARAMETERS)
            if trainable:
                self.theta = nn.Parameter(theta)
            else:
                self.register_buffer("theta", theta)
"#;

/// The name of the parent of all sites with coefficients in this hull.
pub(super) fn mix_name(hull: Hull) -> &'static str {
    match hull {
        Hull::Affine => "_AffineMix",
        Hull::Convex => "_ConvexMix",
        Hull::Linear => "_LinearMix",
        Hull::Frozen => "_FrozenMix",
    }
}

/// The parent of all sites with coefficients in this hull.
pub(super) fn mix(hull: Hull) -> String {
    match hull {
        Hull::Affine => learned(&AFFINE),
        Hull::Convex => learned(&CONVEX),
        Hull::Linear => learned(&LINEAR),
        Hull::Frozen => FROZEN.to_owned(),
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
    /// The coefficients, from the parameter.
    alpha: &'static str,
}

const AFFINE: Learned = Learned {
    name: "_AffineMix",
    documentation: r#""""Coefficients that sum to one: alpha = w + (1 - sum(w)) / N for any w.""""#,
    parameter: "w",
    start: "alpha",
    alpha: "self.w + (1 - self.w.sum(dim=1, keepdim=True)) / self.w.shape[1]",
};

const CONVEX: Learned = Learned {
    name: "_ConvexMix",
    documentation: r#""""Coefficients that sum to one, none of them negative: alpha = softmax(logits).

    The logits start at log(alpha). Coefficients below LEAST start from LEAST: zero has no
    logarithm.
    """"#,
    parameter: "logits",
    start: "alpha.clamp(min=LEAST).log()",
    alpha: "torch.softmax(self.logits, dim=1)",
};

const LINEAR: Learned = Learned {
    name: "_LinearMix",
    documentation: r#""""Coefficients that may be anything: alpha = w.""""#,
    parameter: "w",
    start: "alpha",
    alpha: "self.w",
};

fn learned(hull: &Learned) -> String {
    let Learned { name, documentation, parameter, start, alpha } = hull;
    let text = format!(
        r#"class {name}(_Activation):
    {documentation}

    alpha: Tensor

    def __init__(self, trainable: bool = True) -> None:
        super().__init__(trainable)
        alpha = torch.tensor(self.COEFFICIENTS)
        if trainable:
            self.{parameter} = nn.Parameter({start})
        else:
            self.register_buffer("alpha", alpha)

    def coefficients(self) -> Tensor:
        """Returns alpha, with the shape of COEFFICIENTS."""
        if self.trainable:
            return {alpha}
        else:
            return self.alpha
"#
    );
    text.replace("LEAST", &smallest_share())
}

const FROZEN: &str = r#"class _FrozenMix(_Activation):
    """Coefficients that are never trained, whatever `trainable` says."""

    alpha: Tensor

    def __init__(self, trainable: bool = True) -> None:
        super().__init__(trainable)
        self.register_buffer("alpha", torch.tensor(self.COEFFICIENTS))

    def coefficients(self) -> Tensor:
        """Returns alpha, with the shape of COEFFICIENTS."""
        return self.alpha
"#;

pub(super) const ALONG_CHANNELS: &str = r#"def _along_channels(alpha: Tensor, x: Tensor) -> Tensor:
    """Turns rows for channels into one tensor for each column that broadcasts over x."""
    shape = [alpha.shape[1], alpha.shape[0]] + [1] * (x.dim() - 2)
    return alpha.to(x.dtype).t().reshape(shape)
"#;

/// relu with the three parameters of Keras, for a threshold other than 0: there the derivative of `x >= threshold` is 1.
pub(super) const KERAS_RELU: &str = r#"def _keras_relu(
    x: Tensor, negative_slope: float, max_value: float, threshold: float
) -> Tensor:
    """Computes relu with the parameters that Keras gives it."""
    below = negative_slope * (x - threshold)
    return torch.where(x >= max_value, max_value, torch.where(x >= threshold, x, below))
"#;

/// The step through which gradients pass. The difference is 0 where x is finite, and made 0 where it is not.
pub(super) const STRAIGHT_THROUGH: &str = r#"def _straight_through_step(x: Tensor) -> Tensor:
    """Computes the step at 0, which passes gradients on as the identity does."""
    step = torch.where(x.isnan(), x, (x >= 0).to(x.dtype))
    return step + (x - x.detach()).nan_to_num()  # plus 0, with the gradient of x
"#;

pub(super) const LOOKUP: &str = r#"def activation(site: str, trainable: bool = True) -> nn.Module:
    """Builds the activation of a site, to be trained further or fixed."""
    if site not in ACTIVATIONS:
        raise ValueError(f"no site {site!r}, the sites are {list(ACTIVATIONS)}")
    return ACTIVATIONS[site](trainable)
"#;
