//! Two programs as one: both modes of a model over the same tensors.

use super::error::{Error, Result};
use super::graph::OneMode;
use super::program::{Graph, Input, Program, ValueKind};
use super::tensor::{Role, Storage, Tensor};
use super::weights::Weight;
use std::collections::{HashMap, HashSet};

/// One program that is the same in both modes.
pub(super) fn same(mode: OneMode) -> Program {
    let tensors = tensors(&mode);
    let OneMode { torch_version, graph, weights, .. } = mode;
    Program {
        torch_version,
        training: graph.clone(),
        evaluation: graph,
        tensors,
        storages: weights.storages,
        starts: Vec::new(),
    }
}

/// Both modes, if they are of one model: the same inputs, the same parameters and buffers with the same numbers.
pub(super) fn both<'a>(training: OneMode<'a>, evaluation: OneMode<'a>) -> Result<Program<'a>> {
    if user_inputs(&training.graph) != user_inputs(&evaluation.graph) {
        return Err(Error::Differ("their inputs have other types or shapes".to_owned()));
    }
    let mut tensors = tensors(&training);
    let mut storages = training.weights.storages;
    let places = pair(&tensors, &storages, &evaluation)?;
    let evaluated = self::tensors(&evaluation);
    let mut graph = evaluation.graph;
    // Constants belong to one mode alone: the same name may be another number there.
    let first = storages.len();
    let mut index = Vec::new();
    for (tensor, place) in evaluated.into_iter().zip(places) {
        index.push(place.unwrap_or(tensors.len()));
        if place.is_none() {
            tensors.push(Tensor { storage: first + tensor.storage, ..tensor });
        }
    }
    storages.extend(evaluation.weights.storages);
    forget_unused(&mut tensors, &mut storages);
    for input in &mut graph.inputs {
        if let Input::Tensor { tensor, .. } = input {
            *tensor = index[*tensor];
        }
    }
    Ok(Program {
        torch_version: training.torch_version,
        training: training.graph,
        evaluation: graph,
        tensors,
        storages,
        starts: Vec::new(),
    })
}

fn tensors(mode: &OneMode) -> Vec<Tensor> {
    let tensor = |(weight, role): (&Weight, &Role)| Tensor {
        name: weight.name.clone(),
        role: *role,
        requires_grad: weight.requires_grad,
        strided: weight.strided.clone(),
        storage: weight.storage,
    };
    mode.weights.tensors.iter().zip(&mode.roles).map(tensor).collect()
}

fn user_inputs(graph: &Graph) -> Vec<&ValueKind> {
    let kind = |input: &Input| match input {
        Input::User { value } => Some(&graph.values[value.0].kind),
        Input::Tensor { .. } => None,
    };
    graph.inputs.iter().filter_map(kind).collect()
}

/// Which tensor of training each of evaluation is; constants are none unless they are alike.
fn pair(tensors: &[Tensor], storages: &[Storage], evaluation: &OneMode) -> Result<Vec<Option<usize>>> {
    let by_name: HashMap<&str, usize> =
        tensors.iter().enumerate().map(|(at, tensor)| (tensor.name.as_str(), at)).collect();
    let evaluated = self::tensors(evaluation);
    let mut stored = Stored::default();
    let mut places = Vec::new();
    for tensor in &evaluated {
        let found = by_name.get(tensor.name.as_str()).copied();
        let difference = match found {
            None => Some("is in eval alone"),
            Some(at) => difference(&tensors[at], tensor, storages, &evaluation.weights.storages, &mut stored),
        };
        match difference {
            Some(_) if tensor.role == Role::Constant => places.push(None),
            Some(difference) => return Err(Error::Differ(format!("`{}` {difference}", tensor.name))),
            None => places.push(found),
        }
    }
    let names: HashSet<&str> = evaluated.iter().map(|tensor| tensor.name.as_str()).collect();
    let is_alone = |tensor: &&Tensor| tensor.role != Role::Constant && !names.contains(tensor.name.as_str());
    match tensors.iter().find(is_alone) {
        Some(tensor) => Err(Error::Differ(format!("`{}` is in train alone", tensor.name))),
        None => Ok(places),
    }
}

/// What differs between a tensor in training and the one of the same name in evaluation.
fn difference(
    training: &Tensor,
    evaluation: &Tensor,
    storages: &[Storage],
    evaluated: &[Storage],
    stored: &mut Stored,
) -> Option<&'static str> {
    if training.role != evaluation.role || training.requires_grad != evaluation.requires_grad {
        return Some("is a parameter, a buffer or learned in one of them only");
    }
    if training.strided != evaluation.strided {
        return Some("has another type or shape");
    }
    match (stored.training.get(&evaluation.storage), stored.evaluation.get(&training.storage)) {
        (None, None) => {}
        (Some(storage), _) if *storage == training.storage => return None,
        _ => return Some("is tied to another tensor"),
    }
    if storages[training.storage].bytes != evaluated[evaluation.storage].bytes {
        return Some("has other numbers");
    }
    stored.training.insert(evaluation.storage, training.storage);
    stored.evaluation.insert(training.storage, evaluation.storage);
    None
}

/// Which storages go together, both ways: tensors that are tied in one mode are tied in the other.
#[derive(Default)]
struct Stored {
    training: HashMap<usize, usize>,
    evaluation: HashMap<usize, usize>,
}

/// Drops storages that no tensor lies in.
fn forget_unused(tensors: &mut [Tensor], storages: &mut Vec<Storage>) {
    let mut is_used = vec![false; storages.len()];
    for tensor in tensors.iter() {
        is_used[tensor.storage] = true;
    }
    let mut kept = 0;
    let index: Vec<usize> = is_used
        .iter()
        .map(|used| {
            kept += usize::from(*used);
            kept.saturating_sub(1)
        })
        .collect();
    let mut used = is_used.into_iter();
    storages.retain(|_| used.next().unwrap_or(false));
    for tensor in tensors {
        tensor.storage = index[tensor.storage];
    }
}
