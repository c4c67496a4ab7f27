//! What is known about each base: names, formulas, parameters, properties, source.

mod bounded;
mod gates;
mod rectifiers;
mod simple;

use super::Base;

/// What the catalogue says about a base; its properties hold at the parameters' defaults.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// The name under which a space file, the log and every export know it.
    pub name: &'static str,
    /// Other names that a space file may use.
    pub aliases: &'static [&'static str],
    /// f(x), as text.
    pub formula: &'static str,
    /// f(x) with the parameters at their defaults, as short a text as will do in a list.
    pub brief: &'static str,
    /// f′(x), as text; at a kink the value that libtorch takes.
    pub derivative: &'static str,
    /// f(x), as LaTeX; a parameter with a long name is its first letter.
    pub latex: &'static str,
    /// f′(x), as LaTeX.
    pub derivative_latex: &'static str,
    /// The parameters.
    pub parameters: &'static [Parameter],
    /// The open or closed interval of its values, as text, with ends of at most four decimals.
    pub range: &'static str,
    /// Whether it never falls.
    pub monotone: bool,
    /// Whether f has a derivative everywhere, and f′ is continuous.
    pub smooth: bool,
    /// Where it was introduced.
    pub source: &'static str,
}

/// A parameter in a base's formula.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// Its name in the formula and in a space file.
    pub name: &'static str,
    /// What it does.
    pub about: &'static str,
    /// Its value where a space file gives none; a switch is 0 or 1.
    pub default: f64,
    /// Which values it may have.
    pub allowed: Allowed,
}

/// Which values a parameter may have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Allowed {
    /// A number from `min` to `max`.
    Number {
        /// The smallest value allowed.
        min: f64,
        /// The largest value allowed.
        max: f64,
    },
    /// A number from `min` on, or infinity, which is written by leaving it out.
    Limit {
        /// The smallest value allowed.
        min: f64,
    },
    /// `true` or `false`.
    Switch,
}

impl Allowed {
    /// Whether a value is allowed; a switch is 0 or 1.
    #[must_use]
    pub fn contains(self, value: f64) -> bool {
        match self {
            Self::Number { min, max } => (min..=max).contains(&value),
            Self::Limit { min } => value >= min,
            Self::Switch => value == 0.0 || value == 1.0,
        }
    }
}

/// `from 0 to 100`, `from 0.001 on`, `true or false`
impl std::fmt::Display for Allowed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number { min, max } => write!(f, "from {min} to {max}"),
            Self::Limit { min } => write!(f, "from {min} on"),
            Self::Switch => f.write_str("true or false"),
        }
    }
}

impl Facts {
    /// Whether this is its name or one of its aliases.
    #[must_use]
    pub fn answers_to(&self, name: &str) -> bool {
        self.name == name || self.aliases.contains(&name)
    }
}

impl Base {
    /// What the catalogue says about this base.
    #[must_use]
    pub fn facts(self) -> Facts {
        match self {
            Self::BinaryStep { .. } => simple::BINARY_STEP,
            Self::Linear { .. } => simple::LINEAR,
            Self::Identity => simple::IDENTITY,
            Self::Sigmoid => bounded::SIGMOID,
            Self::HardSigmoid => bounded::HARD_SIGMOID,
            Self::LogSigmoid => gates::LOG_SIGMOID,
            Self::Tanh => bounded::TANH,
            Self::HardTanh => bounded::HARD_TANH,
            Self::Arctan => bounded::ARCTAN,
            Self::Softsign => bounded::SOFTSIGN,
            Self::Relu { .. } => rectifiers::RELU,
            Self::Relu6 => rectifiers::RELU6,
            Self::SquaredRelu => rectifiers::SQUARED_RELU,
            Self::LeakyRelu { .. } => rectifiers::LEAKY_RELU,
            Self::Prelu { .. } => rectifiers::PRELU,
            Self::Elu { .. } => rectifiers::ELU,
            Self::Celu { .. } => rectifiers::CELU,
            Self::Selu => rectifiers::SELU,
            Self::Gelu { .. } => gates::GELU,
            Self::Swish { .. } => gates::SWISH,
            Self::HardSwish => gates::HARD_SWISH,
            Self::Mish => gates::MISH,
            Self::Softplus { .. } => gates::SOFTPLUS,
            Self::Sine => simple::SINE,
            Self::Cosine => simple::COSINE,
            Self::Gaussian => bounded::GAUSSIAN,
            Self::Absolute => simple::ABSOLUTE,
            Self::Square => simple::SQUARE,
            Self::Softmax => bounded::SOFTMAX,
        }
    }
}
