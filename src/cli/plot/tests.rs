//! Curves, frames and their pictures.

use super::*;
use crate::activation::Allowed;

fn lengths(pieces: &[Piece]) -> Vec<(f64, f64)> {
    let round = |x: f64| (x * 1000.0).round() / 1000.0;
    pieces.iter().map(|piece| (round(piece[0].0), round(piece[piece.len() - 1].0))).collect()
}

#[test]
fn a_curve_is_broken_where_it_jumps_and_nowhere_else() {
    let step = Plot::of(Base::BinaryStep { straight_through: false });
    assert_eq!(lengths(&step.value), [(-5.0, 0.0), (0.0, 5.0)]);
    assert_eq!(lengths(&step.derivative), [(-5.0, 5.0)]);
    let relu = Plot::of(Base::RELU);
    assert_eq!((relu.value.len(), relu.derivative.len()), (1, 2));
    let steep = Plot::of(Base::Swish { beta: 100.0, learned: false });
    assert_eq!((steep.value.len(), steep.derivative.len()), (1, 1));
    let jumping = Plot::of(Base::Relu { negative_slope: 0.5, max_value: 6.0, threshold: -1.0 });
    assert_eq!(lengths(&jumping.value), [(-8.0, -1.0), (-1.0, 8.0)]);
    assert_eq!(lengths(&jumping.derivative), [(-8.0, -1.0), (-1.0, 6.0), (6.0, 8.0)]);
}

#[test]
fn a_curve_ends_where_it_leaves_the_frame() {
    let square = Plot::of(Base::Square);
    let (low, high) = (square.frame.y.low, square.frame.y.high);
    let [parabola] = &square.value[..] else { panic!("{:?}", lengths(&square.value)) };
    assert!((parabola[0].1 - high).abs() < 1e-9 && (parabola[0].0 + high.sqrt()).abs() < 1e-3);
    let [line] = &square.derivative[..] else { panic!("{:?}", lengths(&square.derivative)) };
    assert!((line[0].1 - low).abs() < 1e-9 && (line[0].0 - low / 2.0).abs() < 1e-9, "{:?}", line[0]);
}

#[test]
fn every_base_has_a_plot_that_lies_in_its_frame() {
    for base in Base::ALL {
        let plot = Plot::of(base);
        let points: Vec<&(f64, f64)> = plot.value.iter().chain(&plot.derivative).flatten().collect();
        assert!(points.len() > 200, "{base}");
        let lies_inside = |axis: &Axis, place: f64| (axis.low - 1e-9..=axis.high + 1e-9).contains(&place);
        let inside =
            |point: &&(f64, f64)| lies_inside(&plot.frame.x, point.0) && lies_inside(&plot.frame.y, point.1);
        assert!(points.iter().all(inside), "{base}");
        let lines: Vec<String> = terminal(&plot, None).lines().map(str::to_owned).collect();
        assert_eq!(lines.len(), 19, "{base}");
        assert!(lines.iter().all(|line| line.len() <= 72 && line.is_ascii()), "{base}");
        assert!(lines[..17].iter().any(|line| line.contains('*')), "{base}");
    }
}

/// The base with each of its parameters at either end of what is allowed.
fn at_the_ends(base: Base) -> Vec<Base> {
    let mut bases = Vec::new();
    for (place, parameter) in base.facts().parameters.iter().enumerate() {
        let ends = match parameter.allowed {
            Allowed::Number { min, max } => [min, max],
            Allowed::Limit { min } => [min, 1e300],
            Allowed::Switch => [0.0, 1.0],
        };
        for end in ends {
            let mut values = base.parameters();
            values[place] = end;
            bases.push(base.with_parameters(&values));
        }
    }
    bases
}

#[test]
fn a_base_with_any_parameters_has_a_plot_that_fits_the_page() {
    for base in Base::ALL.into_iter().flat_map(at_the_ends) {
        let plot = Plot::of(base);
        assert!(plot.frame.x.high <= 130.0, "{base}");
        let text = terminal(&plot, None);
        assert!(text.lines().all(|line| line.len() <= 80), "{base}:\n{text}");
        assert!(svg(&plot).is_ok(), "{base}");
    }
}

#[test]
fn the_x_axis_reaches_beyond_the_bends() {
    let reach = |base: Base| Plot::of(base).frame.x.high;
    assert_eq!((reach(Base::RELU), reach(Base::Tanh), reach(Base::Relu6)), (5.0, 5.0, 8.0));
    assert_eq!(reach(Base::Relu { negative_slope: 0.0, max_value: 20.0, threshold: 0.0 }), 26.0);
}

#[test]
fn ticks_are_round_numbers() {
    let check = |values: [f64; 2], labels: &[&str]| {
        let axis = Axis::fitted(values.into_iter(), 5.0);
        let found: Vec<String> = axis.ticks().into_iter().map(|tick| axis.label(tick)).collect();
        assert_eq!(found, labels);
    };
    check([0.0, 1.0], &["-0.2", "0.0", "0.2", "0.4", "0.6", "0.8", "1.0", "1.2"]);
    check([0.0, 5.0], &["-1", "0", "1", "2", "3", "4", "5", "6"]);
    check([-100.0, 7.0], &["-6", "-4", "-2", "0", "2", "4", "6"]);
    check([0.0, 0.0], &["-1.5", "-1.0", "-0.5", "0.0", "0.5", "1.0", "1.5"]);
    check([0.0, 0.0005], &["-0.0001", "0.0000", "0.0001", "0.0002", "0.0003", "0.0004", "0.0005", "0.0006"]);
    check([0.1, 0.12], &["-0.02", "0.00", "0.02", "0.04", "0.06", "0.08", "0.10", "0.12", "0.14"]);
}

#[test]
fn the_terminal_shows_both_curves_with_axes_and_a_legend() {
    let expected = r"
 1.2                               |
                                   |
 1.0                               *******************************
                                   |
                                   |
 0.8                               |
                                   |
 0.6                               |
                                   |
 0.4                               |
                                   |
 0.2                               |
                                   |
                                   |
 0.0 *******************************..............................
                                   |
-0.2                               |
     -5   -4    -3    -2    -1     0     1     2     3     4     5
     * f(x)   . f'(x)";
    let found = terminal(&Plot::of(Base::BinaryStep { straight_through: false }), None);
    assert_eq!(found, expected[1..]);
}

#[test]
fn a_steep_curve_has_no_gaps() {
    let text = terminal(&Plot::of(Base::Linear { c: 30.0 }), None);
    assert!(text.lines().take(17).all(|line| line.contains('*')), "{text}");
}

#[test]
fn the_svg_has_a_title_both_curves_and_escaped_text() {
    let text = svg(&Plot::of(Base::BinaryStep { straight_through: false })).unwrap();
    assert!(text.starts_with(r#"<svg width="800" height="500" viewBox="0 0 6400 4000""#), "{}", &text[..80]);
    assert!(text.trim_end().ends_with("</svg>"));
    for part in ["binary_step", "f(x) = 1 if x &gt;= 0 else 0", "f&apos;(x)", "-0.2", "-5"] {
        assert!(text.contains(part), "{part}");
    }
    assert_eq!(text.matches(r##"stroke="#005AA0""##).count(), 3, "the legend and two pieces");
}

#[test]
fn a_plot_fits_the_terminal_and_keeps_zero_in_the_middle() {
    for base in Base::ALL {
        let plot = Plot::of(base);
        let whole = terminal(&plot, None);
        assert_eq!(terminal(&plot, Some(80)), whole);
        for columns in [40, 59, 60, 61] {
            let text = terminal(&plot, Some(columns));
            let widest = text.lines().map(|line| line.chars().count()).max().unwrap();
            assert!(widest <= columns && widest + 2 >= columns.min(61), "{columns}: {widest}\n{text}");
            let numbers = |text: &str| {
                let line = text.lines().rev().nth(1).unwrap();
                line.split_whitespace().map(str::to_owned).collect::<Vec<_>>()
            };
            let [found, all] = [&text, &whole].map(|text| numbers(text));
            assert!(found.iter().all(|number| all.contains(number)), "{text}");
            assert!(columns < 59 || found.len() + 1 >= all.len(), "{text}");
        }
    }
}
