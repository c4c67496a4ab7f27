//! Definitions from text: YAML, of which JSON is a part.

use super::{Definition, Error, Provenance, Samples, seal};
use crate::activation::{Base, Hull, LearnedMix, Mix, Sharing};
use crate::yaml::from_text;
use serde::Deserialize;
use serde::de::IgnoredAny;

/// More bytes than these are no definition; one of a million coefficients has about these.
pub const LARGEST: u64 = 16 << 20;

/// A file as typed. One that is written by hand may leave out all but sites, bases and coefficients.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default, rename = "$schema")]
    _schema: IgnoredAny,
    #[expect(dead_code, reason = "it was read first, to know that this is the right type")]
    #[serde(default)]
    format: Option<u32>,
    #[serde(default)]
    provenance: Option<Provenance>,
    #[serde(default)]
    samples: Option<Samples>,
    sites: Vec<WrittenSite>,
    #[serde(default)]
    sha256: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenSite {
    site: String,
    bases: Vec<Base>,
    #[serde(default)]
    hull: Option<Hull>,
    #[serde(default)]
    sharing: Option<Sharing>,
    coefficients: Vec<Vec<f32>>,
    #[serde(default)]
    parameters: Vec<Vec<f32>>,
    #[serde(default, rename = "simplified")]
    _simplified: IgnoredAny,
}

/// The one field that every format has; what is written by hand is taken as of the latest.
#[derive(Deserialize)]
struct Version {
    #[serde(default)]
    format: Option<u32>,
}

/// Reads a definition from YAML or JSON, written by this program or by hand.
///
/// Every coefficient comes back as the very f32 that was written.
///
/// # Errors
/// If the text is no YAML or has other fields than a definition, if a newer program wrote it, if it is not what its SHA-256
/// says, or if it contradicts itself: then with every problem at once.
pub fn read(text: &str) -> Result<Definition, Error> {
    match from_text::<Version>(text)?.format.unwrap_or(Definition::FORMAT) {
        0 => Err(Error::NoSuchFormat),
        1..=Definition::FORMAT => {
            let File { provenance, samples, sites, sha256, .. } = from_text(text)?;
            sha256.map_or(Ok(()), |stated| seal::check(text, &stated))?;
            let definition = Definition::new(provenance, sites.into_iter().map(LearnedMix::from).collect())?;
            match samples {
                Some(samples) => definition.with_samples(samples),
                None => Ok(definition),
            }
        }
        found => Err(Error::Newer { found, known: Definition::FORMAT }),
    }
}

impl From<WrittenSite> for LearnedMix {
    fn from(written: WrittenSite) -> Self {
        let WrittenSite { site, bases, hull, sharing, coefficients, parameters, .. } = written;
        let missing =
            Mix::new(bases.clone(), hull.unwrap_or(Hull::Affine), sharing.unwrap_or(Sharing::Layer));
        let mix =
            Mix { bases, hull: hull.unwrap_or(missing.hull), sharing: sharing.unwrap_or(missing.sharing) };
        Self { site, mix, coefficients, parameters }
    }
}
