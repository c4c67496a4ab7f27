//! New weights by the rules of PyTorch's own modules: `reset_parameters` of the class that a parameter belongs to.

use crate::pt2::{Argument, Program, Tensor};
use crate::task::Start;

/// What a parameter starts from, known from the class of its module.
pub(super) fn start(program: &Program, tensor: &Tensor) -> Result<Start, String> {
    let (path, own) = split(called_name(program, tensor));
    let is_inside_attention = path.rsplit_once('.').is_some_and(|(outer, inner)| {
        inner == "out_proj" && class(program, outer) == Some("torch.nn.modules.activation.MultiheadAttention")
    });
    let class = match class(program, path) {
        Some(class) => class,
        // An attention multiplies by the weights of its own output layer without calling it.
        None if is_inside_attention => "torch.nn.modules.linear.Linear",
        None => return Err(unknown("belongs to a module that is never called")),
    };
    let sizes = &tensor.strided.sizes;
    let uniform = |bound: f32| Start::Uniform { bound };
    Ok(match (class.strip_prefix("torch.nn.modules.").unwrap_or(""), own) {
        (layer, "weight") if is_layer(layer) => uniform(1.0 / root(fan_in(sizes))),
        ("linear.Linear", "bias") if is_inside_attention => Start::All(0.0),
        (layer, "bias") if is_layer(layer) => {
            let weight = program.tensors.iter().find(|other| other.name == format!("{path}.weight"));
            let weight = weight.ok_or_else(|| unknown("is the bias of a layer without a plain weight"))?;
            uniform(1.0 / root(fan_in(&weight.strided.sizes)))
        }
        (norm, "weight") if is_norm(norm) => Start::All(1.0),
        (norm, "bias") if is_norm(norm) => Start::All(0.0),
        ("sparse.Embedding" | "sparse.EmbeddingBag", "weight") => {
            Start::Normal { std: 1.0, zero_row: padding(program, path) }
        }
        ("activation.PReLU", "weight") => Start::All(0.25),
        ("activation.MultiheadAttention", "in_proj_weight") => {
            let sides: u64 = sizes.iter().sum();
            uniform((6.0 / float(sides)).sqrt())
        }
        ("activation.MultiheadAttention", "in_proj_bias") => Start::All(0.0),
        ("rnn.LSTM", _) => uniform(1.0 / root(hidden(program, path, 4)?)),
        ("rnn.GRU", _) => uniform(1.0 / root(hidden(program, path, 3)?)),
        ("rnn.RNN", _) => uniform(1.0 / root(hidden(program, path, 1)?)),
        _ => return Err(unknown(&format!("belongs to {class}"))),
    })
}

/// What the running values of a norm start from, or a counter.
pub(super) fn running(tensor: &Tensor) -> Result<Start, String> {
    match tensor.name.rsplit('.').next() {
        Some("running_mean" | "num_batches_tracked") => Ok(Start::All(0.0)),
        Some("running_var") => Ok(Start::All(1.0)),
        _ => Err("changes in training and is no running value of a norm, so `weights: fresh` does not know its start; \
                  use `weights: given`"
            .to_owned()),
    }
}

/// The name of a parameter whose module is called: a module that stands at two places of the model has two, and is called by
/// one of them.
fn called_name<'p>(program: &'p Program, tensor: &'p Tensor) -> &'p str {
    let is_same = |other: &&Tensor| other.storage == tensor.storage && other.strided == tensor.strided;
    let names = program.tensors.iter().filter(is_same).map(|other| other.name.as_str());
    let is_called = |name: &&str| class(program, split(name).0).is_some();
    std::iter::once(tensor.name.as_str()).chain(names).find(is_called).unwrap_or(&tensor.name)
}

/// The path of the module that a parameter belongs to, and its name there.
fn split(name: &str) -> (&str, &str) {
    name.rsplit_once('.').unwrap_or(("", name))
}

fn unknown(what: &str) -> String {
    format!(
        "{what}, whose rule for new weights is not known here: save the model with starts of its own \
         (`actsearch.save(…, starts=10)`) and say `weights: {{start: 0}}`, or `weights: given`"
    )
}

/// The class of the module of this path, if anything is called in it.
fn class<'p>(program: &'p Program, path: &str) -> Option<&'p str> {
    let modules = program.training.nodes.iter().flat_map(|node| &node.place.modules);
    modules.into_iter().find(|module| module.path == path).map(|module| module.class.as_str())
}

fn is_layer(class: &str) -> bool {
    let name = class.strip_prefix("conv.").or(class.strip_prefix("linear."));
    let names =
        ["Conv1d", "Conv2d", "Conv3d", "ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d", "Linear"];
    name.is_some_and(|name| names.contains(&name))
}

fn is_norm(class: &str) -> bool {
    let name = ["batchnorm.", "normalization.", "instancenorm."]
        .iter()
        .find_map(|module| class.strip_prefix(module));
    let names = [
        "BatchNorm1d",
        "BatchNorm2d",
        "BatchNorm3d",
        "SyncBatchNorm",
        "LayerNorm",
        "GroupNorm",
        "RMSNorm",
        "InstanceNorm1d",
        "InstanceNorm2d",
        "InstanceNorm3d",
    ];
    name.is_some_and(|name| names.contains(&name))
}

/// How many numbers each output of a layer is made of.
fn fan_in(sizes: &[u64]) -> u64 {
    sizes.iter().skip(1).product()
}

/// The index of the row of an embedding that stands for no token at all.
fn padding(program: &Program, path: &str) -> Option<usize> {
    let is_its = |place: &crate::pt2::Place| place.module().is_some_and(|module| module.path == path);
    let call =
        program.training.nodes.iter().find(|node| node.function.is("embedding") && is_its(&node.place))?;
    match call.argument("padding_idx") {
        Some(Argument::Int(row)) => usize::try_from(*row).ok(),
        _ => None,
    }
}

/// The size of the state of a recurrent layer: what it multiplies its state by has so many rows for each gate. It has as many
/// columns, too, unless the state is projected.
fn hidden(program: &Program, path: &str, gates: u64) -> Result<u64, String> {
    let weight = program.tensors.iter().find(|tensor| tensor.name == format!("{path}.weight_hh_l0"));
    let rows = weight.and_then(|tensor| tensor.strided.sizes.first());
    rows.map(|rows| rows / gates)
        .ok_or_else(|| "belongs to a recurrent layer without `weight_hh_l0`".to_owned())
}

fn root(number: u64) -> f32 {
    float(number.max(1)).sqrt()
}

#[expect(clippy::cast_precision_loss, reason = "layers are far smaller than 2^24 inputs")]
fn float(number: u64) -> f32 {
    number as f32
}
