//! The operators of ONNX that models here are built of.

use std::ops::RangeInclusive;

/// An operator; the catalogue of ONNX says what each does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Op {
    Abs,
    Add,
    Atan,
    AveragePool,
    BatchNormalization,
    Cast,
    Celu,
    Clip,
    ConstantOfShape,
    Conv,
    Cos,
    Div,
    Elu,
    Erf,
    Exp,
    Flatten,
    Gemm,
    GlobalAveragePool,
    GreaterOrEqual,
    HardSigmoid,
    HardSwish,
    Identity,
    IsNaN,
    LeakyRelu,
    Less,
    Log,
    MaxPool,
    Min,
    Mul,
    Neg,
    PRelu,
    Pad,
    Relu,
    Selu,
    Shape,
    Sigmoid,
    Sin,
    Softmax,
    Softsign,
    Sub,
    Sum,
    Tanh,
    Where,
}

impl Op {
    /// Every one, by the alphabet.
    pub(super) const ALL: [Self; 43] = [
        Self::Abs,
        Self::Add,
        Self::Atan,
        Self::AveragePool,
        Self::BatchNormalization,
        Self::Cast,
        Self::Celu,
        Self::Clip,
        Self::ConstantOfShape,
        Self::Conv,
        Self::Cos,
        Self::Div,
        Self::Elu,
        Self::Erf,
        Self::Exp,
        Self::Flatten,
        Self::Gemm,
        Self::GlobalAveragePool,
        Self::GreaterOrEqual,
        Self::HardSigmoid,
        Self::HardSwish,
        Self::Identity,
        Self::IsNaN,
        Self::LeakyRelu,
        Self::Less,
        Self::Log,
        Self::MaxPool,
        Self::Min,
        Self::Mul,
        Self::Neg,
        Self::PRelu,
        Self::Pad,
        Self::Relu,
        Self::Selu,
        Self::Shape,
        Self::Sigmoid,
        Self::Sin,
        Self::Softmax,
        Self::Softsign,
        Self::Sub,
        Self::Sum,
        Self::Tanh,
        Self::Where,
    ];

    /// The operator of this name.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|op| op.name() == name)
    }

    /// What ONNX calls it.
    pub(super) fn name(self) -> &'static str {
        self.facts().0
    }

    /// How many inputs it takes here.
    pub(super) fn inputs(self) -> RangeInclusive<usize> {
        self.facts().1
    }

    fn facts(self) -> (&'static str, RangeInclusive<usize>) {
        match self {
            Self::Abs => ("Abs", 1..=1),
            Self::Add => ("Add", 2..=2),
            Self::Atan => ("Atan", 1..=1),
            Self::AveragePool => ("AveragePool", 1..=1),
            Self::BatchNormalization => ("BatchNormalization", 5..=5),
            Self::Cast => ("Cast", 1..=1),
            Self::Celu => ("Celu", 1..=1),
            Self::Clip => ("Clip", 3..=3),
            Self::ConstantOfShape => ("ConstantOfShape", 1..=1),
            Self::Conv => ("Conv", 2..=3),
            Self::Cos => ("Cos", 1..=1),
            Self::Div => ("Div", 2..=2),
            Self::Elu => ("Elu", 1..=1),
            Self::Erf => ("Erf", 1..=1),
            Self::Exp => ("Exp", 1..=1),
            Self::Flatten => ("Flatten", 1..=1),
            Self::Gemm => ("Gemm", 2..=3),
            Self::GlobalAveragePool => ("GlobalAveragePool", 1..=1),
            Self::GreaterOrEqual => ("GreaterOrEqual", 2..=2),
            Self::HardSigmoid => ("HardSigmoid", 1..=1),
            Self::HardSwish => ("HardSwish", 1..=1),
            Self::Identity => ("Identity", 1..=1),
            Self::IsNaN => ("IsNaN", 1..=1),
            Self::LeakyRelu => ("LeakyRelu", 1..=1),
            Self::Less => ("Less", 2..=2),
            Self::Log => ("Log", 1..=1),
            Self::MaxPool => ("MaxPool", 1..=1),
            Self::Min => ("Min", 2..=2),
            Self::Mul => ("Mul", 2..=2),
            Self::Neg => ("Neg", 1..=1),
            Self::PRelu => ("PRelu", 2..=2),
            Self::Pad => ("Pad", 2..=2),
            Self::Relu => ("Relu", 1..=1),
            Self::Selu => ("Selu", 1..=1),
            Self::Shape => ("Shape", 1..=1),
            Self::Sigmoid => ("Sigmoid", 1..=1),
            Self::Sin => ("Sin", 1..=1),
            Self::Softmax => ("Softmax", 1..=1),
            Self::Softsign => ("Softsign", 1..=1),
            Self::Sub => ("Sub", 2..=2),
            Self::Sum => ("Sum", 3..=usize::MAX),
            Self::Tanh => ("Tanh", 1..=1),
            Self::Where => ("Where", 3..=3),
        }
    }
}
