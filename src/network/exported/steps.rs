//! A graph as steps: which node is called, which is a mix, and when a value is read for the last time.

use super::around::Around;
use super::call::Call;
use crate::pt2::{Argument, Effect, Graph, Library, Node, Output, Random, ValueId};
use crate::task::exported::{ActivationCall, CallNodes, InPlace};
use std::collections::HashSet;

/// What is done for a node.
#[derive(Debug)]
pub(super) enum Step {
    /// A function of ATen is called.
    Call(Call),
    /// A size is computed.
    Size,
    /// The random node of this index, drawn by us.
    Random(Random, usize),
    /// A mix stands there.
    Mix(Box<Mixed>),
    /// Another step does it.
    Nothing,
}

/// A mix in the place of nodes.
#[derive(Debug)]
pub(super) struct Mixed {
    pub site: usize,
    pub x: ValueId,
    pub y: ValueId,
    pub in_place: InPlace,
    /// The dimension of x that has the channels.
    pub axis: usize,
    /// What a convolution before it leaves to it.
    pub bias: Option<ValueId>,
    /// The side of the squares that the maximum is taken over right behind it.
    pub square: Option<usize>,
}

/// A step, and the values that nothing reads after it.
#[derive(Debug)]
pub(super) struct Planned {
    pub step: Step,
    pub last_read: Vec<ValueId>,
}

/// The steps of a graph, one for each node, with mixes in the place of these calls; or the node that cannot be run.
pub(super) fn plan(graph: &Graph, sites: &[(usize, &CallNodes)]) -> Result<Vec<Planned>, (usize, String)> {
    let around = Around::of(graph);
    let mut steps: Vec<Option<Step>> = std::iter::repeat_with(|| None).take(graph.nodes.len()).collect();
    let mut without_bias = HashSet::new();
    for (site, (axis, call)) in sites.iter().enumerate() {
        let bias = around.bias_before(call).filter(|_| *axis == 1);
        let pool = around.pool_behind(call).filter(|_| *axis == 1);
        without_bias.extend(bias.map(|(convolution, _)| convolution));
        for node in call.nodes.iter().copied().chain(pool.map(|pool| pool.node)) {
            steps[node] = Some(Step::Nothing);
        }
        let mixed = Mixed {
            site,
            x: call.x,
            y: pool.map_or(call.y, |pool| pool.y),
            in_place: call.in_place,
            axis: *axis,
            bias: bias.map(|(_, bias)| bias),
            square: pool.map(|pool| pool.side),
        };
        let last = *call.nodes.last().expect("a call has nodes");
        steps[last] = Some(Step::Mix(Box::new(mixed)));
    }
    let mut random = 0;
    let mut finished = Vec::new();
    for (at, (step, node)) in steps.into_iter().zip(&graph.nodes).enumerate() {
        let drawn = random;
        random += usize::from(node.is_random());
        finished.push(match step {
            Some(step) => step,
            None => own(node, drawn, without_bias.contains(&at)).map_err(|reason| (at, reason))?,
        });
    }
    let last = last_reads(graph, &finished);
    Ok(finished.into_iter().zip(last).map(|(step, last_read)| Planned { step, last_read }).collect())
}

/// What a node does by itself; `drawn` is its number among the random ones.
fn own(node: &Node, drawn: usize, without_bias: bool) -> Result<Step, String> {
    Ok(match node.function.effect {
        _ if node.function.library == Library::Sizes => Step::Size,
        Effect::Random(kind) if node.is_random() => Step::Random(kind, drawn),
        _ => Step::Call(Call::new(node, without_bias)?),
    })
}

/// For each step, the values that no later step reads, and no output is.
fn last_reads(graph: &Graph, steps: &[Step]) -> Vec<Vec<ValueId>> {
    let mut is_kept = vec![false; graph.values.len()];
    for value in graph.outputs.iter().flat_map(Argument::values) {
        is_kept[value.0] = true;
    }
    let mut last = vec![None; graph.values.len()];
    for (at, (step, node)) in steps.iter().zip(&graph.nodes).enumerate() {
        let touched = match step {
            Step::Mix(mixed) => [mixed.x, mixed.y].into_iter().chain(mixed.bias).collect(),
            Step::Nothing => Vec::new(),
            Step::Call(_) | Step::Size | Step::Random(..) => {
                let read = node.arguments.iter().flat_map(|(_, argument)| argument.values());
                read.chain(node.outputs.iter().flat_map(Output::values)).collect()
            }
        };
        for value in touched {
            last[value.0] = Some(at);
        }
    }
    let mut lists = vec![Vec::new(); steps.len()];
    for (value, at) in last.into_iter().enumerate() {
        if let Some(at) = at.filter(|_| !is_kept[value]) {
            lists[at].push(ValueId(value));
        }
    }
    lists
}

/// The nodes of each call in one mode, with the dimension of the channels.
pub(super) fn in_mode(calls: &[ActivationCall], is_training: bool) -> Vec<(usize, &CallNodes)> {
    calls
        .iter()
        .map(|call| (call.axis, if is_training { &call.training } else { &call.evaluation }))
        .collect()
}
