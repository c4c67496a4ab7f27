//! The `baselines` and `enqueue` parts of a space file: candidates that are tried first.

use crate::activation::{Base, Mix};
use crate::definition::Definitions;
use crate::space::{self, Candidate, SiteMix, Space, Unfit, Written};
use crate::task::Network;
use crate::yaml::{Record, Repeats, Shape, one_or_rows};
use std::rc::Rc;

/// How the `enqueue` part is read and described: for each candidate a mix for every site, or one for all.
pub(super) fn shape(definitions: &Rc<Definitions>) -> Shape<Vec<Vec<Written>>> {
    one_or_rows(space::mix(definitions), 0..=10_000, 1..=4096)
}

/// The baselines that are meant: first a network that was exported as it is; complains through `fields` about learned mixes
/// that do not fit the sites.
pub(super) fn baselines(
    written: Option<&[Written]>,
    network: Option<&Network>,
    space: &Space,
    fields: &mut Record,
) -> Vec<Candidate> {
    let is_exported = network.is_some_and(|network| network.exported().is_some());
    let relu = [Written::Mix(Mix::plain(Base::RELU))];
    let written = written.unwrap_or(if is_exported { &[] } else { &relu });
    let mut everywhere = |(place, mix): (usize, &Written)| {
        let at = |site: &String| at(mix, site, &format!("baselines.{place}"), fields);
        Some(Candidate(space.sites().iter().map(at).collect::<Option<_>>()?))
    };
    let as_it_is = is_exported.then(Candidate::as_it_is);
    as_it_is.into_iter().chain(written.iter().enumerate().filter_map(&mut everywhere)).collect()
}

/// The candidates that are meant; complains through `fields` about those that do not fit the sites, and about what is tried
/// already.
pub(super) fn candidates(
    written: &[Vec<Written>],
    space: &Space,
    baselines: &[Candidate],
    fields: &mut Record,
) -> Vec<Candidate> {
    let mut tried = Repeats::new();
    for baseline in baselines {
        tried.see(baseline.to_string(), baseline.clone());
    }
    let mut candidates = Vec::new();
    for (place, mixes) in written.iter().enumerate() {
        let path = format!("enqueue.{place}");
        if mixes.len() != 1 && mixes.len() != space.sites().len() {
            let help = format!("give one for each of {}, or one for all of them", space.sites().join(", "));
            fields.complain(&path, format!("has {} mixes", mixes.len()), Some(help));
            continue;
        }
        let Some(candidate) = candidate(mixes, space, &path, fields) else { continue };
        if tried.see(candidate.to_string(), candidate.clone()).is_some() {
            fields.complain(&path, format!("is `{candidate}`, which is tried already"), None);
        }
        candidates.push(candidate);
    }
    candidates
}

/// The candidate that has these mixes: one for all sites, or one for each.
fn candidate(mixes: &[Written], space: &Space, path: &str, fields: &mut Record) -> Option<Candidate> {
    let of_site = |(number, site): (usize, &String)| {
        let place = number.min(mixes.len() - 1);
        let at = at(&mixes[place], site, &format!("{path}.{place}"), fields)?;
        Some(SiteMix {
            mix: if at.start.is_empty() { in_order(&at.mix, space) } else { at.mix.clone() },
            ..at
        })
    };
    Some(Candidate(space.sites().iter().enumerate().map(of_site).collect::<Option<_>>()?))
}

/// What is meant by a mix at a site; complains about one that was learned before and does not fit.
fn at(mix: &Written, site: &str, path: &str, fields: &mut Record) -> Option<SiteMix> {
    let complain = |Unfit { clause, help }| {
        fields.complain(path, format!("has no mix for `{site}`, {clause}"), Some(help));
    };
    mix.at(site).map_err(complain).ok()
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
