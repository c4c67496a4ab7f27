//! Who is called what in a network.

use super::Fault;
use std::collections::{BTreeMap, BTreeSet};

/// Gives names to layers and sites, each once.
#[derive(Debug, Default)]
pub(super) struct Names {
    layers: BTreeSet<String>,
    sites: BTreeSet<String>,
    /// How many layers of each kind there are so far, named by hand or not.
    counts: BTreeMap<&'static str, usize>,
    /// The number that is tried next for a site after each layer: those below are taken, and are not tried again.
    next: BTreeMap<String, usize>,
    /// The layer after which a site is named that stands here.
    pub(super) last: Option<String>,
}

impl Names {
    /// The name of a layer: the given one, or that of its kind with its number among these.
    pub(super) fn layer(&mut self, kind: &'static str, given: Option<&String>) -> Result<String, Misnomer> {
        let count = self.counts.entry(kind).or_default();
        *count += 1;
        let name = given.cloned().unwrap_or_else(|| format!("{kind}{count}"));
        taken_once(&mut self.layers, name, "layer")
    }

    /// The name of a site: the given one, or that of the layer whose output it takes; if another site has that already,
    /// with the number 2, 3, … behind it.
    pub(super) fn site(&mut self, given: Option<&String>) -> Result<String, Misnomer> {
        if let Some(given) = given {
            return taken_once(&mut self.sites, given.clone(), "site");
        }
        let base = self.last.clone().unwrap_or_else(|| "input".to_owned());
        let next = self.next.entry(base.clone()).or_insert(1);
        loop {
            let name = if *next == 1 { base.clone() } else { format!("{base}_{next}") };
            *next += 1;
            if self.sites.insert(name.clone()) {
                return Ok(name);
            }
        }
    }
}

/// A name that is taken, and what is wrong with that.
pub(super) type Misnomer = (String, Fault);

fn taken_once(taken: &mut BTreeSet<String>, name: String, what: &'static str) -> Result<String, Misnomer> {
    if taken.insert(name.clone()) { Ok(name) } else { Err((name, Fault::NameTaken(what))) }
}
