//! Which calls are activations, and which are gates.
//!
//! What can be a gate has values between 0 and 1 (sigmoid and the like) or between −1 and 1 (tanh and the like), or is a
//! softmax. It is one where it multiplies another branch: what does not come out of itself. Two cases look like that and
//! are not: tanh beside a sigmoid, which is the activation of a recurrent cell or of a gated layer whose gate is the
//! sigmoid; and what is scaled by a gate that was computed of it, as in squeeze-and-excitation.

use super::call::{CallRole, Gate, Standing};
use super::ends::{Ends, descends, passes};
use super::found::Found;
use super::known::Known;
use super::levels::{Level, given};
use super::named::word;
use super::recognised::{Range, range};
use crate::activation::Base;
use crate::pt2::{Output, ValueId};

/// What each call is for the model.
pub(super) fn roles(known: &Known, calls: &[Found]) -> Vec<CallRole> {
    let ranges: Vec<Range> = calls.iter().map(|call| call_range(known, call)).collect();
    let closed = gated(known, calls, &ranges);
    let role = |(call, range): (&Found, &Range)| {
        gate(known, call, *range, &closed).map_or(CallRole::Activation, CallRole::Gate)
    };
    calls.iter().zip(&ranges).map(role).collect()
}

fn call_range(known: &Known, call: &Found) -> Range {
    match &call.function {
        Standing::Base(Base::Softmax) => Range::Shares,
        Standing::Other(words) if words == "log_softmax" => Range::Shares,
        Standing::Base(Base::LogSigmoid) => Range::Logarithm,
        Standing::Base(_) | Standing::Prelu { .. } | Standing::Other(_) => {
            call.region().values(known).map_or(Range::Open, |values| range(&values))
        }
    }
}

/// For each value, whether it is what a function between 0 and 1 gave, moved and scaled at most: 1 − z, too.
fn gated(known: &Known, calls: &[Found], ranges: &[Range]) -> Vec<bool> {
    let mut gated = vec![false; known.graph.values.len()];
    let mut calls =
        calls.iter().zip(ranges).filter(|(_, range)| **range == Range::Unit).map(|(call, _)| call).peekable();
    for (at, node) in known.graph.nodes.iter().enumerate() {
        let mut varying = given(node).filter(|id| known.levels.varies(*id));
        let is_gated = match (varying.next(), varying.next()) {
            (Some(only), None) => gated[only.0] && passes(known, node, only),
            _ => false,
        };
        for id in node.outputs.iter().flat_map(Output::values) {
            gated[id.0] = is_gated;
        }
        if let Some(call) = calls.next_if(|call| call.nodes.last() == Some(&at)) {
            gated[call.y.0] = true;
        }
    }
    gated
}

/// Why a call is a gate, if it is one.
fn gate(known: &Known, call: &Found, range: Range, gated: &[bool]) -> Option<Gate> {
    match known.levels.level(call.x) {
        Level::Fixed | Level::Learned | Level::Computed => return Some(Gate::Constant),
        Level::Mask => return Some(Gate::Mask),
        Level::Data => {}
    }
    if range == Range::Open {
        return is_guard(known, call).then_some(Gate::Guard);
    }
    let ends = Ends::of(known, call.y);
    let is_of_another = |other: &ValueId| !descends(known, *other, call.y);
    match range {
        Range::Shares if ends.is_output() => Some(Gate::Output),
        Range::Shares if ends.products.is_empty() && ends.matrices.is_empty() => Some(Gate::Normalises),
        Range::Shares => Some(Gate::Attention),
        _ if ends.is_output() => Some(Gate::Output),
        Range::Unit if ends.products.iter().chain(&ends.matrices).any(is_of_another) => {
            Some(Gate::Multiplies)
        }
        Range::Symmetric if ends.products.iter().any(|other| !gated[other.0] && is_of_another(other)) => {
            Some(Gate::Multiplies)
        }
        Range::Unit | Range::Symmetric | Range::Logarithm | Range::Open => None,
    }
}

/// Whether limits are there for a function that is not defined everywhere, and not as an activation.
fn is_guard(known: &Known, call: &Found) -> bool {
    const NOT_EVERYWHERE: [&str; 9] =
        ["acos", "asin", "log", "log10", "log2", "pow", "rsqrt", "sqrt", "reciprocal"];
    let readers = &known.uses.readers[call.y.0];
    let is_limit = call.nodes.len() == 1
        && call.nodes.iter().any(|at| {
            word(&known.graph.nodes[*at]).is_some_and(|word| word.starts_with("clamp") || word == "maximum")
        });
    let guarded =
        |at: &usize| word(&known.graph.nodes[*at]).is_some_and(|word| NOT_EVERYWHERE.contains(&word));
    is_limit && !readers.is_empty() && readers.iter().all(guarded)
}
