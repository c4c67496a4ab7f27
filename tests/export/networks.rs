//! The networks whose exports are kept as golden files.

use crate::definitions::{learned, provenance, with_parameters};
use actsearch::activation::{Base, Hull, LearnedMix, Mix, Sharing};
use actsearch::columns::{Column, Columns, Kind};
use actsearch::export::{Definition, Input, Samples, Trained};
use actsearch::task::{ConvSpec, Dims, LayerSpec, Network, Outputs, Padding, PoolSpec, Pooling};
use std::collections::BTreeMap;

pub fn golden_networks() -> [(&'static str, Trained); 2] {
    [("every_layer", every_layer()), ("vector", vector())]
}

/// Every kind of layer and an activation that is fixed, in a network that is small enough to be read.
fn every_layer() -> Trained {
    let conv = |channels, stride, bias, name: Option<&str>| {
        let name = name.map(str::to_owned);
        LayerSpec::Conv(ConvSpec { channels, kernel: 3, stride, padding: Padding::By(1), bias, name })
    };
    let activation = LayerSpec::Activation { name: None, fixed: None };
    let named = |name: &str| LayerSpec::Activation { name: Some(name.to_owned()), fixed: None };
    let swish = Mix::plain(Base::Swish { beta: 1.0, learned: false });
    let batch_norm = LayerSpec::BatchNorm { name: None };
    let pool = |kind, padding| LayerSpec::Pool(PoolSpec { kind, size: 3, stride: Some(2), padding });
    let nested = LayerSpec::Residual {
        layers: vec![conv(3, 1, true, Some("class")), named("forward")],
        shortcut: Vec::new(),
        name: None,
    };
    let down = LayerSpec::Residual {
        layers: vec![conv(4, 2, false, None), batch_norm.clone(), activation.clone(), conv(4, 1, true, None)],
        shortcut: vec![conv(3, 2, true, Some("short-cut")), LayerSpec::PadChannels { to: 4 }],
        name: Some("down".to_owned()),
    };
    let layers = [
        conv(3, 1, true, None),
        batch_norm,
        activation.clone(),
        pool(Pooling::Max, 1),
        nested,
        down,
        LayerSpec::Activation { name: None, fixed: Some(swish.clone()) },
        pool(Pooling::Average, 0),
        LayerSpec::Dropout { share: 0.25 },
        LayerSpec::Flatten,
        LayerSpec::Linear { outputs: Outputs::Number(5), bias: false, name: None },
        activation,
        LayerSpec::Linear { outputs: Outputs::Classes, bias: true, name: None },
    ];
    let input_dims = Dims::Image { channels: 2, height: 13, width: 11 };
    let network = Network::build(&layers, input_dims, 3).unwrap();
    let mix = |bases: &[Base], hull, sharing| Mix::new(bases.to_vec(), hull, sharing);
    let prelu = Base::Prelu { slope: 0.25 };
    let sites = vec![
        learned(
            "conv1",
            mix(&[Base::Identity, Base::RELU], Hull::Affine, Sharing::Layer),
            vec![vec![0.25, 0.75]],
        ),
        learned(
            "forward",
            mix(&[Base::Tanh, Base::RELU], Hull::Convex, Sharing::Channel),
            vec![vec![0.25, 0.75], vec![0.5, 0.5], vec![0.125, 0.875]],
        ),
        with_parameters(
            learned("conv3", mix(&[Base::Sine, prelu], Hull::Linear, Sharing::Layer), vec![vec![0.5, 1.5]]),
            vec![vec![0.125]],
        ),
        learned(
            "fc1",
            mix(&[Base::Softmax, Base::Gelu { approximate: false }], Hull::Affine, Sharing::Layer),
            vec![vec![1.5, -0.5]],
        ),
        learned("down", swish, vec![vec![1.0]]),
    ];
    let input = Input { mean: vec![0.25, 0.5], std: vec![0.5, 0.25], white: Some(255) };
    let samples = Samples {
        shape: input_dims.sizes(),
        classes: classes(&["T-shirt/top", "\"\"\" */ \\", "gr\u{f6}\u{df}e\nzwei"]),
        ..Samples::default()
    };
    trained(network, sites, input, samples)
}

fn classes(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// A network on the columns of a table.
fn vector() -> Trained {
    let linear = |outputs| LayerSpec::Linear { outputs, bias: true, name: None };
    let activation = LayerSpec::Activation { name: None, fixed: None };
    let batch_norm = LayerSpec::BatchNorm { name: None };
    let layers = [linear(Outputs::Number(4)), batch_norm, activation, linear(Outputs::Classes)];
    let network = Network::build(&layers, Dims::Vector(3), 2).unwrap();
    let mix = Mix::new(vec![Base::Identity, Base::Tanh], Hull::Affine, Sharing::Channel);
    let rows = vec![vec![0.25, 0.75], vec![0.5, 0.5], vec![2.0, -1.0], vec![0.0, 1.0]];
    let islands = vec!["Biscoe".to_owned(), "\"Dream\" */".to_owned()];
    let mut mass = Column::numbers("body mass");
    if let Kind::Number { offset, .. } = &mut mass.kind {
        *offset = 4201.5;
    }
    let columns = Columns::new(vec![mass, Column::categories("island", islands)]);
    let input = Input { mean: vec![1.0, -2.0, 0.0], std: vec![2.0, 0.5, 1.0], white: None };
    let samples = Samples { shape: vec![3], classes: classes(&["no", "yes"]), columns, normalisation: None };
    trained(network, vec![learned("fc1", mix, rows)], input, samples)
}

/// The network with weights that look like something and are the same on every machine.
pub fn trained(network: Network, sites: Vec<LearnedMix>, input: Input, samples: Samples) -> Trained {
    let parameters = network.parameters().into_iter().map(|it| (it.name, it.dims.iter().product()));
    let buffers = network.buffers().into_iter().map(|it| (it.name, it.dims.iter().product::<usize>()));
    let all: Vec<(String, usize)> = parameters.chain(buffers).collect();
    let mut tensors = BTreeMap::new();
    for (place, (name, size)) in (0_u16..).zip(all) {
        let least = if name.ends_with("running_var") { 0.5 } else { -0.5 };
        let value = |k: u16| least + f32::from((k * 37 + place * 11) % 64) / 64.0;
        tensors.insert(name, (0..u16::try_from(size).unwrap()).map(value).collect());
    }
    let definition =
        Definition::new(Some(provenance("network")), sites).unwrap().with_samples(samples).unwrap();
    Trained::new(definition, network, tensors, input).unwrap()
}
