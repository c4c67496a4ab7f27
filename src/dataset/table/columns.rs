//! From what a column holds to what it becomes.

use super::TableProblem;
use super::problem::MOST_CATEGORIES;
use super::survey::{Survey, Verdict};
use crate::columns::{Cell, Column, Fill, Kind, mean, median, most_frequent, most_frequent_number, offset};
use crate::task::Missing;

/// What a column is and how missing cells are treated, before anything is fitted.
#[derive(Debug)]
pub(super) struct Decided {
    pub name: String,
    /// The different texts; nothing for numbers.
    pub texts: Option<Vec<String>>,
    /// Whether a cell is missing anywhere.
    pub has_missing: bool,
}

/// Decides what a column is by what both files hold; what is wrong with it is told for each file that has it.
pub(super) fn decide(
    name: &str,
    surveys: &[Survey<'_>],
    is_category: bool,
    missing: Option<Missing>,
) -> (Option<Decided>, Vec<(usize, TableProblem)>) {
    let whole = surveys.iter().skip(1).fold(surveys[0].clone(), |whole, more| whole.joined(more));
    let column = name.to_owned();
    let verdict = match whole.verdict() {
        Verdict::Empty => Verdict::Empty,
        _ if is_category => Verdict::Category,
        verdict => verdict,
    };
    let mut problems = match verdict {
        Verdict::Empty => vec![(0, TableProblem::NoValue { column })],
        Verdict::Number => in_each(surveys, |survey| {
            let cells = survey.infinite.clone();
            (!cells.is_empty()).then(|| TableProblem::NotFinite { column: column.clone(), cells })
        }),
        Verdict::Mixed | Verdict::Written(_) => in_each(surveys, |survey| {
            let others: Vec<_> = survey.others.iter().map(|(kind, found)| (*kind, found.clone())).collect();
            let numbers = survey.numbers;
            (!others.is_empty()).then(|| TableProblem::Mixed { column: column.clone(), numbers, others })
        }),
        Verdict::Names => {
            let found = whole.texts.len() + whole.distinct.len();
            let rows = whole.numbers + whole.others.values().map(|found| found.count).sum::<usize>();
            vec![(0, TableProblem::Names { column, found, rows })]
        }
        Verdict::Category if whole.texts.len() + whole.distinct.len() > MOST_CATEGORIES => {
            vec![(0, TableProblem::Categories { column, found: whole.texts.len() + whole.distinct.len() })]
        }
        Verdict::Category => Vec::new(),
    };
    if missing.is_none() && verdict != Verdict::Empty {
        problems.extend(in_each(surveys, |survey| {
            let missing = survey.missing.clone();
            let rule = if verdict == Verdict::Category { Fill::MostFrequent } else { Fill::Median };
            let column = name.to_owned();
            (!missing.is_empty()).then_some(TableProblem::Missing { column, missing, rule })
        }));
    }
    if !problems.is_empty() {
        return (None, problems);
    }
    let texts = (verdict == Verdict::Category)
        .then(|| whole.texts.iter().chain(&whole.distinct).map(|text| (*text).to_owned()).collect());
    let decided = Decided { name: name.to_owned(), texts, has_missing: !whole.missing.is_empty() };
    (Some(decided), Vec::new())
}

fn in_each(
    surveys: &[Survey<'_>],
    problem: impl Fn(&Survey<'_>) -> Option<TableProblem>,
) -> Vec<(usize, TableProblem)> {
    let problems = surveys.iter().enumerate().map(|(file, survey)| (file, problem(survey)));
    problems.filter_map(|(file, problem)| problem.map(|problem| (file, problem))).collect()
}

/// What a column becomes, fitted on its cells in the training part.
pub(super) fn fitted<'a>(
    decided: Decided,
    missing: Option<Missing>,
    cells: impl Iterator<Item = Cell<'a>>,
) -> Column {
    let Decided { name, texts, has_missing } = decided;
    let rule = missing.map(|missing| missing.fill);
    let wants_indicator = has_missing && missing.is_some_and(|missing| missing.indicator);
    match texts {
        None => {
            let numbers: Vec<f64> = cells.filter_map(|cell| number(&cell)).collect();
            let found = rule.and_then(|rule| match rule {
                Fill::Median => median(&numbers),
                Fill::Mean => mean(&numbers),
                Fill::MostFrequent => most_frequent_number(&numbers),
            });
            // Where the training part has no number at all, 0 is as good as any other.
            let fill = rule.map(|_| found.unwrap_or(0.0));
            let kind = Kind::Number { offset: offset(&numbers), fill };
            Column { kind, rule, indicator: wants_indicator, ..Column::numbers(&name) }
        }
        Some(texts) => {
            let fill = match rule {
                Some(Fill::MostFrequent) => most_frequent(cells.filter_map(|cell| text(&cell))),
                Some(Fill::Median | Fill::Mean) | None => None,
            };
            let is_of_its_own = has_missing && fill.is_none();
            let mut column = Column::categories(&name, texts);
            if let Kind::Category { fill: kept, .. } = &mut column.kind {
                *kept = fill.map(str::to_owned);
            }
            Column { rule, indicator: wants_indicator || is_of_its_own, ..column }
        }
    }
}

fn number(cell: &Cell<'_>) -> Option<f64> {
    match cell {
        Cell::Number(number) => Some(*number),
        Cell::Text(_) | Cell::Missing => None,
    }
}

fn text<'a>(cell: &Cell<'a>) -> Option<&'a str> {
    match cell {
        Cell::Text(text) => Some(text),
        Cell::Number(_) | Cell::Missing => None,
    }
}
