//! Names and statements of networks and scripts for PyTorch.

use super::*;
use crate::task::{Dims, LayerSpec, Network, Outputs};
use std::collections::{BTreeMap, HashSet};

fn script(what: What<'_>, form: Form) -> Script {
    let Ok(Exported::Script(script)) = export(Format::Torchscript, what, form) else {
        panic!("libtorch makes the file")
    };
    script
}

fn linear(name: Option<&str>, outputs: Outputs) -> LayerSpec {
    LayerSpec::Linear { outputs, bias: true, name: name.map(str::to_owned) }
}

/// A network on vectors whose layers and sites are called as what code would call other things.
fn clashing() -> Trained {
    let layers = [
        linear(Some("dropout1"), Outputs::Number(2)),
        LayerSpec::Dropout { share: 0.5 },
        linear(Some("fc_activation_alpha"), Outputs::Number(2)),
        LayerSpec::Activation { name: Some("fc".to_owned()), fixed: None },
        linear(Some("load"), Outputs::Classes),
    ];
    let network = Network::build(&layers, Dims::Vector(2), 2).unwrap();
    let tensors = network.parameters().into_iter().map(|it| (it.name, vec![0.5; it.dims.iter().product()]));
    let tensors: BTreeMap<String, Vec<f32>> = tensors.collect();
    let mix = pair(Hull::Linear, Sharing::Channel, &[&[0.5, 1.0], &[2.0, 3.0]]);
    let definition = define(vec![LearnedMix { site: "fc".to_owned(), ..mix }]).unwrap();
    let input = Input { mean: vec![0.0; 2], std: vec![1.0; 2], white: None };
    Trained::new(definition, network, tensors, input).unwrap()
}

#[test]
fn nothing_in_a_network_is_called_as_a_layer_is() {
    let trained = clashing();
    let Ok(Exported::Files(files)) = export(Format::Pytorch, What::Network(&trained), Form::Simplified)
    else {
        panic!("a network is written as files")
    };
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["network.py", "weights.safetensors"]);
    let text = String::from_utf8(files[0].bytes.clone()).unwrap();
    let attributes: Vec<&str> =
        text.lines().filter_map(|line| line.strip_prefix("        self.")?.split(" = nn.").nth(1)).collect();
    assert_eq!(attributes, ["Linear(2, 2)", "Dropout(0.5)", "Linear(2, 2)", "Linear(2, 2)"]);
    for made in ["self.dropout1 = nn.Linear", "self.dropout1_2 = nn.Dropout(0.5)", "self.load_ = nn.Linear"] {
        assert!(text.contains(made), "{made}");
    }
    let tensors: Vec<String> =
        script(What::Network(&trained), Form::Exact).tensors.into_iter().map(|it| it.name).collect();
    assert_eq!(tensors.last().map(String::as_str), Some("fc_activation_alpha_2"));
    assert_eq!(tensors.iter().collect::<HashSet<_>>().len(), tensors.len());
}

#[test]
fn a_script_has_a_method_for_each_site_and_no_name_twice() {
    let site = |name: &str| {
        let mix = pair(Hull::Linear, Sharing::Channel, &[&[0.5, 1.0], &[2.0, 3.0]]);
        LearnedMix { site: name.to_owned(), ..mix }
    };
    let definition = define(vec![site("conv1"), site("conv1_alpha"), site("conv1-alpha")]).unwrap();
    let script = script(What::Mix(&definition), Form::Simplified);
    let methods: Vec<&str> = script.methods.lines().filter_map(|line| line.strip_prefix("def ")).collect();
    let methods: Vec<&str> = methods.iter().filter_map(|line| line.split('(').next()).collect();
    assert_eq!(methods, ["conv1", "conv1_alpha", "conv1_alpha_2"]);
    let tensors: Vec<&str> = script.tensors.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(tensors, ["conv1_alpha_3", "conv1_alpha_alpha", "conv1_alpha_2_alpha"]);
    assert_eq!(script.tensors[0].values, [0.5, 2.0, 1.0, 3.0]);
}

#[test]
fn a_script_takes_the_form_that_is_asked_for() {
    let definition = define(vec![pair(Hull::Affine, Sharing::Layer, &[&[0.25, 0.75]])]).unwrap();
    let methods = |form| script(What::Mix(&definition), form).methods;
    let method = |body: &str| format!("def conv1(self, x: Tensor) -> Tensor:\n    return {body}\n");
    assert_eq!(methods(Form::Simplified), method("torch.leaky_relu(x, negative_slope=0.25)"));
    assert_eq!(methods(Form::Exact), method("0.25 * x + 0.75 * torch.relu(x)"));
}
