//! What is known about each base: names, formulas, parameters, properties, source.

use super::Base;

/// What the catalogue says about a base.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// The name under which a space file, the log and every export know it.
    pub name: &'static str,
    /// Other names that a space file may use.
    pub aliases: &'static [&'static str],
    /// f(x), as text.
    pub formula: &'static str,
    /// f′(x), as text; at a kink the value that libtorch takes.
    pub derivative: &'static str,
    /// The parameters, all of them fixed numbers.
    pub parameters: &'static [Parameter],
    /// The open or closed interval of its values, as text, at the parameters' defaults.
    pub range: &'static str,
    /// Whether it never falls, at the parameters' defaults.
    pub monotone: bool,
    /// Where it was introduced.
    pub source: &'static str,
}

/// A fixed number in a base's formula.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// Its name in the formula and in a space file.
    pub name: &'static str,
    /// Its value where a space file gives none.
    pub default: f64,
    /// The smallest value allowed.
    pub min: f64,
    /// The largest value allowed.
    pub max: f64,
}

impl Facts {
    /// Whether this is its name or one of its aliases.
    #[must_use]
    pub fn answers_to(&self, name: &str) -> bool {
        self.name == name || self.aliases.contains(&name)
    }
}

const NOT_ATTRIBUTED: &str = "classical";

impl Base {
    /// What the catalogue says about this base.
    #[must_use]
    pub fn facts(self) -> Facts {
        match self {
            Self::Identity => IDENTITY,
            Self::Sigmoid => SIGMOID,
            Self::Tanh => TANH,
            Self::Softsign => SOFTSIGN,
            Self::Relu => RELU,
            Self::LeakyRelu { .. } => LEAKY_RELU,
            Self::Elu { .. } => ELU,
            Self::Softplus => SOFTPLUS,
            Self::Swish { .. } => SWISH,
            Self::Sine => SINE,
        }
    }
}

const IDENTITY: Facts = Facts {
    name: "identity",
    aliases: &["id", "none"],
    formula: "x",
    derivative: "1",
    parameters: &[],
    range: "(-inf, inf)",
    monotone: true,
    source: NOT_ATTRIBUTED,
};

const SIGMOID: Facts = Facts {
    name: "sigmoid",
    aliases: &["logistic"],
    formula: "1 / (1 + exp(-x))",
    derivative: "f(x) * (1 - f(x))",
    parameters: &[],
    range: "(0, 1)",
    monotone: true,
    source: NOT_ATTRIBUTED,
};

const TANH: Facts = Facts {
    name: "tanh",
    aliases: &[],
    formula: "tanh(x)",
    derivative: "1 - f(x)^2",
    parameters: &[],
    range: "(-1, 1)",
    monotone: true,
    source: NOT_ATTRIBUTED,
};

const SOFTSIGN: Facts = Facts {
    name: "softsign",
    aliases: &[],
    formula: "x / (1 + |x|)",
    derivative: "1 / (1 + |x|)^2",
    parameters: &[],
    range: "(-1, 1)",
    monotone: true,
    source: "Glorot & Bengio 2010, Understanding the difficulty of training deep feedforward neural networks",
};

const RELU: Facts = Facts {
    name: "relu",
    aliases: &[],
    formula: "max(0, x)",
    derivative: "1 if x > 0 else 0",
    parameters: &[],
    range: "[0, inf)",
    monotone: true,
    source: "Nair & Hinton 2010, Rectified linear units improve restricted Boltzmann machines",
};

const LEAKY_RELU: Facts = Facts {
    name: "leaky_relu",
    aliases: &["lrelu"],
    formula: "x if x > 0 else slope * x",
    derivative: "1 if x > 0 else slope",
    parameters: &[Parameter { name: "slope", default: 0.01, min: -10.0, max: 10.0 }],
    range: "(-inf, inf)",
    monotone: true,
    source: "Maas, Hannun & Ng 2013, Rectifier nonlinearities improve neural network acoustic models",
};

const ELU: Facts = Facts {
    name: "elu",
    aliases: &[],
    formula: "x if x > 0 else alpha * (exp(x) - 1)",
    derivative: "1 if x > 0 else alpha * exp(x)",
    parameters: &[Parameter { name: "alpha", default: 1.0, min: 0.0, max: 100.0 }],
    range: "(-1, inf)",
    monotone: true,
    source: "Clevert, Unterthiner & Hochreiter 2016, arXiv 1511.07289",
};

const SOFTPLUS: Facts = Facts {
    name: "softplus",
    aliases: &[],
    formula: "ln(1 + exp(x))",
    derivative: "1 / (1 + exp(-x))",
    parameters: &[],
    range: "(0, inf)",
    monotone: true,
    source: "Dugas et al. 2001, Incorporating second-order functional knowledge for better option pricing",
};

const SWISH: Facts = Facts {
    name: "swish",
    aliases: &["silu"],
    formula: "x / (1 + exp(-beta * x))",
    derivative: "s + beta * x * s * (1 - s) with s = 1 / (1 + exp(-beta * x))",
    parameters: &[Parameter { name: "beta", default: 1.0, min: -100.0, max: 100.0 }],
    range: "[-0.2785, inf)",
    monotone: false,
    source: "Ramachandran, Zoph & Le 2017, arXiv 1710.05941",
};

const SINE: Facts = Facts {
    name: "sine",
    aliases: &["sin"],
    formula: "sin(x)",
    derivative: "cos(x)",
    parameters: &[],
    range: "[-1, 1]",
    monotone: false,
    source: NOT_ATTRIBUTED,
};
