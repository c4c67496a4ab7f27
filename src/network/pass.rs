//! One batch on its way through the layers.

use super::{Activation, Computed, Mode};
use crate::mix;
use crate::task::{Layer, LayerKind, Pooling, Precision};
use std::slice::Iter;
use tch::{Kind, Tensor};

/// ε in the root of a batch norm, as PyTorch has it.
const EPSILON: f64 = 1e-5;
/// How far running values move towards those of a batch, as PyTorch has it.
const MOMENTUM: f64 = 0.1;

/// What a batch meets on its way: parameters and buffers are taken in turn.
pub(super) struct Pass<'a, 'm> {
    pub(super) parameters: Iter<'a, Tensor>,
    pub(super) buffers: Iter<'a, Tensor>,
    pub(super) activations: &'a [Activation<'a>],
    pub(super) computed: Computed,
    pub(super) mode: Mode<'m>,
}

impl Pass<'_, '_> {
    /// What layers that follow each other make of a batch.
    pub(super) fn layers(&mut self, layers: &[Layer], x: Tensor) -> Tensor {
        let (mut x, mut rest) = (x, layers);
        while let Some((layer, others)) = rest.split_first() {
            (x, rest) = match (&layer.kind, others) {
                (LayerKind::Activation(site), _) => self.activate(*site, &x, None, others),
                // The bias of a convolution is left to the mix behind it, where its gradient costs less.
                (
                    LayerKind::Conv { stride, padding, bias: true, .. },
                    [Layer { kind: LayerKind::Activation(site), .. }, others @ ..],
                ) => {
                    let y = self.convolve(*stride, *padding, false, &x);
                    let bias = self.parameter();
                    self.activate(*site, &y, Some(bias), others)
                }
                _ => (self.layer(&layer.kind, x), others),
            };
        }
        x
    }

    fn layer(&mut self, layer: &LayerKind, x: Tensor) -> Tensor {
        match layer {
            LayerKind::Conv { stride, padding, bias, .. } => self.convolve(*stride, *padding, *bias, &x),
            LayerKind::Linear { bias, .. } => {
                let (x, weight, bias) = self.operands(&x, *bias);
                x.linear(&weight, bias).to_kind(Kind::Float)
            }
            LayerKind::Pool { kind, size, stride, padding } => pool(*kind, *size, *stride, *padding, &x),
            LayerKind::BatchNorm { channels, .. } => self.batch_norm(*channels, &x),
            LayerKind::Dropout { index, .. } => match &mut self.mode {
                Mode::Evaluate => x,
                Mode::Train { mask } => {
                    let mask = mask(*index, &x.size());
                    x * mask
                }
            },
            LayerKind::Flatten => x.flatten(1, -1),
            LayerKind::GlobalPool => x.mean_dim([2_i64, 3].as_slice(), false, None::<Kind>),
            LayerKind::PadChannels { more } => x.constant_pad_nd([0, 0, 0, 0, 0, whole(*more)]),
            LayerKind::Residual { layers, shortcut, .. } => {
                let through = self.layers(layers, x.shallow_clone());
                through + self.layers(shortcut, x)
            }
            LayerKind::Activation(site) => self.activate(*site, &x, None, &[]).0,
        }
    }

    fn convolve(&mut self, stride: usize, padding: usize, bias: bool, x: &Tensor) -> Tensor {
        let (x, weight, bias) = self.operands(x, bias);
        let y = x.conv2d(&weight, bias, square(stride), square(padding), [1, 1], 1);
        y.to_kind(Kind::Float)
    }

    /// What a sum of products is made of, in the numbers that are asked for.
    fn operands(&mut self, x: &Tensor, has_bias: bool) -> (Tensor, Tensor, Option<Tensor>) {
        let (weight, bias) = (self.parameter(), has_bias.then(|| self.parameter()));
        let kind = match self.computed.precision {
            Precision::F32 => Kind::Float,
            Precision::Bf16 => Kind::BFloat16,
        };
        (x.to_kind(kind), weight.to_kind(kind), bias.map(|bias| bias.to_kind(kind)))
    }

    fn batch_norm(&mut self, channels: usize, x: &Tensor) -> Tensor {
        let (weight, bias) = (self.parameter(), self.parameter());
        let mut running = || self.buffers.next().expect("every running value has its tensor");
        let (mean, variance) = (running(), running());
        let is_training = matches!(self.mode, Mode::Train { .. }) && x.numel() > channels;
        // Without cuDNN, which chooses among algorithms by itself.
        let (weight, bias, mean, variance) = (Some(weight), Some(bias), Some(mean), Some(variance));
        x.batch_norm(weight, bias, mean, variance, is_training, MOMENTUM, EPSILON, false)
    }

    /// The mix at a site, with the maximum right behind it if there is one, and the layers after that: together they are one
    /// pass over memory instead of two.
    fn activate<'l>(
        &self,
        site: usize,
        x: &Tensor,
        bias: Option<&Tensor>,
        others: &'l [Layer],
    ) -> (Tensor, &'l [Layer]) {
        let (Activation { mix, alpha, theta }, operator) = (&self.activations[site], self.computed.operator);
        let learned = mix::Learned { alpha: alpha.as_ref(), theta: theta.as_ref(), bias };
        match squares_of(others) {
            Some((square, others)) => (mix::max_pooled(operator, &mix.bases, learned, x, square), others),
            None => (mix::apply(operator, &mix.bases, learned, x), others),
        }
    }
}

impl<'a> Pass<'a, '_> {
    fn parameter(&mut self) -> &'a Tensor {
        self.parameters.next().expect("every parameter has its weights")
    }
}

/// The side of the squares that the first of some layers takes the maximum over, if it does that, and the layers after it.
fn squares_of(layers: &[Layer]) -> Option<(usize, &[Layer])> {
    let (first, others) = layers.split_first()?;
    match first.kind {
        LayerKind::Pool { kind: Pooling::Max, size, stride, padding: 0 } if size == stride => {
            Some((size, others))
        }
        _ => None,
    }
}

fn pool(kind: Pooling, size: usize, stride: usize, padding: usize, x: &Tensor) -> Tensor {
    let (size, stride, padding) = (square(size), square(stride), square(padding));
    match kind {
        Pooling::Max => x.max_pool2d(size, stride, padding, [1, 1], false),
        Pooling::Average => x.avg_pool2d(size, stride, padding, false, true, None::<i64>),
    }
}

fn square(side: usize) -> [i64; 2] {
    [whole(side); 2]
}

fn whole(number: usize) -> i64 {
    i64::try_from(number).expect("smaller than a network in memory")
}
