//! The straight line: candidates are proposed, trained, recorded, ranked, and the winner is tested.

mod folder;
mod header;
mod line;

pub use folder::{Error as FolderError, OpenRun, RunFolder};
pub use header::{Frozen, Kept};
pub use line::{Error, definition, run, write_results};

#[cfg(test)]
mod tests;
