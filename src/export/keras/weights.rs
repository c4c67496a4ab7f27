//! The function that puts the weights of the file into a network.

use crate::export::Trained;
use crate::export::python::{self, Loading};

/// `load_network`, with a branch for each kind of layer that has weights.
pub(super) fn loader(trained: &Trained, class_names: &[String]) -> String {
    let around = ["keras.Model", "build_network(trainable_mix)", "layer in network.layers", ""];
    let loading = Loading { conv: CONV, linear: LINEAR, batch_norm: BATCH_NORM };
    python::loader(trained, loading, class_names, around)
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
