//! The checksums that the makers of data sets publish.

use md5::{Digest, Md5};

/// Bytes as hexadecimal digits, two each.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

/// The MD5 of some bytes, as hexadecimal digits: what the makers of data sets publish.
pub(super) fn md5(bytes: &[u8]) -> String {
    hex(&Md5::digest(bytes))
}
