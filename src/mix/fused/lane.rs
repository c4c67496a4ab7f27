//! Every elementwise base on one number: value, derivative, and derivative by its learned parameter.
//!
//! Where a pass needs the value only, the compiler leaves the rest out. At NaN, at ±∞ and at kinks the results are those of
//! the reference operator, that is, of libtorch.

use super::vector::{
    arctan as arctan_of, clamp, exp, exp_m1, fma, gate, log1p, normal, reciprocal, sin_cos, tanh as tanh_of,
};
use crate::activation::{GELU_CUBIC, GELU_SCALE};

/// A base at one number.
#[derive(Clone, Copy)]
pub(super) struct At {
    /// f(x).
    pub(super) value: f32,
    /// f′(x).
    pub(super) slope: f32,
    /// ∂f/∂θ for the learned parameter θ; 0 for a base without one.
    pub(super) by_parameter: f32,
}

/// The fixed parameters of a base; what it does not have is 0.
pub(super) type Fixed = [f32; 3];

#[inline(always)]
fn at(value: f32, slope: f32) -> At {
    At { value, slope, by_parameter: 0.0 }
}

#[inline(always)]
pub(super) fn binary_step(x: f32, _theta: f32, _fixed: Fixed) -> At {
    let negative = if x < 0.0 { 0.0 } else { x };
    // The reference lets the gradient through where x is no number.
    at(if x >= 0.0 { 1.0 } else { negative }, if x.is_nan() { 1.0 } else { 0.0 })
}

#[inline(always)]
pub(super) fn straight_through_step(x: f32, theta: f32, fixed: Fixed) -> At {
    at(binary_step(x, theta, fixed).value, if x.abs() <= f32::MAX { 1.0 } else { 0.0 })
}

#[inline(always)]
pub(super) fn linear(x: f32, _theta: f32, [c, ..]: Fixed) -> At {
    at(c * x, c)
}

#[inline(always)]
pub(super) fn identity(x: f32, _theta: f32, _fixed: Fixed) -> At {
    at(x, 1.0)
}

#[inline(always)]
pub(super) fn sigmoid<const FMA: bool>(x: f32, _theta: f32, _fixed: Fixed) -> At {
    let (e, r) = gate::<FMA>(x);
    at(if x < 0.0 { e * r } else { r }, e * r * r)
}

#[inline(always)]
pub(super) fn hard_sigmoid<const FMA: bool>(x: f32, _theta: f32, _fixed: Fixed) -> At {
    at(hard_gate::<FMA>(x), inside(x, -3.0, 3.0) / 6.0)
}

#[inline(always)]
pub(super) fn log_sigmoid<const FMA: bool>(x: f32, _theta: f32, _fixed: Fixed) -> At {
    let (e, r) = gate::<FMA>(x);
    let bend = if x < 0.0 { x } else { 0.0 };
    at(bend - log1p::<FMA>(e), if x < 0.0 { r } else { e * r })
}

#[inline(always)]
pub(super) fn tanh<const FMA: bool>(x: f32, _theta: f32, _fixed: Fixed) -> At {
    let t = tanh_of::<FMA>(x);
    at(t, fma::<FMA>(-t, t, 1.0))
}

#[inline(always)]
pub(super) fn hard_tanh(x: f32, _theta: f32, _fixed: Fixed) -> At {
    at(clamp(x, -1.0, 1.0), not_outside(x, -1.0, 1.0))
}

#[inline(always)]
pub(super) fn arctan<const FMA: bool>(x: f32, _theta: f32, _fixed: Fixed) -> At {
    at(arctan_of::<FMA>(x), 1.0 / fma::<FMA>(x, x, 1.0))
}

#[inline(always)]
pub(super) fn softsign(x: f32, _theta: f32, _fixed: Fixed) -> At {
    let d = 1.0 / (1.0 + x.abs());
    // Where the value is ∞/∞ the derivative is no number either.
    at(x * d, d * d + 0.0 * x)
}

#[inline(always)]
pub(super) fn relu(x: f32, _theta: f32, _fixed: Fixed) -> At {
    at(if x <= 0.0 { 0.0 } else { x }, if x <= 0.0 { 0.0 } else { 1.0 })
}

/// relu with the negative slope, the largest value and the threshold of Keras.
#[inline(always)]
pub(super) fn keras_relu(x: f32, _theta: f32, [negative_slope, max_value, threshold]: Fixed) -> At {
    // At the threshold the value is x, but the derivative at 0 is that of libtorch's relu.
    let last_below = if threshold == 0.0 { 0.0 } else { threshold.next_down() };
    let low = if negative_slope == 0.0 { 0.0 } else { negative_slope * (x - threshold) };
    let below = x <= last_below;
    let open = at(if below { low } else { x }, if below { negative_slope } else { 1.0 });
    if x >= max_value && max_value < f32::INFINITY { at(max_value, 0.0) } else { open }
}

#[inline(always)]
pub(super) fn relu6(x: f32, _theta: f32, _fixed: Fixed) -> At {
    at(clamp(x, 0.0, 6.0), not_outside(x, 0.0, 6.0))
}

#[inline(always)]
pub(super) fn squared_relu(x: f32, theta: f32, fixed: Fixed) -> At {
    let r = relu(x, theta, fixed).value;
    at(r * r, 2.0 * r)
}

#[inline(always)]
pub(super) fn leaky_relu(x: f32, _theta: f32, [slope, ..]: Fixed) -> At {
    at(if x > 0.0 { x } else { slope * x }, if x > 0.0 { 1.0 } else { slope })
}

#[inline(always)]
pub(super) fn prelu(x: f32, theta: f32, _fixed: Fixed) -> At {
    let leaky = leaky_relu(x, theta, [theta, 0.0, 0.0]);
    At { by_parameter: if x > 0.0 { 0.0 } else { x }, ..leaky }
}

/// elu and its relatives: scale·x for x > 0, else depth·(e^(rate·x) − 1).
#[inline(always)]
pub(super) fn exponential_linear<const FMA: bool>(x: f32, _theta: f32, [scale, depth, rate]: Fixed) -> At {
    let m = if x > 0.0 { 0.0 } else { rate * x };
    let below = at(depth * exp_m1::<FMA>(m), depth * rate * exp::<FMA>(m));
    if x > 0.0 { at(scale * x, scale) } else { below }
}

#[inline(always)]
pub(super) fn gelu<const FMA: bool>(x: f32, _theta: f32, _fixed: Fixed) -> At {
    #[expect(clippy::cast_possible_truncation, reason = "a constant")]
    const DENSITY_AT_0: f32 = (GELU_SCALE / 2.0) as f32;
    let p = normal::<FMA>(x);
    let density = DENSITY_AT_0 * exp::<FMA>(-0.5 * x * x);
    at(x * p, fma::<FMA>(x, density, p))
}

/// gelu with its gate approximated by tanh: (1 + tanh u) / 2 = sigmoid(2u) with 2u = x·(a + b·x²).
#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "constants")]
pub(super) fn approximate_gelu<const FMA: bool>(x: f32, _theta: f32, _fixed: Fixed) -> At {
    const A: f32 = (2.0 * GELU_SCALE) as f32;
    const B: f32 = (2.0 * GELU_SCALE * GELU_CUBIC) as f32;
    // Beyond ±30 the gate is 0 or 1 to the last digit, and x² would overflow far out.
    let near = clamp(x, -30.0, 30.0);
    let z = near * fma::<FMA>(B, near * near, A);
    let (e, r) = gate::<FMA>(z);
    let gate = if z < 0.0 { e * r } else { r };
    let bend = fma::<FMA>(3.0 * B, near * near, A);
    at(x * gate, fma::<FMA>(near * (e * r * r), bend, gate))
}

#[inline(always)]
pub(super) fn swish<const FMA: bool>(x: f32, theta: f32, _fixed: Fixed) -> At {
    let (e, r) = gate::<FMA>(theta * x);
    let s = if theta * x < 0.0 { e * r } else { r };
    let turn = x * (e * r * r);
    At { value: x * s, slope: fma::<FMA>(theta, turn, s), by_parameter: x * turn }
}

#[inline(always)]
pub(super) fn fixed_swish<const FMA: bool>(x: f32, _theta: f32, fixed: Fixed) -> At {
    swish::<FMA>(x, fixed[0], fixed)
}

#[inline(always)]
pub(super) fn hard_swish<const FMA: bool>(x: f32, _theta: f32, _fixed: Fixed) -> At {
    let low = if x <= -3.0 { 0.0 } else { fma::<FMA>(x, 1.0 / 3.0, 0.5) };
    at(x * hard_gate::<FMA>(x), if x >= 3.0 { 1.0 } else { low })
}

/// tanh(ln(1 + e^x)) = w / (w + 2) with w = e^x·(e^x + 2).
#[inline(always)]
pub(super) fn mish<const FMA: bool>(x: f32, _theta: f32, _fixed: Fixed) -> At {
    let far = x > 20.0;
    let e = exp::<FMA>(if far { 20.0 } else { x });
    let w = e * (e + 2.0);
    let r = reciprocal::<FMA>(w + 2.0);
    let t = if far { 1.0 } else { w * r };
    let turn = if far { 0.0 } else { 4.0 * (e * r) * ((1.0 + e) * r) };
    at(x * t, fma::<FMA>(x, turn, t))
}

/// max(0, x) + ln(1 + e^−|β·x|)/β, with β and 1/β.
#[inline(always)]
pub(super) fn softplus<const FMA: bool>(x: f32, _theta: f32, [beta, inverse, _]: Fixed) -> At {
    let (e, r) = gate::<FMA>(beta * x);
    let bend = if x < 0.0 { 0.0 } else { x };
    at(fma::<FMA>(log1p::<FMA>(e), inverse, bend), if x < 0.0 { e * r } else { r })
}

#[inline(always)]
pub(super) fn sine<const FMA: bool>(x: f32, _theta: f32, _fixed: Fixed) -> At {
    let (sine, cosine) = sin_cos::<FMA>(x);
    at(sine, cosine)
}

#[inline(always)]
pub(super) fn cosine<const FMA: bool>(x: f32, _theta: f32, _fixed: Fixed) -> At {
    let (sine, cosine) = sin_cos::<FMA>(x);
    at(cosine, -sine)
}

/// The same for numbers of any size, one by one.
#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "rounded to f32")]
pub(super) fn far_sine(x: f32, _theta: f32, _fixed: Fixed) -> At {
    let (sine, cosine) = f64::from(x).sin_cos();
    at(sine as f32, cosine as f32)
}

#[inline(always)]
pub(super) fn far_cosine(x: f32, theta: f32, fixed: Fixed) -> At {
    let At { value, slope, .. } = far_sine(x, theta, fixed);
    at(slope, -value)
}

#[inline(always)]
pub(super) fn gaussian<const FMA: bool>(x: f32, _theta: f32, _fixed: Fixed) -> At {
    let value = exp::<FMA>(-x * x);
    at(value, -2.0 * x * value)
}

#[inline(always)]
pub(super) fn absolute(x: f32, _theta: f32, _fixed: Fixed) -> At {
    let negative = if x < 0.0 { -1.0 } else { 0.0 };
    at(x.abs(), if x > 0.0 { 1.0 } else { negative })
}

#[inline(always)]
pub(super) fn square(x: f32, _theta: f32, _fixed: Fixed) -> At {
    at(x * x, 2.0 * x)
}

/// x/6 + 1/2, cut off at 0 and 1.
#[inline(always)]
fn hard_gate<const FMA: bool>(x: f32) -> f32 {
    clamp(fma::<FMA>(x, 1.0 / 6.0, 0.5), 0.0, 1.0)
}

/// 1 inside the open interval, 0 elsewhere and for NaN.
#[inline(always)]
fn inside(x: f32, low: f32, high: f32) -> f32 {
    if x > low && x < high { 1.0 } else { 0.0 }
}

/// 1 inside the open interval and for NaN, 0 elsewhere.
#[inline(always)]
fn not_outside(x: f32, low: f32, high: f32) -> f32 {
    if x <= low || x >= high { 0.0 } else { 1.0 }
}
