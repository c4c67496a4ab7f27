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
    let Collected { by_alpha, by_theta } = collected;
    /// One base, with its fixed parameters if it has any.
    macro_rules! each {
        ($f:expr) => {
            each!($f, [])
        };
        ($f:expr, [$($fixed:expr),*]) => {
            each::<FMA, BACK>(given, sum, by_alpha, fixed(&[$($fixed),*]), $f)
        };
    }
    match base {
        Base::BinaryStep { straight_through: false } => each!(lane::binary_step),
        Base::BinaryStep { straight_through: true } => each!(lane::straight_through_step),
        Base::Linear { c } => each!(lane::linear, [c]),
        Base::Identity => each!(lane::identity),
        Base::Sigmoid => each!(lane::sigmoid::<FMA>),
        Base::HardSigmoid => each!(lane::hard_sigmoid::<FMA>),
        Base::LogSigmoid => each!(lane::log_sigmoid::<FMA>),
        Base::Tanh => each!(lane::tanh::<FMA>),
        Base::HardTanh => each!(lane::hard_tanh),
        Base::Arctan => each!(lane::arctan::<FMA>),
        Base::Softsign => each!(lane::softsign),
        Base::RELU => each!(lane::relu),
        Base::Relu { negative_slope, max_value, threshold } => {
            each!(lane::keras_relu, [negative_slope, max_value, threshold]);
        }
        Base::Relu6 => each!(lane::relu6),
        Base::SquaredRelu => each!(lane::squared_relu),
        Base::LeakyRelu { slope } => each!(lane::leaky_relu, [slope]),
        Base::Prelu { .. } => each_learned::<FMA, BACK>(given, sum, by_alpha, by_theta, lane::prelu),
        Base::Elu { alpha } => each!(lane::exponential_linear::<FMA>, [1.0, alpha, 1.0]),
        Base::Celu { alpha } => each!(lane::exponential_linear::<FMA>, [1.0, alpha, 1.0 / alpha]),
        Base::Selu => {
            each!(lane::exponential_linear::<FMA>, [SELU_SCALE, SELU_SCALE * SELU_ALPHA, 1.0]);
        }
        Base::Gelu { approximate: false } => each!(lane::gelu::<FMA>),
        Base::Gelu { approximate: true } => each!(lane::approximate_gelu::<FMA>),
        Base::Swish { learned: true, .. } => {
            each_learned::<FMA, BACK>(given, sum, by_alpha, by_theta, lane::swish::<FMA>);
        }
        Base::Swish { beta, learned: false } => each!(lane::fixed_swish::<FMA>, [beta]),
        Base::HardSwish => each!(lane::hard_swish::<FMA>),
        Base::Mish => each!(lane::mish::<FMA>),
        Base::Softplus { beta } => each!(lane::softplus::<FMA>, [beta, 1.0 / beta]),
        Base::Sine if is_far(given.x) => each!(lane::far_sine),
        Base::Sine => each!(lane::sine::<FMA>),
        Base::Cosine if is_far(given.x) => each!(lane::far_cosine),
        Base::Cosine => each!(lane::cosine::<FMA>),
        Base::Gaussian => each!(lane::gaussian::<FMA>),
        Base::Absolute => each!(lane::absolute),
        Base::Square => each!(lane::square),
        Base::Softmax => unreachable!("softmax is not elementwise and never reaches a kernel"),
    }
}

/// Fixed parameters as a kernel takes them.
#[expect(clippy::cast_possible_truncation, reason = "rounded to f32")]
#[inline(always)]
fn fixed(values: &[f64]) -> Fixed {
    let mut fixed = [0.0; 3];
    fixed.iter_mut().zip(values).for_each(|(fixed, value)| *fixed = *value as f32);
    fixed
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
    by_alpha: &mut Numbers,
    fixed: Fixed,
    f: impl Fn(f32, f32, Fixed) -> At,
) {
    if BACK {
        backward::<FMA>(given.x, given.g, given.alpha, sum, by_alpha, |x| f(x, 0.0, fixed));
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
    by_alpha: &mut Numbers,
    by_theta: &mut Numbers,
    f: impl Fn(f32, f32, Fixed) -> At,
) {
    let Given { x, g, alpha, theta } = given;
    for j in 0..BLOCK {
        let at = f(x[j], theta[j], [0.0; 3]);
        let term = if BACK { at.slope } else { at.value };
        sum[j] = fma::<FMA>(alpha[j], term, sum[j]);
        if BACK {
            by_alpha[j] = fma::<FMA>(g[j], at.value, by_alpha[j]);
            by_theta[j] = fma::<FMA>(g[j] * alpha[j], at.by_parameter, by_theta[j]);
        }
    }
}
