//! The activation functions of a network that PyTorch exported: where each is called, and what stands there.
//!
//! One call in the model is one [`ActivationCall`], also where one module is called several times. It is found in both
//! graphs, that of training and that of evaluation, and may be several nodes of a graph which are replaced together:
//! - a function that is an activation by its name, as `gelu`;
//! - a formula that is one by its values, as x·sigmoid(x) in any spelling;
//! - a module that is not PyTorch's and computes each number of one tensor from one number, unless it only moves and scales.
//!
//! What multiplies another branch, weighs attention, or stands last before the output is a [`Gate`].
//!
//! ```
//! use actsearch::pt2;
//! use actsearch::task::exported::activation_calls;
//!
//! let program = pt2::read(include_bytes!("../../../tests/data/exported/convolutional.pt2"))?;
//! let calls = activation_calls(&program)?;
//! let names: Vec<&str> = calls.iter().map(|call| call.name.as_str()).collect();
//! assert_eq!(names, ["gelu", "act", "act_2"]);
//! assert_eq!(calls[1].function.to_string(), "relu");
//! assert_eq!((calls[1].axis, calls[1].channels), (1, Some(4)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Names
//! A call is named after the module that does nothing else, as `layer1.0.relu`. Where a function is called outside of such
//! a module, the name is the path of the module that calls it with the name of the function behind it: `layer1.0.relu`
//! for `F.relu` in `layer1.0`, `relu` in the model itself. The second, third, … call of a name gets `_2`, `_3`, …

mod by_class;
mod by_hand;
mod call;
mod channels;
mod ends;
mod file;
mod found;
mod fresh;
mod gates;
mod globs;
mod in_place;
mod known;
mod levels;
mod memory;
mod model;
mod modules;
mod named;
mod network;
mod output;
mod paired;
mod pointwise;
mod rebound;
mod recognised;
mod region;
mod replaced;
mod search;
mod tensors;
#[cfg(test)]
mod tests;
mod uses;
mod vocabulary;

pub use call::{ActivationCall, CallNodes, CallRole, Gate, InPlace, OneModeCall, Standing};
pub use file::{ExportedSpec, ProbedModel};
pub use globs::{SiteGlobs, Unfit};
pub use model::Model;
pub use network::{Choice, Exported, Unusable};
pub use output::{Logits, Output};
pub use paired::{NoCall, activation_calls, calls_in_one_mode};
pub use replaced::{
    CountedCall, FunctionCalls, Owner, PerMode, ReplacedCall, ReplacedFunctions, ReplacedModule,
    ReplacedSite, Replacements, replacements,
};
pub use tensors::Held;
pub use uses::Uses;

/// What the weights of an exported model start from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weights {
    /// The numbers that are in the file.
    #[default]
    Given,
    /// New ones, drawn by the rules of PyTorch's own modules.
    Fresh,
    /// Those of the start of this number that came with the model.
    Start(usize),
}
