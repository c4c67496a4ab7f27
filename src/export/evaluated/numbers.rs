//! Functions of single numbers and of slices, in Rust and in C.

use super::{Coefficients, Part, Reference, at_site, largest};
use crate::activation::{Base, LearnedMix};
use crate::export::Difference;
use crate::interpreter::{Program, Tensor, Value, slice};
use std::rc::Rc;

/// The names of the functions of a site: of one number, of many, and the derivative.
pub(in crate::export) type Names = [String; 3];

/// So many numbers stand beside each other in a channel.
const INNER: usize = 2;

/// Runs the functions of Rust: values, slices and derivatives.
pub(super) fn rust(program: &Program, sites: &[LearnedMix], names: &[Names]) -> Result<Difference, String> {
    largest(sites.iter().zip(names).map(|(learned, names)| {
        of_site(program, learned, names)
            .and_then(|found| {
                if has_softmax(program, names) {
                    return Ok(found);
                }
                let reference = Reference::of(learned, Part::Slope);
                largest([Ok(found), of_numbers(program, &names[2], &reference)].into_iter())
            })
            .map_err(at_site(learned))
    }))
}

/// Runs the functions of C: values and arrays.
pub(super) fn c(program: &Program, sites: &[LearnedMix], names: &[Names]) -> Result<Difference, String> {
    largest(
        sites
            .iter()
            .zip(names)
            .map(|(learned, names)| of_site(program, learned, names).map_err(at_site(learned))),
    )
}

/// Whether a site has no function of one number; then it has one of many alone.
fn has_softmax(program: &Program, names: &Names) -> bool {
    program.get(&names[0]).is_err()
}

fn of_site(program: &Program, learned: &LearnedMix, names: &Names) -> Result<Difference, String> {
    let reference = Reference::of(learned, Part::Value);
    let many = of_slice(program, &names[1], &reference);
    if has_softmax(program, names) {
        let is_needed = learned.mix.bases.contains(&Base::Softmax);
        return if is_needed { many } else { Err(format!("there is no `{}`", names[0])) };
    }
    largest([many, of_numbers(program, &names[0], &reference)].into_iter())
}

/// What each argument of a function is, by its name.
fn arguments(
    program: &Program,
    name: &str,
    of: impl Fn(&str) -> Option<Value>,
) -> Result<Vec<Value>, String> {
    let parameters = program.parameters(name)?;
    let value = |parameter: &Rc<str>| {
        of(parameter.trim_start_matches('_')).ok_or_else(|| format!("`{name}` takes `{parameter}`"))
    };
    parameters.iter().map(value).collect()
}

/// Calls a function of one number, in every channel on all samples at once.
fn of_numbers(program: &Program, name: &str, reference: &Reference<'_>) -> Result<Difference, String> {
    let mut found = vec![0.0; reference.inputs.len()];
    for channel in 0..reference.channels {
        let x = lane(reference, channel, false)?;
        let arguments = arguments(program, name, |parameter| match parameter {
            "x" => Some(x.clone()),
            "channel" => Some(count(channel)),
            _ => None,
        })?;
        let y = program.call_named(name, arguments)?;
        put(&mut found, reference, channel, &y, false)?;
    }
    reference.difference(&found, Coefficients::Learned)
}

/// Calls a function of many numbers. Beside each lies the one of the sample that is as far from the end.
fn of_slice(program: &Program, name: &str, reference: &Reference<'_>) -> Result<Difference, String> {
    let mut cells = Vec::new();
    for channel in 0..reference.channels {
        cells.extend([lane(reference, channel, false)?, lane(reference, channel, true)?]);
    }
    let values = slice(cells.clone());
    let arguments = arguments(program, name, |parameter| match parameter {
        "values" => Some(values.clone()),
        "channels" => Some(count(reference.channels)),
        "inner" => Some(count(INNER)),
        "n" => Some(count(cells.len())),
        _ => None,
    })?;
    program.call_named(name, arguments)?;
    let cells = values.as_list()?;
    let mut differences = Vec::new();
    for (place, is_reversed) in [(0, false), (1, true)] {
        let mut found = vec![0.0; reference.inputs.len()];
        for channel in 0..reference.channels {
            put(&mut found, reference, channel, &cells[channel * INNER + place], is_reversed)?;
        }
        differences.push(reference.difference(&found, Coefficients::Learned));
    }
    largest(differences.into_iter())
}

/// The inputs of a channel, one for each sample.
fn lane(reference: &Reference<'_>, channel: usize, is_reversed: bool) -> Result<Value, String> {
    let mut values: Vec<f64> =
        reference.inputs.iter().skip(channel).step_by(reference.channels).copied().collect();
    if is_reversed {
        values.reverse();
    }
    Ok(Value::Tensor(Rc::new(Tensor::new(vec![values.len()], values)?)))
}

/// Puts what a channel gave where its inputs stand.
fn put(
    found: &mut [f64],
    reference: &Reference<'_>,
    channel: usize,
    y: &Value,
    is_reversed: bool,
) -> Result<(), String> {
    let y = y.as_tensor()?;
    let samples = reference.samples();
    // What does not depend on x is one number.
    let at = |sample: usize| if y.values.len() == 1 { y.values[0] } else { y.values[sample] };
    if y.values.len() != 1 && y.values.len() != samples {
        return Err(format!("{} values of {samples} inputs", y.values.len()));
    }
    for sample in 0..samples {
        let from = if is_reversed { samples - 1 - sample } else { sample };
        found[sample * reference.channels + channel] = at(from);
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "a layer has far fewer channels than 2^52")]
fn count(count: usize) -> Value {
    Value::Number(count as f64)
}
