//! Positive numbers of any magnitude.

use std::cmp::Ordering;

/// value · 2^(256 · power), where 1 ≤ value < 2²⁵⁶: a product of densities over many slots outgrows an f64, and a sum of
/// logarithms would not have the same bits on every machine.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Wide {
    power: i32,
    value: f64,
}

/// 2²⁵⁶.
const STEP: f64 = f64::from_bits((1023 + 256) << 52);

impl Wide {
    /// 1.
    pub(super) const ONE: Self = Self { power: 0, value: 1.0 };

    /// The product with a positive number below 2⁷⁶⁷.
    pub(super) fn times(self, factor: f64) -> Self {
        Self { power: self.power, value: self.value * factor }.in_order()
    }

    /// The sum.
    pub(super) fn plus(self, other: Self) -> Self {
        let (high, low) = if self.power >= other.power { (self, other) } else { (other, self) };
        let low = match high.power - low.power {
            0 => low.value,
            1 => low.value / STEP,
            // Less than the last digit.
            _ => 0.0,
        };
        Self { power: high.power, value: high.value + low }.in_order()
    }

    /// The quotient.
    pub(super) fn over(self, other: Self) -> Self {
        Self { power: self.power - other.power, value: self.value / other.value }.in_order()
    }

    /// The order of the numbers.
    pub(super) fn total_cmp(&self, other: &Self) -> Ordering {
        self.power.cmp(&other.power).then(self.value.total_cmp(&other.value))
    }

    #[cfg(test)]
    pub(super) fn to_f64(self) -> f64 {
        self.value * STEP.powi(self.power)
    }

    fn in_order(mut self) -> Self {
        while self.value >= STEP {
            self = Self { power: self.power + 1, value: self.value / STEP };
        }
        while self.value > 0.0 && self.value < 1.0 {
            self = Self { power: self.power - 1, value: self.value * STEP };
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn power_of_ten(exponent: i32) -> Wide {
        let factor = if exponent < 0 { 0.1 } else { 10.0 };
        (0..exponent.abs()).fold(Wide::ONE, |product, _| product.times(factor))
    }

    #[test]
    fn numbers_far_beyond_an_f64_are_compared_and_divided() {
        let order = |one: i32, other: i32| power_of_ten(one).total_cmp(&power_of_ten(other));
        assert_eq!(order(2000, 1999), Ordering::Greater);
        assert_eq!(order(-2000, -1999), Ordering::Less);
        assert_eq!(order(-1, 0), Ordering::Less);
        let ten = power_of_ten(2000).over(power_of_ten(1999));
        assert!((ten.value - 10.0).abs() < 1e-9 && ten.power == 0, "{ten:?}");
    }

    #[test]
    fn a_sum_is_that_of_the_numbers() {
        let two = Wide::ONE.plus(Wide::ONE);
        assert_eq!((two.value, two.power), (2.0, 0));
        assert_eq!(power_of_ten(500).plus(power_of_ten(-500)), power_of_ten(500));
        let sum = Wide::ONE.plus(Wide::ONE.times(0.5));
        assert_eq!((sum.value, sum.power), (1.5, 0));
    }
}
