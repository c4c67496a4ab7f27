//! Networks that are known by name.

use super::{Dims, Misfit, Network};
use crate::yaml::{Shape, Tag, integer, list, nothing, record, tagged};

/// A network known by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Preset {
    /// Fully connected layers, each hidden one followed by a site: `fc1`, `fc2`, …
    Mlp {
        /// The sizes of the hidden layers.
        hidden: Vec<usize>,
    },
    /// Convolution 20@5×5, max-pool 2, convolution 50@5×5, max-pool 2, 500 neurons, logits; after each convolution and after
    /// the 500 neurons stands a site: `conv1`, `conv2`, `fc1`.
    Lenet5,
}

impl Preset {
    /// The network for samples of this shape and this number of labels.
    ///
    /// # Errors
    /// If the images are too small for its layers.
    pub fn network(&self, input: Dims, classes: usize) -> Result<Network, Misfit> {
        let network = Network::new(input);
        match self {
            Self::Mlp { hidden } => Ok(mlp(network, hidden, classes)),
            Self::Lenet5 => lenet5(network, classes),
        }
    }

    /// How the `network.preset` part of a space file is read and described.
    pub(crate) fn shape() -> Shape<Self> {
        tagged(vec![
            Tag::new(
                "mlp",
                "fully connected layers; the sites are fc1, fc2, … behind each hidden layer",
                record("the layers of the mlp", |fields| {
                    let sizes = list(integer(1..=16_384), 1..=64);
                    let hidden = fields.or("hidden", "sizes of the hidden layers", sizes, vec![128, 64]);
                    let hidden = hidden.into_iter().filter_map(|size| usize::try_from(size).ok()).collect();
                    Some(Self::Mlp { hidden })
                }),
            ),
            Tag::new(
                "lenet5",
                "LeNet-5 with 20 and 50 filters of 5×5 and 500 neurons; the sites are conv1, conv2 and fc1",
                nothing(Self::Lenet5),
            ),
        ])
    }
}

fn mlp(input: Network, hidden: &[usize], classes: usize) -> Network {
    let mut network = input.flatten();
    for (depth, size) in hidden.iter().enumerate() {
        let name = format!("fc{}", depth + 1);
        network = network.linear(&name, *size).activation(&name);
    }
    network.linear(&format!("fc{}", hidden.len() + 1), classes)
}

fn lenet5(input: Network, classes: usize) -> Result<Network, Misfit> {
    let first = input.conv("conv1", 20, 5)?.activation("conv1").max_pool(2)?;
    let second = first.conv("conv2", 50, 5)?.activation("conv2").max_pool(2)?;
    Ok(second.flatten().linear("fc1", 500).activation("fc1").linear("fc2", classes))
}
