//! A program in JSON, in which nodes are replaced and to which tensors are added; all else stays as it is.
//!
//! The JSON is that of a graph which was read from the same bytes before, so that everything in it is known to be there.

use super::formula::Table;
use crate::pt2::{Graph, Output, ValueId};
use crate::task::exported::CallNodes;
use serde_json::{Map, Value, json};
use std::collections::{HashMap, HashSet};

/// A program on its way to another.
pub(super) struct Edited<'g> {
    graph: &'g Graph,
    program: Value,
    /// What stands in the place of each node: mostly itself.
    nodes: Vec<Vec<Value>>,
    /// After which node a value is read in the place of another: (node, the one, the other).
    read_instead: Vec<(usize, String, String)>,
    /// The names of values and nodes.
    taken: HashSet<String>,
}

/// An argument of a call.
#[derive(Clone, Copy)]
pub(super) enum Argument<'a> {
    Tensor(&'a str),
    Float(f64),
    Int(i64),
    Ints(&'a [i64]),
    Text(&'a str),
}

/// The nodes that are put in the place of a call, as they are made.
pub(super) struct Nodes<'e> {
    /// The last node of the call: what was made there keeps its place in the user's code.
    model: Value,
    /// What comes out of the call.
    y: String,
    /// What a file says about x, which holds for everything of the same shape.
    meta: Value,
    dimensions: usize,
    values: &'e mut Map<String, Value>,
    taken: &'e mut HashSet<String>,
    made: Vec<Value>,
}

/// The number by which PyTorch's files mean truth values.
const BOOL: i64 = 12;
/// The number by which they mean f32.
const FLOAT32: i64 = 7;

impl<'g> Edited<'g> {
    /// The program that this graph was read from.
    pub fn new(graph: &'g Graph, mut program: Value) -> Self {
        let nodes = std::mem::take(array(&mut program, &["graph_module", "graph", "nodes"]));
        let of_nodes = nodes.iter().filter_map(|node| node["name"].as_str().map(str::to_owned));
        let taken = graph.values.iter().map(|value| value.name.clone()).chain(of_nodes).collect();
        let nodes = nodes.into_iter().map(|node| vec![node]).collect();
        Self { graph, program, nodes, read_instead: Vec::new(), taken }
    }

    /// The name of a value in the graph.
    pub fn name(&self, value: ValueId) -> &'g str {
        &self.graph.values[value.0].name
    }

    /// Adds a tensor of the model as an input of the graph, and gives its name there.
    pub fn add_tensor(&mut self, table: &Table) -> String {
        let kind = if table.is_parameter { "parameter" } else { "buffer" };
        let prefix = if table.is_parameter { "p" } else { "b" };
        let name = free(&mut self.taken, &value_name(prefix, &table.name));
        let specs = array(&mut self.program, &["graph_module", "signature", "input_specs"]);
        // Parameters come first, then buffers.
        let before: &[&str] = if table.is_parameter { &["parameter"] } else { &["parameter", "buffer"] };
        let is_before = |spec: &Value| before.iter().any(|kind| spec.get(kind).is_some());
        let place = specs.iter().rposition(is_before).map_or(0, |last| last + 1);
        let mut spec = json!({ "arg": { "name": name }, format!("{kind}_name"): table.name });
        if !table.is_parameter {
            spec["persistent"] = true.into();
        }
        specs.insert(place, json!({ kind: spec }));
        let input = json!({ "as_tensor": { "name": name } });
        array(&mut self.program, &["graph_module", "graph", "inputs"]).insert(place, input);
        let like = self.values().values().next().cloned().unwrap_or_default();
        let meta = meta_of(table, &like);
        self.values().insert(name.clone(), meta);
        name
    }

    /// Begins the nodes that are put in the place of a call.
    pub fn nodes(&mut self, call: &CallNodes) -> Nodes<'_> {
        let last = *call.nodes.last().expect("a call has nodes");
        let model = self.nodes[last].first().cloned().expect("a node is in one call only");
        let (x, y) = (self.name(call.x).to_owned(), self.name(call.y).to_owned());
        let dimensions = self.graph.dimensions(call.x);
        let values = object(&mut self.program, &["graph_module", "graph", "tensor_values"]);
        let meta = values[&x].clone();
        Nodes { model, y, meta, dimensions, values, taken: &mut self.taken, made: Vec::new() }
    }

    /// Puts nodes in the place of a call, and takes its values out.
    pub fn put(&mut self, call: &CallNodes, made: Vec<Value>) {
        for at in &call.nodes {
            let outputs = self.graph.nodes[*at].outputs.iter().flat_map(Output::values);
            for value in outputs.filter(|value| *value != call.y) {
                let name = self.name(value);
                self.values().shift_remove(name);
            }
            self.nodes[*at].clear();
        }
        self.nodes[*call.nodes.last().expect("a call has nodes")] = made;
    }

    /// Has y read in the place of x by whatever comes after a call.
    pub fn read_instead(&mut self, call: &CallNodes) {
        let last = *call.nodes.last().expect("a call has nodes");
        let (x, y) = (self.name(call.x).to_owned(), self.name(call.y).to_owned());
        self.read_instead.push((last, x, y));
    }

    /// The program as it is now.
    pub fn finish(mut self) -> Value {
        let mut instead: HashMap<String, String> = HashMap::new();
        let mut nodes = Vec::new();
        for (at, mut stands) in std::mem::take(&mut self.nodes).into_iter().enumerate() {
            let arguments = stands.iter_mut().filter_map(|node| node["inputs"].as_array_mut()).flatten();
            arguments.for_each(|input| rename(&mut input["arg"], &instead));
            nodes.extend(stands);
            let from_here = self.read_instead.iter().filter(|(node, ..)| *node == at);
            instead.extend(from_here.map(|(_, x, y)| (x.clone(), y.clone())));
        }
        *array(&mut self.program, &["graph_module", "graph", "nodes"]) = nodes;
        for path in [["graph_module", "graph", "outputs"], ["graph_module", "signature", "output_specs"]] {
            for output in array(&mut self.program, &path).iter_mut() {
                rename(output, &instead);
            }
        }
        self.program
    }

    fn values(&mut self) -> &mut Map<String, Value> {
        object(&mut self.program, &["graph_module", "graph", "tensor_values"])
    }
}

impl Nodes<'_> {
    /// How many dimensions x has.
    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// Calls a function of one tensor.
    pub fn of(&mut self, function: &str, x: &str) -> String {
        self.call(function, &[("self", Argument::Tensor(x))])
    }

    /// Calls a function that gives numbers of the shape of x, and gives the name of what comes out.
    pub fn call(&mut self, function: &str, arguments: &[(&str, Argument<'_>)]) -> String {
        let meta = self.meta.clone();
        self.add(function, arguments, meta)
    }

    /// Calls a function that gives truth values of the shape of x.
    pub fn truth(&mut self, function: &str, arguments: &[(&str, Argument<'_>)]) -> String {
        let mut meta = self.meta.clone();
        meta["dtype"] = BOOL.into();
        meta["requires_grad"] = false.into();
        self.add(function, arguments, meta)
    }

    /// Calls a function that gives numbers of another shape.
    pub fn call_shaped(
        &mut self,
        function: &str,
        arguments: &[(&str, Argument<'_>)],
        sizes: &[i64],
    ) -> String {
        let meta = shaped(&self.meta, sizes);
        self.add(function, arguments, meta)
    }

    /// The nodes, the last of which makes what came out of the call.
    pub fn finish(mut self) -> Vec<Value> {
        let last = self.made.last_mut().expect("a sum has a node");
        let name = last["name"].take();
        self.values.shift_remove(name.as_str().unwrap_or_default());
        last["name"] = self.model["name"].clone();
        last["outputs"] = json!([{ "as_tensor": { "name": self.y } }]);
        self.made
    }

    fn add(&mut self, function: &str, arguments: &[(&str, Argument<'_>)], meta: Value) -> String {
        let (word, overload) = function.split_once('.').unwrap_or((function, "default"));
        let name = free(self.taken, &format!("mix_{}", word.trim_end_matches('_')));
        let mut node = self.model.clone();
        node["target"] = format!("torch.ops.aten.{word}.{overload}").into();
        node["inputs"] = arguments.iter().map(|(name, argument)| named(name, *argument)).collect();
        node["outputs"] = json!([{ "as_tensor": { "name": name } }]);
        node["name"] = name.clone().into();
        if let Some(metadata) = node["metadata"].as_object_mut() {
            // It says which function of Python was called.
            metadata.shift_remove("torch_fn");
        }
        self.made.push(node);
        self.values.insert(name.clone(), meta);
        name
    }
}

/// An argument as PyTorch writes it: 1 stands for one that is given by its place, 2 for one by its name.
fn named(name: &str, argument: Argument<'_>) -> Value {
    let (kind, argument) = match argument {
        Argument::Tensor(name) => (1, json!({ "as_tensor": { "name": name } })),
        Argument::Float(value) => (1, json!({ "as_float": value })),
        Argument::Int(value) => (1, json!({ "as_int": value })),
        Argument::Ints(values) => (1, json!({ "as_ints": values })),
        Argument::Text(text) => (2, json!({ "as_string": text })),
    };
    json!({ "name": name, "arg": argument, "kind": kind })
}

/// What a file says about the tensor of a table, which lies where another one does.
pub(super) fn meta_of(table: &Table, like: &Value) -> Value {
    let sizes = [table.rows.len(), table.rows.first().map_or(0, Vec::len)];
    let mut meta = shaped(like, &sizes.map(|size| i64::try_from(size).expect("in memory")));
    meta["dtype"] = FLOAT32.into();
    meta["requires_grad"] = table.is_parameter.into();
    meta
}

/// The same for another shape, which is contiguous.
fn shaped(meta: &Value, sizes: &[i64]) -> Value {
    let mut strides = vec![1; sizes.len()];
    for place in (1..sizes.len()).rev() {
        strides[place - 1] = strides[place] * sizes[place];
    }
    let numbers =
        |numbers: &[i64]| numbers.iter().map(|number| json!({ "as_int": number })).collect::<Value>();
    let mut meta = meta.clone();
    meta["sizes"] = numbers(sizes);
    meta["strides"] = numbers(&strides);
    meta["storage_offset"] = json!({ "as_int": 0 });
    meta
}

/// Has other values read, wherever a value is named inside of an argument.
fn rename(argument: &mut Value, instead: &HashMap<String, String>) {
    match argument {
        Value::Array(list) => list.iter_mut().for_each(|item| rename(item, instead)),
        Value::Object(fields) => {
            for (key, value) in fields {
                match value.as_str().filter(|_| key == "name").and_then(|name| instead.get(name)) {
                    Some(other) => *value = other.clone().into(),
                    None => rename(value, instead),
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// What a tensor of the model is called in the graph, where names are those of Python: `p_layer1_0_relu_alpha`.
fn value_name(prefix: &str, name: &str) -> String {
    format!("{prefix}_{}", name.replace(|c: char| !c.is_ascii_alphanumeric(), "_"))
}

/// A name that is not taken: this one, or with a number behind it.
fn free(taken: &mut HashSet<String>, wanted: &str) -> String {
    let numbered = (1..).map(|number| format!("{wanted}_{number}"));
    let mut names = std::iter::once(wanted.to_owned()).chain(numbered);
    let name = names.find(|name| !taken.contains(name)).expect("there are more numbers than names");
    taken.insert(name.clone());
    name
}

/// Why something is there.
pub(super) const READ: &str = "the same bytes were read as a program before";

fn array<'v>(program: &'v mut Value, path: &[&str]) -> &'v mut Vec<Value> {
    at(program, path).as_array_mut().expect(READ)
}

fn object<'v>(program: &'v mut Value, path: &[&str]) -> &'v mut Map<String, Value> {
    at(program, path).as_object_mut().expect(READ)
}

fn at<'v>(program: &'v mut Value, path: &[&str]) -> &'v mut Value {
    path.iter().fold(program, |value, key| value.get_mut(*key).expect(READ))
}

#[cfg(test)]
mod tests {
    use super::value_name;

    #[test]
    fn values_have_names_of_python_whatever_sites_are_called() {
        assert_eq!(value_name("p", "layer1.0.relu.alpha"), "p_layer1_0_relu_alpha");
        assert_eq!(value_name("b", "a b-c.größe_2.theta"), "b_a_b_c_gr__e_2_theta");
    }
}
