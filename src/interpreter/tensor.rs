//! Arrays of numbers in f64, the last dimension fastest.

/// An array of numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor {
    /// Its sizes.
    pub shape: Vec<usize>,
    /// Its numbers.
    pub values: Vec<f64>,
}

impl Tensor {
    /// An array of these sizes.
    ///
    /// # Errors
    /// If there are more numbers, or fewer.
    pub fn new(shape: Vec<usize>, values: Vec<f64>) -> Result<Self, String> {
        let size: usize = shape.iter().product();
        if size == values.len() {
            Ok(Self { shape, values })
        } else {
            Err(format!("{} numbers in an array of the shape {shape:?}", values.len()))
        }
    }

    /// A function of every number.
    #[must_use]
    pub fn map(&self, f: impl Fn(f64) -> f64) -> Self {
        Self { shape: self.shape.clone(), values: self.values.iter().map(|x| f(*x)).collect() }
    }

    /// Both element by element, where sizes of one are stretched.
    ///
    /// # Errors
    /// If the shapes cannot be stretched to one another.
    pub fn zip(&self, other: &Self, f: impl Fn(f64, f64) -> f64) -> Result<Self, String> {
        if self.shape == other.shape {
            let values = self.values.iter().zip(&other.values).map(|(a, b)| f(*a, *b)).collect();
            return Ok(Self { shape: self.shape.clone(), values });
        }
        if let ([one], []) = (&*other.values, &*other.shape) {
            return Ok(self.map(|x| f(x, *one)));
        }
        if let ([one], []) = (&*self.values, &*self.shape) {
            return Ok(other.map(|x| f(*one, x)));
        }
        let shape = common(&self.shape, &other.shape)?;
        let (left, right) = (self.stretched(&shape), other.stretched(&shape));
        let values = left.iter().zip(&right).map(|(a, b)| f(*a, *b)).collect();
        Ok(Self { shape, values })
    }

    /// The first where the condition is not 0, else the second.
    pub(super) fn select(condition: &Self, yes: &Self, no: &Self) -> Result<Self, String> {
        let shape = common(&common(&condition.shape, &yes.shape)?, &no.shape)?;
        let [condition, yes, no] = [condition, yes, no].map(|it| it.stretched(&shape));
        let places = condition.iter().zip(yes.iter().zip(&no));
        let values = places.map(|(is, (yes, no))| if *is == 0.0 { *no } else { *yes }).collect();
        Ok(Self { shape, values })
    }

    /// The numbers in this shape, which it can be stretched to.
    fn stretched(&self, shape: &[usize]) -> Vec<f64> {
        if self.shape == shape {
            return self.values.clone();
        }
        let missing = shape.len() - self.shape.len();
        let mut steps = vec![0; shape.len()];
        let mut step = 1;
        for (place, size) in self.shape.iter().enumerate().rev() {
            if *size > 1 {
                steps[missing + place] = step;
            }
            step *= size;
        }
        walk(shape, &steps).map(|at| self.values[at]).collect()
    }

    /// One element along the first dimension.
    pub(super) fn row(&self, index: f64) -> Result<Self, String> {
        let (first, shape) = self.shape.split_first().ok_or("an index of a number")?;
        let place = position(index, *first)?;
        let size: usize = shape.iter().product();
        Ok(Self { shape: shape.to_vec(), values: self.values[place * size..(place + 1) * size].to_vec() })
    }

    /// All elements along the second dimension.
    pub(super) fn columns(&self) -> Result<Vec<Self>, String> {
        let transposed = self.transposed()?;
        (0..transposed.shape[0]).map(|column| transposed.row(number(column))).collect()
    }

    pub(super) fn transposed(&self) -> Result<Self, String> {
        let [rows, columns] = self.shape[..] else {
            return Err(format!("an array of the shape {:?} is no matrix", self.shape));
        };
        let values = (0..columns).flat_map(|column| (0..rows).map(move |row| row * columns + column));
        let values = values.map(|at| self.values[at]).collect();
        Ok(Self { shape: vec![columns, rows], values })
    }

    /// The same numbers in another shape, one size of which may be -1.
    pub(super) fn reshaped(&self, sizes: &[f64]) -> Result<Self, String> {
        let known: f64 = sizes.iter().filter(|size| **size >= 0.0).product();
        let free = number(self.values.len()) / known;
        let sizes = sizes.iter().map(|size| if *size == -1.0 { free } else { *size });
        let shape: Result<Vec<usize>, String> = sizes.map(whole).collect();
        Self::new(shape?, self.values.clone())
    }

    /// The sum along one dimension, which is kept with size 1.
    pub(super) fn sum(&self, axis: f64) -> Result<Self, String> {
        self.folded(axis, 0.0, |sum, x| sum + x)
    }

    fn folded(&self, axis: f64, start: f64, f: impl Fn(f64, f64) -> f64) -> Result<Self, String> {
        let axis = position(axis, self.shape.len())?;
        let (size, inner) = (self.shape[axis], self.shape[axis + 1..].iter().product::<usize>());
        let mut shape = self.shape.clone();
        shape[axis] = 1;
        let mut values = vec![start; shape.iter().product()];
        for (at, x) in self.values.iter().enumerate() {
            let place = at / (size * inner) * inner + at % inner;
            values[place] = f(values[place], *x);
        }
        Ok(Self { shape, values })
    }

    /// e^x / Σ e^x along one dimension.
    pub(super) fn softmax(&self, axis: f64) -> Result<Self, String> {
        let most = self.folded(axis, f64::NEG_INFINITY, f64::max)?;
        let powers = self.zip(&most, |x, most| (x - most).exp())?;
        powers.zip(&powers.sum(axis)?, |power, sum| power / sum)
    }
}

/// The shape that two shapes can be stretched to.
fn common(one: &[usize], other: &[usize]) -> Result<Vec<usize>, String> {
    let length = one.len().max(other.len());
    let size = |shape: &[usize], place: usize| {
        (place + shape.len()).checked_sub(length).map_or(1, |place| shape[place])
    };
    let sizes = (0..length).map(|place| match (size(one, place), size(other, place)) {
        (a, b) if a == b || b == 1 => Ok(a),
        (1, b) => Ok(b),
        _ => Err(format!("arrays of the shapes {one:?} and {other:?} together")),
    });
    sizes.collect()
}

/// A place among so many, counted from the end if it is negative.
pub(super) fn position(index: f64, count: usize) -> Result<usize, String> {
    let place = if index < 0.0 { index + number(count) } else { index };
    let place = whole(place)?;
    if place < count { Ok(place) } else { Err(format!("place {index} of {count}")) }
}

/// A number that counts something.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is a small whole number")]
pub(super) fn whole(value: f64) -> Result<usize, String> {
    let is_count = value >= 0.0 && value.fract() == 0.0 && value < 1e9;
    if is_count { Ok(value as usize) } else { Err(format!("{value} is no count")) }
}

/// A count as a number.
#[expect(clippy::cast_precision_loss, reason = "nothing here has 2^52 elements")]
pub(super) fn number(count: usize) -> f64 {
    count as f64
}

/// Where the elements of an array of this shape are, the last axis fastest, if along each axis they are so far apart.
pub(super) fn walk(shape: &[usize], steps: &[usize]) -> impl Iterator<Item = usize> {
    let (shape, steps) = (shape.to_vec(), steps.to_vec());
    let count: usize = shape.iter().product();
    let (mut place, mut at) = (vec![0; shape.len()], 0);
    (0..count).map(move |_| {
        let here = at;
        for axis in (0..shape.len()).rev() {
            place[axis] += 1;
            at += steps[axis];
            if place[axis] < shape[axis] {
                break;
            }
            at -= steps[axis] * shape[axis];
            place[axis] = 0;
        }
        here
    })
}
