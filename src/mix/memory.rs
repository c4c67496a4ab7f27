//! What becomes of memory that tensors give back.

/// Keeps the memory of freed tensors in the process, for the next tensors of the same size.
///
/// A training step frees and asks again for the same megabytes. The allocator of glibc hands them to the system in between,
/// and each page then costs a fault when it is touched again; `benches/mix.rs` measures how much. Threads share one arena,
/// so that what one frees another can use. Elsewhere than on glibc nothing is done.
///
/// This is a setting of the whole process: it is for a program to make, before the threads that train are started.
pub fn keep_freed_memory() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        /// The largest that glibc allows: half the size of an arena's heap.
        const MMAP_THRESHOLD: i32 = 32 << 20;
        let options = [
            (libc::M_ARENA_MAX, 1),
            (libc::M_MMAP_THRESHOLD, MMAP_THRESHOLD),
            (libc::M_TRIM_THRESHOLD, i32::MAX),
        ];
        for (option, value) in options {
            #[expect(unsafe_code, reason = "a setting of the C library")]
            // SAFETY: sets a number inside the allocator, under its own lock, and has no other conditions.
            let accepted = unsafe { libc::mallopt(option, value) };
            if accepted == 0 {
                tracing::debug!(option, value, "the allocator does not take this setting");
            }
        }
    }
}
