//! The closed set of base activation functions.

use serde::{Deserialize, Serialize};
use std::fmt;

/// One fixed activation function f with its parameters, the building block of a [`Mix`](super::Mix).
///
/// The set is closed on purpose: a new base does not compile until the catalogue, its value and derivative, the tensor
/// operator and every exporter handle it. Written out it is its name, or its name with parameters:
/// `relu`, `{leaky_relu: {slope: 0.2}}`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Base {
    /// f(x) = x
    Identity,
    /// f(x) = 1 / (1 + e^−x)
    Sigmoid,
    /// f(x) = tanh(x)
    Tanh,
    /// f(x) = x / (1 + |x|)
    Softsign,
    /// f(x) = max(0, x)
    Relu,
    /// f(x) = x for x > 0, slope·x otherwise
    LeakyRelu {
        /// The slope on the negative side.
        slope: f64,
    },
    /// f(x) = x for x > 0, alpha·(e^x − 1) otherwise
    Elu {
        /// The limit on the negative side, without its sign.
        alpha: f64,
    },
    /// f(x) = ln(1 + e^x)
    Softplus,
    /// f(x) = x·sigmoid(beta·x)
    Swish {
        /// How sharp the gate is: 0 gives x/2, large values approach relu.
        beta: f64,
    },
    /// f(x) = sin(x)
    Sine,
}

impl Base {
    /// Every base of the catalogue, with its parameters at their defaults, in the order in which they are listed.
    pub const ALL: [Self; 10] = [
        Self::Identity,
        Self::Sigmoid,
        Self::Tanh,
        Self::Softsign,
        Self::Relu,
        Self::LeakyRelu { slope: 0.01 },
        Self::Elu { alpha: 1.0 },
        Self::Softplus,
        Self::Swish { beta: 1.0 },
        Self::Sine,
    ];

    /// Its name, without parameters.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.facts().name
    }

    /// The base of this name or alias, with its parameters at their defaults.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|base| base.facts().answers_to(name))
    }

    /// The values of its parameters, in the order of [`Facts::parameters`](super::Facts::parameters).
    #[must_use]
    pub fn parameters(self) -> Vec<f64> {
        match self {
            Self::LeakyRelu { slope } => vec![slope],
            Self::Elu { alpha } => vec![alpha],
            Self::Swish { beta } => vec![beta],
            Self::Identity
            | Self::Sigmoid
            | Self::Tanh
            | Self::Softsign
            | Self::Relu
            | Self::Softplus
            | Self::Sine => Vec::new(),
        }
    }

    /// The same base with other values of its parameters, in the same order.
    ///
    /// # Panics
    /// If there are fewer values than the base has parameters.
    #[must_use]
    pub fn with_parameters(self, values: &[f64]) -> Self {
        match self {
            Self::LeakyRelu { .. } => Self::LeakyRelu { slope: values[0] },
            Self::Elu { .. } => Self::Elu { alpha: values[0] },
            Self::Swish { .. } => Self::Swish { beta: values[0] },
            Self::Identity
            | Self::Sigmoid
            | Self::Tanh
            | Self::Softsign
            | Self::Relu
            | Self::Softplus
            | Self::Sine => self,
        }
    }
}

/// The name, followed by the parameters that differ from their defaults: `leaky_relu(slope=0.2)`.
impl fmt::Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let facts = self.facts();
        f.write_str(facts.name)?;
        for (parameter, value) in facts.parameters.iter().zip(self.parameters()) {
            if value != parameter.default {
                write!(f, "({}={value})", parameter.name)?;
            }
        }
        Ok(())
    }
}
