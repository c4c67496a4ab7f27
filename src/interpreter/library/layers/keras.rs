//! `keras.layers`.

use super::super::super::layer::{Does, Moves, Padding};
use super::super::super::value::{Arguments, Layer, Value};
use super::{count, kernel_and_bias, numbers, of_normalisation, or, required, square};

/// The layer that a class makes.
pub(super) fn layer(class: &str, arguments: &Arguments) -> Result<Layer, String> {
    let plain = |does| Ok((does, Vec::new()));
    let found: Result<_, String> = match class {
        "Conv2D" => {
            let [outputs, size, stride, padding, bias, name] =
                arguments.bind(["filters", "kernel_size", "strides", "padding", "use_bias", "name"])?;
            required(name)?;
            let (outputs, size) = (count(outputs)?, square(size, 1)?);
            let moves = Moves { size, stride: square(stride, 1)?, padding: self::padding(padding)? };
            let shape = vec![Some(size), Some(size), None, Some(outputs)];
            Ok((Does::Convolve(moves), kernel_and_bias(("kernel", shape), bias, outputs)?))
        }
        "Dense" => {
            let [outputs, bias, name] = arguments.bind(["units", "use_bias", "name"])?;
            required(name)?;
            let outputs = count(outputs)?;
            Ok((Does::Multiply, kernel_and_bias(("kernel", vec![None, Some(outputs)]), bias, outputs)?))
        }
        "BatchNormalization" => {
            let [_, epsilon, name] = arguments.bind(["momentum", "epsilon", "name"])?;
            required(name)?;
            let names = ["gamma", "beta", "moving_mean", "moving_variance"];
            Ok((Does::Normalise { epsilon: or(epsilon, 1e-3)? }, of_normalisation(names, None)))
        }
        "Normalization" => {
            let [mean, variance, _] = arguments.bind(["mean", "variance", "name"])?;
            let (mean, variance) = (numbers(&required(mean)?)?, numbers(&required(variance)?)?);
            plain(Does::Rescale { mean, variance })
        }
        "MaxPooling2D" | "AveragePooling2D" => {
            let [size, stride, padding, _] = arguments.bind(["pool_size", "strides", "padding", "name"])?;
            let size = square(size, 2)?;
            if padding.is_some() {
                return Err("padding of a pool".to_owned());
            }
            let moves = Moves { size, stride: square(stride, size)?, padding: Padding::By(0) };
            plain(Does::Pool { moves, takes_largest: class == "MaxPooling2D" })
        }
        "ZeroPadding2D" => {
            let [by, _] = arguments.bind(["padding", "name"])?;
            plain(Does::Surround(square(by, 1)?))
        }
        "Permute" => {
            let [axes, _] = arguments.bind(["dims", "name"])?;
            let axes: Result<Vec<usize>, String> =
                required(axes)?.as_list()?.iter().map(Value::as_count).collect();
            plain(Does::Permute(axes?))
        }
        "Dropout" => plain(Does::Keep),
        "Flatten" => only_name(arguments, Does::Flatten),
        "GlobalAveragePooling2D" => only_name(arguments, Does::Average),
        "Add" => only_name(arguments, Does::Add),
        _ => return Err("it is not known".to_owned()),
    };
    let (does, weights) = found?;
    Ok(Layer { does, weights, is_channels_last: true })
}

fn only_name<W>(arguments: &Arguments, does: Does) -> Result<(Does, Vec<W>), String> {
    let [_] = arguments.bind(["name"])?;
    Ok((does, Vec::new()))
}

fn padding(padding: Option<Value>) -> Result<Padding, String> {
    match padding.map(|padding| padding.as_text()).transpose()?.as_deref() {
        None | Some("valid") => Ok(Padding::By(0)),
        Some("same") => Ok(Padding::Same),
        Some(other) => Err(format!("the padding {other:?}")),
    }
}
