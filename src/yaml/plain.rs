//! What a scalar without quotes is, by the core schema of YAML 1.2.

use super::node::Kind;

/// What a scalar is: `on`, `yes` and `007` are text. Binary numbers and hexadecimal ones with a sign are numbers, too.
pub(super) fn resolve(text: &str) -> Kind {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Kind::Null,
        "true" | "True" | "TRUE" => Kind::Bool(true),
        "false" | "False" | "FALSE" => Kind::Bool(false),
        _ if begins_with_zeros(text) => Kind::Text(text.to_owned()),
        _ => {
            let number = integer(text).map(Kind::Integer).or_else(|| number(text).map(Kind::Number));
            number.unwrap_or_else(|| Kind::Text(text.to_owned()))
        }
    }
}

/// What a scalar is that is said to be a `bool`, `float`, `int`, `null` or `str`; nothing if it is none.
pub(super) fn resolve_as(tag: &str, text: &str) -> Option<Kind> {
    match (tag, resolve(text)) {
        ("str", _) => Some(Kind::Text(text.to_owned())),
        ("float", Kind::Integer(_)) => number(text).map(Kind::Number),
        ("bool", kind @ Kind::Bool(_))
        | ("float", kind @ Kind::Number(_))
        | ("int", kind @ Kind::Integer(_))
        | ("null", kind @ Kind::Null) => Some(kind),
        _ => None,
    }
}

/// Such as `007`, which is a name rather than a number.
fn begins_with_zeros(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    digits.len() > 1 && digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn integer(text: &str) -> Option<i128> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let bases = [("0x", 16), ("0o", 8), ("0b", 2), ("", 10)];
    let (digits, base) =
        bases.iter().find_map(|&(prefix, base)| Some((digits.strip_prefix(prefix)?, base)))?;
    // A second sign would be taken for the first.
    let is_signed = digits.starts_with(['-', '+']);
    i128::from_str_radix(digits, base).ok().filter(|_| !is_signed).map(|value| sign * value)
}

fn number(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix('+').filter(|rest| !rest.starts_with(['-', '+'])).unwrap_or(text);
    match unsigned {
        ".inf" | ".Inf" | ".INF" => Some(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => Some(f64::NEG_INFINITY),
        ".nan" | ".NaN" | ".NAN" => Some(f64::NAN),
        _ => unsigned.parse().ok().filter(|value: &f64| value.is_finite()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scalar_is_what_the_core_schema_says() {
        let check = |text: &str, kind: Kind| assert_eq!(resolve(text), kind, "{text}");
        check("Null", Kind::Null);
        check("TRUE", Kind::Bool(true));
        check("False", Kind::Bool(false));
        check("-7", Kind::Integer(-7));
        check("+7", Kind::Integer(7));
        check("0", Kind::Integer(0));
        check("0x1F", Kind::Integer(31));
        check("-0o17", Kind::Integer(-15));
        check("0b101", Kind::Integer(5));
        check("18446744073709551616", Kind::Integer(1 << 64));
        check("1e3", Kind::Number(1000.0));
        check("+.5", Kind::Number(0.5));
        check("1.", Kind::Number(1.0));
        check("-.INF", Kind::Number(f64::NEG_INFINITY));
        check("00.5", Kind::Number(0.5));
        for text in
            ["on", "yes", "007", "-007", "+-5", "--5", "0x-1", "0x", "inf", "nan", "1e400", "1_000", "+", "."]
        {
            check(text, Kind::Text(text.to_owned()));
        }
    }

    #[test]
    fn a_scalar_with_a_tag_is_that_or_nothing() {
        assert_eq!(resolve_as("str", "2"), Some(Kind::Text("2".to_owned())));
        assert_eq!(resolve_as("float", "2"), Some(Kind::Number(2.0)));
        assert_eq!(resolve_as("int", "2"), Some(Kind::Integer(2)));
        assert_eq!(resolve_as("null", ""), Some(Kind::Null));
        for (tag, text) in
            [("int", "x"), ("int", "2.5"), ("bool", "1"), ("null", "x"), ("float", "x"), ("seq", "x")]
        {
            assert_eq!(resolve_as(tag, text), None, "{tag} {text}");
        }
    }
}
