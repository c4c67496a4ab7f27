//! Every base as an expression of torch, in Python and in `TorchScript`.

use crate::activation::Base;
use crate::export::literal::double;

/// How an expression is written.
#[derive(Clone, Copy)]
pub(in crate::export) struct Style {
    /// In which language.
    pub(in crate::export) language: Language,
    /// How a number is written.
    pub(in crate::export) number: fn(f64) -> String,
}

/// What expressions of torch are written in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::export) enum Language {
    /// Python, with `torch.nn.functional` as `F` and with functions of [`pieces`](super::pieces).
    Python,
    /// `TorchScript` as libtorch compiles it: operators of `torch` and nothing else.
    Script,
}

/// f(x) as an expression of `x`; its learned parameter is `theta[place]` if a place is given.
pub(in crate::export) fn of(base: Base, theta: Option<usize>, style: Style) -> String {
    let Style { language, number } = style;
    let f = language.functional();
    match base {
        // Connected to x, so that a network of nothing but steps can still be differentiated.
        Base::BinaryStep { straight_through: false } => STEP.to_owned(),
        Base::BinaryStep { straight_through: true } => straight_through(language),
        Base::Linear { c } => format!("{} * x", number(c)),
        Base::Identity => "x".to_owned(),
        Base::Sigmoid => "torch.sigmoid(x)".to_owned(),
        Base::HardSigmoid => format!("{f}.hardsigmoid(x)"),
        Base::LogSigmoid => match language {
            Language::Python => "F.logsigmoid(x)".to_owned(),
            Language::Script => "torch.log_sigmoid(x)".to_owned(),
        },
        Base::Tanh => "torch.tanh(x)".to_owned(),
        Base::HardTanh => format!("{f}.hardtanh(x)"),
        Base::Arctan => "torch.atan(x)".to_owned(),
        Base::Softsign => match language {
            Language::Python => "F.softsign(x)".to_owned(),
            Language::Script => "torch.div(x, 1 + torch.abs(x))".to_owned(),
        },
        Base::Relu { negative_slope, max_value, threshold } => {
            relu([negative_slope, max_value, threshold], style)
        }
        Base::Relu6 => format!("{f}.relu6(x)"),
        Base::SquaredRelu => format!("torch.square({f}.relu(x))"),
        Base::LeakyRelu { slope } => leaky_relu(slope, style),
        Base::Prelu { slope } => theta.map_or_else(
            || leaky_relu(slope, style),
            |place| format!("torch.where(x > 0, x, theta[{place}] * x)"),
        ),
        Base::Elu { alpha } => format!("{f}.elu(x, alpha={})", number(alpha)),
        Base::Celu { alpha } => format!("{f}.celu(x, alpha={})", number(alpha)),
        Base::Selu => format!("{f}.selu(x)"),
        Base::Gelu { approximate: false } => format!("{f}.gelu(x)"),
        Base::Gelu { approximate: true } => format!("{f}.gelu(x, approximate=\"tanh\")"),
        Base::Swish { beta, .. } => {
            theta.map_or_else(|| swish(beta, style), |place| format!("x * torch.sigmoid(theta[{place}] * x)"))
        }
        Base::HardSwish => format!("{f}.hardswish(x)"),
        Base::Mish => format!("{f}.mish(x)"),
        Base::Softplus { beta: 1.0 } => format!("{f}.softplus(x)"),
        Base::Softplus { beta } => format!("{f}.softplus(x, beta={})", number(beta)),
        Base::Sine => "torch.sin(x)".to_owned(),
        Base::Cosine => "torch.cos(x)".to_owned(),
        Base::Gaussian => "torch.exp(-torch.square(x))".to_owned(),
        Base::Absolute => "torch.abs(x)".to_owned(),
        Base::Square => "torch.square(x)".to_owned(),
        Base::Softmax => "torch.softmax(x, dim=1)".to_owned(),
    }
}

impl Language {
    /// Where functions of networks are found.
    fn functional(self) -> &'static str {
        match self {
            Self::Python => "F",
            Self::Script => "torch",
        }
    }
}

/// 1 for x ≥ 0, else 0; of what is not a number, that.
const STEP: &str = "torch.where(x.isnan(), x, (x >= 0).to(x.dtype))";

fn straight_through(language: Language) -> String {
    match language {
        Language::Python => format!("{STRAIGHT_THROUGH}x)"),
        Language::Script => format!("{STEP} + torch.nan_to_num(x - x.detach())"),
    }
}

fn leaky_relu(slope: f64, Style { language, number }: Style) -> String {
    format!("{}.leaky_relu(x, negative_slope={})", language.functional(), number(slope))
}

fn swish(beta: f64, Style { language, number }: Style) -> String {
    if beta == 1.0 {
        format!("{}.silu(x)", language.functional())
    } else {
        format!("x * torch.sigmoid({} * x)", number(beta))
    }
}

/// relu with the three parameters of Keras: slope, limit and threshold.
fn relu(parameters: [f64; 3], style: Style) -> String {
    let Style { language, number } = style;
    let [slope, most, threshold] = parameters;
    let rises =
        if slope == 0.0 { format!("{}.relu(x)", language.functional()) } else { leaky_relu(slope, style) };
    let limit = if most.is_infinite() { "float(\"inf\")".to_owned() } else { number(most) };
    let limited = |rises: &str| format!("torch.where(x >= {limit}, {limit}, {rises})");
    if threshold == 0.0 {
        return if most.is_infinite() { rises } else { limited(&rises) };
    }
    let (slope, threshold) = (number(slope), number(threshold));
    match language {
        Language::Python => format!("{KERAS_RELU}x, {slope}, {limit}, {threshold})"),
        Language::Script => {
            limited(&format!("torch.where(x >= {threshold}, x, {slope} * (x - {threshold}))"))
        }
    }
}

/// How a call of [`pieces::KERAS_RELU`](super::pieces::KERAS_RELU) begins.
pub(super) const KERAS_RELU: &str = "_keras_relu(";
/// How a call of [`pieces::STRAIGHT_THROUGH`](super::pieces::STRAIGHT_THROUGH) begins.
pub(super) const STRAIGHT_THROUGH: &str = "_straight_through_step(";

/// The calls of the bases of a mix, in which the k-th learned parameter is `theta[k]`.
pub(super) fn with_theta(bases: &[Base]) -> Vec<String> {
    let style = Style { language: Language::Python, number: double };
    let mut places = 0..;
    let call = |base: &Base| of(*base, base.learned_parameter().and_then(|_| places.next()), style);
    bases.iter().map(call).collect()
}

/// Coefficient times call.
pub(in crate::export) fn term(coefficient: &str, call: &str) -> String {
    if has_operator(call) { format!("{coefficient} * ({call})") } else { format!("{coefficient} * {call}") }
}

/// Whether an expression is a sum or a product, outside of all brackets.
fn has_operator(expression: &str) -> bool {
    let mut depth = 0;
    expression.chars().any(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth == 0 && (c == '*' || c == '+')
    })
}
