//! A network as a module of Flax.

use super::{class_names, documentation, helpers, imports, parents, site, weights};
use crate::export::layout::WIDTH;
use crate::export::names::Identifiers;
use crate::export::program::{Statement, Way, statements};
use crate::export::python::{assigned, is_trained, singles, variable};
use crate::export::{Form, Trained, literal, samples};
use crate::task::{Dims, LayerKind, Pooling};

/// Writes a network as a Python module.
pub(super) fn module(trained: &Trained, form: Form) -> String {
    let sites = trained.definition().sites();
    let names = class_names(sites);
    let mut activations = Vec::new();
    for (place, (class, learned)) in names.iter().zip(sites).enumerate() {
        activations.push(site::function(trained.names().site(place), learned, form));
        if is_trained(learned) {
            activations.push(site::class(class, learned, form));
        }
    }
    let mut parts = helpers(&activations.concat());
    if sites.iter().any(is_trained) {
        parts.extend(parents(sites));
    }
    parts.extend(activations);
    parts.push(Builder::new(trained, &names).class());
    parts.push(weights::loader(trained, &names));
    let imports = imports(&parts.concat());
    let names = samples::python(trained);
    format!("{}{imports}{names}\n\n{}", documentation::of_network(trained, form), parts.join("\n\n"))
}

/// The class `Network` as it grows.
struct Builder<'t> {
    trained: &'t Trained,
    classes: &'t [String],
    taken: Identifiers,
    /// The lines of `__init__`.
    made: Vec<String>,
    /// The lines of `__call__`.
    called: Vec<String>,
}

impl<'t> Builder<'t> {
    fn new(trained: &'t Trained, classes: &'t [String]) -> Self {
        let taken = trained.names().taken();
        Self { trained, classes, taken, made: Vec::new(), called: Vec::new() }
    }

    fn class(mut self) -> String {
        for statement in statements(self.trained.network()) {
            self.statement(statement);
        }
        let input = self.trained.input();
        let array = |name: &str, values: &[f32]| {
            assigned(name, "jnp.asarray", &[singles(values), "x.dtype".to_owned()], "", 8)
        };
        format!(
            "class Network(nnx.Module):
    \"\"\"The network, with weights that are not yet those of the file.\"\"\"

    def __init__(self, trainable_mix: bool = True, *, rngs: nnx.Rngs) -> None:
{made}

    def __call__(self, x: Array) -> Array:
{mean}
{std}
        x = (x - mean) / std
{called}
        return x
",
            made = self.made.join("\n"),
            mean = array("mean", &input.mean),
            std = array("std", &input.std),
            called = self.called.join("\n"),
        )
    }

    fn statement(&mut self, statement: Statement<'_>) {
        match statement {
            Statement::Layer { on, kind: LayerKind::PadChannels { more }, .. } => {
                let x = variable(self.trained, on);
                let arguments = [x.clone(), format!("((0, 0), (0, 0), (0, 0), (0, {more}))")];
                self.called.push(assigned(&x, "jnp.pad", &arguments, "", 8));
            }
            // A vector is flat.
            Statement::Layer { kind: LayerKind::Flatten, input: Dims::Vector(_), .. } => {}
            Statement::Layer { on, kind, .. } => {
                let x = variable(self.trained, on);
                let value = self.layer(&x, kind);
                self.called.push(format!("        {x} = {value}"));
            }
            Statement::Fork { block, from } => {
                let (shortcut, x) =
                    (variable(self.trained, Way::Shortcut(block)), variable(self.trained, from));
                self.called.push(format!("        {shortcut} = {x}"));
            }
            Statement::Join { block, into } => {
                let (x, shortcut) =
                    (variable(self.trained, into), variable(self.trained, Way::Shortcut(block)));
                self.called.push(format!("        {x} = {x} + {shortcut}"));
            }
        }
    }

    /// What a layer makes of a variable.
    fn layer(&mut self, x: &str, kind: &LayerKind) -> String {
        let names = self.trained.names();
        match kind {
            LayerKind::Conv { name, inputs, outputs, kernel, stride, padding, bias } => {
                let mut arguments =
                    vec![inputs.to_string(), outputs.to_string(), format!("({kernel}, {kernel})")];
                arguments.extend((*stride != 1).then(|| format!("strides={stride}")));
                arguments.push(format!("padding={padding}"));
                arguments.extend(without_bias(*bias));
                self.made(names.layer(name), "nnx.Conv", arguments);
                format!("self.{}({x})", names.layer(name))
            }
            LayerKind::Linear { name, inputs, outputs, bias } => {
                let mut arguments = vec![inputs.to_string(), outputs.to_string()];
                arguments.extend(without_bias(*bias));
                self.made(names.layer(name), "nnx.Linear", arguments);
                format!("self.{}({x})", names.layer(name))
            }
            LayerKind::BatchNorm { name, channels } => {
                let numbers = ["momentum=0.9", "epsilon=1e-5"].map(str::to_owned);
                let arguments = std::iter::once(channels.to_string()).chain(numbers).collect();
                self.made(names.layer(name), "nnx.BatchNorm", arguments);
                format!("self.{}({x})", names.layer(name))
            }
            LayerKind::Dropout { share, .. } => {
                let name = self.taken.take("dropout", "");
                self.made(&name, "nnx.Dropout", vec![literal::double(*share)]);
                format!("self.{name}({x})")
            }
            LayerKind::Pool { kind, size, stride, padding } => pool(x, *kind, *size, *stride, *padding),
            LayerKind::Flatten => format!("{x}.transpose(0, 3, 1, 2).reshape(len({x}), -1)"),
            LayerKind::GlobalPool => format!("{x}.mean(axis=(1, 2))"),
            LayerKind::Activation(site) => self.activation(x, *site),
            // These are statements of their own.
            LayerKind::PadChannels { .. } | LayerKind::Residual { .. } => x.to_owned(),
        }
    }

    fn activation(&mut self, x: &str, site: usize) -> String {
        let function = self.trained.names().site(site).to_owned();
        if !is_trained(&self.trained.definition().sites()[site]) {
            return format!("{function}({x})");
        }
        let class = &self.classes[site];
        self.made.push(chosen(&function, class));
        format!("self.{function}({x})")
    }

    fn made(&mut self, name: &str, callee: &str, mut arguments: Vec<String>) {
        arguments.push("rngs=rngs".to_owned());
        self.made.push(assigned(&format!("self.{name}"), callee, &arguments, "", 8));
    }
}

/// The line that makes an activation a module or a function.
fn chosen(function: &str, class: &str) -> String {
    let choice = format!("{class}() if trainable_mix else {function}");
    let line = format!("        self.{function} = {choice}");
    if line.len() <= WIDTH {
        return line;
    }
    let margin = " ".repeat(12);
    let choice = if margin.len() + choice.len() <= WIDTH {
        choice
    } else {
        format!("{class}()\n{margin}if trainable_mix\n{margin}else {function}")
    };
    format!("        self.{function} = (\n{margin}{choice}\n        )")
}

fn without_bias(bias: bool) -> Option<String> {
    (!bias).then(|| "use_bias=False".to_owned())
}

fn pool(x: &str, kind: Pooling, size: usize, stride: usize, padding: usize) -> String {
    let function = match kind {
        Pooling::Max => "max_pool",
        Pooling::Average => "avg_pool",
    };
    let square = |side: usize| format!("({side}, {side})");
    let pair = square(padding);
    let padding = if padding == 0 { String::new() } else { format!(", padding=({pair}, {pair})") };
    format!("nnx.{function}({x}, {}, strides={}{padding})", square(size), square(stride))
}
