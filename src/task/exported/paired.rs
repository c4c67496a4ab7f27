//! The calls of both modes together.

use super::call::{ActivationCall, CallNodes, OneModeCall, Standing};
use super::channels::{Channels, shares as shares_over, sizes};
use super::found::Found;
use super::search::calls;
use crate::activation::Base;
use crate::pt2::{Graph, Place, Program, Size};
use crate::task::numbered::Numbered;
use std::collections::{HashMap, VecDeque};

/// Why there is nothing to search.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the model calls no activation function in both of its modes; export one that has activations such as torch.nn.ReLU \
     between its layers"
)]
pub struct NoCall;

/// The activation functions that a program calls in both modes, in the order of evaluation.
///
/// # Errors
/// If there is none.
pub fn activation_calls(program: &Program) -> Result<Vec<ActivationCall>, NoCall> {
    let calls = Pairs::of(program).calls;
    if calls.is_empty() { Err(NoCall) } else { Ok(calls) }
}

/// The activation functions that a program calls in one of its modes only, as auxiliary classifiers do.
#[must_use]
pub fn calls_in_one_mode(program: &Program) -> Vec<OneModeCall> {
    Pairs::of(program).alone
}

/// What both modes call, and what one of them calls.
struct Pairs {
    calls: Vec<ActivationCall>,
    alone: Vec<OneModeCall>,
}

/// Calls of one name and one function, in the same call of the same module, are paired in their order.
type Key = (String, usize, String);

fn key(found: &Found) -> Key {
    let call = found.module.as_ref().map_or(0, |module| module.call);
    (found.name.clone(), call, found.function.to_string())
}

impl Pairs {
    fn of(program: &Program) -> Self {
        let mut waiting: HashMap<Key, VecDeque<Found>> = HashMap::new();
        let mut order = Vec::new();
        for found in calls(program, &program.training) {
            order.push(key(&found));
            waiting.entry(key(&found)).or_default().push_back(found);
        }
        let channels = Channels::of(&program.evaluation);
        let mut names = Numbered::default();
        let (mut paired, mut alone) = (Vec::new(), Vec::new());
        for found in calls(program, &program.evaluation) {
            match waiting.get_mut(&key(&found)).and_then(VecDeque::pop_front) {
                Some(training) => {
                    let name = names.name(&found.name);
                    paired.push(pair(name, &training, found, &program.evaluation, &channels));
                }
                None => alone.push(one_mode(found, &program.evaluation, false)),
            }
        }
        let left = order.iter().filter_map(|key| waiting.get_mut(key)?.pop_front());
        alone.extend(left.map(|found| one_mode(found, &program.training, true)));
        Self { calls: paired, alone }
    }
}

fn pair(name: String, training: &Found, found: Found, graph: &Graph, channels: &Channels) -> ActivationCall {
    let sizes = sizes(graph, found.x).unwrap_or_default().to_vec();
    let last = found.nodes.last().map(|last| &graph.nodes[*last]);
    let shares = last.filter(|_| found.function == Standing::Base(Base::Softmax));
    let axis = shares.and_then(|node| shares_over(graph, node, found.x));
    let axis = axis.unwrap_or_else(|| channels.axis(graph, found.x));
    let known = match sizes.get(axis) {
        Some(Size::Known(count)) => usize::try_from(*count).ok(),
        Some(Size::Symbolic(_)) | None => None,
    };
    let place = place(&found, graph);
    let evaluation = nodes(&found);
    let (function, role) = (found.function, found.role);
    let training = nodes(training);
    ActivationCall { name, function, role, place, sizes, axis, channels: known, training, evaluation }
}

fn nodes(found: &Found) -> CallNodes {
    CallNodes {
        x: found.x,
        y: found.y,
        nodes: found.nodes.iter().copied().collect(),
        in_place: found.in_place,
    }
}

fn one_mode(found: Found, graph: &Graph, is_in_training: bool) -> OneModeCall {
    OneModeCall { place: place(&found, graph), function: found.function, is_in_training }
}

/// Where the last node of a call stands.
fn place(found: &Found, graph: &Graph) -> Place {
    found.nodes.last().map_or_else(Place::default, |last| graph.nodes[*last].place.clone())
}
