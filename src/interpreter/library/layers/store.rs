//! `tch::nn`.

use super::super::super::Program;
use super::super::super::layer::{Does, Moves, Padding};
use super::super::super::tree::Word;
use super::super::super::value::{Arguments, Layer, Made, Value};
use super::super::unknown;
use super::{count, kernel_and_bias, of_normalisation, or, required};

/// The layer that a function makes, whose weights are variables of the store.
pub(in super::super) fn layer(program: &Program, path: &Word, arguments: Arguments) -> Result<Value, String> {
    let (place, does, weights) = match &**path {
        "nn::conv2d" => {
            let [place, inputs, outputs, size, config] =
                arguments.bind(["vs", "in_dim", "out_dim", "ksize", "c"])?;
            let (inputs, outputs, size) = (count(inputs)?, count(outputs)?, count(size)?);
            let [stride, padding, bias] =
                config_of(config, "nn::ConvConfig")?.bind(["stride", "padding", "bias"])?;
            let padding = Padding::By(padding.map_or(Ok(0), |it| it.as_count())?);
            let moves = Moves { size, stride: stride.map_or(Ok(1), |it| it.as_count())?, padding };
            let shape = [outputs, inputs, size, size].map(Some).to_vec();
            (place, Does::Convolve(moves), kernel_and_bias(("weight", shape), bias, outputs)?)
        }
        "nn::linear" => {
            let [place, inputs, outputs, config] = arguments.bind(["vs", "in_dim", "out_dim", "c"])?;
            let (inputs, outputs) = (count(inputs)?, count(outputs)?);
            let [bias] = config_of(config, "nn::LinearConfig")?.bind(["bias"])?;
            (
                place,
                Does::Multiply,
                kernel_and_bias(("weight", vec![Some(outputs), Some(inputs)]), bias, outputs)?,
            )
        }
        "nn::batch_norm1d" | "nn::batch_norm2d" => {
            let [place, channels, config] = arguments.bind(["vs", "out_dim", "config"])?;
            let [epsilon] = config_of(config, "nn::BatchNormConfig")?.bind(["eps"])?;
            let names = ["weight", "bias", "running_mean", "running_var"];
            let weights = of_normalisation(names, Some(count(channels)?));
            (place, Does::Normalise { epsilon: or(epsilon, 1e-5)? }, weights)
        }
        _ => return Err(unknown(path)),
    };
    let place = required(place)?;
    for weight in &weights {
        weight.fill(f64::NAN)?;
        program.add_variable(&place, weight.name, weight.place())?;
    }
    Ok(Made::layer(path, arguments, Layer { does, weights, is_channels_last: false }))
}

/// The fields of a configuration that are not at their defaults.
fn config_of(config: Option<Value>, name: &str) -> Result<Arguments, String> {
    match required(config)? {
        Value::Library(path) if &*path == "default" => Ok(Arguments::default()),
        Value::Made(made) if &*made.path == name => Ok(made.arguments.clone()),
        other => Err(format!("{} where a `{name}` is needed", other.kind())),
    }
}
