//! AlexNet after Krizhevsky, Sutskever & Hinton 2012, in the form for one machine of Krizhevsky 2014, "One weird trick
//! for parallelizing convolutional neural networks", arXiv 1404.5997.
//!
//! For large images it is that form as torchvision has it: no response normalization, dropout in front of the hidden
//! linear layers. For small ones the form is ours: the same sites, but a first kernel of 5×5 that does not jump, a second
//! with the same channels, and 1,024 neurons where there are 4,096.

use super::form::Form;
use crate::task::{ConvSpec, LayerSpec, Padding};

pub(super) fn layers(form: Form) -> Vec<LayerSpec> {
    let (first, neurons) = match form {
        Form::Small => (conv(64, 5, 1, 2), 1024),
        Form::Large => (conv(64, 11, 4, 2), 4096),
    };
    let pool = || LayerSpec::max_pool(3, 2);
    let convolutions = [
        vec![first, LayerSpec::site(), pool()],
        vec![conv(192, 5, 1, 2), LayerSpec::site(), pool()],
        vec![conv(384, 3, 1, 1), LayerSpec::site()],
        vec![conv(256, 3, 1, 1), LayerSpec::site()],
        vec![conv(256, 3, 1, 1), LayerSpec::site(), pool(), LayerSpec::Flatten],
    ];
    let hidden = || [LayerSpec::Dropout { share: 0.5 }, LayerSpec::linear(neurons), LayerSpec::site()];
    let classifier = hidden().into_iter().chain(hidden()).chain([LayerSpec::logits()]);
    convolutions.into_iter().flatten().chain(classifier).collect()
}

fn conv(channels: usize, kernel: usize, stride: usize, padding: usize) -> LayerSpec {
    let padding = Padding::By(padding);
    LayerSpec::Conv(ConvSpec { channels, kernel, stride, padding, bias: true, name: None })
}
