//! Pictures of a base: its value and derivative as curves, drawn on the terminal or as SVG.

mod frame;
mod svg;
mod terminal;

use crate::activation::{Base, softmax};
use frame::{Axis, Frame};

pub(super) use svg::svg;
pub(super) use terminal::terminal;

/// A connected piece of a curve, as points from left to right.
type Piece = Vec<(f64, f64)>;

/// What is drawn: a curve is broken where it jumps, and ends where it leaves the frame.
pub(super) struct Plot {
    title: String,
    subtitle: String,
    frame: Frame,
    value: Vec<Piece>,
    derivative: Vec<Piece>,
}

/// What a plot of softmax shows, which has no curve of its own.
pub(super) const SOFTMAX: &str = "the first output over two channels (x, 0), and its derivative by x";

/// Into how many steps the x axis is divided.
const STEPS: u32 = 600;

/// A difference over one step that is worth a look: it may be a jump.
const SUSPICIOUS: f64 = 0.02;

impl Plot {
    /// The plot of a base around 0.
    pub(super) fn of(base: Base) -> Self {
        let x = Axis::around_zero(reach(base));
        let curve = |f: fn(Base, f64) -> f64| pieces(&|at| f(base, at), &x);
        let (value, derivative) = (curve(value), curve(derivative));
        let heights = value.iter().chain(&derivative).flatten().map(|point| point.1);
        let y = Axis::fitted(heights, x.high);
        let clip = |pieces: &[Piece]| pieces.iter().flat_map(|piece| clipped(piece, &y)).collect();
        let (value, derivative) = (clip(&value), clip(&derivative));
        Self { title: base.to_string(), subtitle: subtitle(base), frame: Frame { x, y }, value, derivative }
    }
}

fn subtitle(base: Base) -> String {
    let facts = base.facts();
    let formula = if base.settings().is_empty() { facts.brief } else { facts.formula };
    let formula = format!("f(x) = {formula}");
    if base.is_elementwise() { formula } else { format!("{formula}: {SOFTMAX}") }
}

/// How far the x axis goes: to 5, or beyond the places where the curve bends, unless they are very far out.
fn reach(base: Base) -> f64 {
    let bends = if let Base::Relu { max_value, threshold, .. } = base {
        [max_value, threshold]
    } else if base == Base::Relu6 {
        [0.0, 6.0]
    } else {
        [0.0, 0.0]
    };
    let bends = bends.into_iter().filter(|bend| bend.abs() <= 100.0);
    bends.map(|bend| (bend.abs() * 1.3).ceil()).fold(5.0, f64::max)
}

fn value(base: Base, x: f64) -> f64 {
    if base.is_elementwise() { base.value(x) } else { softmax(&[x, 0.0])[0] }
}

fn derivative(base: Base, x: f64) -> f64 {
    let softmax = value(base, x);
    if base.is_elementwise() { base.derivative(x) } else { softmax * (1.0 - softmax) }
}

/// The curve of f along an axis, broken where it jumps.
fn pieces(f: &dyn Fn(f64) -> f64, x: &Axis) -> Vec<Piece> {
    let mut pieces = vec![vec![(x.low, f(x.low))]];
    for step in 1..=STEPS {
        let at = x.at(f64::from(step) / f64::from(STEPS));
        let point = (at, f(at));
        let piece = pieces.last_mut().expect("there is one from the beginning");
        let last = *piece.last().expect("no piece is empty");
        match jump(f, last, point) {
            Some((left, right)) => {
                piece.push(left);
                pieces.push(vec![right, point]);
            }
            None => piece.push(point),
        }
    }
    pieces
}

/// The points on both sides of a jump between two points, found by halving.
fn jump(
    f: &dyn Fn(f64) -> f64,
    mut left: (f64, f64),
    mut right: (f64, f64),
) -> Option<((f64, f64), (f64, f64))> {
    for _ in 0..40 {
        if (left.1 - right.1).abs() < SUSPICIOUS {
            return None;
        }
        let x = f64::midpoint(left.0, right.0);
        let middle = (x, f(x));
        let is_left = (middle.1 - left.1).abs() > (middle.1 - right.1).abs();
        if is_left { right = middle } else { left = middle }
    }
    Some((left, right))
}

/// The parts of a piece that lie in the frame, with the points where it enters and leaves.
fn clipped(piece: &Piece, y: &Axis) -> Vec<Piece> {
    let is_inside = |point: &(f64, f64)| (y.low..=y.high).contains(&point.1);
    let mut parts: Vec<Piece> = Vec::new();
    if is_inside(&piece[0]) {
        parts.push(vec![piece[0]]);
    }
    for pair in piece.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        match (is_inside(&from), is_inside(&to)) {
            (true, true) => extend(&mut parts, to),
            (true, false) => extend(&mut parts, crossing(from, to, y)),
            (false, true) => parts.push(vec![crossing(from, to, y), to]),
            (false, false) => {}
        }
    }
    parts
}

fn extend(parts: &mut [Piece], point: (f64, f64)) {
    parts.last_mut().expect("a point inside has begun a part").push(point);
}

/// Where the line between a point inside and one outside crosses the edge of the frame.
fn crossing(one: (f64, f64), other: (f64, f64), y: &Axis) -> (f64, f64) {
    let outside = if (y.low..=y.high).contains(&one.1) { other.1 } else { one.1 };
    let edge = outside.clamp(y.low, y.high);
    let share = (edge - one.1) / (other.1 - one.1);
    (one.0 + share * (other.0 - one.0), edge)
}

#[cfg(test)]
mod tests;
