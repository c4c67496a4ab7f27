//! Tensors without content: nothing may read one before something has filled it.

use super::function::{Effect, Random};
use super::program::{Argument, Node, Output, ValueId};
use super::values::Values;
use std::collections::HashSet;

/// The tensors that have no content yet.
#[derive(Default)]
pub(super) struct Unfilled(HashSet<ValueId>);

impl Unfilled {
    /// Follows the next node.
    ///
    /// Stochastic depth is `empty`, then `bernoulli_` on that. Any other `bernoulli_` would have to keep what was there.
    pub fn follow(&mut self, node: &Node, values: &Values) -> Result<(), String> {
        let fills = ["bernoulli_", "fill_", "zero_", "copy_"].iter().any(|name| node.function.is(name));
        if fills {
            let is_empty = matches!(node.argument("self"), Some(Argument::Tensor(id)) if self.0.remove(id));
            if node.function.effect == Effect::Random(Random::Bernoulli) && !is_empty {
                return Err("it is random on a tensor that has content, which is not supported: draw into \
                            torch.empty, or use torch.nn.Dropout"
                    .to_owned());
            }
        }
        // The shape of the argument is all that is looked at.
        if !["empty_like", "new_empty"].iter().any(|name| node.function.is(name))
            && let Some(id) = node
                .arguments
                .iter()
                .flat_map(|(_, argument)| argument.values())
                .find(|id| self.0.contains(id))
        {
            return Err(format!(
                "it reads `{}`, which is empty: fill it by `bernoulli_`, `fill_`, `zero_` or `copy_` before",
                values.get(id).name
            ));
        }
        if node.function.effect == Effect::Empty {
            self.0.extend(node.outputs.iter().flat_map(Output::values));
        }
        Ok(())
    }
}
