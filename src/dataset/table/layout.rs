//! Which columns of a table are the label, the split, and what is learned from.

use super::TableProblem;
use super::sheet::Sheet;
use crate::task::Csv;

/// The columns of a table by what they are for.
#[derive(Debug)]
pub(super) struct Layout {
    /// Where the labels stand, in each file; nowhere where nobody has said.
    pub label: Option<Vec<usize>>,
    /// Where the words for the parts stand, in the first file.
    pub split: Option<usize>,
    /// What is learned from, in the order of the first file.
    pub learned: Vec<Learned>,
}

/// A column that is learned from.
#[derive(Debug)]
pub(super) struct Learned {
    pub name: String,
    /// Where it stands, in each file.
    pub places: Vec<usize>,
    /// Whether it is said to be a category.
    pub is_category: bool,
}

impl Layout {
    /// Finds every column that the keys name, or tells all that are not there, each with the number of its file.
    pub fn of(sheets: &[Sheet], csv: &Csv, label: Option<&str>) -> Result<Self, Vec<(usize, TableProblem)>> {
        let first = &sheets[0];
        let mut problems = Vec::new();
        let mut find = |key: &'static str, column: &str| {
            let place = first.place_of(column, &csv.writing);
            if place.is_none() {
                let (column, known) = (column.to_owned(), first.names());
                problems.push((
                    0,
                    match key {
                        "label" => TableProblem::NoLabel { label: column, known },
                        _ => TableProblem::NoColumn { key, column, known },
                    },
                ));
            }
            place
        };
        let label_place = label.and_then(|label| find("label", label));
        let split = csv.split.as_deref().and_then(|column| find("split", column));
        let dropped: Vec<usize> = csv.drop.iter().filter_map(|column| find("drop", column)).collect();
        let categories: Vec<usize> =
            csv.categories.iter().filter_map(|column| find("categories", column)).collect();
        for more in &sheets[1..] {
            problems
                .extend(more.check_same_columns(first, &csv.drop).into_iter().map(|problem| (1, problem)));
        }
        let is_learned = |at: &usize| Some(*at) != label_place && Some(*at) != split && !dropped.contains(at);
        let named = first.columns.iter().filter(|(_, at)| is_learned(at));
        let maps: Vec<_> = sheets[1..].iter().map(Sheet::places).collect();
        let places = |name: &str, at: usize| -> Vec<usize> {
            let others = maps.iter().map(|map| map.get(name).copied().unwrap_or_default());
            std::iter::once(at).chain(others).collect()
        };
        let learned: Vec<Learned> = named
            .map(|(name, at)| Learned {
                name: name.clone(),
                places: places(name, *at),
                is_category: categories.contains(at),
            })
            .collect();
        if let Some(label) = label.filter(|_| learned.is_empty()) {
            problems.push((0, TableProblem::OnlyLabels { label: label.to_owned() }));
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let label = label_place.map(|at| {
            let name =
                first.columns.iter().find(|(_, place)| *place == at).map_or("", |(name, _)| name.as_str());
            places(name, at)
        });
        Ok(Self { label, split, learned })
    }
}
