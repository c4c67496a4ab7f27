//! The two parts of every data set.

/// A part of a data set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// What training and validation samples are drawn from.
    Training,
    /// What the winner is measured on, once.
    Test,
}

impl Side {
    /// Both, the training part first.
    pub const ALL: [Self; 2] = [Self::Training, Self::Test];
}
