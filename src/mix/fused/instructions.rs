//! The instructions that a machine has, and the passes compiled for each of them.

use super::kernel::Block;
use super::pass::{self, Tile, Work};
use super::pool::{self, Maxima, Squares};
use super::slots::Slots;
use super::strip::Strip;

/// A set of vector instructions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Instructions {
    /// 16 numbers at a time, fused products.
    #[cfg(target_arch = "x86_64")]
    Avx512,
    /// 8 numbers at a time, fused products.
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// What every machine of this architecture has: SSE2 on x86-64, NEON with fused products on 64-bit ARM.
    Portable,
}

/// Whether products are fused on every machine of this architecture.
const PORTABLE_FMA: bool = cfg!(target_arch = "aarch64");

/// Calls the function that is compiled for some instructions.
macro_rules! with {
    ($instructions:expr, $avx512:ident, $avx2:ident, $($portable:ident)::+, ($($given:expr),+)) => {
        match $instructions {
            #[cfg(target_arch = "x86_64")]
            #[expect(unsafe_code, reason = "a function compiled for instructions that not every machine has")]
            // SAFETY: a value of these two comes from `available` only, which found the instructions on this machine.
            Self::Avx512 => unsafe { $avx512($($given),+) },
            #[cfg(target_arch = "x86_64")]
            #[expect(unsafe_code, reason = "a function compiled for instructions that not every machine has")]
            // SAFETY: as above.
            Self::Avx2 => unsafe { $avx2($($given),+) },
            Self::Portable => $($portable)::+::<PORTABLE_FMA>($($given),+),
        }
    };
}

impl Instructions {
    /// All that this machine has, the fastest first.
    pub(super) fn available() -> Vec<Self> {
        let mut available = vec![Self::Portable];
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
                available.insert(0, Self::Avx2);
                if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512dq") {
                    available.insert(0, Self::Avx512);
                }
            }
        }
        available
    }

    /// The fastest that this machine has.
    pub(super) fn best() -> Self {
        static BEST: std::sync::OnceLock<Instructions> = std::sync::OnceLock::new();
        *BEST.get_or_init(|| Self::available()[0])
    }

    /// [`pass::forward`] with these instructions.
    pub(super) fn forward(self, work: &Work<'_>, strip: &Strip, tile: &Tile, x: &[f32], y: &Slots) {
        with!(self, forward_avx512, forward_avx2, pass::forward, (work, strip, tile, x, y));
    }

    /// [`pass::backward`] with these instructions.
    pub(super) fn backward(
        self,
        work: &Work<'_>,
        strip: &Strip,
        tile: &Tile,
        x_and_g: (&[f32], &[f32]),
        by_x: &Slots,
        collected: &mut [Block],
    ) {
        with!(
            self,
            backward_avx512,
            backward_avx2,
            pass::backward,
            (work, strip, tile, x_and_g, by_x, collected)
        );
    }

    /// [`pool::forward`] with these instructions.
    pub(super) fn forward_pooled(
        self,
        work: &Work<'_>,
        strip: &Strip,
        tile: &Tile,
        x: &[f32],
        to: (Squares, &Maxima),
    ) {
        with!(self, forward_pooled_avx512, forward_pooled_avx2, pool::forward, (work, strip, tile, x, to));
    }

    /// [`pool::backward`] with these instructions.
    pub(super) fn backward_pooled(
        self,
        work: &Work<'_>,
        strip: &Strip,
        tile: &Tile,
        from: (&[f32], &[f32], &[u8]),
        to: (Squares, &Slots),
        collected: &mut [Block],
    ) {
        with!(
            self,
            backward_pooled_avx512,
            backward_pooled_avx2,
            pool::backward,
            (work, strip, tile, from, to, collected)
        );
    }
}

/// All passes, compiled for some instructions.
#[cfg(target_arch = "x86_64")]
macro_rules! compiled_for {
    ($features:literal, $forward:ident, $backward:ident, $forward_pooled:ident, $backward_pooled:ident) => {
        #[target_feature(enable = $features)]
        fn $forward(work: &Work<'_>, strip: &Strip, tile: &Tile, x: &[f32], y: &Slots) {
            pass::forward::<true>(work, strip, tile, x, y);
        }

        #[target_feature(enable = $features)]
        fn $backward(
            work: &Work<'_>,
            strip: &Strip,
            tile: &Tile,
            x_and_g: (&[f32], &[f32]),
            by_x: &Slots,
            collected: &mut [Block],
        ) {
            pass::backward::<true>(work, strip, tile, x_and_g, by_x, collected);
        }

        #[target_feature(enable = $features)]
        fn $forward_pooled(work: &Work<'_>, strip: &Strip, tile: &Tile, x: &[f32], to: (Squares, &Maxima)) {
            pool::forward::<true>(work, strip, tile, x, to);
        }

        #[target_feature(enable = $features)]
        fn $backward_pooled(
            work: &Work<'_>,
            strip: &Strip,
            tile: &Tile,
            from: (&[f32], &[f32], &[u8]),
            to: (Squares, &Slots),
            collected: &mut [Block],
        ) {
            pool::backward::<true>(work, strip, tile, from, to, collected);
        }
    };
}

#[cfg(target_arch = "x86_64")]
compiled_for!(
    "avx512f,avx512dq,avx2,fma",
    forward_avx512,
    backward_avx512,
    forward_pooled_avx512,
    backward_pooled_avx512
);
#[cfg(target_arch = "x86_64")]
compiled_for!("avx2,fma", forward_avx2, backward_avx2, forward_pooled_avx2, backward_pooled_avx2);
