//! What arrays mean: labels, and the classes that they are.

use super::NpzProblem;
use super::archive::Looked;
use super::array::Array;
use super::layout::{Kind, written};
use crate::dataset::classes::Classes;

/// More classes than that are no classes, but something that was measured.
const MOST_CLASSES: usize = 10_000;

/// Makes sure that an array can be labels; how many.
pub(super) fn count(looked: &Looked) -> Result<usize, NpzProblem> {
    let (name, layout) = (looked.name.clone(), &looked.layout);
    match layout.shape[..] {
        [count] | [count, 1] if layout.kind != Kind::Float => Ok(count),
        [_] | [_, 1] => Err(NpzProblem::LabelType { name, found: layout.type_name() }),
        _ => Err(NpzProblem::LabelShape { name, shape: written(&layout.shape) }),
    }
}

/// The classes of an array of labels of training samples.
pub(super) fn classes(array: &Array, name: &str) -> Result<Classes, NpzProblem> {
    let classes = Classes::of(array.whole_numbers().into_iter().flatten());
    if classes.len() > MOST_CLASSES {
        return Err(NpzProblem::Classes { name: name.to_owned(), found: classes.len() });
    }
    Ok(classes)
}

/// The labels of an array, each the place of its class.
pub(super) fn labels(array: &Array, name: &str, classes: &Classes) -> Result<Vec<u16>, NpzProblem> {
    classes.labels(array.whole_numbers().into_iter().flatten()).map_err(|unknown| NpzProblem::UnknownLabel {
        name: name.to_owned(),
        sample: unknown.sample,
        label: unknown.label,
        count: unknown.count,
        classes: classes.written(),
    })
}
