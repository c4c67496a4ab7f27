//! The `activations` part of a space file.

use super::learned::{Learned, Written};
use super::{Choices, Space};
use crate::activation::shape::{base, hull, named, parameters, parts, sharing};
use crate::activation::{Base, Hull, Mix, Sharing};
use crate::definition::{self, Definitions};
use crate::task::{Glob, Network};
use crate::yaml::{
    Record, Shape, Tag, defined, integer, list, nothing, one_or_list, or_mapping, record, tagged, text,
};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Which sites share one choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sites {
    /// Every site has its own.
    Each,
    /// All sites have the same.
    Tied,
    /// The sites of a group have the same; a site in no group has its own.
    Groups(Vec<Vec<Glob>>),
}

/// The `activations` part of a space file: the choices, and the sites they are made for.
#[derive(Clone, Debug, PartialEq)]
pub struct Activations {
    /// The mixes that may stand at a slot.
    pub choices: Choices,
    /// Which sites share one choice.
    pub sites: Sites,
}

impl Activations {
    /// How the `activations` part of a space file is read and described.
    pub(crate) fn shape(definitions: &Rc<Definitions>) -> Shape<Self> {
        let definitions = Rc::clone(definitions);
        record("the mixes f(x) = Σ αᵢ fᵢ(x) that may stand at a site", move |fields| {
            let about = "the base functions fᵢ, or the definition file that they are taken from";
            let bases = fields.required("bases", about, bases(&definitions));
            let sizes = fields.optional("size", "how many bases a mix has; 1 to 3 where not given", size());
            let hulls = fields.or("hull", "what α may be", one_or_list(hull(), 1..=4), vec![Hull::Affine]);
            let sharings =
                fields.or("sharing", "who shares one α", one_or_list(sharing(), 1..=2), vec![Sharing::Layer]);
            let sites = fields.optional(
                "sites",
                "which sites share one choice of mix; each where not given",
                sites(),
            );
            let bases = bases?;
            let (min, max) = sizes.unwrap_or((1, 3.min(bases.len())));
            fields.complain_about_repeats("bases", &bases, Base::to_string);
            fields.complain_about_repeats("hull", &hulls, |hull| hull.name().to_owned());
            fields.complain_about_repeats("sharing", &sharings, |sharing| sharing.name().to_owned());
            if max > bases.len() {
                let message = format!("is `{max}`, but there are only {} bases", bases.len());
                fields.complain("size.max", message, None);
            }
            let choices = (!fields.has_problems()).then(|| Choices::new(bases, min..=max, hulls, sharings));
            Some(Self { choices: choices?, sites: sites.unwrap_or(Sites::Each) })
        })
    }

    /// The space over the searched sites of a network; complains through `fields` about groups that do not fit them.
    pub(crate) fn space(&self, network: &Network, fields: &mut Record) -> Option<Space> {
        let names: Vec<String> = network.searched().iter().map(|site| site.name.clone()).collect();
        let groups = match &self.sites {
            Sites::Each => Vec::new(),
            Sites::Tied => vec![names.clone()],
            Sites::Groups(groups) => expanded(groups, &names, network, fields),
        };
        if fields.has_problems() {
            return None;
        }
        let grouped: BTreeSet<&String> = groups.iter().flatten().collect();
        let alone = names.iter().filter(|name| !grouped.contains(name)).map(|name| vec![name.clone()]);
        let slots = groups.iter().cloned().chain(alone).collect();
        Some(Space::new(self.choices.clone(), names, slots))
    }
}

/// The groups with the names that their globs fit; complains about what fits no site, and about sites in two groups.
fn expanded(
    groups: &[Vec<Glob>],
    names: &[String],
    network: &Network,
    fields: &mut Record,
) -> Vec<Vec<String>> {
    let fixed: BTreeSet<&str> = network.fixed().map(|(site, _)| site.name.as_str()).collect();
    let known: BTreeMap<&str, &String> = names.iter().map(|name| (name.as_str(), name)).collect();
    // Each is compared with every site.
    let wildcards = groups.iter().flatten().filter(|glob| !glob.is_name()).count();
    if wildcards > MOST_WILDCARDS {
        let message = format!("has {wildcards} names with wildcards, allowed: at most {MOST_WILDCARDS}");
        let help = "write whole names, or fewer wildcards that fit more".to_owned();
        fields.complain("activations.sites.groups", message, Some(help));
        return Vec::new();
    }
    let mut group_of: BTreeMap<&str, usize> = BTreeMap::new();
    let mut found = Vec::new();
    for (row, group) in groups.iter().enumerate() {
        let mut members = Vec::new();
        for (column, glob) in group.iter().enumerate() {
            let path = format!("activations.sites.groups.{row}.{column}");
            let fitting: Vec<&String> = if glob.is_name() {
                known.get(glob.text()).copied().into_iter().collect()
            } else {
                names.iter().filter(|name| glob.fits(name)).collect()
            };
            if fitting.is_empty() {
                let help = format!("the sites of the network that are searched are {}", some_of(names));
                fields.complain(&path, format!("is `{}`, {}", glob.text(), misfit(glob, &fixed)), Some(help));
            }
            for name in fitting {
                match group_of.insert(name, row) {
                    None => members.push(name.clone()),
                    // What several globs of a group fit stands in it once.
                    Some(other) if other == row && !glob.is_name() => {}
                    Some(_) => fields.complain(&path, taken(glob, name), None),
                }
            }
        }
        found.push(members);
    }
    found
}

fn misfit(glob: &Glob, fixed: &BTreeSet<&str>) -> &'static str {
    if fixed.contains(glob.text()) {
        "whose activation is fixed"
    } else if glob.is_name() {
        "which is no site of the network"
    } else {
        "which fits no site of the network"
    }
}

fn taken(glob: &Glob, name: &str) -> String {
    if glob.is_name() {
        format!("is `{name}`, which stands in a group already")
    } else {
        format!("is `{}`, which fits `{name}`, which stands in a group already", glob.text())
    }
}

/// The names, or the first of very many.
fn some_of(names: &[String]) -> String {
    match names.get(..MOST_NAMES) {
        Some(first) if names.len() > MOST_NAMES => {
            format!("{}, … ({} in all)", first.join(", "), names.len())
        }
        _ => names.join(", "),
    }
}

/// So many globs with wildcards are enough for all groups.
const MOST_WILDCARDS: usize = 256;

/// So many names are told of a network that has more.
const MOST_NAMES: usize = 64;

fn size() -> Shape<(usize, usize)> {
    record("how many bases a mix has", |fields| {
        let min = usize::try_from(fields.or("min", "the fewest bases in a mix", integer(1..=64), 1)).ok()?;
        let max =
            usize::try_from(fields.required("max", "the most bases in a mix", integer(1..=64))?).ok()?;
        if min > max {
            fields.complain("min", format!("is `{min}`, above `max`, which is `{max}`"), None);
        }
        Some((min, max))
    })
}

fn sites() -> Shape<Sites> {
    let glob = text().map(|text| Glob::new(&text));
    let groups = list(list(glob, 1..=1024), 1..=1024);
    tagged(vec![
        Tag::new("each", "every site has its own choice", nothing(Sites::Each)),
        Tag::new("tied", "all sites have the same choice", nothing(Sites::Tied)),
        Tag::new(
            "groups",
            "the sites of a group have the same choice; `*` stands for any characters of their names, `?` for one",
            groups.map(Sites::Groups),
        ),
    ])
}

/// A list of bases, one of them, or every base that a definition has.
fn bases(definitions: &Rc<Definitions>) -> Shape<Vec<Base>> {
    let definitions = Rc::clone(definitions);
    let from = record("the bases of a definition, in the order in which they occur there", move |fields| {
        let about = "the definition, such as winner.yaml; a relative path starts beside the space file";
        let named = fields.required("from", about, definition::file(&definitions))?;
        let mut bases: Vec<Base> = Vec::new();
        for base in named.definition.sites().iter().flat_map(|learned| &learned.mix.bases) {
            if !bases.contains(base) {
                bases.push(*base);
            }
        }
        if bases.len() > MOST_BASES {
            let message =
                format!("is `{}`, which has {} bases, more than {MOST_BASES}", named.file, bases.len());
            fields.complain("from", message, Some("list the bases that are wanted".to_owned()));
        }
        Some(bases)
    });
    or_mapping(one_or_list(base(), 1..=MOST_BASES), "from", from)
}

/// A subset of so many bases still has a number.
const MOST_BASES: usize = 64;

/// How a baseline is read and described: a base by itself, or a mix that was learned before.
#[must_use]
pub fn baseline(definitions: &Rc<Definitions>) -> Shape<Written> {
    defined("baseline", tagged(plain().chain([learned(definitions)]).collect()))
}

/// How a mix is read and described: a base by itself, `mix` with its parts, or one that was learned before.
#[must_use]
pub fn mix(definitions: &Rc<Definitions>) -> Shape<Written> {
    let mix = Tag::new("mix", "a combination of bases", parts().map(Written::Mix));
    defined("mix", tagged(plain().chain([mix, learned(definitions)]).collect()))
}

fn plain() -> impl Iterator<Item = Tag<Written>> {
    let plain = |base| parameters(base).map(|base| Written::Mix(Mix::plain(base)));
    Base::ALL.into_iter().map(move |base| named(base, plain(base)))
}

fn learned(definitions: &Rc<Definitions>) -> Tag<Written> {
    let about = "a mix of a definition file: kept as it was learned, or trained further";
    Tag::new("learned", about, Learned::shape(definitions).map(Written::Learned))
}
