//! Modules of `PyTorch`, Keras and Flax: what is in them, and how weights come in.

use super::super::value::{Arguments, Made, Object, Value};
use super::required;
use std::rc::Rc;

/// Whether an object is of a class: of the program, or of a library.
pub(super) fn is_instance(object: &Value, class: &Value) -> Result<bool, String> {
    match (object, class) {
        (Value::Object(object), Value::Class(class)) => Ok(object.class.descends_from(&class.name)),
        (Value::Made(made), Value::Library(path)) => Ok(made.path == *path),
        (_, Value::Class(_) | Value::Library(_)) => Ok(false),
        (_, other) => Err(format!("{} where a class is needed", other.kind())),
    }
}

/// What an object has, by the names.
pub(super) fn fields(object: &Value) -> Result<Value, String> {
    let Value::Object(object) = object else { return Err(format!("vars of {}", object.kind())) };
    let pairs = sorted(object).into_iter().map(|(name, value)| (Value::Text(name), value));
    Ok(Value::Dictionary(Rc::new(pairs.collect())))
}

fn sorted(object: &Object) -> Vec<(Rc<str>, Value)> {
    let fields = object.fields.borrow();
    let mut fields: Vec<(Rc<str>, Value)> =
        fields.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    fields.sort_by(|one, other| one.0.cmp(&other.0));
    fields
}

/// The modules in a module of `PyTorch`, each with its name.
pub(super) fn children(object: &Object) -> Value {
    let children =
        sorted(object).into_iter().filter(|(_, it)| matches!(it, Value::Object(_) | Value::Made(_)));
    Value::list(children.map(|(name, child)| Value::list(vec![Value::Text(name), child])).collect())
}

/// A place of a tensor in a module of `PyTorch`.
enum Slot {
    Field(Rc<Object>, Rc<str>),
    Weight(Value),
}

/// Every tensor in a module by its path. A tensor that is a field is taken for a parameter or a buffer.
fn state(object: &Rc<Object>, path: &str, found: &mut Vec<(String, Slot)>) {
    for (name, value) in sorted(object) {
        match value {
            Value::Tensor(_) => found.push((format!("{path}{name}"), Slot::Field(object.clone(), name))),
            Value::Object(child) => state(&child, &format!("{path}{name}."), found),
            Value::Made(made) => {
                for weight in made.layer.iter().flat_map(|layer| &layer.weights) {
                    found.push((format!("{path}{name}.{}", weight.name), Slot::Weight(weight.place())));
                }
            }
            _ => {}
        }
    }
}

/// `load_state_dict` of a module: what is missing, and what is there for nothing.
pub(super) fn load_state(object: &Rc<Object>, arguments: &Arguments) -> Result<Value, String> {
    let [tensors, strict] = arguments.bind(["state_dict", "strict"])?;
    let Value::Dictionary(tensors) = required(tensors)? else {
        return Err("no dictionary of tensors".to_owned());
    };
    let mut slots = Vec::new();
    state(object, "", &mut slots);
    let mut unexpected = Vec::new();
    for (name, tensor) in tensors.iter() {
        let name = name.as_text()?;
        match slots.iter().position(|(path, _)| **path == *name) {
            Some(at) => put(slots.swap_remove(at).1, &name, tensor)?,
            None => unexpected.push(Value::Text(name)),
        }
    }
    let missing: Vec<Value> = slots.iter().map(|(path, _)| Value::text(path)).collect();
    let is_strict = strict.map_or(Ok(true), |strict| strict.holds())?;
    if is_strict && !(missing.is_empty() && unexpected.is_empty()) {
        return Err(format!(
            "{} tensors are missing and {} were not expected",
            missing.len(),
            unexpected.len()
        ));
    }
    Ok(Value::list(vec![Value::list(missing), Value::list(unexpected)]))
}

fn put(slot: Slot, name: &str, tensor: &Value) -> Result<(), String> {
    match slot {
        Slot::Field(object, field) => {
            let known = object.fields.borrow().get(&field).map(Value::as_tensor).transpose()?;
            if known.is_some_and(|known| Ok(&known.shape) != tensor.as_tensor().as_ref().map(|it| &it.shape))
            {
                return Err(format!("`{name}` has another shape"));
            }
            object.set(&field, tensor.clone());
        }
        Slot::Weight(Value::Place(store, at)) => store.borrow_mut()[at] = tensor.clone(),
        Slot::Weight(other) => return Err(format!("{} in the place of `{name}`", other.kind())),
    }
    Ok(())
}

/// `set_weights` of a layer of Keras.
pub(super) fn set_weights(made: &Made, arguments: &Arguments) -> Result<Value, String> {
    let [tensors] = arguments.bind(["weights"])?;
    let tensors = required(tensors)?.as_list()?;
    let weights = made.layer.as_ref().map_or(&[][..], |layer| &layer.weights);
    if weights.len() != tensors.len() {
        return Err(format!("{} weights for {}", tensors.len(), weights.len()));
    }
    for (weight, tensor) in weights.iter().zip(tensors) {
        weight.store.borrow_mut()[0] = Value::Tensor(tensor.as_tensor()?);
    }
    Ok(Value::Nothing)
}
