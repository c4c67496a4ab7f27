//! A model that PyTorch exported, as it lies in a file.

use crate::digest::sha256;
use crate::pt2::{self, Program};
use std::sync::Arc;

/// A model that PyTorch exported, read once and shared.
#[derive(Clone, Debug)]
pub struct Model(Arc<Content>);

#[derive(Debug)]
struct Content {
    program: Program<'static>,
    sha256: String,
}

impl Model {
    /// Reads the bytes of a `.pt2` file.
    ///
    /// # Errors
    /// If it is no such file, is damaged, or holds a model that cannot be trained here.
    pub fn read(bytes: &[u8]) -> pt2::Result<Self> {
        let program = pt2::read(bytes)?.into_owned();
        Ok(Self(Arc::new(Content { program, sha256: sha256(bytes) })))
    }

    /// Both modes of the model, over the same tensors.
    #[must_use]
    pub fn program(&self) -> &Program<'static> {
        &self.0.program
    }

    /// The SHA-256 of the file.
    #[must_use]
    pub fn sha256(&self) -> &str {
        &self.0.sha256
    }
}

/// Models are the same if their files are.
impl PartialEq for Model {
    fn eq(&self, other: &Self) -> bool {
        self.0.sha256 == other.0.sha256
    }
}
