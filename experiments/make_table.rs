//! Makes a tabular benchmark: trains every candidate of a small space from several seeds, and writes down how many
//! validation and test samples were right after each epoch; of the super-candidate of `gradient` also its coefficients.
//!
//! ```text
//! cargo run --release --example make_table -- FOLDER SEEDS
//! ```
//!
//! FOLDER holds the `space.yaml`; seeds count up from the one that it names. A seed that is finished stays in `target/tables`
//! under the hash of the space file, so an interrupted table goes on with the next one.

use actsearch::controller;
use actsearch::dataset::Places;
use actsearch::digest;
use actsearch::disk;
use actsearch::plan::{self, Plan, SpaceFile};
use actsearch::table::{Curve, Samples, Table};
use actsearch::train::{Device, TorchTrainer};
use std::error::Error;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, seeds] = &arguments[..] else {
        return Err("give a folder and a number of seeds".into());
    };
    let (folder, seeds) = (Path::new(folder), seeds.parse()?);
    let SpaceFile { plan, places, .. } = plan::open(&folder.join("space.yaml"), &[], None)?;
    let mut parts = Vec::new();
    for seed in 0..seeds {
        parts.push(of_seed(folder, Plan { seed: plan.seed + seed, ..plan.clone() }, &places)?);
    }
    let supers =
        (0..seeds).map(|seed| super_curve(&Plan { seed: plan.seed + seed, ..plan.clone() }, &places));
    let supers = supers.collect::<Result<Vec<Curve>, _>>()?;
    let samples = parts.first().ok_or("give at least one seed")?.0;
    let candidates = parts[0].1.len();
    let curves: Vec<Curve> = (0..candidates)
        .flat_map(|candidate| parts.iter().map(move |part| part.1[candidate].clone()))
        .collect();
    Table::new(plan, parts.len(), samples, &curves, supers).write(folder)?;
    Ok(())
}

/// The curves of all candidates from one seed: as they were kept, or trained now.
fn of_seed(folder: &Path, plan: Plan, places: &Places) -> Result<(Samples, Vec<Curve>), Box<dyn Error>> {
    let space = disk::read(&folder.join("space.yaml"))?;
    let kept = Path::new("target/tables").join(&digest::sha256(&space)[..12]).join(plan.seed.to_string());
    disk::make_folder(&kept)?;
    disk::write(&kept.join("space.yaml"), &space)?;
    if disk::is_file(&kept.join("table.safetensors"))? {
        let table = Table::of_plan(plan, &kept)?;
        let curves = (0..table.candidates()).map(|candidate| table.curve(candidate, 0)).collect();
        return Ok((table.samples(), curves));
    }
    let (samples, curves) = train(&plan, places)?;
    Table::new(plan, 1, samples, &curves, Vec::new()).write(&kept)?;
    Ok((samples, curves))
}

/// The curve of the super-candidate from one seed.
fn super_curve(plan: &Plan, places: &Places) -> Result<Curve, Box<dyn Error>> {
    let stop = AtomicBool::new(false);
    let trainer = TorchTrainer::new(plan, places.clone(), None, Device::Cpu, &stop)?;
    Ok(trainer.curve(&controller::super_candidate(&plan.space))?)
}

fn train(plan: &Plan, places: &Places) -> Result<(Samples, Vec<Curve>), Box<dyn Error>> {
    let stop = AtomicBool::new(false);
    let trainer = TorchTrainer::new(plan, places.clone(), None, Device::Cpu, &stop)?;
    let count = usize::try_from(plan.space.count().ok_or("the space is too large for a table")?)?;
    let (next, curves, started) =
        (AtomicUsize::new(0), Mutex::new(vec![Curve::default(); count]), Instant::now());
    let work = || {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                return Ok(());
            }
            let curve = trainer.curve(&plan.space.nth(number as u128))?;
            curves.lock().map_err(|error| error.to_string())?[number] = curve;
            if number.is_multiple_of(256) {
                eprintln!(
                    "seed {}: {number} of {count}, {:.0} s",
                    plan.seed,
                    started.elapsed().as_secs_f64()
                );
            }
        }
    };
    let cores = std::thread::available_parallelism()?.get();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..cores)
            .map(|_| scope.spawn(|| work().map_err(|error: Box<dyn Error>| error.to_string())))
            .collect();
        threads
            .into_iter()
            .try_for_each(|thread| thread.join().map_err(|_| "a training panicked".to_owned())?)
    })?;
    Ok((trainer.samples()?, curves.into_inner().map_err(|error| error.to_string())?))
}
