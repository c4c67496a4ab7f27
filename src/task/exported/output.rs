//! Which output of a model has the logits.

use crate::pt2::{Graph, Program, ValueId};

/// The place of an output among those of a model, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Output(pub usize);

/// The values that are the logits, in either graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Logits {
    /// In the graph of training.
    pub training: ValueId,
    /// In the graph of evaluation.
    pub evaluation: ValueId,
}

/// The logits in both graphs: the output that is named, or the first that has one number for each class.
pub(super) fn logits(program: &Program, named: Option<Output>, classes: usize) -> Result<Logits, String> {
    let of = |graph: &Graph, mode: &str| {
        one(graph, named, classes).map_err(|reason| format!("in {mode} {reason}"))
    };
    Ok(Logits {
        training: of(&program.training, "training")?,
        evaluation: of(&program.evaluation, "evaluation")?,
    })
}

fn one(graph: &Graph, named: Option<Output>, classes: usize) -> Result<ValueId, String> {
    let possible = graph.logits();
    let fitting = |(_, count): &&(ValueId, u64)| usize::try_from(*count) == Ok(classes);
    let listed = || {
        let words: Vec<String> =
            possible.iter().map(|(value, count)| format!("{} with {count}", place(graph, *value))).collect();
        words.join(", ")
    };
    let Some(Output(wanted)) = named else {
        let found = possible.iter().find(fitting).map(|(value, _)| *value);
        return found.ok_or_else(|| {
            format!(
                "no output has one number for each of the {classes} classes; those of the shape (batch, classes): {}",
                listed()
            )
        });
    };
    let value = graph.outputs.get(wanted).and_then(|output| output.values().first().copied());
    let found = value.and_then(|value| possible.iter().find(|(other, _)| *other == value));
    match found {
        Some(logits) if fitting(&logits) => Ok(logits.0),
        Some((_, count)) => Err(format!(
            "output {wanted} has {count} numbers for each sample, but there are {classes} classes"
        )),
        None => Err(format!(
            "output {wanted} is none of the shape (batch, classes); those that are: {}",
            listed()
        )),
    }
}

/// The place of a value among the outputs.
fn place(graph: &Graph, value: ValueId) -> usize {
    graph.outputs.iter().position(|output| output.values().contains(&value)).unwrap_or(0)
}
