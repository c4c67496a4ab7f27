//! A candidate's network as a function: from a batch and its weights to logits.
//!
//! A [`Forward`] is made once for a network and called for every batch, whether the network is layers or was exported.

mod exported;
mod pass;

pub use exported::Unrunnable;

use crate::activation::Mix;
use crate::task::{Layer, LayerKind, Network, Operator, Precision};
use exported::Constants;
use pass::Pass;
use std::sync::Arc;
use tch::{Device, Kind, Tensor};

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

/// What a network has beside what it computes.
#[derive(Clone, Copy, Debug)]
pub struct State<'a> {
    /// The weights: one tensor for each of [`Network::parameters`].
    pub parameters: &'a [Tensor],
    /// The running values: one tensor for each of [`Network::buffers`]. Training moves them in place.
    pub buffers: &'a [Tensor],
}

/// Draws the mask of a dropout, given its index and the shape (batch, …) of its input: 0 where a number is set to zero,
/// 1/(1 − share) elsewhere.
pub type Mask<'a> = dyn FnMut(usize, &[i64]) -> Tensor + 'a;

/// How a batch passes.
pub enum Mode<'a> {
    /// With the running values of batch norms and without dropout.
    Evaluate,
    /// As in training: batch norms take mean and variance of the batch and move their running values, and dropouts are
    /// masked.
    Train {
        /// Draws the masks, in the order of the dropouts.
        mask: &'a mut Mask<'a>,
    },
}

/// How the layers are computed, which changes results by rounding only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Computed {
    /// How mixes are.
    pub operator: Operator,
    /// In which numbers convolutions and matrix products are; what goes in and what comes out is f32.
    pub precision: Precision,
}

/// A network made ready to run.
#[derive(Debug)]
pub struct Forward<'n>(Ready<'n>);

#[derive(Debug)]
enum Ready<'n> {
    Layers(&'n Network),
    Exported(Arc<exported::Ready>, Constants),
}

impl<'n> Forward<'n> {
    /// Makes a network ready to run on a device, with an activation at each of its sites, or as it came: without any.
    ///
    /// # Errors
    /// If it was exported, and libtorch does not know one of its functions.
    pub fn new(network: &'n Network, has_activations: bool, device: Device) -> Result<Self, Unrunnable> {
        Self::in_kind(network, has_activations, device, Kind::Float)
    }

    /// The same, with numbers of another type than f32 in a network that was exported: f64 shows where rounding is not all.
    ///
    /// # Errors
    /// As [`Forward::new`].
    pub fn in_kind(
        network: &'n Network,
        has_activations: bool,
        device: Device,
        kind: Kind,
    ) -> Result<Self, Unrunnable> {
        let Some(exported) = network.exported() else { return Ok(Self(Ready::Layers(network))) };
        let ready = Arc::new(exported::Ready::new(exported, has_activations, device, kind)?);
        Ok(Self(Ready::Exported(ready, Constants::of(exported, device, kind))))
    }

    /// The same for another thread; what the network holds is shared.
    #[must_use]
    pub fn share(&self) -> Self {
        Self(match &self.0 {
            Ready::Layers(network) => Ready::Layers(network),
            Ready::Exported(ready, constants) => Ready::Exported(Arc::clone(ready), constants.share()),
        })
    }

    /// The logits of a batch.
    ///
    /// `x` has the shape (batch, …) of the network's input; `activations` stand at its sites in their order. The result has the
    /// shape (batch, classes). A memory layout of channels last is kept from layer to layer.
    ///
    /// A batch norm that gets a single number for each channel has no variance to take: it uses its running values then, also
    /// in training, and does not move them.
    ///
    /// # Panics
    /// If parameters, buffers or activations are missing, or a shape does not fit, all of which follow from the network
    /// itself; or if libtorch fails, for want of memory say.
    pub fn logits(
        &self,
        state: &State<'_>,
        activations: &[Activation<'_>],
        computed: Computed,
        x: &Tensor,
        mode: Mode<'_>,
    ) -> Tensor {
        match &self.0 {
            Ready::Layers(network) => {
                let (parameters, buffers) = (state.parameters.iter(), state.buffers.iter());
                Pass { parameters, buffers, activations, computed, mode }
                    .layers(network.layers(), x.shallow_clone())
            }
            Ready::Exported(ready, constants) => {
                ready.logits(constants, state, activations, computed, x, mode)
            }
        }
    }
}

/// How many sums of products there are in a network: what [`Computed::precision`] is about.
#[must_use]
pub fn products(network: &Network) -> usize {
    let is_product = |layer: &&Layer| matches!(layer.kind, LayerKind::Conv { .. } | LayerKind::Linear { .. });
    network
        .exported()
        .map_or_else(|| network.flat().into_iter().filter(is_product).count(), exported::products)
}

#[cfg(test)]
mod tests;
