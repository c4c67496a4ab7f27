//! The straight line: candidates are proposed, trained, recorded, ranked, and the winner is tested.

mod folder;
mod line;

pub use folder::{Error as FolderError, OpenRun, RunFolder};
pub use line::{Error, definition, run, write_results};

#[cfg(test)]
mod tests;
