//! `flax.nnx`.

use super::super::super::layer::{Does, Moves, Padding};
use super::super::super::value::{Arguments, Layer, Value};
use super::{count, kernel_and_bias, of_normalisation, or, required, square};

/// The layer that a class makes.
pub(super) fn layer(class: &str, arguments: &Arguments) -> Result<Layer, String> {
    let (does, weights) = match class {
        "Conv" => {
            let [inputs, outputs, size, stride, padding, bias, rngs] = arguments.bind([
                "in_features",
                "out_features",
                "kernel_size",
                "strides",
                "padding",
                "use_bias",
                "rngs",
            ])?;
            required(rngs)?;
            let (inputs, outputs, size) = (count(inputs)?, count(outputs)?, square(size, 1)?);
            let moves = Moves { size, stride: square(stride, 1)?, padding: self::padding(padding)? };
            let shape = [size, size, inputs, outputs].map(Some).to_vec();
            (Does::Convolve(moves), kernel_and_bias(("kernel", shape), bias, outputs)?)
        }
        "Linear" => {
            let [inputs, outputs, bias, rngs] =
                arguments.bind(["in_features", "out_features", "use_bias", "rngs"])?;
            required(rngs)?;
            let (inputs, outputs) = (count(inputs)?, count(outputs)?);
            let shape = vec![Some(inputs), Some(outputs)];
            (Does::Multiply, kernel_and_bias(("kernel", shape), bias, outputs)?)
        }
        "BatchNorm" => {
            let [channels, _, epsilon, rngs] =
                arguments.bind(["num_features", "momentum", "epsilon", "rngs"])?;
            required(rngs)?;
            let names = ["scale", "bias", "mean", "var"];
            (Does::Normalise { epsilon: or(epsilon, 1e-5)? }, of_normalisation(names, Some(count(channels)?)))
        }
        "Dropout" => (Does::Keep, Vec::new()),
        _ => return Err("it is not known".to_owned()),
    };
    Ok(Layer { does, weights, is_channels_last: true })
}

/// A convolution is padded to the same size unless it is told otherwise.
fn padding(padding: Option<Value>) -> Result<Padding, String> {
    padding.map_or(Ok(Padding::Same), |padding| padding.as_count().map(Padding::By))
}
