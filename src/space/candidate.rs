//! One point of the space.

use crate::activation::Mix;
use crate::task::Network;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A mix for every site that is searched, in the order of the network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Candidate(pub Vec<SiteMix>);

/// A mix and the site where it stands.
///
/// With a start of its own it is no mix of a [`Space`](super::Space), which has none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteMix {
    /// The site's name.
    pub site: String,
    /// The mix.
    pub mix: Mix,
    /// The α that it starts from in every row, and keeps where its hull is frozen; 1/N each where none is given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub start: Vec<f32>,
}

/// What the network as it came is called.
pub const AS_IT_IS: &str = "as_it_is";

impl SiteMix {
    /// A mix that starts from 1/N each.
    #[must_use]
    pub fn new(site: &str, mix: Mix) -> Self {
        Self { site: site.to_owned(), mix, start: Vec::new() }
    }

    fn is_like(&self, other: &Self) -> bool {
        self.mix == other.mix && self.start == other.start
    }
}

/// The mix, with what it starts from where that is given: `affine(identity, relu)`, `affine(identity: 0.25, relu: 0.75)`.
impl fmt::Display for SiteMix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.start.is_empty() { self.mix.fmt(f) } else { f.write_str(&self.mix.written_with(&self.start)) }
    }
}

impl Candidate {
    /// The network as it came: no mix anywhere. It is a candidate of a network that was exported.
    #[must_use]
    pub fn as_it_is() -> Self {
        Self(Vec::new())
    }

    /// Whether it is the network as it came.
    #[must_use]
    pub fn is_as_it_is(&self) -> bool {
        self.0.is_empty()
    }

    /// The mix at every site of a network: those of the candidate, then those that are fixed.
    #[must_use]
    pub fn with_fixed(&self, network: &Network) -> Vec<SiteMix> {
        let fixed = network.fixed().map(|(site, mix)| SiteMix::new(&site.name, mix.clone()));
        self.0.iter().cloned().chain(fixed).collect()
    }

    /// The mix at the site of this name.
    #[must_use]
    pub fn mix_at(&self, site: &str) -> Option<&Mix> {
        self.0.iter().find(|at| at.site == site).map(|at| &at.mix)
    }
}

/// One line that tells candidates of a network apart: `relu` where all sites have the same mix, else
/// `conv1: affine(identity, relu) | fc1: tanh`.
impl fmt::Display for Candidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.split_first() {
            None => f.write_str(AS_IT_IS),
            Some((first, rest)) if rest.iter().all(|at| at.is_like(first)) => first.fmt(f),
            Some(_) => {
                let sites: Vec<String> = self.0.iter().map(|at| format!("{}: {at}", at.site)).collect();
                f.write_str(&sites.join(" | "))
            }
        }
    }
}
