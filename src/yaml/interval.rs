//! An interval of numbers with open or closed ends.

use std::fmt;
use std::ops::{Bound, RangeBounds, RangeFrom, RangeInclusive};

use serde_json::{Map, Value, json};

use super::node::spell;

/// The numbers between two ends, each of which belongs to them or not.
///
/// ```text
/// Interval::above(0.0).up_to(1.0)     // 0 < x ≤ 1
/// Interval::from(0.0..=1.0)           // 0 ≤ x ≤ 1
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    lower: Bound<f64>,
    upper: Bound<f64>,
}

impl Interval {
    /// Every number.
    #[must_use]
    pub fn any() -> Interval {
        Interval { lower: Bound::Unbounded, upper: Bound::Unbounded }
    }

    /// The numbers above `lower`, which is not one of them.
    #[must_use]
    pub fn above(lower: f64) -> Interval {
        Interval { lower: Bound::Excluded(lower), ..Interval::any() }
    }

    /// The numbers from `lower` on.
    #[must_use]
    pub fn at_least(lower: f64) -> Interval {
        Interval { lower: Bound::Included(lower), ..Interval::any() }
    }

    /// Those of the numbers that are at most `upper`.
    #[must_use]
    pub fn up_to(self, upper: f64) -> Interval {
        Interval { upper: Bound::Included(upper), ..self }
    }

    /// Those of the numbers that are below `upper`.
    #[must_use]
    pub fn below(self, upper: f64) -> Interval {
        Interval { upper: Bound::Excluded(upper), ..self }
    }

    /// Whether a number is finite and lies inside.
    #[must_use]
    pub fn contains(&self, value: f64) -> bool {
        value.is_finite() && (self.lower, self.upper).contains(&value)
    }

    /// Adds the ends to a JSON Schema.
    pub(super) fn describe(&self, schema: &mut Map<String, Value>) {
        let lower = end(self.lower, "minimum", "exclusiveMinimum");
        let upper = end(self.upper, "maximum", "exclusiveMaximum");
        schema.extend(lower.into_iter().chain(upper).map(|(name, value)| (name.to_owned(), value)));
    }
}

fn end(bound: Bound<f64>, included: &'static str, excluded: &'static str) -> Option<(&'static str, Value)> {
    match bound {
        Bound::Included(value) => Some((included, json!(value))),
        Bound::Excluded(value) => Some((excluded, json!(value))),
        Bound::Unbounded => None,
    }
}

/// An end of an interval as text, where 1.0 is 1.
fn short(value: f64) -> String {
    let spelled = spell(value);
    spelled.strip_suffix(".0").map_or(spelled.clone(), str::to_owned)
}

impl From<RangeInclusive<f64>> for Interval {
    fn from(range: RangeInclusive<f64>) -> Interval {
        Interval::at_least(*range.start()).up_to(*range.end())
    }
}

impl From<RangeFrom<f64>> for Interval {
    fn from(range: RangeFrom<f64>) -> Interval {
        Interval::at_least(range.start)
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lower = match self.lower {
            Bound::Included(value) => format!(" of at least {}", short(value)),
            Bound::Excluded(value) => format!(" above {}", short(value)),
            Bound::Unbounded => String::new(),
        };
        let upper = match self.upper {
            Bound::Included(value) => format!(" at most {}", short(value)),
            Bound::Excluded(value) => format!(" below {}", short(value)),
            Bound::Unbounded => String::new(),
        };
        let and = if lower.is_empty() || upper.is_empty() { "" } else { " and" };
        write!(f, "a number{lower}{and}{upper}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_says_what_it_contains() {
        let check = |interval: Interval, expected: &str, inside: &[f64], outside: &[f64]| {
            assert_eq!(interval.to_string(), expected);
            assert!(inside.iter().all(|value| interval.contains(*value)), "{expected}");
            assert!(!outside.iter().any(|value| interval.contains(*value)), "{expected}");
        };
        let strange = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY];
        check(Interval::any(), "a number", &[0.0, -1e300], &strange);
        check(Interval::above(0.0), "a number above 0", &[1e-8, 1e300], &[0.0, f64::INFINITY]);
        check(Interval::from(0.0..), "a number of at least 0", &[0.0], &[-1e-8]);
        check(Interval::any().below(1.0), "a number below 1", &[-5.0], &[1.0, f64::NEG_INFINITY]);
        check(Interval::above(0.0).up_to(1.0), "a number above 0 and at most 1", &[1.0], &[0.0, 1.1]);
        check(Interval::from(0.0..=0.5), "a number of at least 0 and at most 0.5", &[0.0, 0.5], &[0.6]);
        check(Interval::at_least(0.0).below(1.0), "a number of at least 0 and below 1", &[0.0], &[1.0]);
    }
}
