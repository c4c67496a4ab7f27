//! A layer of a network as a field, as what makes the field, and as a statement.

use crate::export::Trained;
use crate::export::names::Identifiers;
use crate::export::program::{Statement, Way};
use crate::export::scalar;
use crate::task::{Dims, LayerKind, Pooling};
use std::collections::BTreeMap;

/// What the layers and sites of a network are called: in files, and as fields.
pub(super) struct Fields<'t> {
    trained: &'t Trained,
    layers: BTreeMap<String, String>,
    sites: Vec<String>,
}

/// A field of the network: its name, its type, and what makes it.
pub(super) struct Field {
    pub(super) name: String,
    pub(super) of: String,
    pub(super) made: String,
}

/// The variable of the main way.
const MAIN: &str = "xs";

impl<'t> Fields<'t> {
    pub(super) fn new(trained: &'t Trained) -> Self {
        let mut taken = Identifiers::default();
        taken.take(MAIN, "");
        let flat = trained.network().flat();
        let layers = flat.iter().filter_map(|layer| layer.kind.name());
        let mut field = |name: &str| scalar::identifier(name, "", &mut taken);
        let layers = layers.map(|name| (name.to_owned(), field(trained.names().layer(name)))).collect();
        let sites =
            (0..trained.network().sites.len()).map(|place| field(trained.names().site(place))).collect();
        Self { trained, layers, sites }
    }

    fn layer(&self, name: &str) -> &str {
        &self.layers[name]
    }

    /// The field of a layer, if it has one; `structs` are the types of the sites.
    pub(super) fn field(&self, kind: &LayerKind, output: Dims, structs: &[String]) -> Option<Field> {
        let of_layer = |name: &str, of: &str, made: &dyn Fn(String) -> String| {
            let key = format!("path / \"{}\"", self.trained.names().layer(name));
            Some(Field { name: self.layer(name).to_owned(), of: of.to_owned(), made: made(key) })
        };
        match kind {
            LayerKind::Conv { name, inputs, outputs, kernel, stride, padding, bias } => {
                let config = format!("conv_config({stride}, {padding}, {bias})");
                let made = |key| format!("nn::conv2d({key}, {inputs}, {outputs}, {kernel}, {config})");
                of_layer(name, "nn::Conv2D", &made)
            }
            LayerKind::Linear { name, inputs, outputs, bias } => {
                let config = if *bias { "Default::default()" } else { "no_bias()" };
                of_layer(name, "nn::Linear", &|key| {
                    format!("nn::linear({key}, {inputs}, {outputs}, {config})")
                })
            }
            LayerKind::BatchNorm { name, channels } => {
                let dims = match output {
                    Dims::Image { .. } => "2d",
                    Dims::Vector(_) | Dims::Array(_) => "1d",
                };
                let made = |key| format!("nn::batch_norm{dims}({key}, {channels}, Default::default())");
                of_layer(name, "nn::BatchNorm", &made)
            }
            LayerKind::Activation(site) => {
                let (name, of) = (self.sites[*site].clone(), structs[*site].clone());
                let key = self.trained.names().site(*site);
                let made = format!("{of}::new(path / \"{key}\", trainable)");
                Some(Field { name, of, made })
            }
            LayerKind::Pool { .. }
            | LayerKind::Dropout { .. }
            | LayerKind::Flatten
            | LayerKind::GlobalPool
            | LayerKind::PadChannels { .. }
            | LayerKind::Residual { .. } => None,
        }
    }

    /// The variable that a statement changes, and its new value.
    pub(super) fn statement(&self, statement: &Statement<'_>) -> (String, String) {
        match statement {
            Statement::Layer { on, kind, .. } => {
                let variable = self.variable(*on);
                let value = self.applied(kind, variable);
                (variable.to_owned(), value)
            }
            Statement::Fork { block, from } => {
                (self.layer(block).to_owned(), format!("{}.shallow_clone()", self.variable(*from)))
            }
            Statement::Join { block, into } => {
                let variable = self.variable(*into);
                (variable.to_owned(), format!("{variable} + {}", self.layer(block)))
            }
        }
    }

    fn variable<'s>(&'s self, way: Way<'_>) -> &'s str {
        match way {
            Way::Main => MAIN,
            Way::Shortcut(block) => self.layer(block),
        }
    }

    fn applied(&self, kind: &LayerKind, x: &str) -> String {
        match kind {
            LayerKind::Conv { name, .. } | LayerKind::Linear { name, .. } => {
                format!("{x}.apply(&self.{})", self.layer(name))
            }
            LayerKind::BatchNorm { name, .. } => format!("{x}.apply_t(&self.{}, train)", self.layer(name)),
            LayerKind::Pool { kind, size, stride, padding } => {
                let [size, stride, padding] = [size, stride, padding].map(|side| format!("[{side}, {side}]"));
                match kind {
                    Pooling::Max => format!("{x}.max_pool2d({size}, {stride}, {padding}, [1, 1], false)"),
                    Pooling::Average => {
                        format!("{x}.avg_pool2d({size}, {stride}, {padding}, false, true, None::<i64>)")
                    }
                }
            }
            LayerKind::Dropout { share, .. } => format!("{x}.dropout({share:?}, train)"),
            LayerKind::Flatten => format!("{x}.flatten(1, -1)"),
            LayerKind::GlobalPool => format!("{x}.mean_dim([2_i64, 3].as_slice(), false, {x}.kind())"),
            LayerKind::PadChannels { more } => format!("{x}.constant_pad_nd([0, 0, 0, 0, 0, {more}])"),
            LayerKind::Activation(site) => format!("{x}.apply(&self.{})", self.sites[*site]),
            LayerKind::Residual { .. } => x.to_owned(),
        }
    }
}

/// The functions that give the configurations which this code asks for.
pub(super) fn configs(code: &str) -> String {
    let configs = [("conv_config(", CONV_CONFIG), ("no_bias()", NO_BIAS)];
    configs.into_iter().filter(|(call, _)| code.contains(call)).map(|(_, function)| function).collect()
}

const CONV_CONFIG: &str = "fn conv_config(stride: i64, padding: i64, bias: bool) -> nn::ConvConfig {
    nn::ConvConfig {
        stride,
        padding,
        bias,
        ..Default::default()
    }
}

";

const NO_BIAS: &str = "fn no_bias() -> nn::LinearConfig {
    nn::LinearConfig {
        bias: false,
        ..Default::default()
    }
}

";
