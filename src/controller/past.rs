//! What a controller may look at.

use crate::space::Candidate;
use crate::trial::Trial;

/// What was proposed before, and what was found of it.
///
/// The last `lookahead` trials may still be running on some machine and be done on another. Their results are out
/// of sight, so the proposal is the same for any number of workers.
#[derive(Clone, Copy, Debug)]
pub struct Past<'a> {
    /// All earlier trials of the run, by number: what was proposed. None of it is proposed again.
    pub proposed: &'a [Trial],
    /// Those of them whose results are out of sight, the newest.
    pub pending: &'a [Trial],
    /// What was found: of other runs that this one began with, then of the other trials, by number.
    pub seen: &'a [Seen<'a>],
}

/// What may be seen of a trial.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seen<'a> {
    /// What was trained.
    pub candidate: &'a Candidate,
    /// For how many epochs it was worth training: all of the plan where the scheduler did not cut it short.
    pub epochs: u32,
    /// The validation accuracy at its last epoch; nothing if it failed.
    pub accuracy: Option<f64>,
    /// The coefficients α of every site at its last epoch, averaged over the channels; empty if it failed or has none.
    pub coefficients: &'a [Vec<f32>],
}

impl Past<'_> {
    /// The places in `seen` of what was found, best first: who was trained for longer, then who was more accurate, then who
    /// came first. What failed comes last.
    ///
    /// A scheduler trains the better ones for longer, so accuracies are only compared after as many epochs.
    #[must_use]
    pub fn ranking(&self) -> Vec<usize> {
        let mut places: Vec<usize> = (0..self.seen.len()).collect();
        let key = |Seen { epochs, accuracy, .. }: &Seen| {
            (accuracy.map(|_| *epochs), accuracy.unwrap_or(f64::NEG_INFINITY))
        };
        let keys: Vec<(Option<u32>, f64)> = self.seen.iter().map(key).collect();
        places.sort_by(|one, other| {
            let ((epochs, accuracy), (other_epochs, other_accuracy)) = (keys[*one], keys[*other]);
            other_epochs.cmp(&epochs).then(other_accuracy.total_cmp(&accuracy))
        });
        places
    }

    /// Whether a candidate was proposed before.
    #[must_use]
    pub fn has(&self, candidate: &Candidate) -> bool {
        self.proposed.iter().any(|trial| trial.candidate == *candidate)
    }
}
