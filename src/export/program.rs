//! The layers of a network in a line: what code for it says, statement after statement.

use crate::task::{Dims, Layer, LayerKind, Network};

/// One statement of a network's program.
///
/// It works on variables: the [`Way::Main`] one, which holds the input at first and the logits at last, and one for the
/// shortcut of each residual block.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Statement<'n> {
    /// A layer takes a variable, and what it makes of it is the new value of the variable. It is never a residual block.
    Layer { on: Way<'n>, kind: &'n LayerKind, input: Dims, output: Dims },
    /// A residual block begins: its shortcut gets the value of this variable.
    Fork { block: &'n str, from: Way<'n> },
    /// A residual block ends: its shortcut is added to this variable.
    Join { block: &'n str, into: Way<'n> },
}

/// A variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Way<'n> {
    /// From input to logits.
    Main,
    /// The shortcut of the residual block of this name.
    Shortcut(&'n str),
}

/// The statements from input to logits, those of dropouts among them.
pub(super) fn statements(network: &Network) -> Vec<Statement<'_>> {
    let mut statements = Vec::new();
    push(network.layers(), Way::Main, network.input, &mut statements);
    statements
}

fn push<'n>(layers: &'n [Layer], on: Way<'n>, input: Dims, statements: &mut Vec<Statement<'n>>) {
    let mut input = input;
    for Layer { kind, output } in layers {
        if let LayerKind::Residual { name, layers, shortcut } = kind {
            statements.push(Statement::Fork { block: name, from: on });
            push(layers, on, input, statements);
            push(shortcut, Way::Shortcut(name), input, statements);
            statements.push(Statement::Join { block: name, into: on });
        } else {
            statements.push(Statement::Layer { on, kind, input, output: *output });
        }
        input = *output;
    }
}
