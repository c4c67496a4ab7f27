//! What the trials are worth beside each other, so that neither the scale of accuracies nor their outliers matter.

use super::Past;

/// The standing of each place in `seen`, between 0 and 1: the share of all trials that it beats, where it beats half of those
/// that are as good, itself among them. What failed is as good as anything else that failed.
pub(super) fn standings(past: Past<'_>) -> Vec<f64> {
    let ranking = past.ranking();
    let key = |place: usize| {
        let seen = &past.seen[place];
        seen.accuracy.map(|accuracy| (seen.epochs, accuracy))
    };
    let mut standings = vec![0.0; ranking.len()];
    let mut below = count(ranking.len());
    for equals in ranking.chunk_by(|one, other| key(*one) == key(*other)) {
        below -= count(equals.len());
        for place in equals {
            standings[*place] = (below + 0.5 * count(equals.len())) / count(ranking.len());
        }
    }
    standings
}

/// A count as a number.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
pub(super) fn count(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::controller::Seen;
    use crate::space::Candidate;

    #[test]
    fn the_longer_trained_stand_higher_and_equals_stand_equal() {
        let candidate = Candidate(Vec::new());
        let seen = |epochs, accuracy| Seen { candidate: &candidate, epochs, accuracy, coefficients: &[] };
        let seen = [
            seen(2, Some(0.5)),
            seen(1, Some(0.9)),
            seen(2, None),
            seen(2, Some(0.7)),
            seen(1, Some(0.9)),
            seen(1, None),
        ];
        let past = Past { proposed: &[], pending: &[], seen: &seen };
        let sixths: Vec<f64> = standings(past).into_iter().map(|standing| (6.0 * standing).round()).collect();
        assert_eq!(sixths, [5.0, 3.0, 1.0, 6.0, 3.0, 1.0]);
        assert_eq!(standings(Past { seen: &[], ..past }), [] as [f64; 0]);
    }
}
