//! Whether mixes and coefficients fit together: shapes, ranges and the laws of the hulls.

use super::problem::{Fault, Problem};
use super::provenance::Provenance;
use crate::activation::{Hull, LearnedMix, Mix, Sharing};
use std::collections::HashSet;

/// How far Σα may be from 1, for coefficients of size one: what rounding in f32 leaves, with room to spare.
const TOLERANCE: f64 = 1e-5;

/// Everything that is wrong, in the order of the sites; empty if all is well.
pub(super) fn problems(provenance: Option<&Provenance>, sites: &[LearnedMix]) -> Vec<Problem> {
    let mut problems: Vec<Problem> = provenance.map(accuracy_problems).unwrap_or_default();
    // A network as it came has nothing in its place, which only a trial can say.
    if sites.is_empty() && provenance.is_none() {
        problems.push(Problem::NoSite);
    }
    let mut names = HashSet::new();
    for learned in sites {
        let twice = (!names.insert(&learned.site)).then_some(Fault::Twice);
        let faults = twice.into_iter().chain(faults(learned));
        problems.extend(faults.map(|fault| Problem::Site { site: learned.site.clone(), fault }));
    }
    problems
}

fn accuracy_problems(provenance: &Provenance) -> Vec<Problem> {
    let validation = ("validation_accuracy", provenance.validation_accuracy);
    let test = provenance.test_accuracy.map(|accuracy| ("test_accuracy", accuracy));
    [validation]
        .into_iter()
        .chain(test)
        .filter(|(_, value)| !(0.0..=1.0).contains(value))
        .map(|(name, value)| Problem::Accuracy { name, value })
        .collect()
}

fn faults(learned: &LearnedMix) -> Vec<Fault> {
    let mix = &learned.mix;
    if mix.bases.is_empty() {
        return vec![Fault::NoBase];
    }
    let mut faults = form_faults(mix);
    faults.extend(parameter_faults(mix));
    faults.extend(row_count_fault(mix.sharing, learned.coefficients.len()));
    for (idx, row) in learned.coefficients.iter().enumerate() {
        faults.extend(row_faults(mix, idx + 1, row));
    }
    faults.extend(learned_parameter_faults(learned));
    faults
}

fn form_faults(mix: &Mix) -> Vec<Fault> {
    let wanted = Mix::new(mix.bases.clone(), mix.hull, mix.sharing);
    let (written, wanted) = ((mix.hull, mix.sharing), (wanted.hull, wanted.sharing));
    if written == wanted { Vec::new() } else { vec![Fault::OtherForm { written, wanted }] }
}

fn parameter_faults(mix: &Mix) -> Vec<Fault> {
    let mut faults = Vec::new();
    for base in &mix.bases {
        for (parameter, value) in base.facts().parameters.iter().zip(base.parameters()) {
            if !parameter.allowed.contains(value) {
                let allowed = parameter.allowed.to_string();
                faults.push(Fault::Parameter {
                    base: base.name(),
                    parameter: parameter.name,
                    value,
                    allowed,
                });
            }
        }
    }
    faults
}

fn row_count_fault(sharing: Sharing, found: usize) -> Option<Fault> {
    let fits = match sharing {
        Sharing::Layer => found == 1,
        Sharing::Channel => found >= 1,
    };
    (!fits).then_some(Fault::Rows { found, sharing })
}

fn row_faults(mix: &Mix, row: usize, alpha: &[f32]) -> Vec<Fault> {
    if alpha.len() != mix.bases.len() {
        return vec![Fault::RowLength { row, found: alpha.len(), bases: mix.bases.len() }];
    }
    let named = || mix.bases.iter().map(|base| base.name()).zip(alpha.iter().copied());
    let not_finite: Vec<Fault> = not_finite("coefficients", row, named()).collect();
    if !not_finite.is_empty() {
        return not_finite;
    }
    let hull = mix.hull;
    let negative = named()
        .filter(|&(_, value)| value < 0.0 && forbids_negative(hull))
        .map(|(base, value)| Fault::Negative { row, base, value, hull });
    negative.chain(sum_fault(mix, row, alpha)).collect()
}

fn not_finite(
    numbers: &'static str,
    row: usize,
    named: impl Iterator<Item = (&'static str, f32)>,
) -> impl Iterator<Item = Fault> {
    let wrong = named.filter(|(_, value)| !value.is_finite());
    wrong.map(move |(base, value)| Fault::NotFinite { numbers, row, base, value })
}

/// Training may take a learned parameter out of the range in which it starts, so any finite one is right.
fn learned_parameter_faults(learned: &LearnedMix) -> Vec<Fault> {
    let bases = learned.mix.bases.iter().filter(|base| base.learned_parameter().is_some());
    let names: Vec<&'static str> = bases.map(|base| base.name()).collect();
    let needed = if names.is_empty() { 0 } else { learned.coefficients.len() };
    let found = learned.parameters.len();
    if found != needed {
        return vec![Fault::ParameterRows { found, needed }];
    }
    let rows = learned.parameters.iter().enumerate().map(|(idx, row)| (idx + 1, row));
    rows.flat_map(|(row, values)| parameter_row_faults(&names, row, values)).collect()
}

fn parameter_row_faults(names: &[&'static str], row: usize, values: &[f32]) -> Vec<Fault> {
    if values.len() != names.len() {
        return vec![Fault::ParameterRowLength { row, found: values.len(), needed: names.len() }];
    }
    not_finite("learned parameters", row, names.iter().copied().zip(values.iter().copied())).collect()
}

/// Large coefficients of opposite sign leave a larger rounding error in their sum, so the tolerance grows with them.
fn sum_fault(mix: &Mix, row: usize, alpha: &[f32]) -> Option<Fault> {
    let sum: f64 = alpha.iter().copied().map(f64::from).sum();
    let size: f64 = alpha.iter().copied().map(f64::from).map(f64::abs).sum();
    let off = (sum - 1.0).abs() > TOLERANCE * size.max(1.0);
    (sums_to_one(mix) && off).then_some(Fault::Sum { row, sum, hull: mix.hull })
}

/// A frozen mix may be any that was learned in any hull; alone, a frozen base is that base.
fn sums_to_one(mix: &Mix) -> bool {
    match mix.hull {
        Hull::Affine | Hull::Convex => true,
        Hull::Frozen => mix.is_plain(),
        Hull::Linear => false,
    }
}

fn forbids_negative(hull: Hull) -> bool {
    match hull {
        Hull::Convex => true,
        Hull::Affine | Hull::Linear | Hull::Frozen => false,
    }
}
