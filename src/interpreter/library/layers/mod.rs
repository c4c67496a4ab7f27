//! Classes of layers, by the documentation of their libraries. What is given and would change what is computed in a way
//! that is not known here is refused.

mod flax;
mod keras;
mod store;
mod torch;

pub(super) use store::layer as tch_layer;

use super::super::layer::Role;
use super::super::value::{Arguments, Layer, Made, Value, Weight};
use super::{numbers, or, required, truth};
use std::rc::Rc;

/// How a library makes a layer of a class.
type Make = fn(&str, &Arguments) -> Result<Layer, String>;

/// What the class of a layer makes; what has nothing to do with a batch is kept as it was asked for.
pub(super) fn made(path: &Rc<str>, arguments: Arguments) -> Result<Value, String> {
    let families: [(&str, Make); 3] =
        [("torch.nn.", torch::layer), ("keras.layers.", keras::layer), ("flax.nnx.", flax::layer)];
    let family = families.iter().find_map(|(family, make)| Some((path.strip_prefix(family)?, make)));
    match family {
        Some(("Rngs", _)) | None => Ok(Made::value(path, arguments)),
        Some((class, make)) => {
            let layer = make(class, &arguments).map_err(|reason| format!("`{path}`: {reason}"))?;
            Ok(Made::layer(path, arguments, layer))
        }
    }
}

/// A number that is the same for rows and columns, maybe given for both.
fn square(value: Option<Value>, default: usize) -> Result<usize, String> {
    let Some(value) = value else { return Ok(default) };
    let Ok(sizes) = value.as_list() else { return value.as_count() };
    match sizes.as_slice() {
        [rows, columns] if rows.as_count()? == columns.as_count()? => rows.as_count(),
        _ => Err("another size for rows than for columns".to_owned()),
    }
}

fn count(value: Option<Value>) -> Result<usize, String> {
    required(value)?.as_count()
}

/// A kernel, and a bias where the layer has one.
fn kernel_and_bias(
    kernel: (&'static str, Vec<Option<usize>>),
    bias: Option<Value>,
    outputs: usize,
) -> Result<Vec<Weight>, String> {
    let mut weights = vec![Weight::new(Role::Kernel, kernel.0, kernel.1)];
    if truth(bias, true)? {
        weights.push(Weight::new(Role::Bias, "bias", vec![Some(outputs)]));
    }
    Ok(weights)
}

/// The weights of a normalisation of so many channels, under these names.
fn of_normalisation(names: [&'static str; 4], channels: Option<usize>) -> Vec<Weight> {
    let roles = [Role::Scale, Role::Bias, Role::Mean, Role::Variance];
    roles.into_iter().zip(names).map(|(role, name)| Weight::new(role, name, vec![channels])).collect()
}
