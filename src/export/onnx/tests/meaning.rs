//! Graphs, computed in f64, mean what was learned.

use super::*;
use crate::activation::Allowed;
use crate::export::onnx::values;
use proptest::prelude::*;

/// What the rounding of coefficients and constants to f32 leaves.
const TOLERANCE: f64 = 3e-7;

/// Numbers that an f32 can be, a threshold of 0.3 and its neighbours among them.
fn grid() -> Vec<f64> {
    let near = (-400_i16..=400).map(|k| f32::from(k) / 40.0);
    let far = [-1e4, -300.0, -90.0, -1e-6, -0.0, 1e-6, 30.0, 90.0, 300.0, 1e4];
    let around = [0.3_f32.next_down(), 0.3, 0.3_f32.next_up()];
    near.chain(far).chain(around).map(f64::from).collect()
}

/// Every base at its defaults and with every parameter at its ends and in between.
fn bases() -> Vec<Base> {
    let mut bases = Base::ALL.to_vec();
    for base in Base::ALL {
        for (place, parameter) in base.facts().parameters.iter().enumerate() {
            let values = match parameter.allowed {
                Allowed::Number { min, max } => vec![min, max, 0.3, f64::midpoint(min, max)],
                Allowed::Limit { min } => vec![min, 4.5],
                Allowed::Switch => vec![0.0, 1.0],
            };
            for value in values {
                let mut parameters = base.parameters();
                parameters[place] = value;
                bases.push(base.with_parameters(&parameters));
            }
        }
    }
    bases
}

/// The largest difference between graph and mix, where sums of large terms count as much as their terms.
fn difference(site: &LearnedMix, form: Form) -> f64 {
    let (bytes, x) = (model(site.clone(), form), grid());
    check(&bytes).unwrap();
    let mut largest = 0.0_f64;
    for (row, alpha) in site.coefficients.iter().enumerate() {
        let y = values(&bytes, row, 1, &x).unwrap();
        for (x, y) in x.iter().zip(y) {
            let bases = site.bases(row);
            let terms = bases.iter().zip(alpha).map(|(base, alpha)| f64::from(*alpha) * base.value(*x));
            let (sum, size) = terms.fold((0.0, 0.0), |(sum, size), term| (sum + term, size + term.abs()));
            largest = largest.max((y - sum).abs() / size.max(1.0));
        }
    }
    largest
}

#[test]
fn every_base_is_computed_by_its_graph() {
    for base in bases() {
        let site = learned(&[base], Hull::Frozen, Sharing::Layer, &[&[1.0]]);
        for form in [Form::Simplified, Form::Exact] {
            let difference = difference(&site, form);
            assert!(difference <= TOLERANCE, "{base}: {difference}");
        }
    }
}

#[test]
fn every_channel_has_its_own_numbers() {
    for base in bases() {
        let rows: [&[f32]; 2] = [&[0.25, -2.0, 1.5], &[0.1, 0.3, 0.0]];
        let mut site = learned(&[base, Base::RELU, base], Hull::Linear, Sharing::Channel, &rows);
        for (place, parameter) in site.parameters.iter_mut().flatten().enumerate() {
            *parameter = [0.5, -1.25, 0.75, 2.0][place];
        }
        for form in [Form::Simplified, Form::Exact] {
            let difference = difference(&site, form);
            assert!(difference <= TOLERANCE, "{base}: {difference}");
        }
    }
}

#[test]
fn what_is_not_a_number_stays_that() {
    for base in bases().into_iter().filter(|base| base.is_elementwise()) {
        let bytes = model(learned(&[base], Hull::Frozen, Sharing::Layer, &[&[1.0]]), Form::Exact);
        assert!(values(&bytes, 0, 1, &[f64::NAN]).unwrap()[0].is_nan(), "{base}");
    }
}

#[test]
fn coefficients_are_in_the_graph_as_they_were_learned() {
    let rows: [&[f32]; 2] = [&[0.1, 1e-45, -0.0], &[7.038_531e-26, 3e38, 0.333_333_34]];
    let site = learned(&[Base::Sine, Base::Tanh, Base::Selu], Hull::Linear, Sharing::Channel, &rows);
    let tensors = graph(&model(site, Form::Exact)).initializer;
    for (place, name) in ["sine", "tanh", "selu"].into_iter().enumerate() {
        let name = format!("conv1_activation.alpha.{name}");
        let tensor = tensors.iter().find(|tensor| tensor.name == name).unwrap();
        let bits = |value: f32| value.to_bits();
        let expected: Vec<u32> = rows.iter().map(|row| bits(row[place])).collect();
        assert_eq!(tensor.as_floats().unwrap().into_iter().map(bits).collect::<Vec<u32>>(), expected);
        assert_eq!(tensor.dims, [2, 1, 1]);
    }
}

#[test]
fn what_does_not_fit_into_f32_is_not_simplified() {
    let bases = [Base::Square, Base::Square];
    let site = learned(&bases, Hull::Linear, Sharing::Layer, &[&[3e38, 3e38]]);
    assert_eq!(graph(&model(site.clone(), Form::Simplified)), graph(&model(site, Form::Exact)));
}

#[test]
fn a_model_of_another_kind_is_not_computed() {
    let site = || learned(&[Base::Tanh], Hull::Frozen, Sharing::Layer, &[&[1.0]]);
    let error = values(&network("conv1", site()), 0, 1, &[1.0]).unwrap_err();
    assert_eq!(error, "node `conv1`: Conv is not part of a mix");
    let rows: [&[f32]; 2] = [&[1.0], &[2.0]];
    let channels = model(learned(&[Base::Tanh], Hull::Linear, Sharing::Channel, &rows), Form::Exact);
    let error = values(&channels, 2, 2, &[1.0]).unwrap_err();
    assert_eq!(error, "`conv1_activation.alpha.tanh` has no channel 2");
}

proptest! {
    #[test]
    fn any_mix_is_computed_by_its_graph(
        places in prop::collection::vec(0..Base::ALL.len(), 1..6),
        alpha in prop::collection::vec(-3.0_f32..3.0, 6)
    ) {
        let bases: Vec<Base> = places.iter().map(|place| Base::ALL[*place]).collect();
        let site = learned(&bases, Hull::Linear, Sharing::Layer, &[&alpha[..bases.len()]]);
        for form in [Form::Simplified, Form::Exact] {
            let difference = difference(&site, form);
            prop_assert!(difference <= TOLERANCE, "{difference}");
        }
    }
}
