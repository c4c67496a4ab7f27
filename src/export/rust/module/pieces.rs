//! The parts of a module for tch that are the same whatever was learned.

use super::super::documentation::LINTS;
use crate::activation::Hull;
use crate::export::literal::smallest_share;

/// The lines that import what this code needs, in the order of rustfmt.
pub(super) fn imports(std: &str, code: &str) -> String {
    let names = ["nn", "Device", "Kind", "TchError", "Tensor"];
    let used: Vec<&str> = names.into_iter().filter(|name| mentions(code, name)).collect();
    format!("{LINTS}\n{std}use tch::{{{}}};\n", used.join(", "))
}

/// Whether a word stands in some code.
fn mentions(code: &str, word: &str) -> bool {
    code.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').any(|found| found == word)
}

/// The line of `new` that makes coefficients.
pub(super) fn make_alpha(hull: Hull) -> String {
    let arguments = match hull {
        Hull::Frozen => "(path, tensor(&Self::ALPHA, path))",
        Hull::Affine | Hull::Convex | Hull::Linear => "(path, tensor(&Self::ALPHA, path), trainable)",
    };
    let name = match hull {
        Hull::Frozen => "fixed",
        Hull::Affine | Hull::Convex | Hull::Linear => hull.name(),
    };
    format!("        let alpha = Coefficients::{name}{arguments};\n")
}

/// The type of coefficients with a kind for each of these hulls, and what makes a tensor where one is needed.
pub(super) fn coefficients(hulls: &[Hull], needs_tensor: bool) -> Vec<String> {
    let mut parts = Vec::new();
    if !hulls.is_empty() {
        let free: Vec<Free> = hulls.iter().filter_map(|hull| free(*hull)).collect();
        let kinds = free.iter().map(|free| format!("    /// {}\n    {}(Tensor),\n", free.about, free.kind));
        let makers: String = free.iter().map(maker).collect();
        let values = free.iter().map(|free| format!("            {}\n", free.value));
        let [kinds, values] = [kinds.collect::<Vec<_>>().concat(), values.collect::<Vec<_>>().concat()];
        let text = format!(
            "{COEFFICIENTS_BEGIN}{kinds}{COEFFICIENTS_MIDDLE}{makers}{COEFFICIENTS_VALUE}{values}{COEFFICIENTS_END}"
        );
        parts.push(text.replace("LEAST", &smallest_share()));
    }
    if needs_tensor {
        parts.push(TENSOR.to_owned());
    }
    parts
}

/// What tells the hulls apart whose coefficients are trained.
struct Free {
    kind: &'static str,
    maker: &'static str,
    about: &'static str,
    /// The name of the variable.
    variable: &'static str,
    /// Where the variable starts.
    start: &'static str,
    /// The arm that gives alpha.
    value: &'static str,
}

fn free(hull: Hull) -> Option<Free> {
    match hull {
        Hull::Affine => Some(Free {
            kind: "Affine",
            maker: "affine",
            about: "They sum to one: alpha = w + (1 - sum(w)) / N for any w.",
            variable: "w",
            start: "alpha",
            value: "Self::Affine(w) => {
                let bases = w.size()[1] as f64;
                w + (1.0 - w.sum_dim_intlist(1, true, None::<Kind>)) / bases
            }",
        }),
        Hull::Convex => Some(Free {
            kind: "Convex",
            maker: "convex",
            about: "They sum to one, none of them negative: alpha = softmax(logits).\n    ///\n    /// \
Coefficients below LEAST start from LEAST: zero has no logarithm.",
            variable: "logits",
            start: "alpha.clamp_min(LEAST).log()",
            value: "Self::Convex(logits) => logits.softmax(1, None::<Kind>),",
        }),
        Hull::Linear => Some(Free {
            kind: "Linear",
            maker: "linear",
            about: "They may be anything.",
            variable: "w",
            start: "alpha",
            value: "Self::Linear(w) => w.shallow_clone(),",
        }),
        Hull::Frozen => None,
    }
}

fn maker(free: &Free) -> String {
    let Free { kind, maker, variable, start, .. } = free;
    format!(
        "
    fn {maker}(path: &nn::Path, alpha: Tensor, trainable: bool) -> Self {{
        if !trainable {{
            return Self::fixed(path, alpha);
        }}
        Self::{kind}(path.add(\"{variable}\", {start}, true))
    }}
"
    )
}

const COEFFICIENTS_BEGIN: &str = "/// Learned coefficients alpha, of shape (rows, bases).
#[derive(Debug)]
enum Coefficients {
    /// They are not trained.
    Fixed(Tensor),
";

const COEFFICIENTS_MIDDLE: &str = "}

impl Coefficients {
    fn fixed(path: &nn::Path, alpha: Tensor) -> Self {
        Self::Fixed(path.add(\"alpha\", alpha, false))
    }
";

const COEFFICIENTS_VALUE: &str = "
    fn value(&self) -> Tensor {
        match self {
            Self::Fixed(alpha) => alpha.shallow_clone(),
";

const COEFFICIENTS_END: &str = "        }
    }
}
";

const TENSOR: &str = "/// Rows as a tensor on the device of `path`.
fn tensor<const N: usize>(rows: &[[f32; N]], path: &nn::Path) -> Tensor {
    Tensor::from_slice2(rows).to_device(path.device())
}
";

/// Those functions that this code calls, and those that they call.
pub(super) fn functions(code: &str) -> Vec<String> {
    let is_called = |name: &str, code: &str| {
        code.match_indices(&format!("{name}("))
            .any(|(at, _)| !code[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.'))
    };
    let mut needed: Vec<&str> = Vec::new();
    for (name, function) in FUNCTIONS {
        if is_called(name, code) || needed.iter().any(|other| is_called(name, other)) {
            needed.push(function);
        }
    }
    needed.into_iter().map(str::to_owned).collect()
}

/// By name, those that call others first.
const FUNCTIONS: [(&str, &str); 11] = [
    ("columns", COLUMNS),
    ("straight_through_step", STRAIGHT_THROUGH_STEP),
    ("step", STEP),
    ("keras_relu", KERAS_RELU),
    ("leaky_relu", LEAKY_RELU),
    ("prelu", PRELU),
    ("elu", ELU),
    ("celu", CELU),
    ("swish", SWISH),
    ("softplus", SOFTPLUS),
    ("where_positive", WHERE_POSITIVE),
];

const COLUMNS: &str =
    "/// The columns of some rows, each in a shape that broadcasts over `xs`: rows belong to channels.
fn columns(rows: &Tensor, xs: &Tensor) -> Vec<Tensor> {
    let mut shape = vec![1; xs.dim()];
    if let Some(channels) = shape.get_mut(1) {
        *channels = rows.size()[0];
    }
    let columns = rows.to_kind(xs.kind()).unbind(1);
    columns
        .iter()
        .map(|column| column.view(shape.as_slice()))
        .collect()
}
";

const STRAIGHT_THROUGH_STEP: &str = "/// 1 if x >= 0 else 0, with the gradient of the identity.
fn straight_through_step(xs: &Tensor) -> Tensor {
    step(xs).detach() + (xs - xs.detach())
}
";

const STEP: &str = "/// 1 if x >= 0 else 0; its gradient is 0 everywhere, but there is one.
fn step(xs: &Tensor) -> Tensor {
    xs.where_self(&xs.isnan(), &xs.ge(0.0).to_kind(xs.kind()))
}
";

const KERAS_RELU: &str = "/// most if x >= most, x if x >= threshold, else slope * (x - threshold).
fn keras_relu(xs: &Tensor, slope: f64, most: f64, threshold: f64) -> Tensor {
    let rises = if threshold == 0.0 {
        xs.gt(0.0)
    } else {
        xs.ge(threshold)
    };
    let rising = xs.where_self(&rises, &(slope * (xs - threshold)));
    if most.is_infinite() {
        return rising;
    }
    (xs.zeros_like() + most).where_self(&xs.ge(most), &rising)
}
";

const LEAKY_RELU: &str = "/// x if x > 0 else slope * x.
fn leaky_relu(xs: &Tensor, slope: f64) -> Tensor {
    where_positive(xs, &(slope * xs))
}
";

const PRELU: &str = "/// x if x > 0 else slope * x.
fn prelu(xs: &Tensor, slope: &Tensor) -> Tensor {
    where_positive(xs, &(slope * xs))
}
";

const ELU: &str = "/// x if x > 0 else alpha * (exp(x) - 1).
fn elu(xs: &Tensor, alpha: f64) -> Tensor {
    where_positive(xs, &(alpha * xs.clamp_max(0.0).elu()))
}
";

const CELU: &str = "/// x if x > 0 else alpha * (exp(x / alpha) - 1).
fn celu(xs: &Tensor, alpha: f64) -> Tensor {
    where_positive(xs, &(alpha * (xs.clamp_max(0.0) / alpha).elu()))
}
";

const SWISH: &str = "/// x / (1 + exp(-beta * x)).
fn swish(xs: &Tensor, beta: f64) -> Tensor {
    xs * (beta * xs).sigmoid()
}
";

const SOFTPLUS: &str = "/// ln(1 + exp(beta * x)) / beta.
fn softplus(xs: &Tensor, beta: f64) -> Tensor {
    -(-beta * xs).log_sigmoid() / beta
}
";

const WHERE_POSITIVE: &str = "/// x if x > 0 else the other.
fn where_positive(xs: &Tensor, other: &Tensor) -> Tensor {
    xs.where_self(&xs.gt(0.0), other)
}
";
