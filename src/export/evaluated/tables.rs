//! What stands in exported code as data, and the hulls that coefficients are kept in.

use crate::activation::{Base, Hull, LearnedMix, softmax};
use crate::interpreter::{Arguments, Program, Tensor, Value};
use std::rc::Rc;

/// Whether tables of coefficients and parameters have the numbers that were learned, to the last digit.
pub(super) fn tables_are_exact(
    program: &Program,
    of: &Value,
    learned: &LearnedMix,
    [alpha, theta]: [&str; 2],
) -> Result<(), String> {
    let check = |name: &str, rows: &[Vec<f32>]| {
        let Ok(table) = program.attribute(of, name).and_then(|table| table.as_list()) else {
            return if rows.is_empty() { Ok(()) } else { Err(format!("there is no table `{name}`")) };
        };
        let read = |row: &Value| row.as_list()?.iter().map(Value::as_number).collect();
        let table: Result<Vec<Vec<f64>>, String> = table.iter().map(read).collect();
        let table = table?;
        let is_exact = table.len() == rows.len()
            && table.iter().zip(rows).all(|(found, wanted)| {
                found.len() == wanted.len()
                    && found.iter().zip(wanted).all(|(found, wanted)| is_exact(*found, *wanted))
            });
        if is_exact { Ok(()) } else { Err(format!("`{name}` has other numbers than what was learned")) }
    };
    check(theta, &learned.parameters)?;
    // What has no coefficients that can be trained may have its numbers in its formula alone.
    let has_table = program.attribute(of, alpha).is_ok_and(|table| table.as_list().is_ok());
    if has_table || learned.mix.hull != Hull::Frozen {
        check(alpha, &learned.coefficients)?;
    }
    Ok(())
}

/// Whether a decimal means this number: to a reader that takes it as f64 first, or to one that does not.
#[expect(clippy::cast_possible_truncation, reason = "this is what a reader does")]
fn is_exact(found: f64, wanted: f32) -> bool {
    let shortest = format!("{wanted:?}").parse() == Ok(found);
    (found as f32).to_bits() == wanted.to_bits()
        || (shortest && found.is_sign_negative() == wanted.is_sign_negative())
}

/// Whether the definition that a class for `PyTorch` keeps as data is the one that was learned.
pub(super) fn definition_is_kept(program: &Program, of: &Value, learned: &LearnedMix) -> Result<(), String> {
    let said = |name: &str| program.attribute(of, name)?.as_text();
    let mix = &learned.mix;
    for (name, wanted) in [("HULL", mix.hull.name()), ("SHARING", mix.sharing.name())] {
        if &*said(name)? != wanted {
            return Err(format!("`{name}` is {:?}, not {wanted:?}", said(name)?));
        }
    }
    let bases = program.attribute(of, "BASES")?.as_list()?;
    if bases.len() != mix.bases.len() {
        return Err(format!("`BASES` has {} bases, not {}", bases.len(), mix.bases.len()));
    }
    bases.iter().zip(&mix.bases).try_for_each(|(said, base)| base_is_said(said, *base))
}

/// Whether a name, and the parameters that are not at their defaults, are those of a base.
fn base_is_said(said: &Value, base: Base) -> Result<(), String> {
    let said = said.as_list()?;
    let [name, parameters] = said.as_slice() else {
        return Err("a base in `BASES` is no pair".to_owned());
    };
    if &*name.as_text()? != base.name() {
        return Err(format!("`BASES` has {:?}, not {:?}", name.as_text()?, base.name()));
    }
    let known = base.facts().parameters.iter().zip(base.parameters());
    for (parameter, wanted) in known {
        let found = parameters.entry(parameter.name).and_then(|value| value.as_number());
        if found.unwrap_or(parameter.default) != wanted {
            return Err(format!("`BASES` has another `{}` of {:?}", parameter.name, base.name()));
        }
    }
    Ok(())
}

/// Whether coefficients obey their hull whatever the optimizer makes of the free numbers behind them: where α is `key` of
/// `owner`, and `module` gives what comes of it.
pub(super) fn hull_holds(
    program: &Program,
    module: &Value,
    owner: &Value,
    key: &str,
    learned: &LearnedMix,
) -> Result<(), String> {
    let Value::Object(owner) = owner else { return Err("no object has the coefficients".to_owned()) };
    let (rows, columns) = (learned.coefficients.len(), learned.mix.bases.len());
    let free: Vec<f64> = (0..rows * columns).map(|place| f64::from(FREE[place % FREE.len()])).collect();
    let tensor = Tensor::new(vec![rows, columns], free.clone())?;
    owner.set(key, Value::Tensor(Rc::new(tensor)));
    let coefficients = program.attribute(module, "coefficients")?;
    let found = program.call(&coefficients, Arguments::default())?.as_tensor()?;
    let wanted: Vec<f64> =
        free.chunks_exact(columns).flat_map(|row| in_hull(learned.mix.hull, row)).collect();
    let is_close = |(found, wanted): (&f64, &f64)| (found - wanted).abs() < 1e-9;
    if found.shape == [rows, columns] && found.values.iter().zip(&wanted).all(is_close) {
        Ok(())
    } else {
        Err(format!("coefficients leave their hull, {}", learned.mix.hull.name()))
    }
}

/// What an optimizer may come to.
const FREE: [f32; 7] = [0.75, -0.5, 1.25, 0.125, -1.5, 2.0, -0.25];

/// The coefficients that free numbers mean.
#[expect(clippy::cast_precision_loss, reason = "a mix has a few bases")]
fn in_hull(hull: Hull, free: &[f64]) -> Vec<f64> {
    match hull {
        Hull::Affine => {
            let missing = (1.0 - free.iter().sum::<f64>()) / free.len() as f64;
            free.iter().map(|w| w + missing).collect()
        }
        Hull::Convex => softmax(free),
        Hull::Linear | Hull::Frozen => free.to_vec(),
    }
}

/// Where the free numbers behind coefficients of this hull are kept in Python; nothing where they are not trained.
pub(super) fn free_name(hull: Hull) -> Option<&'static str> {
    match hull {
        Hull::Affine | Hull::Linear => Some("w"),
        Hull::Convex => Some("logits"),
        Hull::Frozen => None,
    }
}
