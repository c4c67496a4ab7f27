//! Statements that break over lines as a formatter would break them.

use crate::export::layout::WIDTH;
use crate::export::literal;

/// A string, in those quotes that need less escapes.
pub(in crate::export) fn string(value: &str) -> String {
    let text = literal::text(value);
    if value.contains('"') && !value.contains('\'') {
        let inside = &text[1..text.len() - 1];
        format!("'{}'", inside.replace("\\\"", "\""))
    } else {
        text
    }
}

/// `to = callee(arguments)after`, where `after` is nothing, or the brackets of a call of what `callee` makes.
pub(in crate::export) fn assigned(
    to: &str,
    callee: &str,
    arguments: &[String],
    after: &str,
    indent: usize,
) -> String {
    let margin = " ".repeat(indent);
    let listed = arguments.join(", ");
    let line = format!("{margin}{to} = {callee}({listed}){after}");
    if line.len() <= WIDTH {
        return line;
    }
    if let Some(inner) = after.strip_prefix('(').and_then(|after| after.strip_suffix(')')) {
        let head = format!("{margin}{to} = {callee}({listed})(");
        if head.len() <= WIDTH {
            return format!("{head}\n{margin}    {inner}\n{margin})");
        }
    }
    let arguments = if indent + 4 + listed.len() <= WIDTH {
        listed
    } else {
        format!("{},", arguments.join(&format!(",\n{margin}    ")))
    };
    format!("{margin}{to} = {callee}(\n{margin}    {arguments}\n{margin}){after}")
}
