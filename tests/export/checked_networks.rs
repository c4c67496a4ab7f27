//! Networks whose exports are not kept, but checked.

use crate::definitions::learned;
use crate::networks::trained;
use actsearch::activation::{Base, Hull, Mix, Sharing};
use actsearch::export::{Input, Samples, Trained};
use actsearch::task::{ConvSpec, Dims, LayerSpec, Network, Outputs, Padding, PoolSpec, Pooling};

/// A network in which many shapes are the same, so that numbers alone tell what was exchanged.
pub fn square() -> Trained {
    let conv = || {
        let padding = Padding::By(1);
        LayerSpec::Conv(ConvSpec { channels: 3, kernel: 3, stride: 1, padding, bias: true, name: None })
    };
    let activation = || LayerSpec::Activation { name: None, fixed: None };
    let norm = || LayerSpec::BatchNorm { name: None };
    let linear = || LayerSpec::Linear { outputs: Outputs::Number(12), bias: true, name: None };
    let pool = LayerSpec::Pool(PoolSpec { kind: Pooling::Average, size: 3, stride: Some(3), padding: 1 });
    let residual =
        LayerSpec::Residual { layers: vec![conv(), norm(), activation()], shortcut: Vec::new(), name: None };
    let layers = [
        conv(),
        norm(),
        activation(),
        residual,
        conv(),
        norm(),
        pool,
        LayerSpec::Flatten,
        linear(),
        activation(),
        linear(),
        LayerSpec::Linear { outputs: Outputs::Classes, bias: true, name: None },
    ];
    let dims = Dims::Image { channels: 3, height: 4, width: 4 };
    let network = Network::build(&layers, dims, 3).unwrap();
    let sites: Vec<String> = network.sites.iter().map(|site| site.name.clone()).collect();
    let mix = || Mix::new(vec![Base::Identity, Base::Tanh], Hull::Affine, Sharing::Layer);
    let sites = sites.iter().map(|site| learned(site, mix(), vec![vec![0.25, 0.75]])).collect();
    let input = Input { mean: vec![0.25, 0.5, 0.75], std: vec![0.5, 0.25, 0.125], white: Some(255) };
    trained(network, sites, input, Samples { shape: dims.sizes(), ..Samples::default() })
}

/// A small network on such samples, which are flat before they are flattened.
pub fn dense(samples: Samples) -> Trained {
    let linear = |outputs| LayerSpec::Linear { outputs, bias: true, name: None };
    let activation = LayerSpec::Activation { name: None, fixed: None };
    let layers = [LayerSpec::Flatten, linear(Outputs::Number(4)), activation, linear(Outputs::Classes)];
    let size = samples.columns.size();
    let network = Network::build(&layers, Dims::Vector(size), samples.classes.len()).unwrap();
    let input = Input { mean: vec![0.5; size], std: vec![0.25; size], white: None };
    trained(network, vec![learned("fc1", Mix::plain(Base::Tanh), vec![vec![1.0]])], input, samples)
}
