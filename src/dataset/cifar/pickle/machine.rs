//! The stack machine that a pickle is a program for.

use super::call::build;
use super::text::{escaped, quoted};
use super::value::{Function, Place, Value, Values};
use super::{ENDS, OTHER, OTHER_FUNCTION, STACK, Step};
use std::borrow::Cow;
use std::collections::HashMap;

/// No file has more instructions: the largest official one has about 300,000.
const MOST_STEPS: usize = 2_000_000;
const STEPS: &str = "it has more than 2,000,000 instructions, many more than the official files";
const MADE: &str = "it makes more bytes of others than it has itself, which the official files do not";
/// An array has few dimensions, and a type a short name.
const LONGEST: usize = 32;

pub(super) struct Machine<'a> {
    file: &'a [u8],
    rest: &'a [u8],
    values: Values<'a>,
    /// What is being worked on; nothing where a mark stands.
    stack: Vec<Option<Place>>,
    /// What was put aside under a number, to be used again.
    kept: HashMap<u64, Place>,
    steps: usize,
    /// How many bytes may still be made of others.
    may_make: usize,
}

impl<'a> Machine<'a> {
    pub fn new(file: &'a [u8]) -> Self {
        Self {
            file,
            rest: file,
            values: Values::default(),
            stack: Vec::new(),
            kept: HashMap::new(),
            steps: 0,
            may_make: 4 * file.len(),
        }
    }

    /// How many bytes have been read.
    pub fn at(&self) -> usize {
        self.file.len() - self.rest.len()
    }

    pub fn into_values(self) -> Values<'a> {
        self.values
    }

    /// Takes one instruction; the value of the whole file if it was the last.
    pub fn step(&mut self) -> Step<Option<Place>> {
        self.steps += 1;
        if self.steps > MOST_STEPS {
            return Err(STEPS);
        }
        let [code] = self.take()?;
        match code {
            b'.' => return self.pop().map(Some),
            0x80 => self.protocol()?,
            // The length of a frame, which is for those who read from a stream.
            0x95 => drop(self.take::<8>()?),
            b'(' => self.stack.push(None),
            b'0' => drop(self.stack.pop().ok_or(STACK)?),
            b'1' => drop(self.pop_to_mark()?),
            b'2' => self.stack.push(Some(self.top()?)),
            b'N' | b'G' | b'F' => self.other(code)?,
            b'K' | b'M' | b'J' | 0x88 | 0x89 | b'I' | b'L' | 0x8a | 0x8b => self.number(code)?,
            b'U' | b'T' | b'X' | b'C' | b'B' | 0x8c..=0x8e | 0x96 => self.text(code)?,
            b'S' | b'V' => self.line_of_text(code)?,
            b']' => self.push(Value::List(Vec::new())),
            b'}' => self.push(Value::Dictionary(Vec::new())),
            b')' => self.push(Value::Tuple(Vec::new())),
            b'l' | b'd' | b't' | 0x85..=0x87 => self.collect(code)?,
            b'a' | b'e' => self.append(code)?,
            b's' | b'u' => self.set(code)?,
            b'q' | b'r' | b'p' | 0x94 => self.keep(code)?,
            b'h' | b'j' | b'g' => self.again(code)?,
            b'c' | 0x93 => self.function(code)?,
            b'R' => self.call()?,
            b'b' => {
                let (state, of) = (self.pop()?, self.top()?);
                build(of, state, &mut self.values)?;
            }
            _ => return Err(OTHER),
        }
        Ok(None)
    }

    fn take<const N: usize>(&mut self) -> Step<[u8; N]> {
        let (taken, rest) = self.rest.split_first_chunk().ok_or(ENDS)?;
        self.rest = rest;
        Ok(*taken)
    }

    fn take_slice(&mut self, len: u64) -> Step<&'a [u8]> {
        let len = usize::try_from(len).map_err(|_| ENDS)?;
        let (taken, rest) = self.rest.split_at_checked(len).ok_or(ENDS)?;
        self.rest = rest;
        Ok(taken)
    }

    fn take_line(&mut self) -> Step<&'a [u8]> {
        let len = self.rest.iter().position(|byte| *byte == b'\n').ok_or(ENDS)?;
        let line = self.take_slice(len as u64)?;
        self.take_slice(1).map(|_| line)
    }

    fn push(&mut self, value: Value<'a>) {
        let place = self.values.add(value);
        self.stack.push(Some(place));
    }

    fn top(&self) -> Step<Place> {
        self.stack.last().copied().flatten().ok_or(STACK)
    }

    fn pop(&mut self) -> Step<Place> {
        self.stack.pop().flatten().ok_or(STACK)
    }

    /// Everything above the last mark, which goes, too.
    fn pop_to_mark(&mut self) -> Step<Vec<Place>> {
        let mark = self.stack.iter().rposition(Option::is_none).ok_or(STACK)?;
        let values = self.stack.split_off(mark).into_iter().flatten().collect();
        Ok(values)
    }

    fn protocol(&mut self) -> Step<()> {
        let [version] = self.take()?;
        if version <= 5 { Ok(()) } else { Err("its protocol is newer than 5, the newest that is known") }
    }

    fn other(&mut self, code: u8) -> Step<()> {
        match code {
            b'G' => drop(self.take::<8>()?),
            b'F' => drop(self.take_line()?),
            _ => {}
        }
        self.push(Value::Other);
        Ok(())
    }

    fn number(&mut self, code: u8) -> Step<()> {
        let number = match code {
            0x88 => 1,
            0x89 => 0,
            b'K' => i64::from(self.take::<1>()?[0]),
            b'M' => i64::from(u16::from_le_bytes(self.take()?)),
            b'J' => i64::from(i32::from_le_bytes(self.take()?)),
            b'I' | b'L' => decimal(self.take_line()?)?,
            0x8a => {
                let [len] = self.take()?;
                self.long(u64::from(len))?
            }
            _ => {
                let len = u64::from(u32::from_le_bytes(self.take()?));
                self.long(len)?
            }
        };
        self.push(Value::Int(number));
        Ok(())
    }

    /// A number of so many bytes, of which the last has the sign.
    fn long(&mut self, len: u64) -> Step<i64> {
        let bytes = self.take_slice(len)?;
        let negative = bytes.last().is_some_and(|last| *last >= 0x80);
        let mut whole = [if negative { 0xff } else { 0 }; 8];
        whole.get_mut(..bytes.len()).ok_or(STACK)?.copy_from_slice(bytes);
        Ok(i64::from_le_bytes(whole))
    }

    fn text(&mut self, code: u8) -> Step<()> {
        let len = match code {
            b'U' | b'C' | 0x8c => u64::from(self.take::<1>()?[0]),
            0x8d | 0x8e | 0x96 => u64::from_le_bytes(self.take()?),
            _ => u64::from(u32::from_le_bytes(self.take()?)),
        };
        let bytes = self.take_slice(len)?;
        self.push(Value::Bytes(Cow::Borrowed(bytes)));
        Ok(())
    }

    fn line_of_text(&mut self, code: u8) -> Step<()> {
        let line = self.take_line()?;
        let bytes = if code == b'S' { quoted(line) } else { escaped(line) };
        self.push(Value::Bytes(Cow::Owned(bytes.ok_or(STACK)?)));
        Ok(())
    }

    /// Makes a list, a dictionary or a tuple of what is on the stack.
    fn collect(&mut self, code: u8) -> Step<()> {
        let values = if let 0x85..=0x87 = code {
            let start = self.stack.len().checked_sub(usize::from(code - 0x84)).ok_or(STACK)?;
            self.stack.split_off(start).into_iter().collect::<Option<_>>().ok_or(STACK)?
        } else {
            self.pop_to_mark()?
        };
        self.push(match code {
            b'l' => Value::List(values),
            b'd' => Value::Dictionary(pairs(&values)?),
            _ => Value::Tuple(values),
        });
        Ok(())
    }

    fn append(&mut self, code: u8) -> Step<()> {
        let values = if code == b'a' { vec![self.pop()?] } else { self.pop_to_mark()? };
        let list = self.top()?;
        let Value::List(items) = self.values.at_mut(list) else { return Err(STACK) };
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
        let dictionary = self.top()?;
        let Value::Dictionary(items) = self.values.at_mut(dictionary) else { return Err(STACK) };
        items.extend(pairs(&values)?);
        Ok(())
    }

    fn keep(&mut self, code: u8) -> Step<()> {
        // Without a number of its own it is the next one.
        let number = if code == 0x94 { self.kept.len() as u64 } else { self.kept_number(code)? };
        self.kept.insert(number, self.top()?);
        Ok(())
    }

    fn again(&mut self, code: u8) -> Step<()> {
        let number = self.kept_number(code)?;
        let place = self.kept.get(&number).ok_or("a value is used again that was not put aside")?;
        self.stack.push(Some(*place));
        Ok(())
    }

    fn kept_number(&mut self, code: u8) -> Step<u64> {
        match code {
            b'q' | b'h' => Ok(u64::from(self.take::<1>()?[0])),
            b'r' | b'j' => Ok(u64::from(u32::from_le_bytes(self.take()?))),
            _ => decimal(self.take_line()?).and_then(|number| u64::try_from(number).map_err(|_| STACK)),
        }
    }

    fn function(&mut self, code: u8) -> Step<()> {
        let function = if code == b'c' {
            let (module, name) = (self.take_line()?, self.take_line()?);
            Function::named(module, name)
        } else {
            let (name, module) = (self.pop()?, self.pop()?);
            let text = |place| self.values.bytes(place).ok_or(STACK);
            Function::named(text(module)?, text(name)?)
        };
        self.push(Value::Function(function.ok_or(OTHER_FUNCTION)?));
        Ok(())
    }

    fn call(&mut self) -> Step<()> {
        let (arguments, function) = (self.pop()?, self.pop()?);
        let (Value::Tuple(arguments), Value::Function(function)) =
            (self.values.at(arguments), self.values.at(function))
        else {
            return Err(STACK);
        };
        // A text may be given again and again, and what is made of it is made anew each time.
        let given = arguments.iter().filter_map(|place| self.values.bytes(*place)).map(|bytes| bytes.len());
        let given: usize = given.sum();
        let makes = match function {
            Function::Encode | Function::Bytes => given,
            Function::Type if given > LONGEST => return Err(STACK),
            Function::ArrayType
            | Function::Reconstruct
            | Function::FromBuffer
            | Function::Scalar
            | Function::Type => 0,
        };
        self.may_make = self.may_make.checked_sub(makes).ok_or(MADE)?;
        let made = function.call(arguments, &self.values)?;
        self.push(made);
        Ok(())
    }
}

/// A number as protocol 0 writes it.
fn decimal(line: &[u8]) -> Step<i64> {
    let text = std::str::from_utf8(line).map_err(|_| STACK)?;
    text.trim_end_matches('L').parse().map_err(|_| STACK)
}

/// Keys and values in turn.
fn pairs(values: &[Place]) -> Step<Vec<(Place, Place)>> {
    let (pairs, rest) = values.as_chunks::<2>();
    if rest.is_empty() { Ok(pairs.iter().map(|[key, value]| (*key, *value)).collect()) } else { Err(STACK) }
}
