//! LeNet-5 after LeCun, Bottou, Bengio & Haffner 1998, "Gradient-based learning applied to document recognition".
//!
//! This is the form that later work trains: 20 and 50 filters where the paper has 6 and 16, 500 neurons where it has 120
//! and 84, maxima where it averages, and plain logits where it has radial basis functions.

use crate::task::{LayerSpec, Padding};

pub(super) fn layers() -> Vec<LayerSpec> {
    let conv = |channels| LayerSpec::conv(channels, 5, Padding::By(0));
    vec![
        conv(20),
        LayerSpec::site(),
        LayerSpec::max_pool(2, 2),
        conv(50),
        LayerSpec::site(),
        LayerSpec::max_pool(2, 2),
        LayerSpec::Flatten,
        LayerSpec::linear(500),
        LayerSpec::site(),
        LayerSpec::logits(),
    ]
}
