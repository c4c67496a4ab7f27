//! Residual networks for small images, after He, Zhang, Ren & Sun 2015, "Deep residual learning for image recognition",
//! arXiv 1512.03385, section 4.2.
//!
//! 6n + 2 layers: a convolution, three stages of n blocks with 16, 32 and 64 channels, the mean of each channel, and the
//! logits. The shortcuts are the paper's option A: where a stage begins, every second pixel and channels of zeros, so that
//! they have nothing to learn. Convolutions have no bias, since a batch norm follows. Start values are ours, uniform in
//! ±1/√`fan_in`, where the paper has He's.

use crate::task::{ConvSpec, LayerSpec, Padding, PoolSpec, Pooling};

/// The network with so many blocks in each stage: 3 make ResNet-20, 9 make ResNet-56.
pub(super) fn layers(blocks: usize) -> Vec<LayerSpec> {
    let beginning = [conv(16, 1), LayerSpec::BatchNorm { name: None }, LayerSpec::site()];
    let stages = [stage(16, 1, blocks), stage(32, 2, blocks), stage(64, 2, blocks)];
    let ending = [LayerSpec::GlobalPool, LayerSpec::logits()];
    beginning.into_iter().chain(stages.into_iter().flatten()).chain(ending).collect()
}

fn stage(channels: usize, stride: usize, blocks: usize) -> Vec<LayerSpec> {
    let of = |number| block(channels, if number == 0 { stride } else { 1 });
    (0..blocks).flat_map(of).collect()
}

fn block(channels: usize, stride: usize) -> [LayerSpec; 2] {
    let norm = || LayerSpec::BatchNorm { name: None };
    let layers = vec![conv(channels, stride), norm(), LayerSpec::site(), conv(channels, 1), norm()];
    let shortcut = if stride == 1 { Vec::new() } else { option_a(channels, stride) };
    [LayerSpec::Residual { layers, shortcut, name: None }, LayerSpec::site()]
}

fn conv(channels: usize, stride: usize) -> LayerSpec {
    LayerSpec::Conv(ConvSpec { channels, kernel: 3, stride, padding: Padding::Same, bias: false, name: None })
}

/// A pool of single pixels takes every second one.
fn option_a(channels: usize, stride: usize) -> Vec<LayerSpec> {
    let pixels = PoolSpec { kind: Pooling::Average, size: 1, stride: Some(stride), padding: 0 };
    vec![LayerSpec::Pool(pixels), LayerSpec::PadChannels { to: channels }]
}
