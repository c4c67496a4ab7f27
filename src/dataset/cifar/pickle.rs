//! The python version: a pickled dictionary of numpy arrays and lists.
//!
//! Nothing of a pickle is executed. This reads the few instructions that the official files are made of, and knows the three
//! functions that they name: the array of numpy, its type, and the bytes that Python 3 writes for older readers. Whatever
//! else a file asks for is an error.

use super::super::Damage;

/// A value on the stack.
#[derive(Clone, Debug)]
pub(super) enum Value<'a> {
    Mark,
    /// None, True and False.
    Other,
    Int(i64),
    Bytes(&'a [u8]),
    /// Bytes that had to be put together.
    Made(Vec<u8>),
    Function(&'a [u8], &'a [u8]),
    /// A type of numbers, by its name.
    Type(Vec<u8>),
    List(Vec<Self>),
    Tuple(Vec<Self>),
    Dictionary(Vec<(Self, Self)>),
    /// An array: nothing before its state is known, and then its shape and its bytes.
    Array(Option<(Vec<i64>, Vec<u8>)>),
}

impl Value<'_> {
    fn bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            Self::Made(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// The value of a key of a dictionary.
    pub fn get(&self, key: &str) -> Option<&Self> {
        let Self::Dictionary(items) = self else { return None };
        items.iter().find(|(name, _)| name.bytes() == Some(key.as_bytes())).map(|(_, value)| value)
    }

    /// The whole numbers of a list.
    pub fn numbers(&self) -> Option<Vec<i64>> {
        let Self::List(items) = self else { return None };
        items.iter().map(|item| if let Self::Int(number) = item { Some(*number) } else { None }).collect()
    }

    /// The shape and the bytes of an array.
    pub fn array(&self) -> Option<(&[i64], &[u8])> {
        let Self::Array(Some((shape, bytes))) = self else { return None };
        Some((shape, bytes))
    }
}

/// Reads a pickle.
pub(super) fn load(file: &[u8]) -> Result<Value<'_>, Damage> {
    let mut machine = Machine { rest: file, stack: Vec::new(), kept: Vec::new(), nested: 0 };
    loop {
        let at = file.len() - machine.rest.len();
        match machine.step() {
            Ok(None) => {}
            Ok(Some(value)) if machine.rest.is_empty() => return Ok(value),
            Ok(Some(_)) => return Err(Damage::Trailing { needed: file.len() - machine.rest.len() }),
            Err(reason) => return Err(Damage::Pickle { at, reason }),
        }
    }
}

struct Machine<'a> {
    rest: &'a [u8],
    stack: Vec<Value<'a>>,
    /// What was put aside under a number, to be used again.
    kept: Vec<(u32, Value<'a>)>,
    /// How many tuples have been made: an official file has a few, and no file may nest them without end.
    nested: usize,
}

type Step<T> = Result<T, &'static str>;

const ENDS: &str = "the file ends too early";
const OTHER: &str = "this is no instruction that the official files have";
const STACK: &str = "a value is missing, or is of another kind";
const MOST_TUPLES: usize = 1000;

impl<'a> Machine<'a> {
    /// Takes one instruction; the value of the whole file if it was the last.
    fn step(&mut self) -> Step<Option<Value<'a>>> {
        let [code] = self.take()?;
        match code {
            b'.' => return self.pop().map(Some),
            0x80 => self.protocol()?,
            b'(' => self.push(Value::Mark),
            b'N' | 0x88 | 0x89 => self.push(Value::Other),
            b'K' | b'M' | b'J' => self.number(code)?,
            0x8a => self.long()?,
            b'U' | b'T' | b'X' | b'C' | b'B' => self.text(code)?,
            b']' => self.push(Value::List(Vec::new())),
            b'}' => self.push(Value::Dictionary(Vec::new())),
            b')' => self.push(Value::Tuple(Vec::new())),
            b'a' | b'e' => self.append(code)?,
            b's' | b'u' => self.set(code)?,
            b't' | 0x85..=0x87 => self.tuple(code)?,
            b'q' | b'r' => self.keep(code)?,
            b'h' | b'j' => self.again(code)?,
            b'c' => self.function()?,
            b'R' => self.call()?,
            b'b' => self.build()?,
            _ => return Err(OTHER),
        }
        Ok(None)
    }

    fn take<const N: usize>(&mut self) -> Step<[u8; N]> {
        let (taken, rest) = self.rest.split_first_chunk().ok_or(ENDS)?;
        self.rest = rest;
        Ok(*taken)
    }

    fn take_slice(&mut self, len: usize) -> Step<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(len).ok_or(ENDS)?;
        self.rest = rest;
        Ok(taken)
    }

    fn take_line(&mut self) -> Step<&'a [u8]> {
        let len = self.rest.iter().position(|byte| *byte == b'\n').ok_or(ENDS)?;
        let line = self.take_slice(len)?;
        self.take_slice(1).map(|_| line)
    }

    fn push(&mut self, value: Value<'a>) {
        self.stack.push(value);
    }

    fn pop(&mut self) -> Step<Value<'a>> {
        self.stack.pop().ok_or(STACK)
    }

    /// Everything above the last mark, which goes, too.
    fn pop_to_mark(&mut self) -> Step<Vec<Value<'a>>> {
        let mark = self.stack.iter().rposition(|value| matches!(value, Value::Mark)).ok_or(STACK)?;
        let values = self.stack.split_off(mark + 1);
        self.stack.pop();
        Ok(values)
    }

    fn protocol(&mut self) -> Step<()> {
        let [version] = self.take()?;
        if version <= 3 { Ok(()) } else { Err("the protocol is newer than that of the official files") }
    }

    fn number(&mut self, code: u8) -> Step<()> {
        let number = match code {
            b'K' => i64::from(self.take::<1>()?[0]),
            b'M' => i64::from(u16::from_le_bytes(self.take()?)),
            _ => i64::from(i32::from_le_bytes(self.take()?)),
        };
        self.push(Value::Int(number));
        Ok(())
    }

    /// A number of as many bytes as it says, of which the last has the sign.
    fn long(&mut self) -> Step<()> {
        let [len] = self.take()?;
        let bytes = self.take_slice(usize::from(len))?;
        let negative = bytes.last().is_some_and(|last| *last >= 0x80);
        let mut whole = [if negative { 0xff } else { 0 }; 8];
        whole.get_mut(..bytes.len()).ok_or(STACK)?.copy_from_slice(bytes);
        self.push(Value::Int(i64::from_le_bytes(whole)));
        Ok(())
    }

    fn text(&mut self, code: u8) -> Step<()> {
        let len = match code {
            b'U' | b'C' => usize::from(self.take::<1>()?[0]),
            _ => u32::from_le_bytes(self.take()?) as usize,
        };
        let bytes = self.take_slice(len)?;
        self.push(Value::Bytes(bytes));
        Ok(())
    }

    fn append(&mut self, code: u8) -> Step<()> {
        let values = if code == b'a' { vec![self.pop()?] } else { self.pop_to_mark()? };
        let Some(Value::List(items)) = self.stack.last_mut() else { return Err(STACK) };
        items.extend(values);
        Ok(())
    }

    fn set(&mut self, code: u8) -> Step<()> {
        let values = if code == b's' {
            let value = self.pop()?;
            vec![self.pop()?, value]
        } else {
            self.pop_to_mark()?
        };
        let Some(Value::Dictionary(items)) = self.stack.last_mut() else { return Err(STACK) };
        let mut values = values.into_iter();
        while let (Some(key), Some(value)) = (values.next(), values.next()) {
            items.push((key, value));
        }
        Ok(())
    }

    fn tuple(&mut self, code: u8) -> Step<()> {
        self.nested += 1;
        if self.nested > MOST_TUPLES {
            return Err(OTHER);
        }
        let values = if code == b't' {
            self.pop_to_mark()?
        } else {
            let len = usize::from(code - 0x84);
            let start = self.stack.len().checked_sub(len).ok_or(STACK)?;
            self.stack.split_off(start)
        };
        self.push(Value::Tuple(values));
        Ok(())
    }

    fn keep(&mut self, code: u8) -> Step<()> {
        let number = self.kept_number(code == b'q')?;
        match self.stack.last().ok_or(STACK)? {
            // What can still grow is not put aside: the official files never ask for it again.
            Value::List(_) | Value::Dictionary(_) | Value::Array(_) | Value::Tuple(_) => {}
            value => self.kept.push((number, value.clone())),
        }
        Ok(())
    }

    fn again(&mut self, code: u8) -> Step<()> {
        let number = self.kept_number(code == b'h')?;
        let kept = self.kept.iter().rev().find(|(kept, _)| *kept == number);
        let value =
            kept.map(|(_, value)| value.clone()).ok_or("a value is used again that was not put aside")?;
        self.push(value);
        Ok(())
    }

    fn kept_number(&mut self, is_short: bool) -> Step<u32> {
        Ok(if is_short { u32::from(self.take::<1>()?[0]) } else { u32::from_le_bytes(self.take()?) })
    }

    fn function(&mut self) -> Step<()> {
        let (module, name) = (self.take_line()?, self.take_line()?);
        self.push(Value::Function(module, name));
        Ok(())
    }

    /// Calls one of the three functions that are known.
    fn call(&mut self) -> Step<()> {
        let (Value::Tuple(arguments), Value::Function(module, name)) = (self.pop()?, self.pop()?) else {
            return Err(STACK);
        };
        let made = match (module, name) {
            (b"numpy.core.multiarray" | b"numpy._core.multiarray", b"_reconstruct") => Value::Array(None),
            (b"numpy", b"dtype") => {
                let name = arguments.first().and_then(Value::bytes).ok_or(STACK)?;
                Value::Type(name.to_vec())
            }
            (b"_codecs", b"encode") => Value::Made(latin(&arguments)?),
            _ => return Err("it asks for a function that the official files do not ask for"),
        };
        self.push(made);
        Ok(())
    }

    /// Gives an array its state, (version, shape, type, whether in the order of Fortran, bytes); a type has no more to it.
    fn build(&mut self) -> Step<()> {
        let state = self.pop()?;
        match (self.stack.last_mut().ok_or(STACK)?, state) {
            (Value::Type(_), _) => Ok(()),
            (Value::Array(array), Value::Tuple(state)) => {
                let [_, Value::Tuple(shape), Value::Type(kind), _, bytes] = state.as_slice() else {
                    return Err(STACK);
                };
                if kind != b"u1" {
                    return Err("an array has other numbers than bytes");
                }
                let side = |side: &Value| if let Value::Int(side) = side { Some(*side) } else { None };
                let shape = shape.iter().map(side).collect::<Option<_>>().ok_or(STACK)?;
                *array = Some((shape, bytes.bytes().ok_or(STACK)?.to_vec()));
                Ok(())
            }
            _ => Err(STACK),
        }
    }
}

/// The bytes that a text stands for, a byte for every character.
fn latin(arguments: &[Value]) -> Step<Vec<u8>> {
    let text = arguments.first().and_then(Value::bytes).ok_or(STACK)?;
    let text = std::str::from_utf8(text).map_err(|_| STACK)?;
    text.chars().map(|char| u8::try_from(char).map_err(|_| STACK)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SOUND: &[u8] = include_bytes!("../../../tests/data/test_batch");

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = load(&[b"\x80\x02".as_slice(), &bytes].concat());
        }

        #[test]
        fn any_wrong_byte_is_survived(at in 0..SOUND.len(), byte: u8) {
            let mut damaged = SOUND.to_vec();
            damaged[at] = byte;
            let _ = load(&damaged);
        }
    }
}
