//! What is said about a text that is no YAML, in words for somebody who writes it by hand.

use granit_parser::ErrorKind;

use super::limits::MOST_DEPTH;
use super::node::Origin;
use super::problem::Found;

/// Turns an error of the parser into a problem; `bracket` is the innermost that is open, with its place.
pub(super) fn problem(kind: &ErrorKind, origin: Origin, bracket: Option<(char, Origin)>) -> Found {
    if *kind == ErrorKind::RecursionLimitExceeded {
        return too_deep(origin);
    }
    if let Some((bracket, begin)) = bracket.filter(|_| breaks_off(kind)) {
        let (message, what) = match bracket {
            '[' => ("expected `,` or `]`", "the list begins at"),
            _ => ("expected `,` or `}`", "the mapping begins at"),
        };
        return Found { other: Some((what, begin)), ..Found::new(origin, message) };
    }
    let said =
        in_brackets(kind).or_else(|| in_quotes(kind)).or_else(|| in_lines(kind)).or_else(|| of_tags(kind));
    let Some((message, help)) = said else { return Found::new(origin, kind.to_string()) };
    let found = Found::new(origin, message);
    if help.is_empty() { found } else { found.help(help) }
}

/// Whether what is in brackets cannot go on like this.
fn breaks_off(kind: &ErrorKind) -> bool {
    use ErrorKind as E;
    matches!(
        kind,
        E::ExpectedFlowSequenceSeparator
            | E::ExpectedFlowMappingSeparator
            | E::MappingValueNotAllowed
            | E::MappingKeyNotAllowed
            | E::InvalidColonPlacement
            | E::SimpleKeyExpected
            | E::InvalidSimpleKey
    )
}

/// The byte that is at fault, for an error that the parser tells at this byte: tabs are told where it noticed them.
pub(super) fn culprit(kind: &ErrorKind, text: &str, byte: usize) -> usize {
    if !is_tab(kind) {
        return byte;
    }
    let line = text.get(..byte).unwrap_or_default().rfind('\n').map_or(0, |end| end + 1);
    text[line..].find('\t').map_or(byte, |tab| line + tab)
}

fn is_tab(kind: &ErrorKind) -> bool {
    use ErrorKind as E;
    matches!(
        kind,
        E::TabNotAllowed
            | E::TabInBlockIndentation
            | E::TabAtBlockScalarStart
            | E::TabInIndentation
            | E::TabInPlainScalar
            | E::InvalidBlockEntryWhitespace
            | E::InvalidMappingValueWhitespace
    )
}

/// What is said where too many collections are nested.
pub(super) fn too_deep(origin: Origin) -> Found {
    Found::new(origin, format!("nested too deeply, allowed: {MOST_DEPTH} levels"))
}

/// A message and the way out, if there is one to tell.
type Said = Option<(&'static str, &'static str)>;

/// About lists and mappings in brackets.
fn in_brackets(kind: &ErrorKind) -> Said {
    use ErrorKind as E;
    Some(match kind {
        E::UnclosedFlowCollection { open: '[' } | E::UnexpectedEofFlowSequence => {
            ("the list that begins here is not closed, allowed: `]` at its end", "")
        }
        E::UnclosedFlowCollection { .. }
        | E::UnexpectedEofFlowMapping
        | E::UnexpectedEofImplicitFlowMapping => {
            ("the mapping that begins here is not closed, allowed: `}` at its end", "")
        }
        E::MismatchedFlowCollectionEnd { open: '[', .. } => ("a list is closed by `]`", ""),
        E::MismatchedFlowCollectionEnd { .. } => ("a mapping is closed by `}`", ""),
        E::MisplacedFlowCollectionEnd => ("this bracket closes nothing", "remove it"),
        E::BlockEntryInFlowCollection => ("a list in brackets has no `-`", "separate its items by `,`"),
        E::FlowMappingValueAdjacentCollection | E::PlainScalarStartsWithDashFlowIndicator => {
            ("a value cannot begin like this", "put it in quotes")
        }
        _ => return None,
    })
}

/// About texts in quotes.
fn in_quotes(kind: &ErrorKind) -> Said {
    use ErrorKind as E;
    Some(match kind {
        E::UnclosedQuotedScalar | E::DocumentIndicatorInQuotedScalar => {
            ("the quotes that open here are not closed", "")
        }
        E::UnknownQuotedScalarEscape
        | E::InvalidQuotedScalarHexEscape
        | E::InvalidLowSurrogateHexEscape
        | E::InvalidLowSurrogate
        | E::MissingLowSurrogate
        | E::UnpairedLowSurrogate
        | E::InvalidUnicodeEscape => ("unknown escape in double quotes", "use single quotes"),
        E::InvalidTrailingSingleQuotedScalar | E::InvalidTrailingDoubleQuotedScalar => {
            ("nothing can follow the closing quotes here", "put the whole value in quotes")
        }
        E::InvalidQuotedScalarIndent => {
            ("this line continues the quotes above, allowed: more indentation", "")
        }
        _ => return None,
    })
}

/// About lines and their indentation.
fn in_lines(kind: &ErrorKind) -> Said {
    use ErrorKind as E;
    Some(match kind {
        E::ExpectedBlockMappingKey => {
            ("this does not continue the mapping above, allowed: a key in the column of the other keys", "")
        }
        E::ExpectedBlockSequenceEntry => ("this does not continue the list above, allowed: `-`", ""),
        E::ExpectedNodeContent => ("expected a value", ""),
        E::ExpectedDocumentStart | E::InvalidIndentation | E::InvalidBlockScalarIndent => {
            ("this belongs to nothing, allowed: the indentation of the lines that it continues", "")
        }
        E::MappingValueNotAllowed | E::MappingKeyNotAllowed | E::InvalidColonPlacement => (
            "a `:` cannot stand here, allowed: one `key: value` a line",
            "put a value with `: ` in it in quotes, and begin all keys of a mapping in the same column",
        ),
        E::BlockSequenceEntryNotAllowed => ("a list item cannot begin here, allowed: a line of its own", ""),
        E::SimpleKeyExpected | E::InvalidSimpleKey => {
            ("expected `:` behind the key that begins here", "a key is written `key: value`")
        }
        kind if is_tab(kind) => ("a tab stands here, allowed: spaces", "indent with spaces"),
        E::UnexpectedCharacter { character } if character.is_control() => {
            ("control characters are not allowed", "")
        }
        E::UnexpectedCharacter { .. } => ("a value cannot begin like this", "put it in quotes"),
        E::BomInsideDocument => ("a byte order mark stands inside the text", "remove it"),
        E::CommentNotSeparated => ("a comment needs a space before its `#`", ""),
        E::CommentInterceptedScalar => {
            ("a comment stands inside a text of several lines", "put the text in quotes")
        }
        E::InvalidDocumentEnd => ("nothing can follow `...` on its line", ""),
        _ => return None,
    })
}

/// About tags, anchors and directives.
fn of_tags(kind: &ErrorKind) -> Said {
    use ErrorKind as E;
    Some(match kind {
        E::UnsupportedYamlMajorVersion => {
            ("this version of YAML is not known, allowed: 1.2", "remove the line")
        }
        E::MissingAnchorOrAliasName => ("expected a name behind `&` or `*`", "put the value in quotes"),
        E::UndeclaredTagHandle
        | E::MissingTagUri
        | E::InvalidGlobalTagCharacter
        | E::InvalidTagTerminator => ("no tag is written like this", "remove it, or put the value in quotes"),
        _ => return None,
    })
}
