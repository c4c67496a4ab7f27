//! What training found for a mix.

use super::{Base, Mix};
use serde::{Deserialize, Serialize};

/// A mix with the coefficients that training found for it, at the site where it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LearnedMix {
    /// The site's name.
    pub site: String,
    /// The bases, hull and sharing.
    pub mix: Mix,
    /// α itself, after the hull's constraint: one vector, or one per channel.
    pub coefficients: Vec<Vec<f32>>,
    /// The learned parameters of those bases that have one, in the order of the bases; as many rows as `coefficients`,
    /// or none if no base has one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<Vec<f32>>,
}

impl LearnedMix {
    /// The bases with the learned parameters of one row put in.
    ///
    /// # Panics
    /// If a learned parameter is missing.
    #[must_use]
    pub fn bases(&self, row: usize) -> Vec<Base> {
        let mut learned = self.parameters.get(row).map_or(&[][..], Vec::as_slice).iter();
        let put_in = |base: &Base| match base.learned_parameter() {
            Some(_) => base.with_learned_value(f64::from(
                *learned.next().expect("one value for each learned parameter"),
            )),
            None => *base,
        };
        self.mix.bases.iter().map(put_in).collect()
    }

    /// The same with each learned parameter as the shortest decimal that is rounded to it.
    ///
    /// # Panics
    /// If a learned parameter is missing.
    #[must_use]
    pub fn short_bases(&self, row: usize) -> Vec<Base> {
        #[expect(clippy::cast_possible_truncation, reason = "it was an f32")]
        let short = |base: Base| match base.learned_value() {
            Some(wide) => {
                let value = wide as f32;
                let decimal = format!("{value:?}").parse::<f64>().ok();
                base.with_learned_value(decimal.filter(|decimal| *decimal as f32 == value).unwrap_or(wide))
            }
            None => base,
        };
        self.bases(row).into_iter().map(short).collect()
    }

    /// The mean over the channels of each column of `rows`: of the coefficients, or of the learned parameters.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a layer has far fewer channels than 2^24")]
    pub fn mean(rows: &[Vec<f32>]) -> Vec<f32> {
        let Some(first) = rows.first() else { return Vec::new() };
        let column = |place| rows.iter().map(|row| row[place]).sum::<f32>() / rows.len() as f32;
        (0..first.len()).map(column).collect()
    }
}
