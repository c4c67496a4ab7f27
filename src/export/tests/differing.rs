//! How far exported numbers are from what was learned.

use super::*;

fn all(hull: Hull) -> Definition {
    let site = |base: &Base| {
        let site = learned(&[*base, Base::Sine], hull, Sharing::Layer, &[&[0.75, 0.25]]);
        let parameters = site.mix.parameters_at_start(1);
        LearnedMix { site: base.name().to_owned(), parameters, ..site }
    };
    define(Base::ALL.iter().map(site).collect()).unwrap()
}

#[test]
fn arithmetic_in_f32_is_all_that_differs_for_every_base() {
    for form in [Form::Simplified, Form::Exact] {
        let largest = difference(&all(Hull::Affine), form);
        assert!(largest.relative > 0.0 && largest.relative < 2e-7, "{largest:?}");
    }
}

#[test]
fn the_largest_difference_is_found_with_its_place() {
    let rows: &[&[f32]] = &[&[0.5, 0.5], &[0.25, 0.75]];
    let definition = define(vec![pair(Hull::Affine, Sharing::Channel, rows)]).unwrap();
    let inputs = inputs();
    let f = |row: usize, place: usize| {
        let x = f64::from(inputs[place]);
        f64::from(rows[row][0]) * x + f64::from(rows[row][1]) * x.max(0.0)
    };
    let none = largest(&definition, |_, row, place| f(row, place));
    assert_eq!(none.relative, 0.0);
    let off = |row: usize, place: usize| if (row, inputs[place]) == (1, -8.0) { 0.5 } else { 0.0 };
    let found = largest(&definition, |_, row, place| f(row, place) + off(row, place));
    // Σ|αᵢ fᵢ(−8)| is 0.25·8.
    let expected = Difference { relative: 0.25, site: "conv1".to_owned(), channel: Some(1), x: -8.0 };
    assert_eq!(found, expected);
    let nan =
        largest(&definition, |_, row, place| if off(row, place) > 0.0 { f64::NAN } else { f(row, place) });
    assert!(nan.relative.is_nan() && nan.x == -8.0, "{nan:?}");
}

#[test]
fn softmax_of_equal_channels_is_their_share() {
    let rows: &[&[f32]] = &[&[0.5, 0.5], &[0.25, 0.75], &[0.0, 1.0], &[1.0, 0.0]];
    let site = learned(&[Base::Softmax, Base::Tanh], Hull::Affine, Sharing::Channel, rows);
    let definition = define(vec![site]).unwrap();
    assert!(difference(&definition, Form::Exact).relative < 2e-7);
    let inputs = inputs();
    let y = |_: usize, row: usize, place: usize| {
        f64::from(rows[row][0]) / 4.0 + f64::from(rows[row][1]) * f64::from(inputs[place]).tanh()
    };
    assert_eq!(largest(&definition, y).relative, 0.0);
}
