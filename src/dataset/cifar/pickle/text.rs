//! Text that protocol 0 writes as a line: as the source of Python, or with escapes for what is no Latin letter.

/// A text as the source of Python has it, in quotes: its bytes.
pub(super) fn quoted(line: &[u8]) -> Option<Vec<u8>> {
    let ([b'\'', inner @ .., b'\''] | [b'"', inner @ .., b'"']) = line else { return None };
    let mut bytes = Vec::with_capacity(inner.len());
    let mut rest = inner.iter().copied();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        bytes.push(match rest.next()? {
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'x' => u8::try_from(hexadecimal(&mut rest, 2)?).ok()?,
            other @ (b'\\' | b'\'' | b'"') => other,
            _ => return None,
        });
    }
    Some(bytes)
}

/// A text in which a byte is a Latin letter, and `\u` or `\U` begins the number of any other: as UTF-8.
pub(super) fn escaped(line: &[u8]) -> Option<Vec<u8>> {
    let mut text = String::with_capacity(line.len());
    let mut rest = line.iter().copied().peekable();
    while let Some(byte) = rest.next() {
        let digits = match (byte, rest.peek()) {
            (b'\\', Some(b'u')) => 4,
            (b'\\', Some(b'U')) => 8,
            _ => {
                text.push(char::from(byte));
                continue;
            }
        };
        rest.next();
        text.push(char::from_u32(hexadecimal(&mut rest, digits)?)?);
    }
    Some(text.into_bytes())
}

fn hexadecimal(bytes: &mut impl Iterator<Item = u8>, digits: usize) -> Option<u32> {
    (0..digits).try_fold(0, |number, _| Some(16 * number + char::from(bytes.next()?).to_digit(16)?))
}

/// The bytes that a text stands for, a byte for every Latin letter.
pub(super) fn latin(text: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(text).ok()?;
    text.chars().map(|char| u8::try_from(char).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_text_are_read_as_python_reads_them() {
        assert_eq!(quoted(br#"'a\'b"\\\n\t\r\x00\xff'"#).unwrap(), b"a'b\"\\\n\t\r\x00\xff");
        assert_eq!(quoted(br#""it's""#).unwrap(), b"it's");
        for bad in [br"'a".as_slice(), b"a", b"'", br"'\x0'", br"'\q'", br"'\'"] {
            assert_eq!(quoted(bad), None, "{}", bad.escape_ascii());
        }
        assert_eq!(escaped(b"a\\u00e9\\U0001f600\xe9\\n").unwrap(), "aé😀é\\n".as_bytes());
        for bad in [br"\u00e".as_slice(), br"\U00ffffff", br"\ud800", br"\u00g0"] {
            assert_eq!(escaped(bad), None, "{}", bad.escape_ascii());
        }
        assert_eq!(latin("ÿ\0".as_bytes()).unwrap(), [255, 0]);
        assert_eq!(latin("Ā".as_bytes()), None);
    }
}
