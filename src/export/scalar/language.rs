//! How a language writes an expression.

use super::expression::{Condition, Expression, Known, Operator};

/// A language without tensors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::export) enum Language {
    Rust,
    C,
}

/// How tightly the parts of an expression hold together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Grip {
    If,
    Sum,
    Product,
    Sign,
    Atom,
}

impl Language {
    /// An expression on one line.
    pub(in crate::export) fn write(self, expression: &Expression) -> String {
        match expression {
            Expression::Number(value) => self.number(*value),
            Expression::Name(name) => name.clone(),
            Expression::Of(known, inner) => self.known(*known, inner),
            Expression::Max(inner, most) => self.bound("max", "fmaxf", inner, *most),
            Expression::Min(inner, least) => self.bound("min", "fminf", inner, *least),
            Expression::Clamp(inner, low, high) => {
                let (low, high) = (self.number(*low), self.number(*high));
                match self {
                    Self::Rust => format!("{}.clamp({low}, {high})", self.held(inner, Grip::Atom)),
                    Self::C => format!("base_clamp({}, {low}, {high})", self.write(inner)),
                }
            }
            Expression::Negative(inner) => format!("-{}", self.held(inner, Grip::Sign)),
            Expression::Infix(left, operator, right) => self.infix(left, *operator, right),
            Expression::If(condition, yes, no) => {
                let [condition, yes, no] = [self.condition(condition), self.write(yes), self.write(no)];
                match self {
                    Self::Rust => format!("if {condition} {{ {yes} }} else {{ {no} }}"),
                    Self::C => format!("{condition} ? {yes} : {no}"),
                }
            }
            Expression::Call(function, arguments) => {
                let arguments: Vec<String> = arguments.iter().map(|argument| self.write(argument)).collect();
                format!("{}{}({})", self.prefix(), function.name, arguments.join(", "))
            }
        }
    }

    /// What the names of the functions begin with that exported code defines for bases.
    pub(in crate::export) fn prefix(self) -> &'static str {
        match self {
            Self::Rust => "",
            Self::C => "base_",
        }
    }

    /// The shortest decimal that is read as this f32.
    #[expect(clippy::cast_possible_truncation, reason = "exported code computes in f32")]
    pub(in crate::export) fn number(self, value: f64) -> String {
        let digits = format!("{:?}", value as f32);
        match self {
            Self::Rust => digits,
            Self::C => format!("{digits}f"),
        }
    }

    fn known(self, known: Known, inner: &Expression) -> String {
        let (method, function) = match known {
            Known::Abs => ("abs", "fabsf"),
            Known::Atan => ("atan", "atanf"),
            Known::Cos => ("cos", "cosf"),
            Known::Exp => ("exp", "expf"),
            Known::ExpM1 => ("exp_m1", "expm1f"),
            Known::Ln1P => ("ln_1p", "log1pf"),
            Known::Sin => ("sin", "sinf"),
            Known::Tanh => ("tanh", "tanhf"),
        };
        match self {
            Self::Rust => format!("{}.{method}()", self.held(inner, Grip::Atom)),
            Self::C => format!("{function}({})", self.write(inner)),
        }
    }

    fn bound(self, method: &str, function: &str, inner: &Expression, bound: f64) -> String {
        let bound = self.number(bound);
        match self {
            Self::Rust => format!("{}.{method}({bound})", self.held(inner, Grip::Atom)),
            Self::C => format!("{function}({}, {bound})", self.write(inner)),
        }
    }

    fn infix(self, left: &Expression, operator: Operator, right: &Expression) -> String {
        let around = match operator {
            Operator::Plus | Operator::Minus => Grip::Sum,
            Operator::Times | Operator::Over => Grip::Product,
        };
        format!("{} {}", self.held(left, around), self.operand(operator, right))
    }

    /// An operator and what stands behind it.
    pub(super) fn operand(self, operator: Operator, right: &Expression) -> String {
        let (sign, least) = match operator {
            Operator::Plus => ('+', Grip::Sum),
            Operator::Minus => ('-', Grip::Product),
            Operator::Times => ('*', Grip::Sign),
            Operator::Over => ('/', Grip::Sign),
        };
        format!("{sign} {}", self.held(right, least))
    }

    pub(in crate::export) fn condition(self, condition: &Condition) -> String {
        let compared = |left, sign, right| format!("{} {sign} {}", self.write(left), self.write(right));
        match condition {
            Condition::Above(left, right) => compared(left, ">", right),
            Condition::AtLeast(left, right) => compared(left, ">=", right),
            Condition::Below(left, right) => compared(left, "<", right),
            Condition::AtMost(left, right) => compared(left, "<=", right),
            Condition::Between(inner, low, high) => {
                let (inner, low, high) = (self.write(inner), self.number(*low), self.number(*high));
                format!("{inner} > {low} && {inner} < {high}")
            }
            Condition::IsNan(inner) => match self {
                Self::Rust => format!("{}.is_nan()", self.held(inner, Grip::Atom)),
                Self::C => format!("isnan({})", self.write(inner)),
            },
        }
    }

    /// An expression in brackets unless it holds together at least like this.
    fn held(self, expression: &Expression, least: Grip) -> String {
        let written = self.write(expression);
        if grip(expression) < least { format!("({written})") } else { written }
    }
}

fn grip(expression: &Expression) -> Grip {
    match expression {
        Expression::If(..) => Grip::If,
        Expression::Infix(_, Operator::Plus | Operator::Minus, _) => Grip::Sum,
        Expression::Infix(_, Operator::Times | Operator::Over, _) => Grip::Product,
        Expression::Negative(_) => Grip::Sign,
        Expression::Number(value) if value.is_sign_negative() => Grip::Sign,
        Expression::Number(_)
        | Expression::Name(_)
        | Expression::Of(..)
        | Expression::Max(..)
        | Expression::Min(..)
        | Expression::Clamp(..)
        | Expression::Call(..) => Grip::Atom,
    }
}
