//! Writes what is read in files that PyTorch exported, one line of JSON for each: `interop_exported FILE …`.
//!
//! Either `error`, or `torch`, `parameters`, `buffers`, `classes` (of each output that can be logits), `least_batch`,
//! and for both modes the functions that are called, with how many calls have a line of code.

use actsearch::pt2::{self, Graph, Program, Role};
use serde_json::{Value, json};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path)?;
        let found =
            pt2::read(&bytes).map_or_else(|error| json!({ "error": error.to_string() }), |it| told(&it));
        println!("{found}");
    }
    Ok(())
}

fn told(program: &Program) -> Value {
    let names = |is_wanted: fn(&Role) -> bool| -> Vec<&str> {
        let wanted = program.tensors.iter().filter(|tensor| is_wanted(&tensor.role));
        wanted.map(|tensor| tensor.name.as_str()).collect()
    };
    json!({
        "torch": program.torch_version,
        "parameters": names(|role| *role == Role::Parameter),
        "buffers": names(|role| matches!(role, Role::Buffer { .. })),
        "classes": program.evaluation.logits().iter().map(|(_, classes)| classes).collect::<Vec<_>>(),
        "least_batch": program.training.batch.least,
        "training": calls(&program.training),
        "evaluation": calls(&program.evaluation),
    })
}

fn calls(graph: &Graph) -> Value {
    json!({
        "functions": graph.nodes.iter().map(|node| node.function.to_string()).collect::<Vec<_>>(),
        "with_line": graph.nodes.iter().filter(|node| node.place.line.is_some()).count(),
    })
}
