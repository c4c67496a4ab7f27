//! The network of the CIFAR-10 example that came with Keras 1.
//!
//! It is that network layer by layer; start values are ours, uniform in ±1/√`fan_in`, where Keras has Glorot's.

use crate::task::{LayerSpec, Padding};

pub(super) fn layers() -> Vec<LayerSpec> {
    let conv = |channels, padding| [LayerSpec::conv(channels, 3, padding), LayerSpec::site()];
    let block = |channels| {
        let convs = conv(channels, Padding::Same).into_iter().chain(conv(channels, Padding::By(0)));
        convs.chain([LayerSpec::max_pool(2, 2), LayerSpec::Dropout { share: 0.25 }])
    };
    let head = [
        LayerSpec::Flatten,
        LayerSpec::linear(512),
        LayerSpec::site(),
        LayerSpec::Dropout { share: 0.5 },
        LayerSpec::logits(),
    ];
    block(32).chain(block(64)).chain(head).collect()
}
