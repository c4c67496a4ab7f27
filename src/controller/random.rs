//! Random search without repetition (Bergstra & Bengio 2012, Random search for hyper-parameter optimization).

use super::Past;
use crate::seed::Stream;
use crate::space::{Candidate, Space};
use std::collections::BTreeSet;

/// A candidate, uniform over those that were not proposed yet.
pub(super) fn propose(space: &Space, past: Past<'_>, stream: &mut Stream) -> Option<Candidate> {
    match space.count() {
        Some(count) if count / 4 <= past.proposed.len() as u128 => {
            draw_from_the_rest(space, count, past, stream)
        }
        // At least three of four draws are new.
        _ => Some(draw_until_new(space, past, stream)),
    }
}

fn draw_from_the_rest(space: &Space, count: u128, past: Past<'_>, stream: &mut Stream) -> Option<Candidate> {
    let proposed: BTreeSet<u128> =
        past.proposed.iter().filter_map(|trial| space.number_of(&trial.candidate)).collect();
    let left = count - proposed.len() as u128;
    if left == 0 {
        return None;
    }
    // The drawn number counts only what is left: every number that is taken, from the lowest up, moves it one on.
    let place = stream.below(left);
    let number = proposed.into_iter().fold(place, |number, taken| number + u128::from(taken <= number));
    Some(space.nth(number))
}

fn draw_until_new(space: &Space, past: Past<'_>, stream: &mut Stream) -> Candidate {
    loop {
        let candidate = space.draw(stream);
        if !past.has(&candidate) {
            return candidate;
        }
    }
}
