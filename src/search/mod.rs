//! The straight line: candidates are proposed, trained, recorded, ranked, and the winner is tested.

mod create;
mod error;
mod extend;
mod folder;
mod header;
mod line;
mod record;

pub use error::Error as FolderError;
pub use extend::BudgetError;
pub use folder::{OpenRun, RunFolder};
pub use header::{Frozen, Kept};
pub use line::{Error, definition, run, samples, write_results};
pub use record::Record;

#[cfg(test)]
mod tests;
