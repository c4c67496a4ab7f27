//! How large a batch may be, and what comes out of it: logits.

use super::ordered::Ordered;
use super::program::{Argument, Batch, Graph, Input, Size, ValueKind};
use super::schema::RangeConstraint;
use super::values::Values;

const FREE_BATCH: &str = "save the model by actsearch.save, which leaves the batch free";

/// The batch of a graph: the first size of all that the user gives.
pub(super) fn read(
    inputs: &[Input],
    values: &Values,
    ranges: &Ordered<RangeConstraint>,
) -> Result<Batch, String> {
    let given = inputs.iter().filter_map(|input| match input {
        Input::User { value } => Some(values.get(*value)),
        Input::Tensor { .. } => None,
    });
    let mut symbol: Option<&str> = None;
    for value in given {
        let name = &value.name;
        let ValueKind::Tensor { sizes, .. } = &value.kind else {
            return Err(format!("the input `{name}` is no tensor"));
        };
        let first = match sizes.first() {
            Some(Size::Symbolic(first)) => first,
            Some(Size::Known(size)) => {
                return Err(format!(
                    "the batch of the input `{name}` is fixed to {size} by the example: {FREE_BATCH}"
                ));
            }
            None => {
                return Err(format!(
                    "the input `{name}` has no batch: its first dimension must be the samples"
                ));
            }
        };
        if symbol.is_some_and(|symbol| symbol != first) {
            return Err(format!(
                "the batch of the input `{name}` is another than that of the one before: {FREE_BATCH}"
            ));
        }
        symbol = Some(first);
    }
    let symbol = symbol.ok_or("it has no input: the model must take a tensor of samples")?;
    let range = ranges.0.iter().find(|(name, _)| name == symbol).map(|(_, range)| range);
    let count = |value: Option<i64>| value.and_then(|value| u64::try_from(value).ok());
    let least = count(range.and_then(|range| range.min_val)).unwrap_or(0);
    let most = count(range.and_then(|range| range.max_val));
    if most.is_some_and(|most| most <= least) {
        return Err(format!("the batch `{symbol}` is fixed to {least} by its range: {FREE_BATCH}"));
    }
    Ok(Batch { symbol: symbol.to_owned(), least, most })
}

/// Makes sure that logits come out.
pub(super) fn check_logits(graph: &Graph) -> Result<(), String> {
    if !graph.logits().is_empty() {
        return Ok(());
    }
    let shapes: Vec<String> = graph.outputs.iter().map(|output| shape(output, graph)).collect();
    let found = if shapes.is_empty() { "nothing".to_owned() } else { shapes.join(", ") };
    Err(format!(
        "its outputs are {found}, but one must be floats of the shape ({}, classes): give back logits of a classifier",
        graph.batch.symbol
    ))
}

fn shape(output: &Argument, graph: &Graph) -> String {
    let Argument::Tensor(id) = output else { return "no tensor".to_owned() };
    let ValueKind::Tensor { dtype, sizes } = &graph.values[id.0].kind else { return "no tensor".to_owned() };
    let sizes: Vec<String> = sizes
        .iter()
        .map(|size| match size {
            Size::Known(size) => size.to_string(),
            Size::Symbolic(symbol) => symbol.clone(),
        })
        .collect();
    format!("{dtype:?} ({})", sizes.join(", "))
}
