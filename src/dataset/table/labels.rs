//! The column of labels: what classes there are, and what cannot be a label.

use super::TableProblem;
use super::cell::is_missing;
use super::found::Found;
use super::problem::MOST_CLASSES;
use crate::task::Writing;
use std::collections::{BTreeSet, HashMap};

/// The names of the classes: in the order of numbers if all are numbers, else of the alphabet.
pub(super) fn names<'a>(
    label: &str,
    cells: impl Iterator<Item = (u64, &'a str)> + Clone,
    writing: &Writing,
) -> Result<Vec<String>, TableProblem> {
    let mut missing = Found::default();
    for (line, cell) in cells.clone().filter(|(_, cell)| is_missing(cell, writing)) {
        missing.add(line, cell);
    }
    if !missing.is_empty() {
        return Err(TableProblem::NoLabelIn { label: label.to_owned(), missing });
    }
    let texts: BTreeSet<&str> = cells.clone().map(|(_, cell)| cell).collect();
    let (found, rows) = (texts.len(), cells.count());
    let numbers: Option<Vec<f64>> = texts.iter().map(|text| text.parse().ok()).collect();
    if let Some((least, largest)) = numbers.as_deref().and_then(|numbers| measured(numbers, rows)) {
        return Err(TableProblem::Measures { label: label.to_owned(), found, rows, least, largest });
    }
    let is_name = numbers.is_none() && found > FEW && found * 2 > rows;
    if found > MOST_CLASSES || is_name {
        return Err(TableProblem::Classes { label: label.to_owned(), found, rows });
    }
    let mut names: Vec<String> = texts.into_iter().map(str::to_owned).collect();
    if let Some(numbers) = numbers {
        let mut numbered: Vec<(f64, String)> = numbers.into_iter().zip(names).collect();
        numbered.sort_by(|one, other| one.0.total_cmp(&other.0));
        names = numbered.into_iter().map(|(_, name)| name).collect();
    }
    Ok(names)
}

/// So few different labels are classes, however few rows there are.
const FEW: usize = 20;

/// The range of different numbers that are no classes but a measure, in so many rows: more than a few, each in fewer than
/// ten rows on average, and not the whole numbers of a range without a gap.
#[expect(clippy::float_cmp, clippy::cast_precision_loss, reason = "whole numbers of a small range are exact")]
fn measured(numbers: &[f64], rows: usize) -> Option<(f64, f64)> {
    let least = numbers.iter().copied().reduce(f64::min)?;
    let largest = numbers.iter().copied().reduce(f64::max)?;
    let is_range = numbers.iter().all(|number| number.fract() == 0.0)
        && largest - least + 1.0 == numbers.len() as f64
        && numbers.len() <= MOST_CLASSES;
    let is_measure = numbers.len() > FEW && numbers.len() * 10 > rows && !is_range;
    (is_measure || numbers.len() > MOST_CLASSES).then_some((least, largest))
}

/// The label of every row, as its place among the classes.
pub(super) fn labels<'a>(
    names: &[String],
    cells: impl Iterator<Item = (u64, &'a str)>,
) -> Result<Vec<u16>, TableProblem> {
    let places: HashMap<&str, u16> = names.iter().map(String::as_str).zip(0..).collect();
    let mut unknown = Found::default();
    let mut labels = Vec::new();
    for (line, cell) in cells {
        match places.get(cell) {
            Some(place) => labels.push(*place),
            None => unknown.add(line, cell),
        }
    }
    if unknown.is_empty() {
        Ok(labels)
    } else {
        Err(TableProblem::UnknownClass { unknown, known: names.to_vec() })
    }
}
