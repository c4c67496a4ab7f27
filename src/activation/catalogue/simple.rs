//! Steps, lines, powers and waves.

use super::{Allowed, Facts, Parameter};

pub(super) const BINARY_STEP: Facts = Facts {
    name: "binary_step",
    aliases: &["step", "heaviside"],
    formula: "1 if x >= 0 else 0",
    brief: "1 if x >= 0 else 0",
    derivative: "0, or 1 where straight_through is true",
    latex: r"\begin{cases} 1 & x \ge 0 \\ 0 & x < 0 \end{cases}",
    derivative_latex: r"0 \text{, or } 1 \text{ where gradients pass straight through}",
    parameters: &[Parameter {
        name: "straight_through",
        about: "whether gradients pass as if f were the identity (Bengio, Leonard & Courville 2013, arXiv 1308.3432); without it they are 0",
        default: 0.0,
        allowed: Allowed::Switch,
    }],
    range: "[0, 1]",
    monotone: true,
    smooth: false,
    source: "McCulloch & Pitts 1943, A logical calculus of the ideas immanent in nervous activity",
};

pub(super) const LINEAR: Facts = Facts {
    name: "linear",
    aliases: &[],
    formula: "c * x",
    brief: "x",
    derivative: "c",
    latex: r"c x",
    derivative_latex: r"c",
    parameters: &[Parameter {
        name: "c",
        about: "the slope",
        default: 1.0,
        allowed: Allowed::Number { min: -100.0, max: 100.0 },
    }],
    range: "(-inf, inf)",
    monotone: true,
    smooth: true,
    source: "classical",
};

pub(super) const IDENTITY: Facts = Facts {
    name: "identity",
    aliases: &["id", "none"],
    formula: "x",
    brief: "x",
    derivative: "1",
    latex: r"x",
    derivative_latex: r"1",
    parameters: &[],
    range: "(-inf, inf)",
    monotone: true,
    smooth: true,
    source: "classical",
};

pub(super) const SINE: Facts = Facts {
    name: "sine",
    aliases: &["sin"],
    formula: "sin(x)",
    brief: "sin(x)",
    derivative: "cos(x)",
    latex: r"\sin x",
    derivative_latex: r"\cos x",
    parameters: &[],
    range: "[-1, 1]",
    monotone: false,
    smooth: true,
    source: "classical",
};

pub(super) const COSINE: Facts = Facts {
    name: "cosine",
    aliases: &["cos"],
    formula: "cos(x)",
    brief: "cos(x)",
    derivative: "-sin(x)",
    latex: r"\cos x",
    derivative_latex: r"-\sin x",
    parameters: &[],
    range: "[-1, 1]",
    monotone: false,
    smooth: true,
    source: "classical",
};

pub(super) const ABSOLUTE: Facts = Facts {
    name: "absolute",
    aliases: &["abs"],
    formula: "|x|",
    brief: "|x|",
    derivative: "1 if x > 0, -1 if x < 0, 0 at 0",
    latex: r"\lvert x \rvert",
    derivative_latex: r"\operatorname{sgn} x",
    parameters: &[],
    range: "[0, inf)",
    monotone: false,
    smooth: false,
    source: "classical",
};

pub(super) const SQUARE: Facts = Facts {
    name: "square",
    aliases: &[],
    formula: "x^2",
    brief: "x^2",
    derivative: "2 * x",
    latex: r"x^2",
    derivative_latex: r"2 x",
    parameters: &[],
    range: "[0, inf)",
    monotone: false,
    smooth: true,
    source: "classical",
};
