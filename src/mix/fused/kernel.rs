//! One base over one block of numbers: the vector loops.

use super::lane::{self, At, Fixed};
use super::strip::BLOCK;
use super::vector::{WAVE_END, fma};
use crate::activation::{Base, SELU_ALPHA, SELU_SCALE};

/// So many numbers, one for each place of a block.
pub(super) type Numbers = [f32; BLOCK];

/// The numbers of a block in memory of our own, where no vector lies across two lines of the cache.
#[derive(Clone, Copy)]
#[repr(align(64))]
pub(super) struct Block(pub(super) Numbers);

/// What a pass reads of a block.
#[derive(Clone, Copy)]
pub(super) struct Given<'a> {
    /// The input.
    pub(super) x: &'a Numbers,
    /// The gradient of the output; in a forward pass nobody looks at it.
    pub(super) g: &'a Numbers,
    /// The coefficient of the base that is looked at.
    pub(super) alpha: &'a Numbers,
    /// Its learned parameter; for a base without one nobody looks at it.
    pub(super) theta: &'a Numbers,
}

/// What a pass adds to, apart from `sum`: only a backward pass does.
pub(super) struct Collected<'a> {
    /// g·f(x), of which the gradient of α is the sum.
    pub(super) by_alpha: &'a mut Numbers,
    /// g·α·∂f/∂θ, of which the gradient of θ is the sum; for a base without θ nobody looks at it.
    pub(super) by_theta: &'a mut Numbers,
}

/// Adds α·f(x) to `sum` in a forward pass; in a backward pass adds α·f′(x) to it, and to what is collected.
#[inline(always)]
pub(super) fn add<const FMA: bool, const BACK: bool>(
    base: Base,
    given: Given<'_>,
    sum: &mut Numbers,
    collected: Collected<'_>,
) {
    let none = [0.0; 3];
    let selu = [single(SELU_SCALE), single(SELU_SCALE * SELU_ALPHA), 1.0];
    match base {
        Base::BinaryStep { straight_through: false } => {
            each::<FMA, BACK>(given, sum, collected, none, lane::binary_step)
        }
        Base::BinaryStep { straight_through: true } => {
            each::<FMA, BACK>(given, sum, collected, none, lane::straight_through_step);
        }
        Base::Linear { c } => each::<FMA, BACK>(given, sum, collected, [single(c), 0.0, 0.0], lane::linear),
        Base::Identity => each::<FMA, BACK>(given, sum, collected, none, lane::identity),
        Base::Sigmoid => each::<FMA, BACK>(given, sum, collected, none, lane::sigmoid::<FMA>),
        Base::HardSigmoid => each::<FMA, BACK>(given, sum, collected, none, lane::hard_sigmoid::<FMA>),
        Base::LogSigmoid => each::<FMA, BACK>(given, sum, collected, none, lane::log_sigmoid::<FMA>),
        Base::Tanh => each::<FMA, BACK>(given, sum, collected, none, lane::tanh::<FMA>),
        Base::HardTanh => each::<FMA, BACK>(given, sum, collected, none, lane::hard_tanh),
        Base::Arctan => each::<FMA, BACK>(given, sum, collected, none, lane::arctan::<FMA>),
        Base::Softsign => each::<FMA, BACK>(given, sum, collected, none, lane::softsign),
        Base::RELU => each::<FMA, BACK>(given, sum, collected, none, lane::relu),
        Base::Relu { negative_slope, max_value, threshold } => {
            let fixed = [negative_slope, max_value, threshold].map(single);
            each::<FMA, BACK>(given, sum, collected, fixed, lane::keras_relu);
        }
        Base::Relu6 => each::<FMA, BACK>(given, sum, collected, none, lane::relu6),
        Base::SquaredRelu => each::<FMA, BACK>(given, sum, collected, none, lane::squared_relu),
        Base::LeakyRelu { slope } => {
            each::<FMA, BACK>(given, sum, collected, [single(slope), 0.0, 0.0], lane::leaky_relu)
        }
        Base::Prelu { .. } => each_learned::<FMA, BACK>(given, sum, collected, lane::prelu),
        Base::Elu { alpha } => {
            each::<FMA, BACK>(
                given,
                sum,
                collected,
                [1.0, single(alpha), 1.0],
                lane::exponential_linear::<FMA>,
            );
        }
        Base::Celu { alpha } => {
            each::<FMA, BACK>(
                given,
                sum,
                collected,
                [1.0, single(alpha), single(1.0 / alpha)],
                lane::exponential_linear::<FMA>,
            );
        }
        Base::Selu => each::<FMA, BACK>(given, sum, collected, selu, lane::exponential_linear::<FMA>),
        Base::Gelu { approximate: false } => {
            each::<FMA, BACK>(given, sum, collected, none, lane::gelu::<FMA>)
        }
        Base::Gelu { approximate: true } => {
            each::<FMA, BACK>(given, sum, collected, none, lane::approximate_gelu::<FMA>)
        }
        Base::Swish { learned: true, .. } => {
            each_learned::<FMA, BACK>(given, sum, collected, lane::swish::<FMA>)
        }
        Base::Swish { beta, learned: false } => {
            each::<FMA, BACK>(given, sum, collected, [single(beta), 0.0, 0.0], lane::fixed_swish::<FMA>);
        }
        Base::HardSwish => each::<FMA, BACK>(given, sum, collected, none, lane::hard_swish::<FMA>),
        Base::Mish => each::<FMA, BACK>(given, sum, collected, none, lane::mish::<FMA>),
        Base::Softplus { beta } => {
            each::<FMA, BACK>(
                given,
                sum,
                collected,
                [single(beta), single(1.0 / beta), 0.0],
                lane::softplus::<FMA>,
            );
        }
        Base::Sine if is_far(given.x) => each::<FMA, BACK>(given, sum, collected, none, lane::far_sine),
        Base::Sine => each::<FMA, BACK>(given, sum, collected, none, lane::sine::<FMA>),
        Base::Cosine if is_far(given.x) => each::<FMA, BACK>(given, sum, collected, none, lane::far_cosine),
        Base::Cosine => each::<FMA, BACK>(given, sum, collected, none, lane::cosine::<FMA>),
        Base::Gaussian => each::<FMA, BACK>(given, sum, collected, none, lane::gaussian::<FMA>),
        Base::Absolute => each::<FMA, BACK>(given, sum, collected, none, lane::absolute),
        Base::Square => each::<FMA, BACK>(given, sum, collected, none, lane::square),
        Base::Softmax => unreachable!("softmax is not elementwise and never reaches a kernel"),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "rounded to f32")]
fn single(value: f64) -> f32 {
    value as f32
}

/// Whether a block has numbers too large for the fast sine and cosine.
#[inline(always)]
fn is_far(x: &Numbers) -> bool {
    // Without a way out of the loop it is one of vectors.
    x.iter().fold(false, |far, x| far | (x.abs() > WAVE_END))
}

/// Adds a base without a learned parameter.
#[inline(always)]
fn each<const FMA: bool, const BACK: bool>(
    given: Given<'_>,
    sum: &mut Numbers,
    collected: Collected<'_>,
    fixed: Fixed,
    f: impl Fn(f32, f32, Fixed) -> At,
) {
    if BACK {
        backward::<FMA>(given.x, given.g, given.alpha, sum, collected.by_alpha, |x| f(x, 0.0, fixed));
    } else {
        forward::<FMA>(given.x, given.alpha, sum, |x| f(x, 0.0, fixed));
    }
}

// References that are parameters do not overlap, and the compiler knows it: no loop has to find out first.

#[inline(always)]
fn forward<const FMA: bool>(x: &Numbers, alpha: &Numbers, sum: &mut Numbers, f: impl Fn(f32) -> At) {
    for j in 0..BLOCK {
        sum[j] = fma::<FMA>(alpha[j], f(x[j]).value, sum[j]);
    }
}

#[inline(always)]
fn backward<const FMA: bool>(
    x: &Numbers,
    g: &Numbers,
    alpha: &Numbers,
    sum: &mut Numbers,
    by_alpha: &mut Numbers,
    f: impl Fn(f32) -> At,
) {
    for j in 0..BLOCK {
        let at = f(x[j]);
        sum[j] = fma::<FMA>(alpha[j], at.slope, sum[j]);
        by_alpha[j] = fma::<FMA>(g[j], at.value, by_alpha[j]);
    }
}

/// Adds a base with a learned parameter.
#[inline(always)]
fn each_learned<const FMA: bool, const BACK: bool>(
    given: Given<'_>,
    sum: &mut Numbers,
    collected: Collected<'_>,
    f: impl Fn(f32, f32, Fixed) -> At,
) {
    let Given { x, g, alpha, theta } = given;
    for j in 0..BLOCK {
        let at = f(x[j], theta[j], [0.0; 3]);
        let term = if BACK { at.slope } else { at.value };
        sum[j] = fma::<FMA>(alpha[j], term, sum[j]);
        if BACK {
            collected.by_alpha[j] = fma::<FMA>(g[j], at.value, collected.by_alpha[j]);
            collected.by_theta[j] = fma::<FMA>(g[j] * alpha[j], at.by_parameter, collected.by_theta[j]);
        }
    }
}
