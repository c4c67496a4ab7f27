//! Formulas as trees: what is the same in every language.

use std::ops::{Add, Div, Mul, Neg, Sub};

/// A formula in f32.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::export) enum Expression {
    /// A constant; infinite numbers are none.
    Number(f64),
    /// A variable, or an element of an array.
    Name(String),
    /// A function that languages have.
    Of(Known, Box<Self>),
    /// The larger of a formula and a number, where no operand is NaN.
    Max(Box<Self>, f64),
    /// The smaller of a formula and a number, where no operand is NaN.
    Min(Box<Self>, f64),
    /// A formula, cut off at two numbers.
    Clamp(Box<Self>, f64, f64),
    Negative(Box<Self>),
    Infix(Box<Self>, Operator, Box<Self>),
    /// The first formula where the condition holds, else the second. It stands only where a whole function ends.
    If(Box<Condition>, Box<Self>, Box<Self>),
    /// A function that the exported code defines, and its arguments.
    Call(Box<Function>, Vec<Self>),
}

/// A function that languages have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::export) enum Known {
    Abs,
    Atan,
    Cos,
    Exp,
    /// e^x − 1
    ExpM1,
    /// ln(1 + x)
    Ln1P,
    Sin,
    Tanh,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::export) enum Operator {
    Plus,
    Minus,
    Times,
    Over,
}

#[derive(Clone, Debug, PartialEq)]
pub(in crate::export) enum Condition {
    Above(Expression, Expression),
    AtLeast(Expression, Expression),
    Below(Expression, Expression),
    AtMost(Expression, Expression),
    /// Above one number and below another.
    Between(Expression, f64, f64),
    IsNan(Expression),
}

/// A function that the exported code defines.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::export) struct Function {
    /// Its name; functions of the same name are the same.
    pub(in crate::export) name: String,
    /// Its parameters behind `x`.
    pub(in crate::export) parameters: &'static [&'static str],
    /// What it computes, as a formula or a sentence in ASCII.
    pub(in crate::export) about: String,
    pub(in crate::export) body: Body,
}

#[derive(Clone, Debug, PartialEq)]
pub(in crate::export) enum Body {
    /// Variables that are worked out first, and what is returned.
    Formula(Vec<(&'static str, Expression)>, Expression),
    /// Φ(x), which every language computes in its own way.
    NormalDistribution,
}

impl Expression {
    pub(in crate::export) fn name(name: impl Into<String>) -> Self {
        Self::Name(name.into())
    }

    pub(super) fn of(self, known: Known) -> Self {
        Self::Of(known, Box::new(self))
    }

    /// Every formula of which this one is made, itself too.
    pub(in crate::export) fn visit(&self, seen: &mut impl FnMut(&Self)) {
        seen(self);
        match self {
            Self::Number(_) | Self::Name(_) => {}
            Self::Of(_, inner)
            | Self::Max(inner, _)
            | Self::Min(inner, _)
            | Self::Clamp(inner, _, _)
            | Self::Negative(inner) => inner.visit(seen),
            Self::Infix(left, _, right) => {
                left.visit(seen);
                right.visit(seen);
            }
            Self::If(condition, yes, no) => {
                condition.visit(seen);
                yes.visit(seen);
                no.visit(seen);
            }
            Self::Call(_, arguments) => arguments.iter().for_each(|argument| argument.visit(seen)),
        }
    }

    /// Whether it depends on a variable, or on the elements of an array.
    pub(in crate::export) fn mentions(&self, variable: &str) -> bool {
        let mut found = false;
        self.visit(&mut |inner| {
            if let Self::Name(name) = inner {
                found |= name.split('[').next() == Some(variable);
            }
        });
        found
    }
}

impl Condition {
    fn visit(&self, seen: &mut impl FnMut(&Expression)) {
        match self {
            Self::Above(left, right)
            | Self::AtLeast(left, right)
            | Self::Below(left, right)
            | Self::AtMost(left, right) => {
                left.visit(seen);
                right.visit(seen);
            }
            Self::Between(inner, _, _) | Self::IsNan(inner) => inner.visit(seen),
        }
    }
}

/// A condition with the formulas on its two sides.
pub(super) fn either(condition: Condition, yes: Expression, no: Expression) -> Expression {
    Expression::If(Box::new(condition), Box::new(yes), Box::new(no))
}

pub(super) fn x() -> Expression {
    Expression::name("x")
}

pub(super) fn n(number: f64) -> Expression {
    Expression::Number(number)
}

impl Add for Expression {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self::Infix(Box::new(self), Operator::Plus, Box::new(other))
    }
}

impl Sub for Expression {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self::Infix(Box::new(self), Operator::Minus, Box::new(other))
    }
}

impl Mul for Expression {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        Self::Infix(Box::new(self), Operator::Times, Box::new(other))
    }
}

impl Div for Expression {
    type Output = Self;

    fn div(self, other: Self) -> Self {
        Self::Infix(Box::new(self), Operator::Over, Box::new(other))
    }
}

impl Neg for Expression {
    type Output = Self;

    fn neg(self) -> Self {
        Self::Negative(Box::new(self))
    }
}
