//! Networks of Keras, which are written down before they are run.

use super::Program;
use super::tensor::Tensor;
use super::value::{Arguments, Made, Node, Value};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// The nodes that lead to this one, each behind those that it needs.
fn in_order(last: &Rc<Node>) -> Vec<Rc<Node>> {
    let (mut order, mut known, mut open) = (Vec::new(), HashSet::new(), vec![last.clone()]);
    while let Some(node) = open.last().cloned() {
        let missing: Vec<Rc<Node>> =
            before(&node).into_iter().filter(|it| !known.contains(&Rc::as_ptr(it))).collect();
        if missing.is_empty() {
            open.pop();
            if known.insert(Rc::as_ptr(&node)) {
                order.push(node);
            }
        } else {
            open.extend(missing);
        }
    }
    order
}

/// The nodes among the arguments of a node.
fn before(node: &Node) -> Vec<Rc<Node>> {
    let mut found = Vec::new();
    for value in &node.arguments.positional {
        match value {
            Value::Node(node) => found.push(node.clone()),
            Value::List(store) => {
                found.extend(store.borrow().iter().filter_map(|it| match it {
                    Value::Node(node) => Some(node.clone()),
                    _ => None,
                }));
            }
            _ => {}
        }
    }
    found
}

/// The beginning and the end of a `keras.Model`.
fn ends(model: &Made) -> Result<[Rc<Node>; 2], String> {
    let [inputs, outputs] = model.arguments.bind(["inputs", "outputs"])?;
    match (inputs, outputs) {
        (Some(Value::Node(inputs)), Some(Value::Node(outputs))) => Ok([inputs, outputs]),
        _ => Err("a model that does not lead from one batch to another".to_owned()),
    }
}

/// The layers of a model.
pub(super) fn layers(model: &Made) -> Result<Value, String> {
    let [_, last] = ends(model)?;
    let nodes = in_order(&last);
    Ok(Value::list(
        nodes.iter().map(|node| node.what.clone()).filter(|it| !matches!(it, Value::Nothing)).collect(),
    ))
}

/// Runs a model on a batch.
pub(super) fn run(program: &Program, model: &Made, x: &Value) -> Result<Value, String> {
    let [first, last] = ends(model)?;
    let wanted = first.arguments.positional.first().map_or(Ok(Vec::new()), Value::as_list)?;
    let wanted: Result<Vec<usize>, String> = wanted.iter().map(Value::as_count).collect();
    let (wanted, shape) = (wanted?, &x.as_tensor()?.shape);
    if shape[1..] != *wanted {
        return Err(format!("a batch of the shape {shape:?} for samples of the shape {wanted:?}"));
    }
    let mut values: HashMap<*const Node, Value> = HashMap::from([(Rc::as_ptr(&first), x.clone())]);
    for node in in_order(&last) {
        if Rc::ptr_eq(&node, &first) {
            continue;
        }
        let known = |value: &Value| match value {
            Value::Node(node) => values.get(&Rc::as_ptr(node)).cloned().unwrap_or(Value::Nothing),
            other => other.clone(),
        };
        let filled = node.arguments.positional.iter().map(|value| match value {
            Value::List(store) => Value::list(store.borrow().iter().map(known).collect()),
            other => known(other),
        });
        let arguments = Arguments { positional: filled.collect(), named: node.arguments.named.clone() };
        let value = program.call(&node.what, arguments)?;
        values.insert(Rc::as_ptr(&node), value);
    }
    values.remove(&Rc::as_ptr(&last)).ok_or_else(|| "a model without an end".to_owned())
}

/// Runs a layer on the batches that it is called with.
pub(super) fn apply(made: &Made, arguments: &Arguments) -> Result<Value, String> {
    let layer = made.layer.as_ref().ok_or_else(|| format!("a call of a `{}`", made.path))?;
    let [Some(given)] = arguments.bind(["inputs"])? else { return Err("a layer without a batch".to_owned()) };
    let batches = match &given {
        Value::List(store) => store.borrow().clone(),
        one => vec![one.clone()],
    };
    let batches: Result<Vec<Rc<Tensor>>, String> = batches.iter().map(Value::as_tensor).collect();
    let name = made.given("name").map_or(Ok(made.path.clone()), |name| name.as_text())?;
    layer.apply(&batches?).map(Value::tensor).map_err(|reason| format!("`{name}`: {reason}"))
}
