//! Names that stand once: the second, third, … of a name get a number.

use std::collections::{BTreeMap, BTreeSet};

/// Gives out names, each once.
#[derive(Debug, Default)]
pub(super) struct Numbered {
    taken: BTreeSet<String>,
    /// The number that is tried next for each name: those below are taken, and are not tried again.
    next: BTreeMap<String, usize>,
}

impl Numbered {
    /// Takes a name as it stands, unless it is taken.
    pub fn take(&mut self, name: &str) -> bool {
        self.taken.insert(name.to_owned())
    }

    /// This name, or if it is taken the name with the number 2, 3, … behind it.
    pub fn name(&mut self, base: &str) -> String {
        let next = self.next.entry(base.to_owned()).or_insert(1);
        loop {
            let name = if *next == 1 { base.to_owned() } else { format!("{base}_{next}") };
            *next += 1;
            if self.taken.insert(name.clone()) {
                return name;
            }
        }
    }
}
