//! Builds graphs call by call.

use crate::pt2::{
    Argument, Batch, DType, Function, Graph, Input, Module, Node, Output, Place, Program, Role, Size,
    Strided, Tensor, Value, ValueId, ValueKind,
};
use crate::task::exported::{ActivationCall, activation_calls};

/// A graph that is built, the same in both modes.
pub struct Net {
    pub graph: Graph,
    pub tensors: Vec<Tensor>,
    modules: Vec<Module>,
}

impl From<ValueId> for Argument {
    fn from(id: ValueId) -> Self {
        Self::Tensor(id)
    }
}

impl From<f64> for Argument {
    fn from(value: f64) -> Self {
        Self::Float(value)
    }
}

impl From<i64> for Argument {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl<const N: usize> From<[i64; N]> for Argument {
    fn from(values: [i64; N]) -> Self {
        Self::Ints(values.to_vec())
    }
}

pub fn known<const N: usize>(sizes: [u64; N]) -> Vec<Size> {
    sizes.into_iter().map(Size::Known).collect()
}

impl Net {
    pub fn new() -> Self {
        let batch = Batch { symbol: "s0".to_owned(), least: 2, most: None };
        let graph = Graph { inputs: vec![], nodes: vec![], outputs: vec![], values: vec![], batch };
        let modules = vec![Module { path: String::new(), class: "net.Net".to_owned(), call: 0 }];
        Self { graph, tensors: vec![], modules }
    }

    fn value(&mut self, dtype: DType, sizes: Vec<Size>) -> ValueId {
        let id = ValueId(self.graph.values.len());
        self.graph
            .values
            .push(Value { name: format!("v{}", id.0), kind: ValueKind::Tensor { dtype, sizes } });
        id
    }

    /// What the user gives: samples of this shape.
    pub fn samples<const N: usize>(&mut self, dtype: DType, sizes: [u64; N]) -> ValueId {
        let batch = Size::Symbolic("s0".to_owned());
        let value = self.value(dtype, std::iter::once(batch).chain(known(sizes)).collect());
        self.graph.inputs.push(Input::User { value });
        value
    }

    /// Samples of floats.
    pub fn input<const N: usize>(&mut self, sizes: [u64; N]) -> ValueId {
        self.samples(DType::Float32, sizes)
    }

    /// A parameter.
    pub fn weight<const N: usize>(&mut self, sizes: [u64; N]) -> ValueId {
        self.parameter(&format!("p{}", self.tensors.len()), &sizes)
    }

    /// A parameter of this name.
    pub fn parameter(&mut self, name: &str, sizes: &[u64]) -> ValueId {
        let value = self.value(DType::Float32, sizes.iter().copied().map(Size::Known).collect());
        let (sizes, strides) = (sizes.to_vec(), vec![0; sizes.len()]);
        let strided = Strided { dtype: DType::Float32, sizes, strides, offset: 0 };
        let name = name.to_owned();
        self.graph.inputs.push(Input::Tensor { value, tensor: self.tensors.len() });
        self.tensors.push(Tensor { name, role: Role::Parameter, requires_grad: true, strided, storage: 0 });
        value
    }

    /// Calls from now on stand in this module, inside of those whose paths begin its path.
    pub fn within(&mut self, path: &str, class: &str) -> &mut Self {
        if let Some(at) = self.modules.iter().position(|module| module.path == path) {
            // Back in the same call of it.
            self.modules.truncate(at + 1);
            return self;
        }
        self.modules
            .retain(|module| module.path.is_empty() || path.starts_with(&format!("{}.", module.path)));
        let modules = self.graph.nodes.iter().flat_map(|node| &node.place.modules);
        let call =
            modules.filter(|module| module.path == path).map(|module| module.call + 1).max().unwrap_or(0);
        self.modules.push(Module { path: path.to_owned(), class: class.to_owned(), call });
        self
    }

    /// A call that gives this shape.
    pub fn shaped(&mut self, function: &str, arguments: &[(&str, Argument)], sizes: Vec<Size>) -> ValueId {
        let is_comparison =
            ["gt", "lt", "ge", "le", "eq", "ne"].iter().any(|name| function.starts_with(name));
        let dtype = if is_comparison && !function.starts_with("gelu") { DType::Bool } else { DType::Float32 };
        let value = self.value(dtype, sizes);
        let overload = if function.contains('.') { "" } else { ".default" };
        let node = Node {
            name: format!("n{}", self.graph.nodes.len()),
            function: Function::named(&format!("torch.ops.aten.{function}{overload}")).unwrap(),
            arguments: arguments
                .iter()
                .map(|(name, argument)| ((*name).to_owned(), argument.clone()))
                .collect(),
            outputs: vec![Output::Value(value)],
            place: Place { modules: self.modules.clone(), ..Place::default() },
        };
        self.graph.nodes.push(node);
        value
    }

    pub fn sizes(&self, id: ValueId) -> Vec<Size> {
        let ValueKind::Tensor { sizes, .. } = &self.graph.values[id.0].kind else { panic!("no tensor") };
        sizes.clone()
    }

    /// A call that gives the shape of its first argument.
    pub fn call(&mut self, function: &str, arguments: &[(&str, Argument)]) -> ValueId {
        let first = arguments.iter().flat_map(|(_, argument)| argument.values()).next().unwrap();
        let sizes = self.sizes(first);
        self.shaped(function, arguments, sizes)
    }

    /// A call of one tensor and nothing else.
    pub fn of(&mut self, function: &str, x: ValueId) -> ValueId {
        self.call(function, &[("self", x.into())])
    }

    /// A call of two tensors that gives the shape of the first.
    pub fn both(&mut self, function: &str, a: ValueId, b: ValueId) -> ValueId {
        self.call(function, &[("self", a.into()), ("other", b.into())])
    }

    /// Another batch of vectors, by weights.
    pub fn linear(&mut self, x: ValueId, features: u64) -> ValueId {
        let mut sizes = self.sizes(x);
        let Some(Size::Known(given)) = sizes.pop() else { panic!("the features are known") };
        sizes.push(Size::Known(features));
        let weight = self.weight([features, given]);
        self.shaped("linear", &[("input", x.into()), ("weight", weight.into())], sizes)
    }

    pub fn output(&mut self, id: ValueId) {
        self.graph.outputs.push(Argument::Tensor(id));
    }

    /// The graph as a program: the same in both modes.
    pub fn program(&self) -> Program<'static> {
        Program {
            torch_version: "2.11.0".to_owned(),
            training: self.graph.clone(),
            evaluation: self.graph.clone(),
            tensors: self.tensors.clone(),
            storages: vec![],
            starts: vec![],
        }
    }

    pub fn calls(&self) -> Vec<ActivationCall> {
        activation_calls(&self.program()).unwrap_or_default()
    }

    /// The calls, one a line: name, function, role.
    pub fn told(&self) -> Vec<String> {
        let told = |call: &ActivationCall| format!("{} | {} | {}", call.name, call.function, call.role);
        self.calls().iter().map(told).collect()
    }
}
