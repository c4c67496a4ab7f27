//! Subsets of a fixed size, numbered (the combinatorial number system).

/// The number of subsets of `k` out of `n` items, n! / (k! (n − k)!).
pub(super) fn binomial(n: usize, k: usize) -> u128 {
    if k > n {
        return 0;
    }
    // Each step leaves a whole number: a product of i successive numbers is divisible by i!.
    (0..k).fold(1, |product, i| product * (n - i) as u128 / (i as u128 + 1))
}

/// The subset of `k` out of `0..n` that has this number, its items rising; numbers run through `0..binomial(n, k)`.
pub(super) fn subset(n: usize, k: usize, mut number: u128) -> Vec<usize> {
    let mut items = Vec::with_capacity(k);
    let mut wanted = k;
    for item in 0..n {
        if wanted == 0 {
            break;
        }
        let with_item = binomial(n - item - 1, wanted - 1);
        if number < with_item {
            items.push(item);
            wanted -= 1;
        } else {
            number -= with_item;
        }
    }
    items
}

/// The number of a subset of `0..n` whose items rise: the inverse of [`subset`].
pub(super) fn number_of_subset(n: usize, items: &[usize]) -> u128 {
    let mut number = 0;
    let mut wanted = items.len();
    for item in 0..n {
        if wanted == 0 {
            break;
        }
        if items.contains(&item) {
            wanted -= 1;
        } else {
            number += binomial(n - item - 1, wanted - 1);
        }
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn binomials() {
        assert_eq!((0..=5).map(|k| binomial(5, k)).collect::<Vec<_>>(), [1, 5, 10, 10, 5, 1]);
        assert_eq!(binomial(3, 4), 0);
        assert_eq!(binomial(60, 30), 118_264_581_564_861_424);
    }

    #[test]
    fn every_number_is_one_subset_and_back() {
        let mut seen = std::collections::BTreeSet::new();
        for number in 0..binomial(7, 3) {
            let items = subset(7, 3, number);
            assert!(items.is_sorted() && items.len() == 3);
            assert_eq!(number_of_subset(7, &items), number);
            seen.insert(items);
        }
        assert_eq!(seen.len(), 35);
    }
}
