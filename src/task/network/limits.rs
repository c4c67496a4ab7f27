//! How large a network may be: found by arithmetic, before any of its layers is made.

use super::{Fault, LayerKind, LayerSpec, Misfit};

/// The most layers of a network once what repeats is written out.
const MOST_LAYERS: u64 = 10_000;
/// So many layers may stand inside of each other.
const DEEPEST: usize = 16;
/// The most weights of a network: 2³¹, which take 8 GiB.
const MOST_WEIGHTS: u64 = 1 << 31;

/// Refuses layers that come to more than a network may have, that stand inside of too many others, or that repeat nothing.
pub(super) fn check(specs: &[LayerSpec]) -> Result<(), Misfit> {
    count(specs, &mut Vec::new()).map(drop)
}

/// How many layers these come to, written out. The steps that lead to them are left as they are where an error ends the work.
fn count(specs: &[LayerSpec], place: &mut Vec<String>) -> Result<u64, Misfit> {
    let mut sum = 0_u64;
    for (idx, spec) in specs.iter().enumerate() {
        place.push(format!("{idx}.{}", spec.word()));
        let misfit = |place: &[String], fault| {
            Err(Misfit { place: place.join("."), layer: spec.word().to_owned(), fault: Box::new(fault) })
        };
        // Each level has two steps: the place in its list, and the list inside.
        if place.len() / 2 >= DEEPEST {
            return misfit(place, Fault::TooDeep(DEEPEST));
        }
        let own = match spec {
            LayerSpec::Residual { layers, shortcut, .. } => {
                1 + inside("layers", layers, place)? + inside("shortcut", shortcut, place)?
            }
            LayerSpec::Repeat { times: 0, .. } => return misfit(place, Fault::Zero("number of times")),
            LayerSpec::Repeat { times, layers } => match inside("layers", layers, place)? {
                0 => return misfit(place, Fault::RepeatsNothing),
                once => once.saturating_mul(*times as u64),
            },
            LayerSpec::Conv(_)
            | LayerSpec::Linear { .. }
            | LayerSpec::Pool(_)
            | LayerSpec::BatchNorm { .. }
            | LayerSpec::Dropout { .. }
            | LayerSpec::Flatten
            | LayerSpec::GlobalPool
            | LayerSpec::PadChannels { .. }
            | LayerSpec::Activation { .. } => 1,
        };
        sum = sum.saturating_add(own);
        if sum > MOST_LAYERS {
            return misfit(place, Fault::TooManyLayers { found: sum, most: MOST_LAYERS });
        }
        place.pop();
    }
    Ok(sum)
}

fn inside(key: &str, specs: &[LayerSpec], place: &mut Vec<String>) -> Result<u64, Misfit> {
    place.push(key.to_owned());
    let count = count(specs, place)?;
    place.pop();
    Ok(count)
}

/// How many weights a network has with one layer more, unless these are too many.
pub(super) fn with_weights_of(layer: &LayerKind, before: u64) -> Result<u64, Fault> {
    let count = |factors: &[usize]| {
        factors.iter().fold(1_u64, |product, &factor| product.saturating_mul(factor as u64))
    };
    let weights = match layer {
        LayerKind::Conv { inputs, outputs, kernel, .. } => count(&[*inputs, *outputs, *kernel, *kernel]),
        LayerKind::Linear { inputs, outputs, .. } => count(&[*inputs, *outputs]),
        LayerKind::BatchNorm { channels, .. } => count(&[2, *channels]),
        LayerKind::Pool { .. }
        | LayerKind::Dropout { .. }
        | LayerKind::Flatten
        | LayerKind::GlobalPool
        | LayerKind::PadChannels { .. }
        | LayerKind::Residual { .. }
        | LayerKind::Activation(_) => 0,
    };
    let all = before.saturating_add(weights);
    if all > MOST_WEIGHTS { Err(Fault::TooHeavy { weights, all }) } else { Ok(all) }
}

#[cfg(test)]
mod tests;
