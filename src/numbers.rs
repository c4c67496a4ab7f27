//! How numbers are written for people, one rule for each kind. What programs read has them in full.

/// A share of one as a percentage: `97.22 %`.
///
/// ```
/// assert_eq!(actsearch::numbers::percent(0.974_930_362), "97.49 %");
/// ```
#[must_use]
pub fn percent(share: f64) -> String {
    format!("{:.2} %", share * 100.0)
}

/// The same, or a dash where there is none.
#[must_use]
pub fn percent_or_dash(share: Option<f64>) -> String {
    share.map_or("-".to_owned(), percent)
}

/// A difference of two shares with its sign, in percentage points: `−1.9`, `0.0`, `+1.3`. What is small has more digits, up to
/// four, so that it is not taken for none.
///
/// ```
/// use actsearch::numbers::points;
/// assert_eq!([points(0.0128), points(-0.0003), points(0.0)], ["+1.3", "−0.03", "0.0"]);
/// ```
#[must_use]
pub fn points(difference: f64) -> String {
    let mut written = (1..=4).map(|decimals| format!("{:+.decimals$}", 100.0 * difference));
    let is_some = |text: &String| text.contains(|sign: char| ('1'..='9').contains(&sign));
    written.find(is_some).map_or("0.0".to_owned(), |text| text.replace('-', "−"))
}

/// A loss, a coefficient or another number that is measured: four decimals, and an exponent where there would be more than six
/// digits before them.
///
/// ```
/// use actsearch::numbers::measured;
/// assert_eq!([measured(0.097_83), measured(28_631_170_147_582_408.0)], ["0.0978", "2.8631e16"]);
/// ```
#[must_use]
pub fn measured(number: f64) -> String {
    if number.is_finite() && number.abs() >= 1e6 { format!("{number:.4e}") } else { format!("{number:.4}") }
}

/// Mean and standard deviation of some numbers, or the number if there is one: `0.3121 ± 0.0123`.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "a layer has far fewer channels than 2^52")]
pub fn spread(values: &[f64]) -> String {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    if values.len() == 1 {
        return measured(mean);
    }
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / values.len() as f64;
    format!("{} ± {}", measured(mean), measured(variance.sqrt()))
}

/// A number that was given: as it was if that is short, else with four decimals, or an exponent where it is large or small.
///
/// ```
/// use actsearch::numbers::given;
/// assert_eq!([given(14.83), given(1.0 / 3.0), given(1e-9)], ["14.83", "0.3333", "1.0000e-9"]);
/// ```
#[must_use]
pub fn given(number: f64) -> String {
    let shortest = number.to_string();
    match number.abs() {
        _ if shortest.len() <= 10 => shortest,
        0.1..1e6 => format!("{number:.4}"),
        _ => format!("{number:.4e}"),
    }
}

/// How large an error or a difference is: `5.9e-8`, `0`.
#[must_use]
pub fn magnitude(number: f64) -> String {
    if number == 0.0 { "0".to_owned() } else { format!("{number:.1e}") }
}

/// A correlation: `0.87`.
#[must_use]
pub fn correlation(number: f64) -> String {
    format!("{number:.2}")
}

/// A time span in the unit that suits it: `40 ms`, `4.2 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`.
#[must_use]
pub fn span(seconds: f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a span of at least 60 s")]
    let whole = seconds.round() as u64;
    match whole {
        _ if seconds < 0.095 => format!("{:.0} ms", seconds * 1000.0),
        _ if seconds < 9.95 => format!("{seconds:.1} s"),
        0..60 => format!("{whole} s"),
        60..3600 => parts((whole / 60, "min"), (whole % 60, "s")),
        3600..172_800 => parts((whole / 3600, "h"), (whole % 3600 / 60, "min")),
        _ => parts((whole / 86400, "d"), (whole % 86400 / 3600, "h")),
    }
}

/// Two parts of a time span, the smaller one only where there is something of it.
fn parts((large, unit): (u64, &str), (small, of): (u64, &str)) -> String {
    let large = count(large);
    if small == 0 { format!("{large} {unit}") } else { format!("{large} {unit} {small} {of}") }
}

/// A count with its thousands apart: `12,345`. Numbers that are names, such as that of a trial, are not counts.
///
/// ```
/// assert_eq!(actsearch::numbers::count(20_400_usize), "20,400");
/// ```
#[must_use]
pub fn count(number: impl TryInto<u128>) -> String {
    let digits = number.try_into().unwrap_or(u128::MAX).to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number that is measured in thousands or more, such as samples in a second, without its fraction: `12,345`.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "such numbers are not negative, and far below 2^64"
)]
pub fn whole(number: f64) -> String {
    count(number.round() as u64)
}

/// So many things: `1 worker`, `1,200 workers`.
#[must_use]
pub fn many(number: impl TryInto<u128>, one: &str, more: &str) -> String {
    let count = count(number);
    let noun = if count == "1" { one } else { more };
    format!("{count} {noun}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_and_differences_are_percentages() {
        assert_eq!(percent(0.972_222), "97.22 %");
        assert_eq!(percent_or_dash(None), "-");
        assert_eq!([-0.019, -0.000_1, 0.0, 0.013].map(points), ["−1.9", "−0.01", "0.0", "+1.3"]);
        assert_eq!([-0.0, 1e-7, -1e-7, 4e-7].map(points), ["0.0", "0.0", "0.0", "0.0"]);
        assert_eq!(magnitude(0.0), "0");
    }

    #[test]
    fn numbers_have_few_digits_however_large_or_small_they_are() {
        let measured_as = |number, text: &str| assert_eq!(measured(number), text);
        measured_as(0.0, "0.0000");
        measured_as(-1.955_31, "-1.9553");
        measured_as(999_999.0, "999999.0000");
        measured_as(-28_631_170_147_582_408.0, "-2.8631e16");
        measured_as(f64::MAX, "1.7977e308");
        measured_as(f64::NAN, "NaN");
        measured_as(f64::INFINITY, "inf");
        let given_as = |number, text: &str| assert_eq!(given(number), text);
        given_as(1680.0, "1680");
        given_as(0.974_930_362_116_991_7, "0.9749");
        given_as(0.000_974_930_362, "9.7493e-4");
        given_as(-1e200, "-1.0000e200");
        assert_eq!(spread(&[0.25]), "0.2500");
        assert_eq!(spread(&[2e9, 4e9]), "3.0000e9 ± 1.0000e9");
        assert_eq!((magnitude(5.94e-8), correlation(0.866)), ("5.9e-8".to_owned(), "0.87".to_owned()));
    }

    #[test]
    fn counts_have_their_thousands_apart() {
        let counts = [0, 999, 1000, 1_234_567].map(count);
        assert_eq!(counts, ["0", "999", "1,000", "1,234,567"]);
        assert_eq!(count(u128::MAX).len(), 39 + 12);
        assert_eq!([1, 1200].map(|n| many(n, "epoch", "epochs")), ["1 epoch", "1,200 epochs"]);
    }

    #[test]
    fn spans_have_the_unit_that_suits_them() {
        let check = |seconds, text: &str| assert_eq!(span(seconds), text);
        check(0.04, "40 ms");
        check(0.0004, "0 ms");
        check(9.97, "10 s");
        check(9.94, "9.9 s");
        check(42.4, "42 s");
        check(59.7, "1 min");
        check(200.0, "3 min 20 s");
        check(7500.0, "2 h 5 min");
        check(273_600.0, "3 d 4 h");
        check(1e12, "11,574,074 d 1 h");
    }
}
