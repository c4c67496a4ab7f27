//! How far what was measured on some samples may be off by chance.
//!
//! Both intervals are score intervals: they hold every value that a two-sided test at 5 % would not reject. So they have a width
//! also where all samples were right, or where two networks never disagreed.

/// z: two-sided 95 % of a normal distribution lie within so many standard deviations.
const Z: f64 = 1.959_963_984_540_054;

/// Where a number lies with a confidence of 95 %.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Its lower end.
    pub lower: f64,
    /// Its upper end.
    pub upper: f64,
}

/// How two networks did on the same samples.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Paired {
    /// How many samples there are: n.
    pub samples: u32,
    /// Where only the first was right: b.
    pub only_first: u32,
    /// Where only the second was right: c.
    pub only_second: u32,
}

impl Paired {
    /// Counts the samples; nothing if there are none, or not as many of both.
    #[must_use]
    pub fn of(first: &[bool], second: &[bool]) -> Option<Self> {
        if first.is_empty() || first.len() != second.len() {
            return None;
        }
        let count = |wanted: (bool, bool)| {
            let pairs = first.iter().copied().zip(second.iter().copied());
            u32::try_from(pairs.filter(|pair| *pair == wanted).count()).ok()
        };
        let samples = u32::try_from(first.len()).ok()?;
        Some(Self { samples, only_first: count((true, false))?, only_second: count((false, true))? })
    }

    /// The difference of the two accuracies, δ = (b − c) / n.
    #[must_use]
    pub fn difference(self) -> f64 {
        (f64::from(self.only_first) - f64::from(self.only_second)) / f64::from(self.samples)
    }

    /// The 95 % score interval of the difference (Tango 1998, Equivalence test and confidence interval for the difference in
    /// proportions for the paired-sample design, Statistics in Medicine 17): all δ with
    ///
    /// |b − c − nδ| ≤ z·√(n(2q + δ(1 − δ))), where q = (√(B² − 8nC) − B) / 4n is the most likely share of c if the difference
    /// is δ, B = −b − c + (2n − b + c)δ and C = −cδ(1 − δ).
    ///
    /// It holds 0 exactly where Mc Nemar's test does not reject that both are equally good: |b − c| ≤ z·√(b + c). Where the two
    /// never disagree it reaches z² / (n + z²) to both sides, about 3.8 of n samples.
    #[must_use]
    pub fn interval(self) -> Interval {
        let found = self.difference();
        let end = |outside: f64| bisect(found, outside, |difference| self.is_likely(difference));
        Interval { lower: end(-1.0), upper: end(1.0) }
    }

    /// Whether the counts are not too far from what is expected at this difference δ.
    fn is_likely(self, difference: f64) -> bool {
        let (n, b, c) = (f64::from(self.samples), f64::from(self.only_first), f64::from(self.only_second));
        let linear = (2.0 * n - b + c) * difference - b - c;
        let constant = -c * difference * (1.0 - difference);
        let q = ((linear * linear - 8.0 * n * constant).max(0.0).sqrt() - linear) / (4.0 * n);
        let variance = n * (2.0 * q + difference * (1.0 - difference));
        (b - c - n * difference).abs() <= Z * variance.max(0.0).sqrt()
    }
}

/// The 95 % score interval of a share of n samples (Wilson 1927, Probable inference, the law of succession, and statistical
/// inference, JASA 22): (p + z²/2n ± z·√(p(1 − p)/n + z²/4n²)) / (1 + z²/n).
#[must_use]
pub fn of_share(share: f64, samples: u32) -> Interval {
    let n = f64::from(samples.max(1));
    let middle = share + Z * Z / (2.0 * n);
    let half = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + Z * Z / n;
    Interval { lower: ((middle - half) / scale).max(0.0), upper: ((middle + half) / scale).min(1.0) }
}

/// The last number between one that is inside and one that is taken for outside that is inside.
fn bisect(mut inside: f64, mut outside: f64, is_inside: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..60 {
        let middle = f64::midpoint(inside, outside);
        if is_inside(middle) { inside = middle } else { outside = middle }
    }
    inside
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Samples, b, c, and the ends that were found with the likelihood maximised by golden-section search in place of the formula.
    const KNOWN: [(u32, u32, u32, (f64, f64)); 5] = [
        (360, 5, 4, (-0.016_139_139, 0.022_439_234)),
        (360, 1, 0, (-0.007_809_607, 0.015_564_442)),
        (10_000, 120, 80, (0.001_240_047, 0.006_830_836)),
        (24, 3, 0, (-0.030_223_231, 0.310_038_813)),
        (44, 0, 1, (-0.118_077_097, 0.059_393_231)),
    ];

    fn interval(samples: u32, only_first: u32, only_second: u32) -> (f64, f64) {
        let Interval { lower, upper } = Paired { samples, only_first, only_second }.interval();
        (lower, upper)
    }

    fn is_close((lower, upper): (f64, f64), expected: (f64, f64), by: f64) {
        assert!((lower - expected.0).abs() < by && (upper - expected.1).abs() < by, "{lower} {upper}");
    }

    #[test]
    fn pairs_are_counted() {
        let (first, second) = ([true, true, false, false, true], [true, false, true, false, false]);
        let paired = Paired::of(&first, &second).unwrap();
        assert_eq!(paired, Paired { samples: 5, only_first: 2, only_second: 1 });
        assert!((paired.difference() - 0.2).abs() < 1e-15);
        assert_eq!(Paired::of(&first, &second[1..]), None);
        assert_eq!(Paired::of(&[], &[]), None);
    }

    #[test]
    fn the_interval_is_that_of_published_data_and_of_a_numerical_solution() {
        // Bentur et al. 2009, airway hyper-responsiveness before and after a transplantation, as Fagerland, Lydersen & Laake 2014
        // (Recommended tests and confidence intervals for paired binomial proportions) print it: −0.517 to −0.026.
        is_close(interval(21, 1, 7), (-0.517, -0.026), 6e-4);
        for (n, b, c, expected) in KNOWN {
            is_close(interval(n, b, c), expected, 1e-6);
        }
    }

    #[test]
    fn the_width_does_not_vanish_where_all_were_right_or_nobody_disagreed() {
        let z2 = Z * Z;
        for n in [24, 360, 10_000] {
            let end = z2 / (f64::from(n) + z2);
            is_close(interval(n, 0, 0), (-end, end), 1e-9);
            is_close((of_share(1.0, n).lower, of_share(0.0, n).upper), (1.0 - end, end), 1e-12);
        }
        // What the rule of three says of 24 samples: 12.5 points, one-sided.
        assert!(interval(24, 0, 0).1 > 0.125);
    }

    #[test]
    fn a_share_has_wilsons_interval() {
        // scipy.stats.binomtest(81, 263).proportion_ci(method="wilson"): 0.2553 to 0.3662, as Newcombe 1998 prints it, too.
        let Interval { lower, upper } = of_share(81.0 / 263.0, 263);
        is_close((lower, upper), (0.2553, 0.3662), 5e-5);
    }

    proptest! {
        #[test]
        fn the_interval_holds_the_difference_and_turns_round_with_the_pair(
            n in 1..2000_u32, shares in (0.0..1.0_f64, 0.0..1.0_f64),
        ) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "shares of n")]
            let of = |share: f64, n: u32| (share * f64::from(n)) as u32;
            let b = of(shares.0, n);
            let c = of(shares.1, n - b);
            let (lower, upper) = interval(n, b, c);
            let found = Paired { samples: n, only_first: b, only_second: c }.difference();
            prop_assert!(-1.0 <= lower && lower <= found && found <= upper && upper <= 1.0);
            prop_assert!(upper - lower > 1.0 / f64::from(n + 4), "it has a width");
            let (turned_lower, turned_upper) = interval(n, c, b);
            prop_assert!((turned_lower + upper).abs() < 1e-9 && (turned_upper + lower).abs() < 1e-9);
            // Mc Nemar's test.
            let (b, c) = (f64::from(b), f64::from(c));
            prop_assume!(((b - c).abs() - Z * (b + c).sqrt()).abs() > 1e-6);
            prop_assert_eq!(lower <= 0.0 && 0.0 <= upper, (b - c).abs() <= Z * (b + c).sqrt());
        }
    }
}
