//! VGG-11 after Simonyan & Zisserman 2014, "Very deep convolutional networks for large-scale image recognition",
//! arXiv 1409.1556, configuration A.
//!
//! For large images it is the paper's network, without batch norm. For small ones it is the form that is usual on
//! CIFAR-10: a batch norm behind each convolution, the mean of each channel where the paper has two layers of 4,096
//! neurons, and no fifth pool where fewer than 32 pixels leave nothing to pool.

use super::form::{Form, shorter_side};
use crate::task::{ConvSpec, Dims, LayerSpec, Padding};

/// The channels of the convolutions, in groups with a pool behind each.
const GROUPS: [&[usize]; 5] = [&[64], &[128], &[256, 256], &[512, 512], &[512, 512]];

pub(super) fn layers(form: Form, input: Dims) -> Vec<LayerSpec> {
    match form {
        Form::Small => {
            let pools = if shorter_side(input) < 32 { 4 } else { 5 };
            convolutions(true, pools).chain([LayerSpec::GlobalPool, LayerSpec::logits()]).collect()
        }
        Form::Large => convolutions(false, 5).chain(classifier()).collect(),
    }
}

fn convolutions(with_norm: bool, pools: usize) -> impl Iterator<Item = LayerSpec> {
    GROUPS.into_iter().enumerate().flat_map(move |(number, group)| {
        let convs = group.iter().flat_map(move |channels| conv(*channels, with_norm));
        convs.chain((number < pools).then(|| LayerSpec::max_pool(2, 2)))
    })
}

fn conv(channels: usize, with_norm: bool) -> impl Iterator<Item = LayerSpec> {
    let spec =
        ConvSpec { channels, kernel: 3, stride: 1, padding: Padding::Same, bias: !with_norm, name: None };
    let norm = with_norm.then_some(LayerSpec::BatchNorm { name: None });
    std::iter::once(LayerSpec::Conv(spec)).chain(norm).chain([LayerSpec::site()])
}

fn classifier() -> Vec<LayerSpec> {
    let hidden = || [LayerSpec::linear(4096), LayerSpec::site(), LayerSpec::Dropout { share: 0.5 }];
    let hidden = hidden().into_iter().chain(hidden());
    std::iter::once(LayerSpec::Flatten).chain(hidden).chain([LayerSpec::logits()]).collect()
}
