//! A learned mix as a sum of terms with its numbers put in.

use crate::activation::{Base, Hull, LearnedMix, Sharing, SimpleTerm};
use crate::export::Form;
use crate::export::literal::rounded;

/// Whether further training changes anything at this site.
pub(in crate::export) fn is_trained(learned: &LearnedMix) -> bool {
    learned.mix.hull != Hull::Frozen || !learned.parameters.is_empty()
}

/// Whether it matters at this site which axis the channels are along.
pub(in crate::export) fn has_axis(learned: &LearnedMix) -> bool {
    learned.mix.sharing == Sharing::Channel || !learned.mix.bases.iter().all(|base| base.is_elementwise())
}

/// The terms by which a site is computed that is not trained further.
pub(super) fn of(learned: &LearnedMix, form: Form) -> Vec<SimpleTerm> {
    let simplified = match form {
        Form::Simplified => learned.simplified(),
        Form::Exact => None,
    };
    simplified.map_or_else(|| exact(learned), |it| it.terms)
}

/// Every base as it is; a learned parameter is put in where there is one row of them.
pub(super) fn exact(learned: &LearnedMix) -> Vec<SimpleTerm> {
    let mut places = 0..;
    let one_row = learned.coefficients.len() == 1;
    let bases = learned.mix.bases.iter().enumerate();
    let term = |(idx, base): (usize, &Base)| {
        let coefficients = learned.coefficients.iter().map(|row| f64::from(row[idx])).collect();
        let theta = base.learned_parameter().and_then(|_| places.next());
        let parameters: Vec<f64> = match theta {
            Some(place) if !one_row => learned.parameters.iter().map(|row| f64::from(row[place])).collect(),
            Some(_) | None => Vec::new(),
        };
        let base = if one_row { fixed(learned.bases(0)[idx]) } else { *base };
        SimpleTerm { base, parameters, coefficients }
    };
    bases.map(term).collect()
}

/// The same base without the mark that its parameter is learned.
fn fixed(base: Base) -> Base {
    if let Base::Swish { beta, .. } = base { Base::Swish { beta, learned: false } } else { base }
}

/// A sum of terms as a formula of base functions.
pub(super) fn formula(terms: &[SimpleTerm]) -> String {
    let per_channel = terms.first().is_some_and(|term| term.coefficients.len() > 1);
    let term = |(idx, (term, theta)): (usize, (&SimpleTerm, Option<usize>))| {
        let theta = theta.map(|place| format!("theta[{place}]"));
        let base = term.base.written(theta.as_deref(), rounded);
        let alpha = if per_channel { format!("alpha[{idx}]") } else { rounded(term.coefficients[0]) };
        times(&alpha, &base)
    };
    let terms: Vec<String> = terms.iter().zip(thetas(terms)).enumerate().map(term).collect();
    let sum = if terms.is_empty() { "0".to_owned() } else { terms.join(" + ").replace("+ -", "- ") };
    format!("{sum}{}", if per_channel { ", with other numbers for each channel" } else { "" })
}

/// The place in theta of the learned parameter of each term, for those in which channels differ.
pub(super) fn thetas(terms: &[SimpleTerm]) -> Vec<Option<usize>> {
    let mut places = 0..;
    let theta = |term: &SimpleTerm| if term.parameters.is_empty() { None } else { places.next() };
    terms.iter().map(theta).collect()
}

/// Coefficient times factor; the factor alone if the coefficient is 1.
pub(in crate::export) fn times(alpha: &str, factor: &str) -> String {
    if alpha == "1.0" {
        factor.to_owned()
    } else if has_operator(factor) {
        format!("{alpha} * ({factor})")
    } else {
        format!("{alpha} * {factor}")
    }
}

/// Whether an expression has an operator outside of all brackets; these are written with spaces around them.
fn has_operator(expression: &str) -> bool {
    let mut depth = 0;
    let mut outside = expression.chars().filter(|c| {
        depth += i32::from(*c == '(') - i32::from(*c == ')');
        depth == 0
    });
    outside.any(|c| c == ' ')
}
