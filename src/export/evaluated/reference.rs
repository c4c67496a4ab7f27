//! What a site is to compute, on some inputs that differ from channel to channel.

use crate::activation::{Base, Hull, LearnedMix, SMALLEST_SHARE, Sharing, softmax};
use crate::export::{Difference, inputs};

/// How many channels are tried where all have the same coefficients.
const CHANNELS: usize = 3;
/// About so many numbers are tried at a site.
const NUMBERS: usize = 500;
/// At least so many are tried in each channel.
const LEAST: usize = 41;

/// The inputs of a site, and what its bases make of them.
pub(super) struct Reference<'d> {
    learned: &'d LearnedMix,
    /// How many channels there are.
    pub(super) channels: usize,
    /// The inputs, sample after sample.
    pub(super) inputs: Vec<f64>,
    /// For each base what it makes of each input.
    values: Vec<Vec<f64>>,
}

/// Which coefficients a site has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coefficients {
    /// Those that were learned.
    Learned,
    /// Those that it starts from when it is trained further.
    Started,
}

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// f(x).
    Value,
    /// f′(x), away from kinks.
    Slope,
}

impl<'d> Reference<'d> {
    /// The values of a site, or its slopes.
    pub(super) fn of(learned: &'d LearnedMix, part: Part) -> Self {
        let channels = match learned.mix.sharing {
            Sharing::Layer => CHANNELS,
            Sharing::Channel => learned.coefficients.len(),
        };
        let all = inputs();
        let step = all.len().div_ceil((NUMBERS / channels).max(LEAST));
        let used: Vec<f64> = all.iter().step_by(step).map(|x| shifted(f64::from(*x), part)).collect();
        // Channels differ, so that one cannot stand for another.
        let place = |sample: usize, channel: usize| used[(sample + 7 * channel) % used.len()];
        let samples = 0..used.len();
        let inputs: Vec<f64> = samples
            .flat_map(|sample| (0..channels).map(move |channel| (sample, channel)))
            .map(|(sample, channel)| place(sample, channel))
            .collect();
        let bases: Vec<Vec<Base>> = (0..learned.coefficients.len()).map(|row| learned.bases(row)).collect();
        let terms = 0..learned.mix.bases.len();
        let values = terms.map(|term| values(&bases, term, &inputs, channels, part)).collect();
        Self { learned, channels, inputs, values }
    }

    /// How many samples there are.
    pub(super) fn samples(&self) -> usize {
        self.inputs.len() / self.channels
    }

    /// Where these values are farthest from what they are to be, relative to max(1, Σ|αᵢ fᵢ(x)|).
    pub(super) fn difference(&self, found: &[f64], which: Coefficients) -> Result<Difference, String> {
        if found.len() != self.inputs.len() {
            return Err(format!("{} values of {} inputs", found.len(), self.inputs.len()));
        }
        let rows: Vec<Vec<f64>> =
            self.learned.coefficients.iter().map(|row| alpha(self.learned, row, which)).collect();
        let mut largest: Option<Difference> = None;
        for (place, y) in found.iter().enumerate() {
            let channel = place % self.channels;
            let row = &rows[channel.min(rows.len() - 1)];
            let terms = row.iter().zip(&self.values).map(|(alpha, values)| alpha * values[place]);
            let (value, size) =
                terms.fold((0.0, 0.0), |(sum, size), term| (sum + term, size + f64::abs(term)));
            let relative =
                if value.is_nan() && y.is_nan() { 0.0 } else { (y - value).abs() / f64::max(size, 1.0) };
            // No number is the largest difference of all.
            if largest.as_ref().is_none_or(|it| relative.total_cmp(&it.relative).is_gt()) {
                let channel = (rows.len() > 1).then_some(channel);
                #[expect(clippy::cast_possible_truncation, reason = "it is shown only")]
                let x = self.inputs[place] as f32;
                largest = Some(Difference { relative, site: self.learned.site.clone(), channel, x });
            }
        }
        largest.ok_or_else(|| "a site without inputs".to_owned())
    }
}

/// The coefficients of a row.
pub(super) fn alpha(learned: &LearnedMix, row: &[f32], which: Coefficients) -> Vec<f64> {
    let alpha: Vec<f64> = row.iter().copied().map(f64::from).collect();
    if which == Coefficients::Learned {
        return alpha;
    }
    #[expect(clippy::cast_precision_loss, reason = "a mix has a few bases")]
    let count = alpha.len() as f64;
    match learned.mix.hull {
        Hull::Affine => {
            let missing = 1.0 - alpha.iter().sum::<f64>();
            alpha.iter().map(|alpha| alpha + missing / count).collect()
        }
        Hull::Convex => {
            let least = alpha.iter().map(|alpha| alpha.max(SMALLEST_SHARE.into()));
            let sum: f64 = least.clone().sum();
            least.map(|alpha| alpha / sum).collect()
        }
        Hull::Linear | Hull::Frozen => alpha,
    }
}

/// An input at which slopes are compared: kinks are at round numbers, and at parameters, which these are not.
fn shifted(x: f64, part: Part) -> f64 {
    match part {
        Part::Value => x,
        Part::Slope => x + std::f64::consts::PI / 400.0,
    }
}

/// What a base makes of every input.
fn values(bases: &[Vec<Base>], term: usize, inputs: &[f64], channels: usize, part: Part) -> Vec<f64> {
    let of_sample = |sample: &[f64]| -> Vec<f64> {
        let base = |channel: usize| bases[channel.min(bases.len() - 1)][term];
        if base(0) == Base::Softmax {
            return softmax(sample);
        }
        let value = |(channel, x): (usize, &f64)| match part {
            Part::Value => base(channel).value(*x),
            Part::Slope => base(channel).derivative(*x),
        };
        sample.iter().enumerate().map(value).collect()
    };
    inputs.chunks_exact(channels).flat_map(of_sample).collect()
}
