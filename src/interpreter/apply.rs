//! Layers of the libraries on batches, with the weights that they hold.

use super::layer::{Does, Role};
use super::tensor::{Tensor, number};
use super::value::{Layer, Value, Weight};
use std::cell::RefCell;
use std::rc::Rc;

impl Weight {
    pub(super) fn new(role: Role, name: &'static str, shape: Vec<Option<usize>>) -> Self {
        Self { role, name, shape, store: Rc::new(RefCell::new(vec![unset()])) }
    }

    /// A reference to it.
    pub(super) fn place(&self) -> Value {
        Value::Place(self.store.clone(), 0)
    }

    /// Sets all of its numbers; its shape must be known.
    pub(super) fn fill(&self, value: f64) -> Result<(), String> {
        let shape: Option<Vec<usize>> = self.shape.iter().copied().collect();
        let shape = shape.ok_or_else(|| format!("`{}` has no shape yet", self.name))?;
        let values = vec![value; shape.iter().product()];
        self.store.borrow_mut()[0] = Value::tensor(Tensor::new(shape, values)?);
        Ok(())
    }

    fn read(&self) -> Result<Rc<Tensor>, String> {
        let tensor = self.place().as_tensor().map_err(|_| format!("`{}` was not set", self.name))?;
        let fits = tensor.shape.len() == self.shape.len()
            && tensor.shape.iter().zip(&self.shape).all(|(size, wanted)| wanted.is_none_or(|it| it == *size));
        if fits { Ok(tensor) } else { Err(format!("`{}` has the shape {:?}", self.name, tensor.shape)) }
    }
}

/// A weight that is random.
pub(super) fn unset() -> Value {
    Value::Library(Rc::from("random numbers"))
}

impl Layer {
    /// A reference to a weight; nothing where the layer has none of that name.
    pub(super) fn weight(&self, name: &str) -> Option<Value> {
        self.weights.iter().find(|weight| weight.name == name).map(Weight::place)
    }

    fn of_role(&self, role: Role) -> Result<Option<Rc<Tensor>>, String> {
        self.weights.iter().find(|weight| weight.role == role).map(Weight::read).transpose()
    }

    fn needed(&self, role: Role) -> Result<Rc<Tensor>, String> {
        self.of_role(role)?.ok_or_else(|| format!("a layer without {role:?}"))
    }

    /// What it makes of a batch, or of several.
    pub(super) fn apply(&self, inputs: &[Rc<Tensor>]) -> Result<Tensor, String> {
        if let Does::Add = self.does {
            let (first, others) = inputs.split_first().ok_or("a sum of nothing")?;
            return others.iter().try_fold(Tensor::clone(first), |sum, x| {
                if sum.shape == x.shape {
                    sum.zip(x, |a, b| a + b)
                } else {
                    Err("a sum of other shapes".to_owned())
                }
            });
        }
        let [x] = inputs else { return Err(format!("{} batches for one layer", inputs.len())) };
        let is_image = x.shape.len() == 4;
        if !(self.is_channels_last && is_image) {
            return self.of_batch(x);
        }
        match self.does {
            // What goes by the order of the axes.
            Does::Permute(_) | Does::Flatten | Does::Rescale { .. } | Does::Multiply => self.of_batch(x),
            _ => {
                let y = self.of_batch(&x.moved(&[0, 3, 1, 2])?)?;
                if y.shape.len() == 4 { y.moved(&[0, 2, 3, 1]) } else { Ok(y) }
            }
        }
    }

    /// What it makes of a batch whose channels are axis 1.
    fn of_batch(&self, x: &Tensor) -> Result<Tensor, String> {
        match &self.does {
            Does::Convolve(moves) => {
                let kernel = self.needed(Role::Kernel)?;
                let window = moves.window(x)?;
                let y = if self.is_channels_last {
                    x.convolved(&kernel.moved(&[3, 2, 0, 1])?, &window)?
                } else {
                    x.convolved(&kernel, &window)?
                };
                self.biased(y)
            }
            Does::Multiply => {
                let matrix = self.needed(Role::Kernel)?;
                let matrix = if self.is_channels_last { Rc::new(matrix.transposed()?) } else { matrix };
                self.biased(x.multiplied(&matrix)?)
            }
            Does::Normalise { epsilon } => self.normalised(x, *epsilon),
            Does::Rescale { mean, variance } => {
                let axis = x.shape.len().saturating_sub(1);
                let (mean, variance) = (x.by_channel(mean, axis)?, x.by_channel(variance, axis)?);
                x.zip(&mean, |x, mean| x - mean)?.zip(&variance, |x, variance| x / variance.sqrt())
            }
            Does::Pool { moves, takes_largest } => x.pooled(&moves.window(x)?, *takes_largest),
            Does::Average => {
                let [samples, channels, ..] = x.shape[..] else {
                    return Err("an average of no images".to_owned());
                };
                x.sum(2.0)?.sum(3.0)?.map(|sum| sum / area(x)).reshaped(&[number(samples), number(channels)])
            }
            Does::Surround(by) => x.padded(&[[0; 2], [0; 2], [*by; 2], [*by; 2]], 0.0),
            Does::Permute(axes) => x.moved(&[&[0], axes.as_slice()].concat()),
            Does::Flatten => x.reshaped(&[number(x.shape.first().copied().unwrap_or(0)), -1.0]),
            Does::Keep => Ok(x.clone()),
            Does::Add => Err("a sum of one".to_owned()),
        }
    }

    fn biased(&self, y: Tensor) -> Result<Tensor, String> {
        let Some(bias) = self.of_role(Role::Bias)? else { return Ok(y) };
        y.zip(&y.by_channel(&bias.values, 1)?, |y, bias| y + bias)
    }

    fn normalised(&self, x: &Tensor, epsilon: f64) -> Result<Tensor, String> {
        let by_channel = |role| x.by_channel(&self.needed(role)?.values, 1);
        let variance = by_channel(Role::Variance)?;
        let centred = x.zip(&by_channel(Role::Mean)?, |x, mean| x - mean)?;
        let scaled = centred.zip(&variance, |x, variance| x / (variance + epsilon).sqrt())?;
        scaled
            .zip(&by_channel(Role::Scale)?, |x, scale| x * scale)?
            .zip(&by_channel(Role::Bias)?, |x, b| x + b)
    }
}

/// How many elements a plane has.
fn area(x: &Tensor) -> f64 {
    x.shape[2..].iter().map(|size| number(*size)).product()
}
