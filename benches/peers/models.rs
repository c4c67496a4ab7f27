//! actsearch's side of `models.py`: takes training steps of an exported model and times them.
//!
//! ```text
//! bench_models SPACE STEPS OUT
//! ```
//!
//! They are steps of the trainer that searches use, on the first batch of the space file's data. `OUT` gets, as JSON, the seconds
//! and the loss of each step, for the model as it came and for the first candidate of the space.

use actsearch::disk;
use actsearch::mix;
use actsearch::plan::{self, SpaceFile};
use actsearch::space::Candidate;
use actsearch::train::{Device, TimedStep, TorchTrainer};
use serde_json::{Value, json};
use std::error::Error;
use std::path::Path;
use std::sync::atomic::AtomicBool;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [space, steps, out] = &arguments[..] else {
        return Err("give SPACE STEPS OUT".into());
    };
    mix::keep_freed_memory();
    let SpaceFile { plan, places, .. } = plan::open(Path::new(space), &[], None)?;
    let stop = AtomicBool::new(false);
    let trainer = TorchTrainer::new(&plan, places, None, Device::Cpu, &stop)?;
    let candidates = [Candidate::as_it_is(), plan.space.nth(0)];
    let taken = trainer.timed_steps(&candidates, steps.parse()?)?;
    let [as_it_is, mix] = &taken[..] else { return Err("there are two candidates".into()) };
    let taken = json!({ "as_it_is": written(as_it_is), "mix": written(mix) });
    Ok(disk::write(Path::new(out), format!("{taken}\n").as_bytes())?)
}

fn written(steps: &[TimedStep]) -> Value {
    steps.iter().map(|step| json!({ "seconds": step.seconds, "loss": step.loss })).collect()
}
