//! The part of the plane that a plot shows, and where its axes have ticks.

/// What a plot shows of both axes.
pub(super) struct Frame {
    pub(super) x: Axis,
    pub(super) y: Axis,
}

/// A part of an axis.
#[derive(Clone, Copy)]
pub(super) struct Axis {
    pub(super) low: f64,
    pub(super) high: f64,
    /// The distance between two ticks.
    pub(super) step: f64,
}

impl Axis {
    /// From −reach to reach.
    pub(super) fn around_zero(reach: f64) -> Self {
        Self { low: -reach, high: reach, step: if reach > 8.0 { nice_step(2.0 * reach) } else { 1.0 } }
    }

    /// Around 0 and these values, as far as they are not beyond ±`limit`, with some room at both ends.
    pub(super) fn fitted(values: impl Iterator<Item = f64>, limit: f64) -> Self {
        let values = values.filter(|value| value.is_finite()).map(|value| value.clamp(-limit, limit));
        let (low, high) =
            values.fold((0.0_f64, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
        let (low, high) = if high - low < 1e-9 { (-1.0, 1.0) } else { (low, high) };
        let step = nice_step(high - low);
        let room = 0.1 * step;
        Self { low: ((low - room) / step).floor() * step, high: ((high + room) / step).ceil() * step, step }
    }

    /// The place at this share of the way from `low` to `high`.
    pub(super) fn at(&self, share: f64) -> f64 {
        self.low + share * (self.high - self.low)
    }

    /// How much of the way from `low` to `high` lies before this place.
    pub(super) fn share(&self, place: f64) -> f64 {
        (place - self.low) / (self.high - self.low)
    }

    /// The places of the ticks.
    pub(super) fn ticks(&self) -> Vec<f64> {
        let (first, last) = ((self.low / self.step).ceil(), (self.high / self.step + 1e-9).floor());
        std::iter::successors(Some(first), |tick| Some(tick + 1.0))
            .take_while(|tick| *tick <= last)
            .map(|tick| tick * self.step)
            .collect()
    }

    /// A tick as it is written, with as many decimals as the step has.
    pub(super) fn label(&self, tick: f64) -> String {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few decimals")]
        let n_decimals = (-self.step.log10().floor()).max(0.0) as usize;
        // Nothing is added but the sign of -0.
        format!("{:.n_decimals$}", tick + 0.0)
    }
}

/// 1, 2 or 5 times a power of ten, so that four to nine steps make up the span.
fn nice_step(span: f64) -> f64 {
    let power = 10.0_f64.powf((span / 9.0).log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0].map(|step| step * power);
    steps.into_iter().find(|step| span / step <= 9.0).unwrap_or(10.0 * power)
}
