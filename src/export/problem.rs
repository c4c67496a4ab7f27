//! Why something cannot be exported.

use super::Format;
use crate::definition;

/// Why something cannot be exported.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The mixes are no definition.
    #[error(transparent)]
    Definition(#[from] definition::Error),
    /// The format has no room for a network.
    #[error("`{}` holds mixes only; a network can be written as {}", .0.name(), network_formats())]
    MixesOnly(Format),
    /// The network was exported by PyTorch, and the format has no room for such a one.
    #[error(
        "the network was exported by PyTorch, and networks of this kind cannot be written as `{}`; `--format pytorch` puts its \
         mixes into your own model, from which PyTorch exports it further, `--format pt2` writes the trained program, and \
         `--what mix` gives the mixes alone",
        .0.name()
    )]
    LayersOnly(Format),
    /// The format has room for networks that PyTorch exported only.
    #[error(
        "`{}` holds whole networks that PyTorch exported; a network of layers can be written as {}, and mixes in each of these",
        .0.name(),
        network_formats()
    )]
    ExportedOnly(Format),
    /// The archive that was given is not the one that the network was read from.
    #[error("the archive is another one than that which the network was read from")]
    OtherArchive,
    /// The archive that the network was read from cannot be read any more.
    #[error(transparent)]
    Archive(crate::pt2::Error),
    /// There is no mix: the trial is the network as it came.
    #[error(
        "the trial is the network as it is, which has no mixes to export; choose another by `--trial`, `actsearch top` lists them"
    )]
    AsItIs,
    /// The format is no code that could be run.
    #[error("`{}` is no code", .0.name())]
    NoCode(Format),
    /// The mixes belong to other sites than the network has.
    #[error("the sites of the network are {wanted}, but the mixes are those of {found}")]
    OtherSites {
        /// The sites of the network.
        wanted: String,
        /// The sites of the mixes.
        found: String,
    },
    /// A tensor of the network is missing, or has another size.
    #[error("`{name}` has {found} numbers, but the network needs {wanted}")]
    Tensor {
        /// Its name.
        name: String,
        /// How many numbers there are.
        found: usize,
        /// How many there must be.
        wanted: usize,
    },
}

fn network_formats() -> String {
    let formats = Format::ALL.into_iter().filter(|format| format.holds_networks());
    formats.map(|format| format!("`{}`", format.name())).collect::<Vec<_>>().join(", ")
}
