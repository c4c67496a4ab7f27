//! The expected improvement under a normal distribution, from the four operations alone, so that it has the same bits on
//! every machine.

use crate::controller::exponential::exp;

/// E max(0, Z − t) for a standard normal Z with t = −z, which is φ(z) + z·Φ(z).
pub(super) fn improvement(z: f64) -> f64 {
    // h(z) − h(−z) = z.
    if z > 0.0 { z + tail(z) } else { tail(-z) }
}

/// φ(t) − t·Q(t) for t ≥ 0, where Q(t) is the probability to lie above t.
fn tail(t: f64) -> f64 {
    if t > 14.0 {
        return 0.0;
    }
    let density = 0.398_942_280_401_432_7 * exp(-0.5 * t * t);
    if t < 2.5 {
        // Q(t) = ½ − φ(t)·(t + t³/3 + t⁵/(3·5) + …).
        let mut term = t;
        let mut sum = t;
        for odd in 1..24_u32 {
            term *= t * t / f64::from(2 * odd + 1);
            sum += term;
        }
        return density - t * (0.5 - density * sum);
    }
    // Q(t) = φ(t) / (t + 1/(t + 2/(t + 3/(t + …)))).
    let below = (1..24_u32).rev().fold(t, |below, k| t + f64::from(k) / below);
    density * (1.0 - t / below)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_expected_improvement_is_that_of_the_normal_distribution() {
        for (z, expected) in [
            (-6.0, 1.563_5e-10),
            (-4.0, 7.145_258e-6),
            (-2.5, 2.004_130e-3),
            (-1.0, 8.331_547e-2),
            (0.0, 0.398_942_28),
            (1.0, 1.083_315_47),
            (3.0, 3.000_382_15),
        ] {
            let found = improvement(z);
            assert!((found - expected).abs() <= 1e-4 * expected, "{z}: {found} is not {expected}");
        }
        assert_eq!(improvement(-40.0), 0.0);
    }
}
