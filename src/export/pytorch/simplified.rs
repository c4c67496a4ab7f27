//! The second way to compute a site: its simplified form, with the learned numbers put in.

use super::call;
use crate::activation::{SimpleTerm, Simplified};
use crate::export::layout::{Literal, return_sum};
use crate::export::literal::rounded;

/// The method `simplified` of the class of a site.
pub(super) fn method(simplified: &Simplified) -> String {
    let n_rows = simplified.n_rows();
    let body = if n_rows > 1 { for_channels(simplified, n_rows) } else { for_layer(simplified) };
    format!("    @staticmethod\n    def simplified(x: Tensor) -> Tensor:\n{body}\n")
}

/// The simplified form as a formula of base functions.
pub(super) fn formula(simplified: &Simplified) -> String {
    let per_channel = simplified.n_rows() > 1;
    let terms = simplified.terms.iter().zip(thetas(simplified)).enumerate();
    let term = |(idx, (term, theta)): (usize, (&SimpleTerm, Option<usize>))| {
        let theta = theta.map(|place| format!("theta[{place}]"));
        let base = term.base.written(theta.as_deref(), rounded);
        let alpha = if per_channel { format!("alpha[{idx}]") } else { rounded(term.coefficients[0]) };
        times(&alpha, &base)
    };
    let terms: Vec<String> = terms.map(term).collect();
    let sum = if terms.is_empty() { "0".to_owned() } else { terms.join(" + ").replace("+ -", "- ") };
    format!("{sum}{}", if per_channel { ", with other numbers for each channel" } else { "" })
}

fn for_layer(simplified: &Simplified) -> String {
    let term = |term: &SimpleTerm| times(&rounded(term.coefficients[0]), &call::of(term.base, None, rounded));
    let terms: Vec<String> = simplified.terms.iter().map(term).collect();
    if terms.is_empty() { "        return torch.zeros_like(x)".to_owned() } else { return_sum(&terms, 8) }
}

fn for_channels(simplified: &Simplified, n_rows: usize) -> String {
    let terms = &simplified.terms;
    let coefficients = rows(n_rows, |row| terms.iter().map(|term| term.coefficients[row]).collect());
    let parameters =
        rows(n_rows, |row| terms.iter().filter_map(|term| term.parameters.get(row).copied()).collect());
    let has_theta = terms.iter().any(|term| !term.parameters.is_empty());
    let theta = if has_theta { tensor("theta", "parameters", &parameters) } else { String::new() };
    let calls = terms.iter().zip(thetas(simplified)).map(|(term, theta)| call::of(term.base, theta, rounded));
    let calls = calls.enumerate().map(|(idx, call)| call::term(&format!("alpha[{idx}]"), &call));
    let sum = return_sum(&calls.collect::<Vec<_>>(), 8);
    format!("{}{theta}{sum}", tensor("alpha", "coefficients", &coefficients))
}

/// Lists, because `TorchScript` makes no tensor of tuples.
fn rows(n_rows: usize, row: impl Fn(usize) -> Vec<f64>) -> Literal {
    let row =
        |place| Literal::List(row(place).into_iter().map(|value| Literal::Word(rounded(value))).collect());
    Literal::List((0..n_rows).map(row).collect())
}

fn tensor(name: &str, of: &str, rows: &Literal) -> String {
    format!(
        "        {rows}\n        {name} = _along_channels(torch.tensor({of}, device=x.device), x)\n",
        rows = rows.assigned_to(of, 8),
    )
}

/// The place in theta of the learned parameter of each term, for those in which channels differ.
fn thetas(simplified: &Simplified) -> Vec<Option<usize>> {
    let mut places = 0..;
    let theta = |term: &SimpleTerm| if term.parameters.is_empty() { None } else { places.next() };
    simplified.terms.iter().map(theta).collect()
}

fn times(alpha: &str, factor: &str) -> String {
    if alpha == "1.0" { factor.to_owned() } else { call::term(alpha, factor) }
}
