//! What exported text computes: each site is run as it stands in the files, in f64, whoever wrote them.
//!
//! The text is read by [`interpreter`](crate::interpreter), which knows the languages and the libraries by their
//! documentation and nothing of how exports are written. So a slip of a writer shows: a wrong function, number, sign or
//! index, or a site under the name of another.

mod applied;
mod cost;
mod forward;
mod network;
mod numbers;
mod reference;
mod tables;
mod tensors;

use super::{Definition, Difference, Error, File, Format, Trained};
use crate::activation::LearnedMix;
use crate::interpreter::{Framework, Program};
pub use applied::applied_holds;
pub use cost::{Cost, multiplications};
use reference::{Coefficients, Part, Reference};

/// Where exported mixes are farthest from what was learned, whichever way they are called; in f64.
///
/// # Errors
/// If something in the files is not understood or is not there, or numbers of tables are not those that were learned.
pub fn evaluated(format: Format, definition: &Definition, files: &[File]) -> Result<Difference, String> {
    let parts = files.iter().map(|file| {
        let text = std::str::from_utf8(&file.bytes).map_err(|error| error.to_string());
        text.and_then(|text| of_file(format, definition, &file.name, text))
            .map_err(|reason| format!("`{}`: {reason}", file.name))
    });
    largest(parts)
}

fn of_file(format: Format, definition: &Definition, name: &str, text: &str) -> Result<Difference, String> {
    let read = |framework| Program::read(text, framework);
    let sites = definition.sites();
    match format {
        Format::Pytorch => tensors::torch(&read(Framework::Torch)?, sites),
        Format::Keras => tensors::keras(&read(Framework::Keras)?, sites),
        Format::Jax if name.starts_with("flax") => tensors::flax(&read(Framework::Jax)?, sites),
        Format::Jax => tensors::jax(&read(Framework::Jax)?, sites),
        Format::Rust if name.ends_with("_tch.rs") => tensors::tch(
            &read(Framework::Tch)?,
            sites,
            &super::identifier::class_names(sites.iter().map(|learned| learned.site.as_str())),
        ),
        Format::Rust => {
            numbers::rust(&read(Framework::Rust)?, sites, &super::rust::function_names(definition))
        }
        Format::C => numbers::c(&read(Framework::C)?, sites, &super::c::function_names(definition)),
        Format::Yaml
        | Format::Json
        | Format::Onnx
        | Format::Torchscript
        | Format::Safetensors
        | Format::Pt2 => Err(Error::NoCode(format).to_string()),
    }
}

/// The same of the activations in the text of a network, each by the class or function that stands for its site; and how
/// far the logits of the whole text, with the weights of the file beside it, are from those of the network: relative to
/// the largest. These are nothing where running the whole costs more than `most`.
///
/// # Errors
/// As [`evaluated`].
pub fn evaluated_network(
    format: Format,
    trained: &Trained,
    files: &[File],
    most: Cost,
) -> Result<(Difference, Option<f64>), String> {
    let file = files.first().ok_or("there is no file")?;
    let text = std::str::from_utf8(&file.bytes).map_err(|error| error.to_string())?;
    let sites = trained.definition().sites();
    let framework = match format {
        Format::Pytorch => Framework::Torch,
        Format::Keras => Framework::Keras,
        Format::Jax => Framework::Jax,
        Format::Rust => Framework::Tch,
        Format::Yaml
        | Format::Json
        | Format::Onnx
        | Format::Torchscript
        | Format::Safetensors
        | Format::Pt2
        | Format::C => {
            return Err(Error::NoCode(format).to_string());
        }
    };
    let program = Program::read(text, framework).map_err(|reason| format!("`{}`: {reason}", file.name))?;
    let classes = super::identifier::class_names(sites.iter().map(|learned| learned.site.as_str()));
    let of_site = |(place, (learned, class)): (usize, (&LearnedMix, &String))| {
        tensors::of_network(&program, framework, learned, class, trained.names().site(place))
            .map_err(|reason| format!("`{}`: {}", file.name, at_site(learned)(reason)))
    };
    let activations = largest(sites.iter().zip(&classes).enumerate().map(of_site))?;
    if Cost::of(trained).exceeds(most) {
        return Ok((activations, None));
    }
    let logits = network::difference(&program, framework, trained, files)
        .map_err(|reason| format!("`{}`: {reason}", file.name))?;
    Ok((activations, Some(logits)))
}

/// The largest of some differences.
fn largest(parts: impl Iterator<Item = Result<Difference, String>>) -> Result<Difference, String> {
    let parts: Result<Vec<Difference>, String> = parts.collect();
    let largest = parts?.into_iter().max_by(|one, other| one.relative.total_cmp(&other.relative));
    largest.ok_or_else(|| "nothing was computed".to_owned())
}

/// Adds the site to a reason.
fn at_site(learned: &LearnedMix) -> impl Fn(String) -> String {
    move |reason| format!("site {:?}: {reason}", learned.site)
}
