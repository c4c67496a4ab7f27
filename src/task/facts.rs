//! What has to be known of a data set before anything is trained on it.

use super::Dims;
use serde::{Deserialize, Serialize};

/// The shape and size of a data set: known by heart for one that has a name, found by reading for one that is files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// The shape of one sample.
    #[serde(with = "sizes")]
    pub dims: Dims,
    /// How many labels there are.
    pub classes: usize,
    /// How many samples its training part has, out of which validation is cut.
    pub training_samples: usize,
    /// How many samples its test part has.
    pub test_samples: usize,
    /// The SHA-256 of all values and labels, for a data set that is files of the user: they may change, a named one cannot.
    pub content: Option<String>,
}

/// A shape as its list of sizes: one for a vector, three for an image.
mod sizes {
    use super::Dims;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    pub fn serialize<S: Serializer>(dims: &Dims, serializer: S) -> Result<S::Ok, S::Error> {
        match *dims {
            Dims::Image { channels, height, width } => vec![channels, height, width],
            Dims::Vector(size) => vec![size],
        }
        .serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Dims, D::Error> {
        match Vec::deserialize(deserializer)?.as_slice() {
            &[channels, height, width] => Ok(Dims::Image { channels, height, width }),
            &[size] => Ok(Dims::Vector(size)),
            sizes => Err(D::Error::invalid_length(sizes.len(), &"one size, or three")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_read_back_as_they_were_written() {
        for dims in [Dims::Vector(13), Dims::Image { channels: 3, height: 32, width: 16 }] {
            let content = Some("abc".to_owned());
            let facts = Facts { dims, classes: 3, training_samples: 5, test_samples: 2, content };
            let text = serde_json::to_string(&facts).unwrap();
            assert_eq!(serde_json::from_str::<Facts>(&text).unwrap(), facts);
        }
    }
}
