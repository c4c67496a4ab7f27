//! Mixes as plain data: f(x) = Σ αᵢ fᵢ(x).

use super::Base;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What the coefficients α of a mix may be (Manessi & Rozza 2018, arXiv 1801.09403, study the first two).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hull {
    /// Σα = 1.
    Affine,
    /// Σα = 1 and α ≥ 0.
    Convex,
    /// α is free.
    Linear,
    /// α is not learned: it stays at its start values, which are 1/N each unless others are given.
    Frozen,
}

impl Hull {
    /// Every hull, in the order in which they are listed.
    pub const ALL: [Self; 4] = [Self::Affine, Self::Convex, Self::Linear, Self::Frozen];

    /// Its name in space files, logs and exports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Affine => "affine",
            Self::Convex => "convex",
            Self::Linear => "linear",
            Self::Frozen => "frozen",
        }
    }
}

/// The least coefficient from which a convex mix is trained on: α is softmax(w), and w starts at ln α, which zero does not have.
///
/// What is smaller starts from here, in training and in every export. It is the least power of ten that still learns: the
/// derivative of α with respect to w is α(1 − α), ten times the ε of 1e-8 that Adam adds to the size of a gradient, and
/// Σα = 1 in f32 has steps of 1.2e-7, below which f(x) would not show it. It is no more than such a step, so that a mix that
/// is trained further begins as what was learned, but for rounding.
pub const SMALLEST_SHARE: f32 = 1e-7;

/// Who shares one vector α.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sharing {
    /// The whole site.
    Layer,
    /// Each channel (of a convolution) or neuron (of a linear layer) has its own.
    Channel,
}

impl Sharing {
    /// Every sharing, in the order in which they are listed.
    pub const ALL: [Self; 2] = [Self::Layer, Self::Channel];

    /// Its name in space files, logs and exports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Layer => "layer",
            Self::Channel => "channel",
        }
    }
}

/// A combination f(x) = Σ αᵢ fᵢ(x) of bases, with the rule for its coefficients α.
///
/// Two mixes of the same bases in the same order that are the same function class are the same value: build one with
/// [`Mix::new`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mix {
    /// The bases fᵢ, at least one.
    pub bases: Vec<Base>,
    /// What α may be.
    pub hull: Hull,
    /// Who shares one α.
    pub sharing: Sharing,
}

impl Mix {
    /// The mix of these bases, with choices that make no difference brought to one form.
    ///
    /// With one base, Σα = 1 leaves α = 1 whatever the hull: a plain activation, written `frozen`. Coefficients that
    /// are not learned are the same in every channel, and so is then a learned parameter of a base: for a slope of prelu
    /// for every channel take the hull `linear`.
    #[must_use]
    pub fn new(bases: Vec<Base>, hull: Hull, sharing: Sharing) -> Self {
        let hull = if bases.len() == 1 && hull != Hull::Linear { Hull::Frozen } else { hull };
        let sharing = if hull == Hull::Frozen { Sharing::Layer } else { sharing };
        Self { bases, hull, sharing }
    }

    /// A base by itself, with α = 1.
    #[must_use]
    pub fn plain(base: Base) -> Self {
        Self::new(vec![base], Hull::Frozen, Sharing::Layer)
    }

    /// Whether it is a base by itself.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.bases.len() == 1 && self.hull == Hull::Frozen
    }

    /// How many vectors α it has at a site with this many channels.
    #[must_use]
    pub fn rows(&self, channels: usize) -> usize {
        match self.sharing {
            Sharing::Layer => 1,
            Sharing::Channel => channels,
        }
    }

    /// Where the learned parameters of its bases start at a site with this many channels, in rows as the coefficients;
    /// no rows if no base has one.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "a parameter is learned as f32")]
    pub fn parameters_at_start(&self, channels: usize) -> Vec<Vec<f32>> {
        let row: Vec<f32> =
            self.bases.iter().filter_map(|base| base.learned_value()).map(|value| value as f32).collect();
        if row.is_empty() { Vec::new() } else { vec![row; self.rows(channels)] }
    }

    /// Σ αᵢ fᵢ(x) for one vector α.
    #[must_use]
    pub fn value(&self, alpha: &[f64], x: f64) -> f64 {
        self.bases.iter().zip(alpha).map(|(base, alpha)| alpha * base.value(x)).sum()
    }

    /// Σ αᵢ fᵢ′(x) for one vector α.
    #[must_use]
    pub fn derivative(&self, alpha: &[f64], x: f64) -> f64 {
        self.bases.iter().zip(alpha).map(|(base, alpha)| alpha * base.derivative(x)).sum()
    }
}

impl Mix {
    /// The mix with the coefficients that it has or starts from: `affine(identity: 0.25, relu: 0.75)`.
    #[must_use]
    pub fn written_with(&self, alpha: &[f32]) -> String {
        let term = |(base, alpha): (&Base, &f32)| format!("{base}: {alpha:?}");
        self.written(&self.bases.iter().zip(alpha).map(term).collect::<Vec<_>>())
    }

    fn written(&self, bases: &[String]) -> String {
        let per_channel = if self.sharing == Sharing::Channel { " per channel" } else { "" };
        format!("{}{per_channel}({})", self.hull.name(), bases.join(", "))
    }
}

/// `relu`, `affine(identity, relu)`, `convex per channel(relu, tanh)`.
impl fmt::Display for Mix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bases: Vec<String> = self.bases.iter().map(Base::to_string).collect();
        f.write_str(&if self.is_plain() { bases[0].clone() } else { self.written(&bases) })
    }
}
