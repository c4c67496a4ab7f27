//! How the learning rate changes in the course of training.

use crate::yaml::{Interval, Record, Shape, Tag, integer, nothing, number, one_or_list, record, tagged};

/// How the learning rate changes in the course of training: a factor for each step, the same for weights and coefficients.
///
/// Below t is the step counted from 0, S how many steps an epoch has, W how many of all T steps are warm-up.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Schedule {
    /// 1.
    #[default]
    Constant,
    /// end + (1 − end)·(1 + cos(π·(t − W)/(T − W)))/2 (Loshchilov & Hutter 2017, arXiv 1608.03983, without restarts).
    Cosine {
        /// The factor that is reached in the end.
        end: f64,
    },
    /// factorⁿ after n of the epochs.
    Step {
        /// After which epochs the learning rate is multiplied, ascending.
        at: Vec<u32>,
        /// By what.
        factor: f64,
    },
    /// 1/(1 + rate·t).
    InverseTime {
        /// How fast it shrinks.
        rate: f64,
    },
}

/// Where in training a step is: what a schedule depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The step, counted from 0.
    pub step: u64,
    /// How many steps an epoch has.
    pub per_epoch: u64,
    /// How many epochs there are.
    pub epochs: u32,
}

impl Schedule {
    /// What the learning rate is multiplied by, with a linear warm-up over so many epochs: (t + 1)/W at its steps.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "far fewer steps than 2^52")]
    pub fn factor(&self, warm_up: f64, moment: Moment) -> f64 {
        let Moment { step, per_epoch, epochs } = moment;
        let (t, warm, total) =
            (step as f64, warm_up * per_epoch as f64, f64::from(epochs) * per_epoch as f64);
        let warming = if t + 1.0 < warm { (t + 1.0) / warm } else { 1.0 };
        warming
            * match self {
                Self::Constant => 1.0,
                Self::Cosine { end } => {
                    let passed = ((t - warm) / (total - warm)).clamp(0.0, 1.0);
                    end + (1.0 - end) * (1.0 + (std::f64::consts::PI * passed).cos()) / 2.0
                }
                Self::Step { at, factor } => {
                    let epochs = step / per_epoch.max(1);
                    let passed = at.iter().filter(|epoch| u64::from(**epoch) <= epochs).count();
                    factor.powi(i32::try_from(passed).unwrap_or(i32::MAX))
                }
                Self::InverseTime { rate } => 1.0 / (1.0 + rate * t),
            }
    }

    /// How it is read and described.
    pub(super) fn shape() -> Shape<Self> {
        let about = "a linear rise is `training.warm_up`, beside any schedule";
        tagged(vec![
            Tag::new(
                "constant",
                format!("the learning rate stays as it is; {about}"),
                nothing(Self::Constant),
            ),
            Tag::new("cosine", "half a cosine, from the learning rate down to a share of it", cosine()),
            Tag::new("step", "multiplied by a factor after some epochs", step()),
            Tag::new("inverse_time", "1 / (1 + rate·t) at step t, counted from 0", inverse_time()),
        ])
    }
}

fn cosine() -> Shape<Schedule> {
    record("half a cosine", |fields| {
        let share = number(Interval::at_least(0.0).up_to(1.0));
        let end = fields.or("end", "what is reached in the end, as a share of the learning rate", share, 0.0);
        Some(Schedule::Cosine { end })
    })
}

fn step() -> Shape<Schedule> {
    record("steps", |fields| {
        let epochs = one_or_list(integer(1..=100_000), 1..=64);
        let at = fields.required("at", "after which epochs the learning rate is multiplied", epochs);
        let factor = number(Interval::above(0.0).up_to(1.0));
        let factor = fields.or("factor", "what it is multiplied by", factor, 0.1);
        let at: Vec<u32> = at?.into_iter().filter_map(|epoch| u32::try_from(epoch).ok()).collect();
        complain_unless_ascending(&at, fields);
        Some(Schedule::Step { at, factor })
    })
}

fn complain_unless_ascending(at: &[u32], fields: &mut Record) {
    for (idx, pair) in at.windows(2).enumerate().filter(|(_, pair)| pair[0] >= pair[1]) {
        let message = format!("is `{}`, which does not come after `{}`", pair[1], pair[0]);
        fields.complain(&format!("at.{}", idx + 1), message, Some("list them in ascending order".to_owned()));
    }
}

fn inverse_time() -> Shape<Schedule> {
    record("a slow decay", |fields| {
        let rate = number(Interval::above(0.0).up_to(1.0));
        Some(Schedule::InverseTime { rate: fields.required("rate", "how fast it shrinks", rate)? })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn factors(schedule: &Schedule, warm_up: f64) -> Vec<f64> {
        let factor = |step| schedule.factor(warm_up, Moment { step, per_epoch: 2, epochs: 4 });
        (0..8).map(factor).map(|factor| (factor * 1e4).round() / 1e4).collect()
    }

    #[test]
    fn a_constant_rate_stays() {
        assert_eq!(factors(&Schedule::Constant, 0.0), [1.0; 8]);
    }

    #[test]
    fn warm_up_rises_linearly_to_the_rate() {
        assert_eq!(factors(&Schedule::Constant, 2.0), [0.25, 0.5, 0.75, 1.0, 1.0, 1.0, 1.0, 1.0]);
    }

    #[test]
    fn a_cosine_begins_after_warm_up_and_falls_to_its_end() {
        let falling = factors(&Schedule::Cosine { end: 0.1 }, 0.0);
        assert_eq!(falling[0], 1.0);
        assert_eq!(falling[4], 0.55);
        assert!(falling.windows(2).all(|pair| pair[0] > pair[1]) && falling[7] > 0.1, "{falling:?}");
        assert_eq!(factors(&Schedule::Cosine { end: 0.0 }, 2.0)[..5], [0.25, 0.5, 0.75, 1.0, 1.0]);
    }

    #[test]
    fn steps_are_taken_after_their_epochs() {
        let schedule = Schedule::Step { at: vec![1, 3], factor: 0.1 };
        assert_eq!(factors(&schedule, 0.0), [1.0, 1.0, 0.1, 0.1, 0.1, 0.1, 0.01, 0.01]);
    }

    #[test]
    fn inverse_time_shrinks_with_every_step() {
        assert_eq!(factors(&Schedule::InverseTime { rate: 1.0 }, 0.0)[..4], [1.0, 0.5, 0.3333, 0.25]);
    }
}
