//! What the modules for Keras, JAX and Flax say, and what they leave out.

use super::*;
use crate::export::python::{assigned, docstring, string};
use crate::task::{ConvSpec, Dims, LayerSpec, Network, Outputs, Padding, PoolSpec, Pooling};
use std::collections::BTreeMap;

fn files(format: Format, what: What<'_>, form: Form) -> Vec<String> {
    let Ok(Exported::Files(files)) = export(format, what, form) else { panic!("written as files") };
    let texts = files.into_iter().filter(|file| file.name != "weights.safetensors");
    texts.map(|file| String::from_utf8(file.bytes).unwrap()).collect()
}

/// The module for Keras, that for JAX and that for Flax.
fn modules(site: LearnedMix, form: Form) -> [String; 3] {
    let definition = define(vec![site]).unwrap();
    let what = What::Mix(&definition);
    [files(Format::Keras, what, form), files(Format::Jax, what, form)].concat().try_into().unwrap()
}

fn imports(module: &str) -> Vec<&str> {
    module.lines().filter(|line| line.starts_with("import ") || line.starts_with("from ")).collect()
}

/// What stands behind a line, up to the next empty one.
fn after<'m>(module: &'m str, line: &str) -> &'m str {
    let (_, body) = module.split_once(&format!("{line}\n")).unwrap_or_else(|| panic!("{line} in {module}"));
    body.split_once("\n\n").map_or(body, |(body, _)| body)
}

#[test]
fn modules_import_what_they_use() {
    let plain = |base| modules(learned(&[base], Hull::Frozen, Sharing::Layer, &[&[1.0]]), Form::Simplified);
    let [keras, jax, flax] = plain(Base::Identity);
    assert_eq!(imports(&keras), ["from typing import Any", "import keras", "from keras import layers"]);
    assert_eq!(imports(&jax), ["from collections.abc import Callable", "from jax import Array"]);
    assert_eq!(imports(&flax), ["from flax import nnx", "from jax import Array"]);
    let [keras, jax, _] = plain(Base::Sigmoid);
    assert!(imports(&keras).contains(&"from keras import layers, ops"));
    assert!(imports(&jax).contains(&"import jax") && !imports(&jax).contains(&"import jax.numpy as jnp"));
    let [keras, ..] = modules(pair(Hull::Convex, Sharing::Layer, &[&[0.5, 0.5]]), Form::Simplified);
    assert_eq!(imports(&keras)[0], "from math import log");
    for absent in ["_AffineMix", "_LinearMix", "_along_axis", "_shifted_relu", "theta", "PARAMETERS"] {
        assert!(!keras.contains(absent), "{absent}");
    }
}

#[test]
fn only_what_is_not_trained_is_simplified() {
    let [keras, jax, flax] = modules(pair(Hull::Affine, Sharing::Layer, &[&[0.25, 0.75]]), Form::Simplified);
    assert_eq!(
        after(&keras, "    def call(self, x: Tensor) -> Tensor:"),
        "        if not self.trainable_mix:
            return self.simplified(x)
        alpha = self.coefficients()[0]
        return alpha[0] * x + alpha[1] * ops.relu(x)"
    );
    assert!(keras.contains("        return ops.where(x > 0, x, 0.25 * x)\n"));
    assert!(jax.contains("    return jnp.where(x > 0, x, 0.25 * x)\n"));
    assert!(flax.contains("        return alpha[0] * x + alpha[1] * jax.nn.relu(x)\n"));
    let frozen = learned(&[Base::Identity, Base::RELU], Hull::Frozen, Sharing::Layer, &[&[0.5, 0.5]]);
    let [keras, _, flax] = modules(frozen, Form::Simplified);
    assert_eq!(
        after(&keras, "    def call(self, x: Tensor) -> Tensor:"),
        "        return ops.where(x > 0, x, 0.5 * x)"
    );
    assert!(flax.contains("        return jnp.where(x > 0, x, 0.5 * x)\n"));
}

#[test]
fn the_exact_form_has_all_bases_and_nothing_simplified() {
    let [keras, jax, _] = modules(pair(Hull::Affine, Sharing::Layer, &[&[0.25, 0.75]]), Form::Exact);
    assert!(!format!("{keras}{jax}").to_lowercase().contains("simpl"));
    assert!(jax.contains("    return 0.25 * x + 0.75 * jax.nn.relu(x)\n"));
    let prelu = Base::Prelu { slope: 0.25 };
    let channels = learned(&[prelu, Base::Tanh], Hull::Affine, Sharing::Channel, &[&[0.5, 0.5], &[1.0, 0.0]]);
    let channels = LearnedMix { parameters: vec![vec![0.125], vec![0.25]], ..channels };
    let [_, jax, _] = modules(channels, Form::Exact);
    assert!(
        jax.contains(
            "    coefficients = ((0.5, 0.5), (1.0, 0.0))
    alpha = _along_axis(coefficients, x, axis)
    parameters = ((0.125,), (0.25,))
    theta = _along_axis(parameters, x, axis)
    return alpha[0] * jnp.where(x > 0, x, theta[0] * x) + alpha[1] * jnp.tanh(x)\n"
        ),
        "{jax}"
    );
}

#[test]
fn a_function_has_an_axis_where_it_matters() {
    let signature = |bases: &[Base], sharing, rows: &[&[f32]]| {
        let [_, jax, _] = modules(learned(bases, Hull::Linear, sharing, rows), Form::Simplified);
        jax.lines().find(|line| line.starts_with("def conv1")).unwrap().to_owned()
    };
    assert_eq!(
        signature(&[Base::Tanh], Sharing::Layer, &[&[2.0]]),
        "def conv1_activation(x: Array) -> Array:"
    );
    let with_axis = "def conv1_activation(x: Array, axis: int = -1) -> Array:";
    assert_eq!(signature(&[Base::Tanh], Sharing::Channel, &[&[2.0], &[3.0]]), with_axis);
    assert_eq!(signature(&[Base::Softmax], Sharing::Layer, &[&[2.0]]), with_axis);
}

/// A network of these layers and a linear one, on images of two channels, nine rows and eight columns.
fn network(layers: Vec<LayerSpec>) -> Trained {
    let last = LayerSpec::Linear { outputs: Outputs::Classes, bias: true, name: None };
    let layers: Vec<LayerSpec> =
        layers.into_iter().chain([LayerSpec::Activation { name: None, fixed: None }, last]).collect();
    let network = Network::build(&layers, Dims::Image { channels: 2, height: 9, width: 8 }, 2).unwrap();
    let parameters = network.parameters().into_iter().map(|it| (it.name, it.dims.iter().product()));
    let buffers = network.buffers().into_iter().map(|it| (it.name, it.dims.iter().product::<usize>()));
    let tensors: BTreeMap<String, Vec<f32>> =
        parameters.chain(buffers).map(|(name, size)| (name, vec![0.5; size])).collect();
    let site = network.sites[0].name.clone();
    let tanh = learned(&[Base::Tanh], Hull::Frozen, Sharing::Layer, &[&[1.0]]);
    let definition = Definition::new(None, vec![LearnedMix { site, ..tanh }]).unwrap();
    let input = Input { mean: vec![0.5; 2], std: vec![0.5; 2], white: Some(255) };
    Trained::new(definition, network, tensors, input).unwrap()
}

fn conv(kernel: usize, stride: usize, padding: usize) -> LayerSpec {
    let padding = Padding::By(padding);
    LayerSpec::Conv(ConvSpec { channels: 3, kernel, stride, padding, bias: true, name: None })
}

#[test]
fn keras_pads_as_libtorch_does() {
    let build = |layer: LayerSpec| {
        let trained = network(vec![layer, LayerSpec::Flatten]);
        let [module] = files(Format::Keras, What::Network(&trained), Form::Simplified).try_into().unwrap();
        let (_, lines) = module.split_once(")(inputs)\n").unwrap();
        let lines: Vec<&str> = lines.lines().map(str::trim).take(2).collect();
        lines.join("; ")
    };
    let permuted = "x = layers.Permute((3, 1, 2), name=\"channels_first\")(x)";
    let check = |layer, expected: &str| assert!(build(layer).starts_with(expected), "{expected}");
    check(conv(3, 1, 1), "x = layers.Conv2D(3, 3, padding=\"same\", name=\"conv1\")(x)");
    check(conv(3, 1, 0), &format!("x = layers.Conv2D(3, 3, name=\"conv1\")(x); {permuted}"));
    // With a stride, and with an even kernel, "same" would pad more on one side than on the other.
    let padded = "x = layers.ZeroPadding2D(1, name=\"pad\")(x); x = layers.Conv2D(3, ";
    check(conv(3, 2, 1), &format!("{padded}3, strides=2, name=\"conv1\")(x)"));
    check(conv(2, 1, 1), &format!("{padded}2, name=\"conv1\")(x)"));
    let pool = |kind| LayerSpec::Pool(PoolSpec { kind, size: 3, stride: Some(2), padding: 1 });
    let margins = "((0, 0), (1, 1), (1, 1), (0, 0))";
    check(
        pool(Pooling::Max),
        &format!(
            "x = Pad({margins}, float(\"-inf\"), name=\"pad\")(x); x = layers.MaxPooling2D(3, strides=2"
        ),
    );
    check(
        pool(Pooling::Average),
        "x = layers.ZeroPadding2D(1, name=\"pad\")(x); x = layers.AveragePooling2D(3, strides=2",
    );
}

#[test]
fn layers_without_a_name_get_one_that_is_free() {
    let named = ConvSpec {
        channels: 3,
        kernel: 1,
        stride: 1,
        padding: Padding::By(0),
        bias: true,
        name: Some("dropout".to_owned()),
    };
    let trained =
        network(vec![LayerSpec::Conv(named), LayerSpec::Dropout { share: 0.5 }, LayerSpec::GlobalPool]);
    let what = What::Network(&trained);
    let keras = files(Format::Keras, what, Form::Simplified).concat();
    assert!(keras.contains("x = layers.Dropout(0.5, name=\"dropout_2\")(x)"), "{keras}");
    let jax = files(Format::Jax, what, Form::Simplified).concat();
    assert!(jax.contains("self.dropout_2 = nnx.Dropout(0.5, rngs=rngs)"), "{jax}");
    assert!(jax.contains("self.dropout = nnx.Conv(2, 3, (1, 1), padding=0, rngs=rngs)"), "{jax}");
}

#[test]
fn python_is_laid_out_as_a_formatter_would() {
    assert_eq!(string("a\"b"), "'a\"b'");
    assert_eq!(string("a\"b'\\"), "\"a\\\"b'\\\\\"");
    assert_eq!(docstring(&["Short.".to_owned()], 4), "    \"\"\"Short.\"\"\"");
    let long = docstring(&["word ".repeat(17) + "word."], 4);
    assert!(long.lines().all(|line| line.len() <= 88) && long.ends_with("\n    \"\"\""), "{long}");
    let arguments = |n| vec!["0.25".to_owned(); n];
    assert_eq!(assigned("x", "layer", &arguments(2), "(x)", 4), "    x = layer(0.25, 0.25)(x)");
    let call_breaks = assigned("x", "layer", &arguments(12), "(variable)", 4);
    assert!(call_breaks.ends_with("0.25)(\n        variable\n    )"), "{call_breaks}");
    let line_of_arguments = assigned("x", "layer", &arguments(13), "(x)", 4);
    assert!(line_of_arguments.ends_with("0.25\n    )(x)"), "{line_of_arguments}");
    assert_eq!(assigned("x", "layer", &arguments(20), "(x)", 4).lines().count(), 22);
}

#[test]
fn every_export_has_a_package_of_its_own_in_keras() {
    let packages = |coefficients: &[f32], form| {
        let [keras, ..] = modules(pair(Hull::Affine, Sharing::Layer, &[coefficients]), form);
        let lines = keras.lines().filter_map(|line| line.split_once("(package=\"actsearch."));
        lines.map(|(_, package)| package.to_owned()).collect::<Vec<_>>()
    };
    let first = packages(&[0.25, 0.75], Form::Simplified);
    assert_eq!(first, packages(&[0.25, 0.75], Form::Exact));
    assert_ne!(first, packages(&[0.5, 0.5], Form::Simplified));
    assert!(first.len() == 1 && first[0].len() == "1a2b3c4d\")".len(), "{first:?}");
}

#[test]
fn classes_of_mixes_say_their_formula() {
    let say = |hull, sharing, rows: &[&[f32]], formula: &str| {
        let [keras, _, flax] = modules(pair(hull, sharing, rows), Form::Simplified);
        for module in [keras, flax] {
            assert!(module.contains(&format!("\n\n    f(x) = {formula}.\n")), "{formula} in {module}");
        }
    };
    let named = "alpha[0] * identity + alpha[1] * relu";
    say(Hull::Affine, Sharing::Layer, &[&[0.25, 0.75]], named);
    say(Hull::Linear, Sharing::Channel, &[&[0.25, 0.75], &[1.0, 2.0]], named);
    say(Hull::Frozen, Sharing::Layer, &[&[0.5, 0.5]], "0.5 * identity + 0.5 * relu");
    let plain = modules(learned(&[Base::Tanh], Hull::Frozen, Sharing::Layer, &[&[1.0]]), Form::Simplified);
    assert!(!plain[0].contains("    f(x) = tanh"), "{}", plain[0]);
}
