//! What libtorch makes of an exported script that is loaded back.

use super::{AGAINST, Answers, Proof};
use crate::cli::training;
use crate::export::{self, Definition, Exported, Form, Format, Trained, What};

/// Runs every site of a compiled module on the inputs that are tried, the same for all channels.
pub(super) fn of_mixes(definition: &Definition, module: &[u8]) -> anyhow::Result<Proof> {
    let inputs = export::inputs();
    let mut outputs = Vec::new();
    for (learned, method) in definition.sites().iter().zip(export::method_names(definition)) {
        let channels = learned.coefficients.len();
        let x: Vec<f32> = inputs.iter().flat_map(|x| std::iter::repeat_n(*x, channels)).collect();
        outputs.push(training::run_script(module, Some(&method), &[inputs.len(), channels], &x)?);
    }
    let output = |site: usize, row: usize, place: usize| {
        f64::from(outputs[site][place * definition.sites()[site].coefficients.len() + row])
    };
    let checked = format!("loaded back into libtorch, every site {AGAINST}");
    Ok(Proof::of(checked, export::largest(definition, output)))
}

/// Runs a compiled network on samples whose logits are known.
pub(super) fn of_network(module: &[u8], answers: &Answers) -> anyhow::Result<Proof> {
    let logits = training::run_script(module, None, &answers.dims, &answers.inputs)?;
    Ok(compared(&logits, answers, "loaded back into libtorch"))
}

/// What libtorch makes of the numbers of a network in a script of its own.
pub(super) fn reference(trained: &Trained, answers: &Answers) -> anyhow::Result<Proof> {
    let Exported::Script(script) = export::export(Format::Torchscript, What::Network(trained), Form::Exact)?
    else {
        anyhow::bail!("a script is no file");
    };
    let logits = training::run_script(&training::compile(&script)?, None, &answers.dims, &answers.inputs)?;
    Ok(compared(&logits, answers, "its numbers in a script of libtorch"))
}

fn compared(logits: &[f32], answers: &Answers, how: &str) -> Proof {
    let differences = logits.iter().zip(&answers.logits).map(|(a, b)| f64::from((a - b).abs()));
    let samples = answers.dims[0];
    Proof {
        checked: format!("{how}, logits of {samples} validation samples against those of training"),
        // A NaN is the largest of all.
        largest_difference: differences.max_by(f64::total_cmp).unwrap_or(0.0),
        at: None,
    }
}
