//! Networks that are known by name, each as the layers that a space file could write out.

mod alexnet;
mod form;
mod kerasnet;
mod lenet5;
mod mlp;
mod resnet;
mod vgg;

use super::{Dims, LayerSpec, Misfit, Network};
use crate::yaml::{Shape, Tag, integer, nothing, one_or_list, record, tagged};
use form::Form;

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
    /// Two blocks of two convolutions 3×3, the second without padding, a max-pool 2 and a dropout, with 32 and 64 channels;
    /// 512 neurons, a dropout, logits. After each convolution and after the 512 neurons stands a site: `conv1` to `conv4`,
    /// `fc1`.
    Kerasnet,
    /// A convolution with the site `conv1`, then nine residual blocks with one site inside, `conv2`, `conv4`, … `conv18`,
    /// and one behind, `residual1` to `residual9`: 19 sites.
    Resnet20,
    /// The same with 27 residual blocks: 55 sites, `conv1`, `conv2`, `conv4`, … `conv54` and `residual1` to `residual27`.
    Resnet56,
    /// Eight convolutions 3×3 with the sites `conv1` to `conv8`, and in the form for large images 4,096 neurons twice, with
    /// the sites `fc1` and `fc2`.
    Vgg11,
    /// Five convolutions with the sites `conv1` to `conv5` and two hidden linear layers with the sites `fc1` and `fc2`.
    Alexnet,
}

impl Preset {
    /// The network for samples of this shape and this number of labels.
    ///
    /// # Errors
    /// If the images are too small for its layers, or suit none of its forms.
    pub fn network(&self, input: Dims, classes: usize) -> Result<Network, Misfit> {
        Network::build(&self.layers(input)?, input, classes)
    }

    /// Its layers as a space file would write them.
    fn layers(&self, input: Dims) -> Result<Vec<LayerSpec>, Misfit> {
        Ok(match self {
            Self::Mlp { hidden } => mlp::layers(hidden),
            Self::Lenet5 => lenet5::layers(),
            Self::Kerasnet => kerasnet::layers(),
            Self::Resnet20 => resnet::layers(3),
            Self::Resnet56 => resnet::layers(9),
            Self::Vgg11 => vgg::layers(Form::of("vgg11", input)?, input),
            Self::Alexnet => alexnet::layers(Form::of("alexnet", input)?),
        })
    }

    /// How the `network.preset` part of a space file is read and described.
    pub(crate) fn shape() -> Shape<Self> {
        let mlp = record("the layers of the mlp", |fields| {
            let sizes = one_or_list(integer(1..=16_384), 1..=64);
            let hidden = fields.or("hidden", "sizes of the hidden layers", sizes, vec![128, 64]);
            let hidden = hidden.into_iter().filter_map(|size| usize::try_from(size).ok()).collect();
            Some(Self::Mlp { hidden })
        });
        let plain = |name, about: &str, preset| Tag::new(name, about, nothing(preset));
        tagged(vec![
            Tag::new(
                "mlp",
                "fully connected layers; the sites are fc1, fc2, … behind each hidden layer",
                mlp,
            ),
            plain(
                "lenet5",
                "LeNet-5 with 20 and 50 filters of 5×5 and 500 neurons; the sites are conv1, conv2 and fc1",
                Self::Lenet5,
            ),
            plain(
                "kerasnet",
                "the CIFAR-10 example of Keras 1; the sites are conv1 to conv4 and fc1",
                Self::Kerasnet,
            ),
            plain(
                "resnet20",
                "ResNet-20 for small images; the sites are conv1, then for each of 9 blocks one inside (conv2, conv4, … \
                 conv18) and one behind (residual1 to residual9)",
                Self::Resnet20,
            ),
            plain(
                "resnet56",
                "ResNet-56 for small images; the sites are conv1, then for each of 27 blocks one inside (conv2, conv4, … \
                 conv54) and one behind (residual1 to residual27)",
                Self::Resnet56,
            ),
            plain(
                "vgg11",
                "VGG-11 for images of 24 to 64 (with batch norm) or 192 to 256 pixels a side; the sites are conv1 to \
                 conv8, and for large images fc1 and fc2",
                Self::Vgg11,
            ),
            plain(
                "alexnet",
                "AlexNet for images of 24 to 64 or 192 to 256 pixels a side; the sites are conv1 to conv5, fc1 and fc2",
                Self::Alexnet,
            ),
        ])
    }
}

#[cfg(test)]
mod tests;
