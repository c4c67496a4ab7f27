//! Writes what a trial of a run, the best one where none is named, says of the first test samples: `interop_logits RUN FILE
//! COUNT [TRIAL]`.
//!
//! `FILE` is in the format of safetensors: `x` as exports take it, `logits`, and
//! `labels`.

use actsearch::dataset::Places;
use actsearch::disk;
use actsearch::search::RunFolder;
use actsearch::train::{Answers, Device, TorchTrainer};
use actsearch::trial::{Checkpoints, Job, TrialId};
use safetensors::{Dtype, serialize, tensor::TensorView};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [run, file, count, trial @ ..] = &arguments[..] else {
        return Err("give a run, a file, a count".into());
    };
    let folder = RunFolder::at(Path::new(run))?;
    let plan = folder.plan()?;
    let history = folder.history()?;
    let best = match trial.first() {
        Some(number) => history.trial(TrialId(number.parse()?)).ok_or("the run has no such trial")?,
        None => history.best().ok_or("no trial of the run has finished")?,
    };
    let places = Places::new(std::env::var_os("ACTSEARCH_DATA").map(PathBuf::from)).beside(folder.beside()?);
    let stop = AtomicBool::new(false);
    let checkpoints = Checkpoints::new(folder.checkpoints(), folder.sha256()?, folder.guard().clone());
    // The weights of the best one only are sure to be kept: others are trained once more.
    let checkpoints = trial.is_empty().then_some(checkpoints);
    let trainer = TorchTrainer::new(&plan, places, checkpoints, Device::Cpu, &stop)?;
    let reported = u32::try_from(best.reports.len())?;
    let job = Job { trial: best.id, candidate: &best.candidate, reported };
    let finished = if trial.is_empty() {
        trainer.kept(job)?.ok_or("the weights of the best trial were not kept")?
    } else {
        trainer.retrained(job)?.0
    };
    let Answers { dims, inputs, logits, labels } = finished.test_answers(count.parse()?)?;

    let (samples, classes) = (labels.len(), logits.len() / labels.len());
    let labels: Vec<u8> = labels.iter().flat_map(|label| label.to_le_bytes()).collect();
    let [inputs, logits] = [bytes(&inputs), bytes(&logits)];
    let tensors = [
        ("x", TensorView::new(Dtype::F32, dims, &inputs)?),
        ("logits", TensorView::new(Dtype::F32, vec![samples, classes], &logits)?),
        ("labels", TensorView::new(Dtype::I64, vec![samples], &labels)?),
    ];
    Ok(disk::write(Path::new(file), &serialize(tensors, None)?)?)
}

fn bytes(numbers: &[f32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}
