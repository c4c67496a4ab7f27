//! Expressions hold together, and sites are sums of as few signs as possible.

use super::expression::{Known, n, x};
use super::*;
use crate::activation::{Base, Hull, LearnedMix, Mix, Sharing};
use crate::export::Form;
use crate::export::names::Identifiers;

fn check(expression: &Expression, rust: &str, c: &str) {
    assert_eq!([Language::Rust.write(expression), Language::C.write(expression)], [rust, c]);
}

fn y() -> Expression {
    Expression::name("y")
}

#[test]
fn brackets_stand_where_they_are_needed() {
    check(&(x() + y() * x()), "x + y * x", "x + y * x");
    check(&((x() + y()) * x()), "(x + y) * x", "(x + y) * x");
    check(&(x() - (y() - x())), "x - (y - x)", "x - (y - x)");
    check(&(x() / (y() / x())), "x / (y / x)", "x / (y / x)");
    check(&-(x() + y()), "-(x + y)", "-(x + y)");
    check(&(-x()).of(Known::Exp), "(-x).exp()", "expf(-x)");
    check(&-x().of(Known::Exp), "-x.exp()", "-expf(x)");
    check(&(x() * y()).of(Known::ExpM1), "(x * y).exp_m1()", "expm1f(x * y)");
    check(&(n(0.5) * x().of(Known::Tanh)), "0.5 * x.tanh()", "0.5f * tanhf(x)");
    check(&n(-2.0).of(Known::Abs), "(-2.0).abs()", "fabsf(-2.0f)");
}

#[test]
fn numbers_are_the_shortest_that_are_read_as_this_f32() {
    for (value, digits) in [(0.1, "0.1"), (1e-45, "1e-45"), (-0.0, "-0.0"), (16_777_216.0, "16777216.0")] {
        check(&n(value), digits, &format!("{digits}f"));
    }
}

/// The function of a site with this mix in Rust, as one line.
fn written(bases: &[Base], rows: &[&[f32]], form: Form) -> String {
    let sharing = if rows.len() > 1 { Sharing::Channel } else { Sharing::Layer };
    let learned = learned(bases, sharing, rows);
    let sites = sites(std::slice::from_ref(&learned), form, &mut Identifiers::default(), ["", "slice"]);
    Language::Rust.write(&sites[0].value())
}

fn learned(bases: &[Base], sharing: Sharing, rows: &[&[f32]]) -> LearnedMix {
    let mix = Mix::new(bases.to_vec(), Hull::Linear, sharing);
    let coefficients = rows.iter().map(|row| row.to_vec()).collect();
    LearnedMix { site: "conv1".to_owned(), mix, coefficients, parameters: Vec::new() }
}

#[test]
fn a_site_is_a_sum_without_needless_signs_and_ones() {
    let sum = |rows: &[&[f32]]| written(&[Base::Tanh, Base::Sine], rows, Form::Simplified);
    assert_eq!(sum(&[&[1.0, -1.0]]), "x.tanh() - x.sin()");
    assert_eq!(sum(&[&[-0.25, 0.5]]), "-0.25 * x.tanh() + 0.5 * x.sin()");
    assert_eq!(sum(&[&[0.0, 0.0]]), "0.0");
    assert_eq!(sum(&[&[1.0, 2.0], &[3.0, 4.0]]), "alpha[0] * x.tanh() + alpha[1] * x.sin()");
}

#[test]
fn the_exact_form_has_all_bases() {
    let pair = [Base::Identity, Base::RELU];
    assert_eq!(written(&pair, &[&[0.25, 0.75]], Form::Simplified), "leaky_relu(x, 0.25)");
    assert_eq!(written(&pair, &[&[0.25, 0.75]], Form::Exact), "0.25 * x + 0.75 * relu(x)");
    // Equal numbers on both sides of a minus are what linters complain of.
    assert_eq!(written(&[Base::Identity; 2], &[&[0.5, -0.5]], Form::Exact), "0.5 * x + -0.5 * x");
}

#[test]
fn what_f32_has_no_room_for_is_not_simplified() {
    let huge: &[f32] = &[f32::MAX, f32::MAX];
    assert_eq!(
        written(&[Base::Tanh; 2], &[huge], Form::Simplified),
        "3.4028235e38 * x.tanh() + 3.4028235e38 * x.tanh()"
    );
}

#[test]
fn functions_of_sites_have_names_of_their_own() {
    let all = ["conv1", "conv1_slice", "Conv1", "a__b", "activation", "Activation", "", "values"];
    let learned = all.map(|site| LearnedMix {
        site: site.to_owned(),
        ..learned(&[Base::Tanh], Sharing::Layer, &[&[1.0]])
    });
    let mut taken = Identifiers::default();
    taken.take("values", "");
    let sites = sites(&learned, Form::Simplified, &mut taken, ["", "slice"]);
    let names = |role| sites.iter().map(|site| site.name(role).to_owned()).collect::<Vec<String>>();
    assert_eq!(
        names(Role::Value),
        ["conv1", "conv1_slice", "conv1_2", "a_b", "activation_", "activation_2", "site", "values_2"]
    );
    assert_eq!(
        names(Role::Array)[..4],
        ["conv1_slice_2", "conv1_slice_slice", "conv1_2_slice", "a_b_slice"].map(str::to_owned)
    );
}

#[test]
fn a_function_stands_behind_those_that_it_calls() {
    let learned = learned(&[Base::Mish, Base::Sigmoid], Sharing::Layer, &[&[0.5, 0.5]]);
    let sites =
        sites(std::slice::from_ref(&learned), Form::Simplified, &mut Identifiers::default(), ["", "slice"]);
    let names: Vec<String> =
        functions(&[sites[0].value()]).into_iter().map(|function| function.name).collect();
    assert_eq!(names, ["softplus", "mish", "sigmoid"]);
}

#[test]
fn names_cannot_end_a_comment() {
    let quoted = quoted("*/ `` ?\u{3f}/ \n\\");
    assert!(!quoted.contains("*/") && !quoted.contains('`') && !quoted.contains("??"), "{quoted}");
}
