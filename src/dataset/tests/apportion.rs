//! The method of the largest remainder.

use crate::dataset::apportion::apportion;

fn free(total: usize, sizes: &[usize]) -> Vec<usize> {
    apportion(total, sizes, |_| 0..=usize::MAX)
}

#[test]
fn what_is_left_goes_to_the_largest_remainders() {
    // Exact shares: 4.7, 1.6, 1.58, 1.2, 0.61, 0.31 (the textbook example of Hamilton's method).
    assert_eq!(free(10, &[47_000, 16_000, 15_800, 12_000, 6_100, 3_100]), [5, 2, 1, 1, 1, 0]);
}

#[test]
fn equal_remainders_go_to_the_first() {
    assert_eq!(free(4, &[5, 5, 5]), [2, 1, 1]);
}

#[test]
fn nothing_is_shared_out_among_nobody() {
    assert_eq!(free(4, &[]), [0; 0]);
    assert_eq!(free(0, &[3, 4]), [0, 0]);
}

#[test]
fn bounds_hold_and_the_others_make_up_for_them() {
    assert_eq!(apportion(10, &[1, 99], |_| 1..=99), [1, 9]);
    assert_eq!(apportion(10, &[90, 10], |_| 0..=7), [7, 3]);
}

#[test]
fn bounds_win_over_the_total() {
    assert_eq!(apportion(1, &[5, 5, 5], |_| 1..=5), [1, 1, 1]);
    assert_eq!(apportion(9, &[5, 5], |_| 0..=2), [2, 2]);
}
