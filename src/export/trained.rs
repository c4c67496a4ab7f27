//! A network with everything that it learned.

use super::names::Names;
use super::{Definition, Error, Samples};
use crate::columns::Columns;
use crate::definition::Normalisation;
use crate::task::{Dims, Network};
use std::collections::BTreeMap;

/// A trained network as data: what is exported as a whole.
///
/// It takes what a data set holds, pixels from 0 to 1 or plain numbers, and brings it to mean 0 and standard deviation 1
/// itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Trained {
    definition: Definition,
    samples: Samples,
    network: Network,
    tensors: BTreeMap<String, Vec<f32>>,
    input: Input,
    names: Names,
}

/// What goes into a network before its first layer: (x − mean)/std for each channel of an image, or each entry of a vector.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// The means.
    pub mean: Vec<f32>,
    /// The standard deviations.
    pub std: Vec<f32>,
    /// The value of a white pixel, which is given to the network as 1; nothing where values are plain numbers.
    pub white: Option<u8>,
}

/// A tensor under the name that exports give it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct NamedTensor<'t> {
    /// The identifier of its layer.
    pub layer: &'t str,
    /// `weight`, `bias`, `running_mean` or `running_var`.
    pub part: &'static str,
    pub dims: Vec<usize>,
    pub values: &'t [f32],
    /// Whether training changes it by its gradient.
    pub is_parameter: bool,
}

impl Trained {
    /// A network with the values of all its parameters and buffers, by the names that [`Network::parameters`] and
    /// [`Network::buffers`] give them.
    ///
    /// # Errors
    /// If a tensor is missing or has another size, if the mixes are not those of the sites of the network, or if mean and
    /// standard deviation are not one number for each channel.
    pub fn new(
        definition: Definition,
        network: Network,
        tensors: BTreeMap<String, Vec<f32>>,
        input: Input,
    ) -> Result<Self, Error> {
        let wanted: Vec<&str> = network.sites.iter().map(|site| site.name.as_str()).collect();
        let found: Vec<&str> = definition.sites().iter().map(|learned| learned.site.as_str()).collect();
        if wanted != found {
            let (wanted, found) = (wanted.join(", "), found.join(", "));
            return Err(Error::OtherSites { wanted, found });
        }
        let sizes = network.parameters().into_iter().map(|p| (p.name, p.dims.iter().product()));
        let sizes = sizes.chain(network.buffers().into_iter().map(|b| (b.name, b.dims.iter().product())));
        for (name, wanted) in sizes {
            let found = tensors.get(&name).map_or(0, Vec::len);
            if found != wanted {
                return Err(Error::Tensor { name, found, wanted });
            }
        }
        let channels = network.input.channels();
        for (name, found) in [("mean", input.mean.len()), ("std", input.std.len())] {
            if found != channels {
                return Err(Error::Tensor { name: name.to_owned(), found, wanted: channels });
            }
        }
        let samples = samples(&definition, &network, &input);
        for (name, found, wanted) in [
            ("classes", samples.classes.len(), network.output.size()),
            ("columns", samples.columns.size(), network.input.size()),
        ] {
            if found != 0 && found != wanted {
                return Err(Error::Tensor { name: name.to_owned(), found, wanted });
            }
        }
        let names = Names::of(&network);
        Ok(Self { definition, samples, network, tensors, input, names })
    }

    /// The mixes at its sites, and where it comes from.
    #[must_use]
    pub fn definition(&self) -> &Definition {
        &self.definition
    }

    /// What goes in and what comes out: the samples that the definition speaks of, and how they are normalised.
    #[must_use]
    pub fn samples(&self) -> &Samples {
        &self.samples
    }

    /// What the entries of a sample are; none for images, and for arrays whose entries have no names.
    pub(super) fn columns(&self) -> &Columns {
        &self.samples.columns
    }

    /// What each logit stands for; none where nobody knows.
    pub(super) fn classes(&self) -> &[String] {
        &self.samples.classes
    }

    /// Its layers.
    #[must_use]
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// What is done before the first layer.
    #[must_use]
    pub fn input(&self) -> &Input {
        &self.input
    }

    /// What its layers and sites are called in exported code.
    pub(super) fn names(&self) -> &Names {
        &self.names
    }

    /// Whether samples are images.
    pub(super) fn takes_images(&self) -> bool {
        matches!(self.network.input, Dims::Image { .. })
    }

    /// Every tensor, in the order of the layers: parameters before buffers in each.
    pub(super) fn tensors(&self) -> Vec<NamedTensor<'_>> {
        let mut tensors = Vec::new();
        for layer in self.network.flat() {
            let Some(name) = layer.kind.name() else { continue };
            let parameters = layer.kind.parameters().into_iter().map(|it| (it.name, it.dims, true));
            let buffers = layer.kind.buffers().into_iter().map(|it| (it.name, it.dims, false));
            tensors.extend(parameters.chain(buffers).map(|(full, dims, is_parameter)| NamedTensor {
                layer: self.names.layer(name),
                part: part(&full),
                dims,
                values: &self.tensors[&full],
                is_parameter,
            }));
        }
        tensors
    }

    /// A tensor of a layer of the network, by the layer's own name.
    pub(super) fn tensor(&self, layer: &str, part: &str) -> &[f32] {
        &self.tensors[&format!("{layer}.{part}")]
    }
}

/// What the definition says of the samples, with what the network itself knows of them.
fn samples(definition: &Definition, network: &Network, input: &Input) -> Samples {
    let Input { mean, std, white } = input.clone();
    Samples {
        shape: network.input.sizes(),
        normalisation: Some(Normalisation { white, mean, std }),
        ..definition.samples().cloned().unwrap_or_default()
    }
}

fn part(full: &str) -> &'static str {
    let parts = ["weight", "bias", "running_mean", "running_var"];
    let part = parts.into_iter().find(|part| full.ends_with(&format!(".{part}")));
    part.expect("a network has no other tensors")
}
