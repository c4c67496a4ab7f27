//! How bases and mixes are read from YAML, and described in a JSON Schema.

use super::{Allowed, Base, Hull, Mix, Parameter, Sharing};
use crate::yaml::{Interval, Shape, Tag, boolean, defined, number, one_or_list, record, tagged, word};

/// How a base is read and described: its name, or its name with parameters.
pub(crate) fn base() -> Shape<Base> {
    defined("base", tagged(Base::ALL.into_iter().map(|base| named(base, parameters(base))).collect()))
}

/// How a mix is read and described: a base by itself, or `mix` with its parts.
pub(crate) fn mix() -> Shape<Mix> {
    let plain = Base::ALL.into_iter().map(|base| named(base, parameters(base).map(Mix::plain)));
    tagged(plain.chain([Tag::new("mix", "a combination of bases", parts())]).collect())
}

/// How the parts of a mix are read and described.
pub(crate) fn parts() -> Shape<Mix> {
    record("a combination f(x) = Σ αᵢ fᵢ(x)", |fields| {
        let bases = fields.required("bases", "the base functions fᵢ", one_or_list(base(), 1..=64));
        let hull = fields.or("hull", "what α may be", hull(), Hull::Affine);
        let sharing = fields.or("sharing", "who shares one α", sharing(), Sharing::Layer);
        let bases = bases?;
        fields.complain_about_repeats("bases", &bases, Base::to_string);
        Some(Mix::new(bases, hull, sharing))
    })
}

/// How a hull is read and described.
pub(crate) fn hull() -> Shape<Hull> {
    word(Hull::ALL.iter().map(|hull| (hull.name(), *hull)).collect())
}

/// How a sharing is read and described.
pub(crate) fn sharing() -> Shape<Sharing> {
    word(Sharing::ALL.iter().map(|sharing| (sharing.name(), *sharing)).collect())
}

/// A word that stands for a base, and what may come with it.
pub(crate) fn named<T: 'static>(base: Base, body: Shape<T>) -> Tag<T> {
    let facts = base.facts();
    Tag::new(facts.name, facts.formula, body).aliases(facts.aliases)
}

/// How the parameters of a base are read and described.
pub(crate) fn parameters(base: Base) -> Shape<Base> {
    record("the parameters of the base", move |fields| {
        let mut value = |parameter: &Parameter| {
            let Parameter { name, about, default, allowed } = *parameter;
            match allowed {
                Allowed::Number { min, max } => {
                    fields.or(name, about, number(Interval::at_least(min).up_to(max)), default)
                }
                Allowed::Limit { min } => {
                    fields.optional(name, about, number(Interval::at_least(min))).unwrap_or(default)
                }
                Allowed::Switch => f64::from(u8::from(fields.or(name, about, boolean(), default != 0.0))),
            }
        };
        let values: Vec<f64> = base.facts().parameters.iter().map(&mut value).collect();
        Some(base.with_parameters(&values))
    })
}
