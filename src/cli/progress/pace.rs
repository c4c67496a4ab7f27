//! How much time is left, from how fast a run was so far.

use super::so_far::SoFar;

/// How fast a run is. Times are seconds since this process began to work on it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    /// How many epochs were trained before that, and how long all processes together took for one of them.
    epochs_before: usize,
    seconds_before: Option<f64>,
    /// When the last epoch ended, and how many were trained by then.
    at: f64,
    epochs: usize,
    /// How long an epoch took then, and all that were left.
    epoch: f64,
    left: Option<f64>,
    /// How many trials were in training.
    running: usize,
}

impl Pace {
    /// The pace of a run that is so far when this process begins, after others have worked on it for so many seconds.
    pub(super) fn new(begun: &SoFar, earlier_seconds: f64) -> Self {
        let seconds_before = (begun.epochs > 0).then(|| earlier_seconds / float(begun.epochs));
        Self {
            epochs_before: begun.epochs,
            seconds_before,
            at: 0.0,
            epochs: begun.epochs,
            epoch: 0.0,
            left: None,
            running: 0,
        }
    }

    /// Takes into account how far the run is now; `hours` are the seconds after which no new trials begin.
    pub(super) fn update(&mut self, now: f64, so_far: &SoFar, hours: Option<f64>) {
        let here = so_far.epochs - self.epochs_before;
        if so_far.epochs > self.epochs {
            (self.at, self.epochs) = (now, so_far.epochs);
        }
        let own = (here > 0).then(|| self.at / float(here));
        let Some(epoch) = own.or(self.seconds_before) else { return };
        let longest = if so_far.epochs > 0 { so_far.epoch_seconds / float(so_far.epochs) } else { 0.0 };
        // However many workers there are, the epochs of one trial follow each other.
        let left = (so_far.left.all * epoch).max(so_far.left.in_a_row * longest);
        let last = longest * f64::from(so_far.epochs_per_trial);
        self.left = Some(hours.map_or(left, |hours| left.min(hours.max(0.0) + last)));
        (self.epoch, self.running) = (epoch, so_far.running.len());
    }

    /// How many seconds are left; nothing as long as no epoch was measured. Between two epochs it is counted down, as far as
    /// those in training can come.
    pub(super) fn left(&self, now: f64) -> Option<f64> {
        let left = self.left?;
        let in_hand = left.min(self.epoch * float(self.running.max(1)));
        Some(left - (now - self.at).clamp(0.0, 0.9 * in_hand))
    }
}

#[expect(clippy::cast_precision_loss, reason = "far fewer trials and epochs than 2^52")]
fn float(count: usize) -> f64 {
    count as f64
}
