//! A site as the sum that its nodes compute: number times base.

use crate::activation::{Base, Hull, LearnedMix, SimpleTerm};
use crate::export::Form;

/// What a site computes: a sum of terms, with the numbers that are tensors of the model.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Formula {
    /// The terms; none for the function that is 0.
    pub terms: Vec<Term>,
    /// α, of shape (rows, terms), if it is a tensor.
    pub alpha: Option<Table>,
    /// The learned parameters, of shape (rows, terms that have one), if they are a tensor.
    pub theta: Option<Table>,
}

/// One term α·f(x).
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Term {
    /// f.
    pub base: Base,
    /// α.
    pub alpha: Factor,
    /// The column of θ that has the parameter of f; nothing where f has its numbers in itself.
    pub theta: Option<usize>,
}

/// What a base is multiplied by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Factor {
    /// Nothing.
    One,
    /// A number that stands in the graph.
    Number(f64),
    /// A column of α.
    Column(usize),
}

/// A tensor of the model that belongs to a site: one row, or one for each channel.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Table {
    /// Its name in the model, as `layer1.0.relu.alpha`.
    pub name: String,
    pub rows: Vec<Vec<f32>>,
    /// Whether it can be trained further.
    pub is_parameter: bool,
}

impl Formula {
    /// What a site computes. Its tensors get names that `taken` does not have, and are added to it.
    pub fn of(learned: &LearnedMix, form: Form, taken: &mut Vec<String>) -> Self {
        let simplified = match form {
            Form::Simplified => learned.simplified(),
            Form::Exact => None,
        };
        let mut table = |part: &str, rows: Vec<Vec<f32>>, is_parameter| {
            let name = free_name(&learned.site, part, taken);
            Table { name, rows, is_parameter }
        };
        match simplified {
            Some(simplified) => simple(&simplified.terms, |part, rows| table(part, rows, false)),
            None => exact(learned, &mut table),
        }
    }

    /// How many rows its tensors have.
    pub fn n_rows(&self) -> usize {
        self.tables().next().map_or(1, |table| table.rows.len())
    }

    /// Its tensors.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.alpha.iter().chain(&self.theta)
    }
}

/// Every base of a mix, with α and θ as they were learned.
fn exact(learned: &LearnedMix, table: &mut impl FnMut(&str, Vec<Vec<f32>>, bool) -> Table) -> Formula {
    let mix = &learned.mix;
    let mut places = 0..;
    let term = |(place, base): (usize, &Base)| Term {
        base: *base,
        alpha: if mix.is_plain() { Factor::One } else { Factor::Column(place) },
        theta: base.learned_parameter().and_then(|_| places.next()),
    };
    let terms = mix.bases.iter().enumerate().map(term).collect();
    let is_learned = mix.hull != Hull::Frozen;
    let alpha = (!mix.is_plain()).then(|| table("alpha", learned.coefficients.clone(), is_learned));
    let theta = (!learned.parameters.is_empty()).then(|| table("theta", learned.parameters.clone(), true));
    Formula { terms, alpha, theta }
}

/// The terms of a simplified form. The numbers of a single row stand in the graph.
fn simple(terms: &[SimpleTerm], mut table: impl FnMut(&str, Vec<Vec<f32>>) -> Table) -> Formula {
    let n_rows = terms.first().map_or(0, |term| term.coefficients.len());
    if n_rows <= 1 {
        let number = |alpha: f64| if alpha == 1.0 { Factor::One } else { Factor::Number(alpha) };
        let term = |term: &SimpleTerm| Term {
            base: term.base_in(0),
            alpha: number(term.coefficients[0]),
            theta: None,
        };
        return Formula { terms: terms.iter().map(term).collect(), alpha: None, theta: None };
    }
    let mut places = 0..;
    let term = |(place, term): (usize, &SimpleTerm)| Term {
        base: term.base,
        alpha: Factor::Column(place),
        theta: if term.parameters.is_empty() { None } else { places.next() },
    };
    let written = terms.iter().enumerate().map(term).collect();
    let alpha = table("alpha", narrow(n_rows, terms.iter().map(|term| &term.coefficients)));
    let has_theta = terms.iter().any(|term| !term.parameters.is_empty());
    let thetas = terms.iter().map(|term| &term.parameters).filter(|parameters| !parameters.is_empty());
    let theta = has_theta.then(|| table("theta", narrow(n_rows, thetas)));
    Formula { terms: written, alpha: Some(alpha), theta }
}

/// Columns as rows of f32, which their numbers fit into.
#[expect(clippy::cast_possible_truncation, reason = "graphs are computed in f32")]
fn narrow<'c>(n_rows: usize, columns: impl Iterator<Item = &'c Vec<f64>>) -> Vec<Vec<f32>> {
    let mut rows = vec![Vec::new(); n_rows];
    for column in columns {
        rows.iter_mut().zip(column).for_each(|(row, number)| row.push(*number as f32));
    }
    rows
}

/// The name of a tensor of a site, which is no other tensor's, and neither above nor below one.
fn free_name(site: &str, part: &str, taken: &mut Vec<String>) -> String {
    let is_within =
        |one: &str, other: &str| one.strip_prefix(other).is_some_and(|rest| rest.starts_with('.'));
    let is_free = |name: &String| {
        !taken.iter().any(|other| other == name || is_within(name, other) || is_within(other, name))
    };
    let numbered = (2..).map(|number| format!("{site}_mix_{number}.{part}"));
    let mut names = [format!("{site}.{part}"), format!("{site}_mix.{part}")].into_iter().chain(numbered);
    let name = names.find(is_free).expect("there are more numbers than names");
    taken.push(name.clone());
    name
}
