//! The `enqueue` part of a space file: candidates that are tried first.

use crate::activation::{Base, Mix};
use crate::space::{self, Candidate, SiteMix, Space};
use crate::yaml::{Record, Shape, list};

/// The mixes of a candidate as written: one for every site, or one for all.
pub(super) type Written = Vec<Mix>;

/// How the `enqueue` part is read and described.
pub(super) fn shape() -> Shape<Vec<Written>> {
    list(list(space::mix(), 1..=4096), 0..=10_000)
}

/// The candidates that are meant; complains through `fields` about those that do not fit the sites, and about what is tried
/// already.
pub(super) fn candidates(
    written: &[Written],
    space: &Space,
    baselines: &[Base],
    fields: &mut Record,
) -> Vec<Candidate> {
    let mut tried: Vec<Candidate> =
        baselines.iter().map(|base| space.everywhere(&Mix::plain(*base))).collect();
    for (place, mixes) in written.iter().enumerate() {
        let path = format!("enqueue.{place}");
        let Some(candidate) = candidate(mixes, space) else {
            let help = format!("give one for each of {}, or one for all of them", space.sites().join(", "));
            fields.complain(&path, format!("has {} mixes", mixes.len()), Some(help));
            continue;
        };
        if tried.contains(&candidate) {
            fields.complain(&path, format!("is `{candidate}`, which is tried already"), None);
        }
        tried.push(candidate);
    }
    tried.split_off(baselines.len())
}

/// The candidate that has these mixes; nothing if there is neither one for all sites nor one for each.
fn candidate(mixes: &[Mix], space: &Space) -> Option<Candidate> {
    let mixes: Vec<Mix> = mixes.iter().map(|mix| in_order(mix, space)).collect();
    let sites = space.sites();
    match &mixes[..] {
        [mix] => Some(space.everywhere(mix)),
        mixes if mixes.len() == sites.len() => {
            let at = |(site, mix): (&String, &Mix)| SiteMix { site: site.clone(), mix: mix.clone() };
            Some(Candidate(sites.iter().zip(mixes).map(at).collect()))
        }
        _ => None,
    }
}

/// The mix with its bases in the order of the space, so that it is known again when a controller thinks of it; what the space
/// does not have comes last.
fn in_order(mix: &Mix, space: &Space) -> Mix {
    let known = space.choices.bases();
    let place = |base: &Base| known.iter().position(|known| known == base).unwrap_or(known.len());
    let mut bases = mix.bases.clone();
    bases.sort_by_key(place);
    Mix { bases, ..mix.clone() }
}
