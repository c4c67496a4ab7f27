//! What the files say about themselves, as rustdoc.

use crate::export::layout::fill;
use crate::export::origin::PAPER;
use crate::export::scalar::{self, Role, Site};
use crate::export::{Definition, Trained, samples};

/// What begins a line of documentation of what it stands in.
const INNER: &str = "//!";
/// What begins a line of documentation of what stands below.
pub(super) const OUTER: &str = "///";

/// Which lints do not fit code that was written by a program.
pub(super) const LINTS: &str =
    "// Not everything here may be needed, and a coefficient near a mathematical constant is none.
#![allow(dead_code, clippy::approx_constant)]
";

/// Paragraphs, filled, as lines of comments; what is indented or begins with `#` is left as it stands.
pub(super) fn comment(mark: &str, text: &str) -> String {
    let filled = |paragraph: &str| {
        let is_literal = paragraph.starts_with("    ") || paragraph.starts_with("```");
        if is_literal { paragraph.replace('\u{a0}', " ") } else { fill(paragraph, 0) }
    };
    let mut lines = Vec::new();
    for block in text.split("\n\n") {
        let (title, rest) = match block.split_once('\n') {
            Some((title, rest)) if title.starts_with("# ") => (Some(title), rest),
            _ => (None, block),
        };
        let text = [title.map(str::to_owned), Some(filled(rest))].into_iter().flatten();
        let text = text.collect::<Vec<_>>().join("\n");
        let block: Vec<String> = text.lines().map(|line| format!("{mark} {line}\n")).collect();
        lines.push(block.concat());
    }
    lines.join(&format!("{mark}\n"))
}

/// A name that may contain anything, as code.
pub(super) fn code(name: &str) -> String {
    let is_plain = name.chars().all(|c| c.is_ascii_alphanumeric() || "_-./".contains(c)) && !name.is_empty();
    let code = if is_plain { name.to_owned() } else { scalar::quoted(name) };
    format!("`{}`", code.replace(' ', "\u{a0}"))
}

/// Where the mixes come from, as a block that is shown as it stands.
pub(super) fn provenance(definition: &Definition) -> String {
    in_a_block(&scalar::provenance(definition))
}

/// Lines as a block that is shown as it stands.
fn in_a_block(lines: &[String]) -> String {
    format!("```text\n{}\n```", lines.join("\n"))
}

/// What stands on top of `activations.rs`.
pub(super) fn of_functions(definition: &Definition, first: &Site<'_>) -> String {
    let text = format!(
        "Activation functions learned by actsearch, in plain Rust.\n\n{}\n\nEvery site of the network has a function \
f(x) = sum over i of alpha_i * f_i(x) of one number, its derivative, and f(x) of all numbers of a slice. A site with \
softmax has the last only. To use them:\n\n{}\n\n{PAPER}",
        provenance(definition),
        usage(first),
    );
    comment(INNER, &text)
}

fn usage(site: &Site<'_>) -> String {
    let (value, slice) = (site.name(Role::Value), site.name(Role::Array));
    let scalar = match (site.has_softmax(), site.channels()) {
        (true, _) => String::new(),
        (false, None) => format!("let y = activations::{value}(x);\n"),
        (false, Some(_)) => format!("let y = activations::{value}(channel, x);\n"),
    };
    let more = match (site.has_softmax(), site.channels()) {
        (true, None) => ", channels, inner",
        (_, Some(_)) => ", inner",
        (false, None) => "",
    };
    format!("```ignore\nmod activations;\n\n{scalar}activations::{slice}(&mut values{more});\n```")
        .replace("\n\n", "\n")
}

/// What stands on top of `activations_tch.rs`.
pub(super) fn of_modules(definition: &Definition, first: &str) -> String {
    let text = format!(
        "Activation functions learned by actsearch, as modules of the crate tch 0.24.\n\n{}\n\nEvery struct is one activation \
of the network. It replaces each number x of its input by f(x) = sum over i of alpha_i * f_i(x), with base functions f_i \
and learned coefficients alpha. To use one:\n\n```ignore\nmod activations_tch;\nlet act = \
activations_tch::{first}::new(vs.root() / \"act\", true);\nlet ys = xs.apply(&act);\n```\n\n{TRAINING}\n\n{PAPER}",
        provenance(definition),
    );
    comment(INNER, &text)
}

/// What stands on top of `network.rs`.
pub(super) fn of_network(trained: &Trained) -> String {
    let input = if trained.takes_images() {
        "It takes pixels from 0 to 1, where white is 1, and brings them to mean 0 and standard deviation 1 itself."
    } else {
        "It takes numbers as the data set has them, and brings them to mean 0 and standard deviation 1 itself."
    };
    let text = format!(
        "A network trained by actsearch, as a module of the crate tch 0.24.\n\n{}\n\n{input} To use it:\n\n```ignore\n\
mod network;\nuse tch::nn::ModuleT;\nlet (vs, network) = network::load(\"weights.safetensors\", tch::Device::Cpu, true)?;\n\
let logits = network.forward_t(&xs, false);\n```\n\n{TRAINING}\n\n{PAPER}",
        in_a_block(&samples::lines(trained, scalar::quoted)),
    );
    comment(INNER, &text)
}

const TRAINING: &str = "What is trainable can be trained further: whatever the optimizer does, alpha stays in \
its hull. Give these variables no weight decay, which would pull them away from what was learned. What is not trainable \
has the variables `alpha` and `theta`, as the weights that actsearch exports, and is computed in the simplest way, \
with the numbers in this file.";

/// What stands above the function of a site.
pub(super) fn of_value(site: &Site<'_>) -> String {
    comment(OUTER, &format!("{}{}", formulas(site), panics(site)))
}

/// What a site is, and what it computes.
pub(super) fn formulas(site: &Site<'_>) -> String {
    let introduction = scalar::introduction(site, &code(&site.learned.site));
    let shown = |formula: &str| format!("\n\n```text\n{}\n```", fill(&format!("f(x) = {formula}"), 0));
    let learned = scalar::learned_formula(site);
    let learned =
        learned.map_or(String::new(), |learned| format!("{}\n\nwhich is the same as", shown(&learned)));
    format!("{introduction}{learned}{}", shown(&scalar::formula(site)))
}

/// The section on the channel that may be out of range.
pub(super) fn panics(site: &Site<'_>) -> String {
    match site.channels() {
        Some(channels) => format!("\n\n# Panics\nIf `channel` is not below {channels}."),
        None => String::new(),
    }
}
