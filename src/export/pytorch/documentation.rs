//! The docstrings of the module and of its classes.

use crate::activation::{Base, Hull, Mix, Sharing};
use crate::export::layout::fill;
use crate::export::{Definition, Provenance, literal};

/// The docstring at the top of the module, with the empty line after it.
pub(super) fn of_module(definition: &Definition) -> String {
    let first = &definition.sites()[0].site;
    let trained = definition.sites().iter().any(|learned| learned.mix.hull != Hull::Frozen);
    let advice = if trained { fill(ADVICE, 0) + "\n\n" } else { String::new() };
    format!(
        "\"\"\"Activation functions learned by actsearch, as PyTorch modules.

{provenance}

Every class is one activation of the network. It replaces each number x of its input by

    f(x) = sum over i of alpha_i * f_i(x)

with base functions f_i and learned coefficients alpha. To use one:

    from activations import activation

    act = activation({first})  # trainable=False: alpha stays as it is
    y = act(x)

{advice}{paper}
\"\"\"

",
        provenance = provenance(definition.provenance()),
        first = quoted(first),
        paper = fill(PAPER, 0),
    )
}

const ADVICE: &str = "Modules with trainable coefficients can be trained further: whatever the optimizer does, alpha \
stays in its hull. Give their parameters no weight decay, which would pull alpha away from what was learned.";

const PAPER: &str = "Combinations of activation functions over their affine and convex hulls are from F. Manessi and \
A. Rozza, \"Learning Combinations of Activation Functions\", ICPR 2018, arXiv 1801.09403. How alpha is kept in its \
hull is actsearch's own choice. Needs PyTorch 2.0 and Python 3.9, or newer.";

fn provenance(provenance: &Provenance) -> String {
    let Provenance { search, trial, validation_accuracy, test_accuracy, space_sha256, seed, program } =
        provenance;
    let test = test_accuracy
        .map_or(String::new(), |accuracy| format!(", {} on test data", literal::double(accuracy)));
    format!(
        "    Search      {search}, trial {trial}, seed {seed}
    Accuracy    {validation} on validation data{test}
    Space file  SHA-256 {sha256}
    Written by  {program}",
        search = quoted(search),
        validation = literal::double(*validation_accuracy),
        sha256 = quoted(space_sha256),
        program = quoted(program),
    )
}

/// The docstring of the class of a site.
pub(super) fn of_site(site: &str, mix: &Mix, n_rows: usize) -> String {
    let site = unbroken(site);
    if mix.is_plain() {
        return fill(&format!("\"\"\"Site {site}: {} by itself.\"\"\"", mix.bases[0]), 4);
    }
    let kind = match mix.hull {
        Hull::Affine => "an affine",
        Hull::Convex => "a convex",
        Hull::Linear => "a linear",
        Hull::Frozen => "a frozen",
    };
    let sharing = match mix.sharing {
        Sharing::Layer => "One alpha serves the whole layer.".to_owned(),
        Sharing::Channel => {
            format!("Each of the {n_rows} channels, dimension 1 of the input, has its own alpha.")
        }
    };
    let summary = format!("\"\"\"Site {site}: {kind} mix of {}.", enumeration(&mix.bases));
    format!("{}\n\n{}\n    \"\"\"", fill(&summary, 4), fill(&sharing, 4))
}

/// `identity, relu and tanh`
fn enumeration(bases: &[Base]) -> String {
    let names: Vec<String> = bases.iter().map(Base::to_string).collect();
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}

/// A string inside a docstring, which shows it as it would be written in code.
///
/// Every quote inside it stands behind backslashes, so it cannot end the docstring.
fn quoted(text: &str) -> String {
    literal::text(text).replace('\\', "\\\\")
}

/// The same for a paragraph that is broken into lines: it stays on one.
fn unbroken(text: &str) -> String {
    quoted(text).replace(' ', "\u{a0}")
}
