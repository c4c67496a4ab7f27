//! `actsearch schema`.

use super::table::print_json;
use crate::plan;

/// Prints the JSON Schema of space files.
pub(super) fn run() -> anyhow::Result<()> {
    print_json(&plan::schema())
}
