//! `actsearch export`.

mod proof;
mod source;

use super::print::{print, print_json};
use super::talk::say;
use super::training;
use super::waiting::tell_while;
use super::work::Machine;
use crate::disk;
use crate::export::{self, Exported, File, Form, Format, What};
use clap::builder::PossibleValuesParser;
use indicatif::MultiProgress;
pub(super) use proof::Answers;
use serde::Serialize;
use source::Source;
use std::io::Write;
use std::path::{Component, Path, PathBuf};

/// The arguments of `actsearch export`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The run folder, or a file with mixes: a `winner.yaml`, or one that was written by hand
    #[arg(value_name = "RUN|FILE")]
    source: PathBuf,
    /// The trial's number; the best one where not given
    #[arg(long, value_name = "N")]
    trial: Option<u32>,
    /// In which form: `yaml` and `json` are the mixes themselves, `pytorch`, `keras` and `jax` are Python, `onnx` runs
    /// in any runtime and `torchscript` in libtorch, `rust` and `c` are plain functions, `rust` also modules for tch, `safetensors`
    /// are the numbers by their names, and `pt2` is for networks that PyTorch exported: the trained program, for
    /// torch.export.load
    #[arg(long, value_parser = PossibleValuesParser::new(Format::ALL.map(Format::name)), default_value = "pytorch")]
    format: String,
    /// `mix`: the activations by themselves; `network`: the whole trained network
    #[arg(long, value_parser = ["mix", "network"], default_value = "mix")]
    what: String,
    /// Compute every site by all of its bases, also where the same function has a simpler form
    #[arg(long)]
    exact_form: bool,
    /// The folder that the files are written into; it is made where it is missing, and files of the same names are replaced
    #[arg(long, value_name = "DIR", default_value = ".")]
    out: PathBuf,
    /// Print the file on stdout in place of writing it
    #[arg(long, conflicts_with = "out")]
    stdout: bool,
    /// Print what was written, and how it was checked, as JSON
    #[arg(long, conflicts_with = "stdout")]
    json: bool,
    #[command(flatten)]
    machine: Machine,
}

/// What was written, for programs.
#[derive(Serialize)]
struct Written {
    files: Vec<String>,
    proof: proof::Proof,
}

/// Writes the learned activations of a trial, or its network, and checks what was written.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let format = Format::named(&arguments.format).expect("clap lets nothing else through");
    let form = if arguments.exact_form { Form::Exact } else { Form::Simplified };
    let source = Source::of(&arguments.source, arguments.trial)?;
    // Mixes for PyTorch are of no use to the model of the user without its weights.
    if source.is_exported() && (arguments.what == "network" || format == Format::Pytorch) {
        return run_exported(arguments, format, form, &source);
    }
    if arguments.what == "mix" {
        let what = What::Mix(source.definition());
        let files = files(format, what, form)?;
        let proof = proof::of_mixes(format, form, source.definition(), &files)?;
        return deliver(arguments, &files, proof);
    }
    if !format.holds_networks() {
        let is_for_mixes = format.holds_mixes();
        let error = if is_for_mixes { export::Error::MixesOnly } else { export::Error::ExportedOnly };
        return Err(error(format).into());
    }
    let (trained, answers) = source.network(&arguments.machine)?;
    let files = files(format, What::Network(&trained), form)?;
    // Of a large network that is a long time of plain arithmetic.
    let proof = tell_while(&MultiProgress::new(), "checking what is exported, in double precision", |_| {
        proof::of_network(format, &trained, &answers, &files)
    })?;
    deliver(arguments, &files, proof)
}

/// Writes the network of a trial that PyTorch exported, and checks what was written.
fn run_exported(arguments: &Arguments, format: Format, form: Form, source: &Source) -> anyhow::Result<()> {
    if !format.holds_exported_networks() {
        return Err(export::Error::LayersOnly(format).into());
    }
    if arguments.what == "mix" && source.definition().sites().is_empty() {
        return Err(export::Error::AsItIs.into());
    }
    let (trained, answers) = source.model(&arguments.machine)?;
    let files = export::export_model(format, &trained, &source.archive()?, form)?;
    let proof = proof::of_model(format, form, &trained, &answers, &files)?;
    deliver(arguments, &files, proof)
}

/// The files of an export; a script for libtorch is compiled.
fn files(format: Format, what: What<'_>, form: Form) -> anyhow::Result<Vec<File>> {
    Ok(match export::export(format, what, form)? {
        Exported::Files(files) => files,
        Exported::Script(script) => {
            let bytes = training::compile(&script)?;
            vec![File { name: script.file, bytes }]
        }
    })
}

/// Writes the files and says what was checked.
fn deliver(arguments: &Arguments, files: &[File], proof: proof::Proof) -> anyhow::Result<()> {
    if arguments.stdout {
        let [file] = files else {
            let names = files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>().join(", ");
            anyhow::bail!("these are several files: {names}; write them into a folder by `--out`");
        };
        std::io::stdout().lock().write_all(&file.bytes)?;
        say(&proof.text());
        return Ok(());
    }
    let own =
        files.iter().map(|file| arguments.out.join(&file.name)).find(|path| is_same(path, &arguments.source));
    if let Some(path) = own {
        anyhow::bail!("`{}` would be written over itself; name another folder by `--out`", path.display());
    }
    disk::make_folder(&arguments.out)?;
    let mut written = Vec::new();
    for file in files {
        let path = arguments.out.join(&file.name);
        disk::write(&path, &file.bytes)?;
        written.push(path.display().to_string());
    }
    if arguments.json {
        return print_json(&Written { files: written, proof });
    }
    say(&proof.text());
    print(&written.join("\n"))
}

/// Whether two paths are the same, as they are typed.
fn is_same(one: &Path, other: &Path) -> bool {
    let plain = |path: &Path| path.components().filter(|it| *it != Component::CurDir).collect::<PathBuf>();
    plain(one) == plain(other)
}
