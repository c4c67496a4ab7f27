//! A plot in letters.

use super::frame::Axis;
use super::{Piece, Plot};

const WIDTH: usize = 61;
const HEIGHT: usize = 17;

/// The plot as lines of text: `*` for the value, `.` for the derivative.
pub(in crate::cli) fn terminal(plot: &Plot) -> String {
    let mut grid = vec![vec![' '; WIDTH]; HEIGHT];
    axes(plot, &mut grid);
    for (pieces, sign) in [(&plot.derivative, '.'), (&plot.value, '*')] {
        for piece in pieces {
            draw(piece, sign, plot, &mut grid);
        }
    }
    let labels = labels(&plot.frame.y);
    let width = labels.iter().map(String::len).max().unwrap_or(0);
    let mut lines: Vec<String> = grid
        .iter()
        .zip(labels)
        .map(|(row, label)| format!("{label:>width$} {}", row.iter().collect::<String>()))
        .collect();
    lines.push(format!("{:width$} {}", "", bottom(&plot.frame.x)));
    lines.push(format!("{:width$} * f(x)   . f'(x)", ""));
    lines.iter().map(|line| line.trim_end()).collect::<Vec<_>>().join("\n")
}

fn axes(plot: &Plot, grid: &mut [Vec<char>]) {
    let (row, column) = (row(&plot.frame.y, 0.0), column(&plot.frame.x, 0.0));
    for line in grid.iter_mut() {
        line[column] = '|';
    }
    grid[row].fill('-');
    for tick in plot.frame.x.ticks() {
        grid[row][self::column(&plot.frame.x, tick)] = '+';
    }
}

/// Draws a piece, closing the gaps that a steep curve has between two of its points.
fn draw(piece: &Piece, sign: char, plot: &Plot, grid: &mut [Vec<char>]) {
    let place = |point: &(f64, f64)| (row(&plot.frame.y, point.1), column(&plot.frame.x, point.0));
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

fn column(x: &Axis, place: f64) -> usize {
    nearest(x.share(place), WIDTH)
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

/// The line below, with a number under each tick.
fn bottom(x: &Axis) -> String {
    let mut line = vec![' '; WIDTH + 4];
    for tick in x.ticks() {
        let label = x.label(tick);
        // The last digit stands under the tick, so that a sign sticks out to the left.
        let start = (column(x, tick) + 1).saturating_sub(label.len());
        line.splice(start..start + label.len(), label.chars());
    }
    line.into_iter().collect()
}
