//! x times a gate, and the smooth relatives of relu.

use super::{Allowed, Facts, Parameter};

pub(super) const LOG_SIGMOID: Facts = Facts {
    name: "log_sigmoid",
    aliases: &["logsigmoid"],
    formula: "-ln(1 + exp(-x))",
    brief: "-ln(1 + exp(-x))",
    derivative: "1 / (1 + exp(x))",
    latex: r"-\ln\left(1 + e^{-x}\right)",
    derivative_latex: r"\frac{1}{1 + e^x}",
    parameters: &[],
    range: "(-inf, 0)",
    monotone: true,
    smooth: true,
    source: "classical",
};

pub(super) const GELU: Facts = Facts {
    name: "gelu",
    aliases: &[],
    formula: "x / 2 * (1 + g(x)) with g(x) = erf(x / sqrt(2)), or tanh(sqrt(2 / pi) * (x + 0.044715 * x^3)) if approximate",
    brief: "x * (1 + erf(x / sqrt(2))) / 2",
    derivative: "(1 + g(x)) / 2 + x / 2 * g'(x)",
    latex: r"\frac{x}{2} \left(1 + g(x)\right), \quad g(x) = \operatorname{erf}\frac{x}{\sqrt{2}} \text{ or, approximated, } \tanh\left(\sqrt{\frac{2}{\pi}} \left(x + 0.044715\, x^3\right)\right)",
    derivative_latex: r"\frac{1 + g(x)}{2} + \frac{x}{2}\, g'(x)",
    parameters: &[Parameter {
        name: "approximate",
        about: "whether the normal distribution is approximated by tanh",
        default: 0.0,
        allowed: Allowed::Switch,
    }],
    range: "[-0.17, inf)",
    monotone: false,
    smooth: true,
    source: "Hendrycks & Gimpel 2016, arXiv 1606.08415",
};

pub(super) const SWISH: Facts = Facts {
    name: "swish",
    aliases: &["silu"],
    formula: "x / (1 + exp(-beta * x))",
    brief: "x / (1 + exp(-x))",
    derivative: "s + beta * x * s * (1 - s) with s = 1 / (1 + exp(-beta * x)); by beta: x^2 * s * (1 - s)",
    latex: r"\frac{x}{1 + e^{-\beta x}}",
    derivative_latex: r"s + \beta x\, s (1 - s), \quad s = \frac{1}{1 + e^{-\beta x}}",
    parameters: &[
        Parameter {
            name: "beta",
            about: "how sharp the gate is; where training starts if it is learned",
            default: 1.0,
            allowed: Allowed::Number { min: -100.0, max: 100.0 },
        },
        Parameter {
            name: "learned",
            about: "whether beta is learned together with the coefficients",
            default: 0.0,
            allowed: Allowed::Switch,
        },
    ],
    range: "[-0.2785, inf)",
    monotone: false,
    smooth: true,
    source: "Elfwing, Uchibe & Doya 2017, arXiv 1702.03118; with beta: Ramachandran, Zoph & Le 2017, arXiv 1710.05941",
};

pub(super) const HARD_SWISH: Facts = Facts {
    name: "hard_swish",
    aliases: &["hardswish"],
    formula: "x * min(max(x / 6 + 1/2, 0), 1)",
    brief: "x * min(max(x / 6 + 1/2, 0), 1)",
    derivative: "0 if x <= -3, 1 if x >= 3, else x / 3 + 1/2",
    latex: r"x \min\left(\max\left(\frac{x}{6} + \frac{1}{2},\, 0\right),\, 1\right)",
    derivative_latex: r"\begin{cases} 0 & x \le -3 \\ \frac{x}{3} + \frac{1}{2} & -3 < x < 3 \\ 1 & x \ge 3 \end{cases}",
    parameters: &[],
    range: "[-0.375, inf)",
    monotone: false,
    smooth: false,
    source: "Howard et al. 2019, arXiv 1905.02244",
};

pub(super) const MISH: Facts = Facts {
    name: "mish",
    aliases: &[],
    formula: "x * tanh(ln(1 + exp(x)))",
    brief: "x * tanh(ln(1 + exp(x)))",
    derivative: "t + x * (1 - t^2) / (1 + exp(-x)) with t = tanh(ln(1 + exp(x)))",
    latex: r"x \tanh\left(\ln\left(1 + e^x\right)\right)",
    derivative_latex: r"t + \frac{x \left(1 - t^2\right)}{1 + e^{-x}}, \quad t = \tanh\left(\ln\left(1 + e^x\right)\right)",
    parameters: &[],
    range: "[-0.3088, inf)",
    monotone: false,
    smooth: true,
    source: "Misra 2019, arXiv 1908.08681",
};

pub(super) const SOFTPLUS: Facts = Facts {
    name: "softplus",
    aliases: &[],
    formula: "ln(1 + exp(beta * x)) / beta",
    brief: "ln(1 + exp(x))",
    derivative: "1 / (1 + exp(-beta * x))",
    latex: r"\frac{1}{\beta} \ln\left(1 + e^{\beta x}\right)",
    derivative_latex: r"\frac{1}{1 + e^{-\beta x}}",
    parameters: &[Parameter {
        name: "beta",
        about: "how sharp the bend is",
        default: 1.0,
        allowed: Allowed::Number { min: 0.001, max: 100.0 },
    }],
    range: "(0, inf)",
    monotone: true,
    smooth: true,
    source: "Dugas et al. 2001, Incorporating second-order functional knowledge for better option pricing",
};
