//! A whole data set once its files have been read.

use super::side::Side;
use super::{Error, Part, Values};
use crate::columns::Columns;
use crate::digest::Digest;
use crate::task::{Facts, Source, WholeNumbers};

/// Both parts of a data set.
#[derive(Debug)]
pub struct Decoded {
    /// What training and validation samples are drawn from.
    pub training: Part,
    /// What the winner is measured on, once.
    pub test: Part,
    /// What the labels 0, 1, … stand for; as many as there are classes.
    pub names: Vec<String>,
    /// How many samples of the training part, its last ones, are a validation part of their own.
    pub validation_samples: Option<usize>,
    /// The range of all values, where each is a whole number by its type.
    pub whole: Option<WholeNumbers>,
    /// What the entries of a sample are, where they have names.
    pub columns: Columns,
    /// What should be known before anything is learned from it.
    pub notes: Vec<String>,
    /// The hash of the content, where it is known without looking at it.
    pub(super) content: Option<String>,
}

impl Decoded {
    /// The same with labels that are named by their numbers.
    pub(super) fn numbered(training: Part, test: Part, classes: usize) -> Self {
        Self::named(training, test, (0..classes).map(|label| label.to_string()).collect())
    }

    /// Both parts, with the names of the classes.
    pub(super) fn named(training: Part, test: Part, names: Vec<String>) -> Self {
        Self {
            training,
            test,
            names,
            validation_samples: None,
            whole: None,
            columns: Columns::default(),
            notes: Vec::new(),
            content: None,
        }
    }

    /// The same with columns.
    pub(super) fn of_columns(self, columns: Columns) -> Self {
        Self { columns, ..self }
    }

    /// The same with the range of its values, where these are whole numbers by their type.
    pub(super) fn of_whole(self, whole: Option<WholeNumbers>) -> Self {
        Self { whole, ..self }
    }

    /// The same with more notes.
    pub(super) fn noting(mut self, notes: Vec<String>) -> Self {
        self.notes.extend(notes);
        self
    }

    /// The same with a validation part of its own, which is joined to the training part.
    ///
    /// # Panics
    /// If it has another shape or kind of values.
    pub(super) fn with_validation(self, validation: &Part) -> Self {
        let training = self.training.followed_by(validation);
        Self { training, validation_samples: Some(validation.len()), ..self }
    }

    /// Whether the values are those that the hash says.
    pub(super) fn is_sound(&self) -> bool {
        self.content.as_ref().is_none_or(|content| *content == self.hash())
    }

    /// One of the parts.
    pub(super) fn into_part(self, side: Side) -> Part {
        match side {
            Side::Training => self.training,
            Side::Test => self.test,
        }
    }

    /// Makes sure that there is something to tell apart.
    pub(super) fn check_classes(&self, source: &Source) -> Result<(), Error> {
        let labels = self.training.labels();
        let Some(&first) = labels.first() else {
            return Err(Error::NoSample { name: source.to_string() });
        };
        if labels.iter().any(|&label| label != first) {
            return Ok(());
        }
        Err(Error::OneClass { name: source.to_string(), class: self.names[usize::from(first)].clone() })
    }

    /// What is known of it, with a hash of everything that training could see.
    #[must_use]
    pub fn facts(&self) -> Facts {
        Facts {
            dims: self.training.dims,
            class_names: self.names.clone(),
            training_samples: self.training.len(),
            validation_samples: self.validation_samples,
            test_samples: self.test.len(),
            whole: self.whole,
            content: Some(self.content.clone().unwrap_or_else(|| self.hash())),
            columns: self.columns.clone(),
            notes: self.notes.clone(),
        }
    }

    /// The SHA-256 of shape, values and labels of both parts; of the columns and of an own validation part where there are.
    fn hash(&self) -> String {
        let mut digest = Digest::default();
        if let Some(count) = self.validation_samples {
            digest.add(format!("validation {count}:").as_bytes());
        }
        if !self.columns.is_empty() {
            digest.add(serde_json::to_string(&self.columns).expect("columns are plain data").as_bytes());
        }
        for part in [&self.training, &self.test] {
            digest.add(format!("{} {}:", part.dims, part.len()).as_bytes());
            match part.values() {
                Values::Bytes { white, all } => {
                    digest.add(&[white]);
                    digest.add(all);
                }
                Values::Numbers(all) => digest.add(bytemuck::cast_slice(all)),
            }
            digest.add(bytemuck::cast_slice(part.labels()));
        }
        digest.finish()
    }
}
