//! Bases whose values stay in a bounded interval.

use super::Facts;

pub(super) const SIGMOID: Facts = Facts {
    name: "sigmoid",
    aliases: &["logistic"],
    formula: "1 / (1 + exp(-x))",
    brief: "1 / (1 + exp(-x))",
    derivative: "f(x) * (1 - f(x))",
    latex: r"\frac{1}{1 + e^{-x}}",
    derivative_latex: r"f(x) \left(1 - f(x)\right)",
    parameters: &[],
    range: "(0, 1)",
    monotone: true,
    smooth: true,
    source: "classical",
};

pub(super) const HARD_SIGMOID: Facts = Facts {
    name: "hard_sigmoid",
    aliases: &["hardsigmoid"],
    formula: "min(max(x / 6 + 1/2, 0), 1)",
    brief: "min(max(x / 6 + 1/2, 0), 1)",
    derivative: "1/6 if -3 < x < 3 else 0",
    latex: r"\min\left(\max\left(\frac{x}{6} + \frac{1}{2},\, 0\right),\, 1\right)",
    derivative_latex: r"\begin{cases} \frac{1}{6} & -3 < x < 3 \\ 0 & \text{otherwise} \end{cases}",
    parameters: &[],
    range: "[0, 1]",
    monotone: true,
    smooth: false,
    source: "Courbariaux, Bengio & David 2015, arXiv 1511.00363; this form: Howard et al. 2019, arXiv 1905.02244",
};

pub(super) const TANH: Facts = Facts {
    name: "tanh",
    aliases: &[],
    formula: "tanh(x)",
    brief: "tanh(x)",
    derivative: "1 - f(x)^2",
    latex: r"\tanh x",
    derivative_latex: r"1 - f(x)^2",
    parameters: &[],
    range: "(-1, 1)",
    monotone: true,
    smooth: true,
    source: "classical",
};

pub(super) const HARD_TANH: Facts = Facts {
    name: "hard_tanh",
    aliases: &["hardtanh"],
    formula: "min(max(x, -1), 1)",
    brief: "min(max(x, -1), 1)",
    derivative: "1 if -1 < x < 1 else 0",
    latex: r"\min\left(\max(x, -1), 1\right)",
    derivative_latex: r"\begin{cases} 1 & -1 < x < 1 \\ 0 & \text{otherwise} \end{cases}",
    parameters: &[],
    range: "[-1, 1]",
    monotone: true,
    smooth: false,
    source: "Collobert 2004, Large scale machine learning",
};

pub(super) const ARCTAN: Facts = Facts {
    name: "arctan",
    aliases: &["atan"],
    formula: "arctan(x)",
    brief: "arctan(x)",
    derivative: "1 / (1 + x^2)",
    latex: r"\arctan x",
    derivative_latex: r"\frac{1}{1 + x^2}",
    parameters: &[],
    range: "(-1.5708, 1.5708)",
    monotone: true,
    smooth: true,
    source: "classical",
};

pub(super) const SOFTSIGN: Facts = Facts {
    name: "softsign",
    aliases: &[],
    formula: "x / (1 + |x|)",
    brief: "x / (1 + |x|)",
    derivative: "1 / (1 + |x|)^2",
    latex: r"\frac{x}{1 + \lvert x \rvert}",
    derivative_latex: r"\frac{1}{\left(1 + \lvert x \rvert\right)^2}",
    parameters: &[],
    range: "(-1, 1)",
    monotone: true,
    smooth: true,
    source: "Elliott 1993, A better activation function for artificial neural networks; as softsign: Bergstra et al. 2009, Quadratic polynomials learn better image features",
};

pub(super) const GAUSSIAN: Facts = Facts {
    name: "gaussian",
    aliases: &["rbf"],
    formula: "exp(-x^2)",
    brief: "exp(-x^2)",
    derivative: "-2 * x * exp(-x^2)",
    latex: r"e^{-x^2}",
    derivative_latex: r"-2 x\, e^{-x^2}",
    parameters: &[],
    range: "(0, 1]",
    monotone: false,
    smooth: true,
    source: "Broomhead & Lowe 1988, Multivariable functional interpolation and adaptive networks",
};

pub(super) const SOFTMAX: Facts = Facts {
    name: "softmax",
    aliases: &[],
    formula: "exp(x_c) / sum over all channels k of exp(x_k)",
    brief: "exp(x_c) / sum_k exp(x_k)",
    derivative: "f(x)_c * ([c = k] - f(x)_k) by x_k",
    latex: r"\frac{e^{x_c}}{\sum_k e^{x_k}}",
    derivative_latex: r"\frac{\partial f_c}{\partial x_k} = f_c \left(\delta_{ck} - f_k\right)",
    parameters: &[],
    range: "(0, 1]",
    monotone: true,
    smooth: true,
    source: "Bridle 1990, Probabilistic interpretation of feedforward classification network outputs",
};
