//! One point of the space.

use crate::activation::Mix;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A mix for every site, in the order of the network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Candidate(pub Vec<SiteMix>);

/// A mix and the site where it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteMix {
    /// The site's name.
    pub site: String,
    /// The mix.
    pub mix: Mix,
}

impl Candidate {
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
            Some((first, rest)) if rest.iter().all(|at| at.mix == first.mix) => first.mix.fmt(f),
            _ => {
                let sites: Vec<String> = self.0.iter().map(|at| format!("{}: {}", at.site, at.mix)).collect();
                f.write_str(&sites.join(" | "))
            }
        }
    }
}
