//! What the process is told of the past.

use crate::activation::Mix;
use crate::controller::Past;
use crate::controller::standing::{count, standings};
use crate::space::Space;

/// Trials as the mixes at their slots.
pub(super) struct Known<'a> {
    /// First those with a target, then those whose results are out of sight.
    pub mixes: Vec<Vec<&'a Mix>>,
    /// What the first of them are worth: about normally distributed, with the mean 0 and the variance 1 over all that was
    /// seen.
    pub targets: Vec<f64>,
}

impl<'a> Known<'a> {
    /// What fits the slots of the space, whether its mixes are choices or not; where more was seen than `most`, the better
    /// half of that many and the newest.
    pub(super) fn new(space: &Space, past: Past<'a>, most: usize) -> Self {
        let standings = standings(past);
        let all = normal(&standings);
        let mut mixes = Vec::new();
        let mut targets = Vec::new();
        for place in chosen(&standings, most) {
            if let Some(its) = space.mixes(past.seen[place].candidate) {
                mixes.push(its);
                targets.push(all[place]);
            }
        }
        mixes.extend(past.pending.iter().filter_map(|trial| space.mixes(&trial.candidate)));
        Self { mixes, targets }
    }
}

fn chosen(standings: &[f64], most: usize) -> Vec<usize> {
    let mut places: Vec<usize> = (0..standings.len()).collect();
    if places.len() > most {
        places.sort_by(|one, other| standings[*other].total_cmp(&standings[*one]));
        // The newest of those that are not among the best.
        places[most / 2..].sort_unstable_by(|one, other| other.cmp(one));
        places.truncate(most);
        places.sort_unstable();
    }
    places
}

/// The quantiles of the normal distribution for these standings, nearly (Tukey's lambda distribution, u^⅛ − (1 − u)^⅛, which
/// needs square roots only), brought to the mean 0 and the variance 1.
fn normal(standings: &[f64]) -> Vec<f64> {
    let root = |u: f64| u.sqrt().sqrt().sqrt();
    let quantiles: Vec<f64> = standings.iter().map(|u| root(*u) - root(1.0 - u)).collect();
    let n = count(quantiles.len());
    let mean = quantiles.iter().sum::<f64>() / n;
    let variance = quantiles.iter().map(|quantile| (quantile - mean) * (quantile - mean)).sum::<f64>() / n;
    let scale = if variance > 1e-12 { 1.0 / variance.sqrt() } else { 0.0 };
    quantiles.iter().map(|quantile| (quantile - mean) * scale).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_better_half_and_the_newest_are_chosen() {
        assert_eq!(chosen(&[0.1, 0.9, 0.3], 3), [0, 1, 2]);
        assert_eq!(chosen(&[0.1, 0.9, 0.3, 0.8, 0.2, 0.4, 0.5], 4), [1, 3, 5, 6]);
    }

    #[test]
    fn targets_have_the_mean_0_and_the_variance_1() {
        let targets = normal(&[0.1, 0.3, 0.5, 0.7, 0.9]);
        assert!(targets.is_sorted() && targets[2].abs() < 1e-12);
        assert!((targets.iter().map(|target| target * target).sum::<f64>() - 5.0).abs() < 1e-9);
        assert_eq!(normal(&[0.5, 0.5]), [0.0, 0.0]);
        assert_eq!(normal(&[]), [] as [f64; 0]);
    }
}
