//! The `network` part of a space file.

use super::exported::{ExportedSpec, ProbedModel};
use super::network::{self, LayerSpec, Network};
use super::{Data, Dims, Fault, Preset};
use crate::yaml::{Record, Shape, record};

/// The network as typed.
#[derive(Clone, Debug, PartialEq)]
pub enum NetworkSpec {
    /// By name.
    Preset(Preset),
    /// Layer by layer.
    Layers(Vec<LayerSpec>),
    /// What PyTorch exported.
    Exported(ExportedSpec),
}

impl NetworkSpec {
    /// How the `network` part of a space file is read and described.
    pub(crate) fn shape(model: &ProbedModel) -> Shape<Self> {
        let model = model.clone();
        record(
            "the network that every candidate is built into: by name, layer by layer, or from PyTorch",
            move |fields| {
                let preset = fields.optional("preset", "a network known by name", Preset::shape());
                let layers = fields.optional(
                    "layers",
                    "the layers from images to logits, in the order in which a batch passes them",
                    network::layers(),
                );
                let exported = ExportedSpec::read(fields, &model);
                fields.exactly_one(&["preset", "layers", "exported"]);
                preset.map(Self::Preset).or(layers.map(Self::Layers)).or(exported.map(Self::Exported))
            },
        )
    }

    /// The network for the samples of a source; complains through `fields` about layers that do not fit.
    pub(crate) fn fit(&self, data: &Data, fields: &mut Record) -> Option<Network> {
        let (input, classes) = (data.facts.dims, data.facts.classes());
        let built = match self {
            Self::Preset(preset) => preset.network(input, classes),
            Self::Layers(layers) => Network::build(layers, input, classes),
            Self::Exported(exported) => {
                return exported.fit(data, fields).map(|exported| Network::of_exported(exported, classes));
            }
        };
        let misfit = match built {
            Ok(network) => return Some(network),
            Err(misfit) => misfit,
        };
        match self {
            Self::Preset(_) => {
                let way_out = match input {
                    Dims::Array(_) => Fault::Array(input).help(),
                    Dims::Image { .. } | Dims::Vector(_) => "choose another preset or data set".to_owned(),
                };
                let help = format!("{} of {} are {input}; {way_out}", input.word(), data.source);
                fields.complain("network.preset", format!("does not fit the data: {misfit}"), Some(help));
            }
            Self::Layers(_) | Self::Exported(_) => {
                let path = format!("network.layers.{}", misfit.place);
                let message = format!("does not fit: {misfit}");
                fields.complain(path.trim_end_matches('.'), message, Some(misfit.fault.help()));
            }
        }
        None
    }
}
