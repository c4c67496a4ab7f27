//! Operators on values.

use super::tensor::{Tensor, number, whole};
use super::tree::Operator;
use super::value::Value;
use std::rc::Rc;

/// What an operator makes of two values; `and` and `or` are not among them.
pub(super) fn operate(left: &Value, operator: Operator, right: &Value) -> Result<Value, String> {
    let (left, right) = (left.read(), right.read());
    if let (Value::Tensor(_), _) | (_, Value::Tensor(_)) = (&left, &right) {
        let f = arithmetic(operator)?;
        return Ok(Value::tensor(left.as_tensor()?.zip(&*right.as_tensor()?, f)?));
    }
    match (&left, operator, &right) {
        (Value::Number(a), _, Value::Number(b)) => of_numbers(*a, operator, *b),
        (Value::List(_), Operator::Plus, Value::List(_)) => {
            Ok(Value::list([left.as_list()?, right.as_list()?].concat()))
        }
        (Value::List(_), Operator::Times, Value::Number(count)) => {
            let elements = left.as_list()?;
            Ok(Value::list((0..whole(*count)?).flat_map(|_| elements.clone()).collect()))
        }
        (Value::Key(key), Operator::Over, Value::Text(name)) => {
            let joined = if key.is_empty() { name.to_string() } else { format!("{key}.{name}") };
            Ok(Value::Key(Rc::from(joined)))
        }
        (_, Operator::Equal | Operator::Is, _) => Ok(Value::Bool(left.is_same(&right)?)),
        (_, Operator::Unequal | Operator::IsNot, _) => Ok(Value::Bool(!left.is_same(&right)?)),
        (_, Operator::In, _) => Ok(Value::Bool(is_in(&left, &right)?)),
        (_, Operator::NotIn, _) => Ok(Value::Bool(!is_in(&left, &right)?)),
        _ => Err(format!("{} {} {}", left.kind(), sign(operator), right.kind())),
    }
}

/// −x.
pub(super) fn negative(value: &Value) -> Result<Value, String> {
    match value.read() {
        Value::Number(x) => Ok(Value::Number(-x)),
        Value::Tensor(x) => Ok(Value::tensor(x.map(|x| -x))),
        other => Err(format!("the negative of {}", other.kind())),
    }
}

/// The first where the condition holds, else the second.
pub(super) fn select(condition: &Value, yes: &Value, no: &Value) -> Result<Value, String> {
    let chosen = Tensor::select(&*condition.as_tensor()?, &*yes.as_tensor()?, &*no.as_tensor()?)?;
    Ok(Value::tensor(chosen))
}

/// A function of one number, of a number or of every number of an array.
pub(super) fn map(value: &Value, f: impl Fn(f64) -> f64) -> Result<Value, String> {
    match value.read() {
        Value::Number(x) => Ok(Value::Number(f(x))),
        other => Ok(Value::tensor(other.as_tensor()?.map(f))),
    }
}

/// A function of two numbers.
pub(super) fn zip(left: &Value, right: &Value, f: impl Fn(f64, f64) -> f64) -> Result<Value, String> {
    match (left.read(), right.read()) {
        (Value::Number(a), Value::Number(b)) => Ok(Value::Number(f(a, b))),
        (a, b) => Ok(Value::tensor(a.as_tensor()?.zip(&*b.as_tensor()?, f)?)),
    }
}

fn of_numbers(a: f64, operator: Operator, b: f64) -> Result<Value, String> {
    Ok(match operator {
        Operator::Equal => Value::Bool(a == b),
        Operator::Unequal => Value::Bool(a != b),
        Operator::Below => Value::Bool(a < b),
        Operator::AtMost => Value::Bool(a <= b),
        Operator::Above => Value::Bool(a > b),
        Operator::AtLeast => Value::Bool(a >= b),
        Operator::Plus
        | Operator::Minus
        | Operator::Times
        | Operator::Over
        | Operator::Remainder
        | Operator::Or
        | Operator::And
        | Operator::In
        | Operator::NotIn
        | Operator::Is
        | Operator::IsNot => Value::Number(arithmetic(operator)?(a, b)),
    })
}

/// An operator on numbers; a comparison is 1 where it holds, else 0.
fn arithmetic(operator: Operator) -> Result<fn(f64, f64) -> f64, String> {
    Ok(match operator {
        Operator::Plus => |a, b| a + b,
        Operator::Minus => |a, b| a - b,
        Operator::Times => |a, b| a * b,
        Operator::Over => |a, b| a / b,
        Operator::Remainder => |a, b| a % b,
        Operator::Equal => |a, b| f64::from(u8::from(a == b)),
        Operator::Unequal => |a, b| f64::from(u8::from(a != b)),
        Operator::Below => |a, b| f64::from(u8::from(a < b)),
        Operator::AtMost => |a, b| f64::from(u8::from(a <= b)),
        Operator::Above => |a, b| f64::from(u8::from(a > b)),
        Operator::AtLeast => |a, b| f64::from(u8::from(a >= b)),
        Operator::Or | Operator::And | Operator::In | Operator::NotIn | Operator::Is | Operator::IsNot => {
            return Err(format!("{} on numbers", sign(operator)));
        }
    })
}

fn is_in(value: &Value, container: &Value) -> Result<bool, String> {
    if let Value::Dictionary(pairs) = container {
        let mut found = false;
        for (key, _) in pairs.iter() {
            found |= key.is_same(value)?;
        }
        return Ok(found);
    }
    let mut found = false;
    for element in container.as_list()? {
        found |= element.is_same(value)?;
    }
    Ok(found)
}

/// How an operator is written.
fn sign(operator: Operator) -> &'static str {
    match operator {
        Operator::Or => "or",
        Operator::And => "and",
        Operator::Equal => "==",
        Operator::Unequal => "!=",
        Operator::Below => "<",
        Operator::AtMost => "<=",
        Operator::Above => ">",
        Operator::AtLeast => ">=",
        Operator::In => "in",
        Operator::NotIn => "not in",
        Operator::Is => "is",
        Operator::IsNot => "is not",
        Operator::Plus => "+",
        Operator::Minus => "-",
        Operator::Times => "*",
        Operator::Over => "/",
        Operator::Remainder => "%",
    }
}

/// The index of a value, at all of these places.
pub(super) fn index(value: &Value, places: &[Value]) -> Result<Value, String> {
    match (value, places) {
        (Value::Tensor(_), [Value::Ellipsis]) => Ok(value.clone()),
        (Value::Tensor(tensor), [Value::Range(None, None), others @ ..])
            if others.iter().all(|it| matches!(it, Value::Nothing)) =>
        {
            let sizes = tensor.shape.iter().map(|size| number(*size));
            let sizes: Vec<f64> = sizes.chain(others.iter().map(|_| 1.0)).collect();
            Ok(Value::tensor(tensor.reshaped(&sizes)?))
        }
        (Value::Dictionary(pairs), [key]) => {
            for (known, found) in pairs.iter() {
                if known.is_same(key)? {
                    return Ok(found.clone());
                }
            }
            Err(format!("there is no {}", key.kind()))
        }
        (Value::View(store, start, length), [Value::Range(Some(from), None)]) => {
            let from = from.as_count()?;
            let left = length.checked_sub(from).ok_or("a range behind the end")?;
            Ok(Value::View(store.clone(), start + from, left))
        }
        (_, [Value::Number(place)]) => value.element(*place),
        _ => Err(format!("an index of {} that is not known", value.kind())),
    }
}
