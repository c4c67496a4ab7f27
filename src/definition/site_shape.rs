//! How the mix of a site is read, and described in the JSON Schema of definitions.

use super::Fault;
use super::check::{self, Law};
use super::numbers::{ANY_NUMBER, AT_LEAST_ONE, single};
use crate::activation::shape::{base, hull, sharing};
use crate::activation::{Base, Hull, LearnedMix, Mix, Sharing};
use crate::yaml::{Interval, Record, Shape, defined, list, number, record, text, unread};
use serde_json::json;

/// How the mix of a site is read and described.
pub(super) fn site() -> Shape<LearnedMix> {
    let (bases, rows, term) = (list(base().or_none(), AT_LEAST_ONE), rows(), defined("term", term()));
    let (hull, parameters) = (hull().or_none(), rows.clone().or_none());
    let (sharing, simplified) = (sharing().or_none(), unread(list(term, ANY_NUMBER)));
    let site = record("the activation at one site", move |fields| {
        let site = fields.required("site", "its name in the network", text());
        let about = "the functions, in the order of the coefficients";
        let bases = fields.required("bases", about, bases.clone());
        let about = "what the coefficients may become in further training";
        let hull = fields.optional("hull", about, hull.clone());
        let about = "who shares one row of coefficients";
        let sharing = fields.or("sharing", about, sharing.clone(), Some(Sharing::Layer));
        let about = "rows with one number for each base";
        let coefficients = fields.required("coefficients", about, rows.clone());
        let about = "as many rows, with one number for each base that has a learned parameter";
        let parameters = fields.optional("parameters", about, parameters.clone());
        let about = "the same function in simpler terms; what reads the file may ignore it";
        fields.optional("simplified", about, simplified.clone());
        let (hull, parameters) = (Given::of(hull), Given::of(parameters));
        let parts = Parts { site, bases, hull, sharing, coefficients, parameters };
        parts.check(fields);
        parts.learned()
    });
    site.constrained(json!({ "allOf": [
        {
            "if": { "properties": { "sharing": { "const": Sharing::Layer.name() } } },
            "then": { "properties": { "coefficients": { "maxItems": 1 } } },
        },
        {
            "if": { "properties": { "hull": { "const": Hull::Convex.name() } }, "required": ["hull"] },
            "then": { "properties": { "coefficients": { "items": { "items": { "minimum": 0 } } } } },
        },
    ] }))
}

/// Rows of numbers, each of which is nothing where it could not be read.
type Rows = Vec<Option<Vec<f32>>>;

fn rows() -> Shape<Rows> {
    defined("rows", list(list(single(), AT_LEAST_ONE).or_none(), AT_LEAST_ONE))
}

/// What `simplified` lists.
fn term() -> Shape<()> {
    record("a base with its coefficient in the simpler form", |fields| {
        let numbers = || list(number(Interval::any()), AT_LEAST_ONE);
        let base = fields.required("base", "the function", base());
        let about = "the learned parameter of each row, where rows differ in it";
        fields.optional("parameters", about, numbers());
        fields.required("coefficients", "one number for each row", numbers());
        base.map(|_| ())
    })
}

/// A value that may be left out.
enum Given<T> {
    LeftOut,
    Unreadable,
    As(T),
}

impl<T> Given<T> {
    #[expect(clippy::option_option, reason = "a record reads it so, and here the cases get their names")]
    fn of(read: Option<Option<T>>) -> Self {
        match read {
            None => Self::LeftOut,
            Some(None) => Self::Unreadable,
            Some(Some(value)) => Self::As(value),
        }
    }
}

/// The parts of a site, as far as they could be read.
struct Parts {
    site: Option<String>,
    bases: Option<Vec<Option<Base>>>,
    hull: Given<Hull>,
    sharing: Option<Sharing>,
    coefficients: Option<Rows>,
    parameters: Given<Rows>,
}

impl Parts {
    /// Complains about what does not fit together, as far as it could be read.
    fn check(&self, fields: &mut Record<'_>) {
        let Some(bases) = &self.bases else { return };
        let tell = &mut |path: &str, fault: Fault| fields.complain(path, fault.to_string(), None);
        let mix = self.mix();
        if let Some(mix) = &mix {
            check::form_fault(mix, tell);
        }
        let known: Option<Vec<Base>> = bases.iter().copied().collect();
        let law = Law {
            n_bases: bases.len(),
            n_learned: known.map(|bases| Base::count_learned(&bases)),
            hull: mix.map(|mix| mix.hull),
            sharing: self.sharing,
        };
        let Some(coefficients) = &self.coefficients else { return };
        law.coefficient_faults(coefficients.iter().map(Option::as_deref), tell);
        let parameters: &[Option<Vec<f32>>] = match &self.parameters {
            Given::LeftOut => &[],
            Given::Unreadable => return,
            Given::As(rows) => rows,
        };
        law.learned_parameter_faults(coefficients.len(), parameters.iter().map(Option::as_deref), tell);
    }

    /// The mix as it is written: a hull that is left out is what the rest leaves. A base that could not be read is the identity
    /// in it, since hull and sharing depend on the number of bases alone.
    fn mix(&self) -> Option<Mix> {
        let (bases, sharing) = (self.bases.as_ref()?, self.sharing?);
        let bases: Vec<Base> = bases.iter().map(|base| base.unwrap_or(Base::Identity)).collect();
        let hull = match self.hull {
            Given::LeftOut => Mix::new(bases.clone(), Hull::Affine, sharing).hull,
            Given::Unreadable => return None,
            Given::As(hull) => hull,
        };
        Some(Mix { bases, hull, sharing })
    }

    /// All parts together, if none is missing.
    fn learned(self) -> Option<LearnedMix> {
        let mix = self.mix()?;
        let whole = |rows: Rows| rows.into_iter().collect::<Option<Vec<Vec<f32>>>>();
        let parameters = match self.parameters {
            Given::LeftOut => Vec::new(),
            Given::Unreadable => return None,
            Given::As(rows) => whole(rows)?,
        };
        Some(LearnedMix { site: self.site?, mix, coefficients: whole(self.coefficients?)?, parameters })
    }
}
