//! A candidate's network as a function: from a batch and its weights to logits.

use crate::activation::Mix;
use crate::mix;
use crate::task::{Layer, Network, Operator};
use tch::Tensor;

/// The activation at one site, with its coefficients if it has any.
#[derive(Debug)]
pub struct Activation<'a> {
    /// What stands at the site.
    pub mix: &'a Mix,
    /// α, of shape (rows, bases); nothing for a plain activation.
    pub alpha: Option<Tensor>,
    /// The learned parameters, of shape (rows, bases that have one); nothing where there are none.
    pub theta: Option<Tensor>,
}

/// The logits of a batch.
///
/// `x` has the shape (batch, …) of the network's input; `weights` are the network's parameters in their order;
/// `activations` stand at its sites in their order. The result has the shape (batch, classes).
///
/// # Panics
/// If weights or activations are missing, or a shape does not fit: both follow from the network itself.
pub fn logits(
    network: &Network,
    weights: &[Tensor],
    activations: &[Activation<'_>],
    operator: Operator,
    x: &Tensor,
) -> Tensor {
    let mut weights = weights.iter();
    let mut next = || weights.next().expect("every parameter has its weights");
    let pass = |x: Tensor, layer: &Layer| match layer {
        Layer::Conv { .. } => {
            let (weight, bias) = (next(), next());
            x.conv2d(weight, Some(bias), [1, 1], [0, 0], [1, 1], 1)
        }
        Layer::Linear { .. } => {
            let (weight, bias) = (next(), next());
            x.linear(weight, Some(bias))
        }
        Layer::MaxPool { size } => max_pool(&x, *size),
        Layer::Flatten => x.flatten(1, -1),
        Layer::Activation(site) => activate(&activations[*site], operator, &x),
    };
    network.layers.iter().fold(x.shallow_clone(), pass)
}

fn max_pool(x: &Tensor, size: usize) -> Tensor {
    let size = i64::try_from(size).expect("smaller than an image");
    x.max_pool2d([size, size], [size, size], [0, 0], [1, 1], false)
}

fn activate(activation: &Activation<'_>, operator: Operator, x: &Tensor) -> Tensor {
    let Activation { mix, alpha, theta } = activation;
    mix::apply(operator, &mix.bases, alpha.as_ref(), theta.as_ref(), x)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activation::{Base, Hull, Sharing};
    use crate::task::{Dims, Preset};
    use tch::{Device, Kind};

    fn weights(network: &Network, value: f64) -> Vec<Tensor> {
        let shape =
            |dims: &Vec<usize>| dims.iter().map(|dim| i64::try_from(*dim).unwrap()).collect::<Vec<_>>();
        let full = |dims| Tensor::full(shape(dims), value, (Kind::Float, Device::Cpu));
        network.parameters().iter().map(|parameter| full(&parameter.dims)).collect()
    }

    #[test]
    fn lenet5_turns_a_batch_of_images_into_logits() {
        let image = Dims::Image { channels: 1, height: 28, width: 28 };
        let network = Preset::Lenet5.network(image, 10).unwrap();
        let relu = Mix::plain(Base::RELU);
        let plain = || Activation { mix: &relu, alpha: None, theta: None };
        let x = Tensor::ones([3, 1, 28, 28], (Kind::Float, Device::Cpu));
        let y =
            logits(&network, &weights(&network, 0.01), &[plain(), plain(), plain()], Operator::Reference, &x);
        assert_eq!(y.size(), [3, 10]);
    }

    #[test]
    fn an_mlp_computes_what_it_says() {
        let network = Preset::Mlp { hidden: vec![2] }.network(Dims::Vector(3), 2).unwrap();
        let mix = Mix::new(vec![Base::Identity, Base::RELU], Hull::Linear, Sharing::Layer);
        let alpha = Some(Tensor::from_slice(&[0.5_f32, 2.0]).view([1, 2]));
        let x = Tensor::from_slice(&[1.0_f32, 2.0, 3.0]).view([1, 3]);
        let activations = [Activation { mix: &mix, alpha, theta: None }];
        let y = logits(&network, &weights(&network, 0.5), &activations, Operator::Reference, &x);
        // Each hidden neuron: 0.5·6 + 0.5 = 3.5, its activation 2.5·3.5 = 8.75; each logit: 0.5·17.5 + 0.5.
        assert_eq!(Vec::<f32>::try_from(y.view(-1)).unwrap(), [9.25, 9.25]);
    }
}
