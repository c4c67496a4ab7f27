//! A plot in letters.

use super::frame::Axis;
use super::{Piece, Plot};

/// As wide as a plot is where there is room, and as it is at least: always odd, so that 0 is in the middle.
const WIDTHS: (usize, usize) = (61, 21);
const HEIGHT: usize = 17;

/// The plot as lines of text: `*` for the value, `.` for the derivative. It fits so many columns, if there are any to fit.
pub(in crate::cli) fn terminal(plot: &Plot, columns: Option<usize>) -> String {
    let labels = labels(&plot.frame.y);
    let width = labels.iter().map(String::len).max().unwrap_or(0);
    let room =
        columns.map_or(WIDTHS.0, |columns| columns.saturating_sub(width + 1)).clamp(WIDTHS.1, WIDTHS.0);
    let mut grid = vec![vec![' '; (room - 1) / 2 * 2 + 1]; HEIGHT];
    axes(plot, &mut grid);
    for (pieces, sign) in [(&plot.derivative, '.'), (&plot.value, '*')] {
        for piece in pieces {
            draw(piece, sign, plot, &mut grid);
        }
    }
    let mut lines: Vec<String> = grid
        .iter()
        .zip(labels)
        .map(|(row, label)| format!("{label:>width$} {}", row.iter().collect::<String>()))
        .collect();
    lines.push(format!("{:width$} {}", "", bottom(&plot.frame.x, grid[0].len())));
    lines.push(format!("{:width$} * f(x)   . f'(x)", ""));
    lines.iter().map(|line| line.trim_end()).collect::<Vec<_>>().join("\n")
}

fn axes(plot: &Plot, grid: &mut [Vec<char>]) {
    let width = grid[0].len();
    let (row, column) = (row(&plot.frame.y, 0.0), column(&plot.frame.x, 0.0, width));
    for line in grid.iter_mut() {
        line[column] = '|';
    }
    grid[row].fill('-');
    for tick in plot.frame.x.ticks() {
        grid[row][self::column(&plot.frame.x, tick, width)] = '+';
    }
}

/// Draws a piece, closing the gaps that a steep curve has between two of its points.
fn draw(piece: &Piece, sign: char, plot: &Plot, grid: &mut [Vec<char>]) {
    let width = grid[0].len();
    let place = |point: &(f64, f64)| (row(&plot.frame.y, point.1), column(&plot.frame.x, point.0, width));
    let Some(mut last) = piece.first().map(place) else { return };
    for (row, column) in piece.iter().map(place) {
        let (upper, lower) = (last.0.min(row), last.0.max(row));
        // The last point is drawn already, so a gap begins below or above it.
        let between = if lower - upper > 1 { upper + 1..lower } else { row..row + 1 };
        grid[between].iter_mut().for_each(|line| line[column] = sign);
        grid[row][column] = sign;
        last = (row, column);
    }
}

fn row(y: &Axis, place: f64) -> usize {
    nearest(1.0 - y.share(place), HEIGHT)
}

fn column(x: &Axis, place: f64, width: usize) -> usize {
    nearest(x.share(place), width)
}

/// The nearest of so many cells, at this share of the way from the first to the last.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a few cells")]
fn nearest(share: f64, cells: usize) -> usize {
    let last = cells - 1;
    let last_as_number = f64::from(u32::try_from(last).expect("a terminal has few cells"));
    ((share * last_as_number).round() as usize).min(last)
}

/// The label of each row: that of the tick that lies there, if one does.
fn labels(y: &Axis) -> Vec<String> {
    let mut labels = vec![String::new(); HEIGHT];
    for tick in y.ticks() {
        labels[row(y, tick)] = y.label(tick);
    }
    labels
}

/// The line below, with a number under each tick, but for those that would touch the one before.
fn bottom(x: &Axis, width: usize) -> String {
    let mut line = vec![' '; width + 4];
    let mut free = 0;
    for tick in x.ticks() {
        let label = x.label(tick);
        // The last digit stands under the tick, so that a sign sticks out to the left.
        let start = (column(x, tick, width) + 1).saturating_sub(label.len());
        if start >= free {
            line.splice(start..start + label.len(), label.chars());
            free = start + label.len() + 1;
        }
    }
    line.into_iter().collect()
}
