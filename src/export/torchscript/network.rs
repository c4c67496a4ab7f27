//! The module of a whole network: what it does with a batch in evaluation.

use super::site;
use crate::export::names::Names;
use crate::export::program::{Statement, Way, statements};
use crate::export::script::{Script, ScriptTensor};
use crate::export::{Form, Trained, json::string, samples};
use crate::task::{LayerKind, Pooling};

/// A network as a module with `forward`, and a method for each site.
pub(super) fn script(trained: &Trained, form: Form) -> Script {
    let (network, names) = (trained.network(), trained.names());
    let sites: Vec<String> = (0..network.sites.len()).map(|idx| names.site(idx).to_owned()).collect();
    let mut taken = trained.names().taken();
    let (methods, of_sites) = site::methods(&sites, trained.definition().sites(), form, &mut taken);
    let lines: String = statements(network).iter().filter_map(|it| line(names, it)).collect();
    let index = if trained.takes_images() { ".reshape([-1, 1, 1])" } else { "" };
    let methods = format!(
        "def forward(self, x: Tensor) -> Tensor:
    x = (x - self.input.mean{index}) / self.input.std{index}
{lines}    return x

{methods}"
    );
    let tensors = [of_input(trained), of_layers(trained), of_sites].concat();
    let mut extra = super::extra(&samples::lines(trained, string));
    extra.extend(samples::metadata(trained));
    Script { file: "network.pt".to_owned(), class: "Network".to_owned(), methods, tensors, extra }
}

fn of_input(trained: &Trained) -> Vec<ScriptTensor> {
    let input = trained.input();
    let tensor = |name: &str, values: &Vec<f32>| ScriptTensor {
        name: format!("input.{name}"),
        dims: vec![values.len()],
        values: values.clone(),
        is_parameter: false,
    };
    vec![tensor("mean", &input.mean), tensor("std", &input.std)]
}

fn of_layers(trained: &Trained) -> Vec<ScriptTensor> {
    let tensors = trained.tensors().into_iter();
    let tensors = tensors.map(|tensor| ScriptTensor {
        name: format!("{}.{}", tensor.layer, tensor.part),
        dims: tensor.dims,
        values: tensor.values.to_vec(),
        is_parameter: tensor.is_parameter,
    });
    tensors.collect()
}

/// The line of a statement, if it does something in evaluation.
fn line(names: &Names, statement: &Statement<'_>) -> Option<String> {
    let variable = |way: Way<'_>| match way {
        Way::Main => "x".to_owned(),
        Way::Shortcut(block) => format!("{}_shortcut", names.layer(block)),
    };
    let (variable, value) = match statement {
        Statement::Layer { on, kind, .. } => {
            let variable = variable(*on);
            let value = value(names, kind, &variable)?;
            (variable, value)
        }
        Statement::Fork { block, from } => (variable(Way::Shortcut(block)), variable(*from)),
        Statement::Join { block, into } => {
            let (shortcut, into) = (variable(Way::Shortcut(block)), variable(*into));
            (into.clone(), format!("{into} + {shortcut}"))
        }
    };
    Some(format!("    {variable} = {value}\n"))
}

/// What a layer makes of `x`; nothing if it leaves it as it is.
fn value(names: &Names, kind: &LayerKind, x: &str) -> Option<String> {
    let bias =
        |layer: &str, has_bias: bool| if has_bias { format!("{layer}.bias") } else { "None".to_owned() };
    let value = match kind {
        LayerKind::Conv { name, stride, padding, bias: has_bias, .. } => {
            let layer = format!("self.{}", names.layer(name));
            let bias = bias(&layer, *has_bias);
            format!("torch.conv2d({x}, {layer}.weight, {bias}, [{stride}, {stride}], [{padding}, {padding}])")
        }
        LayerKind::Linear { name, bias: has_bias, .. } => {
            let layer = format!("self.{}", names.layer(name));
            format!("torch.linear({x}, {layer}.weight, {})", bias(&layer, *has_bias))
        }
        LayerKind::Pool { kind, size, stride, padding } => {
            let kind = match kind {
                Pooling::Max => "max",
                Pooling::Average => "avg",
            };
            format!(
                "torch.{kind}_pool2d({x}, [{size}, {size}], [{stride}, {stride}], [{padding}, {padding}])"
            )
        }
        LayerKind::BatchNorm { name, .. } => {
            let layer = format!("self.{}", names.layer(name));
            let values =
                ["weight", "bias", "running_mean", "running_var"].map(|part| format!("{layer}.{part}"));
            // Not in training, where the next number would be the momentum; then ε, and whether cuDNN may do it.
            format!("torch.batch_norm({x}, {}, False, 0.1, 1e-5, True)", values.join(", "))
        }
        // Of a block its beginning and its end are statements.
        LayerKind::Dropout { .. } | LayerKind::Residual { .. } => return None,
        LayerKind::Flatten => format!("torch.flatten({x}, 1)"),
        LayerKind::GlobalPool => format!("torch.mean({x}, [2, 3])"),
        LayerKind::PadChannels { more } => format!("torch.constant_pad_nd({x}, [0, 0, 0, 0, 0, {more}])"),
        LayerKind::Activation(site) => format!("self.{}({x})", names.site(*site)),
    };
    Some(value)
}
