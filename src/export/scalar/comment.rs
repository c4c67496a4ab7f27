//! What comments say about a mix and where it comes from, in ASCII without line ends.

use super::sites::{Site, put_in};
use crate::activation::{Base, Hull, LearnedMix, SimpleTerm};
use crate::export::{Definition, Form, literal, origin};

/// Where a definition comes from, as lines of a word and what it says.
pub(in crate::export) fn provenance(definition: &Definition) -> Vec<String> {
    origin::lines(definition.provenance(), quoted)
}

/// A name that may contain anything, in quotes; without characters that end a comment or a piece of code inside it.
pub(in crate::export) fn quoted(text: &str) -> String {
    literal::text(text).replace('`', "\\x60").replace("*/", "*\\x2f").replace("??", "?\\x3f")
}

/// `an affine mix of identity, relu and tanh`
pub(in crate::export) fn summary(learned: &LearnedMix) -> String {
    let bases = enumeration(&learned.mix.bases);
    if learned.mix.is_plain() {
        return format!("{bases} by itself");
    }
    let kind = match learned.mix.hull {
        Hull::Affine => "an affine mix",
        Hull::Convex => "a convex mix",
        Hull::Linear => "a linear mix",
        Hull::Frozen => "a frozen mix",
    };
    format!("{kind} of {bases}")
}

fn enumeration(bases: &[Base]) -> String {
    let names: Vec<&str> = bases.iter().map(|base| base.name()).collect();
    match names.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}

/// What is computed: `0.25 * identity + 0.75 * relu`, or with `alpha[0]` where channels have their own numbers.
pub(in crate::export) fn formula(site: &Site<'_>) -> String {
    let mut thetas = (0..).map(|place| format!("theta[{place}]"));
    let term = |(place, term): (usize, &SimpleTerm)| {
        let theta = if term.parameters.is_empty() { None } else { thetas.next() };
        let base = term.base.written(theta.as_deref(), literal::rounded);
        let alpha = match site.channels() {
            None => literal::rounded(term.coefficients[0]),
            Some(_) => format!("alpha[{place}]"),
        };
        times(&alpha, base)
    };
    joined(site.terms.iter().enumerate().map(term))
}

/// What was learned, where that is one row of numbers and another formula is computed.
pub(in crate::export) fn learned_formula(site: &Site<'_>) -> Option<String> {
    let learned = site.learned;
    if site.channels().is_some() || learned.mix.is_plain() {
        return None;
    }
    let term = |(alpha, base): (&f32, Base)| {
        let base = base.learned_value().map_or(base, |value| put_in(base, value));
        times(&literal::single(*alpha), base.written(None, literal::rounded))
    };
    let terms = learned.coefficients[0].iter().zip(learned.bases(0)).map(term);
    Some(joined(terms)).filter(|learned| *learned != formula(site))
}

fn times(alpha: &str, base: String) -> String {
    if alpha == "1.0" { base } else { format!("{alpha} * {base}") }
}

/// A sum whose terms stay on one line each when it is broken into lines.
fn joined(terms: impl Iterator<Item = String>) -> String {
    let terms: Vec<String> = terms.map(|term| term.replace(' ', "\u{a0}")).collect();
    if terms.is_empty() { "0".to_owned() } else { terms.join(" +\u{a0}").replace("+\u{a0}-", "-\u{a0}") }
}

/// How a site is introduced: its name, its mix, and whether another formula than that is computed.
pub(in crate::export) fn introduction(site: &Site<'_>, name: &str) -> String {
    let learned = site.learned;
    let is_same = site.terms == Form::Exact.of(learned).terms;
    let says = match (learned_formula(site), site.channels()) {
        (Some(_), _) => ". What was learned is",
        (None, Some(_)) if !is_same => ". It is computed in simpler terms,",
        (None, _) => ":",
    };
    format!("Site {}, {}{says}", name.replace(' ', "\u{a0}"), summary(learned))
}
