//! Comments of C99.

/// Lines as comments.
pub(super) fn commented(text: &str) -> String {
    text.lines().map(|line| format!("// {line}").trim_end().to_owned() + "\n").collect()
}
