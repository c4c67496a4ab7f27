//! Grid search: every candidate once, in the order of their numbers.

use super::Past;
use crate::space::{Candidate, Space};
use crate::trial::Origin;
use std::collections::BTreeSet;

/// The candidate after the newest that this controller proposed, or the next one that nobody did.
///
/// As long as nothing stands in the way, only the newest number is worked out. Otherwise all of them are, and behind the
/// last candidate comes the lowest that is left.
pub(super) fn propose(space: &Space, past: Past<'_>) -> Option<Candidate> {
    let lies_inside = |number: &u128| space.count().is_none_or(|count| *number < count);
    let start = after_the_newest(space, past);
    let next = Some(start).filter(lies_inside).map(|number| space.nth(number));
    if next.as_ref().is_some_and(|next| !past.has(next)) {
        return next;
    }
    let taken: BTreeSet<u128> =
        past.proposed.iter().filter_map(|trial| space.number_of(&trial.candidate)).collect();
    let free_from = |start| first_free(&taken, start).filter(lies_inside);
    free_from(start).or_else(|| free_from(0)).map(|number| space.nth(number))
}

fn after_the_newest(space: &Space, past: Past<'_>) -> u128 {
    let newest = past.proposed.iter().rev().find(|trial| trial.origin == Origin::Controller);
    let number = newest.and_then(|trial| space.number_of(&trial.candidate));
    number.and_then(|number| number.checked_add(1)).unwrap_or(0)
}

/// The lowest number from `start` on that is not taken.
fn first_free(taken: &BTreeSet<u128>, start: u128) -> Option<u128> {
    let mut free = start;
    for number in taken.range(start..) {
        if *number != free {
            break;
        }
        free = free.checked_add(1)?;
    }
    Some(free)
}
