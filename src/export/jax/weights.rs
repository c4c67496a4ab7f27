//! The function that puts the weights of the file into a network.

use crate::export::Trained;
use crate::export::python::{self, Loading};

/// `load_network`, with a branch for each kind of layer that has weights.
pub(super) fn loader(trained: &Trained, class_names: &[String]) -> String {
    let around = [
        "Network",
        "Network(trainable_mix, rngs=nnx.Rngs(0))",
        "name, layer in vars(network).items()",
        "    network.eval()\n",
    ];
    let loading = Loading { conv: CONV, linear: LINEAR, batch_norm: BATCH_NORM };
    python::loader(trained, loading, class_names, around)
}

const CONV: &str = "if isinstance(layer, nnx.Conv):
            layer.kernel[...] = tensors[f\"{name}.weight\"].transpose(2, 3, 1, 0)
            if layer.bias is not None:
                layer.bias[...] = tensors[f\"{name}.bias\"]
";

const LINEAR: &str = "if isinstance(layer, nnx.Linear):
            layer.kernel[...] = tensors[f\"{name}.weight\"].transpose()
            if layer.bias is not None:
                layer.bias[...] = tensors[f\"{name}.bias\"]
";

const BATCH_NORM: &str = "if isinstance(layer, nnx.BatchNorm):
            assert layer.scale is not None and layer.bias is not None
            layer.scale[...] = tensors[f\"{name}.weight\"]
            layer.bias[...] = tensors[f\"{name}.bias\"]
            layer.mean[...] = tensors[f\"{name}.running_mean\"]
            layer.var[...] = tensors[f\"{name}.running_var\"]
";
