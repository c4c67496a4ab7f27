//! A network in two steps: layers as typed, and layers as meant, with names, numbers and shapes worked out.
//!
//! Layers are numbered by kind over the whole network, in the order in which a batch passes them: `conv1`, `conv2`, …,
//! `fc1`, `bn1`, `residual1`. A residual block is counted before what is inside, and its layers before its shortcut. A
//! name that is given takes the place of the number's; a layer cannot have the name of another.
//!
//! A site is named after the convolution, the linear layer or the residual block that ended last before it, or `input`
//! where there is none. If another site has that name, it gets `_2`, `_3`, … behind it. A name that is given is taken
//! as it stands.

mod builder;
mod dims;
mod file;
mod layer;
mod limits;
mod misfit;
mod names;
mod parameter;
mod shapes;
mod spec;

pub use dims::Dims;
pub use layer::{Layer, LayerKind};
pub use misfit::{Fault, Misfit};
pub use parameter::{Buffer, Parameter, Start};
pub use spec::{ConvSpec, LayerSpec, Outputs, Padding, PoolSpec, Pooling};

pub(super) use file::layers;

use builder::Builder;

/// A place where an activation stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Named after the layer whose output it takes.
    pub name: String,
    /// How many vectors α it has if they are per channel.
    pub channels: usize,
}

/// The layers from input to logits, and the activation sites among them.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// What goes into the first layer.
    pub input: Dims,
    /// In the order in which a batch passes them.
    pub layers: Vec<Layer>,
    /// In the order in which a batch passes them.
    pub sites: Vec<Site>,
    /// What comes out of the last layer: one number for each class.
    pub output: Dims,
}

impl Network {
    /// Names the layers, and works out the shapes for samples of this shape and so many labels.
    ///
    /// # Errors
    /// If there are more layers or weights than a network may have, if a layer does not fit what reaches it, if the last does
    /// not give one number for each label, if there is no site, or if a name is given twice.
    pub fn build(specs: &[LayerSpec], input: Dims, classes: usize) -> Result<Self, Misfit> {
        limits::check(specs)?;
        let mut builder = Builder::new(classes);
        let layers = builder.layers(specs, input)?;
        let output = builder::output(&layers, input);
        let last = |place| {
            let layer = layers.last().map_or("input", |layer| layer.kind.label()).to_owned();
            move |fault| Err(Misfit { place, layer, fault: Box::new(fault) })
        };
        if output != Dims::Vector(classes) {
            let place = specs.last().map(|spec| format!("{}.{}", specs.len() - 1, spec.word()));
            return last(place.unwrap_or_default())(Fault::Ending { output, classes });
        }
        if builder.sites.is_empty() {
            return last(String::new())(Fault::NoSite);
        }
        Ok(Self { input, layers, sites: builder.sites, output })
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
