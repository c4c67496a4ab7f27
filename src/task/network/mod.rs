//! A network in two steps: layers as typed, and layers as meant, with names, numbers and shapes worked out.
//!
//! Layers are numbered by kind over the whole network, in the order in which a batch passes them: `conv1`, `conv2`, …,
//! `fc1`, `bn1`, `residual1`. A residual block is counted before what is inside, and its layers before its shortcut. A
//! name that is given takes the place of the number's; a layer cannot have the name of another.
//!
//! A site is named after the convolution, the linear layer or the residual block that ended last before it, or `input`
//! where there is none. If another site has that name, it gets `_2`, `_3`, … behind it. A name that is given is taken
//! as it stands. What is searched stands first among the sites, and what is fixed comes after.

mod builder;
mod dims;
mod file;
mod input_kind;
mod layer;
mod limits;
mod misfit;
mod names;
mod parameter;
mod shapes;
mod spec;

pub use dims::{Dims, Sizes};
pub use input_kind::InputKind;
pub use layer::{Layer, LayerKind};
pub use misfit::{Fault, Misfit};
pub use parameter::{Buffer, Parameter, Start};
pub use spec::{ConvSpec, LayerSpec, Outputs, Padding, PoolSpec, Pooling};

pub(super) use file::layers;

use super::exported::Exported;
use crate::activation::Mix;
use builder::Builder;

/// A place where an activation stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// Named after the layer whose output it takes.
    pub name: String,
    /// How many vectors α it has if they are per channel.
    pub channels: usize,
    /// What stands there in every candidate; nothing where that is searched.
    pub fixed: Option<Mix>,
}

/// What turns a sample into logits, and the activation sites in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// What goes in.
    pub input: Dims,
    /// What is computed.
    pub body: Body,
    /// First those that are searched, then those whose activation is fixed, both in the order in which a batch passes them.
    pub sites: Vec<Site>,
    /// What comes out: one number for each class.
    pub output: Dims,
}

/// What a network computes.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// Layers, in the order in which a batch passes them.
    Layers(Vec<Layer>),
    /// What PyTorch exported.
    Exported(Exported),
}

impl Network {
    /// Names the layers, and works out the shapes for samples of this shape and so many labels.
    ///
    /// # Errors
    /// If samples are neither images nor vectors, if there are more layers or weights than a network may have, if a layer does
    /// not fit what reaches it, if the last does not give one number for each label, if nothing is searched at any site, or if
    /// a name is given twice.
    pub fn build(specs: &[LayerSpec], input: Dims, classes: usize) -> Result<Self, Misfit> {
        if let Dims::Array(_) = input {
            let layer = specs.first().map_or("input", LayerSpec::word).to_owned();
            return Err(Misfit { place: String::new(), layer, fault: Box::new(Fault::Array(input)) });
        }
        limits::check(specs)?;
        let mut builder = Builder::new(classes);
        let mut layers = builder.layers(specs, input)?;
        let output = builder::output(&layers, input);
        let last = |place| {
            let layer = layers.last().map_or("input", |layer| layer.kind.label()).to_owned();
            move |fault| Err(Misfit { place, layer, fault: Box::new(fault) })
        };
        if output != Dims::Vector(classes) {
            let place = specs.last().map(|spec| format!("{}.{}", specs.len() - 1, spec.word()));
            return last(place.unwrap_or_default())(Fault::Ending { output, classes });
        }
        let n_fixed = builder.sites.iter().filter(|site| site.fixed.is_some()).count();
        if n_fixed == builder.sites.len() {
            return last(String::new())(Fault::NoSite { n_fixed });
        }
        let sites = builder::searched_first(&mut layers, builder.sites);
        Ok(Self { input, body: Body::Layers(layers), sites, output })
    }

    /// The network that PyTorch exported, for so many labels: every call that was chosen is a site.
    #[must_use]
    pub fn of_exported(exported: Exported, classes: usize) -> Self {
        let sites = exported.calls().iter().map(|call| Site {
            name: call.name.clone(),
            channels: call.channels.unwrap_or(1),
            fixed: None,
        });
        let (input, sites) = (exported.input(), sites.collect());
        Self { input, sites, output: Dims::Vector(classes), body: Body::Exported(exported) }
    }

    /// What it takes the values of its samples for: layers compute with numbers.
    #[must_use]
    pub fn input_kind(&self) -> InputKind {
        self.exported().map_or(InputKind::Numbers, Exported::input_kind)
    }

    /// Whether images pass it with their channels last in memory, which convolutions are faster with.
    #[must_use]
    pub fn keeps_channels_last(&self) -> bool {
        self.exported().map_or(matches!(self.input, Dims::Image { .. }), Exported::keeps_channels_last)
    }

    /// The sites where candidates differ, in the order in which a batch passes them.
    #[must_use]
    pub fn searched(&self) -> &[Site] {
        let n_searched = self.sites.iter().take_while(|site| site.fixed.is_none()).count();
        &self.sites[..n_searched]
    }

    /// The sites where every candidate has the same, with what stands there, in the order in which a batch passes them.
    pub fn fixed(&self) -> impl Iterator<Item = (&Site, &Mix)> {
        self.sites.iter().filter_map(|site| Some((site, site.fixed.as_ref()?)))
    }

    /// Its layers; none of a network that was exported.
    #[must_use]
    pub fn layers(&self) -> &[Layer] {
        match &self.body {
            Body::Layers(layers) => layers,
            Body::Exported(_) => &[],
        }
    }

    /// What PyTorch exported, if it is that.
    #[must_use]
    pub fn exported(&self) -> Option<&Exported> {
        match &self.body {
            Body::Layers(_) => None,
            Body::Exported(exported) => Some(exported),
        }
    }

    /// Every layer, those of residual blocks too, in the order in which a batch passes them: a block stands before its
    /// layers, and these before its shortcut.
    #[must_use]
    pub fn flat(&self) -> Vec<&Layer> {
        layer::flat(self.layers())
    }

    /// All weights that are learned, in the order of the layers or of the exported model.
    #[must_use]
    pub fn parameters(&self) -> Vec<Parameter> {
        match &self.body {
            Body::Layers(_) => self.flat().into_iter().flat_map(|layer| layer.kind.parameters()).collect(),
            Body::Exported(exported) => exported.parameters().to_vec(),
        }
    }

    /// All running values, in the order of the layers or of the exported model.
    #[must_use]
    pub fn buffers(&self) -> Vec<Buffer> {
        match &self.body {
            Body::Layers(_) => self.flat().into_iter().flat_map(|layer| layer.kind.buffers()).collect(),
            Body::Exported(exported) => exported.buffers().to_vec(),
        }
    }

    /// The share that each dropout sets to zero, in the order in which a batch passes them.
    #[must_use]
    pub fn dropouts(&self) -> Vec<f64> {
        let share = |layer: &Layer| {
            if let LayerKind::Dropout { share, .. } = layer.kind { Some(share) } else { None }
        };
        match &self.body {
            Body::Layers(_) => self.flat().into_iter().filter_map(share).collect(),
            Body::Exported(exported) => exported.dropouts().to_vec(),
        }
    }

    /// How many numbers the widest place of the network has for one sample.
    #[must_use]
    pub fn width(&self) -> usize {
        match &self.body {
            Body::Layers(_) => self.flat().iter().map(|layer| layer.output.size()).max().unwrap_or(1).max(1),
            Body::Exported(exported) => exported.width(),
        }
    }
}

#[cfg(test)]
mod tests;
