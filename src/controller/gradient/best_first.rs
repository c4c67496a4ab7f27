//! Combinations of one entry from each of several lists, in the order of their sums.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// Goes through the combinations, largest sum first, and keeps only those on the border of what it went through: three at most
/// for each that it gave.
///
/// The lists stand in the order of what their second entry loses. A combination is reached from one other only: its last
/// list that is not at its first entry goes one on; or, if it stands at its second, it goes back and the next list goes on in
/// its place; or the next list goes on as well.
pub(super) struct BestFirst<'a> {
    scores: &'a [Vec<f64>],
    /// The lists that have a second entry, those that lose least by it first.
    order: Vec<usize>,
    border: BinaryHeap<Combination>,
    n_made: usize,
}

/// A combination on the border.
struct Combination {
    loss: f64,
    /// When it was made, which decides between equals.
    number: usize,
    /// The last place in the order that is not at its first entry.
    last: Option<usize>,
    /// The entry of each list.
    ranks: Vec<usize>,
}

impl<'a> BestFirst<'a> {
    /// Begins with the first entry of each list. Each list falls and has an entry.
    pub(super) fn new(scores: &'a [Vec<f64>]) -> Self {
        let mut order: Vec<usize> = (0..scores.len()).filter(|list| scores[*list].len() > 1).collect();
        let gap = |list: &usize| scores[*list][0] - scores[*list][1];
        order.sort_by(|one, other| gap(one).total_cmp(&gap(other)));
        let first = Combination { loss: 0.0, number: 0, last: None, ranks: vec![0; scores.len()] };
        Self { scores, order, border: BinaryHeap::from([first]), n_made: 1 }
    }

    fn loss(&self, list: usize, rank: usize) -> f64 {
        self.scores[list][0] - self.scores[list][rank]
    }

    /// Puts a combination on the border that differs from another at some places of the order.
    fn push(&mut self, from: &Combination, last: usize, changes: &[(usize, usize)]) {
        let mut ranks = from.ranks.clone();
        let mut loss = from.loss;
        for (place, rank) in changes {
            let list = self.order[*place];
            loss += self.loss(list, *rank) - self.loss(list, ranks[list]);
            ranks[list] = *rank;
        }
        self.border.push(Combination { loss, number: self.n_made, last: Some(last), ranks });
        self.n_made += 1;
    }

    fn push_successors(&mut self, from: &Combination) {
        let Some(last) = from.last else {
            if !self.order.is_empty() {
                self.push(from, 0, &[(0, 1)]);
            }
            return;
        };
        let list = self.order[last];
        let rank = from.ranks[list];
        if rank + 1 < self.scores[list].len() {
            self.push(from, last, &[(last, rank + 1)]);
        }
        if last + 1 < self.order.len() {
            self.push(from, last + 1, &[(last + 1, 1)]);
            if rank == 1 {
                self.push(from, last + 1, &[(last, 0), (last + 1, 1)]);
            }
        }
    }
}

impl Iterator for BestFirst<'_> {
    type Item = Vec<usize>;

    fn next(&mut self) -> Option<Vec<usize>> {
        let best = self.border.pop()?;
        self.push_successors(&best);
        Some(best.ranks)
    }
}

/// The greatest on the border is the one that loses least, the older of equals.
impl Ord for Combination {
    fn cmp(&self, other: &Self) -> Ordering {
        other.loss.total_cmp(&self.loss).then(other.number.cmp(&self.number))
    }
}

impl PartialOrd for Combination {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Combination {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Combination {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_combinations_come_once_with_falling_sums() {
        let scores = vec![vec![1.0, 0.5, 0.4], vec![2.0], vec![0.3, 0.3, 0.0, -0.7], vec![0.9, 0.8]];
        let all: Vec<Vec<usize>> = BestFirst::new(&scores).collect();
        let sum = |ranks: &Vec<usize>| ranks.iter().zip(&scores).map(|(rank, list)| list[*rank]).sum::<f64>();
        assert_eq!(all.len(), 24);
        assert_eq!(all.iter().collect::<std::collections::BTreeSet<_>>().len(), 24);
        assert!(all.windows(2).all(|two| sum(&two[0]) >= sum(&two[1]) - 1e-12));
    }
}
