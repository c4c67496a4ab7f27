//! A network in Keras' functional interface.

use super::{class_names, documentation, imports, parts, pieces, weights};
use crate::export::names::Identifiers;
use crate::export::program::{Statement, Way, statements};
use crate::export::python::{assigned, is_trained, list, singles, variable};
use crate::export::{Form, Trained, literal, samples};
use crate::task::{Dims, LayerKind, Pooling};

/// Writes a network as a Python module.
pub(super) fn module(trained: &Trained, form: Form) -> String {
    let definition = trained.definition();
    let classes = class_names(definition.sites());
    let build = Builder::new(trained, &classes).function();
    let mut code = parts(definition, &classes, form);
    if build.contains("Pad(") {
        code.push(format!("{}{PAD}", pieces::registered(definition)));
    }
    code.push(build);
    code.push(weights::loader(trained, &classes));
    let imports = imports(&code.concat());
    let mut module = vec![documentation::of_network(trained, form) + &imports + &samples::python(trained)];
    module.extend(code);
    module.join("\n\n")
}

const PAD: &str = r#"class Pad(layers.Layer):
    """Adds numbers of one value before and after those of a batch, along each axis."""

    def __init__(self, paddings: Any, value: float = 0.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.paddings = [list(pair) for pair in paddings]
        self.value = value

    def call(self, x: Tensor) -> Tensor:
        return ops.pad(x, self.paddings, constant_values=self.value)

    def get_config(self) -> dict[str, Any]:
        config = {"paddings": self.paddings, "value": self.value}
        return {**super().get_config(), **config}
"#;

/// The function `build_network` as it grows.
struct Builder<'t> {
    trained: &'t Trained,
    classes: &'t [String],
    /// The names of layers so far, which in Keras all have one.
    taken: Identifiers,
    lines: Vec<String>,
}

impl<'t> Builder<'t> {
    fn new(trained: &'t Trained, classes: &'t [String]) -> Self {
        let taken = trained.names().taken();
        Self { trained, classes, taken, lines: Vec::new() }
    }

    fn function(mut self) -> String {
        let shape = match self.trained.network().input {
            Dims::Image { channels, height, width } => format!("({height}, {width}, {channels})"),
            other @ (Dims::Vector(_) | Dims::Array(_)) => format!("({},)", other.listed()),
        };
        self.normalize();
        for statement in statements(self.trained.network()) {
            self.statement(statement);
        }
        format!(
            "def build_network(trainable_mix: bool = True) -> keras.Model:
    \"\"\"Builds the network, with weights that are not yet those of the file.\"\"\"
    inputs = keras.Input({shape})
{lines}
    return keras.Model(inputs, x)
",
            lines = self.lines.join("\n")
        )
    }

    /// Normalization takes the root of the variance again.
    fn normalize(&mut self) {
        let input = self.trained.input();
        let square = |std: &f32| literal::double(f64::from(*std) * f64::from(*std));
        let (mean, variance) = (singles(&input.mean), list(input.std.iter().map(square)));
        let arguments = vec![format!("mean={mean}"), format!("variance={variance}")];
        self.unnamed("x", "layers.Normalization", arguments, "normalization", "inputs");
    }

    fn statement(&mut self, statement: Statement<'_>) {
        match statement {
            Statement::Layer { on, kind, input, .. } => self.layer(&variable(self.trained, on), kind, input),
            Statement::Fork { block, from } => {
                let line = format!(
                    "    {} = {}",
                    variable(self.trained, Way::Shortcut(block)),
                    variable(self.trained, from)
                );
                self.lines.push(line);
            }
            Statement::Join { block, into } => {
                let (x, shortcut) =
                    (variable(self.trained, into), variable(self.trained, Way::Shortcut(block)));
                let name = self.trained.names().layer(block).to_owned();
                self.apply(&x, "layers.Add", Vec::new(), &name, &format!("[{x}, {shortcut}]"));
            }
        }
    }

    fn layer(&mut self, x: &str, kind: &LayerKind, input: Dims) {
        let names = self.trained.names();
        let named = |name: &str| names.layer(name).to_owned();
        let without_bias = |bias: bool| if bias { Vec::new() } else { vec!["use_bias=False".to_owned()] };
        match kind {
            LayerKind::Conv { name, outputs, kernel, stride, padding, bias, .. } => {
                let is_same = *stride == 1 && *kernel == 2 * padding + 1 && *padding > 0;
                if *padding > 0 && !is_same {
                    self.zeros(x, *padding);
                }
                let mut arguments = vec![outputs.to_string(), kernel.to_string()];
                arguments.extend((*stride != 1).then(|| format!("strides={stride}")));
                arguments.extend(is_same.then(|| "padding=\"same\"".to_owned()));
                arguments.extend(without_bias(*bias));
                self.apply(x, "layers.Conv2D", arguments, &named(name), x);
            }
            LayerKind::Linear { name, outputs, bias, .. } => {
                let mut arguments = vec![outputs.to_string()];
                arguments.extend(without_bias(*bias));
                self.apply(x, "layers.Dense", arguments, &named(name), x);
            }
            LayerKind::BatchNorm { name, .. } => {
                let arguments = vec!["momentum=0.9".to_owned(), "epsilon=1e-5".to_owned()];
                self.apply(x, "layers.BatchNormalization", arguments, &named(name), x);
            }
            LayerKind::Pool { kind, size, stride, padding } => self.pool(x, *kind, *size, *stride, *padding),
            LayerKind::Dropout { share, .. } => {
                self.unnamed(x, "layers.Dropout", vec![literal::double(*share)], "dropout", x);
            }
            LayerKind::Flatten => {
                if let Dims::Image { channels, height, width } = input
                    && channels > 1
                    && height * width > 1
                {
                    self.unnamed(x, "layers.Permute", vec!["(3, 1, 2)".to_owned()], "channels_first", x);
                }
                self.unnamed(x, "layers.Flatten", Vec::new(), "flatten", x);
            }
            LayerKind::GlobalPool => {
                self.unnamed(x, "layers.GlobalAveragePooling2D", Vec::new(), "global_pool", x);
            }
            LayerKind::PadChannels { more } => {
                let paddings = format!("((0, 0), (0, 0), (0, 0), (0, {more}))");
                self.unnamed(x, "Pad", vec![paddings], "pad_channels", x);
            }
            LayerKind::Activation(site) => {
                let learned = &self.trained.definition().sites()[*site];
                let arguments =
                    if is_trained(learned) { vec!["trainable_mix".to_owned()] } else { Vec::new() };
                let name = names.site(*site).to_owned();
                self.apply(x, &self.classes[*site], arguments, &name, x);
            }
            // Its layers are statements of their own.
            LayerKind::Residual { .. } => {}
        }
    }

    fn pool(&mut self, x: &str, kind: Pooling, size: usize, stride: usize, padding: usize) {
        let callee = match kind {
            Pooling::Max => "layers.MaxPooling2D",
            Pooling::Average => "layers.AveragePooling2D",
        };
        match kind {
            _ if padding == 0 => {}
            Pooling::Max => {
                let pair = format!("({padding}, {padding})");
                let paddings = format!("((0, 0), {pair}, {pair}, (0, 0))");
                self.unnamed(x, "Pad", vec![paddings, "float(\"-inf\")".to_owned()], "pad", x);
            }
            Pooling::Average => self.zeros(x, padding),
        }
        let mut arguments = vec![size.to_string()];
        arguments.extend((stride != size).then(|| format!("strides={stride}")));
        self.unnamed(x, callee, arguments, "pool", x);
    }

    fn zeros(&mut self, x: &str, padding: usize) {
        self.unnamed(x, "layers.ZeroPadding2D", vec![padding.to_string()], "pad", x);
    }

    /// A layer to which the network gives no name.
    fn unnamed(&mut self, to: &str, callee: &str, arguments: Vec<String>, name: &str, from: &str) {
        let name = self.taken.take(name, "");
        self.apply(to, callee, arguments, &name, from);
    }

    fn apply(&mut self, to: &str, callee: &str, mut arguments: Vec<String>, name: &str, from: &str) {
        arguments.push(format!("name=\"{name}\""));
        self.lines.push(assigned(to, callee, &arguments, &format!("({from})"), 4));
    }
}
