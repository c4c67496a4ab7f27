//! The output of a pass, written by several threads at a time.

/// The numbers of an output tensor. Each strip writes its own places, and no two strips have one in common.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slots<T = f32> {
    start: *mut T,
    length: usize,
}

impl<T> Slots<T> {
    /// The `length` numbers that begin at `start`.
    ///
    /// # Safety
    /// They must stay allocated for as long as this value is used, and whoever shares copies of it between threads must
    /// let each thread ask for places of its own only.
    #[expect(unsafe_code, reason = "what the caller promises cannot be checked")]
    pub(super) unsafe fn new(start: *mut T, length: usize) -> Self {
        Self { start, length }
    }

    /// Some of the numbers.
    #[expect(clippy::mut_from_ref, reason = "the caller of `new` has promised that no two slices overlap")]
    #[expect(
        unsafe_code,
        reason = "strips of one tensor lie apart, but interleaved, so no safe split describes them"
    )]
    #[inline(always)]
    pub(super) fn slice(&self, start: usize, length: usize) -> &mut [T] {
        assert!(start <= self.length && length <= self.length - start, "a strip lies inside its tensor");
        // SAFETY: inside the allocation, as just checked; apart from every other slice, as promised to `new`.
        unsafe { std::slice::from_raw_parts_mut(self.start.add(start), length) }
    }
}
