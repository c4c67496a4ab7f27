//! The bodies of functions that compute a mix.

use super::terms::{thetas, times};
use crate::activation::{Base, Hull, LearnedMix, Sharing, SimpleTerm};
use crate::export::Form;
use crate::export::layout::{Literal, return_sum};
use crate::export::literal::{rounded, single};

/// f(x) as an expression of `x`; its learned parameter is `theta[place]` if a place is given.
pub(in crate::export) type Call = fn(Base, Option<usize>) -> String;

/// How a framework says what the formats have in common.
///
/// Its modules have a function `_along_axis(rows, x, axis)`, which makes of rows for channels one array for each column.
#[derive(Clone, Copy, Debug)]
pub(in crate::export) struct Language {
    pub call: Call,
    /// An expression of the shape of `x` that is 0.
    pub zeros: &'static str,
    /// The axis of the channels.
    pub axis: &'static str,
    /// Coefficients and learned parameters of the whole site while they are trained.
    pub alpha: &'static str,
    pub theta: &'static str,
    /// What is said of these to give one row the type of `x`.
    pub row: &'static str,
}

/// The body of a function that computes a site with the learned numbers put in.
pub(in crate::export) fn fixed_body(
    language: Language,
    learned: &LearnedMix,
    form: Form,
    indent: usize,
) -> String {
    let terms = form.of(learned).terms;
    let n_rows = terms.first().map_or(0, |term| term.coefficients.len());
    match n_rows {
        0 => format!("{}return {}", " ".repeat(indent), language.zeros),
        1 => {
            let term = |term: &SimpleTerm| {
                times(&rounded(term.coefficients[0]), &(language.call)(term.base_in(0), None))
            };
            return_sum(&terms.iter().map(term).collect::<Vec<_>>(), indent)
        }
        _ => for_channels(language, &terms, n_rows, indent),
    }
}

fn for_channels(language: Language, terms: &[SimpleTerm], n_rows: usize, indent: usize) -> String {
    let table = |row: fn(&SimpleTerm, usize) -> Option<f64>| {
        let words = |at| terms.iter().filter_map(move |term| row(term, at)).map(rounded).map(Literal::Word);
        Literal::Tuple((0..n_rows).map(|at| Literal::Tuple(words(at).collect())).collect())
    };
    let margin = " ".repeat(indent);
    let along = |name: &str, of: &str, table: &Literal| {
        let (table, axis) = (table.assigned_to(of, indent), language.axis);
        format!("{margin}{table}\n{margin}{name} = _along_axis({of}, x, {axis})\n")
    };
    let alpha = along("alpha", "coefficients", &table(|term, at| term.coefficients.get(at).copied()));
    let has_theta = terms.iter().any(|term| !term.parameters.is_empty());
    let theta = if has_theta {
        along("theta", "parameters", &table(|term, at| term.parameters.get(at).copied()))
    } else {
        String::new()
    };
    let calls = terms.iter().zip(thetas(terms)).map(|(term, theta)| (language.call)(term.base, theta));
    let calls = calls.enumerate().map(|(idx, call)| times(&format!("alpha[{idx}]"), &call));
    format!("{alpha}{theta}{}", return_sum(&calls.collect::<Vec<_>>(), indent))
}

/// The body of a method that computes a site whose coefficients, or learned parameters, are trained.
pub(in crate::export) fn trained_body(language: Language, learned: &LearnedMix, indent: usize) -> String {
    let mix = &learned.mix;
    let margin = " ".repeat(indent);
    let of_rows = |name: &str, rows: &str| match mix.sharing {
        Sharing::Layer => format!("{margin}{name} = {rows}[0]{}\n", language.row),
        Sharing::Channel => format!("{margin}{name} = _along_axis({rows}, x, {})\n", language.axis),
    };
    let learns_alpha = mix.hull != Hull::Frozen;
    let alpha = if learns_alpha { of_rows("alpha", language.alpha) } else { String::new() };
    let theta = if learned.parameters.is_empty() { String::new() } else { of_rows("theta", language.theta) };
    let mut places = 0..;
    let term = |(idx, base): (usize, &Base)| {
        let call = (language.call)(*base, base.learned_parameter().and_then(|_| places.next()));
        let alpha = if learns_alpha { format!("alpha[{idx}]") } else { single(learned.coefficients[0][idx]) };
        times(&alpha, &call)
    };
    let terms: Vec<String> = mix.bases.iter().enumerate().map(term).collect();
    format!("{alpha}{theta}{}", return_sum(&terms, indent))
}

/// Rows of numbers as a tuple of tuples.
pub(in crate::export) fn rows(rows: &[Vec<f32>]) -> Literal {
    let row =
        |row: &Vec<f32>| Literal::Tuple(row.iter().map(|value| Literal::Word(single(*value))).collect());
    Literal::Tuple(rows.iter().map(row).collect())
}
