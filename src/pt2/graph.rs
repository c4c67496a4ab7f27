//! One program of an archive: its graph with every name resolved, over tensors that are known.

use super::archive::Archive;
use super::argument;
use super::batch;
use super::error::{Error, Result};
use super::filled::Unfilled;
use super::function::Function;
use super::limits::{MOST_ARGUMENTS, MOST_NODES};
use super::place::Place;
use super::program::{Graph, Input, Node};
use super::schema::{self, ExportedProgram, InputSpec, OutputSpec, Versioned};
use super::tensor::Role;
use super::values::Values;
use super::weights::{Weight, Weights};
use std::collections::HashSet;

/// A program of one mode.
pub(super) struct OneMode<'a> {
    /// The entry that describes it.
    pub entry: String,
    pub torch_version: String,
    pub graph: Graph,
    pub weights: Weights<'a>,
    /// What each tensor is for the model.
    pub roles: Vec<Role>,
}

/// The major version of the schema that is read; a higher one has another meaning.
const MAJOR: i64 = 8;

impl<'a> OneMode<'a> {
    pub fn read(archive: &mut Archive<'a>, program: &str) -> Result<Self> {
        let name = format!("models/{program}.json");
        let typed = typed(archive, &name)?;
        let weights = Weights::read(archive, program)?;
        let entry = archive.path(&name);
        let wrong = |reason: String| Error::Entry { entry: entry.clone(), reason };
        let mut roles: Vec<Role> = weights.tensors.iter().map(Weight::role).collect();
        let schema::GraphModule { graph: mut typed_graph, signature } = typed.graph_module;
        if !typed_graph.custom_obj_values.0.is_empty() {
            return Err(wrong(
                "it has custom objects, which are not supported: use plain tensors".to_owned(),
            ));
        }
        let mut values = Values::declare(&mut typed_graph, &entry)?;
        check_outputs(&signature.output_specs).map_err(wrong)?;
        let inputs = inputs(typed_graph.inputs, signature.input_specs, &mut values, &weights, &mut roles);
        let inputs = inputs.map_err(wrong)?;
        let nodes = nodes(typed_graph.nodes, &mut values, &entry)?;
        let outputs = typed_graph.outputs.into_iter().map(|output| argument::read(output, &values));
        let outputs = outputs.collect::<std::result::Result<_, _>>();
        let outputs = outputs.map_err(|reason| wrong(format!("an output of the model: {reason}")))?;
        let batch = batch::read(&inputs, &values, &typed.range_constraints).map_err(wrong)?;
        let graph = Graph { inputs, nodes, outputs, values: values.finish(), batch };
        batch::check_logits(&graph).map_err(wrong)?;
        Ok(Self { entry: entry.clone(), torch_version: typed.torch_version, graph, weights, roles })
    }
}

/// What an entry says, if its schema is one that is known.
fn typed(archive: &Archive, name: &str) -> Result<ExportedProgram> {
    let json = archive.json(name)?;
    let Versioned { schema_version } = archive.parse(name, &json)?;
    if schema_version.major != MAJOR {
        return Err(archive.error(
            name,
            format!(
                "it has version {}.{} of the schema, allowed: {MAJOR} with any minor version; save the model by \
                 actsearch.save with PyTorch 2.11, or read the file with a newer actsearch",
                schema_version.major, schema_version.minor
            ),
        ));
    }
    let program: ExportedProgram = archive.parse(name, &json)?;
    let count = program.graph_module.graph.nodes.len();
    if count > MOST_NODES {
        return Err(archive.error(name, format!("it has {count} nodes, allowed: at most {MOST_NODES}")));
    }
    match program.range_constraints.duplicate() {
        Some(symbol) => Err(archive.error(name, format!("the range of `{symbol}` stands twice"))),
        None => Ok(program),
    }
}

/// What a graph gives back besides the model's outputs is written by tools that change the program.
fn check_outputs(specs: &[OutputSpec]) -> std::result::Result<(), String> {
    let what = specs.iter().find_map(|spec| match spec {
        OutputSpec::UserOutput(_) => None,
        OutputSpec::LossOutput(_) => Some("a loss"),
        OutputSpec::BufferMutation(_) => Some("a changed buffer"),
        OutputSpec::ParameterMutation(_) => Some("a changed parameter"),
        OutputSpec::UserInputMutation(_) => Some("a changed input"),
        OutputSpec::GradientToParameter(_) | OutputSpec::GradientToUserInput(_) => Some("a gradient"),
        OutputSpec::Token(_) => Some("a token"),
    });
    what.map_or(Ok(()), |what| {
        Err(format!("an output of the graph is {what}: save the model itself by actsearch.save, and not a program after run_decompositions"))
    })
}

fn inputs(
    arguments: Vec<schema::Argument>,
    specs: Vec<InputSpec>,
    values: &mut Values,
    weights: &Weights,
    roles: &mut [Role],
) -> std::result::Result<Vec<Input>, String> {
    if arguments.len() != specs.len() {
        return Err(format!("its graph has {} inputs, but its signature {}", arguments.len(), specs.len()));
    }
    let mut inputs = Vec::new();
    for (argument, spec) in arguments.into_iter().zip(specs) {
        let (spec, source) = match spec {
            InputSpec::UserInput(input) => (input.arg, None),
            InputSpec::Parameter { arg, parameter_name } => {
                (schema::Argument::Tensor(arg), Some((parameter_name, Role::Parameter)))
            }
            InputSpec::Buffer { arg, buffer_name, persistent } => {
                (schema::Argument::Tensor(arg), Some((buffer_name, Role::Buffer { persistent })))
            }
            InputSpec::TensorConstant { arg, tensor_constant_name } => {
                (schema::Argument::Tensor(arg), Some((tensor_constant_name, Role::Constant)))
            }
            // An argument of the model that is no tensor: its value stands in the nodes.
            InputSpec::ConstantInput(_) => continue,
            InputSpec::CustomObj(_) => {
                return Err("an input is a custom object, which is not supported".to_owned());
            }
            InputSpec::Token(_) => return Err("an input is a token, which is not supported".to_owned()),
        };
        let (schema::Argument::Tensor(argument), schema::Argument::Tensor(spec)) = (argument, spec) else {
            return Err("an input is no tensor: give the model tensors alone".to_owned());
        };
        if argument.name != spec.name {
            return Err(format!(
                "its graph has the input `{}` where its signature has `{}`",
                argument.name, spec.name
            ));
        }
        let value = values.make(&argument.name).map_err(|reason| format!("an input: {reason}"))?;
        inputs.push(match source {
            None => Input::User { value },
            Some((name, role)) => Input::Tensor { value, tensor: tensor(&name, role, weights, roles)? },
        });
    }
    Ok(inputs)
}

/// The tensor of this name, which is this for the model.
fn tensor(
    name: &str,
    role: Role,
    weights: &Weights,
    roles: &mut [Role],
) -> std::result::Result<usize, String> {
    let lacking = || format!("an input is the tensor `{name}`, which the archive does not have");
    let tensor = weights.find(name).ok_or_else(lacking)?;
    if (role == Role::Parameter) != weights.tensors[tensor].is_param {
        return Err(format!("the tensor `{name}` is a parameter by one entry and none by another"));
    }
    roles[tensor] = role;
    Ok(tensor)
}

fn nodes(typed: Vec<schema::Node>, values: &mut Values, entry: &str) -> Result<Vec<Node>> {
    let mut nodes = Vec::new();
    let mut names = HashSet::new();
    let mut unfilled = Unfilled::default();
    for (at, typed) in typed.into_iter().enumerate() {
        let name = typed.name.clone().unwrap_or_else(|| format!("#{at}"));
        let place =
            Place::read(typed.metadata.nn_module_stack.as_deref(), typed.metadata.stack_trace.as_deref());
        let wrong = |function: String, reason: String| Error::Node {
            entry: entry.to_owned(),
            node: name.clone(),
            function,
            place: Box::new(place.clone()),
            reason,
        };
        let function = Function::named(&typed.target);
        let function = function.map_err(|refused| wrong(typed.target.clone(), refused.to_string()))?;
        let in_function = |reason| wrong(function.to_string(), reason);
        if !names.insert(name.clone()) {
            return Err(in_function("another node has the same name, but each needs its own".to_owned()));
        }
        let arguments = arguments(typed.inputs, values).map_err(in_function)?;
        let outputs = typed.outputs.into_iter().map(|output| argument::output(output, values));
        let outputs = outputs.collect::<std::result::Result<_, _>>().map_err(in_function)?;
        let node =
            Node { name: name.clone(), function: function.clone(), arguments, outputs, place: place.clone() };
        unfilled.follow(&node, values).map_err(in_function)?;
        nodes.push(node);
    }
    Ok(nodes)
}

fn arguments(
    typed: Vec<schema::NamedArgument>,
    values: &Values,
) -> std::result::Result<Vec<(String, super::Argument)>, String> {
    if typed.len() > MOST_ARGUMENTS {
        return Err(format!("it has {} arguments, allowed: at most {MOST_ARGUMENTS}", typed.len()));
    }
    let mut arguments: Vec<(String, super::Argument)> = Vec::new();
    for schema::NamedArgument { name, arg } in typed {
        if arguments.iter().any(|(other, _)| *other == name) {
            return Err(format!("its argument `{name}` stands twice"));
        }
        let argument =
            argument::read(arg, values).map_err(|reason| format!("its argument `{name}`: {reason}"))?;
        arguments.push((name, argument));
    }
    Ok(arguments)
}
