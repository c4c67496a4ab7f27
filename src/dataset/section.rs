//! The parts that data can bring, by the words that are in use for them: in names of folders and arrays, and in cells.

/// A part that data can bring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    Training,
    Validation,
    Test,
}

impl Section {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Training, Self::Validation, Self::Test];

    /// The words for it, in small letters; the first is the one that space files have.
    pub fn words(self) -> &'static [&'static str] {
        match self {
            Self::Training => &["train", "training"],
            Self::Validation => &["val", "valid", "validation", "dev"],
            Self::Test => &["test", "testing"],
        }
    }

    /// The part that a word means, in any case of letters.
    pub fn of(word: &str) -> Option<Self> {
        let word = word.to_lowercase();
        Self::ALL.into_iter().find(|section| section.words().contains(&word.as_str()))
    }
}
