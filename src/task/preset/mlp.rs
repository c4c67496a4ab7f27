//! Fully connected layers.

use crate::task::LayerSpec;

/// Each hidden layer with a site behind it, then the logits.
pub(super) fn layers(hidden: &[usize]) -> Vec<LayerSpec> {
    let hidden = hidden.iter().flat_map(|size| [LayerSpec::linear(*size), LayerSpec::site()]);
    std::iter::once(LayerSpec::Flatten).chain(hidden).chain([LayerSpec::logits()]).collect()
}
