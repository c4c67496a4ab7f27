//! A whole network as a model.

use super::documentation;
use super::graph::{Graph, batch_of};
use super::model;
use super::op::Op;
use super::proto::{AttributeProto, ModelProto, ValueInfoProto};
use super::site;
use super::term::terms;
use crate::export::program::{Statement, Way, statements};
use crate::export::{Form, Trained, samples};
use crate::task::{Dims, LayerKind, Pooling};
use std::collections::HashMap;

/// What PyTorch adds to a variance before the root.
const EPSILON: f64 = 1e-5;

/// The model of a network, from a batch of samples to one of logits.
pub(super) fn model(trained: &Trained, form: Form) -> ModelProto {
    let (input, output) = ends(trained);
    let samples = input.name.clone();
    let mut layers = Layers { graph: Graph::new(input, output), trained, form };
    let mut ways = HashMap::from([(Way::Main, layers.normalize(&samples))]);
    for statement in statements(trained.network()) {
        match statement {
            Statement::Layer { on, kind, input, output } => {
                let value = layers.add(kind, input, &ways[&on]);
                if value != ways[&on] {
                    layers.graph.note_shape(&value, &output.sizes());
                    ways.insert(on, value);
                }
            }
            Statement::Fork { block, from } => {
                ways.insert(Way::Shortcut(block), ways[&from].clone());
            }
            Statement::Join { block, into } => {
                let name = trained.names().layer(block);
                let both = [&*ways[&into], &*ways[&Way::Shortcut(block)]];
                let sum = layers.graph.node(name, Op::Add, &both, Vec::new());
                ways.insert(into, sum);
            }
        }
    }
    let graph = layers.graph.finish("network", &ways[&Way::Main]);
    let doc = documentation::of_network(trained, form);
    let mut entries = documentation::entries(None, trained.definition().provenance());
    entries.extend(samples::metadata(trained));
    model::of(graph, doc, entries)
}

/// The input and the output of a network.
fn ends(trained: &Trained) -> (ValueInfoProto, ValueInfoProto) {
    let network = trained.network();
    let (name, about) = documentation::samples(trained);
    let input = ValueInfoProto::floats(name, Some(batch_of(&network.input.sizes())), &about);
    let classes = network.layers().last().map_or(network.input, |layer| layer.output);
    let about = "the class of a sample is the place of its largest number";
    (input, ValueInfoProto::floats("logits", Some(batch_of(&classes.sizes())), about))
}

/// The layers of a network on their way into a graph.
struct Layers<'t> {
    graph: Graph,
    trained: &'t Trained,
    form: Form,
}

impl<'t> Layers<'t> {
    /// (x − mean)/std.
    fn normalize(&mut self, samples: &str) -> String {
        let input = self.trained.input();
        let dims = by_channel(self.trained.network().input);
        let mean = self.graph.tensor("input.mean", &dims, &input.mean);
        let std = self.graph.tensor("input.std", &dims, &input.std);
        let centered = self.graph.node("input/centered", Op::Sub, &[samples, &mean], Vec::new());
        self.graph.node("input/normalized", Op::Div, &[&centered, &std], Vec::new())
    }

    /// A layer, which is called as it is elsewhere, or after what it does; gives the name of what comes out.
    fn add(&mut self, layer: &LayerKind, input: Dims, x: &str) -> String {
        match layer {
            LayerKind::Conv { name, inputs, outputs, kernel, stride, padding, bias } => {
                let dims = [*outputs, *inputs, *kernel, *kernel];
                let operands = self.operands(name, &dims, *bias, x);
                self.node(self.layer_name(name), Op::Conv, &operands, window(*kernel, *stride, *padding))
            }
            LayerKind::Linear { name, inputs, outputs, bias } => {
                let operands = self.operands(name, &[*outputs, *inputs], *bias, x);
                self.node(self.layer_name(name), Op::Gemm, &operands, vec![AttributeProto::int("transB", 1)])
            }
            LayerKind::Pool { kind, size, stride, padding } => {
                let with = window(*size, *stride, *padding);
                let x = [x.to_owned()];
                match kind {
                    Pooling::Max => self.node("max_pool", Op::MaxPool, &x, with),
                    Pooling::Average => {
                        let counted = AttributeProto::int("count_include_pad", 1);
                        let with = with.into_iter().chain([counted]).collect();
                        self.node("average_pool", Op::AveragePool, &x, with)
                    }
                }
            }
            LayerKind::BatchNorm { name, channels } => self.batch_norm(name, *channels, x),
            LayerKind::Dropout { .. } => x.to_owned(),
            LayerKind::Flatten => self.flatten("flatten", x),
            LayerKind::GlobalPool => {
                let mean = self.node("global_pool", Op::GlobalAveragePool, &[x.to_owned()], Vec::new());
                self.flatten("global_pool/flatten", &mean)
            }
            LayerKind::PadChannels { more } => {
                let more = i64::try_from(*more).expect("fewer channels than fit into memory");
                let pads = self.graph.integers("pad_channels.pads", &[0, 0, 0, 0, 0, more, 0, 0]);
                self.node("pad_channels", Op::Pad, &[x.to_owned(), pads], Vec::new())
            }
            LayerKind::Residual { .. } => unreachable!("a program has no residual block as one layer"),
            LayerKind::Activation(index) => {
                let terms = terms(&self.trained.definition().sites()[*index], self.form);
                let dims = by_channel(input);
                site::add(&mut self.graph, self.trained.names().site(*index), &terms, x, &dims)
            }
        }
    }

    /// x, the weights of a layer and, if it has one, its bias.
    fn operands(&mut self, layer: &str, dims: &[usize], has_bias: bool, x: &str) -> Vec<String> {
        let weight = self.tensor(layer, "weight", dims);
        let bias = has_bias.then(|| self.tensor(layer, "bias", &dims[..1]));
        [x.to_owned(), weight].into_iter().chain(bias).collect()
    }

    fn batch_norm(&mut self, name: &str, channels: usize, x: &str) -> String {
        let parts = ["weight", "bias", "running_mean", "running_var"];
        let tensors = parts.map(|part| self.tensor(name, part, &[channels]));
        let operands: Vec<String> = [x.to_owned()].into_iter().chain(tensors).collect();
        let with = vec![AttributeProto::float("epsilon", EPSILON)];
        self.node(self.layer_name(name), Op::BatchNormalization, &operands, with)
    }

    fn flatten(&mut self, name: &str, x: &str) -> String {
        self.node(name, Op::Flatten, &[x.to_owned()], vec![AttributeProto::int("axis", 1)])
    }

    fn tensor(&mut self, layer: &str, part: &str, dims: &[usize]) -> String {
        let name = format!("{}.{part}", self.layer_name(layer));
        self.graph.tensor(&name, dims, self.trained.tensor(layer, part))
    }

    fn layer_name(&self, layer: &str) -> &'t str {
        self.trained.names().layer(layer)
    }

    fn node(&mut self, name: &str, op: Op, inputs: &[String], with: Vec<AttributeProto>) -> String {
        let inputs: Vec<&str> = inputs.iter().map(String::as_str).collect();
        self.graph.node(name, op, &inputs, with)
    }
}

/// The attributes of what moves over an image.
fn window(size: usize, stride: usize, padding: usize) -> Vec<AttributeProto> {
    vec![
        AttributeProto::ints("kernel_shape", &[size; 2]),
        AttributeProto::ints("strides", &[stride; 2]),
        AttributeProto::ints("pads", &[padding; 4]),
    ]
}

/// The shape in which one number for each channel is broadcast over a batch of samples of these dimensions.
fn by_channel(dims: Dims) -> Vec<usize> {
    let others = dims.sizes().len() - 1;
    [vec![dims.channels()], vec![1; others]].concat()
}
