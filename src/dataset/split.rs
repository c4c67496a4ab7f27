//! Which samples are trained on and which are held out.

use super::apportion::apportion;
use crate::seed::Seed;
use crate::task::Data;

/// The samples of a run, as ascending indices into the training part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// What the weights are learned from.
    pub training: Vec<u32>,
    /// What candidates are ranked by.
    pub validation: Vec<u32>,
}

/// Draws the samples of a run and holds out a share of them for validation, both stratified by label.
///
/// With n samples used, round(n·validation) are held out, and every label has its overall share of them, to the next whole
/// number (largest remainder); a label with at least two samples has at least one on either side, even where that moves
/// the total. Depends on the labels, on `data` and on the seed only.
///
/// Of data with a validation part of its own, exactly that is held out, and all other samples that are used are trained on.
#[must_use]
pub fn split(labels: &[u16], data: &Data, seed: &Seed) -> Split {
    let seed = seed.of("split");
    let used = data.used_samples().min(labels.len());
    let Some(own) = data.facts.validation_samples.map(|own| own.min(labels.len())) else {
        return draw(labels, used, data.held_out(used), &seed);
    };
    let (before, _) = labels.split_at(labels.len() - own);
    let samples = indices(labels.len());
    Split { training: some(before, used - own, &seed), validation: samples[before.len()..].to_vec() }
}

/// Draws so many samples, stratified by label.
fn some(labels: &[u16], used: usize, seed: &Seed) -> Vec<u32> {
    if used == labels.len() {
        return indices(used);
    }
    let mut by_label = indices_by_label(labels);
    let sizes: Vec<usize> = by_label.iter().map(Vec::len).collect();
    let used = apportion(used, &sizes, |size| size.min(1)..=size);
    let mut drawn = Vec::new();
    for (label, indices) in by_label.iter_mut().enumerate() {
        seed.of(label).stream().shuffle(indices);
        drawn.extend(&indices[..used[label]]);
    }
    drawn.sort_unstable();
    drawn
}

/// The first so many indices.
fn indices(count: usize) -> Vec<u32> {
    (0..).take(count).collect()
}

/// Draws `used` samples and holds out `held_out` of them, both stratified by label.
pub(super) fn draw(labels: &[u16], used: usize, held_out: usize, seed: &Seed) -> Split {
    let mut by_label = indices_by_label(labels);
    let sizes: Vec<usize> = by_label.iter().map(Vec::len).collect();
    let used = apportion(used, &sizes, |size| size.min(2)..=size);
    let held_out = apportion(held_out, &used, |size| usize::from(size > 1)..=size.saturating_sub(1));

    let mut split = Split { training: Vec::new(), validation: Vec::new() };
    for (label, indices) in by_label.iter_mut().enumerate() {
        // Every label has a stream of its own, so samples of one label do not move those of another.
        seed.of(label).stream().shuffle(indices);
        let (validation, training) = indices[..used[label]].split_at(held_out[label]);
        split.validation.extend(validation);
        split.training.extend(training);
    }
    split.training.sort_unstable();
    split.validation.sort_unstable();
    split
}

/// For every label up to the largest, the samples that carry it.
fn indices_by_label(labels: &[u16]) -> Vec<Vec<u32>> {
    let classes = labels.iter().max().map_or(0, |&label| usize::from(label) + 1);
    let mut by_label = vec![Vec::new(); classes];
    for (index, &label) in (0..).zip(labels) {
        by_label[usize::from(label)].push(index);
    }
    by_label
}
