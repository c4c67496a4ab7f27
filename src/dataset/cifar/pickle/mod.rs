//! The python version: a pickled dictionary of numpy arrays and lists, in any of the protocols 0 to 5.
//!
//! Nothing of a pickle is executed. This reads the instructions that arrays, lists, text and numbers are written by, and
//! knows the few functions that arrays need. Whatever else a file asks for is an error. Memory and time are bounded by the
//! length of the file: values are never copied, and what has to be made of others has a limit.

mod call;
mod machine;
mod text;
mod value;

use super::super::Damage;
use machine::Machine;
use value::{Place, Value, Values};

type Step<T> = Result<T, &'static str>;

const ENDS: &str = "the file ends too early";
const OTHER: &str = "this is no instruction that the official files have";
const OTHER_FUNCTION: &str = "it asks for a function that the official files do not ask for";
const STACK: &str = "a value is missing, or is of another kind";

/// The dictionary of a pickle.
#[derive(Debug)]
pub(super) struct Dictionary<'a> {
    values: Values<'a>,
    items: Vec<(Place, Place)>,
}

/// Reads a pickle.
pub(super) fn load(file: &[u8]) -> Result<Dictionary<'_>, Damage> {
    let mut machine = Machine::new(file);
    loop {
        let at = machine.at();
        match machine.step() {
            Ok(None) => {}
            Ok(Some(_)) if machine.at() < file.len() => {
                return Err(Damage::Trailing { needed: machine.at() });
            }
            Ok(Some(whole)) => {
                let mut values = machine.into_values();
                let items = match values.at_mut(whole) {
                    Value::Dictionary(items) => std::mem::take(items),
                    _ => Vec::new(),
                };
                return Ok(Dictionary { values, items });
            }
            Err(reason) => return Err(Damage::Pickle { at, reason }),
        }
    }
}

impl Dictionary<'_> {
    /// The value of a key; of several the last, as in Python.
    fn get(&self, key: &str) -> Option<Place> {
        let is_it = |name: Place| self.values.bytes(name).is_some_and(|name| name.as_ref() == key.as_bytes());
        self.items.iter().rev().find(|(name, _)| is_it(*name)).map(|(_, value)| *value)
    }

    /// The whole numbers of a list or of an array in one dimension.
    pub fn numbers(&self, key: &str) -> Option<Vec<i64>> {
        match self.values.at(self.get(key)?) {
            Value::List(items) => items.iter().map(|item| self.values.int(*item)).collect(),
            Value::Array(Some(array)) => {
                let Value::Type(name, is_big) = self.values.at(array.kind) else { return None };
                let numbers = call::whole_numbers(name, *is_big, self.values.bytes(array.bytes)?)?;
                (array.shape == [i64::try_from(numbers.len()).ok()?]).then_some(numbers)
            }
            _ => None,
        }
    }

    /// The bytes of an array of so many columns, row after row.
    pub fn rows(&self, key: &str, columns: usize) -> Option<Vec<u8>> {
        let Value::Array(Some(array)) = self.values.at(self.get(key)?) else { return None };
        let bytes = self.values.bytes(array.bytes)?;
        let is_bytes = matches!(self.values.at(array.kind), Value::Type(name, _) if name.as_ref() == b"u1");
        let &[rows, found] = array.shape.as_slice() else { return None };
        let rows = usize::try_from(rows).ok()?;
        let fits = usize::try_from(found) == Ok(columns) && rows.checked_mul(columns) == Some(bytes.len());
        if !is_bytes || !fits {
            return None;
        }
        if !array.is_fortran {
            return Some(bytes.to_vec());
        }
        Some((0..rows).flat_map(|row| bytes[row..].iter().step_by(rows)).copied().collect())
    }
}

#[cfg(test)]
mod tests;
