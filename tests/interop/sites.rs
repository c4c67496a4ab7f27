//! Prints the calls of activation functions in exported models, one a line, as the golden tables beside the models have them:
//! `name | function | role | shape | file:line code`.
//!
//! ```sh
//! cargo run --no-default-features --example interop_sites -- resnet18.pt2
//! ```

use actsearch::pt2::{self, Size};
use actsearch::task::exported::{ActivationCall, activation_calls, calls_in_one_mode};
use anyhow::{Context as _, Result};
use std::io::Write as _;

fn main() -> Result<()> {
    let mut out = std::io::stdout().lock();
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path).with_context(|| path.clone())?;
        let program = pt2::read(&bytes).with_context(|| path.clone())?;
        for call in activation_calls(&program)? {
            writeln!(out, "{}", line(&call))?;
        }
        for call in calls_in_one_mode(&program) {
            writeln!(out, "no site: {call}")?;
        }
    }
    Ok(())
}

fn line(call: &ActivationCall) -> String {
    let shape: Vec<String> = call.sizes.iter().enumerate().map(|(at, size)| side(at, size, call)).collect();
    let code = call.place.line.as_ref().map_or_else(String::new, |line| {
        let file = line.file.rsplit(['/', '\\']).next().unwrap_or_default();
        format!("{file}:{} {}", line.number, line.code)
    });
    format!("{} | {} | {} | {} | {code}", call.name, call.function, call.role, shape.join("×"))
}

/// One side of the shape; that of the channels is in brackets.
fn side(at: usize, size: &Size, call: &ActivationCall) -> String {
    let size = match size {
        Size::Known(size) => size.to_string(),
        Size::Symbolic(_) if at == 0 => "n".to_owned(),
        Size::Symbolic(expression) => expression.clone(),
    };
    if at == call.axis { format!("[{size}]") } else { size }
}
