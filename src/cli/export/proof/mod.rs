//! What is checked of an export before it is written, and what came of it.

mod program;
mod scripts;

use crate::export::{self, Cost, Definition, Difference, File, Form, Format, Trained, TrainedModel, What};
use crate::numbers::{count, given, magnitude, percent};
use serde::Serialize;

/// What was checked, and the largest difference that was found.
#[derive(Debug, Serialize)]
pub(super) struct Proof {
    /// How it was checked.
    checked: String,
    /// The largest difference, relative as `checked` says.
    largest_difference: f64,
    /// Where that is.
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<Place>,
    /// The share of samples to which a network gives another answer than in training.
    #[serde(skip_serializing_if = "Option::is_none")]
    other_answers: Option<f64>,
    /// What was not checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_checked: Option<String>,
}

/// Where two functions differ most.
#[derive(Debug, Serialize)]
struct Place {
    site: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<usize>,
    x: f32,
}

/// Samples, and what a network makes of them, as plain numbers.
pub(in crate::cli) struct Answers {
    /// The shape of `inputs`, samples first.
    pub(in crate::cli) dims: Vec<usize>,
    /// What exported networks take.
    pub(in crate::cli) inputs: Vec<f32>,
    /// The logits of all samples.
    pub(in crate::cli) logits: Vec<f32>,
    /// How far off an exported network may be.
    pub(in crate::cli) tolerance: f64,
}

impl Proof {
    /// `checked: …; largest difference 5.9e-8 at conv1, x = -3.25`
    pub(super) fn text(&self) -> String {
        let at = self.at.as_ref().map_or(String::new(), |Place { site, channel, x }| {
            let channel = channel.map_or(String::new(), |channel| format!(", channel {channel}"));
            format!(" at {site:?}{channel}, x = {}", given(f64::from(*x)))
        });
        let largest = match self.largest_difference {
            0.0 => "no difference".to_owned(),
            largest => format!("largest difference {}", magnitude(largest)),
        };
        let not_checked = self.not_checked.as_ref().map_or(String::new(), |it| format!("; {it}"));
        let others = self.other_answers.map_or(String::new(), |share| {
            format!("; another answer than in training for {} of the samples", percent(share))
        });
        format!("checked: {}; {largest}{at}{others}{not_checked}", self.checked)
    }

    fn of(checked: impl Into<String>, difference: Difference) -> Self {
        let Difference { relative, site, channel, x } = difference;
        let at = (relative != 0.0).then_some(Place { site, channel, x });
        Self {
            checked: checked.into(),
            largest_difference: relative,
            at,
            other_answers: None,
            not_checked: None,
        }
    }

    /// The same, unless the difference is so large that something is wrong.
    fn within(self, tolerance: f64) -> anyhow::Result<Self> {
        // Not a number is not within anything.
        let is_within = self.largest_difference <= tolerance;
        anyhow::ensure!(
            is_within,
            "nothing is exported, as it would not be what was learned: {}",
            self.text()
        );
        Ok(self)
    }

    fn same(checked: &str) -> Self {
        Self {
            checked: checked.to_owned(),
            largest_difference: 0.0,
            at: None,
            other_answers: None,
            not_checked: None,
        }
    }
}

/// What the numbers of code are measured by.
const AGAINST: &str = "against f(x) in f64, relative to max(1, Σ|αᵢ fᵢ(x)|), x from -10 to 10";

/// So far off exported mixes may be; what f32 leaves is far below.
const TOLERANCE: f64 = 1e-4;

/// So far off the text of code may be, computed in f64: numbers are written as f32 has them, to 6e-8 of each.
const TEXT_TOLERANCE: f64 = 1e-6;

/// So much of the largest logit the text of a network may be off, computed in f64: what is left of numbers that are written as
/// f32 has them grows from layer to layer.
const LOGITS_TOLERANCE: f64 = 1e-4;

/// Checks exported mixes.
pub(super) fn of_mixes(
    format: Format,
    form: Form,
    definition: &Definition,
    files: &[File],
) -> anyhow::Result<Proof> {
    checked_mixes(format, form, definition, files)?.within(TOLERANCE)
}

fn checked_mixes(
    format: Format,
    form: Form,
    definition: &Definition,
    files: &[File],
) -> anyhow::Result<Proof> {
    match format {
        Format::Yaml | Format::Json => {
            let read = export::read_yaml(&String::from_utf8_lossy(&files[0].bytes))?;
            anyhow::ensure!(&read == definition, "what was written reads back as something else");
            Ok(Proof::same("read back, every number is the one that was learned"))
        }
        Format::Pytorch | Format::Keras | Format::Jax | Format::Rust | Format::C => {
            of_code(format, form, definition, files)
        }
        Format::Onnx => of_models(definition, files),
        Format::Torchscript => scripts::of_mixes(definition, &files[0].bytes),
        Format::Safetensors => {
            reads_back(What::Mix(definition), files)?;
            Ok(Proof::same("read back, every number is the one that was learned"))
        }
        Format::Pt2 => Err(export::Error::ExportedOnly(format).into()),
    }
}

/// Checks code: what its text computes, and what f32 makes of its numbers.
fn of_code(format: Format, form: Form, definition: &Definition, files: &[File]) -> anyhow::Result<Proof> {
    let text = export::evaluated(format, definition, files)
        .map_err(|reason| anyhow::anyhow!("nothing is exported, as its text cannot be checked: {reason}"))?;
    let checked = format!("each site as its text says, read back and evaluated in f64, {AGAINST}");
    let proof = Proof::of(checked, text).within(TEXT_TOLERANCE)?;
    let in_f32 = export::difference(definition, form);
    let checked = format!("{}; the numbers in f32 likewise", proof.checked);
    let largest = if in_f32.relative.total_cmp(&proof.largest_difference).is_gt() {
        Proof::of(checked, in_f32)
    } else {
        Proof { checked, ..proof }
    };
    let not_checked = format!("not run: {}; gradients", runs_on(format));
    Ok(Proof { not_checked: Some(not_checked), ..largest })
}

/// What runs code of a format.
fn runs_on(format: Format) -> &'static str {
    match format {
        Format::Pytorch | Format::Pt2 => "PyTorch",
        Format::Keras => "Keras",
        Format::Jax => "JAX",
        Format::Rust => "a compiler of Rust",
        Format::C => "a compiler of C",
        Format::Onnx | Format::Torchscript => "the runtime",
        Format::Yaml | Format::Json | Format::Safetensors => "nothing",
    }
}

/// Checks an exported network: its numbers, and what libtorch makes of them in f64.
pub(super) fn of_network(
    format: Format,
    trained: &Trained,
    answers: &Answers,
    files: &[File],
) -> anyhow::Result<Proof> {
    let what = What::Network(trained);
    let mut whole = None;
    let first = match format {
        Format::Pytorch | Format::Keras | Format::Jax | Format::Rust => {
            reads_back(what, files)?;
            whole = text_holds(format, trained, files)?;
            of_text(whole)
        }
        Format::Safetensors => {
            reads_back(what, files)?;
            "the weights read back, every number is the one that was learned".to_owned()
        }
        Format::Onnx => structure(files)?,
        Format::Torchscript => {
            return scripts::of_network(&files[0].bytes, answers)?.within(answers.tolerance);
        }
        Format::Yaml | Format::Json | Format::C => return Err(export::Error::MixesOnly(format).into()),
        Format::Pt2 => return Err(export::Error::ExportedOnly(format).into()),
    };
    let reference = scripts::reference(trained, answers)?.within(answers.tolerance)?;
    let not_checked = match format {
        Format::Pytorch | Format::Keras | Format::Jax | Format::Rust => {
            let too_large = whole.is_none().then(|| too_large(Cost::of(trained)));
            let too_large = too_large.unwrap_or_default();
            Some(format!("not run: {}; {too_large}training and gradients", runs_on(format)))
        }
        Format::Onnx => Some(format!("not run: {}; the layers as the nodes have them", runs_on(format))),
        Format::Yaml | Format::Json | Format::Torchscript | Format::C | Format::Safetensors | Format::Pt2 => {
            None
        }
    };
    Ok(Proof { checked: format!("{first}; {}", reference.checked), not_checked, ..reference })
}

/// Checks the files of a network that PyTorch exported, which no other formats than these are written of.
pub(super) fn of_model(
    format: Format,
    form: Form,
    trained: &TrainedModel,
    answers: &Answers,
    files: &[File],
) -> anyhow::Result<Proof> {
    if format == Format::Pt2 {
        return program::of_program(trained, &files[0].bytes, answers);
    }
    of_state(form, trained, files)
}

/// Checks the weights of the user's own model, and the code that puts mixes into it.
fn of_state(form: Form, trained: &TrainedModel, files: &[File]) -> anyhow::Result<Proof> {
    let (weights, code) = files.split_last().ok_or_else(|| anyhow::anyhow!("there is no file of weights"))?;
    export::state_reads_back(&weights.bytes, trained)
        .map_err(|reason| anyhow::anyhow!("`{}`: {reason}", weights.name))?;
    let read = "the weights read back under the model's own names, every number is the one that was learned";
    let Some(module) = code.first() else { return Ok(Proof::same(read)) };
    export::applied_holds(&module.bytes, trained)
        .map_err(|reason| anyhow::anyhow!("nothing is exported, as `{}` is wrong: {reason}", module.name))?;
    let mixes = of_code(Format::Pytorch, form, trained.definition(), code)?.within(TOLERANCE)?;
    let checked = format!("{read}; the tables of where each site stands read back; {}", mixes.checked);
    let not_checked = Some("not run: PyTorch, and so apply(); gradients".to_owned());
    Ok(Proof { checked, not_checked, ..mixes })
}

/// What was checked of the text of a network, the logits of which are so far off, or were not computed.
fn of_text(logits: Option<f64>) -> String {
    let activations =
        "the weights read back, every number is the one that was learned; each activation as its text says";
    logits.map_or(activations.to_owned(), |logits| {
        format!(
            "{activations}, and the network as its text loads and runs it in f64, its logits off by {} of the largest",
            magnitude(logits)
        )
    })
}

/// Why the text of a network was not run as a whole.
fn too_large(Cost { multiplications, weights }: Cost) -> String {
    format!(
        "the network as its text loads and runs it, with {} multiplications a sample and {} weights, since no more than {} and {} are \
         run here; ",
        count(multiplications),
        count(weights),
        count(Cost::MOST.multiplications),
        count(Cost::MOST.weights)
    )
}

/// Runs the text of a network: each activation by itself, and the whole of it with its weights if that takes no more than
/// [`Cost::MOST`]. How far its logits are off.
fn text_holds(format: Format, trained: &Trained, files: &[File]) -> anyhow::Result<Option<f64>> {
    let (activations, logits) = export::evaluated_network(format, trained, files, Cost::MOST)
        .map_err(|reason| anyhow::anyhow!("nothing is exported, as its text cannot be checked: {reason}"))?;
    let checked = format!("each activation as its text says, read back and evaluated in f64, {AGAINST}");
    Proof::of(checked, activations).within(TEXT_TOLERANCE)?;
    if let Some(logits) = logits {
        anyhow::ensure!(
            logits <= LOGITS_TOLERANCE,
            "nothing is exported, as it would not be what was learned: the logits of its text, run in f64, are {} of the \
             largest off",
            magnitude(logits)
        );
    }
    Ok(logits)
}

fn reads_back(what: What<'_>, files: &[File]) -> anyhow::Result<()> {
    let weights = files.iter().find(|file| file.name.ends_with(".safetensors"));
    let weights = weights.ok_or_else(|| anyhow::anyhow!("there is no file of weights"))?;
    export::reads_back(&weights.bytes, what).map_err(|reason| anyhow::anyhow!("`{}`: {reason}", weights.name))
}

/// Checks models of ONNX, each the one of a site: as such, and what their graphs compute.
fn of_models(definition: &Definition, files: &[File]) -> anyhow::Result<Proof> {
    let structure = structure(files)?;
    let inputs: Vec<f64> = export::inputs().into_iter().map(f64::from).collect();
    let mut outputs = Vec::new();
    for (learned, file) in definition.sites().iter().zip(files) {
        let rows = learned.coefficients.len();
        let row = |row| export::onnx_values(&file.bytes, row, rows, &inputs);
        let rows: Result<Vec<Vec<f64>>, String> = (0..rows).map(row).collect();
        outputs.push(rows.map_err(|reason| anyhow::anyhow!("`{}` cannot be computed: {reason}", file.name))?);
    }
    let largest = export::largest(definition, |site, row, place| outputs[site][row][place]);
    Ok(Proof::of(format!("{structure}, and what the nodes compute in f64, {AGAINST}"), largest))
}

/// Checks models of ONNX as such.
fn structure(files: &[File]) -> anyhow::Result<String> {
    for file in files {
        export::onnx_structure(&file.bytes)
            .map_err(|reason| anyhow::anyhow!("`{}` is no sound model: {reason}", file.name))?;
    }
    Ok("the structure of the model, node by node".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_that_was_not_run_as_a_whole_is_not_said_to_have_been() {
        let (run, not_run) = (of_text(Some(2e-7)), of_text(None));
        assert!(run.ends_with("runs it in f64, its logits off by 2.0e-7 of the largest"), "{run}");
        assert_eq!(run.strip_prefix(&not_run).unwrap().find("and the network as its text"), Some(2));
        let reason = too_large(Cost { multiplications: 7_600_000_000, weights: 133_000_000 });
        let expected = "the network as its text loads and runs it, with 7,600,000,000 multiplications a sample and 133,000,000 \
                        weights, since no more than 250,000,000 and 16,777,216 are run here; ";
        assert_eq!(reason, expected);
    }
}
