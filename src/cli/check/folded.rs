//! Layers that repeat, told once.

use crate::task::{Layer, LayerKind, Site};

/// Layers that follow each other so many times, but for their names.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Group {
    /// Where the first of them stands.
    pub(super) start: usize,
    /// How many they are.
    pub(super) length: usize,
    /// How many times they follow each other.
    pub(super) times: usize,
}

/// As many rows of a table must be saved for a repetition to be told once.
const WORTH: usize = 6;
/// Repetitions of more layers than these are not looked for.
const LONGEST: usize = 64;

/// Cuts layers into groups that repeat, and single layers between them.
pub(super) fn groups(layers: &[Layer], sites: &[Site]) -> Vec<Group> {
    let nameless: Vec<Layer> = layers.iter().map(|layer| nameless(layer, sites)).collect();
    let mut groups = Vec::new();
    let mut start = 0;
    while start < layers.len() {
        let group = repetition(&nameless, start).unwrap_or(Group { start, length: 1, times: 1 });
        start += group.length * group.times;
        groups.push(group);
    }
    groups
}

/// The repetition that begins here and saves the most rows, if it is worth telling once.
fn repetition(layers: &[Layer], start: usize) -> Option<Group> {
    // A site belongs to what stands before it, so no repetition begins with one.
    if let LayerKind::Activation(_) = layers[start].kind {
        return None;
    }
    let saved = |group: &Group| (group.times - 1) * rows(&layers[start..start + group.length]);
    (1..=LONGEST.min((layers.len() - start) / 2))
        .map(|length| Group { start, length, times: times(&layers[start..], length) })
        .filter(|group| group.times > 1 && saved(group) >= WORTH)
        .max_by_key(saved)
}

/// How many times the first so many layers follow each other.
fn times(layers: &[Layer], length: usize) -> usize {
    layers.chunks_exact(length).take_while(|chunk| *chunk == &layers[..length]).count()
}

/// How many rows layers take in a table.
fn rows(layers: &[Layer]) -> usize {
    layers.iter().map(|layer| 1 + layer.kind.inside().map(rows).iter().sum::<usize>()).sum()
}

/// A layer without what tells it from others of its kind: its name, or its number. A site has the number of the first where
/// the same stands.
fn nameless(layer: &Layer, sites: &[Site]) -> Layer {
    let mut kind = layer.kind.clone();
    match &mut kind {
        LayerKind::Conv { name, .. } | LayerKind::Linear { name, .. } | LayerKind::BatchNorm { name, .. } => {
            name.clear();
        }
        LayerKind::Residual { name, layers, shortcut } => {
            name.clear();
            layers.iter_mut().chain(shortcut).for_each(|layer| *layer = nameless(layer, sites));
        }
        LayerKind::Dropout { index, .. } => *index = 0,
        LayerKind::Activation(index) => {
            let fixed = &sites[*index].fixed;
            *index = sites.iter().position(|site| site.fixed == *fixed).unwrap_or(*index);
        }
        LayerKind::Pool { .. }
        | LayerKind::Flatten
        | LayerKind::GlobalPool
        | LayerKind::PadChannels { .. } => {}
    }
    Layer { kind, output: layer.output }
}
