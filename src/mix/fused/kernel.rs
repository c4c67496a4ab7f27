//! One base over one block of numbers: the vector loops.

use super::lane::{self, At, Fixed};
use super::vector::{WAVE_END, fma};
use crate::activation::{Base, SELU_ALPHA, SELU_SCALE};

/// The numbers of a block, one of each for every place; all slices have the same length.
pub(super) struct Block<'a> {
    /// The input.
    pub(super) x: &'a [f32],
    /// The coefficient of the base that is looked at.
    pub(super) alpha: &'a [f32],
    /// Its learned parameter, or 0.
    pub(super) theta: &'a [f32],
    /// Collects Σ α·f(x) in a forward pass, Σ α·f′(x) in a backward pass.
    pub(super) sum: &'a mut [f32],
    /// The rest, for a backward pass.
    pub(super) backward: Backward<'a>,
}

/// What a backward pass has beside; empty slices in a forward pass.
pub(super) struct Backward<'a> {
    /// The gradient of the output.
    pub(super) g: &'a [f32],
    /// Collects g·f(x), of which the gradient of α is the sum.
    pub(super) by_alpha: &'a mut [f32],
    /// Collects g·α·∂f/∂θ, of which the gradient of θ is the sum; empty for a base without θ.
    pub(super) by_theta: &'a mut [f32],
}

/// Adds one base to what a block collects.
#[inline(always)]
pub(super) fn add<const FMA: bool, const BACK: bool>(base: Base, block: Block<'_>) {
    let none = [0.0; 3];
    let selu = [single(SELU_SCALE), single(SELU_SCALE * SELU_ALPHA), 1.0];
    match base {
        Base::BinaryStep { straight_through: false } => each::<FMA, BACK>(block, none, lane::binary_step),
        Base::BinaryStep { straight_through: true } => {
            each::<FMA, BACK>(block, none, lane::straight_through_step);
        }
        Base::Linear { c } => each::<FMA, BACK>(block, [single(c), 0.0, 0.0], lane::linear),
        Base::Identity => each::<FMA, BACK>(block, none, lane::identity),
        Base::Sigmoid => each::<FMA, BACK>(block, none, lane::sigmoid::<FMA>),
        Base::HardSigmoid => each::<FMA, BACK>(block, none, lane::hard_sigmoid::<FMA>),
        Base::LogSigmoid => each::<FMA, BACK>(block, none, lane::log_sigmoid::<FMA>),
        Base::Tanh => each::<FMA, BACK>(block, none, lane::tanh::<FMA>),
        Base::HardTanh => each::<FMA, BACK>(block, none, lane::hard_tanh),
        Base::Arctan => each::<FMA, BACK>(block, none, lane::arctan::<FMA>),
        Base::Softsign => each::<FMA, BACK>(block, none, lane::softsign),
        Base::RELU => each::<FMA, BACK>(block, none, lane::relu),
        Base::Relu { negative_slope, max_value, threshold } => {
            let fixed = [negative_slope, max_value, threshold].map(single);
            each::<FMA, BACK>(block, fixed, lane::keras_relu);
        }
        Base::Relu6 => each::<FMA, BACK>(block, none, lane::relu6),
        Base::SquaredRelu => each::<FMA, BACK>(block, none, lane::squared_relu),
        Base::LeakyRelu { slope } => each::<FMA, BACK>(block, [single(slope), 0.0, 0.0], lane::leaky_relu),
        Base::Prelu { .. } => each_learned::<FMA, BACK>(block, lane::prelu),
        Base::Elu { alpha } => {
            each::<FMA, BACK>(block, [1.0, single(alpha), 1.0], lane::exponential_linear::<FMA>);
        }
        Base::Celu { alpha } => {
            each::<FMA, BACK>(block, [1.0, single(alpha), single(1.0 / alpha)], lane::exponential_linear::<FMA>);
        }
        Base::Selu => each::<FMA, BACK>(block, selu, lane::exponential_linear::<FMA>),
        Base::Gelu { approximate: false } => each::<FMA, BACK>(block, none, lane::gelu::<FMA>),
        Base::Gelu { approximate: true } => each::<FMA, BACK>(block, none, lane::approximate_gelu::<FMA>),
        Base::Swish { learned: true, .. } => each_learned::<FMA, BACK>(block, lane::swish::<FMA>),
        Base::Swish { beta, learned: false } => {
            each::<FMA, BACK>(block, [single(beta), 0.0, 0.0], lane::fixed_swish::<FMA>);
        }
        Base::HardSwish => each::<FMA, BACK>(block, none, lane::hard_swish::<FMA>),
        Base::Mish => each::<FMA, BACK>(block, none, lane::mish::<FMA>),
        Base::Softplus { beta } => {
            each::<FMA, BACK>(block, [single(beta), single(1.0 / beta), 0.0], lane::softplus::<FMA>);
        }
        Base::Sine if is_far(block.x) => each::<FMA, BACK>(block, none, lane::far_sine),
        Base::Sine => each::<FMA, BACK>(block, none, lane::sine::<FMA>),
        Base::Cosine if is_far(block.x) => each::<FMA, BACK>(block, none, lane::far_cosine),
        Base::Cosine => each::<FMA, BACK>(block, none, lane::cosine::<FMA>),
        Base::Gaussian => each::<FMA, BACK>(block, none, lane::gaussian::<FMA>),
        Base::Absolute => each::<FMA, BACK>(block, none, lane::absolute),
        Base::Square => each::<FMA, BACK>(block, none, lane::square),
        Base::Softmax => unreachable!("softmax is not elementwise and never reaches a kernel"),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "rounded to f32")]
fn single(value: f64) -> f32 {
    value as f32
}

/// Whether a block has numbers too large for the fast sine and cosine.
#[inline(always)]
fn is_far(x: &[f32]) -> bool {
    // Without a way out of the loop it is one of vectors.
    x.iter().fold(false, |far, x| far | (x.abs() > WAVE_END))
}

/// Adds a base without a learned parameter.
#[inline(always)]
fn each<const FMA: bool, const BACK: bool>(
    block: Block<'_>,
    fixed: Fixed,
    f: impl Fn(f32, f32, Fixed) -> At,
) {
    let Block { x, alpha, sum, backward: Backward { g, by_alpha, .. }, .. } = block;
    let length = x.len();
    let (alpha, sum) = (&alpha[..length], &mut sum[..length]);
    if !BACK {
        for j in 0..length {
            sum[j] = fma::<FMA>(alpha[j], f(x[j], 0.0, fixed).value, sum[j]);
        }
        return;
    }
    let (g, by_alpha) = (&g[..length], &mut by_alpha[..length]);
    for j in 0..length {
        let at = f(x[j], 0.0, fixed);
        sum[j] = fma::<FMA>(alpha[j], at.slope, sum[j]);
        by_alpha[j] = fma::<FMA>(g[j], at.value, by_alpha[j]);
    }
}

/// Adds a base with a learned parameter.
#[inline(always)]
fn each_learned<const FMA: bool, const BACK: bool>(block: Block<'_>, f: impl Fn(f32, f32, Fixed) -> At) {
    let Block { x, alpha, theta, sum, backward: Backward { g, by_alpha, by_theta } } = block;
    let length = x.len();
    let (alpha, theta, sum) = (&alpha[..length], &theta[..length], &mut sum[..length]);
    if !BACK {
        for j in 0..length {
            sum[j] = fma::<FMA>(alpha[j], f(x[j], theta[j], [0.0; 3]).value, sum[j]);
        }
        return;
    }
    let (g, by_alpha, by_theta) = (&g[..length], &mut by_alpha[..length], &mut by_theta[..length]);
    for j in 0..length {
        let at = f(x[j], theta[j], [0.0; 3]);
        sum[j] = fma::<FMA>(alpha[j], at.slope, sum[j]);
        by_alpha[j] = fma::<FMA>(g[j], at.value, by_alpha[j]);
        by_theta[j] = fma::<FMA>(g[j] * alpha[j], at.by_parameter, by_theta[j]);
    }
}
