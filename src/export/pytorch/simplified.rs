//! The second way to compute a site: its simplified form, with the learned numbers put in.

use super::call::{self, Language, Style};
use crate::activation::{LearnedMix, SimpleTerm, Simplified};
use crate::export::Form;
use crate::export::layout::{Literal, return_sum};
use crate::export::literal::rounded;

const STYLE: Style = Style { language: Language::Python, number: rounded };

/// The simplified form of a site, if it has one and it is asked for.
pub(super) fn of(learned: &LearnedMix, form: Form) -> Option<Simplified> {
    match form {
        Form::Simplified => learned.simplified(),
        Form::Exact => None,
    }
}

/// What the class of a site says before its methods, and the constructor that makes the numbers of channels tensors; nothing
/// where one row of numbers serves the whole layer.
pub(super) fn constructor(simplified: &Simplified) -> Option<String> {
    if !has_rows(simplified) {
        return None;
    }
    let mut tensors = vec![("alpha", "coefficients", coefficients(&simplified.terms))];
    tensors.extend(parameters(&simplified.terms).map(|rows| ("theta", "parameters", rows)));
    let declared: Vec<String> =
        tensors.iter().map(|(name, ..)| format!("    simplified_{name}: Tensor")).collect();
    let declared = declared.join("\n");
    let made: String = tensors.iter().map(|(name, rows, values)| buffer(name, rows, values)).collect();
    Some(format!(
        "{declared}

    def __init__(self, trainable: bool = True) -> None:
        super().__init__(trainable)
{made}"
    ))
}

fn buffer(name: &str, of: &str, rows: &[Vec<f64>]) -> String {
    let row =
        |row: &Vec<f64>| Literal::List(row.iter().map(|value| Literal::Word(rounded(*value))).collect());
    let rows = Literal::List(rows.iter().map(row).collect());
    format!(
        "        {rows}
        {name} = torch.tensor({of})
        self.register_buffer(\"simplified_{name}\", {name}, persistent=False)
",
        rows = rows.assigned_to(of, 8),
    )
}

/// The method `simplified` of the class of a site.
pub(super) fn method(simplified: &Simplified) -> String {
    if !has_rows(simplified) {
        let body = match &for_layer(&simplified.terms, STYLE)[..] {
            [] => "        return torch.zeros_like(x)".to_owned(),
            terms => return_sum(terms, 8),
        };
        return format!("    @staticmethod\n    def simplified(x: Tensor) -> Tensor:\n{body}\n");
    }
    let tensor = |name| format!("        {name} = _along_channels(self.simplified_{name}, x)\n");
    let theta = parameters(&simplified.terms).map_or(String::new(), |_| tensor("theta"));
    let sum = return_sum(&for_channels(&simplified.terms, STYLE), 8);
    format!("    def simplified(self, x: Tensor) -> Tensor:\n{}{theta}{sum}\n", tensor("alpha"))
}

/// The simplified form as a formula of base functions.
pub(super) fn formula(simplified: &Simplified) -> String {
    let per_channel = has_rows(simplified);
    let terms = simplified.terms.iter().zip(thetas(&simplified.terms)).enumerate();
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

fn has_rows(simplified: &Simplified) -> bool {
    simplified.n_rows() > 1
}

/// Terms with the numbers of their only row put in.
pub(in crate::export) fn for_layer(terms: &[SimpleTerm], style: Style) -> Vec<String> {
    let term = |term: &SimpleTerm| {
        times(&(style.number)(term.coefficients[0]), &call::of(term.base_in(0), None, style))
    };
    terms.iter().map(term).collect()
}

/// Terms in which the k-th coefficient is `alpha[k]` and the k-th learned parameter `theta[k]`.
pub(in crate::export) fn for_channels(terms: &[SimpleTerm], style: Style) -> Vec<String> {
    let calls = terms.iter().zip(thetas(terms)).map(|(term, theta)| call::of(term.base, theta, style));
    calls.enumerate().map(|(idx, call)| call::term(&format!("alpha[{idx}]"), &call)).collect()
}

/// The coefficients of all terms, in rows for channels.
pub(in crate::export) fn coefficients(terms: &[SimpleTerm]) -> Vec<Vec<f64>> {
    let n_rows = terms.first().map_or(0, |term| term.coefficients.len());
    (0..n_rows).map(|row| terms.iter().map(|term| term.coefficients[row]).collect()).collect()
}

/// The learned parameters in which channels differ, in rows for channels; nothing if there are none.
pub(in crate::export) fn parameters(terms: &[SimpleTerm]) -> Option<Vec<Vec<f64>>> {
    let n_rows = terms.iter().map(|term| term.parameters.len()).max().filter(|n_rows| *n_rows > 0)?;
    let row = |row| terms.iter().filter_map(|term| term.parameters.get(row).copied()).collect();
    Some((0..n_rows).map(row).collect())
}

/// The place in theta of the learned parameter of each term, for those in which channels differ.
fn thetas(terms: &[SimpleTerm]) -> Vec<Option<usize>> {
    let mut places = 0..;
    let theta = |term: &SimpleTerm| if term.parameters.is_empty() { None } else { places.next() };
    terms.iter().map(theta).collect()
}

fn times(alpha: &str, factor: &str) -> String {
    if alpha == "1.0" { factor.to_owned() } else { call::term(alpha, factor) }
}
