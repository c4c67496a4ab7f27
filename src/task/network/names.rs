//! Who is called what in a network.

use super::Fault;
use crate::task::numbered::Numbered;
use std::collections::{BTreeMap, BTreeSet};

/// Gives names to layers and sites, each once.
#[derive(Debug, Default)]
pub(super) struct Names {
    layers: BTreeSet<String>,
    sites: Numbered,
    /// How many layers of each kind there are so far, named by hand or not.
    counts: BTreeMap<&'static str, usize>,
    /// The layer after which a site is named that stands here.
    pub(super) last: Option<String>,
}

impl Names {
    /// The name of a layer: the given one, or that of its kind with its number among these.
    pub(super) fn layer(&mut self, kind: &'static str, given: Option<&String>) -> Result<String, Misnomer> {
        let count = self.counts.entry(kind).or_default();
        *count += 1;
        let name = given.cloned().unwrap_or_else(|| format!("{kind}{count}"));
        if self.layers.insert(name.clone()) { Ok(name) } else { Err((name, Fault::NameTaken("layer"))) }
    }

    /// The name of a site: the given one, or that of the layer whose output it takes; if another site has that already,
    /// with the number 2, 3, … behind it.
    pub(super) fn site(&mut self, given: Option<&String>) -> Result<String, Misnomer> {
        match given {
            Some(given) if self.sites.take(given) => Ok(given.clone()),
            Some(given) => Err((given.clone(), Fault::NameTaken("site"))),
            None => Ok(self.sites.name(self.last.as_deref().unwrap_or("input"))),
        }
    }
}

/// A name that is taken, and what is wrong with that.
pub(super) type Misnomer = (String, Fault);
