//! Who makes and who reads the values of a graph.

use crate::pt2::{Argument, Graph, Input, Output, ValueId};

/// For each value of a graph, its maker and its readers.
#[derive(Debug)]
pub struct Uses {
    /// The node that makes a value; inputs have none.
    pub maker: Vec<Option<usize>>,
    /// The nodes that read a value, in ascending order, each once.
    pub readers: Vec<Vec<usize>>,
    /// Whether a value is an output of the graph.
    pub is_output: Vec<bool>,
    /// Which tensor of the program a value is.
    pub tensor: Vec<Option<usize>>,
}

impl Uses {
    /// Looks at every node once.
    #[must_use]
    pub fn of(graph: &Graph) -> Self {
        let count = graph.values.len();
        let mut uses = Self {
            maker: vec![None; count],
            readers: vec![Vec::new(); count],
            is_output: vec![false; count],
            tensor: vec![None; count],
        };
        for input in &graph.inputs {
            if let Input::Tensor { value, tensor } = input {
                uses.tensor[value.0] = Some(*tensor);
            }
        }
        for (at, node) in graph.nodes.iter().enumerate() {
            for id in node.arguments.iter().flat_map(|(_, argument)| argument.values()) {
                let readers = &mut uses.readers[id.0];
                if readers.last() != Some(&at) {
                    readers.push(at);
                }
            }
            for id in node.outputs.iter().flat_map(Output::values) {
                uses.maker[id.0] = Some(at);
            }
        }
        for id in graph.outputs.iter().flat_map(Argument::values) {
            uses.is_output[id.0] = true;
        }
        uses
    }

    /// The last node that reads a value: beyond all nodes for an output, nothing where nobody reads it.
    #[must_use]
    pub fn last_read(&self, id: ValueId) -> Option<usize> {
        if self.is_output[id.0] { Some(usize::MAX) } else { self.readers[id.0].last().copied() }
    }
}
