//! SHA-256 in hexadecimal: the name of some content, and the proof that it is whole.

use sha2::{Digest as _, Sha256};

/// A SHA-256 in the making.
#[derive(Clone, Debug, Default)]
pub struct Digest(Sha256);

impl Digest {
    /// Takes some more bytes in.
    pub fn add(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Takes a text in, and where it ends.
    pub fn add_text(&mut self, text: &str) {
        self.add(&(text.len() as u64).to_le_bytes());
        self.add(text.as_bytes());
    }

    /// The digest of all that was taken in, as 64 hexadecimal digits.
    #[must_use]
    pub fn finish(self) -> String {
        let digits = |byte: u8| {
            [byte >> 4, byte & 15].map(|digit| char::from(b"0123456789abcdef"[usize::from(digit)]))
        };
        self.0.finalize().into_iter().flat_map(digits).collect()
    }
}

/// The digest of some bytes.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    let mut digest = Digest::default();
    digest.add(bytes);
    digest.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_that_of_the_standard() {
        assert_eq!(sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn where_a_text_ends_counts() {
        let of = |texts: [&str; 2]| {
            let mut digest = Digest::default();
            for text in texts {
                digest.add_text(text);
            }
            digest.finish()
        };
        assert_ne!(of(["ab", "c"]), of(["a", "bc"]));
    }
}
