//! Keys that several kinds of data sets share.

use crate::yaml::{Complaint, Interval, Record, Shape, number, text};
use std::path::PathBuf;

/// The share of the test part, for data that may bring none.
pub(super) fn test(fields: &mut Record) -> Option<f64> {
    let about = "share that is cut off as test part, stratified by label and the same in every run, where the data brings \
                 no test part; 0.2 where not given";
    fields.optional("test", about, number(Interval::above(0.0).below(1.0)))
}

/// A path as the user writes it.
pub(super) fn path() -> Shape<PathBuf> {
    text().try_map(|path| {
        if path.is_empty() {
            let help = "a relative path starts beside the space file, or in a data folder";
            return Err(Complaint::allowed("a path").help(help));
        }
        Ok(PathBuf::from(path))
    })
}
