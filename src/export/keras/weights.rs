//! The function that puts the weights of the file into a network.

use crate::export::safetensors::FILE;
use crate::task::{LayerKind, Network};

/// `load_network`, with a branch for each kind of layer that has weights.
pub(super) fn loader(network: &Network) -> String {
    let flat = network.flat();
    let has = |is_kind: fn(&LayerKind) -> bool| flat.iter().any(|layer| is_kind(&layer.kind));
    let branches = [
        (has(|kind| matches!(kind, LayerKind::Conv { .. })), CONV),
        (has(|kind| matches!(kind, LayerKind::Linear { .. })), LINEAR),
        (has(|kind| matches!(kind, LayerKind::BatchNorm { .. })), BATCH_NORM),
    ];
    let branches: Vec<&str> =
        branches.into_iter().filter(|(is_needed, _)| *is_needed).map(|(_, branch)| branch).collect();
    let branches = branches.join("        el");
    format!(
        r#"def load_network(
    path: str = "{FILE}", trainable_mix: bool = True
) -> keras.Model:
    """Builds the network with its weights, which this file has in PyTorch's order."""
    from safetensors.numpy import load_file

    tensors = load_file(path)
    network = build_network(trainable_mix)
    for layer in network.layers:
        {branches}    return network
"#
    )
}

const CONV: &str = "if isinstance(layer, layers.Conv2D):
            kernel = tensors[f\"{layer.name}.weight\"].transpose(2, 3, 1, 0)
            bias = [tensors[f\"{layer.name}.bias\"]] if layer.use_bias else []
            layer.set_weights([kernel, *bias])
";

const LINEAR: &str = "if isinstance(layer, layers.Dense):
            kernel = tensors[f\"{layer.name}.weight\"].transpose()
            bias = [tensors[f\"{layer.name}.bias\"]] if layer.use_bias else []
            layer.set_weights([kernel, *bias])
";

const BATCH_NORM: &str = "if isinstance(layer, layers.BatchNormalization):
            parts = (\"weight\", \"bias\", \"running_mean\", \"running_var\")
            layer.set_weights([tensors[f\"{layer.name}.{part}\"] for part in parts])
";
