//! The function of a site: a sum of terms, whose coefficients are numbers or stand in a table with a row for each channel.

use super::expression::{Expression, Known, n, x};
use super::{slope, value};
use crate::activation::{Base, LearnedMix, Sharing, SimpleTerm};
use crate::export::Form;
use crate::export::names::Identifiers;

/// What a site computes in exported code.
#[derive(Debug)]
pub(in crate::export) struct Site<'d> {
    pub(in crate::export) learned: &'d LearnedMix,
    pub(in crate::export) terms: Vec<SimpleTerm>,
    /// What its functions are called, in the order of [`Role`].
    names: [String; 3],
}

/// What a function of a site does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::export) enum Role {
    /// f(x) of one number.
    Value,
    /// f(x) of many numbers, in place.
    Array,
    /// f′(x) of one number.
    Derivative,
}

/// The sites of a definition. Their functions have none of the names `taken` and end in `suffix`; behind that, those of arrays
/// end in `array`.
pub(in crate::export) fn sites<'d>(
    learned: &'d [LearnedMix],
    form: Form,
    taken: &mut Identifiers,
    [suffix, array]: [&str; 2],
) -> Vec<Site<'d>> {
    let names: Vec<String> = learned.iter().map(|site| identifier(&site.site, suffix, taken)).collect();
    let site = |(learned, name): (&'d LearnedMix, String)| {
        let mut derived = |suffix| taken.take(name.trim_end_matches('_'), suffix);
        let names = [name.clone(), derived(array), derived("derivative")];
        Site { learned, terms: form.of(learned).terms, names }
    };
    learned.iter().zip(names).map(site).collect()
}

/// An identifier without two underscores in a row, which C++ keeps to itself.
pub(in crate::export) fn identifier(site: &str, suffix: &str, taken: &mut Identifiers) -> String {
    let identifier = taken.take(&in_lower_case(site), suffix);
    if identifier.contains("__") { taken.take(&identifier.replace("__", "_"), "") } else { identifier }
}

/// `conv1` from `Conv1`, `a_b` from `a__b`: what no compiler complains of.
fn in_lower_case(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("_").to_ascii_lowercase()
}

/// A base with its learned parameter, without the mark that it is learned.
pub(in crate::export) fn put_in(base: Base, value: f64) -> Base {
    match base.with_learned_value(value) {
        Base::Swish { beta, learned: true } => Base::Swish { beta, learned: false },
        other => other,
    }
}

impl Site<'_> {
    /// The names of its functions, in the order of [`Role`].
    pub(in crate::export) fn into_names(self) -> [String; 3] {
        self.names
    }

    pub(in crate::export) fn name(&self, role: Role) -> &str {
        match role {
            Role::Value => &self.names[0],
            Role::Array => &self.names[1],
            Role::Derivative => &self.names[2],
        }
    }

    /// The number of channels, where each has its own coefficients.
    pub(in crate::export) fn channels(&self) -> Option<usize> {
        match self.learned.mix.sharing {
            Sharing::Layer => None,
            Sharing::Channel => Some(self.learned.coefficients.len()),
        }
    }

    /// Whether a number depends on the other channels.
    pub(in crate::export) fn has_softmax(&self) -> bool {
        self.terms.iter().any(|term| term.base == Base::Softmax)
    }

    /// f(x); softmax is e^(x − most) / sum.
    pub(in crate::export) fn value(&self) -> Expression {
        let softmax = || (x() - Expression::name("most")).of(Known::Exp) / Expression::name("sum");
        self.sum(|base, theta| value::of(base, theta).unwrap_or_else(softmax))
    }

    /// f′(x), where f is a function of one number.
    pub(in crate::export) fn derivative(&self) -> Expression {
        self.sum(|base, theta| slope::of(base, theta).unwrap_or(n(0.0)))
    }

    fn sum(&self, factor: impl Fn(Base, Option<&Expression>) -> Expression) -> Expression {
        let mut thetas = (0..).map(|place| Expression::name(format!("theta[{place}]")));
        let mut sum = None;
        for (place, term) in self.terms.iter().enumerate() {
            let theta = if term.parameters.is_empty() { None } else { thetas.next() };
            let coefficient = match self.channels() {
                None => n(term.coefficients[0]),
                Some(_) => Expression::name(format!("alpha[{place}]")),
            };
            sum = added(sum, coefficient, factor(term.base, theta.as_ref()));
        }
        sum.unwrap_or(n(0.0))
    }

    /// One row of coefficients for each channel.
    pub(in crate::export) fn alpha(&self) -> Vec<Vec<f64>> {
        let row = |row| self.terms.iter().map(|term| term.coefficients[row]).collect();
        (0..self.channels().unwrap_or(0)).map(row).collect()
    }

    /// One row for each channel of those learned parameters in which channels differ.
    pub(in crate::export) fn theta(&self) -> Vec<Vec<f64>> {
        let row = |row| self.terms.iter().filter_map(|term| term.parameters.get(row).copied()).collect();
        (0..self.channels().unwrap_or(0)).map(row).collect()
    }
}

/// The sum so far and coefficient times factor, with as few signs and ones as possible.
fn added(sum: Option<Expression>, coefficient: Expression, factor: Expression) -> Option<Expression> {
    if factor == n(0.0) {
        return sum;
    }
    let Some(sum) = sum else { return Some(times(coefficient, factor)) };
    if let Expression::Number(value) = coefficient
        && value.is_sign_negative()
    {
        let term = times(n(-value), factor.clone());
        // Linters take `x - x` for a mistake.
        return Some(if sum == term { sum + times(n(value), factor) } else { sum - term });
    }
    Some(sum + times(coefficient, factor))
}

fn times(coefficient: Expression, factor: Expression) -> Expression {
    match (coefficient, factor) {
        (Expression::Number(a), Expression::Number(b)) => n(a * b),
        (Expression::Number(1.0), factor) => factor,
        (coefficient, Expression::Number(1.0)) => coefficient,
        (coefficient, factor) => coefficient * factor,
    }
}
