//! Why a file is no program that can be run.

use super::place::Place;

/// What reading comes to.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a file is no program that can be run.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It is no archive.
    #[error("it is no .pt2 file, which is a zip archive; write one by actsearch.save")]
    NotZip,
    /// It is an archive that cannot be trusted.
    #[error(
        "it is a zip archive that cannot be read: {0}; copy the file again, or save the model again by actsearch.save"
    )]
    Zip(String),
    /// It is an archive of something else.
    #[error("it is a zip archive, but no .pt2 file: it lacks archive_format; write one by actsearch.save")]
    OtherZip,
    /// It is what `torch.jit.save` writes.
    #[error("it is a TorchScript archive; write the model that it was made from by actsearch.save instead")]
    TorchScript,
    /// It is what `torch.save` writes.
    #[error(
        "it is a checkpoint of torch.save, which has weights but no program; load them into the model, and write it by actsearch.save instead"
    )]
    Checkpoint,
    /// It is what an old `torch.export.save` wrote.
    #[error(
        "it was exported by an old PyTorch; save the model again by actsearch.save with PyTorch 2.11 or newer"
    )]
    OlderExport,
    /// An entry of it is wrong.
    #[error("{entry}: {reason}")]
    Entry {
        /// The entry of the archive.
        entry: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A tensor is wrong.
    #[error("{entry}: tensor `{name}`: {reason}")]
    Tensor {
        /// The entry of the archive that describes the tensor.
        entry: String,
        /// Its name in the model.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A value of a graph is wrong.
    #[error("{entry}: value `{name}`: {reason}")]
    Value {
        /// The entry of the archive.
        entry: String,
        /// The name of the value in the graph.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A call is wrong.
    #[error("{entry}: node `{node}` ({function}) {place}: {reason}")]
    Node {
        /// The entry of the archive.
        entry: String,
        /// The name of the node in the graph.
        node: String,
        /// What it calls.
        function: String,
        /// Where the call stands in the user's model and code.
        place: Box<Place>,
        /// What is wrong with it.
        reason: String,
    },
    /// There is no program for each mode.
    #[error(
        "models/: it has {}, but needs the programs train and eval, or one that is the same in both modes; {SAVE_BOTH}",
        listed(.0)
    )]
    Modes(Vec<String>),
    /// The two programs are not of one model.
    #[error(
        "models/: the programs train and eval differ: {0}; save the model by actsearch.save, which exports both of one model"
    )]
    Differ(String),
}

/// How both modes come into one file.
pub(super) const SAVE_BOTH: &str = "save the model by actsearch.save, which writes both";

fn listed(programs: &[String]) -> String {
    match programs {
        [] => "no program".to_owned(),
        [one] => format!("the program {one}"),
        several if several.len() <= 10 => format!("the programs {}", several.join(", ")),
        many => format!("{} programs", many.len()),
    }
}
