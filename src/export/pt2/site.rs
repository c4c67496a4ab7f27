//! The nodes of one site: the terms of its formula, and their sum in the place of what stood there.

use super::call;
use super::edit::{Argument, Edited, Nodes};
use super::formula::{Factor, Formula};
use crate::task::exported::{CallNodes, InPlace};
use Argument::{Int, Ints, Tensor};

/// The values that the tensors of a site are in a graph.
struct Tables {
    alpha: Option<String>,
    theta: Option<String>,
}

/// Puts the formula of a site in the place of a call, the channels of which are at this dimension.
pub(super) fn replace(edited: &mut Edited<'_>, formula: &Formula, call: &CallNodes, axis: usize) {
    let tables = Tables {
        alpha: formula.alpha.as_ref().map(|table| edited.add_tensor(table)),
        theta: formula.theta.as_ref().map(|table| edited.add_tensor(table)),
    };
    let given = edited.name(call.x).to_owned();
    let mut nodes = edited.nodes(call);
    // What is written over is another one than what the gradient needs.
    let x = if call.in_place == InPlace::Memory { nodes.of("clone", &given) } else { given.clone() };
    let y = sum(&mut nodes, formula, &tables, &x, axis);
    if call.in_place == InPlace::Memory {
        nodes.call("copy_", &[("self", Tensor(&given)), ("src", Tensor(&y))]);
    }
    let made = nodes.finish();
    edited.put(call, made);
    if call.in_place == InPlace::Name {
        edited.read_instead(call);
    }
}

/// Adds the nodes of a sum; the last one makes it.
fn sum(nodes: &mut Nodes<'_>, formula: &Formula, tables: &Tables, x: &str, axis: usize) -> String {
    let mut sum: Option<String> = None;
    for term in &formula.terms {
        let theta =
            term.theta.map(|place| column(nodes, tables.theta.as_deref(), formula.n_rows(), place, axis));
        let value = call::of(nodes, term.base, x, theta.as_deref(), axis);
        let value = match term.alpha {
            Factor::One => value,
            Factor::Number(number) => call::times(nodes, &value, number),
            Factor::Column(place) => {
                let alpha = column(nodes, tables.alpha.as_deref(), formula.n_rows(), place, axis);
                call::product(nodes, &value, &alpha)
            }
        };
        sum = Some(match sum {
            None => value,
            Some(sum) => call::sum(nodes, &sum, &value),
        });
    }
    match sum {
        None => nodes.of("zeros_like", x),
        // A value of its own, as an activation function gives one.
        Some(sum) if sum == x => nodes.of("clone", x),
        Some(sum) => sum,
    }
}

/// Adds the nodes that take a column of a table, laid along the channels.
fn column(nodes: &mut Nodes<'_>, table: Option<&str>, n_rows: usize, place: usize, axis: usize) -> String {
    let table = table.expect("a term has a column of a table only where there is one");
    let index = i64::try_from(place).expect("few columns");
    let rows = i64::try_from(n_rows).expect("few channels");
    let arguments = [("self", Tensor(table)), ("dim", Int(1)), ("index", Int(index))];
    let column = nodes.call_shaped("select.int", &arguments, &[rows]);
    let behind = nodes.dimensions().saturating_sub(axis + 1);
    if n_rows == 1 || behind == 0 {
        return column;
    }
    let shape: Vec<i64> = std::iter::once(rows).chain(std::iter::repeat_n(1, behind)).collect();
    nodes.call_shaped("view", &[("self", Tensor(&column)), ("size", Ints(&shape))], &shape)
}
