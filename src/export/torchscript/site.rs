//! The method of one site.

use crate::activation::{LearnedMix, SimpleTerm};
use crate::export::Form;
use crate::export::literal::double;
use crate::export::names::Identifiers;
use crate::export::pytorch::call::{Language, Style};
use crate::export::pytorch::simplified::{coefficients, for_channels, for_layer, parameters};
use crate::export::script::ScriptTensor;

/// Nobody reads these numbers, so they have all digits that they have in f64.
const STYLE: Style = Style { language: Language::Script, number: double };

/// The methods of sites by these names, and the numbers of those sites whose channels have their own.
///
/// The numbers of all other sites stand in the code.
pub(super) fn methods(
    names: &[String],
    sites: &[LearnedMix],
    form: Form,
    taken: &mut Identifiers,
) -> (String, Vec<ScriptTensor>) {
    let mut tensors = Vec::new();
    let mut written = Vec::new();
    for (name, learned) in names.iter().zip(sites) {
        let body = body(name, &form.of(learned).terms, taken, &mut tensors);
        written.push(format!("def {name}(self, x: Tensor) -> Tensor:\n{body}"));
    }
    (written.join("\n"), tensors)
}

fn body(
    name: &str,
    terms: &[SimpleTerm],
    taken: &mut Identifiers,
    tensors: &mut Vec<ScriptTensor>,
) -> String {
    let alpha = coefficients(terms);
    if alpha.len() <= 1 {
        let sum = for_layer(terms, STYLE);
        return returned(&if sum.is_empty() { "torch.zeros_like(x)".to_owned() } else { sum.join(" + ") });
    }
    let mut lines = Vec::new();
    for (word, rows) in [("alpha", Some(alpha)), ("theta", parameters(terms))] {
        let Some(rows) = rows else { continue };
        let tensor = in_columns(taken.take(&format!("{name}_{word}"), ""), &rows);
        let (name, dims) = (&tensor.name, &tensor.dims);
        lines.push(format!("    {word} = self.{name}.to(x.dtype).reshape({dims:?} + [1] * (x.dim() - 2))\n"));
        tensors.push(tensor);
    }
    lines.concat() + &returned(&for_channels(terms, STYLE).join(" + "))
}

fn returned(expression: &str) -> String {
    format!("    return {expression}\n")
}

/// A row for each term or parameter, with a number for each channel.
fn in_columns(name: String, rows: &[Vec<f64>]) -> ScriptTensor {
    let n_columns = rows[0].len();
    #[expect(clippy::cast_possible_truncation, reason = "weights are f32")]
    let values = (0..n_columns).flat_map(|column| rows.iter().map(move |row| row[column] as f32)).collect();
    ScriptTensor { name, dims: vec![n_columns, rows.len()], values, is_parameter: false }
}
