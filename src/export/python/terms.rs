//! A learned mix as a sum of terms with its numbers put in.

use crate::activation::{Hull, LearnedMix, Sharing, SimpleTerm};
use crate::export::literal::rounded;

/// Whether further training changes anything at this site.
pub(in crate::export) fn is_trained(learned: &LearnedMix) -> bool {
    learned.mix.hull != Hull::Frozen || !learned.parameters.is_empty()
}

/// Whether it matters at this site which axis the channels are along.
pub(in crate::export) fn has_axis(learned: &LearnedMix) -> bool {
    learned.mix.sharing == Sharing::Channel || !learned.mix.bases.iter().all(|base| base.is_elementwise())
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
