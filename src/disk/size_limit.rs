//! A limit on the size of files, as `ulimit -f` sets it.

/// Makes a write beyond the limit on the size of files fail like one to a full disk, where the system would end the process.
#[cfg(unix)]
#[expect(unsafe_code, reason = "the standard library has no door to signals")]
pub fn survive_size_limits() {
    // SAFETY: to ignore a signal runs no code of ours when it comes. It fails for numbers that are no signals only.
    unsafe { libc::signal(libc::SIGXFSZ, libc::SIG_IGN) };
}

/// Other systems have no such signal.
#[cfg(not(unix))]
pub fn survive_size_limits() {}
