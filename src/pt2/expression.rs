//! Sizes that depend on the input: PyTorch writes them in the words of sympy, with all that is assumed of a symbol.

/// The text without the assumptions: `Symbol('s77', positive=True, integer=True)` is `s77`.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("Symbol('") {
        let Some((name, after)) = after.split_once('\'') else { break };
        let Some((_, after)) = after.split_once(')') else { break };
        plain.push_str(before);
        plain.push_str(name);
        rest = after;
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_symbol_is_its_name() {
        assert_eq!(plain("Symbol('s77', positive=True, integer=True)"), "s77");
        assert_eq!(
            plain("Mul(Integer(4), Symbol('s77', positive=True, integer=True), Symbol('u0'))"),
            "Mul(Integer(4), s77, u0)"
        );
    }

    #[test]
    fn what_has_another_form_stays() {
        for text in ["s77", "2*s77", "Symbol('s77", "Symbol('s77'", ""] {
            assert_eq!(plain(text), text);
        }
    }
}
