//! Networks that PyTorch exported, with what they learned.

use crate::activation::{Base, Hull, LearnedMix, Mix, Sharing};
use crate::export::{Definition, Error, Input, TrainedModel};
use crate::pt2::DType;
use crate::task::Dims;
use crate::task::exported::{Choice, Exported, Model, Weights, activation_calls};
use std::collections::BTreeMap;

/// A model of a file as the network of a search, with all of its calls as sites.
fn exported(bytes: &[u8], input: Dims, classes: usize) -> Exported {
    let model = Model::read(bytes).unwrap();
    let calls = activation_calls(model.program()).unwrap();
    let choice = Choice { calls, output: None, weights: Weights::Given, is_frozen: &|_| false };
    Exported::new(&model, choice, input, None, classes).unwrap()
}

pub(super) fn convolutional() -> Exported {
    let bytes = include_bytes!("../../../tests/data/exported/convolutional.pt2");
    exported(bytes, Dims::of(&[3, 8, 8]).unwrap(), 5)
}

/// Its samples are sequences of five tokens.
fn tied() -> Exported {
    let bytes = include_bytes!("../../../tests/data/exported/tied.pt2");
    exported(bytes, Dims::of(&[5]).unwrap(), 4)
}

/// All that training changes, each tensor filled with numbers of its own.
pub(super) fn values(exported: &Exported) -> BTreeMap<String, Vec<f32>> {
    let parameters = exported.parameters().iter().map(|it| (&it.name, &it.dims));
    let buffers = exported.buffers().iter().map(|it| (&it.name, &it.dims));
    let filled = |(number, (name, dims)): (u16, (&String, &Vec<usize>))| {
        (name.clone(), vec![f32::from(number) + 1.0; dims.iter().product()])
    };
    (0..).zip(parameters.chain(buffers)).map(filled).collect()
}

pub(super) fn mixes(exported: &Exported) -> Definition {
    let learned = exported.calls().iter().map(|call| LearnedMix {
        site: call.name.clone(),
        mix: Mix::new(vec![Base::Identity, Base::Tanh], Hull::Affine, Sharing::Layer),
        coefficients: vec![vec![0.25, 0.75]],
        parameters: Vec::new(),
    });
    Definition::new(None, learned.collect()).unwrap()
}

pub(super) fn input() -> Input {
    Input { mean: vec![0.0], std: vec![1.0], white: None }
}

#[test]
fn every_parameter_and_buffer_of_a_model_has_its_trained_numbers_in_its_own_type() {
    let exported = convolutional();
    let values = values(&exported);
    let trained = TrainedModel::new(mixes(&exported), exported.clone(), values.clone(), input()).unwrap();
    let tensors = trained.tensors();
    let of = |name: &str| tensors.iter().find(|tensor| tensor.described.name == name).unwrap();
    let weight = of("conv.weight");
    assert_eq!((weight.described.strided.dtype, weight.bytes.len()), (DType::Float32, 4 * 2 * 9 * 4));
    assert_eq!(weight.bytes[..4], values["conv.weight"][0].to_le_bytes());
    let steps = of("norm.num_batches_tracked");
    #[expect(clippy::cast_possible_truncation, reason = "a small number")]
    let counted = values["norm.num_batches_tracked"][0] as i64;
    assert_eq!((steps.described.strided.dtype, &steps.bytes[..]), (DType::Int64, &counted.to_le_bytes()[..]));
    assert!(tensors.iter().all(|tensor| !tensor.bytes.is_empty()));
}

#[test]
fn tensors_that_are_tied_have_the_same_numbers_under_each_name() {
    let exported = tied();
    let trained = TrainedModel::new(mixes(&exported), exported.clone(), values(&exported), input()).unwrap();
    let tensors = trained.tensors();
    let of = |name: &str| &tensors.iter().find(|tensor| tensor.described.name == name).unwrap().bytes;
    assert_eq!(of("embedding.weight"), of("output.weight"));
    assert_ne!(
        of("embedding.weight"),
        &exported.model().program().bytes(&exported.model().program().tensors[0])
    );
}

#[test]
fn what_does_not_belong_to_a_model_is_told() {
    let exported = convolutional();
    let as_it_came = Definition::new(Some(super::provenance()), Vec::new()).unwrap();
    assert!(TrainedModel::new(as_it_came, exported.clone(), values(&exported), input()).is_ok());
    let mut sites = mixes(&exported).sites().to_vec();
    sites.swap(0, 1);
    let swapped = Definition::new(None, sites).unwrap();
    let error = TrainedModel::new(swapped, exported.clone(), values(&exported), input()).unwrap_err();
    assert!(matches!(error, Error::OtherSites { .. }), "{error}");
    let mut lacking = values(&exported);
    lacking.get_mut("norm.running_mean").unwrap().pop();
    let error = TrainedModel::new(mixes(&exported), exported, lacking, input()).unwrap_err();
    assert_eq!(error.to_string(), "`norm.running_mean` has 3 numbers, but the network needs 4");
}
