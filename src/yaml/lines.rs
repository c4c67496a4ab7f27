//! Where the lines of a text begin, found once for all problems of it.

/// The lines of a text, counted from one; a carriage return before the end of a line belongs to neither line.
pub(super) struct Lines<'t> {
    text: &'t str,
    /// The byte at which each line begins.
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    pub(super) fn of(text: &'t str) -> Lines<'t> {
        let ends = text.match_indices('\n').map(|(byte, _)| byte + 1);
        Lines { text, starts: std::iter::once(0).chain(ends).collect() }
    }

    /// The line and the column of a byte, the column in characters; both count from one.
    pub(super) fn place(&self, byte: usize) -> (usize, usize) {
        let before = self.text.get(..byte).unwrap_or(self.text);
        let line = self.starts.partition_point(|start| *start <= before.len());
        (line, before[self.starts[line - 1]..].chars().count() + 1)
    }

    /// A line without its end; empty where there is no such line.
    pub(super) fn line(&self, line: usize) -> &'t str {
        self.starts.get(line.wrapping_sub(1)).map_or("", |start| until_end(&self.text[*start..]))
    }

    /// The rest of a line from this byte on.
    pub(super) fn from(&self, byte: usize) -> &'t str {
        until_end(self.text.get(byte..).unwrap_or_default())
    }
}

fn until_end(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_has_a_line_and_a_column() {
        let lines = Lines::of("a\r\nbé c\n\nd");
        let check = |byte, place, rest| assert_eq!((lines.place(byte), lines.from(byte)), (place, rest));
        check(0, (1, 1), "a");
        check(3, (2, 1), "bé c");
        check(4, (2, 2), "é c");
        check(7, (2, 4), "c");
        check(9, (3, 1), "");
        check(10, (4, 1), "d");
        check(11, (4, 2), "");
        check(99, (4, 2), "");
        assert_eq!([1, 2, 3, 4, 5, 0].map(|line| lines.line(line)), ["a", "bé c", "", "d", "", ""]);
        assert_eq!(Lines::of("").place(0), (1, 1));
    }
}
