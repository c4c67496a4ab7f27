//! What has to be known of a data set before anything is trained on it.

use super::Dims;
use crate::columns::Columns;
use serde::{Deserialize, Serialize};

/// The shape and size of a data set: known by heart for one that has a name, found by reading for one that is files.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// The shape of one sample.
    #[serde(with = "sizes")]
    pub dims: Dims,
    /// What the labels 0, 1, … stand for: the official names, those that the files give, or the numbers themselves.
    pub class_names: Vec<String>,
    /// How many samples its training part has, those for validation included.
    pub training_samples: usize,
    /// How many of these, the last ones, are a validation part of its own; nothing where validation is cut out of them all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validation_samples: Option<usize>,
    /// How many samples its test part has.
    pub test_samples: usize,
    /// The range of all values of all parts, where each is a whole number by its type; a network may take them as tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whole: Option<WholeNumbers>,
    /// The SHA-256 of all values and labels, for a data set that is files of the user: they may change, a named one cannot.
    pub content: Option<String>,
    /// What the entries of a sample are; empty for pictures, and for arrays whose entries have no names.
    #[serde(default, skip_serializing_if = "Columns::is_empty")]
    pub columns: Columns,
    /// What should be known before anything is learned from it: columns that were left out, say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// What values lie between that are whole numbers by their type, integers or truth values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WholeNumbers {
    /// The least.
    pub least: i128,
    /// The largest.
    pub most: i128,
}

impl WholeNumbers {
    /// What these and others lie between.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self { least: self.least.min(other.least), most: self.most.max(other.most) }
    }
}

impl Facts {
    /// How many classes there are.
    #[must_use]
    pub fn classes(&self) -> usize {
        self.class_names.len()
    }
}

/// A shape as its list of sizes: one for a vector, three for an image, another number for any other array.
mod sizes {
    use super::Dims;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    pub fn serialize<S: Serializer>(dims: &Dims, serializer: S) -> Result<S::Ok, S::Error> {
        dims.sizes().serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Dims, D::Error> {
        let sizes: Vec<usize> = Vec::deserialize(deserializer)?;
        Dims::of(&sizes).ok_or_else(|| D::Error::invalid_length(sizes.len(), &"one size to seven"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::Column;

    #[test]
    fn facts_read_back_as_they_were_written() {
        let image = Dims::Image { channels: 3, height: 32, width: 16 };
        for dims in [Dims::Vector(13), image, Dims::of(&[13, 2]).unwrap(), Dims::of(&[2; 7]).unwrap()] {
            let content = Some("abc".to_owned());
            let facts = Facts {
                dims,
                class_names: ["a", "b", "c"].map(str::to_owned).to_vec(),
                training_samples: 5,
                validation_samples: Some(2),
                test_samples: 2,
                whole: Some(WholeNumbers { least: i64::MIN.into(), most: u64::MAX.into() }),
                content,
                columns: Columns::new(vec![Column::numbers("x"); 13]),
                notes: vec!["column 1 is left out".to_owned()],
            };
            let without = Facts {
                validation_samples: None,
                whole: None,
                columns: Columns::default(),
                notes: Vec::new(),
                ..facts.clone()
            };
            for facts in [facts, without] {
                let text = serde_json::to_string(&facts).unwrap();
                assert_eq!(serde_json::from_str::<Facts>(&text).unwrap(), facts);
            }
        }
    }
}
