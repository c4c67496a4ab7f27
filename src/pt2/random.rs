//! What is random in a graph, and what depends on the mode.

use super::error::{Error, Result, SAVE_BOTH};
use super::function::{Effect, Random};
use super::program::{Argument, Graph, Node};

impl Node {
    /// Whether its outputs are random, with these arguments.
    #[must_use]
    pub fn is_random(&self) -> bool {
        match self.function.effect {
            Effect::Random(Random::Dropout | Random::DropoutInPlace) => {
                self.is("train") && self.is_above_zero("p")
            }
            Effect::Random(Random::Bernoulli) => true,
            Effect::Random(Random::Attention) => self.is_above_zero("dropout_p"),
            Effect::Random(Random::Recurrent) => {
                // Dropout stands between layers.
                let is_single = self.argument("num_layers") == Some(&Argument::Int(1));
                self.is("train") && self.is_above_zero("dropout") && !is_single
            }
            Effect::None | Effect::InPlace | Effect::Empty | Effect::Normalisation => false,
        }
    }

    /// Whether a model in the other mode calls this function in another way, or not at all.
    fn depends_on_mode(&self) -> bool {
        match self.function.effect {
            Effect::Random(Random::Dropout | Random::DropoutInPlace) => self.is_above_zero("p"),
            Effect::Random(Random::Recurrent) => self.is_above_zero("dropout"),
            Effect::Random(Random::Bernoulli | Random::Attention) => self.is_random(),
            // Without a running mean, the batch is used in both modes.
            Effect::Normalisation => matches!(self.argument("running_mean"), Some(Argument::Tensor(_))),
            Effect::None | Effect::InPlace | Effect::Empty => false,
        }
    }

    fn is(&self, argument: &str) -> bool {
        self.argument(argument) == Some(&Argument::Bool(true))
    }

    /// Whether a probability is given and not 0; one that is computed may be anything.
    fn is_above_zero(&self, argument: &str) -> bool {
        match self.argument(argument) {
            None | Some(Argument::Int(0)) => false,
            Some(Argument::Float(value)) => *value != 0.0,
            Some(_) => true,
        }
    }

    fn refuse(&self, entry: &str, reason: String) -> Error {
        Error::Node {
            entry: entry.to_owned(),
            node: self.name.clone(),
            function: self.function.to_string(),
            place: Box::new(self.place.clone()),
            reason,
        }
    }
}

/// Makes sure that everything random in training can be drawn by us.
pub(super) fn check_training(graph: &Graph, entry: &str) -> Result<()> {
    let is_inside =
        |node: &&Node| node.function.effect == Effect::Random(Random::Recurrent) && node.is_random();
    refuse(graph, entry, is_inside, || {
        "it has dropout between its layers, which is not supported: use layers of their own with torch.nn.Dropout \
         between them"
            .to_owned()
    })
}

/// Makes sure that nothing is random in evaluation.
pub(super) fn check_evaluation(graph: &Graph, entry: &str) -> Result<()> {
    refuse(
        graph,
        entry,
        |node| node.is_random(),
        || {
            "it is random in evaluation, too: let it depend on the mode, as by torch.nn.Dropout or training=self.training"
            .to_owned()
        },
    )
}

/// Makes sure that a graph is the same in both modes.
pub(super) fn check_both(graph: &Graph, entry: &str) -> Result<()> {
    refuse(
        graph,
        entry,
        |node| node.depends_on_mode(),
        || format!("it differs between training and evaluation, but the file has one program: {SAVE_BOTH}"),
    )
}

fn refuse(
    graph: &Graph,
    entry: &str,
    is_refused: impl FnMut(&&Node) -> bool,
    reason: impl FnOnce() -> String,
) -> Result<()> {
    match graph.nodes.iter().find(is_refused) {
        Some(node) => Err(node.refuse(entry, reason())),
        None => Ok(()),
    }
}
