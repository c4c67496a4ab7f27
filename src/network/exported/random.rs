//! What is random in training: drawn by us, so that it can be repeated.

use super::dispatch::Given;
use super::values::Values;
use crate::pt2::{Node, ValueId};
use tch::{Kind, Tensor};

/// The dropout of this node: its input times the mask.
pub(super) fn dropout(
    node: &Node,
    in_place: bool,
    values: &Values,
    draw: &mut dyn FnMut(&[i64]) -> Tensor,
) -> Result<Tensor, String> {
    let mut x = values.tensor(tensor(node, "input").or_else(|_| tensor(node, "self"))?).shallow_clone();
    let mask = draw(&x.size()).to_kind(x.kind());
    Ok(if in_place { x.g_mul_(&mask) } else { x * mask })
}

/// Stochastic depth: ones and zeros in a tensor that has no content yet.
pub(super) fn bernoulli(
    node: &Node,
    values: &Values,
    draw: &mut dyn FnMut(&[i64]) -> Tensor,
) -> Result<Tensor, String> {
    let mut empty = values.tensor(tensor(node, "self")?).shallow_clone();
    let ones = draw(&empty.size()).not_equal(0.0).to_kind(empty.kind());
    tch::no_grad(|| empty.copy_(&ones));
    Ok(empty)
}

/// softmax(q·kᵀ·scale + mask)·v with dropout of the weights, as `scaled_dot_product_attention` documents it.
pub(super) fn attention(
    node: &Node,
    values: &Values,
    draw: &mut dyn FnMut(&[i64]) -> Tensor,
) -> Result<Tensor, String> {
    let of = |name| Ok::<_, String>(values.tensor(tensor(node, name)?).shallow_clone());
    let (query, mut key, mut value) = (of("query")?, of("key")?, of("value")?);
    if flag(node, "enable_gqa", values)? {
        let heads = |x: &Tensor| x.size()[x.dim() - 3];
        key = key.repeat_interleave_self_int(heads(&query) / heads(&key), -3, None);
        value = value.repeat_interleave_self_int(heads(&query) / heads(&value), -3, None);
    }
    let width = query.size()[query.dim() - 1];
    #[expect(clippy::cast_precision_loss, reason = "heads are narrow")]
    let scale = number(node, "scale", values)?.unwrap_or(1.0 / (width as f64).sqrt());
    let scores = query.matmul(&key.transpose(-2, -1)) * scale;
    let scores = if flag(node, "is_causal", values)? {
        let sizes = scores.size();
        let later = Tensor::ones(&sizes[sizes.len() - 2..], (Kind::Bool, scores.device())).triu(1);
        scores.masked_fill(&later, f64::NEG_INFINITY)
    } else {
        masked(scores, node, values)?
    };
    let weights = scores.softmax(-1, scores.kind());
    let mask = draw(&weights.size()).to_kind(weights.kind());
    Ok((weights * mask).matmul(&value))
}

fn masked(scores: Tensor, node: &Node, values: &Values) -> Result<Tensor, String> {
    let Some(argument) = node.argument("attn_mask") else { return Ok(scores) };
    Ok(match values.given(argument)? {
        Given::Tensor(mask) if mask.kind() == Kind::Bool => {
            scores.masked_fill(&mask.logical_not(), f64::NEG_INFINITY)
        }
        Given::Tensor(mask) => scores + mask,
        _ => scores,
    })
}

fn tensor(node: &Node, name: &str) -> Result<ValueId, String> {
    let found = node.argument(name).and_then(|argument| argument.values().first().copied());
    found.ok_or_else(|| format!("it has no tensor `{name}`"))
}

fn flag(node: &Node, name: &str, values: &Values) -> Result<bool, String> {
    let Some(argument) = node.argument(name) else { return Ok(false) };
    Ok(matches!(values.given(argument)?, Given::Bool(true)))
}

fn number(node: &Node, name: &str, values: &Values) -> Result<Option<f64>, String> {
    let Some(argument) = node.argument(name) else { return Ok(None) };
    #[expect(clippy::cast_precision_loss, reason = "a scale")]
    Ok(match values.given(argument)? {
        Given::Float(value) => Some(value),
        Given::Int(value) => Some(value as f64),
        _ => None,
    })
}
