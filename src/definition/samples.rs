//! What goes into the network that mixes were learned in, and what comes out.

use super::{Fault, Problem};
use crate::columns::Columns;
use serde::Serialize;
use std::fmt::Write as _;

/// A sample has at most so many sizes.
pub(super) const MOST_SIZES: usize = 7;

/// What the samples were that mixes were learned on: their shape, what their entries are, and what the classes are called.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Samples {
    /// The shape of one sample: the number of its entries, or channels, rows and columns of an image, or two sizes or four to
    /// seven of any other array.
    pub shape: Vec<usize>,
    /// What each logit stands for; none where nobody knows.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<String>,
    /// What the entries are and how the cells of a table become them; none for images, and for arrays without names.
    #[serde(skip_serializing_if = "Columns::is_empty")]
    pub columns: Columns,
    /// What a network does to a sample before its first layer; nothing for mixes by themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub normalisation: Option<Normalisation>,
}

/// A network sees (value − mean)/std, for each channel of an image, or each entry of a vector.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Normalisation {
    /// What the pixels of the data set are divided by before; nothing where values are plain numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub white: Option<u8>,
    /// The means.
    pub mean: Vec<f32>,
    /// The standard deviations.
    pub std: Vec<f32>,
}

impl Samples {
    /// Everything that is wrong, with its path in the samples.
    pub(super) fn problems(&self) -> Vec<Problem> {
        let channels = match self.shape.as_slice() {
            [channels, ..] if self.shape.len() <= MOST_SIZES && !self.shape.contains(&0) => *channels,
            _ => {
                let fault = Fault::Shape(self.shape.clone());
                return vec![Problem { path: "shape".to_owned(), fault }];
            }
        };
        let size = self.shape.iter().copied().fold(1, usize::saturating_mul);
        let lengths = [("columns", self.columns.size(), size, true)];
        let scale = self.normalisation.iter().flat_map(|Normalisation { mean, std, .. }| {
            [
                ("normalisation.mean", mean.len(), channels, false),
                ("normalisation.std", std.len(), channels, false),
            ]
        });
        let lengths = lengths.into_iter().chain(scale);
        let wrong =
            lengths.filter(|(_, found, needed, may_miss)| found != needed && !(*may_miss && *found == 0));
        let problem = |(path, found, needed, _): (&str, _, _, _)| Problem {
            path: path.to_owned(),
            fault: Fault::Entries { found, needed },
        };
        wrong.map(problem).collect()
    }
}

/// JSON on one line, in ASCII as far as YAML needs it to read the same.
///
/// # Panics
/// Never for what is in definitions.
#[must_use]
pub fn one_line(value: &impl Serialize) -> String {
    let text = serde_json::to_string(value).expect("plain data is JSON");
    let mut json = String::with_capacity(text.len());
    for c in text.chars() {
        let written = match c {
            '\0'..='~' | '\u{10000}'.. => write!(json, "{c}"),
            '\u{7f}'..='\u{ffff}' => write!(json, "\\u{:04x}", u32::from(c)),
        };
        written.expect("writing to a string cannot fail");
    }
    json
}
