//! Which samples a network answered rightly.

use serde::{Deserialize, Serialize};

/// Whether the largest logit of each sample was that of its label, in the order of the samples.
///
/// As text it is the number of samples, and one hexadecimal digit for every four of them, the first in its highest bit.
///
/// ```
/// use actsearch::trial::Answers;
/// let answers = Answers(vec![true, false, true, true, false]);
/// assert_eq!(serde_json::to_string(&answers).unwrap(), r#"{"samples":5,"right":"b0"}"#);
/// assert_eq!(answers.accuracy(), 0.6);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Packed", try_from = "Packed")]
pub struct Answers(pub Vec<bool>);

impl Answers {
    /// The share of samples that were answered rightly; 0 of none.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "data sets are far smaller than 2^52")]
    pub fn accuracy(&self) -> f64 {
        let right = self.0.iter().filter(|right| **right).count();
        right as f64 / self.0.len().max(1) as f64
    }
}

/// The form in which it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Packed {
    samples: usize,
    right: String,
}

impl From<Answers> for Packed {
    fn from(Answers(right): Answers) -> Self {
        let digit = |four: &[bool]| {
            let bits = (0..4).map(|bit| u32::from(four.get(bit).is_some_and(|right| *right)) << (3 - bit));
            char::from_digit(bits.sum(), 16).expect("four bits are a digit")
        };
        Self { samples: right.len(), right: right.chunks(4).map(digit).collect() }
    }
}

impl TryFrom<Packed> for Answers {
    type Error = String;

    fn try_from(packed: Packed) -> Result<Self, String> {
        let Packed { samples, right } = packed;
        if right.len() != samples.div_ceil(4) {
            return Err(format!("{samples} samples are not {} digits", right.len()));
        }
        let digits: Option<Vec<u32>> = right.chars().map(|digit| digit.to_digit(16)).collect();
        let digits = digits.ok_or_else(|| format!("`{right}` is not hexadecimal"))?;
        let mut bits: Vec<bool> =
            digits.iter().flat_map(|digit| (0..4).map(move |bit| digit >> (3 - bit) & 1 == 1)).collect();
        if bits.drain(samples..).any(|right| right) {
            return Err(format!("there are more than {samples} samples in `{right}`"));
        }
        Ok(Self(bits))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_reads_back(right in prop::collection::vec(any::<bool>(), 0..40)) {
            let answers = Answers(right);
            let text = serde_json::to_string(&answers).unwrap();
            prop_assert_eq!(serde_json::from_str::<Answers>(&text).unwrap(), answers);
        }
    }

    #[test]
    fn text_that_does_not_fit_its_samples_is_refused() {
        for text in [
            r#"{"samples":5,"right":"b"}"#,
            r#"{"samples":5,"right":"b000"}"#,
            r#"{"samples":5,"right":"bx"}"#,
            r#"{"samples":5,"right":"b1"}"#,
            r#"{"samples":5,"right":"é"}"#,
        ] {
            assert!(serde_json::from_str::<Answers>(text).is_err(), "{text}");
        }
    }
}
