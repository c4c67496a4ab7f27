//! Whether a PNG has all of its chunks.

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Whether a file that begins as a PNG goes on to the chunk that ends it; decoders are content with all pixels.
pub(super) fn is_cut(file: &[u8]) -> bool {
    let Some(mut rest) = file.strip_prefix(SIGNATURE) else { return false };
    while let Some((head, behind)) = rest.split_first_chunk::<8>() {
        let [a, b, c, d, name @ ..] = *head;
        // Its content is followed by a checksum.
        let len = u32::from_be_bytes([a, b, c, d]) as usize + 4;
        let Some(next) = behind.get(len..) else { return true };
        if name == *b"IEND" {
            return false;
        }
        rest = next;
    }
    true
}
