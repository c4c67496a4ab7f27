//! `actsearch schema`.

use super::print::print_json;
use crate::{definition, plan};

/// The arguments of `actsearch schema`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The schema of definitions, such as `winner.yaml`, in place of that of space files
    #[arg(long)]
    definition: bool,
}

/// Prints the JSON Schema of space files, or that of definitions.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    print_json(&if arguments.definition { definition::schema() } else { plan::schema() })
}
