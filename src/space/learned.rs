//! Mixes of a space file that were learned before: kept as they are, or trained further.

use super::SiteMix;
use crate::activation::{Base, Hull, LearnedMix, Mix, Sharing};
use crate::definition::{self, Definitions, Named};
use crate::yaml::{Record, Shape, boolean, brief, record, text};
use std::fmt;
use std::rc::Rc;

/// A mix as a space file writes it.
#[derive(Clone, Debug, PartialEq)]
pub enum Written {
    /// Its parts are given.
    Mix(Mix),
    /// It was learned before.
    Learned(Learned),
}

/// A mix that was learned before.
#[derive(Clone, Debug, PartialEq)]
pub struct Learned {
    from: Named,
    /// The site of the definition whose mix it is; each site has that of its own name where there is none.
    site: Option<String>,
    /// Whether it is trained further.
    train: bool,
}

/// Why a learned mix cannot stand at a site: what comes after the site's name, and the way out.
#[derive(Debug, PartialEq)]
pub struct Unfit {
    /// Such as "which is no site of `winner.yaml`".
    pub clause: String,
    /// What would be right.
    pub help: String,
}

impl Written {
    /// What is meant by it at a site.
    ///
    /// # Errors
    /// If it was learned before, and that cannot stand there.
    pub fn at(&self, site: &str) -> Result<SiteMix, Unfit> {
        match self {
            Self::Mix(mix) => Ok(SiteMix::new(site, mix.clone())),
            Self::Learned(learned) => {
                let (mix, start) = learned.mix(learned.site.as_deref().unwrap_or(site))?;
                Ok(SiteMix { start, ..SiteMix::new(site, mix) })
            }
        }
    }
}

/// `relu`, or `winner.yaml, conv1`
impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mix(mix) => mix.fmt(f),
            Self::Learned(Learned { from, site: None, .. }) => f.write_str(&from.file),
            Self::Learned(Learned { from, site: Some(site), .. }) => write!(f, "{}, {site}", from.file),
        }
    }
}

impl Learned {
    /// How a mix that was learned before is read and described.
    pub(super) fn shape(definitions: &Rc<Definitions>) -> Shape<Self> {
        let whole = definition::file(definitions).map(|from| Self { from, site: None, train: false });
        let definitions = Rc::clone(definitions);
        let parts = record("a mix that was learned before", move |fields| {
            let about = "the definition, such as winner.yaml; a relative path starts beside the space file";
            let from = fields.required("file", about, definition::file(&definitions));
            let about = "the site of the definition whose mix it is; where not given, each site has that of its own name";
            let site = fields.optional("site", about, text());
            let about = "whether coefficients and learned parameters are trained further from where they are";
            let train = fields.or("train", about, boolean(), false);
            let learned = Self { from: from?, site, train };
            learned.check(fields);
            Some(learned)
        });
        brief(whole, parts)
    }

    fn check(&self, fields: &mut Record) {
        if let Some(site) = &self.site
            && let Err(Unfit { clause, help }) = self.mix(site)
        {
            fields.complain("site", format!("is `{site}`, {clause}"), Some(help));
        }
    }

    /// The mix of a site of the definition, and the α that it has or starts from; none where that is nothing to say.
    fn mix(&self, site: &str) -> Result<(Mix, Vec<f32>), Unfit> {
        let Named { file, definition } = &self.from;
        let Some(learned) = definition.sites().iter().find(|learned| learned.site == site) else {
            let sites: Vec<&str> = definition.sites().iter().map(|learned| learned.site.as_str()).collect();
            let clause = format!("which is no site of `{file}`");
            return Err(Unfit { clause, help: format!("its sites are {}", sites.join(", ")) });
        };
        let unfit = |(fault, help): (String, &str)| Unfit {
            clause: format!("whose mix in `{file}` {fault}"),
            help: help.to_owned(),
        };
        if learned.mix.sharing == Sharing::Channel {
            let fault =
                format!("has its own coefficients for each of {} channels", learned.coefficients.len());
            return Err(unfit((fault, "only a mix with the sharing `layer` fits other networks")));
        }
        if self.train { trained_further(learned) } else { kept(learned) }.map_err(unfit)
    }
}

/// The mix as a start: its learned parameters are those that its bases start from.
fn trained_further(learned: &LearnedMix) -> Result<(Mix, Vec<f32>), (String, &'static str)> {
    let bases = in_range(learned.short_bases(0))?;
    let is_still = learned.mix.hull == Hull::Frozen && Base::count_learned(&bases) == 0;
    if is_still {
        let fault = "has nothing to train: its hull is frozen, and no base has a learned parameter";
        return Err((fault.to_owned(), "leave `train` out"));
    }
    let mix = Mix { bases, ..learned.mix.clone() };
    let start = if mix.is_plain() { Vec::new() } else { learned.coefficients[0].clone() };
    Ok((mix, start))
}

/// The mix as it is: frozen, with bases that learn nothing any more.
fn kept(learned: &LearnedMix) -> Result<(Mix, Vec<f32>), (String, &'static str)> {
    let bases = in_range(learned.short_bases(0).into_iter().map(Base::held).collect())?;
    let start = learned.coefficients[0].clone();
    match start[..] {
        // Where Σα = 1 is a law, that α is off by less than rounding leaves.
        [alpha] if alpha == 1.0 || learned.mix.hull != Hull::Linear => Ok((Mix::plain(bases[0]), Vec::new())),
        [alpha] => {
            let fault =
                format!("is one base with the coefficient {alpha:?}, which only training further can have");
            Err((fault, "write `train: true`"))
        }
        _ => Ok((Mix::new(bases, Hull::Frozen, Sharing::Layer), start)),
    }
}

/// Training may have taken a learned parameter to where no space file can have it.
fn in_range(bases: Vec<Base>) -> Result<Vec<Base>, (String, &'static str)> {
    for base in &bases {
        for (parameter, value) in base.facts().parameters.iter().zip(base.parameters()) {
            if !parameter.allowed.contains(value) {
                let (name, allowed) = (parameter.name, parameter.allowed);
                let fault = format!("has {name} {value} of {}, but a space allows it {allowed}", base.name());
                return Err((fault, "name another site"));
            }
        }
    }
    Ok(bases)
}

#[cfg(test)]
mod tests;
