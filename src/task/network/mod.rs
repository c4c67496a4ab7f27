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

/// The layers from input to logits, and the activation sites among them.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// What goes into the first layer.
    pub input: Dims,
    /// In the order in which a batch passes them.
    pub layers: Vec<Layer>,
    /// First those that are searched, then those whose activation is fixed, both in the order in which a batch passes them.
    pub sites: Vec<Site>,
    /// What comes out of the last layer: one number for each class.
    pub output: Dims,
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
        Ok(Self { input, layers, sites, output })
    }

    /// What it takes the values of its samples for: layers compute with numbers.
    #[must_use]
    pub fn input_kind(&self) -> InputKind {
        InputKind::Numbers
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

    /// Every layer, those of residual blocks too, in the order in which a batch passes them: a block stands before its
    /// layers, and these before its shortcut.
    #[must_use]
    pub fn flat(&self) -> Vec<&Layer> {
        layer::flat(&self.layers)
    }

    /// All weights, in the order of the layers.
    #[must_use]
    pub fn parameters(&self) -> Vec<Parameter> {
        self.flat().into_iter().flat_map(|layer| layer.kind.parameters()).collect()
    }

    /// All running values, in the order of the layers.
    #[must_use]
    pub fn buffers(&self) -> Vec<Buffer> {
        self.flat().into_iter().flat_map(|layer| layer.kind.buffers()).collect()
    }

    /// The share that each dropout sets to zero, in the order of the layers.
    #[must_use]
    pub fn dropouts(&self) -> Vec<f64> {
        let share = |layer: &Layer| {
            if let LayerKind::Dropout { share, .. } = layer.kind { Some(share) } else { None }
        };
        self.flat().into_iter().filter_map(share).collect()
    }
}

#[cfg(test)]
mod tests;
