//! How numbers are written for people; JSON has them in full.

/// A share of one as a percentage: `97.22 %`.
pub(super) fn percent(share: f64) -> String {
    format!("{:.2} %", share * 100.0)
}

/// The same, or a dash where there is none.
pub(super) fn percent_or_dash(share: Option<f64>) -> String {
    share.map_or("-".to_owned(), percent)
}

/// A time span in the unit that suits it: `4.2 s`, `40 ms`, `3 min 20 s`, `2 h 5 min`.
pub(super) fn span(seconds: f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a span of at least 60 s")]
    let whole = seconds.round() as u64;
    match whole {
        _ if seconds < 0.095 => format!("{:.0} ms", seconds * 1000.0),
        _ if seconds < 9.95 => format!("{seconds:.1} s"),
        0..60 => format!("{whole} s"),
        60..3600 => parts((whole / 60, "min"), (whole % 60, "s")),
        _ => parts((whole / 3600, "h"), (whole % 3600 / 60, "min")),
    }
}

/// Two parts of a time span, the smaller one only where there is something of it.
fn parts((large, unit): (u64, &str), (small, of): (u64, &str)) -> String {
    if small == 0 { format!("{large} {unit}") } else { format!("{large} {unit} {small} {of}") }
}

/// A count with its thousands apart: `12,345`.
pub(super) fn count(number: u128) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_for_people() {
        assert_eq!(percent(0.972_222), "97.22 %");
        assert_eq!(percent_or_dash(None), "-");
        assert_eq!(
            ["0", "999", "1,000", "1,234,567"],
            [0, 999, 1000, 1_234_567].map(count).each_ref().map(|s| &**s)
        );
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
    }
}
