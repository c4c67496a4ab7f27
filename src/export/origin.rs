//! Where learned mixes come from, as every format says it.

use super::Provenance;
use crate::numbers::{many, percent};

macro_rules! paper {
    () => {
        "Combinations of activation functions over their affine and convex hulls are from F. Manessi and A. Rozza, \
         \"Learning Combinations of Activation Functions\", ICPR 2018, arXiv 1801.09403."
    };
}

/// The paper that the idea is from.
pub(super) const PAPER: &str = paper!();

/// The same where α can be trained further: the paper does not say how it is kept in its hull.
pub(super) const PAPER_AND_CHOICE: &str =
    concat!(paper!(), " How alpha is kept in its hull is actsearch's own choice.");

/// The lines that say where a definition comes from; `quoted` writes a name, which may contain anything, as it can stand in
/// a comment.
pub(super) fn lines(provenance: Option<&Provenance>, quoted: fn(&str) -> String) -> Vec<String> {
    let Some(from) = provenance else { return vec!["Written by hand".to_owned()] };
    let test = from.test_accuracy.map(percent);
    let test = test.map_or(String::new(), |accuracy| format!(", {accuracy} on test data"));
    let validation = percent(from.validation_accuracy);
    let mut lines = vec![
        format!("Search      {}, trial {}, seed {}", quoted(&from.search), from.trial, from.seed),
        format!("Accuracy    {validation} on validation data{test}"),
    ];
    let before = from.tested_among.map(|trials| {
        let trials = many(trials, "trial", "trials");
        format!("            test data was read first after {trials}, before the budget was changed")
    });
    lines.extend(before);
    lines.push(format!("Space file  SHA-256 {}", quoted(&from.space_sha256)));
    lines.extend(from.dataset.iter().map(|dataset| format!("Data set    {}", quoted(dataset))));
    lines.extend(from.dataset_sha256.iter().map(|hash| format!("Data        SHA-256 {}", quoted(hash))));
    lines.push(format!("Written by  {}", quoted(&from.program)));
    lines
}

/// The same as a paragraph that stands in from the margin.
pub(super) fn indented(provenance: Option<&Provenance>, quoted: fn(&str) -> String) -> String {
    let lines = lines(provenance, quoted).into_iter().map(|line| format!("    {line}"));
    lines.collect::<Vec<_>>().join("\n")
}
