//! Why nothing can be trained.

use crate::dataset;
use crate::network::Unrunnable;

/// Why nothing can be trained, before anything is.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The data is missing or damaged.
    #[error(transparent)]
    Data(Box<dataset::Error>),
    /// The network was exported, and cannot be run.
    #[error(transparent)]
    Network(#[from] Unrunnable),
}

impl From<dataset::Error> for Error {
    fn from(error: dataset::Error) -> Self {
        Self::Data(Box::new(error))
    }
}
