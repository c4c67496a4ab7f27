//! How samples are read, and described in the JSON Schema of definitions.

use super::numbers::{ANY_NUMBER, single};
use super::samples::{MOST_SIZES, Normalisation, Samples};
use crate::columns::{Column, Columns, Fill, Kind};
use crate::yaml::{
    Interval, Shape, Tag, boolean, integer, list, number, or_null, record, tagged, text, word,
};

impl Samples {
    /// How they are read and described.
    pub(super) fn shape() -> Shape<Self> {
        record("what the samples were that mixes were learned on", |fields| {
            let about = "entries, or channels, rows and columns of an image, or all sizes of any other array";
            let size = integer(1..=u64::MAX).map(|size| usize::try_from(size).unwrap_or(usize::MAX));
            let shape = fields.required("shape", about, list(size, 1..=MOST_SIZES));
            let classes = fields.optional("classes", "what each logit stands for", list(text(), ANY_NUMBER));
            let about = "the columns of a table, in the order of their entries";
            let columns = fields.optional("columns", about, list(column(), ANY_NUMBER));
            let about =
                "what a network does to a sample before its first layer; missing for mixes by themselves";
            let normalisation = fields.optional("normalisation", about, Normalisation::shape());
            let samples = Self {
                shape: shape?,
                classes: classes.unwrap_or_default(),
                columns: Columns::new(columns.unwrap_or_default()),
                normalisation,
            };
            if !fields.has_problems() {
                for problem in samples.problems() {
                    fields.complain(&problem.path, problem.fault.to_string(), None);
                }
            }
            Some(samples)
        })
    }
}

impl Normalisation {
    fn shape() -> Shape<Self> {
        record("a network sees (value - mean) / std", |fields| {
            let about = "what pixels are divided by before; missing where values are plain numbers";
            let white = integer(0..=u8::MAX.into()).map(|white| u8::try_from(white).unwrap_or(u8::MAX));
            let white = fields.optional("white", about, or_null(white));
            let mean =
                fields.required("mean", "one mean for each channel or entry", list(single(), ANY_NUMBER));
            let std = fields.required("std", "as many standard deviations", list(single(), ANY_NUMBER));
            Some(Self { white: white.flatten(), mean: mean?, std: std? })
        })
    }
}

fn column() -> Shape<Column> {
    let kind = tagged(vec![
        Tag::new("number", "one entry: the number less the offset, in double precision", numbers()),
        Tag::new("category", "an entry for each text: 1 where the cell has it, else 0", categories()),
    ]);
    let rule = or_null(word(Fill::ALL.iter().map(|rule| (rule.name(), *rule)).collect()));
    record("a column and how its cells become entries", move |fields| {
        let name = fields.required("name", "what the header calls it", text());
        let kind = fields.required("kind", "what its cells are", kind.clone());
        let rule = fields.optional("rule", "how `fill` was found", rule.clone());
        let about = "whether one more entry is 1 where the cell is missing, else 0";
        let indicator = fields.or("indicator", about, boolean(), false);
        Some(Column { name: name?, kind: kind?, rule: rule.flatten(), indicator })
    })
}

fn numbers() -> Shape<Kind> {
    record("", |fields| {
        let any = || number(Interval::any());
        let about = "what is subtracted before a number is rounded to single precision";
        let offset = fields.required("offset", about, any());
        let fill = fields.optional("fill", "what stands for a missing number", or_null(any()));
        Some(Kind::Number { offset: offset?, fill: fill.flatten() })
    })
}

fn categories() -> Shape<Kind> {
    record("", |fields| {
        let texts =
            fields.required("texts", "all texts, in the order of the alphabet", list(text(), ANY_NUMBER));
        let about = "what stands for a missing text; all entries are 0 where nothing does";
        let fill = fields.optional("fill", about, or_null(text()));
        Some(Kind::Category { texts: texts?, fill: fill.flatten() })
    })
}
