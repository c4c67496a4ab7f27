//! What a table knows and a run cannot: how good each candidate is on average over all seeds.

use super::{MISSING, Table};

/// The mean validation accuracy of every candidate at the end of training over all seeds of a table; a training that
/// diverged counts as 0.
#[derive(Clone, Debug, PartialEq)]
pub struct Truth {
    means: Vec<f64>,
    best: f64,
    /// The mean of the last of the top candidates.
    bar: f64,
}

impl Truth {
    /// The truth about the candidates of a table.
    #[must_use]
    pub fn of(table: &Table) -> Self {
        let whole = f64::from(table.samples.validation) * f64::from(u32::try_from(table.seeds).unwrap_or(1));
        // Counts are added up before they are divided, so that candidates that are as good are equal to the last bit.
        let means: Vec<f64> =
            (0..table.candidates()).map(|candidate| f64::from(right(table, candidate)) / whole).collect();
        let mut ranked = means.clone();
        ranked.sort_by(|one, other| other.total_cmp(one));
        let top = ranked.len().div_ceil(100);
        Self { best: ranked[0], bar: ranked[top - 1], means }
    }

    /// The mean of the best candidate.
    #[must_use]
    pub fn best(&self) -> f64 {
        self.best
    }

    /// How much worse than the best a candidate is that a run holds; holding none is as bad as an accuracy of 0.
    #[must_use]
    pub fn regret(&self, held: Option<usize>) -> f64 {
        self.best - held.map_or(0.0, |candidate| self.means[candidate])
    }

    /// Whether a candidate is in the top 1 %, which is rounded up to whole candidates and has all that are as good as its last.
    #[must_use]
    pub fn is_top(&self, candidate: usize) -> bool {
        self.means[candidate] >= self.bar
    }

    /// How many candidates are in the top 1 %.
    #[must_use]
    pub fn top_count(&self) -> usize {
        (0..self.means.len()).filter(|candidate| self.is_top(*candidate)).count()
    }
}

/// How many validation samples a candidate has right at the end of training, over all seeds.
fn right(table: &Table, candidate: usize) -> u32 {
    let last = |seed| table.validation[table.place(candidate, seed, table.epochs())];
    let counts = (0..table.seeds).map(last).filter(|count| *count != MISSING);
    counts.map(u32::from).sum()
}
