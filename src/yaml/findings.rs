//! The problems of one text while they are being found.

use super::node::Origin;
use super::problem::Found;

/// Problems beyond this number are only counted.
pub(super) const MOST_SHOWN: usize = 100;

/// The problems of a text of which the first, in the order of their places, are kept; the others are only counted.
///
/// The others are not even put into words.
#[derive(Clone, Debug, Default)]
pub(super) struct Findings {
    /// Not more than twice as many as are shown, and all that are shown among them.
    kept: Vec<Found>,
    n_found: usize,
    /// The place of the last that can be shown; nothing as long as none had to be left out.
    last: Option<Origin>,
}

impl Findings {
    /// Whether a problem at this place is among the first so far.
    pub(super) fn keeps(&self, origin: Origin) -> bool {
        self.last.is_none_or(|last| origin < last)
    }

    /// Adds a problem, whether it is kept or not.
    pub(super) fn push(&mut self, found: Found) {
        self.n_found += 1;
        if !self.keeps(found.origin) {
            return;
        }
        self.kept.push(found);
        if self.kept.len() == 2 * MOST_SHOWN {
            self.cut();
        }
    }

    /// Adds a problem at this place, which is put into words only if it is kept.
    pub(super) fn report(&mut self, origin: Origin, say: impl FnOnce() -> Found) {
        if self.keeps(origin) {
            self.push(say());
        } else {
            self.pass();
        }
    }

    /// Counts a problem that is not kept.
    pub(super) fn pass(&mut self) {
        self.n_found += 1;
    }

    /// Adds all problems of another part of the text.
    pub(super) fn append(&mut self, other: Findings) {
        self.n_found += other.n_found - other.kept.len();
        other.kept.into_iter().for_each(|found| self.push(found));
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.n_found
    }

    /// Those that are shown, in the order of their places, and how many more there are.
    pub(super) fn into_shown(mut self) -> (Vec<Found>, usize) {
        self.cut();
        let n_hidden = self.n_found - self.kept.len();
        (self.kept, n_hidden)
    }

    /// Keeps only those that are shown. The sort is stable: of two at one place the one that was found first is the first.
    fn cut(&mut self) {
        self.kept.sort_by_key(|found| found.origin);
        self.kept.truncate(MOST_SHOWN);
        self.last = self.kept.get(MOST_SHOWN - 1).map(|found| found.origin);
    }
}

impl From<Found> for Findings {
    fn from(found: Found) -> Findings {
        let mut findings = Findings::default();
        findings.push(found);
        findings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is shown of problems at these places, which are named by the order in which they are found.
    fn shown(places: impl Iterator<Item = usize>) -> (Vec<String>, usize) {
        let mut findings = Findings::default();
        for (order, place) in places.enumerate() {
            findings.push(Found::new(Origin::Byte(place), format!("{place}.{order}")));
        }
        let (shown, n_hidden) = findings.into_shown();
        (shown.into_iter().map(|found| found.message).collect(), n_hidden)
    }

    #[test]
    fn the_first_problems_are_kept_in_whatever_order_they_are_found() {
        let check = |places: Vec<usize>| {
            let mut all: Vec<(usize, usize)> = places.iter().copied().zip(0..).collect();
            all.sort_unstable();
            let first = all.iter().take(MOST_SHOWN).map(|(place, order)| format!("{place}.{order}"));
            let n_hidden = places.len().saturating_sub(MOST_SHOWN);
            assert_eq!(shown(places.into_iter()), (first.collect(), n_hidden));
        };
        check((0..5).rev().collect());
        check((0..100).collect());
        check((0..1000).collect());
        check((0..1000).rev().collect());
        check((0..1000).map(|n| n * 389 % 1000).collect());
        check((0..1000).map(|n| n * 389 % 7).collect());
    }

    /// Files are mostly read from the top down: then only those are put into words that may be shown.
    #[test]
    fn problems_that_are_only_counted_are_not_put_into_words() {
        let (mut findings, mut n_words) = (Findings::default(), 0);
        for place in 0..90_000 {
            findings.report(Origin::Byte(place), || {
                n_words += 1;
                Found::new(Origin::Byte(place), "")
            });
        }
        assert_eq!((findings.count(), n_words), (90_000, 2 * MOST_SHOWN));
    }

    #[test]
    fn problems_of_several_parts_are_counted_together() {
        let part = |places: std::ops::Range<usize>| {
            let mut findings = Findings::default();
            places.for_each(|place| findings.push(Found::new(Origin::Byte(place), "")));
            findings
        };
        let mut all = part(1000..1500);
        all.append(part(0..30));
        all.append(part(500..900));
        assert_eq!(all.count(), 930);
        let (shown, n_hidden) = all.into_shown();
        let places: Vec<Origin> = shown.iter().map(|found| found.origin).collect();
        assert_eq!(places, (0..30).chain(500..570).map(Origin::Byte).collect::<Vec<_>>());
        assert_eq!(n_hidden, 830);
    }
}
