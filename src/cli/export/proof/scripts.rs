//! What libtorch makes of an exported script that is loaded back.

use super::{AGAINST, Answers, Proof};
use crate::cli::training::{self, Module};
use crate::export::{self, Definition, Exported, Form, Format, Trained, What};

/// Runs every site of a compiled module on the inputs that are tried, the same for all channels.
pub(super) fn of_mixes(definition: &Definition, module: &[u8]) -> anyhow::Result<Proof> {
    let (inputs, module) = (export::inputs(), Module::load(module)?);
    let mut outputs = Vec::new();
    for (learned, method) in definition.sites().iter().zip(export::function_names(definition)) {
        let channels = learned.coefficients.len();
        let x: Vec<f32> = inputs.iter().flat_map(|x| std::iter::repeat_n(*x, channels)).collect();
        outputs.push(module.run_on(Some(&method), &[inputs.len(), channels], &x)?);
    }
    let output = |site: usize, row: usize, place: usize| {
        f64::from(outputs[site][place * definition.sites()[site].coefficients.len() + row])
    };
    let checked = format!("loaded back into libtorch, every site {AGAINST}");
    Ok(Proof::of(checked, export::largest(definition, output)))
}

/// Runs a compiled network on samples whose logits are known.
pub(super) fn of_network(module: &[u8], answers: &Answers) -> anyhow::Result<Proof> {
    let logits = Module::load(module)?.run_on(None, &answers.dims, &answers.inputs)?;
    compared(&logits.into_iter().map(f64::from).collect::<Vec<_>>(), answers, "loaded back into libtorch")
}

/// What libtorch makes of the numbers of a network in f64, by a script of its own.
pub(super) fn reference(trained: &Trained, answers: &Answers) -> anyhow::Result<Proof> {
    let Exported::Script(script) = export::export(Format::Torchscript, What::Network(trained), Form::Exact)?
    else {
        anyhow::bail!("a script is no file");
    };
    let module = Module::load(&training::compile(&script)?)?;
    let logits = module.run_in_f64(&answers.dims, &answers.inputs)?;
    compared(&logits, answers, "its numbers computed in f64")
}

/// The share of samples for which another logit is the largest.
#[expect(clippy::cast_precision_loss, reason = "there are a thousand samples")]
fn other_answers(logits: &[f64], answers: &Answers) -> f64 {
    let samples = answers.dims[0].max(1);
    let classes = (answers.logits.len() / samples).max(1);
    let wanted: Vec<f64> = answers.logits.iter().copied().map(f64::from).collect();
    let pairs = logits.chunks_exact(classes).zip(wanted.chunks_exact(classes));
    let others = pairs.filter(|(found, wanted)| answer(found) != answer(wanted)).count();
    others as f64 / samples as f64
}

/// The place of the largest logit, the first of equal ones.
fn answer(logits: &[f64]) -> Option<usize> {
    (0..logits.len()).rev().max_by(|one, other| logits[*one].total_cmp(&logits[*other]))
}

pub(super) fn compared(logits: &[f64], answers: &Answers, how: &str) -> anyhow::Result<Proof> {
    let (found, wanted) = (logits.len(), answers.logits.len());
    anyhow::ensure!(found == wanted, "there are {found} logits, not {wanted}");
    let pairs = logits.iter().zip(&answers.logits);
    let differences = pairs.map(|(found, wanted)| (found - f64::from(*wanted)).abs());
    let samples = answers.dims[0];
    Ok(Proof {
        checked: format!("{how}, logits of {samples} validation samples against those of training"),
        // No number is the largest difference of all.
        largest_difference: differences.max_by(f64::total_cmp).unwrap_or(0.0),
        at: None,
        other_answers: Some(other_answers(logits, answers)),
        not_checked: None,
    })
}
