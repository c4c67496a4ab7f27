//! A site as the sum that its graph computes: coefficient times base, in f32.

use crate::activation::{Base, LearnedMix, SimpleTerm};
use crate::export::Form;
use crate::export::literal::{rounded, single};

/// One term α·f(x) of a site.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Term {
    /// f.
    pub base: Base,
    /// What it is called in the graph: the name of f, with a number if there are several.
    pub label: String,
    /// α, one number or one for each channel; none for a base that is taken as it is.
    pub alpha: Vec<f32>,
    /// The learned parameter of f, one number or one for each channel; none if f has none, or has it in itself.
    pub theta: Vec<f32>,
}

/// The terms of a site in this form; none for the function that is 0.
pub(super) fn terms(learned: &LearnedMix, form: Form) -> Vec<Term> {
    let simplified = match form {
        Form::Simplified => learned.simplified(),
        Form::Exact => None,
    };
    let simplified = simplified.and_then(|simplified| simplified.terms.iter().map(simple).collect());
    let mut terms: Vec<Term> = simplified.unwrap_or_else(|| exact(learned));
    for place in 0..terms.len() {
        let (earlier, later) = terms.split_at_mut(place);
        let name = later[0].base.name();
        let n_same = earlier.iter().filter(|term| term.base.name() == name).count();
        later[0].label = if n_same == 0 { name.to_owned() } else { format!("{name}_{}", n_same + 1) };
    }
    terms
}

/// Every base of the mix.
fn exact(learned: &LearnedMix) -> Vec<Term> {
    let column = |rows: &[Vec<f32>], place: usize| rows.iter().map(|row| row[place]).collect::<Vec<f32>>();
    let mut places = 0..;
    let term = |(place, base): (usize, &Base)| {
        let learned_place = base.learned_parameter().and_then(|_| places.next());
        Term {
            base: *base,
            label: String::new(),
            alpha: if learned.mix.is_plain() { Vec::new() } else { column(&learned.coefficients, place) },
            theta: learned_place.map_or_else(Vec::new, |place| column(&learned.parameters, place)),
        }
    };
    learned.mix.bases.iter().enumerate().map(term).collect()
}

/// A term of a simplified form; nothing if its numbers do not fit into f32.
fn simple(term: &SimpleTerm) -> Option<Term> {
    let alpha = match narrow(&term.coefficients)? {
        same if same.iter().all(|alpha| *alpha == 1.0) => Vec::new(),
        same if same.iter().all(|alpha| *alpha == same[0]) => vec![same[0]],
        different => different,
    };
    Some(Term { base: term.base, label: String::new(), alpha, theta: narrow(&term.parameters)? })
}

fn narrow(values: &[f64]) -> Option<Vec<f32>> {
    #[expect(clippy::cast_possible_truncation, reason = "graphs are computed in f32")]
    let narrow: Vec<f32> = values.iter().map(|value| *value as f32).collect();
    narrow.iter().all(|value| value.is_finite()).then_some(narrow)
}

/// How many channels have numbers of their own; nothing if none has.
pub(super) fn n_channels(terms: &[Term]) -> Option<usize> {
    let counts = terms.iter().flat_map(|term| [term.alpha.len(), term.theta.len()]);
    counts.max().filter(|n_channels| *n_channels > 1)
}

/// The sum as a formula of base functions: `0.25 * identity + 0.75 * relu`. What differs from channel to channel is there
/// by its name.
pub(super) fn formula(terms: &[Term]) -> String {
    let terms: Vec<String> = terms.iter().map(in_words).collect();
    if terms.is_empty() { "0".to_owned() } else { terms.join(" + ").replace("+ -", "- ") }
}

fn in_words(term: &Term) -> String {
    let number = |values: &[f32], name: &str| match values {
        [] => None,
        [value] => Some(single(*value)),
        _ => Some(format!("{name}.{}", term.label)),
    };
    let base = term.base.written(number(&term.theta, "theta").as_deref(), rounded);
    number(&term.alpha, "alpha").map_or(base.clone(), |alpha| format!("{alpha} * {base}"))
}
