//! Exports through the library, as the program will: `interop_export FILE|RUN FORMAT OUT [--exact-form]`.

use actsearch::dataset::{self, Places, Scale, Values};
use actsearch::disk;
use actsearch::export::{Definition, Exported, Form, Format, Input, Trained, What, export, read_yaml};
use actsearch::log::RunLog;
use actsearch::search::{RunFolder, definition};
use actsearch::task::Normalisation;
use actsearch::trial::History;
use std::error::Error;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let source = Path::new(&arguments[0]);
    let format = Format::named(&arguments[1]).ok_or("no such format")?;
    let form = if arguments.len() > 3 { Form::Exact } else { Form::Simplified };
    disk::make_folder(Path::new(&arguments[2]))?;
    let exported = if disk::is_folder(source)? {
        export(format, What::Network(&trained(source)?), form)?
    } else {
        let definition: Definition = read_yaml(&disk::read_text(source)?)?;
        export(format, What::Mix(&definition), form)?
    };
    let files: Vec<(String, Vec<u8>)> = match exported {
        Exported::Files(files) => files.into_iter().map(|file| (file.name, file.bytes)).collect(),
        Exported::Script(script) => vec![(script.file.clone(), actsearch::train::script::compile(&script)?)],
    };
    for (name, bytes) in files {
        disk::write(&Path::new(&arguments[2]).join(name), &bytes)?;
    }
    Ok(())
}

fn trained(run: &Path) -> Result<Trained, Box<dyn Error>> {
    let folder = RunFolder::at(run)?;
    let plan = folder.plan()?;
    let history: History = folder.read_log()?.read_after(0)?.iter().collect();
    let best = history.best().ok_or("no trial of the run has finished")?;
    let places = Places::new(std::env::var_os("ACTSEARCH_DATA").map(PathBuf::from)).beside(folder.beside()?);
    let data = &plan.task.data;
    let part = dataset::training_part(&data.source, &places)?;
    let split = dataset::split(part.labels(), data, &plan.root_seed());
    let Scale { mean, std } = match data.normalisation {
        Normalisation::Standard => dataset::scale(&part, &split.training),
        Normalisation::Unit => Scale::unit(part.dims),
    };
    let white = match part.values() {
        Values::Bytes { white, .. } => Some(white),
        Values::Numbers(_) => None,
    };
    let prefix = format!("trial-{:05}-", best.id.0);
    let names = disk::list(&folder.checkpoints())?;
    let name = names.iter().filter(|name| name.starts_with(&prefix)).max().ok_or("no checkpoint")?;
    let bytes = disk::read(&folder.checkpoints().join(name))?;
    let tensors = safetensors::SafeTensors::deserialize(&bytes)?;
    let number = |bytes: &[u8; 4]| f32::from_le_bytes(*bytes);
    let read = |(name, view): (String, safetensors::tensor::TensorView<'_>)| {
        (name, view.data().as_chunks::<4>().0.iter().map(number).collect())
    };
    let tensors = tensors.tensors().into_iter().map(read).collect();
    let definition = definition(&plan, &folder, &history, best)?.ok_or("unfinished")?;
    Ok(Trained::new(definition, plan.task.network.clone(), tensors, Input { mean, std, white })?)
}
