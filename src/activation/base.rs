//! The closed set of base activation functions.

/// One activation function f with its parameters, the building block of a [`Mix`](super::Mix).
///
/// The set is closed on purpose: a new base does not compile until the catalogue, its value and derivative, the tensor
/// operators and every exporter handle it. Written out it is its name, or its name with the parameters that differ from
/// their defaults: `relu`, `{leaky_relu: {slope: 0.2}}`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Base {
    /// f(x) = 1 for x ≥ 0, 0 otherwise
    BinaryStep {
        /// Whether gradients pass as if f were the identity; without it they are 0 everywhere.
        straight_through: bool,
    },
    /// f(x) = c·x
    Linear {
        /// The slope.
        c: f64,
    },
    /// f(x) = x
    Identity,
    /// f(x) = 1 / (1 + e^−x)
    Sigmoid,
    /// f(x) = x/6 + 1/2, cut off at 0 and 1
    HardSigmoid,
    /// f(x) = ln(sigmoid(x))
    LogSigmoid,
    /// f(x) = tanh(x)
    Tanh,
    /// f(x) = x, cut off at −1 and 1
    HardTanh,
    /// f(x) = arctan(x)
    Arctan,
    /// f(x) = x / (1 + |x|)
    Softsign,
    /// f(x) = max(0, x), with the three parameters that Keras gives it
    Relu {
        /// The slope below the threshold.
        negative_slope: f64,
        /// The largest value; infinite for none.
        max_value: f64,
        /// Below it the slope is `negative_slope`, and f is `negative_slope·(x − threshold)`.
        threshold: f64,
    },
    /// f(x) = x, cut off at 0 and 6
    Relu6,
    /// f(x) = max(0, x)²
    SquaredRelu,
    /// f(x) = x for x > 0, slope·x otherwise
    LeakyRelu {
        /// The slope on the negative side.
        slope: f64,
    },
    /// f(x) = x for x > 0, slope·x otherwise, with a learned slope
    Prelu {
        /// The slope on the negative side, at the start of training or as learned.
        slope: f64,
    },
    /// f(x) = x for x > 0, alpha·(e^x − 1) otherwise
    Elu {
        /// The limit on the negative side, without its sign.
        alpha: f64,
    },
    /// f(x) = x for x > 0, alpha·(e^(x/alpha) − 1) otherwise
    Celu {
        /// The limit on the negative side, without its sign; the slope at 0 is 1 whatever it is.
        alpha: f64,
    },
    /// f(x) = λ·x for x > 0, λ·α·(e^x − 1) otherwise
    Selu,
    /// f(x) = x·Φ(x), where Φ is the distribution function of the standard normal distribution
    Gelu {
        /// Whether Φ is approximated by tanh.
        approximate: bool,
    },
    /// f(x) = x·sigmoid(beta·x)
    Swish {
        /// How sharp the gate is: 0 gives x/2, large values approach relu.
        beta: f64,
        /// Whether beta is learned; it starts at the value given.
        learned: bool,
    },
    /// f(x) = x·(x/6 + 1/2), with the second factor cut off at 0 and 1
    HardSwish,
    /// f(x) = x·tanh(ln(1 + e^x))
    Mish,
    /// f(x) = ln(1 + e^(beta·x)) / beta
    Softplus {
        /// How sharp the bend is: large values approach relu.
        beta: f64,
    },
    /// f(x) = sin(x)
    Sine,
    /// f(x) = cos(x)
    Cosine,
    /// f(x) = e^(−x²)
    Gaussian,
    /// f(x) = |x|
    Absolute,
    /// f(x) = x²
    Square,
    /// `f(x)_c = e^(x_c) / Σ_k e^(x_k)` over all channels k: the one base that is not elementwise
    Softmax,
}

impl Base {
    /// max(0, x).
    pub const RELU: Self = Self::Relu { negative_slope: 0.0, max_value: f64::INFINITY, threshold: 0.0 };
    /// x·sigmoid(x).
    pub const SWISH: Self = Self::Swish { beta: 1.0, learned: false };
    /// ln(1 + e^x).
    pub const SOFTPLUS: Self = Self::Softplus { beta: 1.0 };

    /// Every base of the catalogue, with its parameters at their defaults, in the order in which they are listed.
    pub const ALL: [Self; 29] = [
        Self::BinaryStep { straight_through: false },
        Self::Linear { c: 1.0 },
        Self::Identity,
        Self::Sigmoid,
        Self::HardSigmoid,
        Self::LogSigmoid,
        Self::Tanh,
        Self::HardTanh,
        Self::Arctan,
        Self::Softsign,
        Self::RELU,
        Self::Relu6,
        Self::SquaredRelu,
        Self::LeakyRelu { slope: 0.01 },
        Self::Prelu { slope: 0.25 },
        Self::Elu { alpha: 1.0 },
        Self::Celu { alpha: 1.0 },
        Self::Selu,
        Self::Gelu { approximate: false },
        Self::SWISH,
        Self::HardSwish,
        Self::Mish,
        Self::SOFTPLUS,
        Self::Sine,
        Self::Cosine,
        Self::Gaussian,
        Self::Absolute,
        Self::Square,
        Self::Softmax,
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

    /// Whether each number of its output depends on one number of its input only.
    #[must_use]
    pub fn is_elementwise(self) -> bool {
        self != Self::Softmax
    }

    /// The place, among its parameters, of the one that is learned together with the coefficients.
    #[must_use]
    pub fn learned_parameter(self) -> Option<usize> {
        self.form().learned
    }

    /// How many of some bases have a learned parameter.
    #[must_use]
    pub fn count_learned(bases: &[Self]) -> usize {
        bases.iter().filter(|base| base.learned_parameter().is_some()).count()
    }

    /// The value at which its learned parameter starts, or which was learned.
    #[must_use]
    pub fn learned_value(self) -> Option<f64> {
        self.learned_parameter().map(|place| self.parameters()[place])
    }

    /// The same base with another value of its learned parameter; unchanged if it has none.
    #[must_use]
    pub fn with_learned_value(self, value: f64) -> Self {
        let mut parameters = self.parameters();
        match self.learned_parameter() {
            Some(place) => {
                parameters[place] = value;
                self.with_parameters(&parameters)
            }
            None => self,
        }
    }

    /// The same function as a base that learns nothing: prelu becomes a leaky relu.
    #[must_use]
    pub fn held(self) -> Self {
        if let Self::Prelu { slope } = self {
            return Self::LeakyRelu { slope };
        }
        if let Self::Swish { beta, .. } = self { Self::Swish { beta, learned: false } } else { self }
    }

    /// The values of its parameters, in the order of [`Facts::parameters`](super::Facts::parameters); a switch is 0 or 1.
    #[must_use]
    pub fn parameters(self) -> Vec<f64> {
        self.form().values
    }

    /// The same base with other values of its parameters, in the same order.
    ///
    /// # Panics
    /// If there are fewer values than the base has parameters.
    #[must_use]
    pub fn with_parameters(self, values: &[f64]) -> Self {
        self.form().with.map_or(self, |with| with(values))
    }

    fn form(self) -> Form {
        match self {
            Self::BinaryStep { straight_through } => {
                Form::new(&[switch(straight_through)], |v| Self::BinaryStep { straight_through: is_on(v[0]) })
            }
            Self::Linear { c } => Form::new(&[c], |v| Self::Linear { c: v[0] }),
            Self::Relu { negative_slope, max_value, threshold } => {
                Form::new(&[negative_slope, max_value, threshold], |v| Self::Relu {
                    negative_slope: v[0],
                    max_value: v[1],
                    threshold: v[2],
                })
            }
            Self::LeakyRelu { slope } => Form::new(&[slope], |v| Self::LeakyRelu { slope: v[0] }),
            Self::Prelu { slope } => Form::new(&[slope], |v| Self::Prelu { slope: v[0] }).learning(0),
            Self::Elu { alpha } => Form::new(&[alpha], |v| Self::Elu { alpha: v[0] }),
            Self::Celu { alpha } => Form::new(&[alpha], |v| Self::Celu { alpha: v[0] }),
            Self::Gelu { approximate } => {
                Form::new(&[switch(approximate)], |v| Self::Gelu { approximate: is_on(v[0]) })
            }
            Self::Swish { beta, learned } => {
                let form =
                    Form::new(&[beta, switch(learned)], |v| Self::Swish { beta: v[0], learned: is_on(v[1]) });
                if learned { form.learning(0) } else { form }
            }
            Self::Softplus { beta } => Form::new(&[beta], |v| Self::Softplus { beta: v[0] }),
            Self::Identity
            | Self::Sigmoid
            | Self::HardSigmoid
            | Self::LogSigmoid
            | Self::Tanh
            | Self::HardTanh
            | Self::Arctan
            | Self::Softsign
            | Self::Relu6
            | Self::SquaredRelu
            | Self::Selu
            | Self::HardSwish
            | Self::Mish
            | Self::Sine
            | Self::Cosine
            | Self::Gaussian
            | Self::Absolute
            | Self::Square
            | Self::Softmax => Form { values: Vec::new(), with: None, learned: None },
        }
    }
}

/// The parameters of a base as numbers.
struct Form {
    values: Vec<f64>,
    /// The base with other values; nothing for one without parameters.
    with: Option<fn(&[f64]) -> Base>,
    /// Which of them is learned.
    learned: Option<usize>,
}

impl Form {
    fn new(values: &[f64], with: fn(&[f64]) -> Base) -> Self {
        Self { values: values.to_vec(), with: Some(with), learned: None }
    }

    fn learning(self, place: usize) -> Self {
        Self { learned: Some(place), ..self }
    }
}

fn switch(on: bool) -> f64 {
    if on { 1.0 } else { 0.0 }
}

fn is_on(value: f64) -> bool {
    value != 0.0
}
