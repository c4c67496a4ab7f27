//! What Python and `NumPy` have for all: builtins, dictionaries, strings.

use super::super::tensor::number;
use super::super::value::{Arguments, Value};
use super::{module, numbers, required, unknown};
use std::rc::Rc;

/// A function that Python has without an import.
pub(super) fn builtin_call(name: &str, arguments: &Arguments) -> Result<Value, String> {
    match name {
        "len" => {
            let [of] = arguments.bind(["of"])?;
            match required(of)? {
                Value::Tensor(tensor) => {
                    tensor.shape.first().map(|size| Value::count(*size)).ok_or_else(|| "len()".to_owned())
                }
                other => Ok(Value::count(other.as_list()?.len())),
            }
        }
        "list" => {
            let [of] = arguments.bind(["of"])?;
            Ok(Value::list(required(of)?.as_list()?))
        }
        "max" => {
            let [a, b] = arguments.bind(["a", "b"])?;
            Ok(Value::Number(required(a)?.as_number()?.max(required(b)?.as_number()?)))
        }
        "float" => {
            let [text] = arguments.bind(["text"])?;
            match &*required(text)?.as_text()? {
                "inf" => Ok(Value::Number(f64::INFINITY)),
                "-inf" => Ok(Value::Number(f64::NEG_INFINITY)),
                other => Err(format!("float({other:?})")),
            }
        }
        "isinstance" => {
            let [object, class] = arguments.bind(["object", "class"])?;
            module::is_instance(&required(object)?, &required(class)?).map(Value::Bool)
        }
        "vars" => {
            let [object] = arguments.bind(["object"])?;
            module::fields(&required(object)?)
        }
        _ => Err(unknown(name)),
    }
}

/// A function of `NumPy`.
pub(super) fn numpy_call(path: &str, arguments: &Arguments) -> Result<Value, String> {
    if path == "numpy.asarray" {
        let [rows, kind] = arguments.bind(["a", "dtype"])?;
        required(kind)?;
        return Ok(Value::tensor(required(rows)?.as_rows()?));
    }
    are_equal(arguments)
}

/// Whether two arrays are the same: numbers of a text are those of a file where they are its nearest decimals.
pub(super) fn are_equal(arguments: &Arguments) -> Result<Value, String> {
    let [a, b] = arguments.bind(["a", "b"])?;
    let (a, b) = (required(a)?.as_tensor()?, required(b)?.as_tensor()?);
    let is_same = |(a, b): (&f64, &f64)| as_single(*a).to_bits() == as_single(*b).to_bits();
    Ok(Value::Bool(a.shape == b.shape && a.values.iter().zip(&b.values).all(is_same)))
}

#[expect(clippy::cast_possible_truncation, reason = "these are the numbers that the libraries would have")]
fn as_single(x: f64) -> f32 {
    x as f32
}

/// A method of a dictionary.
pub(super) fn of_dictionary(
    pairs: &Rc<Vec<(Value, Value)>>,
    name: &str,
    arguments: &Arguments,
) -> Result<Value, String> {
    match name {
        "items" => {
            let [] = arguments.bind([])?;
            Ok(Value::list(
                pairs.iter().map(|(key, it)| Value::list(vec![key.clone(), it.clone()])).collect(),
            ))
        }
        "get" => {
            let [key, default] = arguments.bind(["key", "default"])?;
            let key = required(key)?.as_text()?;
            let found = Value::Dictionary(pairs.clone()).entry(&key).ok();
            Ok(found.or(default).unwrap_or(Value::Nothing))
        }
        "into_iter" | "collect" => {
            let [] = arguments.bind([])?;
            Ok(Value::Dictionary(pairs.clone()))
        }
        _ => Err(unknown(name)),
    }
}

/// A method of a string.
pub(super) fn of_text(text: &Rc<str>, name: &str, arguments: &Arguments) -> Result<Value, String> {
    match name {
        "endswith" | "ends_with" => {
            let [end] = arguments.bind(["suffix"])?;
            let end = required(end)?;
            let ends = end.as_list().unwrap_or_else(|_| vec![end]);
            let ends: Result<Vec<Rc<str>>, String> = ends.iter().map(Value::as_text).collect();
            Ok(Value::Bool(ends?.iter().any(|end| text.ends_with(&**end))))
        }
        "as_ref" => Ok(Value::Text(text.clone())),
        _ => Err(unknown(name)),
    }
}

/// `transpose` of an array, by the axes that are given, or the other way round.
pub(super) fn transposed(tensor: &Value, arguments: &Arguments) -> Result<Value, String> {
    let array = tensor.as_tensor()?;
    if !arguments.named.is_empty() {
        return Err("axes by a name".to_owned());
    }
    let axes: Result<Vec<usize>, String> = arguments.positional.iter().map(Value::as_count).collect();
    let axes = axes?;
    let reversed: Vec<usize> = (0..array.shape.len()).rev().collect();
    Ok(Value::tensor(array.moved(if axes.is_empty() { &reversed } else { &axes })?))
}

/// Numbers before and behind along each axis, as pairs.
pub(super) fn pairs(value: &Value) -> Result<Vec<[usize; 2]>, String> {
    let pair = |pair: &Value| match pair.as_list()?.as_slice() {
        [before, behind] => Ok([before.as_count()?, behind.as_count()?]),
        _ => Err("no pair".to_owned()),
    };
    value.as_list()?.iter().map(pair).collect()
}

/// The mean over rows and columns, which must be these axes.
pub(super) fn mean_of_images(tensor: &Value, axes: &Value, wanted: [f64; 2]) -> Result<Value, String> {
    let array = tensor.as_tensor()?;
    if numbers(axes)? != wanted || array.shape.len() != 4 {
        return Err("a mean over other axes than rows and columns".to_owned());
    }
    let [rows, columns] = wanted;
    let sums = array.sum(rows)?.sum(columns)?;
    let count = number(array.values.len() / sums.values.len().max(1));
    let sizes: Vec<f64> = sums
        .shape
        .iter()
        .zip(0_u8..)
        .filter(|(_, axis)| !wanted.contains(&f64::from(*axis)))
        .map(|(size, _)| number(*size))
        .collect();
    Ok(Value::tensor(sums.map(|sum| sum / count).reshaped(&sizes)?))
}
