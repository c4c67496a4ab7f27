//! `torch.nn`.

use super::super::super::layer::{Does, Moves, Padding};
use super::super::super::value::{Arguments, Layer};
use super::{count, kernel_and_bias, of_normalisation, or, square};

/// The layer that a class makes.
pub(super) fn layer(class: &str, arguments: &Arguments) -> Result<Layer, String> {
    let (does, weights) = match class {
        "Conv2d" => {
            let [inputs, outputs, size, stride, padding, dilation, groups, bias] = arguments.bind([
                "in_channels",
                "out_channels",
                "kernel_size",
                "stride",
                "padding",
                "dilation",
                "groups",
                "bias",
            ])?;
            if square(dilation, 1)? != 1 || square(groups, 1)? != 1 {
                return Err("dilation and groups".to_owned());
            }
            let (inputs, outputs, size) = (count(inputs)?, count(outputs)?, square(size, 1)?);
            let (stride, padding) = (square(stride, 1)?, Padding::By(square(padding, 0)?));
            let shape = [outputs, inputs, size, size].map(Some).to_vec();
            let weights = kernel_and_bias(("weight", shape), bias, outputs)?;
            (Does::Convolve(Moves { size, stride, padding }), weights)
        }
        "Linear" => {
            let [inputs, outputs, bias] = arguments.bind(["in_features", "out_features", "bias"])?;
            let (inputs, outputs) = (count(inputs)?, count(outputs)?);
            let weights = kernel_and_bias(("weight", vec![Some(outputs), Some(inputs)]), bias, outputs)?;
            (Does::Multiply, weights)
        }
        "BatchNorm1d" | "BatchNorm2d" => {
            let [channels, epsilon] = arguments.bind(["num_features", "eps"])?;
            let names = ["weight", "bias", "running_mean", "running_var"];
            (Does::Normalise { epsilon: or(epsilon, 1e-5)? }, of_normalisation(names, Some(count(channels)?)))
        }
        "Dropout" => (Does::Keep, Vec::new()),
        _ => return Err("it is not known".to_owned()),
    };
    Ok(Layer { does, weights, is_channels_last: false })
}
