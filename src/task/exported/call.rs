//! What is known about a call of an activation function.

use crate::activation::Base;
use crate::pt2::{Place, Size, ValueId};
use std::fmt;

/// A place where an activation function is called in an exported model, found in both modes.
#[derive(Clone, Debug, PartialEq)]
pub struct ActivationCall {
    /// Its name, which no other call of the model has.
    pub name: String,
    /// What stands there now.
    pub function: Standing,
    /// What it is for the model.
    pub role: CallRole,
    /// Where the call stands in the user's model and code, in evaluation.
    pub place: Place,
    /// The shape of x in the graph of evaluation, the batch first.
    pub sizes: Vec<Size>,
    /// Which dimension of x has the channels, or the features.
    pub axis: usize,
    /// How many channels there are; nothing if that depends on the input, and then no mix can be shared by channel.
    pub channels: Option<usize>,
    /// The nodes of the graph of training.
    pub training: CallNodes,
    /// The nodes of the graph of evaluation.
    pub evaluation: CallNodes,
}

/// The nodes of a graph that compute an activation function: they are replaced together, in the place of the last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallNodes {
    /// What goes in.
    pub x: ValueId,
    /// What comes out of the last node.
    pub y: ValueId,
    /// The nodes, in ascending order. Nothing else reads what they make, but for y.
    pub nodes: Vec<usize>,
    /// Whether x is changed, and who sees it.
    pub in_place: InPlace,
}

/// Whether a call changes its x, and what else sees that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InPlace {
    /// It does not change x.
    No,
    /// It does, but y alone is read from then on.
    Unseen,
    /// The value x itself is read later: that must be y then.
    Name,
    /// Another view of the memory of x is read later, or the memory is that of a tensor of the model: it must be written.
    Memory,
}

/// The function that stands at a call now.
#[derive(Clone, Debug, PartialEq)]
pub enum Standing {
    /// Exactly this base of the catalogue.
    Base(Base),
    /// A `prelu` whose slopes are a tensor of the program.
    Prelu {
        /// An index of [`Program::tensors`](crate::pt2::Program::tensors).
        weight: usize,
    },
    /// Another function in its own words, as `hardtanh(-2, 2)`, or the class of its module.
    Other(String),
}

/// A base as it is always written, and other functions in their own words.
impl fmt::Display for Standing {
    fn fmt(&self, text: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Base(base) => base.fmt(text),
            Self::Prelu { .. } => text.write_str("prelu"),
            Self::Other(words) => text.write_str(words),
        }
    }
}

/// What a call is for its model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallRole {
    /// An activation: it is searched.
    Activation,
    /// A gate: it is listed, and searched only if it is named.
    Gate(Gate),
}

/// Why a call is a gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// It multiplies another branch, as in squeeze-and-excitation and in gated linear units.
    Multiplies,
    /// It weighs what is attended to.
    Attention,
    /// It makes shares of a whole.
    Normalises,
    /// Nothing that is learned stands between it and the output.
    Output,
    /// What goes in does not depend on the samples.
    Constant,
    /// What goes in says which parts of the samples count, and has passed no weights.
    Mask,
    /// It keeps a root, a logarithm or a quotient from what it is not defined for.
    Guard,
}

impl fmt::Display for Gate {
    fn fmt(&self, text: &mut fmt::Formatter<'_>) -> fmt::Result {
        text.write_str(match self {
            Self::Multiplies => "multiplies another branch",
            Self::Attention => "weights of attention",
            Self::Normalises => "normalises to shares",
            Self::Output => "last before the output",
            Self::Constant => "of what does not depend on the samples",
            Self::Mask => "of a mask",
            Self::Guard => "guards a root, a logarithm or a quotient",
        })
    }
}

/// `activation`, or `gate: ` with the reason.
impl fmt::Display for CallRole {
    fn fmt(&self, text: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Activation => text.write_str("activation"),
            Self::Gate(reason) => write!(text, "gate: {reason}"),
        }
    }
}

/// A call that the model makes in one of its modes only: no candidate can stand there.
#[derive(Clone, Debug, PartialEq)]
pub struct OneModeCall {
    /// What stands there.
    pub function: Standing,
    /// Where the call stands in the user's model and code.
    pub place: Place,
    /// Whether it is called in training; in evaluation otherwise.
    pub is_in_training: bool,
}

/// `relu in aux1 (Aux), net.py:9 y = relu(y): it is called in training only`.
impl fmt::Display for OneModeCall {
    fn fmt(&self, text: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mode = if self.is_in_training { "training" } else { "evaluation" };
        write!(text, "{} {}: it is called in {mode} only", self.function, self.place)
    }
}
