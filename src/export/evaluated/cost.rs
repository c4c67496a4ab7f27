//! What it costs to run the text of a network in plain loops: it is known from the shapes of the layers.

use super::super::Trained;
use crate::activation::LearnedMix;
use crate::task::{Layer, LayerKind, Network};

/// What running a network takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// How many multiplications a sample takes; a base of a mix counts for one number as much as 32 of them.
    pub multiplications: u64,
    /// How many weights there are, each of them several numbers of eight bytes while the text is run.
    pub weights: u64,
}

/// So many multiplications take as long as a base takes for one number.
///
/// Measured on two cores of an Intel Xeon: 2 ns a multiplication and 80 ns a base where the program is optimised, 12 ns and
/// 250 ns where it is not.
const OF_A_BASE: u64 = 32;

impl Cost {
    /// The most that is run: where the program is not optimised that takes about half a minute, with weights in about half a
    /// gigabyte.
    pub const MOST: Self = Self { multiplications: 250_000_000, weights: 1 << 24 };

    /// What running this network takes.
    #[must_use]
    pub fn of(trained: &Trained) -> Self {
        let network = trained.network();
        let weights = network.parameters().iter().map(|it| it.dims.iter().product::<usize>() as u64).sum();
        Self { multiplications: multiplications(network, trained.definition().sites()), weights }
    }

    /// Whether this is more than the most that is allowed, in any way.
    #[must_use]
    pub fn exceeds(self, most: Self) -> bool {
        self.multiplications > most.multiplications || self.weights > most.weights
    }
}

/// How many multiplications a sample takes in a network with these mixes at its sites.
#[must_use]
pub fn multiplications(network: &Network, sites: &[LearnedMix]) -> u64 {
    let of_layer = |layer: &Layer| {
        let for_each = match &layer.kind {
            LayerKind::Conv { inputs, kernel, .. } => (inputs * kernel * kernel) as u64,
            LayerKind::Linear { inputs, .. } => *inputs as u64,
            LayerKind::Pool { size, .. } => (size * size) as u64,
            LayerKind::Activation(site) => OF_A_BASE * sites[*site].mix.bases.len() as u64,
            LayerKind::BatchNorm { .. } => 4,
            // What goes into a global pool was counted as what came out before it.
            LayerKind::GlobalPool
            | LayerKind::Dropout { .. }
            | LayerKind::Flatten
            | LayerKind::PadChannels { .. }
            | LayerKind::Residual { .. } => 1,
        };
        (layer.output.size() as u64).saturating_mul(for_each)
    };
    let input = network.input.size() as u64;
    network.flat().into_iter().map(of_layer).fold(input, u64::saturating_add)
}
