//! How learned activations are put into the model of the user that they were searched in: `apply(model)`.
//!
//! A module that does nothing else is replaced. Where one is called several times its calls are counted, and where a function
//! is called in a module's own code it is seen through PyTorch's `TorchFunctionMode`: so nothing in the user's code has to be
//! changed, whatever it looks like, and what is compiled or exported later has the activations in it.

mod pieces;
mod tables;

use crate::task::exported::Replacements;

/// The tables and functions that put activations into a model.
pub(super) struct Applied {
    modules: Option<String>,
    repeated: Option<String>,
    functions: Option<String>,
    writing: Option<String>,
    axes: Option<String>,
    classes: String,
}

impl Applied {
    /// Where the activations stand; `axes` are the dimensions of the channels at those sites where they matter, and are not 1.
    pub(super) fn of(replacements: &Replacements, axes: &[(&str, usize)]) -> Self {
        Self {
            axes: tables::axes(axes),
            modules: tables::modules(replacements),
            repeated: tables::repeated(replacements),
            functions: tables::functions(replacements),
            writing: tables::writing(replacements),
            classes: tables::classes(replacements),
        }
    }

    /// The import lines that the functions need, before those of torch.
    pub(super) fn imports(&self) -> String {
        let lines = [
            (self.counts(), "import functools"),
            (self.functions.is_some(), "import operator"),
            (self.counts(), "from collections.abc import Callable"),
            (true, "from typing import Any, TypeVar"),
        ];
        let needed = lines.into_iter().filter(|(is_needed, _)| *is_needed);
        let lines: Vec<&str> = needed.map(|(_, line)| line).collect();
        format!("{}\n\n", lines.join("\n"))
    }

    /// The import line behind those of torch.
    pub(super) fn late_imports(&self) -> &'static str {
        if self.functions.is_some() { "from torch.overrides import TorchFunctionMode\n" } else { "" }
    }

    /// All of the code, to see what it needs of torch.
    pub(super) fn code(&self) -> String {
        self.blocks().concat()
    }

    fn counts(&self) -> bool {
        self.repeated.is_some() || self.functions.is_some()
    }

    /// The blocks of the module, each of which ends with a line end.
    pub(super) fn blocks(&self) -> Vec<String> {
        let tables =
            [Some(&self.classes), self.modules.as_ref(), self.repeated.as_ref(), self.functions.as_ref()];
        let tables = tables
            .into_iter()
            .flatten()
            .chain(&self.writing)
            .chain(&self.axes)
            .cloned()
            .collect::<Vec<_>>()
            .join("\n");
        let steps = [
            (self.counts(), pieces::COUNTERS),
            (self.modules.is_some(), pieces::MODULES),
            (self.repeated.is_some(), pieces::REPEATED),
            (self.functions.is_some(), pieces::FUNCTIONS),
            (self.counts(), pieces::COUNTED),
        ];
        let steps: String = needed(steps).concat();
        let is_replaced = self.modules.is_some() || self.repeated.is_some();
        let made = pieces::made(self.axes.is_some(), self.writing.is_some());
        let blocks = [
            (is_replaced, pieces::REPLACE),
            (self.counts(), pieces::COUNTER),
            (self.repeated.is_some(), pieces::CALLS),
            (self.functions.is_some(), pieces::WATCHED),
        ];
        let mut all = vec![tables, pieces::apply(&steps), pieces::CHECKED.to_owned(), made];
        all.extend(needed(blocks).into_iter().map(str::to_owned));
        all
    }
}

fn needed<const N: usize>(parts: [(bool, &'static str); N]) -> Vec<&'static str> {
    parts.into_iter().filter(|(is_needed, _)| *is_needed).map(|(_, part)| part).collect()
}
