//! The algebra that one would do by hand on what was learned: the same function in fewer and simpler terms.

use super::{Base, LearnedMix};
use serde::Serialize;

/// relu6, as the parameters of relu say it.
const RELU_UP_TO_6: Base = Base::Relu { negative_slope: 0.0, max_value: 6.0, threshold: 0.0 };

/// The bases that are linear on either side of 0 and need no number to say how.
const WITHOUT_PARAMETER: [Base; 3] = [Base::Identity, Base::RELU, Base::Absolute];

/// A learned mix as a sum of simpler terms: the same function of x up to rounding in f64, but no longer trainable.
///
/// A base that is linear on either side of 0 is a pair of slopes (p, n): p·x for x > 0 and n·x otherwise. Such are
/// identity (1, 1), linear (c, c), relu (1, `negative_slope`), leaky relu and prelu (1, slope), absolute (1, −1), swish
/// with beta 0 (½, ½) and elu with alpha 0 (1, 0). Pairs add as vectors do, so all of them together are one pair
/// (P, N) = Σ αᵢ·(pᵢ, nᵢ), and that is written
/// - not at all, if P = N = 0;
/// - as P·f with f = leaky relu of slope N/P, because P·(1, N/P) = (P, N): for the slopes 1, 0 and −1 this f is
///   identity, relu and absolute;
/// - as N·identity + (P − N)·relu, because N·(1, 1) + (P − N)·(1, 0) = (P, N), if P = 0, if the slope is out of the
///   catalogue's range, or if channels have different slopes.
///
/// So identity and relu whose coefficients sum to 1 are a leaky relu, whose slope is the coefficient of identity.
/// Coefficients of equal bases add, relu up to 6 is relu6, and what has coefficient 0 in all rows is left out.
///
/// ```
/// use actsearch::activation::{Base, Hull, LearnedMix, Mix, Sharing};
///
/// let learned = LearnedMix {
///     site: "conv1".to_owned(),
///     mix: Mix::new(vec![Base::Identity, Base::RELU], Hull::Affine, Sharing::Layer),
///     coefficients: vec![vec![0.25, 0.75]],
///     parameters: Vec::new(),
/// };
/// let simplified = learned.simplified().expect("two terms are one");
/// assert_eq!(simplified.terms[0].base, Base::LeakyRelu { slope: 0.25 });
/// assert_eq!(simplified.value(0, -2.0), -0.5);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Simplified {
    /// The terms, in the order of the first base that went into each; none for the function that is 0.
    pub terms: Vec<SimpleTerm>,
}

/// One term c·f(x), where every row of the learned coefficients has its own c.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SimpleTerm {
    /// f, with its learned parameter put in if it is the same in all rows.
    pub base: Base,
    /// The learned parameter of f in each row, if rows differ in it; otherwise empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<f64>,
    /// c in each row: one, or one per channel.
    pub coefficients: Vec<f64>,
}

impl LearnedMix {
    /// The same function in simpler terms; nothing if the mix is as simple as it gets.
    #[must_use]
    pub fn simplified(&self) -> Option<Simplified> {
        let written_out = written_out(self);
        let simplified = Simplified::of(self);
        (simplified.terms != written_out).then_some(simplified)
    }
}

impl Simplified {
    /// The simplest form of a mix, whether or not it differs from the mix.
    #[must_use]
    pub fn of(learned: &LearnedMix) -> Self {
        let terms = simplify(written_out(learned));
        // A sum of coefficients may be too large or too small for the f32 that they are themselves.
        Self { terms: if terms.iter().all(SimpleTerm::fits_f32) { terms } else { written_out(learned) } }
    }

    /// A mix as it stands: a term for each of its bases, with the learned parameters put in.
    #[must_use]
    pub fn written_out(learned: &LearnedMix) -> Self {
        Self { terms: written_out(learned) }
    }

    /// How many rows its coefficients have; 0 if it has no term.
    #[must_use]
    pub fn n_rows(&self) -> usize {
        self.terms.first().map_or(0, |term| term.coefficients.len())
    }

    /// f(x) with the numbers of one row, counted from 0; softmax is taken as [`Base::value`] takes it.
    ///
    /// # Panics
    /// If there is no such row.
    #[must_use]
    pub fn value(&self, row: usize, x: f64) -> f64 {
        self.terms.iter().map(|term| term.value(row, x)).sum()
    }
}

impl SimpleTerm {
    fn new(base: Base, coefficients: Vec<f64>) -> Self {
        Self { base, parameters: Vec::new(), coefficients }
    }

    /// f, with the learned parameter of this row put in.
    #[must_use]
    pub fn base_in(&self, row: usize) -> Base {
        self.parameters.get(row).map_or(self.base, |value| self.base.with_learned_value(*value))
    }

    fn value(&self, row: usize, x: f64) -> f64 {
        self.coefficients[row] * self.base_in(row).value(x)
    }

    fn fits_f32(&self) -> bool {
        let numbers = self.coefficients.iter().chain(&self.parameters);
        let parameters = self.base.parameters();
        let mut all = numbers.chain(parameters.iter().filter(|it| it.is_finite()));
        #[expect(clippy::cast_possible_truncation, reason = "this is the rounding")]
        let narrow = |number: f64| number as f32;
        all.all(|number| narrow(*number).is_finite() && (narrow(*number) != 0.0 || *number == 0.0))
    }

    fn is_zero(&self) -> bool {
        self.coefficients.iter().all(|coefficient| *coefficient == 0.0)
    }

    fn is_piecewise_linear(&self) -> bool {
        slopes(self.base_in(0)).is_some()
    }

    fn has_equal_base(&self, other: &Self) -> bool {
        self.base == other.base && self.parameters == other.parameters
    }

    /// The same term with the simplest base, if one base serves all rows: 3·linear(c=2) is 6·identity.
    fn with_simplest_base(self) -> Self {
        if !self.parameters.is_empty() {
            return self;
        }
        if self.base == RELU_UP_TO_6 {
            return Self { base: Base::Relu6, ..self };
        }
        match slopes(self.base).and_then(|(p, n)| Some((p, with_ratio(p, n)?))) {
            Some((p, base)) => Self::new(base, self.coefficients.iter().map(|alpha| alpha * p).collect()),
            None => self,
        }
    }
}

/// Every base of a mix as a term, with the learned parameters put in.
fn written_out(learned: &LearnedMix) -> Vec<SimpleTerm> {
    let rows: Vec<Vec<Base>> = (0..learned.coefficients.len()).map(|row| learned.bases(row)).collect();
    let term = |(place, base): (usize, &Base)| {
        let coefficients = learned.coefficients.iter().map(|row| f64::from(row[place])).collect();
        let values: Vec<f64> = rows.iter().filter_map(|bases| bases[place].learned_value()).collect();
        match values.first() {
            Some(first) if values.iter().all(|value| value == first) => {
                SimpleTerm::new(fixed(base.with_learned_value(*first)), coefficients)
            }
            _ => SimpleTerm { base: *base, parameters: values, coefficients },
        }
    };
    learned.mix.bases.iter().enumerate().map(term).collect()
}

/// The same base without the mark that its parameter is learned.
fn fixed(base: Base) -> Base {
    if let Base::Swish { beta, .. } = base { Base::Swish { beta, learned: false } } else { base }
}

fn simplify(terms: Vec<SimpleTerm>) -> Vec<SimpleTerm> {
    let mut terms = added(terms.into_iter().map(SimpleTerm::with_simplest_base));
    terms.retain(|term| !term.is_zero());
    let Some(place) = terms.iter().position(SimpleTerm::is_piecewise_linear) else { return terms };
    let (members, mut others): (Vec<_>, Vec<_>) =
        terms.into_iter().partition(SimpleTerm::is_piecewise_linear);
    others.splice(place..place, merged(members));
    others
}

/// One term for all terms of equal bases.
fn added(terms: impl Iterator<Item = SimpleTerm>) -> Vec<SimpleTerm> {
    let mut sums: Vec<SimpleTerm> = Vec::new();
    for term in terms {
        match sums.iter_mut().find(|sum| sum.has_equal_base(&term)) {
            Some(sum) => {
                sum.coefficients.iter_mut().zip(term.coefficients).for_each(|(sum, alpha)| *sum += alpha);
            }
            None => sums.push(term),
        }
    }
    sums
}

/// The sum of terms that are linear on either side of 0, in at most two terms; two without a parameter stay.
fn merged(members: Vec<SimpleTerm>) -> Vec<SimpleTerm> {
    if members.len() == 1 {
        return members;
    }
    let rows = 0..members[0].coefficients.len();
    let sums: Vec<(f64, f64)> = rows.map(|row| sum_of_slopes(&members, row)).collect();
    let positive = sums.iter().map(|(p, _)| *p);
    let Some(first) = sums.iter().find(|sum| **sum != (0.0, 0.0)) else { return Vec::new() };
    if let Some(base) = with_ratio(first.0, first.1).filter(|_| are_parallel(&sums)) {
        return vec![SimpleTerm::new(base, positive.collect())];
    }
    if members.len() == 2 && members.iter().all(|member| WITHOUT_PARAMETER.contains(&member.base)) {
        return members;
    }
    let identity = SimpleTerm::new(Base::Identity, sums.iter().map(|(_, n)| *n).collect());
    let relu = SimpleTerm::new(Base::RELU, sums.iter().map(|(p, n)| p - n).collect());
    vec![identity, relu]
}

/// (P, N) in one row.
fn sum_of_slopes(members: &[SimpleTerm], row: usize) -> (f64, f64) {
    let pairs =
        members.iter().filter_map(|member| Some((member.coefficients[row], slopes(member.base_in(row))?)));
    pairs.fold((0.0, 0.0), |(positive, negative), (alpha, (p, n))| {
        (positive + alpha * p, negative + alpha * n)
    })
}

/// Whether all pairs have the same ratio; (0, 0) fits to any.
fn are_parallel(sums: &[(f64, f64)]) -> bool {
    let mut ratios = sums.iter().filter(|sum| **sum != (0.0, 0.0)).map(|(p, n)| n / p);
    ratios.next().is_none_or(|first| ratios.all(|ratio| ratio == first))
}

/// The base of which (p, n) is p times the slopes, as long as the catalogue has it.
fn with_ratio(p: f64, n: f64) -> Option<Base> {
    if n == p {
        Some(Base::Identity)
    } else if n == 0.0 {
        Some(Base::RELU)
    } else if n == -p {
        Some(Base::Absolute)
    } else {
        let slope = n / p;
        let leaky_relu = Base::LeakyRelu { slope };
        leaky_relu.facts().parameters[0].allowed.contains(slope).then_some(leaky_relu)
    }
}

/// The slopes (p, n) of a base that is linear on either side of 0, and 0 there; nothing for any other.
fn slopes(base: Base) -> Option<(f64, f64)> {
    match base {
        Base::Identity => Some((1.0, 1.0)),
        Base::Linear { c } => Some((c, c)),
        Base::Relu { negative_slope, max_value, threshold } => {
            (max_value == f64::INFINITY && threshold == 0.0).then_some((1.0, negative_slope))
        }
        Base::LeakyRelu { slope } | Base::Prelu { slope } => Some((1.0, slope)),
        Base::Absolute => Some((1.0, -1.0)),
        Base::Swish { beta, learned } => (beta == 0.0 && !learned).then_some((0.5, 0.5)),
        Base::Elu { alpha } => (alpha == 0.0).then_some((1.0, 0.0)),
        Base::BinaryStep { .. }
        | Base::Sigmoid
        | Base::HardSigmoid
        | Base::LogSigmoid
        | Base::Tanh
        | Base::HardTanh
        | Base::Arctan
        | Base::Softsign
        | Base::Relu6
        | Base::SquaredRelu
        | Base::Celu { .. }
        | Base::Selu
        | Base::Gelu { .. }
        | Base::HardSwish
        | Base::Mish
        | Base::Softplus { .. }
        | Base::Sine
        | Base::Cosine
        | Base::Gaussian
        | Base::Square
        | Base::Softmax => None,
    }
}

#[cfg(test)]
mod tests;
