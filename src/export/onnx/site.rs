//! A site as nodes: its terms, each times its coefficient, and their sum.

use super::base;
use super::graph::Graph;
use super::op::Op;
use super::proto::{AttributeProto, TensorProto};
use super::term::{Term, formula};

/// Adds the nodes of a site, under its name, and gives the name of what comes out.
///
/// `by_channel` is the shape in which one number for each channel is broadcast along the channels of x.
pub(super) fn add(graph: &mut Graph, site: &str, terms: &[Term], x: &str, by_channel: &[usize]) -> String {
    let values: Vec<String> = terms.iter().map(|term| add_term(graph, site, term, x, by_channel)).collect();
    let values: Vec<&str> = values.iter().map(String::as_str).collect();
    match *values {
        [] => add_zero(graph, site, x),
        [value] if value == x => {
            graph.node(site, Op::Identity, &[x], Vec::new());
        }
        [_] => {}
        [_, _] => {
            graph.node(site, Op::Add, &values, Vec::new());
        }
        [..] => {
            graph.node(site, Op::Sum, &values, Vec::new());
        }
    }
    graph.call_last(site, &format!("f(x) = {}", formula(terms)))
}

fn add_term(graph: &mut Graph, site: &str, term: &Term, x: &str, by_channel: &[usize]) -> String {
    let Term { base, label, alpha, theta } = term;
    let theta = add_numbers(graph, &format!("{site}.theta.{label}"), theta, by_channel);
    let value = base::add(graph, &format!("{site}/{label}"), *base, x, theta.as_deref());
    match add_numbers(graph, &format!("{site}.alpha.{label}"), alpha, by_channel) {
        Some(alpha) => {
            graph.node(&format!("{site}/{label}/times_alpha"), Op::Mul, &[&alpha, &value], Vec::new())
        }
        None => value,
    }
}

/// Learned numbers, in a shape that x is broadcast with; nothing if there are none.
fn add_numbers(graph: &mut Graph, name: &str, values: &[f32], by_channel: &[usize]) -> Option<String> {
    let dims = match values {
        [] => return None,
        [_] => &[],
        [..] => by_channel,
    };
    Some(graph.tensor(name, dims, values))
}

/// Zeros in the shape of x.
fn add_zero(graph: &mut Graph, site: &str, x: &str) {
    let shape = graph.node(&format!("{site}/shape"), Op::Shape, &[x], Vec::new());
    let zero = AttributeProto::tensor("value", TensorProto::floats("", &[1], &[0.0]));
    graph.node(site, Op::ConstantOfShape, &[&shape], vec![zero]);
}
