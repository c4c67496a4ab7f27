//! Programs that PyTorch exported, read as data: nothing of a file is executed, and nothing is unpickled.
//!
//! `torch.export` writes a model as a list of calls of ATen's functions, with its parameters and buffers, into a zip
//! archive (`.pt2`). [`read`] takes the bytes of one and gives a [`Program`]: both modes of the model over the same
//! tensors. It fails closed: what is not known, or could not be trained here, is an [`Error`] that names the entry of
//! the archive, the call, the module, and the line of the user's own code.
//!
//! ```python
//! import actsearch
//!
//! actsearch.save(model, example, "model.pt2")
//! ```
//!
//! ```
//! use actsearch::pt2::{self, DType};
//!
//! let bytes = include_bytes!("../../tests/data/exported/tied.pt2");
//! let program = pt2::read(bytes)?;
//! let [(_, classes)] = program.evaluation.logits()[..] else { panic!("one output") };
//! assert_eq!(classes, 4);
//!
//! let call = program.training.nodes.iter().find(|node| node.function.is("silu")).unwrap();
//! assert_eq!(call.place.module().unwrap().path, "activation");
//!
//! let [embedding, output] = ["embedding.weight", "output.weight"].map(|name| {
//!     program.tensors.iter().find(|tensor| tensor.name == name).unwrap()
//! });
//! assert_eq!(embedding.storage, output.storage, "they are tied");
//! assert_eq!(embedding.strided.dtype, DType::Float32);
//! # Ok::<(), pt2::Error>(())
//! ```

mod archive;
mod argument;
mod batch;
mod directory;
mod error;
mod expression;
mod filled;
mod function;
mod graph;
mod limits;
mod modes;
mod number;
mod ordered;
mod place;
mod program;
mod random;
mod schema;
mod starts;
mod tensor;
#[cfg(test)]
mod tests;
mod values;
mod weights;

pub use error::{Error, Result};
pub use function::{Effect, Function, Library, Random, Refused};
pub use place::{Line, Module, Place};
pub use program::{
    Argument, Batch, Graph, Input, MaybeComputed, MemoryFormat, Node, Output, Program, Size, Value, ValueId,
    ValueKind,
};
pub use starts::StartWeights;
pub use tensor::{DType, Role, Storage, Strided, Tensor};

use archive::Archive;
use graph::OneMode;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Reads the bytes of a `.pt2` file.
///
/// The program of training is `train`, that of evaluation `eval`, or `model` as `torch.export.load` calls it; a file with a
/// single program, whatever it is called, has the same in both modes.
///
/// Memory is bounded by what the file can be: sizes are checked against it before anything is unpacked.
///
/// # Errors
/// If it is no such file, is damaged, or holds a program that cannot be run here.
pub fn read(bytes: &[u8]) -> Result<Program<'_>> {
    let mut archive = Archive::open(bytes)?;
    let mut program = both_modes(&mut archive)?;
    program.starts = starts::read(&mut archive, &program.tensors)?;
    Ok(program)
}

/// The entries of a `.pt2` file, unpacked, by their names below its one folder.
///
/// ```
/// let entries = actsearch::pt2::entries(include_bytes!("../../tests/data/exported/tied.pt2"))?;
/// assert_eq!(entries["archive_format"], &b"pt2"[..]);
/// assert!(entries.contains_key("models/train.json"));
/// # Ok::<(), actsearch::pt2::Error>(())
/// ```
///
/// # Errors
/// If it is no such file, or is damaged.
pub fn entries(bytes: &[u8]) -> Result<BTreeMap<String, Cow<'_, [u8]>>> {
    Archive::open(bytes)?.all()
}

fn both_modes<'a>(archive: &mut Archive<'a>) -> Result<Program<'a>> {
    let programs = archive.programs();
    match programs.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [only] => {
            let mode = OneMode::read(archive, only)?;
            random::check_both(&mode.graph, &mode.entry)?;
            Ok(modes::same(mode))
        }
        [evaluation @ ("eval" | "model"), "train"] => {
            let training = OneMode::read(archive, "train")?;
            let evaluation = OneMode::read(archive, evaluation)?;
            random::check_training(&training.graph, &training.entry)?;
            random::check_evaluation(&evaluation.graph, &evaluation.entry)?;
            modes::both(training, evaluation)
        }
        _ => Err(error::Error::Modes(programs)),
    }
}
