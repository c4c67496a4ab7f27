//! Items that repeat, found in the time that it takes to write each of them once.

use std::collections::HashMap;

/// The items that have been seen, by how they are written; equal items must be written alike.
#[derive(Debug)]
pub struct Repeats<T> {
    written: HashMap<String, Vec<(usize, T)>>,
    n_seen: usize,
}

impl<T: PartialEq> Repeats<T> {
    /// Nothing has been seen.
    #[must_use]
    pub fn new() -> Repeats<T> {
        Repeats { written: HashMap::new(), n_seen: 0 }
    }

    /// Sees an item; the number of the first that equals it, counted from 0, if one was seen before.
    pub fn see(&mut self, written: String, item: T) -> Option<usize> {
        let number = self.n_seen;
        self.n_seen += 1;
        let alike = self.written.entry(written).or_default();
        let first = alike.iter().find(|(_, seen)| *seen == item).map(|(number, _)| *number);
        if first.is_none() {
            alike.push((number, item));
        }
        first
    }
}

impl<T: PartialEq> Default for Repeats<T> {
    fn default() -> Repeats<T> {
        Repeats::new()
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn an_item_repeats_the_first_that_equals_it() {
        let mut repeats = Repeats::new();
        let mut see = |item: &'static str| repeats.see(item.to_lowercase(), item);
        assert_eq!(
            ["a", "b", "A", "a", "b", "A", "c"].map(&mut see),
            [None, None, None, Some(0), Some(1), Some(2), None]
        );
    }

    /// An item that counts how often it is compared.
    struct Counted<'a>(usize, &'a Cell<usize>);

    impl PartialEq for Counted<'_> {
        fn eq(&self, other: &Self) -> bool {
            self.1.set(self.1.get() + 1);
            self.0 == other.0
        }
    }

    #[test]
    fn no_item_is_compared_with_all_others() {
        let compared = Cell::new(0);
        let mut repeats = Repeats::new();
        let items = (0..10_000).chain(0..10_000);
        let n_repeats =
            items.filter(|&item| repeats.see(item.to_string(), Counted(item, &compared)).is_some()).count();
        assert_eq!((n_repeats, compared.get()), (10_000, 10_000));
    }
}
