//! ReLU and what was made of it.

use super::{Allowed, Facts, Parameter};

const SLOPE: Allowed = Allowed::Number { min: -10.0, max: 10.0 };
const THRESHOLD: Allowed = Allowed::Number { min: -10.0, max: 10.0 };
/// Not 0, because celu divides by it.
const POSITIVE: Allowed = Allowed::Number { min: 0.001, max: 100.0 };

pub(super) const RELU: Facts = Facts {
    name: "relu",
    aliases: &[],
    formula: "max_value if x >= max_value, x if x >= threshold, else negative_slope * (x - threshold): max(0, x) at the defaults",
    brief: "max(0, x)",
    derivative: "0 if x >= max_value, 1 if x > threshold (or at a threshold other than 0), else negative_slope",
    latex: r"\begin{cases} m & x \ge m \\ x & t \le x < m \\ s (x - t) & \text{otherwise} \end{cases} \quad \text{(at the defaults } \max(0, x) \text{)}",
    derivative_latex: r"\begin{cases} 0 & x \ge m \\ 1 & t < x < m \\ s & \text{otherwise} \end{cases}",
    parameters: &[
        Parameter {
            name: "negative_slope",
            about: "the slope below the threshold, as in Keras",
            default: 0.0,
            allowed: SLOPE,
        },
        Parameter {
            name: "max_value",
            about: "the largest value, as in Keras; without it there is none",
            default: f64::INFINITY,
            allowed: Allowed::Limit { min: 0.001 },
        },
        Parameter {
            name: "threshold",
            about: "where the negative side begins, as in Keras",
            default: 0.0,
            allowed: THRESHOLD,
        },
    ],
    range: "[0, inf)",
    monotone: true,
    smooth: false,
    source: "Nair & Hinton 2010, Rectified linear units improve restricted Boltzmann machines",
};

pub(super) const RELU6: Facts = Facts {
    name: "relu6",
    aliases: &[],
    formula: "min(max(x, 0), 6)",
    brief: "min(max(x, 0), 6)",
    derivative: "1 if 0 < x < 6 else 0",
    latex: r"\min\left(\max(x, 0), 6\right)",
    derivative_latex: r"\begin{cases} 1 & 0 < x < 6 \\ 0 & \text{otherwise} \end{cases}",
    parameters: &[],
    range: "[0, 6]",
    monotone: true,
    smooth: false,
    source: "Krizhevsky 2010, Convolutional deep belief networks on CIFAR-10",
};

pub(super) const SQUARED_RELU: Facts = Facts {
    name: "squared_relu",
    aliases: &["relu2"],
    formula: "max(0, x)^2",
    brief: "max(0, x)^2",
    derivative: "2 * max(0, x)",
    latex: r"\max(0, x)^2",
    derivative_latex: r"2 \max(0, x)",
    parameters: &[],
    range: "[0, inf)",
    monotone: true,
    smooth: true,
    source: "So et al. 2021, Primer, arXiv 2109.08668",
};

pub(super) const LEAKY_RELU: Facts = Facts {
    name: "leaky_relu",
    aliases: &["lrelu"],
    formula: "x if x > 0 else slope * x",
    brief: "x if x > 0 else 0.01 * x",
    derivative: "1 if x > 0 else slope",
    latex: r"\begin{cases} x & x > 0 \\ s x & x \le 0 \end{cases}",
    derivative_latex: r"\begin{cases} 1 & x > 0 \\ s & x \le 0 \end{cases}",
    parameters: &[Parameter {
        name: "slope",
        about: "the slope on the negative side",
        default: 0.01,
        allowed: SLOPE,
    }],
    range: "(-inf, inf)",
    monotone: true,
    smooth: false,
    source: "Maas, Hannun & Ng 2013, Rectifier nonlinearities improve neural network acoustic models",
};

pub(super) const PRELU: Facts = Facts {
    name: "prelu",
    aliases: &["parametric_relu"],
    formula: "x if x > 0 else slope * x, with a learned slope",
    brief: "x if x > 0 else 0.25 * x",
    derivative: "1 if x > 0 else slope; by the slope: 0 if x > 0 else x",
    latex: r"\begin{cases} x & x > 0 \\ s x & x \le 0 \end{cases}",
    derivative_latex: r"\begin{cases} 1 & x > 0 \\ s & x \le 0 \end{cases}",
    parameters: &[Parameter {
        name: "slope",
        about: "the slope on the negative side where training starts; learned",
        default: 0.25,
        allowed: SLOPE,
    }],
    range: "(-inf, inf)",
    monotone: true,
    smooth: false,
    source: "He, Zhang, Ren & Sun 2015, arXiv 1502.01852",
};

pub(super) const ELU: Facts = Facts {
    name: "elu",
    aliases: &[],
    formula: "x if x > 0 else alpha * (exp(x) - 1)",
    brief: "x if x > 0 else exp(x) - 1",
    derivative: "1 if x > 0 else alpha * exp(x)",
    latex: r"\begin{cases} x & x > 0 \\ \alpha \left(e^x - 1\right) & x \le 0 \end{cases}",
    derivative_latex: r"\begin{cases} 1 & x > 0 \\ \alpha e^x & x \le 0 \end{cases}",
    parameters: &[Parameter {
        name: "alpha",
        about: "the limit on the negative side, without its sign",
        default: 1.0,
        allowed: Allowed::Number { min: 0.0, max: 100.0 },
    }],
    range: "(-1, inf)",
    monotone: true,
    smooth: true,
    source: "Clevert, Unterthiner & Hochreiter 2016, arXiv 1511.07289",
};

pub(super) const CELU: Facts = Facts {
    name: "celu",
    aliases: &[],
    formula: "x if x > 0 else alpha * (exp(x / alpha) - 1)",
    brief: "x if x > 0 else exp(x) - 1",
    derivative: "1 if x > 0 else exp(x / alpha)",
    latex: r"\begin{cases} x & x > 0 \\ \alpha \left(e^{x / \alpha} - 1\right) & x \le 0 \end{cases}",
    derivative_latex: r"\begin{cases} 1 & x > 0 \\ e^{x / \alpha} & x \le 0 \end{cases}",
    parameters: &[Parameter {
        name: "alpha",
        about: "the limit on the negative side, without its sign",
        default: 1.0,
        allowed: POSITIVE,
    }],
    range: "(-1, inf)",
    monotone: true,
    smooth: true,
    source: "Barron 2017, arXiv 1704.07483",
};

pub(super) const SELU: Facts = Facts {
    name: "selu",
    aliases: &[],
    formula: "L * x if x > 0 else L * A * (exp(x) - 1) with L = 1.0507, A = 1.6733",
    brief: "1.0507 * elu(x) with alpha = 1.6733",
    derivative: "L if x > 0 else L * A * exp(x)",
    latex: r"\lambda \begin{cases} x & x > 0 \\ \alpha \left(e^x - 1\right) & x \le 0 \end{cases}",
    derivative_latex: r"\lambda \begin{cases} 1 & x > 0 \\ \alpha e^x & x \le 0 \end{cases}",
    parameters: &[],
    range: "(-1.7581, inf)",
    monotone: true,
    smooth: false,
    source: "Klambauer, Unterthiner, Mayr & Hochreiter 2017, arXiv 1706.02515",
};
