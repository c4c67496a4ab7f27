//! Which parameters weight decay applies to.

use super::build::{Net, known};
use crate::pt2::{Size, Storage, ValueId};
use crate::task::exported::Weights;
use crate::task::exported::tensors::Tensors;
use std::borrow::Cow;

/// The names of the parameters that decay.
fn decaying(net: &Net) -> Vec<String> {
    let mut program = net.program();
    for (at, tensor) in program.tensors.iter_mut().enumerate() {
        tensor.storage = at;
    }
    let storage = |_| Storage { entry: String::new(), bytes: Cow::Owned(vec![0; 4]) };
    program.storages = (0..program.tensors.len()).map(storage).collect();
    let sorted = Tensors::sort(&program, Weights::Given, |_| false).unwrap();
    sorted
        .parameters
        .into_iter()
        .filter(|parameter| parameter.decays)
        .map(|parameter| parameter.name)
        .collect()
}

fn convolved(net: &mut Net, x: ValueId, weight: ValueId) -> ValueId {
    let mut sizes = vec![Size::Symbolic("s0".to_owned())];
    sizes.extend(known([4, 9]));
    net.shaped("conv1d", &[("input", x.into()), ("weight", weight.into())], sizes)
}

#[test]
fn kernels_and_matrices_decay_and_biases_norms_and_embeddings_do_not() {
    let mut net = Net::new();
    let x = net.input([3, 9]);
    let [kernel, bias, scale] =
        [("conv.weight", &[4, 3, 1][..]), ("conv.bias", &[4]), ("norm.weight", &[4, 1])]
            .map(|(name, sizes)| net.parameter(name, sizes));
    let words = net.parameter("words.weight", &[50, 9]);
    let y = convolved(&mut net, x, kernel);
    let y = net.both("add.Tensor", y, bias);
    let y = net.both("mul.Tensor", y, scale);
    let token = net.call("embedding", &[("weight", words.into()), ("indices", x.into())]);
    let y = net.both("add.Tensor", y, token);
    net.output(y);
    assert_eq!(decaying(&net), ["conv.weight"]);
}

#[test]
fn of_a_normalised_kernel_the_direction_decays_and_the_length_does_not() {
    let mut net = Net::new();
    let x = net.input([3, 9]);
    let length = net.parameter("conv.weight_g", &[4, 1, 1]);
    let direction = net.parameter("conv.weight_v", &[4, 3, 1]);
    let kernel = net.call("_weight_norm", &[("v", direction.into()), ("g", length.into())]);
    let y = convolved(&mut net, x, kernel);
    net.output(y);
    assert_eq!(decaying(&net), ["conv.weight_v"]);
}
