//! Elementary functions in f32, written so that a compiler turns a loop over them into vector instructions.
//!
//! No branch, no call, no table: selections, sums and products only. `FMA` says whether the instructions at hand fuse a
//! product and a sum into one; where they do not, the two are rounded apart. The coefficients are minimax fits in the
//! relative error, made for this program by `coefficients.py`. NaN stays NaN everywhere. A test measures the errors given here
//! over the whole range of each function, where nothing else is said in units of the last place (ulp) of the exact result, and
//! fails if one is larger.

/// a·b + c.
#[inline(always)]
pub(super) fn fma<const FMA: bool>(a: f32, b: f32, c: f32) -> f32 {
    if FMA { a.mul_add(b, c) } else { a * b + c }
}

/// Σ cₖ·xᵏ by Horner's rule.
#[inline(always)]
fn polynomial<const FMA: bool, const N: usize>(x: f32, c: [f32; N]) -> f32 {
    let mut sum = c[N - 1];
    let mut k = N - 1;
    while k > 0 {
        k -= 1;
        sum = fma::<FMA>(sum, x, c[k]);
    }
    sum
}

/// 1/x for 2^−60 ≤ x ≤ 2^60, within 2 ulp.
///
/// A division takes a vector unit several times as long as the steps taken here: the exponent and a first digit from
/// integer arithmetic on the bits (within 12 %), then a step of third and one of second order on r ← r + r·(1 − x·r).
/// Without fused products the residue 1 − x·r would be too coarse, and it is a division after all.
#[inline(always)]
pub(super) fn reciprocal<const FMA: bool>(x: f32) -> f32 {
    if !FMA {
        return 1.0 / x;
    }
    let r = f32::from_bits(0x7ef3_11c7_u32.wrapping_sub(x.to_bits()));
    let e = fma::<FMA>(-x, r, 1.0);
    let r = fma::<FMA>(r, fma::<FMA>(e, e, e), r);
    let e = fma::<FMA>(-x, r, 1.0);
    fma::<FMA>(r, e, r)
}

/// 1.5·2^23: added to a number of less than 2^22 it leaves the nearest whole number in the last bits.
const ROUND: f32 = 12_582_912.0;

/// Below it [`exp`] is 0: e^−87 = 1.6e-38 is the end of the normal numbers.
const EXP_LOW: f32 = -87.0;
const LN_2_HIGH: f32 = 0.693_359_4;
const LN_2_LOW: f32 = -2.121_944_4e-4;

/// e^x = s·(1 + q) with s a power of two and q = e^r − 1 for |r| ≤ ln 2 / 2; x is cut off below at −87.
#[inline(always)]
fn exp_parts<const FMA: bool>(x: f32) -> (f32, f32) {
    let x = if x < EXP_LOW { EXP_LOW } else { x };
    let rounded = fma::<FMA>(x, std::f32::consts::LOG2_E, ROUND);
    let n = rounded - ROUND;
    let r = fma::<FMA>(-n, LN_2_LOW, fma::<FMA>(-n, LN_2_HIGH, x));
    let c = [0.499_999_94, 0.166_665_21, 0.041_668_39, 0.008_368_717, 0.001_381_459_9];
    let q = fma::<FMA>(polynomial::<FMA, 5>(r, c), r * r, r);
    let s = f32::from_bits(rounded.to_bits().wrapping_add(127) << 23);
    (s, q)
}

/// e^x for x ≤ 88, within 2 ulp; 0 below −87.
#[inline(always)]
pub(super) fn exp<const FMA: bool>(x: f32) -> f32 {
    let (s, q) = exp_parts::<FMA>(x);
    if x < EXP_LOW { 0.0 } else { fma::<FMA>(s, q, s) }
}

/// e^x − 1 for x ≤ 88, within 3 ulp.
#[inline(always)]
pub(super) fn exp_m1<const FMA: bool>(x: f32) -> f32 {
    let (s, q) = exp_parts::<FMA>(x);
    fma::<FMA>(s, q, s - 1.0)
}

/// e^−|x| and 1 / (1 + e^−|x|): what sigmoid and its relatives are made of. As their product or the second alone, sigmoid is
/// within 3 ulp; 0 below −87.
#[inline(always)]
pub(super) fn gate<const FMA: bool>(x: f32) -> (f32, f32) {
    let e = exp::<FMA>(-x.abs());
    (e, reciprocal::<FMA>(1.0 + e))
}

/// ln(1 + e) for 0 ≤ e ≤ 1, within 4 ulp.
///
/// As 2·artanh(s) with s = e / (2 + e), by its odd series.
#[inline(always)]
pub(super) fn log1p<const FMA: bool>(e: f32) -> f32 {
    let s = e * reciprocal::<FMA>(2.0 + e);
    let u = s * s;
    let c = [0.666_664_2, 0.400_215_42, 0.280_015_23, 0.280_135];
    fma::<FMA>(s * u, polynomial::<FMA, 4>(u, c), 2.0 * s)
}

/// From here on tanh is 1 to the last digit.
const TANH_END: f32 = 9.0;

/// tanh x, within 6 ulp and never beyond ±1: an odd rational function of degree 9 over 8 between −9 and 9.
#[inline(always)]
pub(super) fn tanh<const FMA: bool>(x: f32) -> f32 {
    let x = clamp(x, -TANH_END, TANH_END);
    let u = x * x;
    let p = [1.0, 0.133_810_19, 0.003_495_581, 2.060_896_6e-5, 1.335_450_2e-8];
    let q = [1.0, 0.467_143_36, 0.025_876_954, 0.000_328_562_3, 7.776_492_3e-7];
    clamp(x * polynomial::<FMA, 5>(u, p) * reciprocal::<FMA>(polynomial::<FMA, 5>(u, q)), -1.0, 1.0)
}

/// From here on erf(x/√2) is 1 to the last digit.
const NORMAL_END: f32 = 5.7;

/// erf(x/√2), within 7 ulp and never beyond ±1: an odd rational function of degree 11 over 10 between −5.7 and 5.7.
#[inline(always)]
pub(super) fn erf_sqrt_half<const FMA: bool>(x: f32) -> f32 {
    let x = clamp(x, -NORMAL_END, NORMAL_END);
    let u = x * x;
    let p = [0.797_884_5, 0.068_878_82, 0.009_413_271, 0.000_347_540_83, 1.257_873_8e-5, 4.339_127e-8];
    let q = [1.0, 0.252_993_05, 0.028_964_395, 0.001_913_237_6, 7.471_284e-5, 1.161_971_5e-6];
    clamp(x * polynomial::<FMA, 6>(u, p) * reciprocal::<FMA>(polynomial::<FMA, 6>(u, q)), -1.0, 1.0)
}

/// Φ(x) = (1 + erf(x/√2)) / 2, within 2.5e-7 of the exact value and between 0 and 1; exactly 0 and 1 beyond ±5.7.
#[inline(always)]
pub(super) fn normal<const FMA: bool>(x: f32) -> f32 {
    let inside = fma::<FMA>(0.5, erf_sqrt_half::<FMA>(x), 0.5);
    let above = if x > NORMAL_END { 1.0 } else { inside };
    if x < -NORMAL_END { 0.0 } else { above }
}

/// arctan x, within 4 ulp: as π/2 − arctan(1/x) beyond ±1.
#[inline(always)]
pub(super) fn arctan<const FMA: bool>(x: f32) -> f32 {
    let far = x.abs();
    let z = if far > 1.0 { 1.0 / far } else { far };
    let u = z * z;
    let c = [
        -0.333_331_53,
        0.199_937_73,
        -0.142_110_53,
        0.106_659_96,
        -0.075_521_93,
        0.043_211_587,
        -0.016_367_745,
        0.002_920_642_7,
    ];
    let inner = fma::<FMA>(z * u, polynomial::<FMA, 8>(u, c), z);
    let angle = if far > 1.0 { std::f32::consts::FRAC_PI_2 - inner } else { inner };
    angle.copysign(x)
}

/// Up to here [`sin_cos`] holds; beyond, the multiples of π that are taken off run out of digits.
pub(super) const WAVE_END: f32 = 30_000.0;

/// π in three parts, of which the first two have so few digits that their products with n < 2^14 are exact.
const PI_PARTS: [f32; 3] = [3.140_625, 9.670_257_6e-4, 6.278_329_5e-7];

/// sin x and cos x for |x| ≤ 30000, within 1.8e-7 of the exact values.
///
/// With n the whole number nearest to x/π and r = x − n·π: (−1)^n·sin r and (−1)^n·cos r.
#[inline(always)]
pub(super) fn sin_cos<const FMA: bool>(x: f32) -> (f32, f32) {
    let rounded = fma::<FMA>(x, std::f32::consts::FRAC_1_PI, ROUND);
    let n = rounded - ROUND;
    let r = fma::<FMA>(-n, PI_PARTS[0], x);
    let r = fma::<FMA>(-n, PI_PARTS[1], r);
    let r = fma::<FMA>(-n, PI_PARTS[2], r);
    let u = r * r;
    let s = [-0.166_666_6, 0.008_333_066_5, -0.000_198_095_89, 2.605_747_6e-6];
    let c = [-0.5, 0.041_666_64, -0.001_388_840_4, 2.476_187e-5, -2.607_679_3e-7];
    let sine = fma::<FMA>(r * u, polynomial::<FMA, 4>(u, s), r);
    let cosine = fma::<FMA>(u, polynomial::<FMA, 5>(u, c), 1.0);
    let sign = rounded.to_bits() << 31;
    (f32::from_bits(sine.to_bits() ^ sign), f32::from_bits(cosine.to_bits() ^ sign))
}

/// x, cut off at `low` and `high`.
#[inline(always)]
pub(super) fn clamp(x: f32, low: f32, high: f32) -> f32 {
    let x = if x < low { low } else { x };
    if x > high { high } else { x }
}
