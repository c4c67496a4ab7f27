//! Sharing a whole number out fairly.

use std::ops::RangeInclusive;

/// Shares `total` out in proportion to `sizes`, in whole numbers, each within the bounds for its size.
///
/// The method of the largest remainder (Hamilton): everyone gets the exact share rounded down, and what is left goes, one
/// each, to those who lack most; of two who lack the same, to the first. The sum is `total` unless the bounds forbid it.
pub(super) fn apportion(
    total: usize,
    sizes: &[usize],
    bounds: impl Fn(usize) -> RangeInclusive<usize>,
) -> Vec<usize> {
    let whole = sizes.iter().sum::<usize>().max(1);
    let bounds: Vec<_> = sizes.iter().map(|&size| bounds(size)).collect();
    let rounded_down = sizes.iter().map(|size| size * total / whole);
    let mut shares: Vec<usize> =
        rounded_down.zip(&bounds).map(|(share, bound)| share.clamp(*bound.start(), *bound.end())).collect();

    // What one lacks of the exact share size·total/whole, times whole, so that it is a whole number.
    let lack = |shares: &[usize], one: usize| (sizes[one] * total) as i128 - (shares[one] * whole) as i128;
    while shares.iter().sum::<usize>() < total {
        let open = (0..sizes.len()).filter(|&one| shares[one] < *bounds[one].end());
        let Some(one) = open.min_by_key(|&one| -lack(&shares, one)) else { break };
        shares[one] += 1;
    }
    while shares.iter().sum::<usize>() > total {
        let open = (0..sizes.len()).filter(|&one| shares[one] > *bounds[one].start());
        let Some(one) = open.min_by_key(|&one| lack(&shares, one)) else { break };
        shares[one] -= 1;
    }
    shares
}
