//! Networks that PyTorch exported, with what they learned.

use crate::activation::{Base, Hull, LearnedMix, Mix, Sharing};
use crate::export::{
    Definition, Error, Form, Format, Input, TrainedModel, applied_holds, export_model, state_reads_back,
};
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

/// A model with a module that is called twice, and with functions in its code that work in place.
fn models() -> [TrainedModel; 2] {
    let shared = include_bytes!("../../../tests/data/exported/shared.pt2");
    let shared = exported(shared, Dims::of(&[4]).unwrap(), 3);
    [convolutional(), shared].map(|exported| {
        let (definition, values) = (mixes(&exported), values(&exported));
        TrainedModel::new(definition, exported, values, input()).unwrap()
    })
}

#[test]
fn whoever_changes_where_the_module_puts_an_activation_is_found_out() {
    for trained in models() {
        let files = export_model(Format::Pytorch, &trained, &[], Form::Simplified).unwrap();
        let text = String::from_utf8(files[0].bytes.clone()).unwrap();
        applied_holds(text.as_bytes(), &trained).unwrap();
        // The tables alone are a module, too, which is read sooner.
        let text = &text[text.find("_CLASSES:").unwrap()..text.find("_Model =").unwrap()];
        let is_comment = |at: usize| text[..at].rsplit('\n').next().unwrap().starts_with('#');
        let is_type = |at: usize| text[at..].lines().next().unwrap().contains("tuple[");
        let mut changed = 0;
        for (at, c) in text.char_indices() {
            // Names of tables, their types and comments are no places.
            let is_place = c.is_ascii_digit() || (c.is_ascii_lowercase() && text[..at].ends_with('"'));
            if !is_place || is_comment(at) || is_type(at) {
                continue;
            }
            let other = if c == '1' || c == 'b' { "2" } else { "1" };
            let slip = [&text[..at], other, &text[at + 1..]].concat();
            assert!(applied_holds(slip.as_bytes(), &trained).is_err(), "{at} of {text}");
            changed += 1;
        }
        assert!(changed > 20, "{changed} places");
    }
}

#[test]
fn weights_of_the_users_own_model_read_back_bit_for_bit_and_nothing_else_does() {
    for trained in models() {
        let files = export_model(Format::Safetensors, &trained, &[], Form::Simplified).unwrap();
        state_reads_back(&files[0].bytes, &trained).unwrap();
        let mut slip = files[0].bytes.clone();
        *slip.last_mut().unwrap() ^= 1;
        assert!(state_reads_back(&slip, &trained).is_err());
    }
    let [one, other] = models();
    let file = &export_model(Format::Safetensors, &one, &[], Form::Simplified).unwrap()[0];
    assert!(state_reads_back(&file.bytes, &other).is_err());
}
