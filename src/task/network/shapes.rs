//! What comes out of a layer, and what does not fit into it.

use super::{ConvSpec, Dims, Fault, LayerKind, Outputs, Padding, PoolSpec};

/// More numbers than these for one image are refused: 2³¹.
const MOST_NUMBERS: usize = 1 << 31;

/// A layer's kind and what comes out of it, or what is wrong with it.
pub(super) type Made = Result<(LayerKind, Dims), Fault>;

pub(super) fn conv(spec: &ConvSpec, name: String, input: Dims) -> Made {
    let (outputs, kernel) = (some("number of channels", spec.channels)?, some("kernel", spec.kernel)?);
    let (stride, padding) = (some("stride", spec.stride)?, padding(spec.padding, kernel)?);
    let (inputs, ..) = image(input)?;
    let output = window(kernel, stride, padding, input, outputs)?;
    Ok((LayerKind::Conv { name, inputs, outputs, kernel, stride, padding, bias: spec.bias }, output))
}

pub(super) fn linear(outputs: Outputs, bias: bool, name: String, input: Dims, classes: usize) -> Made {
    let outputs = match outputs {
        Outputs::Classes => classes,
        Outputs::Number(outputs) => some("number of outputs", outputs)?,
    };
    let output = small_enough(input, Dims::Vector(outputs))?;
    Ok((LayerKind::Linear { name, inputs: vector(input)?, outputs, bias }, output))
}

pub(super) fn pool(spec: &PoolSpec, input: Dims) -> Made {
    let PoolSpec { kind, size, stride, padding } = *spec;
    let (size, stride) = (some("size", size)?, some("stride", stride.unwrap_or(size))?);
    if padding > size / 2 {
        return Err(Fault::TooWide { padding, size });
    }
    let output = window(size, stride, padding, input, input.channels())?;
    Ok((LayerKind::Pool { kind, size, stride, padding }, output))
}

pub(super) fn dropout(share: f64, index: usize, input: Dims) -> Made {
    if (0.0..1.0).contains(&share) {
        return Ok((LayerKind::Dropout { share, index }, input));
    }
    Err(Fault::NothingLeft)
}

pub(super) fn global_pool(input: Dims) -> Made {
    Ok((LayerKind::GlobalPool, Dims::Vector(image(input)?.0)))
}

pub(super) fn pad_channels(to: usize, input: Dims) -> Made {
    let (channels, height, width) = image(input)?;
    let more = to.checked_sub(channels).ok_or(Fault::TooMany { to, input })?;
    let output = small_enough(input, Dims::Image { channels: to, height, width })?;
    Ok((LayerKind::PadChannels { more }, output))
}

/// What a square that moves over an image gives: (rows + 2 · padding − size) / stride + 1 rows, and columns alike.
fn window(size: usize, stride: usize, padding: usize, input: Dims, channels: usize) -> Result<Dims, Fault> {
    let (_, height, width) = image(input)?;
    let needed = size.saturating_sub(padding.saturating_mul(2)).max(1);
    if height < needed || width < needed {
        return Err(Fault::TooSmall { needed, input });
    }
    let along = |side: usize| (side.saturating_add(padding.saturating_mul(2)) - size) / stride + 1;
    small_enough(input, Dims::Image { channels, height: along(height), width: along(width) })
}

/// Channels, rows and columns of an image.
fn image(input: Dims) -> Result<(usize, usize, usize), Fault> {
    match input {
        Dims::Image { channels, height, width } => Ok((channels, height, width)),
        Dims::Vector(size) => Err(Fault::NoImage(size)),
        Dims::Array(_) => Err(Fault::Array(input)),
    }
}

fn vector(input: Dims) -> Result<usize, Fault> {
    match input {
        Dims::Vector(size) => Ok(size),
        Dims::Image { .. } => Err(Fault::NoVector(input)),
        Dims::Array(_) => Err(Fault::Array(input)),
    }
}

/// Rows and columns of zeros on each side.
fn padding(padding: Padding, kernel: usize) -> Result<usize, Fault> {
    match padding {
        Padding::Same if kernel.is_multiple_of(2) => Err(Fault::EvenKernel(kernel)),
        Padding::Same => Ok((kernel - 1) / 2),
        Padding::By(padding) => Ok(padding),
    }
}

/// The number, unless it is zero.
fn some(what: &'static str, number: usize) -> Result<usize, Fault> {
    if number == 0 { Err(Fault::Zero(what)) } else { Ok(number) }
}

/// The output, unless no machine could hold it.
fn small_enough(input: Dims, output: Dims) -> Result<Dims, Fault> {
    if output.exceeds(MOST_NUMBERS) { Err(Fault::TooLarge { input, output }) } else { Ok(output) }
}
