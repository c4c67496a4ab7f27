//! The network as JSON: every layer with what is inside.

use crate::activation::Mix;
use crate::task::{Layer, LayerKind, Network, Site};
use serde::Serialize;

/// A layer, written out.
#[derive(Debug, Serialize)]
pub(super) struct Listed {
    /// Its name, or the word for what has none.
    layer: String,
    /// The word for it in space files.
    kind: &'static str,
    /// Channels, height and width of an image; the size of a vector.
    output: Vec<usize>,
    /// How many weights it has, those of layers inside left out.
    parameters: usize,
    /// The name of the site, if it is one.
    site: Option<String>,
    /// What stands there for good, if it is a site that is not searched.
    #[serde(skip_serializing_if = "Option::is_none")]
    fixed: Option<String>,
    /// The layers of a residual block.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    layers: Vec<Listed>,
    /// The layers of its shortcut.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    shortcut: Vec<Listed>,
}

/// The layers of a network.
pub(super) fn layers(network: &Network) -> Vec<Listed> {
    listed(network.layers(), network)
}

fn listed(layers: &[Layer], network: &Network) -> Vec<Listed> {
    layers.iter().map(|layer| Listed::of(layer, network)).collect()
}

impl Listed {
    fn of(layer: &Layer, network: &Network) -> Self {
        let [layers, shortcut] = layer.kind.inside().map(|inside| listed(inside, network));
        Self {
            layer: layer.kind.label().to_owned(),
            kind: layer.kind.word(),
            output: layer.output.sizes(),
            parameters: weights(layer),
            site: site(layer, network).map(|site| site.name.clone()),
            fixed: site(layer, network).and_then(|site| site.fixed.as_ref()).map(Mix::to_string),
            layers,
            shortcut,
        }
    }
}

/// How many weights a layer has, those of layers inside left out.
pub(super) fn weights(layer: &Layer) -> usize {
    layer.kind.parameters().iter().map(|parameter| parameter.dims.iter().product::<usize>()).sum()
}

/// The site, if the layer is one.
pub(super) fn site<'a>(layer: &Layer, network: &'a Network) -> Option<&'a Site> {
    if let LayerKind::Activation(site) = layer.kind { Some(&network.sites[site]) } else { None }
}
