//! Every rule of the algebra by itself, and its laws on random mixes.

use super::*;
use crate::activation::{Allowed, Hull, Mix, Parameter, Sharing};
use proptest::prelude::*;
use proptest::{collection::vec, sample::select};

const PRELU: Base = Base::Prelu { slope: 0.25 };
const LEARNED_SWISH: Base = Base::Swish { beta: 1.0, learned: true };
const LEAKY: Base = Base::LeakyRelu { slope: 0.25 };
const STEEP: Base = Base::LeakyRelu { slope: 0.5 };

fn learned(bases: &[Base], coefficients: &[&[f32]], parameters: &[&[f32]]) -> LearnedMix {
    let rows = |rows: &[&[f32]]| rows.iter().map(|row| row.to_vec()).collect();
    let mix = Mix::new(bases.to_vec(), Hull::Linear, Sharing::Channel);
    let (coefficients, parameters) = (rows(coefficients), rows(parameters));
    LearnedMix { site: "conv1".to_owned(), mix, coefficients, parameters }
}

#[track_caller]
fn check(learned: &LearnedMix, terms: &[(Base, &[f64])]) {
    let terms = terms.iter().map(|(base, alpha)| SimpleTerm::new(*base, alpha.to_vec())).collect();
    assert_eq!(Simplified::of(learned), Simplified { terms });
}

#[track_caller]
fn check_row(bases: &[Base], alpha: &[f32], terms: &[(Base, f64)]) {
    let terms: Vec<(Base, [f64; 1])> = terms.iter().map(|(base, alpha)| (*base, [*alpha])).collect();
    let terms: Vec<(Base, &[f64])> = terms.iter().map(|(base, alpha)| (*base, &alpha[..])).collect();
    check(&learned(bases, &[alpha], &[]), &terms);
}

#[test]
fn a_sum_that_no_f32_holds_is_not_made() {
    let huge = learned(&[Base::Sine, Base::Sine], &[&[3e38, 3e38]], &[]);
    assert_eq!(huge.simplified(), None);
    assert_eq!(Simplified::of(&huge), Simplified::written_out(&huge));
    let large = learned(&[Base::Sine, Base::Sine], &[&[1e38, 1e38]], &[]);
    assert_eq!(large.simplified().unwrap().terms.len(), 1);
}

#[test]
fn what_is_simple_stays_as_it_is() {
    for base in Base::ALL.into_iter().filter(|base| ![PRELU, Base::Linear { c: 1.0 }].contains(base)) {
        assert_eq!(learned(&[base], &[&[0.7]], &[]).simplified(), None, "{base}");
    }
    let plain = LearnedMix { mix: Mix::plain(LEARNED_SWISH), ..learned(&[], &[&[1.0]], &[&[1.5]]) };
    assert_eq!(plain.simplified(), None);
    assert_eq!(
        learned(&[Base::RELU, Base::Tanh, Base::Softmax], &[&[0.5, 1.5, -1.0]], &[]).simplified(),
        None
    );
}

#[test]
fn zeros_are_left_out_and_equal_bases_are_added() {
    let gelu = Base::Gelu { approximate: true };
    check_row(&[Base::Tanh, Base::Sine, gelu], &[0.0, 0.5, -0.0], &[(Base::Sine, 0.5)]);
    check_row(&[gelu, Base::Sine, gelu], &[0.25, 0.5, 1.0], &[(gelu, 1.25), (Base::Sine, 0.5)]);
    check_row(&[gelu, gelu], &[0.25, -0.25], &[]);
    check_row(
        &[Base::Gelu { approximate: false }, gelu],
        &[1.0, 2.0],
        &[(Base::Gelu { approximate: false }, 1.0), (gelu, 2.0)],
    );
    check_row(&[RELU_UP_TO_6, Base::Relu6], &[0.5, 0.25], &[(Base::Relu6, 0.75)]);
    check_row(&[LEAKY, STEEP, LEAKY], &[1.0, 1.0, 2.0], &[(Base::LeakyRelu { slope: 0.3125 }, 4.0)]);
    check(
        &learned(&[Base::Tanh, Base::Sine], &[&[0.0, 0.0], &[0.5, 0.0]], &[]),
        &[(Base::Tanh, &[0.0, 0.5])],
    );
}

#[test]
fn a_single_base_that_is_linear_on_either_side_has_its_simplest_form() {
    let relu = |negative_slope| Base::Relu { negative_slope, max_value: f64::INFINITY, threshold: 0.0 };
    check_row(&[Base::Linear { c: 2.0 }], &[0.75], &[(Base::Identity, 1.5)]);
    check_row(&[Base::Linear { c: 0.0 }], &[0.75], &[]);
    check_row(&[Base::LeakyRelu { slope: 1.0 }], &[0.5], &[(Base::Identity, 0.5)]);
    check_row(&[Base::LeakyRelu { slope: 0.0 }], &[0.5], &[(Base::RELU, 0.5)]);
    check_row(&[Base::LeakyRelu { slope: -1.0 }], &[0.5], &[(Base::Absolute, 0.5)]);
    check_row(&[relu(0.25)], &[0.5], &[(LEAKY, 0.5)]);
    check_row(&[Base::Swish { beta: 0.0, learned: false }], &[0.5], &[(Base::Identity, 0.25)]);
    check_row(&[Base::Elu { alpha: 0.0 }], &[0.5], &[(Base::RELU, 0.5)]);
    let shifted = Base::Relu { negative_slope: 0.25, max_value: f64::INFINITY, threshold: 1.0 };
    check_row(&[shifted], &[0.5], &[(shifted, 0.5)]);
}

#[test]
fn bases_that_are_linear_on_either_side_become_one_where_they_can() {
    let pair = [Base::Identity, Base::RELU];
    check_row(&pair, &[0.25, 0.75], &[(LEAKY, 1.0)]);
    check_row(
        &[Base::RELU, Base::Sine, Base::Identity],
        &[0.75, 0.5, 0.25],
        &[(LEAKY, 1.0), (Base::Sine, 0.5)],
    );
    check_row(&[Base::Identity, Base::Absolute], &[0.5, 0.5], &[(Base::RELU, 1.0)]);
    check_row(&[Base::RELU, Base::Identity], &[2.0, -1.0], &[(Base::Absolute, 1.0)]);
    check_row(&[Base::Absolute, Base::RELU], &[-1.0, 2.0], &[(Base::Identity, 1.0)]);
    check_row(
        &[LEAKY, STEEP, Base::Identity],
        &[2.0, -1.0, -1.0],
        &[(Base::Identity, -1.0), (Base::RELU, 1.0)],
    );
    check_row(&[LEAKY, Base::RELU, Base::Identity], &[4.0, -3.0, -1.0], &[]);
    check_row(&pair, &[1.0, -0.9375], &[(Base::Identity, 1.0), (Base::RELU, -0.9375)]);
    check_row(&[LEAKY, Base::Absolute], &[1.0, -1.0], &[(Base::Identity, 1.25), (Base::RELU, -1.25)]);
}

#[test]
fn channels_become_one_term_only_where_they_agree() {
    let pair = [Base::RELU, Base::Identity];
    assert_eq!(learned(&pair, &[&[0.5, 0.5], &[0.75, 0.25]], &[]).simplified(), None);
    check(&learned(&pair, &[&[0.5, 0.5], &[1.5, 1.5], &[0.0, 0.0]], &[]), &[(STEEP, &[1.0, 3.0, 0.0])]);
    check(
        &learned(&[LEAKY, Base::Tanh, STEEP], &[&[1.0, 1.0, 0.0], &[0.0, 1.0, 1.0]], &[]),
        &[(Base::Identity, &[0.25, 0.5]), (Base::RELU, &[0.75, 0.5]), (Base::Tanh, &[1.0, 1.0])],
    );
}

#[test]
fn learned_parameters_are_put_in_first() {
    let out_of_range = Base::Prelu { slope: 12.0 };
    check(&learned(&[PRELU], &[&[0.5]], &[&[0.5]]), &[(STEEP, &[0.5])]);
    check(&learned(&[PRELU], &[&[0.5]], &[&[12.0]]), &[(out_of_range, &[0.5])]);
    check(
        &learned(&[PRELU, Base::Identity], &[&[1.0, 1.0]], &[&[0.5]]),
        &[(Base::LeakyRelu { slope: 0.75 }, &[2.0])],
    );
    check(
        &learned(&[PRELU, Base::Identity], &[&[1.0, 1.0], &[2.0, 0.0]], &[&[0.5], &[-1.0]]),
        &[(Base::Identity, &[1.5, -2.0]), (Base::RELU, &[0.5, 4.0])],
    );
    check(&learned(&[LEARNED_SWISH, Base::SWISH], &[&[0.5, 0.25]], &[&[1.0]]), &[(Base::SWISH, &[0.75])]);
    check(
        &learned(&[LEARNED_SWISH], &[&[0.5], &[2.0]], &[&[0.0], &[0.0]]),
        &[(Base::Identity, &[0.25, 1.0])],
    );
}

#[test]
fn a_learned_parameter_in_which_channels_differ_stays_with_its_base() {
    for base in [PRELU, LEARNED_SWISH] {
        let learned = learned(&[base, Base::Sine], &[&[0.5, 1.0], &[2.0, 1.0]], &[&[0.25], &[1.5]]);
        let simplified = Simplified::of(&learned);
        assert_eq!(simplified.terms[0].parameters, [0.25, 1.5]);
        assert_eq!(simplified.terms[0].base_in(1), base.with_learned_value(1.5));
        assert_eq!(learned.simplified(), None);
    }
}

fn parameter(parameter: &'static Parameter) -> BoxedStrategy<f64> {
    let (min, max) = match parameter.allowed {
        Allowed::Number { min, max } => (min, max),
        Allowed::Limit { min } => (min, 10.0),
        Allowed::Switch => return select(vec![0.0, 1.0]).boxed(),
    };
    let special = [parameter.default, 0.0, 1.0, -1.0, 6.0];
    let special: Vec<f64> = special.into_iter().filter(|value| parameter.allowed.contains(*value)).collect();
    prop_oneof![2 => select(special), 1 => min..max].boxed()
}

fn base() -> impl Strategy<Value = Base> {
    let family =
        [Base::Identity, Base::RELU, Base::Absolute, LEAKY, PRELU, Base::Elu { alpha: 0.0 }, LEARNED_SWISH];
    let chosen = prop_oneof![select(family.to_vec()), select(Base::ALL.to_vec())];
    chosen.prop_flat_map(|base| {
        let parameters: Vec<_> = base.facts().parameters.iter().map(parameter).collect();
        parameters.prop_map(move |values| base.with_parameters(&values))
    })
}

fn number() -> impl Strategy<Value = f32> {
    prop_oneof![select(vec![0.0, 1.0, -1.0, 0.5, 0.25]), -3.0..3.0_f32, -20.0..20.0_f32]
}

fn any_learned() -> impl Strategy<Value = LearnedMix> {
    (vec(base(), 1..6), 1..4_usize).prop_flat_map(|(bases, n_rows)| {
        let n_learned = bases.iter().filter_map(|base| base.learned_parameter()).count();
        let rows = |n_columns| vec(vec(number(), n_columns), n_rows);
        (rows(bases.len()), rows(n_learned)).prop_map(move |(coefficients, parameters)| LearnedMix {
            site: "conv1".to_owned(),
            mix: Mix::new(bases.clone(), Hull::Linear, Sharing::Channel),
            coefficients,
            parameters: if n_learned == 0 { Vec::new() } else { parameters },
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn the_value_is_that_of_the_mix(learned in any_learned(), x in -10.0..10.0_f64) {
        let simplified = Simplified::of(&learned);
        for row in 0..learned.coefficients.len() {
            let alpha = learned.coefficients[row].iter().copied().map(f64::from);
            let terms: Vec<f64> = alpha.zip(learned.bases(row)).map(|(alpha, base)| alpha * base.value(x)).collect();
            let size: f64 = terms.iter().map(|term| term.abs()).sum();
            let difference = (simplified.value(row, x) - terms.iter().sum::<f64>()).abs();
            prop_assert!(difference <= 1e-12 * size, "row {row}: {difference} of {size}, {simplified:?}");
        }
    }

    #[test]
    fn what_was_simplified_is_as_simple_as_it_gets(learned in any_learned()) {
        let terms = Simplified::of(&learned).terms;
        prop_assert_eq!(simplify(terms.clone()), terms);
    }

    #[test]
    fn there_are_no_more_terms_than_before_and_at_most_two_of_the_linear_ones(learned in any_learned()) {
        let terms = Simplified::of(&learned).terms;
        prop_assert!(terms.len() <= learned.mix.bases.len());
        prop_assert!(terms.iter().filter(|term| term.is_piecewise_linear()).count() <= 2);
    }
}
