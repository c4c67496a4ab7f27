//! A table as a file of tensors.

use super::{Curve, MISSING, Samples, Table, padded};
use crate::plan::Plan;
use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};
use std::collections::HashMap;

/// A tensor before it is written: its name, type, shape and bytes.
type Written = (&'static str, Dtype, Vec<usize>, Vec<u8>);

/// The content of the file.
pub(super) fn bytes(table: &Table) -> Vec<u8> {
    let shape = [table.candidates(), table.seeds, table.epochs()];
    let mut tensors =
        vec![counts("validation", &shape, &table.validation), counts("test", &shape, &table.test)];
    if !table.supers.is_empty() {
        tensors.extend(of_supers(table));
    }
    let views = tensors.iter().map(|(name, dtype, shape, bytes)| {
        let view = TensorView::new(*dtype, shape.clone(), bytes).expect("as many bytes as the shape has");
        (*name, view)
    });
    let metadata = HashMap::from([
        ("validation_samples".to_owned(), table.samples.validation.to_string()),
        ("test_samples".to_owned(), table.samples.test.to_string()),
    ]);
    safetensors::serialize(views, Some(metadata)).expect("a table is plain tensors")
}

fn counts(name: &'static str, shape: &[usize], counts: &[u16]) -> Written {
    (name, Dtype::U16, shape.to_vec(), counts.iter().flat_map(|count| count.to_le_bytes()).collect())
}

fn of_supers(table: &Table) -> [Written; 3] {
    let (epochs, [sites, bases]) = (table.epochs(), widths(&table.plan));
    let shape = [table.seeds, epochs];
    let all = |of: fn(&Curve) -> &[u16]| -> Vec<u16> {
        table.supers.iter().flat_map(|curve| padded(of(curve), epochs)).collect()
    };
    let missing = vec![vec![f32::NAN; bases]; sites];
    let coefficients = table.supers.iter().flat_map(|curve| {
        (0..epochs).flat_map(|epoch| curve.coefficients.get(epoch).unwrap_or(&missing).iter().flatten())
    });
    [
        counts("super_validation", &shape, &all(|curve| &curve.validation)),
        counts("super_test", &shape, &all(|curve| &curve.test)),
        (
            "super_coefficients",
            Dtype::F32,
            vec![table.seeds, epochs, sites, bases],
            coefficients.flat_map(|alpha| alpha.to_le_bytes()).collect(),
        ),
    ]
}

/// How many sites have coefficients, and for how many bases.
fn widths(plan: &Plan) -> [usize; 2] {
    [plan.space.sites().len(), plan.space.choices.bases().len()]
}

/// The table of a space in such a content, or what is wrong with it.
pub(super) fn parse(plan: Plan, bytes: &[u8]) -> Result<Table, String> {
    let (_, header) = SafeTensors::read_metadata(bytes).map_err(|error| error.to_string())?;
    let number = |name: &str| {
        let text = header.metadata().as_ref().and_then(|metadata| metadata.get(name));
        text.and_then(|text| text.parse().ok()).ok_or_else(|| format!("its metadata have no number `{name}`"))
    };
    let samples = Samples { validation: number("validation_samples")?, test: number("test_samples")? };
    if samples.validation == 0 || samples.test == 0 {
        return Err("accuracies are shares of no samples".to_owned());
    }
    let tensors = SafeTensors::deserialize(bytes).map_err(|error| error.to_string())?;
    let seeds = tensors.tensor("validation").map_err(|error| error.to_string())?.shape().get(1).copied();
    let seeds = seeds.filter(|seeds| *seeds > 0).unwrap_or(1);
    let candidates = plan.space.count().and_then(|count| usize::try_from(count).ok()).unwrap_or(usize::MAX);
    let epochs = plan.task.training.epochs as usize;
    let shape = [candidates, seeds, epochs];
    let validation = read_counts(&tensors, "validation", &shape, samples.validation)?;
    let test = read_counts(&tensors, "test", &shape, samples.test)?;
    let supers = match tensors.tensor("super_validation") {
        Ok(_) => read_supers(&tensors, &plan, seeds, samples)?,
        Err(_) => Vec::new(),
    };
    Ok(Table { plan, seeds, samples, validation, test, supers })
}

/// The bytes of a tensor that is as expected.
fn read<'t>(
    tensors: &'t SafeTensors<'_>,
    name: &str,
    dtype: Dtype,
    shape: &[usize],
) -> Result<&'t [u8], String> {
    let tensor = tensors.tensor(name).map_err(|error| error.to_string())?;
    if tensor.dtype() != dtype {
        return Err(format!("`{name}` is of {:?}, not of {dtype:?}", tensor.dtype()));
    }
    if tensor.shape() != shape {
        return Err(format!("`{name}` has the shape {:?}, not {shape:?}", tensor.shape()));
    }
    Ok(tensor.data())
}

fn read_counts(
    tensors: &SafeTensors<'_>,
    name: &str,
    shape: &[usize],
    samples: u16,
) -> Result<Vec<u16>, String> {
    let pairs = read(tensors, name, Dtype::U16, shape)?.as_chunks::<2>().0.iter();
    let counts: Vec<u16> = pairs.map(|pair| u16::from_le_bytes(*pair)).collect();
    match counts.iter().find(|count| **count > samples && **count != MISSING) {
        Some(count) => Err(format!("`{name}` counts {count} of {samples} samples")),
        None => Ok(counts),
    }
}

fn read_supers(
    tensors: &SafeTensors<'_>,
    plan: &Plan,
    seeds: usize,
    samples: Samples,
) -> Result<Vec<Curve>, String> {
    let (epochs, [sites, bases]) = (plan.task.training.epochs as usize, widths(plan));
    let validation = read_counts(tensors, "super_validation", &[seeds, epochs], samples.validation)?;
    let test = read_counts(tensors, "super_test", &[seeds, epochs], samples.test)?;
    let bytes = read(tensors, "super_coefficients", Dtype::F32, &[seeds, epochs, sites, bases])?;
    let alphas: Vec<f32> = bytes.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
    let known = |counts: &[u16]| counts.iter().copied().take_while(|count| *count != MISSING).collect();
    let curve = |seed: usize| {
        let its = seed * epochs..(seed + 1) * epochs;
        let validation: Vec<u16> = known(&validation[its.clone()]);
        let by_epoch = alphas[its.start * sites * bases..its.end * sites * bases].chunks(sites * bases);
        let by_site = |epoch: &[f32]| epoch.chunks(bases).map(<[f32]>::to_vec).collect();
        let coefficients = by_epoch.take(validation.len()).map(by_site).collect();
        Curve { validation, test: known(&test[its]), coefficients }
    };
    Ok((0..seeds).map(curve).collect())
}
