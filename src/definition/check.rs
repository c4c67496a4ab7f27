//! Whether mixes and coefficients fit together: shapes, ranges and the laws of the hulls.

use super::problem::{Fault, Problem};
use super::provenance::Provenance;
use crate::activation::{Base, Hull, LearnedMix, Mix, Sharing};
use std::collections::HashMap;

/// How far Σα may be from 1, for coefficients of size one: what rounding in f32 leaves, with room to spare.
const TOLERANCE: f64 = 1e-5;

/// Everything that is wrong, in the order of the sites; empty if all is well.
pub(super) fn problems(provenance: Option<&Provenance>, sites: &[LearnedMix]) -> Vec<Problem> {
    let mut problems: Vec<Problem> = provenance.map(accuracy_problems).unwrap_or_default();
    // A network as it came has nothing in its place, which only a trial can say.
    if sites.is_empty() && provenance.is_none() {
        problems.push(Problem { path: "sites".to_owned(), fault: Fault::NoSite });
    }
    let mut names = HashMap::new();
    for (idx, learned) in sites.iter().enumerate() {
        let mut tell = |path: &str, fault| {
            problems.push(Problem { path: format!("sites.{idx}.{path}"), fault });
        };
        let first = *names.entry(&learned.site).or_insert(idx);
        if first != idx {
            tell("site", Fault::Twice(first));
        }
        faults(learned, &mut tell);
    }
    problems
}

fn accuracy_problems(provenance: &Provenance) -> Vec<Problem> {
    let validation = ("provenance.validation_accuracy", provenance.validation_accuracy);
    let test = provenance.test_accuracy.map(|accuracy| ("provenance.test_accuracy", accuracy));
    [validation]
        .into_iter()
        .chain(test)
        .filter(|(_, value)| !(0.0..=1.0).contains(value))
        .map(|(path, value)| Problem { path: path.to_owned(), fault: Fault::Accuracy(value) })
        .collect()
}

/// Takes what is wrong, with its path from the site on.
pub(super) type Tell<'t> = dyn FnMut(&str, Fault) + 't;

fn faults(learned: &LearnedMix, tell: &mut Tell<'_>) {
    let LearnedMix { mix, coefficients, parameters, .. } = learned;
    if mix.bases.is_empty() {
        return tell("bases", Fault::NoBase);
    }
    form_fault(mix, tell);
    parameter_faults(mix, tell);
    let law = Law {
        n_bases: mix.bases.len(),
        n_learned: Some(Base::count_learned(&mix.bases)),
        hull: Some(mix.hull),
        sharing: Some(mix.sharing),
    };
    law.coefficient_faults(all_known(coefficients), tell);
    law.learned_parameter_faults(coefficients.len(), all_known(parameters), tell);
}

fn all_known(rows: &[Vec<f32>]) -> impl ExactSizeIterator<Item = Option<&[f32]>> {
    rows.iter().map(|row| Some(row.as_slice()))
}

/// Hull and sharing are in the one form that the mix has.
pub(super) fn form_fault(mix: &Mix, tell: &mut Tell<'_>) {
    let needed = Mix::new(mix.bases.clone(), mix.hull, mix.sharing);
    let (written, needed) = ((mix.hull, mix.sharing), (needed.hull, needed.sharing));
    if written != needed {
        let path = if written.0 == needed.0 { "sharing" } else { "hull" };
        tell(path, Fault::OtherForm { written, needed });
    }
}

fn parameter_faults(mix: &Mix, tell: &mut Tell<'_>) {
    for (idx, base) in mix.bases.iter().enumerate() {
        for (parameter, value) in base.facts().parameters.iter().zip(base.parameters()) {
            if !parameter.allowed.contains(value) {
                let path = format!("bases.{idx}.{}.{}", base.name(), parameter.name);
                tell(&path, Fault::Parameter { value, allowed: parameter.allowed.to_string() });
            }
        }
    }
}

/// What the numbers of a site have to obey, as far as it is known.
pub(super) struct Law {
    pub(super) n_bases: usize,
    /// How many of the bases have a learned parameter.
    pub(super) n_learned: Option<usize>,
    pub(super) hull: Option<Hull>,
    pub(super) sharing: Option<Sharing>,
}

impl Law {
    /// Looks at all coefficients; a row that is not known is passed over.
    pub(super) fn coefficient_faults<'r>(
        &self,
        rows: impl ExactSizeIterator<Item = Option<&'r [f32]>>,
        tell: &mut Tell<'_>,
    ) {
        let found = rows.len();
        let fits = match self.sharing {
            None => true,
            Some(Sharing::Layer) => found == 1,
            Some(Sharing::Channel) => found >= 1,
        };
        if let Some(sharing) = self.sharing.filter(|_| !fits) {
            tell("coefficients", Fault::Rows { found, sharing });
        }
        for (idx, row) in known(rows) {
            if row.len() == self.n_bases {
                self.row_faults(idx, row, tell);
            } else {
                let fault = Fault::RowLength { found: row.len(), needed: self.n_bases };
                tell(&format!("coefficients.{idx}"), fault);
            }
        }
    }

    fn row_faults(&self, idx: usize, alpha: &[f32], tell: &mut Tell<'_>) {
        if !all_finite("coefficients", idx, alpha, tell) {
            return;
        }
        let Some(hull) = self.hull else { return };
        if forbids_negative(hull) {
            for (place, &value) in alpha.iter().enumerate().filter(|(_, value)| **value < 0.0) {
                tell(&format!("coefficients.{idx}.{place}"), Fault::Negative { value, hull });
            }
        }
        if self.sums_to_one(hull)
            && let Some(sum) = other_sum(alpha)
        {
            tell(&format!("coefficients.{idx}"), Fault::Sum { sum, hull });
        }
    }

    /// A frozen mix may be any that was learned in any hull; alone, a frozen base is that base.
    fn sums_to_one(&self, hull: Hull) -> bool {
        match hull {
            Hull::Affine | Hull::Convex => true,
            Hull::Frozen => self.n_bases == 1,
            Hull::Linear => false,
        }
    }

    /// Looks at all learned parameters of a site with so many rows of coefficients. Training may take one out of the range in
    /// which it starts, so any finite one is right.
    pub(super) fn learned_parameter_faults<'r>(
        &self,
        n_rows: usize,
        rows: impl ExactSizeIterator<Item = Option<&'r [f32]>>,
        tell: &mut Tell<'_>,
    ) {
        let Some(n_learned) = self.n_learned else { return };
        let (found, needed) = (rows.len(), if n_learned == 0 { 0 } else { n_rows });
        if found != needed {
            tell("parameters", Fault::ParameterRows { found, needed });
        }
        if needed == 0 {
            return;
        }
        for (idx, row) in known(rows) {
            if row.len() == n_learned {
                all_finite("parameters", idx, row, tell);
            } else {
                let fault = Fault::ParameterRowLength { found: row.len(), needed: n_learned };
                tell(&format!("parameters.{idx}"), fault);
            }
        }
    }
}

fn known<'r>(rows: impl Iterator<Item = Option<&'r [f32]>>) -> impl Iterator<Item = (usize, &'r [f32])> {
    rows.enumerate().filter_map(|(idx, row)| Some((idx, row?)))
}

fn all_finite(key: &str, idx: usize, row: &[f32], tell: &mut Tell<'_>) -> bool {
    for (place, &value) in row.iter().enumerate().filter(|(_, value)| !value.is_finite()) {
        tell(&format!("{key}.{idx}.{place}"), Fault::NotFinite(value));
    }
    row.iter().all(|value| value.is_finite())
}

/// The sum, if it is not one. Large coefficients of opposite sign leave a larger rounding error in it, so the tolerance grows
/// with them.
fn other_sum(alpha: &[f32]) -> Option<f64> {
    let sum: f64 = alpha.iter().copied().map(f64::from).sum();
    let size: f64 = alpha.iter().copied().map(f64::from).map(f64::abs).sum();
    ((sum - 1.0).abs() > TOLERANCE * size.max(1.0)).then_some(sum)
}

fn forbids_negative(hull: Hull) -> bool {
    match hull {
        Hull::Convex => true,
        Hull::Affine | Hull::Linear | Hull::Frozen => false,
    }
}
