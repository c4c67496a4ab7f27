//! The classes of a whole network: what it does to its input, its layers, and the way through them.

use super::documentation;
use crate::export::layout::WIDTH;
use crate::export::literal::double;
use crate::export::names::{Identifiers, Names};
use crate::export::program::{Statement, Way, statements};
use crate::export::{Trained, weights};
use crate::task::{Dims, LayerKind, Pooling};

/// The class that brings the input to mean 0 and standard deviation 1.
pub(super) fn input_class(trained: &Trained) -> String {
    let channels = trained.input().mean.len();
    let index = if trained.takes_images() { "[:, None, None]" } else { "" };
    format!(
        "class _Input(nn.Module):
    \"\"\"Brings the input to mean 0 and standard deviation 1: (x - mean) / std.\"\"\"

    mean: Tensor
    std: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer(\"mean\", torch.zeros({channels}))
        self.register_buffer(\"std\", torch.ones({channels}))

    def forward(self, x: Tensor) -> Tensor:
        return (x - self.mean{index}) / self.std{index}
"
    )
}

/// The class of the network, whose sites have these classes.
pub(super) fn class(trained: &Trained, site_classes: &[String]) -> String {
    let writer = Writer { trained, site_classes, dropouts: dropouts(trained) };
    let program = statements(trained.network());
    let layers: String = program.iter().map(|statement| writer.layer(statement)).collect();
    let forward: String = program.iter().map(|statement| writer.statement(statement)).collect();
    format!(
        "class Network(nn.Module):
{documentation}

    def __init__(self, trainable_activations: bool = True) -> None:
        super().__init__()
        trainable = trainable_activations
        self.input = _Input()
{layers}
    def forward(self, x: Tensor) -> Tensor:
        x = self.input(x)
{forward}        return x

{load}",
        documentation = documentation::of_network_class(trained),
        load = LOAD.replace("FILE", weights::FILE),
    )
}

const LOAD: &str = r#"    @classmethod
    def load(
        cls,
        path: "str | os.PathLike[str]" = "FILE",
        trainable_activations: bool = True,
    ) -> "Network":
        """Builds the network with the weights of a file that fits exactly."""
        from safetensors.torch import load_file

        network = cls(trainable_activations)
        tensors = load_file(path)
        for name, site in network.named_children():
            if not isinstance(site, _Activation):
                continue
            alpha = torch.tensor(site.COEFFICIENTS)
            if not torch.equal(tensors.get(f"{name}.alpha", alpha), alpha):
                raise ValueError(
                    f"{path} belongs to another export: {name}.alpha differs"
                )
        missing, unexpected = network.load_state_dict(tensors, strict=False)
        # The learned alpha is in the classes above already, as what is trained of it.
        missing = [name for name in missing if not name.endswith((".w", ".logits"))]
        unexpected = [name for name in unexpected if not name.endswith(".alpha")]
        if missing or unexpected:
            raise ValueError(f"{path} lacks {missing} and should not have {unexpected}")
        return network

    def parameter_groups(self, weight_decay: float) -> list[dict[str, Any]]:
        """Returns the groups for an optimizer: activations have no weight decay."""
        modules = [m for m in self.modules() if isinstance(m, _Activation)]
        inside = [p for module in modules for p in module.parameters()]
        known = {id(p) for p in inside}
        others = [p for p in self.parameters() if id(p) not in known]
        return [
            {"params": others, "weight_decay": weight_decay},
            {"params": inside, "weight_decay": 0.0},
        ]
"#;

/// The names of the dropouts, which no layer and no site has.
fn dropouts(trained: &Trained) -> Vec<String> {
    let (network, names) = (trained.network(), trained.names());
    let mut taken = Identifiers::default();
    for name in network.flat().into_iter().filter_map(|layer| layer.kind.name()) {
        taken.take(names.layer(name), "");
    }
    for idx in 0..network.sites.len() {
        taken.take(names.site(idx), "");
    }
    (1..=network.dropouts().len()).map(|number| taken.take(&format!("dropout{number}"), "")).collect()
}

struct Writer<'t> {
    trained: &'t Trained,
    site_classes: &'t [String],
    dropouts: Vec<String>,
}

impl Writer<'_> {
    /// The line that makes a layer, if it is a module; an empty line where a block begins.
    fn layer(&self, statement: &Statement<'_>) -> String {
        match statement {
            Statement::Layer { kind, input, .. } => {
                let Some((class, arguments)) = self.module(kind, *input) else { return String::new() };
                let attribute = self.attribute(kind);
                call(&format!("self.{attribute} = {class}("), &arguments)
            }
            Statement::Fork { from: Way::Main, .. } => "\n".to_owned(),
            Statement::Fork { from: Way::Shortcut(_), .. } | Statement::Join { .. } => String::new(),
        }
    }

    /// The class of a layer and its arguments; nothing for what is a function.
    fn module(&self, kind: &LayerKind, input: Dims) -> Option<(String, Vec<String>)> {
        let no_bias = |bias: &bool| (!bias).then(|| "bias=False".to_owned());
        match kind {
            LayerKind::Conv { inputs, outputs, kernel, stride, padding, bias, .. } => {
                let sizes = [inputs.to_string(), outputs.to_string(), format!("kernel_size={kernel}")];
                let others = [not(1, "stride", *stride), not(0, "padding", *padding), no_bias(bias)];
                Some((
                    "nn.Conv2d".to_owned(),
                    sizes.into_iter().chain(others.into_iter().flatten()).collect(),
                ))
            }
            LayerKind::Linear { inputs, outputs, bias, .. } => {
                let sizes = [inputs.to_string(), outputs.to_string()];
                Some(("nn.Linear".to_owned(), sizes.into_iter().chain(no_bias(bias)).collect()))
            }
            LayerKind::BatchNorm { channels, .. } => {
                let class = match input {
                    Dims::Image { .. } => "nn.BatchNorm2d",
                    Dims::Vector(_) | Dims::Array(_) => "nn.BatchNorm1d",
                };
                Some((class.to_owned(), vec![channels.to_string()]))
            }
            LayerKind::Dropout { share, .. } => Some(("nn.Dropout".to_owned(), vec![double(*share)])),
            LayerKind::Activation(site) => {
                Some((self.site_classes[*site].clone(), vec!["trainable".to_owned()]))
            }
            LayerKind::Pool { .. }
            | LayerKind::Flatten
            | LayerKind::GlobalPool
            | LayerKind::PadChannels { .. }
            | LayerKind::Residual { .. } => None,
        }
    }

    fn attribute(&self, kind: &LayerKind) -> &str {
        match kind {
            LayerKind::Activation(site) => self.names().site(*site),
            LayerKind::Dropout { index, .. } => &self.dropouts[*index],
            LayerKind::Conv { name, .. }
            | LayerKind::Linear { name, .. }
            | LayerKind::BatchNorm { name, .. }
            | LayerKind::Residual { name, .. } => self.names().layer(name),
            LayerKind::Pool { .. }
            | LayerKind::Flatten
            | LayerKind::GlobalPool
            | LayerKind::PadChannels { .. } => "",
        }
    }

    /// A line of `forward`, with an empty one before a block.
    fn statement(&self, statement: &Statement<'_>) -> String {
        match statement {
            Statement::Layer { on, kind, .. } => {
                let variable = self.variable(*on);
                let (function, arguments) = self.function(kind, &variable);
                call(&format!("{variable} = {function}("), &arguments)
            }
            Statement::Fork { block, from } => {
                let before = if *from == Way::Main { "\n" } else { "" };
                let (shortcut, from) = (self.variable(Way::Shortcut(block)), self.variable(*from));
                format!("{before}        {shortcut} = {from}\n")
            }
            Statement::Join { block, into } => {
                let (shortcut, into) = (self.variable(Way::Shortcut(block)), self.variable(*into));
                format!("        {into} = {into} + {shortcut}\n")
            }
        }
    }

    /// What is called for a layer, and with what.
    fn function(&self, kind: &LayerKind, x: &str) -> (String, Vec<String>) {
        let of_x = |function: &str| (function.to_owned(), vec![x.to_owned()]);
        let method = |name: &str, argument: &str| (format!("{x}.{name}"), vec![argument.to_owned()]);
        match kind {
            LayerKind::Conv { .. }
            | LayerKind::Linear { .. }
            | LayerKind::BatchNorm { .. }
            | LayerKind::Dropout { .. }
            | LayerKind::Residual { .. }
            | LayerKind::Activation(_) => of_x(&format!("self.{}", self.attribute(kind))),
            LayerKind::Pool { kind, size, stride, padding } => {
                let function = match kind {
                    Pooling::Max => "F.max_pool2d",
                    Pooling::Average => "F.avg_pool2d",
                };
                let (function, mut arguments) = of_x(function);
                arguments.push(format!("kernel_size={size}"));
                arguments.extend(
                    [not(*size, "stride", *stride), not(0, "padding", *padding)].into_iter().flatten(),
                );
                (function, arguments)
            }
            LayerKind::Flatten => method("flatten", "1"),
            LayerKind::GlobalPool => method("mean", "dim=(2, 3)"),
            LayerKind::PadChannels { more } => {
                let (function, arguments) = of_x("F.pad");
                (function, [arguments, vec![format!("[0, 0, 0, 0, 0, {more}]")]].concat())
            }
        }
    }

    fn variable(&self, way: Way<'_>) -> String {
        match way {
            Way::Main => "x".to_owned(),
            Way::Shortcut(block) => format!("{}_shortcut", self.names().layer(block)),
        }
    }

    fn names(&self) -> &Names {
        self.trained.names()
    }
}

/// An argument by its name, unless it has its default.
fn not(default: usize, name: &str, value: usize) -> Option<String> {
    (value != default).then(|| format!("{name}={value}"))
}

/// A line of a method that ends in a call, whose arguments get lines of their own where it is too long.
fn call(before: &str, arguments: &[String]) -> String {
    let arguments = arguments.join(", ");
    let line = format!("        {before}{arguments})");
    if line.len() <= WIDTH {
        line + "\n"
    } else {
        format!("        {before}\n            {arguments}\n        )\n")
    }
}
