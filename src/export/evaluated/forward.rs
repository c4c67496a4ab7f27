//! What a network is to compute, in f64: its layers one after the other, by what they are and not by how they are written.

use super::reference::{Coefficients, alpha};
use crate::activation::{Base, LearnedMix, softmax};
use crate::export::Trained;
use crate::interpreter::{Tensor, Window};
use crate::task::{Layer, LayerKind, Pooling};

/// What PyTorch adds to a variance.
const EPSILON: f64 = 1e-5;

/// The logits of these samples, whose channels come first.
pub(super) fn logits(trained: &Trained, x: &Tensor, which: Coefficients) -> Result<Tensor, String> {
    let numbers = |values: &[f32]| x.by_channel(&doubles(values), 1);
    let (mean, std) = (numbers(&trained.input().mean)?, numbers(&trained.input().std)?);
    let x = x.zip(&mean, |x, mean| x - mean)?.zip(&std, |x, std| x / std)?;
    through(trained, trained.network().layers(), x, which)
}

fn through(trained: &Trained, layers: &[Layer], x: Tensor, which: Coefficients) -> Result<Tensor, String> {
    layers.iter().try_fold(x, |x, layer| of_layer(trained, layer, x, which))
}

fn of_layer(trained: &Trained, layer: &Layer, x: Tensor, which: Coefficients) -> Result<Tensor, String> {
    let weight = |name: &str, dims: Vec<usize>| Tensor::new(dims, doubles(trained.tensor(name, "weight")));
    let biased = |y: Tensor, name: &str, has_bias: bool| {
        if !has_bias {
            return Ok(y);
        }
        y.zip(&y.by_channel(&doubles(trained.tensor(name, "bias")), 1)?, |y, bias| y + bias)
    };
    match &layer.kind {
        LayerKind::Conv { name, inputs, outputs, kernel, stride, padding, bias } => {
            let kernels = weight(name, vec![*outputs, *inputs, *kernel, *kernel])?;
            biased(x.convolved(&kernels, &Window::square(*kernel, *stride, *padding))?, name, *bias)
        }
        LayerKind::Linear { name, inputs, outputs, bias } => {
            biased(x.multiplied(&weight(name, vec![*outputs, *inputs])?)?, name, *bias)
        }
        LayerKind::BatchNorm { name, .. } => normalised(trained, name, &x),
        LayerKind::Pool { kind, size, stride, padding } => {
            let takes_largest = match kind {
                Pooling::Max => true,
                Pooling::Average => false,
            };
            x.pooled(&Window::square(*size, *stride, *padding), takes_largest)
        }
        LayerKind::Flatten => {
            let samples = x.shape.first().copied().unwrap_or(1);
            Tensor::new(vec![samples, x.values.len() / samples.max(1)], x.values)
        }
        LayerKind::GlobalPool => {
            let [samples, channels, height, width] = x.shape[..] else { return Err("no images".to_owned()) };
            let window = Window { size: [height, width], ..Window::square(1, 1, 0) };
            Tensor::new(vec![samples, channels], x.pooled(&window, false)?.values)
        }
        LayerKind::PadChannels { more } => x.padded(&[[0; 2], [0, *more], [0; 2], [0; 2]], 0.0),
        LayerKind::Dropout { .. } => Ok(x),
        LayerKind::Residual { layers, shortcut, .. } => {
            let beside = through(trained, shortcut, x.clone(), which)?;
            through(trained, layers, x, which)?.zip(&beside, |a, b| a + b)
        }
        LayerKind::Activation(site) => activated(&trained.definition().sites()[*site], &x, which),
    }
}

fn normalised(trained: &Trained, name: &str, x: &Tensor) -> Result<Tensor, String> {
    let [weight, bias, mean, var] = ["weight", "bias", "running_mean", "running_var"]
        .map(|part| x.by_channel(&doubles(trained.tensor(name, part)), 1));
    let deviation = var?.map(|var| (var + EPSILON).sqrt());
    let x = x.zip(&mean?, |x, mean| x - mean)?.zip(&deviation, |x, deviation| x / deviation)?;
    x.zip(&weight?, |x, weight| x * weight)?.zip(&bias?, |x, bias| x + bias)
}

/// The mix of a site, whose channels are axis 1.
fn activated(learned: &LearnedMix, x: &Tensor, which: Coefficients) -> Result<Tensor, String> {
    let rows: Vec<Vec<f64>> = learned.coefficients.iter().map(|row| alpha(learned, row, which)).collect();
    let bases: Vec<Vec<Base>> = (0..rows.len()).map(|row| learned.bases(row)).collect();
    let (channels, inner) = (x.shape[1], x.shape[2..].iter().product::<usize>());
    let has_softmax = learned.mix.bases.contains(&Base::Softmax);
    let shares = if has_softmax { shares(x, channels, inner) } else { Vec::new() };
    let value = |(at, x): (usize, &f64)| {
        let row = (at / inner % channels).min(rows.len() - 1);
        let terms = rows[row].iter().zip(&bases[row]);
        let of_base = |base: &Base| if *base == Base::Softmax { shares[at] } else { base.value(*x) };
        terms.map(|(alpha, base)| alpha * of_base(base)).sum()
    };
    Tensor::new(x.shape.clone(), x.values.iter().enumerate().map(value).collect())
}

/// The softmax over the channels of each pixel.
fn shares(x: &Tensor, channels: usize, inner: usize) -> Vec<f64> {
    let mut shares = vec![0.0; x.values.len()];
    let place = |sample: usize, channel: usize, pixel: usize| (sample * channels + channel) * inner + pixel;
    for (sample, pixel) in (0..x.shape[0]).flat_map(|sample| (0..inner).map(move |pixel| (sample, pixel))) {
        let column: Vec<f64> = (0..channels).map(|channel| x.values[place(sample, channel, pixel)]).collect();
        for (channel, share) in softmax(&column).into_iter().enumerate() {
            shares[place(sample, channel, pixel)] = share;
        }
    }
    shares
}

fn doubles(values: &[f32]) -> Vec<f64> {
    values.iter().copied().map(f64::from).collect()
}
