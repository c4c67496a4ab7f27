//! Writes what the best trial of a run says of the first test samples: `interop_logits RUN FILE COUNT`.
//!
//! `FILE` is in the format of safetensors: `x` as exported networks take it, pixels from 0 to 1 or plain numbers, `logits`, and
//! `labels` as f32.

use actsearch::dataset::{self, Places, Values};
use actsearch::disk;
use actsearch::log::RunLog;
use actsearch::search::RunFolder;
use actsearch::task::Dims;
use actsearch::train::{Device, TorchTrainer};
use actsearch::trial::{History, Job};
use safetensors::{Dtype, serialize, tensor::TensorView};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [run, file, count] = &arguments[..] else { return Err("give a run, a file, a count".into()) };
    let (folder, count) = (RunFolder::at(Path::new(run))?, count.parse()?);
    let plan = folder.plan()?;
    let history: History = folder.read_log()?.read_after(0)?.iter().collect();
    let best = history.best().ok_or("no trial of the run has finished")?;
    let places = Places::new(std::env::var_os("ACTSEARCH_DATA").map(PathBuf::from)).beside(folder.beside()?);
    let part = dataset::test_part(&plan.task.data.source, &places)?;
    let stop = AtomicBool::new(false);
    let trainer = TorchTrainer::new(&plan, places, Some(folder.checkpoints()), Device::Cpu, &stop)?;
    let reported = u32::try_from(best.reports.len())?;
    let job = Job { trial: best.id, candidate: &best.candidate, reported };
    let logits = trainer.test_logits(job, count)?;

    let count = count.min(part.len());
    let x = first(part.values(), count * part.dims.size());
    let labels: Vec<f32> = part.labels()[..count].iter().copied().map(f32::from).collect();
    let dims = match part.dims {
        Dims::Image { channels, height, width } => vec![count, channels, height, width],
        Dims::Vector(entries) => vec![count, entries],
    };
    let classes = logits.len() / count;
    let [x, logits, labels] = [bytes(&x), bytes(&logits), bytes(&labels)];
    let tensors = [
        ("x", TensorView::new(Dtype::F32, dims, &x)?),
        ("logits", TensorView::new(Dtype::F32, vec![count, classes], &logits)?),
        ("labels", TensorView::new(Dtype::F32, vec![count], &labels)?),
    ];
    Ok(disk::write(Path::new(file), &serialize(tensors, None)?)?)
}

/// So many numbers, white pixels as 1.
fn first(values: Values<'_>, count: usize) -> Vec<f32> {
    match values {
        Values::Bytes { white, all } => {
            all[..count].iter().map(|byte| f32::from(*byte) / f32::from(white)).collect()
        }
        Values::Numbers(all) => all[..count].to_vec(),
    }
}

fn bytes(numbers: &[f32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}
