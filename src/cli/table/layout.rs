//! How wide the columns of a table are.

use super::{Cell, Column, Kind};
use crate::cli::terminal::columns as width_of;
use crate::cli::wrap::Breaks;

/// How a table is laid out.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Layout {
    /// The widths of the columns that stand beside each other, from the left.
    pub(super) widths: Vec<usize>,
    /// How many blanks stand between them.
    pub(super) gap: usize,
    /// How many columns the last one has, if it stands below the others.
    pub(super) below: Option<usize>,
}

/// How far from the margin a column stands that is below the others.
pub(super) const INDENT: usize = 6;

/// The blanks between two columns, and where there is little room.
const GAPS: [usize; 2] = [2, 1];

impl Layout {
    /// The first layout that fits, from the one that reads best; nothing if none does.
    pub(super) fn of(columns: &[Column], rows: &[Vec<Cell>], width: Option<usize>) -> Option<Self> {
        let natural: Vec<Range> =
            columns.iter().enumerate().map(|(place, column)| Range::of(column, place, rows)).collect();
        let Some(width) = width else {
            let widths = natural.iter().map(|range| range.most).collect();
            return Some(Self { widths, gap: GAPS[0], below: None });
        };
        let beside = |ranges: &[Range], gap| {
            widths(ranges, width.saturating_sub(gap * ranges.len().saturating_sub(1)))
        };
        if let Some(widths) = beside(&natural, GAPS[0]) {
            return Some(Self { widths, gap: GAPS[0], below: None });
        }
        let (last, others) = columns.split_last().zip(natural.split_last()).map(|(c, n)| (c.0, n.1))?;
        let can_be_below = matches!(last.kind, Kind::Text(_));
        let ranges = if can_be_below { others } else { &natural };
        let below = can_be_below.then(|| width.saturating_sub(INDENT));
        GAPS.iter().find_map(|gap| Some(Self { widths: beside(ranges, *gap)?, gap: *gap, below }))
    }
}

/// How wide a column is at least, and at most.
#[derive(Clone, Copy, Debug)]
struct Range {
    least: usize,
    most: usize,
}

impl Range {
    fn of(column: &Column, place: usize, rows: &[Vec<Cell>]) -> Self {
        let texts = || rows.iter().map(|row| row[place].text.as_str()).chain([column.heading]);
        let most = texts().map(width_of).max().unwrap_or(0);
        let least = match column.kind {
            Kind::Number | Kind::Word => most,
            Kind::Text(Breaks::Words | Breaks::List) => {
                let indent = |text: &str| text.len() - text.trim_start().len();
                let longest = |text: &str| text.split_whitespace().map(width_of).max().unwrap_or(0);
                texts().map(|text| indent(text) + longest(text)).max().unwrap_or(0).clamp(16, 24)
            }
            Kind::Text(Breaks::Mix) => 36,
        };
        Self { least: least.min(most), most }
    }
}

/// The widths of columns that have so much room together: all that want less than their share get what they want, and the
/// others share what is left. Nothing if they need more.
fn widths(ranges: &[Range], room: usize) -> Option<Vec<usize>> {
    let mut widths: Vec<usize> = ranges.iter().map(|range| range.least).collect();
    let mut left = room.checked_sub(widths.iter().sum())?;
    loop {
        let wanting = || ranges.iter().zip(&widths).filter(|(range, width)| range.most > **width);
        // The narrowest grow first, so that no column is wide while another is wrapped in a narrow one.
        let Some(narrowest) = wanting().map(|(_, width)| *width).min().filter(|_| left > 0) else {
            return Some(widths);
        };
        for (range, width) in ranges.iter().zip(&mut widths) {
            if left > 0 && *width == narrowest && range.most > *width {
                *width += 1;
                left -= 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_goes_to_the_narrowest_columns_that_want_it() {
        let range = |least, most| Range { least, most };
        let ranges = [range(4, 4), range(6, 30), range(6, 9)];
        assert_eq!(widths(&ranges, 100), Some(vec![4, 30, 9]));
        assert_eq!(widths(&ranges, 30), Some(vec![4, 17, 9]));
        assert_eq!(widths(&ranges, 17), Some(vec![4, 7, 6]));
        assert_eq!(widths(&ranges, 15), None);
    }
}
