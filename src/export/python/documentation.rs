//! Pieces of docstrings.

use super::terms::{self, times};
use crate::activation::{Base, Hull, LearnedMix, Sharing, Simplified};
use crate::export::layout::fill;
use crate::export::literal::{self, single};
use crate::export::{Definition, Form, Trained, origin, samples};

/// What theta is.
pub(in crate::export) const THETA: &str = "Some bases have a parameter that was learned together with alpha. These \
parameters are theta; a base by itself has theta, but no alpha.";

/// Those paragraphs that are needed, filled.
pub(in crate::export) fn paragraphs(paragraphs: &[(bool, &str)]) -> String {
    let needed = paragraphs.iter().filter(|(is_needed, _)| *is_needed);
    needed.map(|(_, text)| fill(text, 0)).collect::<Vec<_>>().join("\n\n")
}

/// The lines that say where a definition comes from.
pub(in crate::export) fn provenance(definition: &Definition) -> String {
    origin::indented(definition.provenance(), quoted)
}

/// The lines that say where a network comes from, and what its entries and logits stand for.
pub(in crate::export) fn provenance_of_network(trained: &Trained) -> String {
    samples::indented(trained, quoted)
}

/// A docstring of these paragraphs: on one line if there is one that fits.
pub(in crate::export) fn docstring(paragraphs: &[String], indent: usize) -> String {
    let margin = " ".repeat(indent);
    let quotes = "\"\"\"";
    if let [only] = paragraphs {
        // The quotes at the end may stand out of the line: that is how a formatter has it.
        let line = fill(&format!("{quotes}{only}"), indent);
        if !line.contains('\n') {
            return format!("{line}{quotes}");
        }
    }
    let opened = paragraphs.iter().enumerate();
    let opened = opened.map(|(idx, text)| if idx == 0 { format!("{quotes}{text}") } else { text.clone() });
    let filled: Vec<String> = opened.map(|text| fill(&text, indent)).collect();
    format!("{}\n{margin}{quotes}", filled.join("\n\n"))
}

/// `Site "conv1": an affine mix of identity, prelu(slope=theta[0]) and tanh.`
pub(in crate::export) fn summary(learned: &LearnedMix) -> String {
    summary_of(learned, &names(&learned.mix.bases))
}

/// What a function is whose numbers are put in: paragraphs with the numbers as they were learned.
pub(in crate::export) fn about_function(learned: &LearnedMix, form: Form) -> Vec<String> {
    let simplification = || if form == Form::Simplified { simplification(learned) } else { None };
    if learned.mix.sharing == Sharing::Channel {
        let paragraphs = [Some(summary(learned)), sharing(learned), simplification()];
        return paragraphs.into_iter().flatten().collect();
    }
    let terms = Simplified::written_out(learned).terms;
    let bases: Vec<String> = terms.iter().map(|term| term.base.written(None, literal::rounded)).collect();
    let simplification = simplification().map(|simplification| {
        if learned.mix.is_plain() {
            simplification
        } else {
            format!("Learned was {}. {simplification}", terms::formula(&terms))
        }
    });
    std::iter::once(summary_of(learned, &bases)).chain(simplification).collect()
}

fn summary_of(learned: &LearnedMix, bases: &[String]) -> String {
    let (site, bases) = (unbroken(&learned.site), enumeration(bases));
    if learned.mix.is_plain() {
        format!("Site {site}: {bases} by itself.")
    } else {
        format!("Site {site}: {} of {bases}.", kind(learned.mix.hull))
    }
}

pub(in crate::export) fn kind(hull: Hull) -> &'static str {
    match hull {
        Hull::Affine => "an affine mix",
        Hull::Convex => "a convex mix",
        Hull::Linear => "a linear mix",
        Hull::Frozen => "a frozen mix",
    }
}

/// Who shares the coefficients; nothing for a base by itself.
pub(in crate::export) fn sharing(learned: &LearnedMix) -> Option<String> {
    if learned.mix.is_plain() {
        return None;
    }
    let theta = !learned.parameters.is_empty();
    let n_rows = learned.coefficients.len();
    Some(match (learned.mix.sharing, theta) {
        (Sharing::Layer, false) => "One alpha serves the whole layer.".to_owned(),
        (Sharing::Layer, true) => "One alpha and one theta serve the whole layer.".to_owned(),
        (Sharing::Channel, _) => {
            let and_theta = if theta { " and theta" } else { "" };
            format!("Each of the {n_rows} channels along `axis` has its own alpha{and_theta}.")
        }
    })
}

/// What is computed, with names of the numbers that are trained; nothing for a base by itself.
pub(in crate::export) fn formula(learned: &LearnedMix) -> Option<String> {
    let mix = &learned.mix;
    if mix.is_plain() {
        return None;
    }
    let is_fixed = mix.hull == Hull::Frozen && mix.sharing == Sharing::Layer;
    let term = |(idx, base): (usize, String)| {
        let alpha = if is_fixed { single(learned.coefficients[0][idx]) } else { format!("alpha[{idx}]") };
        // Terms stay on one line each.
        times(&alpha, &base).replace(' ', "\u{a0}")
    };
    let terms: Vec<String> = names(&mix.bases).into_iter().enumerate().map(term).collect();
    Some(format!("f(x)\u{a0}= {}.", terms.join(" +\u{a0}").replace("+\u{a0}-", "-\u{a0}")))
}

/// What the simplified form is, as a sentence; nothing if there is none.
pub(in crate::export) fn simplification(learned: &LearnedMix) -> Option<String> {
    learned.simplified().map(|it| format!("Simplified, f(x) is {}.", terms::formula(&it.terms)))
}

/// `identity`, `prelu(slope=theta[0])`, `tanh`
fn names(bases: &[Base]) -> Vec<String> {
    let mut thetas = (0..).map(|place| format!("theta[{place}]"));
    let name = |base: &Base| {
        let theta = base.learned_parameter().and_then(|_| thetas.next());
        base.written(theta.as_deref(), literal::double)
    };
    bases.iter().map(name).collect()
}

/// `identity, relu and tanh`
pub(in crate::export) fn enumeration(names: &[String]) -> String {
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}

/// A string inside a docstring, which shows it as it would be written in code.
///
/// Every quote inside it stands behind backslashes, so it cannot end the docstring.
pub(in crate::export) fn quoted(text: &str) -> String {
    literal::text(text).replace('\\', "\\\\")
}

/// The same for a paragraph that is broken into lines: it stays on one.
pub(in crate::export) fn unbroken(text: &str) -> String {
    quoted(text).replace(' ', "\u{a0}")
}
