//! What models promise: they hang together, and mean what was learned.

mod meaning;
mod naming;
mod structure;

use super::proto::{GraphProto, ModelProto};
use super::{files, read, structure as check};
use crate::activation::{Base, Hull, LearnedMix, Mix, Sharing};
use crate::export::{Definition, Form, Input, Trained, What};
use crate::task::{ConvSpec, Dims, LayerSpec, Network, Outputs, Padding};
use std::collections::BTreeMap;

fn learned(bases: &[Base], hull: Hull, sharing: Sharing, rows: &[&[f32]]) -> LearnedMix {
    let mix = Mix::new(bases.to_vec(), hull, sharing);
    let parameters = mix.parameters_at_start(rows.len());
    let coefficients = rows.iter().map(|row| row.to_vec()).collect();
    LearnedMix { site: "conv1".to_owned(), mix, coefficients, parameters }
}

/// The bytes of the model of a mix.
fn model(site: LearnedMix, form: Form) -> Vec<u8> {
    let definition = Definition::new(None, vec![site]).unwrap();
    let [file] = files(What::Mix(&definition), form).try_into().unwrap();
    file.bytes
}

fn graph(bytes: &[u8]) -> GraphProto {
    read(bytes).unwrap().graph.unwrap()
}

/// A convolution with this name, an activation, the mean of each channel, logits.
fn network(conv: &str, site: LearnedMix) -> Vec<u8> {
    let name = Some(conv.to_owned());
    let conv = ConvSpec { channels: 2, kernel: 1, stride: 1, padding: Padding::By(0), bias: false, name };
    let activation = LayerSpec::Activation { name: Some(site.site.clone()), fixed: None };
    let logits = LayerSpec::Linear { outputs: Outputs::Classes, bias: false, name: None };
    let layers = [LayerSpec::Conv(conv), activation, LayerSpec::GlobalPool, logits];
    let network = Network::build(&layers, Dims::Image { channels: 1, height: 2, width: 2 }, 3).unwrap();
    let tensors: BTreeMap<String, Vec<f32>> =
        network.parameters().into_iter().map(|it| (it.name, vec![0.5; it.dims.iter().product()])).collect();
    let input = Input { mean: vec![0.5], std: vec![0.25], white: Some(255) };
    let definition = Definition::new(None, vec![site]).unwrap();
    let trained = Trained::new(definition, network, tensors, input).unwrap();
    let [file] = files(What::Network(&trained), Form::Simplified).try_into().unwrap();
    file.bytes
}
