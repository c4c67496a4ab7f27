//! What the exports are called with.

use actsearch::activation::{Base, LearnedMix};
use actsearch::seed::{Seed, Stream};

/// Rows of one number for each channel, all of them f32.
pub struct Inputs {
    pub rows: Vec<Vec<f32>>,
    /// What the gradient by the output is said to be, in the same shape.
    pub upstream: Vec<Vec<f32>>,
    /// How many rows come first at which every function has a derivative.
    pub smooth: usize,
    /// How many come next at which some function has a kink or a jump.
    pub ties: usize,
}

/// As many rows as make whole images of four by four pixels.
const SQUARE: usize = 16;
/// Where bases without parameters have their kinks, and what is next to them.
const TIES: [f32; 13] = [0.0, -0.0, 1.0, -1.0, 3.0, -3.0, 6.0, -6.0, 0.5, 1e-7, -1e-7, 1e-20, -1e-20];
/// Far out, where formulas that are written carelessly overflow.
const FAR: [f32; 10] = [20.0, -20.0, 50.0, -50.0, 100.0, -100.0, 1e3, -1e3, 1e4, -1e4];

impl Inputs {
    /// A grid and random numbers in [-10, 10], then every tie, then what is far out.
    pub fn new(sites: &[LearnedMix], channels: usize) -> Self {
        let stream = &mut Seed::new(7).of("inputs").stream();
        let ties: Vec<f32> = TIES.into_iter().chain(sites.iter().flat_map(thresholds)).collect();
        let ties = around(&ties, channels);
        let far = around(&FAR, channels);
        let filled = 8 * SQUARE + (2 * SQUARE - (ties.len() + far.len()) % SQUARE) % SQUARE;
        let smooth = grid(channels).chain(std::iter::repeat_with(|| random(stream, channels)));
        let smooth: Vec<Vec<f32>> = smooth.take(filled).collect();
        let (smooth_count, tie_count) = (smooth.len(), ties.len());
        let rows = [smooth, ties, far].concat();
        let upstream = rows.iter().map(|row| row.iter().map(|_| sign(stream)).collect()).collect();
        Self { rows, upstream, smooth: smooth_count, ties: tie_count }
    }
}

/// Where a base by itself has kinks or jumps because of its parameters; for a jump it must be a number that f32 has.
fn thresholds(learned: &LearnedMix) -> Vec<f32> {
    if learned.mix.bases.len() > 1 {
        return Vec::new();
    }
    let Base::Relu { max_value, threshold, .. } = learned.mix.bases[0] else { return Vec::new() };
    let at = |value: f64| Some(single(value)).filter(|at| f64::from(*at) == value && value.abs() <= 10.0);
    [max_value, threshold].into_iter().filter_map(at).collect()
}

/// From −10 to 10 in steps of a quarter, each channel a little farther.
fn grid(channels: usize) -> impl Iterator<Item = Vec<f32>> {
    let at = move |step: u16| {
        (0_u16..).take(channels).map(move |c| f32::from(step) / 4.0 - 9.99 + f32::from(c) / 17.0)
    };
    (0..80).map(move |step| at(step).collect())
}

/// Between the multiples of 1/64, where thresholds are.
fn random(stream: &mut Stream, channels: usize) -> Vec<f32> {
    let between = |x: f32| ((x * 64.0).floor() + 0.375) / 64.0;
    stream.uniform(channels, 10.0).into_iter().map(between).collect()
}

/// Each number in one channel, with its neighbours in the list in the others.
fn around(numbers: &[f32], channels: usize) -> Vec<Vec<f32>> {
    let n = numbers.len();
    (0..n).map(|first| (0..channels).map(|channel| numbers[(first + channel) % n]).collect()).collect()
}

fn sign(stream: &mut Stream) -> f32 {
    [1.0, -1.0, 0.5, -0.5][stream.index(4)]
}

#[expect(clippy::cast_possible_truncation, reason = "inputs are f32")]
fn single(value: f64) -> f32 {
    value as f32
}
