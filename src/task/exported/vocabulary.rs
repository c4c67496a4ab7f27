//! Whether a model knows every token of the data.

use crate::pt2::{Graph, Input, Tensor, ValueId};
use crate::task::WholeNumbers;
use std::collections::HashMap;

/// Makes sure that every embedding of tokens has a row for each whole number of the samples.
pub(super) fn check(graph: &Graph, tensors: &[Tensor], whole: Option<WholeNumbers>) -> Result<(), String> {
    let Some(WholeNumbers { least, most, .. }) = whole else { return Ok(()) };
    let mut users = Vec::new();
    let mut of_model: HashMap<ValueId, &Tensor> = HashMap::new();
    for input in &graph.inputs {
        match input {
            Input::User { value } => users.push(*value),
            Input::Tensor { value, tensor } => drop(of_model.insert(*value, &tensors[*tensor])),
        }
    }
    for node in graph.nodes.iter().filter(|node| node.function.is("embedding")) {
        let of = |name| node.argument(name).and_then(|argument| argument.values().first().copied());
        let is_of_samples = of("indices").is_some_and(|indices| users.contains(&indices));
        let weight = of("weight").and_then(|weight| of_model.get(&weight)).filter(|_| is_of_samples);
        let rows = weight.and_then(|weight| weight.strided.sizes.first().copied());
        if let Some(rows) = rows.filter(|rows| least < 0 || most >= i128::from(*rows)) {
            return Err(format!(
                "knows the tokens 0 to {} {}, but the data has whole numbers from {least} to {most}",
                rows.saturating_sub(1),
                node.place
            ));
        }
    }
    Ok(())
}
