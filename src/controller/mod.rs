//! Controllers: which candidate to try next.
//!
//! A controller is a pure function of the space, of what was proposed and found before, and of a stream of random
//! numbers that belongs to the trial. It has no state of its own, so a resumed run proposes what an uninterrupted one would
//! have.

mod evolution;
mod exponential;
mod gradient;
mod grid;
mod past;
mod policy;
mod random;
mod standing;
mod surrogate;
mod tpe;

pub use evolution::Evolution;
pub use gradient::{Gradient, super_candidate};
pub use past::{Past, Seen};
pub use policy::Policy;
pub use tpe::Tpe;

use crate::seed::Stream;
use crate::space::{Candidate, Space};
use crate::yaml::{Shape, Tag, nothing, tagged};

/// A way of proposing candidates.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Controller {
    /// A Gaussian process over candidates, and expected improvement over it.
    #[default]
    Surrogate,
    /// What good trials have more often than bad ones: the tree-structured Parzen estimator.
    Tpe(Tpe),
    /// Children of the best of the newest trials.
    Evolution(Evolution),
    /// A policy that learns which decisions lead to good candidates.
    Policy(Policy),
    /// The coefficients of one candidate with all bases say which candidates to try.
    Gradient(Gradient),
    /// Uniform over the candidates that were not proposed yet.
    Random,
    /// Every candidate once, in the order of their numbers.
    Grid,
}

impl Controller {
    /// Every controller with its defaults, in the order in which they are listed.
    #[must_use]
    pub fn all() -> Vec<Self> {
        vec![
            Self::Surrogate,
            Self::Tpe(Tpe::default()),
            Self::Evolution(Evolution::default()),
            Self::Policy(Policy::default()),
            Self::Gradient(Gradient::default()),
            Self::Random,
            Self::Grid,
        ]
    }

    /// Its name in space files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Surrogate => "surrogate",
            Self::Tpe(_) => "tpe",
            Self::Evolution(_) => "evolution",
            Self::Policy(_) => "policy",
            Self::Gradient(_) => "gradient",
            Self::Random => "random",
            Self::Grid => "grid",
        }
    }

    /// The next candidate; nothing if every candidate was proposed.
    #[must_use]
    pub fn propose(self, space: &Space, past: Past<'_>, stream: &mut Stream) -> Option<Candidate> {
        match self {
            Self::Surrogate => surrogate::propose(space, past, stream),
            Self::Tpe(tpe) => tpe.propose(space, past, stream),
            Self::Evolution(evolution) => evolution.propose(space, past, stream),
            Self::Policy(policy) => policy::propose(policy, space, past, stream),
            Self::Gradient(gradient) => gradient.propose(space, past, stream),
            Self::Random => random::propose(space, past, stream),
            Self::Grid => grid::propose(space, past),
        }
    }

    /// How many trials it proposes at random before it goes by what was found.
    #[must_use]
    pub fn startup(self) -> usize {
        match self {
            Self::Surrogate | Self::Policy(_) | Self::Gradient(_) | Self::Random | Self::Grid => 0,
            Self::Tpe(tpe) => tpe.startup,
            Self::Evolution(evolution) => evolution.population,
        }
    }

    /// How the `controller` part of a space file is read and described.
    pub(crate) fn shape() -> Shape<Self> {
        tagged(vec![
            Tag::new("surrogate", SURROGATE, nothing(Self::Surrogate)),
            Tag::new("tpe", TPE, Tpe::shape().map(Self::Tpe)),
            Tag::new("evolution", EVOLUTION, Evolution::shape().map(Self::Evolution)),
            Tag::new("policy", POLICY, Policy::shape().map(Self::Policy)),
            Tag::new("gradient", GRADIENT, Gradient::shape().map(Self::Gradient)),
            Tag::new("random", RANDOM, nothing(Self::Random)),
            Tag::new("grid", GRID, nothing(Self::Grid)),
        ])
    }
}

// What each does, when to use it, and where it is from, a line each.

const SURROGATE: &str = "the largest expected improvement by a Gaussian process over what was found
Use it with budgets of 20 trials or more, as is done where nothing is said: what it learns of a base holds at every site.
After Jones, Schonlau & Welch 1998, Efficient Global Optimization of Expensive Black-Box Functions; the kernel is ours.";
const TPE: &str = "tree-structured Parzen estimator: what good trials have more often than bad ones
Use it with budgets of some dozen trials or more, or to compare with other programs that have it.
After Bergstra, Bardenet, Bengio & Kégl 2011, and Falkner, Klein & Hutter 2018, arXiv 1807.01774.";
const EVOLUTION: &str = "regularized evolution: children of the best of the newest trials
Use it with a hundred trials or more: the first are its population, and a proposal costs next to nothing.
After Real, Aggarwal, Huang & Le 2019, arXiv 1802.01548; the mutations are ours.";
const POLICY: &str = "drawn from a policy that learns which decisions lead to good candidates (REINFORCE)
Use it with some dozen trials or more, or to search as those did who found Swish.
After Zoph & Le 2017, arXiv 1611.01578, and Ramachandran, Zoph & Le 2017, arXiv 1710.05941; the table of logits is ours.";
const GRADIENT: &str = "first a candidate with all bases, then those that its coefficients speak for
Use it with a handful of trials: one training says something about every candidate.
In the spirit of Liu, Simonyan & Yang 2019, DARTS, arXiv 1806.09055; how coefficients are read is ours.";
const RANDOM: &str = "uniform over the candidates that were not proposed yet
Use it to know what a space holds: what it finds is a fair sample, and the measure for all others.
After Bergstra & Bengio 2012, Random Search for Hyper-Parameter Optimization.";
const GRID: &str = "every candidate once, in the order of their numbers
Use it where the budget is as large as the space.";

#[cfg(test)]
mod made_up;
#[cfg(test)]
mod tests;
