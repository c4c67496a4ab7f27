//! The `enqueue` part of a space file: candidates that are tried first.

use crate::activation::{Hull, Mix, Sharing};
use crate::space::{self, Candidate, SiteMix, Space};
use crate::yaml::{Record, Shape, Tag, list, record, word};

/// The mixes of a candidate as written: one for every site, or one for all.
pub(super) type Written = Vec<Mix>;

/// How the `enqueue` part is read and described.
pub(super) fn shape() -> Shape<Vec<Written>> {
    list(list(mix(), 1..=4096), 0..=10_000)
}

/// A base by itself, or `mix` with its parts.
fn mix() -> Shape<Mix> {
    space::base_or(vec![Tag::new("mix", "a combination of bases", parts())])
}

fn parts() -> Shape<Mix> {
    record("a combination f(x) = Σ αᵢ fᵢ(x)", |fields| {
        let bases = fields.required("bases", "the base functions fᵢ", list(space::base(), 1..=64));
        let hulls = Hull::ALL.iter().map(|hull| (hull.name(), *hull)).collect();
        let hull = fields.or("hull", "what α may be", word(hulls), Hull::Affine);
        let sharings = Sharing::ALL.iter().map(|sharing| (sharing.name(), *sharing)).collect();
        let sharing = fields.or("sharing", "who shares one α", word(sharings), Sharing::Layer);
        Some(Mix::new(bases?, hull, sharing))
    })
}

/// The candidates that are meant; complains through `fields` about those that do not fit the sites, and about repeats.
pub(super) fn candidates(written: &[Written], space: &Space, fields: &mut Record) -> Vec<Candidate> {
    let mut candidates: Vec<Candidate> = Vec::new();
    for (place, mixes) in written.iter().enumerate() {
        let path = format!("enqueue.{place}");
        let sites = space.sites();
        let candidate = match &mixes[..] {
            [mix] => space.everywhere(mix),
            mixes if mixes.len() == sites.len() => {
                let at = |(site, mix): (&String, &Mix)| SiteMix { site: site.clone(), mix: mix.clone() };
                Candidate(sites.iter().zip(mixes).map(at).collect())
            }
            mixes => {
                let help = format!("give one for each of {}, or one for all of them", sites.join(", "));
                fields.complain(&path, format!("has {} mixes", mixes.len()), Some(help));
                continue;
            }
        };
        if candidates.contains(&candidate) {
            fields.complain(&path, format!("is `{candidate}`, which is there already"), None);
        }
        candidates.push(candidate);
    }
    candidates
}
