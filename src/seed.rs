//! One master seed, split by name into independent random streams.
//!
//! A [`Seed`] is a node of a tree: `seed.of("weights").of("conv1.weight")` names a child, and every node opens its own
//! [`Stream`]. A stream depends on the path to it and on nothing else: not on the order in which streams are opened,
//! not on the thread, not on what another trial drew. So two candidates trained from one seed start from the same weights
//! and see the same batches, and whatever was interrupted draws the same numbers again.
//!
//! This is the only module that imports `rand`. What is drawn from a stream is part of the file format of a run: the
//! tests pin it.

use rand::rngs::ChaCha8Rng;
use rand::{Rng, SeedableRng};
use sha2::{Digest, Sha256};
use std::fmt::Display;

/// A named node in the tree of seeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seed([u8; 32]);

impl Seed {
    /// The root of the tree that belongs to a master seed.
    #[must_use]
    pub fn new(master: u64) -> Self {
        Self(Sha256::digest(format!("actsearch seed 1:{master}")).into())
    }

    /// The child with this name, independent of its parent and of its siblings.
    #[must_use]
    pub fn of(&self, name: impl Display) -> Self {
        let mut hash = Sha256::new();
        hash.update(self.0);
        hash.update(name.to_string());
        Self(hash.finalize().into())
    }

    /// Opens the stream of this node at its first number.
    #[must_use]
    pub fn stream(&self) -> Stream {
        Stream(ChaCha8Rng::from_seed(self.0))
    }
}

/// A stream of random numbers (`ChaCha` with 8 rounds, counter-based), the same on every machine.
#[derive(Debug)]
pub struct Stream(ChaCha8Rng);

impl Stream {
    /// A whole number, uniform in `0..n`, without bias.
    ///
    /// Draws as many bits as `n − 1` has and throws away what lies outside: fewer than two draws on average.
    ///
    /// # Panics
    /// If `n` is 0: there is no number to draw.
    pub fn below(&mut self, n: u128) -> u128 {
        assert!(n > 0, "a number below zero was asked for");
        let mask = u128::MAX.checked_shr((n - 1).leading_zeros()).unwrap_or(0);
        loop {
            let bits = if mask >> 64 == 0 { u128::from(self.0.next_u64()) } else { self.wide() };
            let drawn = bits & mask;
            if drawn < n {
                return drawn;
            }
        }
    }

    fn wide(&mut self) -> u128 {
        (u128::from(self.0.next_u64()) << 64) | u128::from(self.0.next_u64())
    }

    /// An index, uniform in `0..len`.
    ///
    /// # Panics
    /// If `len` is 0.
    pub fn index(&mut self, len: usize) -> usize {
        usize::try_from(self.below(len as u128)).expect("smaller than a usize")
    }

    /// `count` numbers of type f32, uniform in `[−bound, bound)`, from 24 random bits each.
    pub fn uniform(&mut self, count: usize, bound: f32) -> Vec<f32> {
        #[expect(clippy::cast_precision_loss, reason = "24 bits fit into the mantissa of an f32")]
        let unit = |bits: u32| (bits >> 8) as f32 / 16_777_216.0;
        (0..count).map(|_| bound * (2.0 * unit(self.0.next_u32()) - 1.0)).collect()
    }

    /// Normal numbers around 0 with a deviation (Box & Muller 1958).
    pub fn normal(&mut self, count: usize, std: f32) -> Vec<f32> {
        let mut numbers = Vec::with_capacity(count + 1);
        while numbers.len() < count {
            // From 2⁻³² to 1, so that the logarithm is finite.
            let [u, v] = [(); 2].map(|()| (f64::from(self.0.next_u32()) + 1.0) / 4_294_967_296.0);
            let (radius, angle) = ((-2.0 * u.ln()).sqrt() * f64::from(std), std::f64::consts::TAU * v);
            #[expect(clippy::cast_possible_truncation, reason = "rounding to f32 is meant")]
            numbers.extend([radius * angle.cos(), radius * angle.sin()].map(|number| number as f32));
        }
        numbers.truncate(count);
        numbers
    }

    /// A dropout mask of `count` numbers: each is 0 with the probability `share`, to the next 2⁻¹⁶, and 1/(1 − share)
    /// otherwise, from 16 random bits each.
    pub fn mask(&mut self, count: usize, share: f64) -> Vec<f32> {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of 2^16")]
        let dropped = (share * 65_536.0).round() as u32;
        #[expect(clippy::cast_possible_truncation, reason = "rounding to f32 is meant")]
        let kept = (1.0 / (1.0 - share)) as f32;
        let mut bytes = vec![0; 2 * count];
        self.0.fill_bytes(&mut bytes);
        let value = |bits: &[u8; 2]| if u32::from(u16::from_le_bytes(*bits)) < dropped { 0.0 } else { kept };
        bytes.as_chunks::<2>().0.iter().map(value).collect()
    }

    /// Brings the items into a uniformly random order (Fisher–Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.index(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_pinned_because_runs_are_replayed_from_them() {
        let mut stream = Seed::new(7).of("controller").of(3).stream();
        let drawn: Vec<u128> = (0..6).map(|_| stream.below(1000)).collect();
        assert_eq!(drawn, PINNED);
    }
    const PINNED: [u128; 6] = [476, 445, 418, 497, 242, 601];

    #[test]
    fn a_stream_depends_on_its_path_only() {
        let seed = Seed::new(1);
        let first = seed.of("a").stream().uniform(4, 1.0);
        let _ = seed.of("b").stream().uniform(9, 1.0);
        assert_eq!(first, seed.of("a").stream().uniform(4, 1.0));
        assert_ne!(first, seed.of("b").stream().uniform(4, 1.0));
        assert_ne!(first, Seed::new(2).of("a").stream().uniform(4, 1.0));
        assert_ne!(seed.of("ab").of("c"), seed.of("a").of("bc"));
    }

    #[test]
    fn below_is_uniform_and_in_range() {
        let mut stream = Seed::new(1).stream();
        let mut counts = [0_u32; 6];
        for _ in 0..6000 {
            counts[stream.index(6)] += 1;
        }
        assert!(counts.iter().all(|&count| (850..1150).contains(&count)), "{counts:?}");
        assert_eq!(stream.below(1), 0);
    }

    #[test]
    fn below_reaches_beyond_64_bits() {
        let mut stream = Seed::new(1).stream();
        let n = 3_u128 << 100;
        let drawn: Vec<u128> = (0..64).map(|_| stream.below(n)).collect();
        assert!(drawn.iter().all(|&number| number < n));
        assert!(drawn.iter().any(|&number| number > n / 2));
    }

    #[test]
    fn uniform_fills_its_interval_and_stays_inside() {
        let numbers = Seed::new(1).stream().uniform(10_000, 0.5);
        assert!(numbers.iter().all(|number| (-0.5..0.5).contains(number)));
        let mean: f32 = numbers.iter().sum::<f32>() / 10_000.0;
        assert!(mean.abs() < 0.01, "{mean}");
    }

    #[test]
    fn a_mask_drops_its_share_and_keeps_the_mean() {
        let mask = Seed::new(1).stream().mask(100_000, 0.25);
        let dropped = mask.iter().filter(|factor| **factor == 0.0).count();
        assert!((24_000..26_000).contains(&dropped), "{dropped}");
        assert!(mask.iter().all(|factor| *factor == 0.0 || (*factor - 4.0 / 3.0).abs() < 1e-6));
        assert!(Seed::new(1).stream().mask(9, 0.0).iter().all(|factor| *factor == 1.0));
        assert_eq!(mask[..9], Seed::new(1).stream().mask(9, 0.25));
    }

    #[test]
    fn shuffle_keeps_every_item() {
        let mut items: Vec<usize> = (0..100).collect();
        Seed::new(1).stream().shuffle(&mut items);
        assert_ne!(items, (0..100).collect::<Vec<_>>());
        items.sort_unstable();
        assert_eq!(items, (0..100).collect::<Vec<_>>());
    }
}
