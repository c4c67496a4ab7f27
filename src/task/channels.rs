//! Where the channels of an array stand.

use crate::yaml::{Shape, word};

/// Which of the sizes of a sample are its channels, where an array has more than one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channels {
    /// The first, as in PyTorch: samples are taken as they are written.
    First,
    /// The last, as in Keras: they are brought to the front.
    Last,
}

impl Channels {
    /// How `channels` of a space file is read and described.
    pub(super) fn shape() -> Shape<Self> {
        word(vec![("first", Self::First), ("last", Self::Last)])
    }
}
