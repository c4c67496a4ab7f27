//! Any bytes are read or refused, quickly and in little memory.

use super::*;
use proptest::prelude::*;

const SOUND: [&[u8]; 3] = [
    include_bytes!("../../../../tests/data/test_batch"),
    include_bytes!("../../../../tests/data/test_batch_protocol0"),
    include_bytes!("../../../../tests/data/test_batch_protocol5"),
];

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = load(&[b"\x80\x02".as_slice(), &bytes].concat());
    }

    #[test]
    fn any_wrong_byte_is_survived(which in 0..SOUND.len(), at: prop::sample::Index, byte: u8) {
        let mut damaged = SOUND[which].to_vec();
        let at = at.index(damaged.len());
        damaged[at] = byte;
        let _ = load(&damaged).map(|dictionary| (dictionary.rows("data", 3072), dictionary.numbers("labels")));
    }

    #[test]
    fn a_pickle_that_ends_early_is_refused(which in 0..SOUND.len(), at: prop::sample::Index) {
        let whole = SOUND[which];
        prop_assert!(load(&whole[..at.index(whole.len())]).is_err());
    }
}

/// What is said about a pickle.
fn told(pickle: &[u8]) -> String {
    load(pickle).map_or_else(|damage| damage.to_string(), |_| "read".to_owned())
}

#[test]
fn lists_that_are_nested_a_million_times_take_no_stack() {
    let depth = 900_000;
    let pickle = [vec![b']'; depth], vec![b'a'; depth - 1], vec![b'.']].concat();
    assert_eq!(told(&pickle), "read");
    let dictionaries = [b"}N".repeat(500_000), b"}".to_vec(), b"s".repeat(500_000), b".".to_vec()].concat();
    assert_eq!(told(&dictionaries), "read");
    assert!(told(&[b"N".as_slice(), &vec![0x85; 3_000_000]].concat()).contains("2,000,000 instructions"));
}

#[test]
fn what_was_put_aside_is_used_again_without_a_copy() {
    // Each list has the one before twenty times over: written out, the last would have 20^40 entries.
    let mut pickle = b"]q\0".to_vec();
    for list in 1..40 {
        pickle.extend([b']', b'q', list]);
        pickle.extend([b'h', list - 1, b'a'].repeat(20));
    }
    assert_eq!(told(&[pickle.as_slice(), b"."].concat()), "read");
}

#[test]
fn three_hundred_thousand_values_are_put_aside_and_found_again() {
    let mut pickle = b"]".to_vec();
    for number in 0..300_000_u32 {
        pickle.extend([b"K\x01r".as_slice(), &number.to_le_bytes(), b"a"].concat());
    }
    pickle.extend([b"j".as_slice(), &299_999_u32.to_le_bytes(), b"0."].concat());
    assert_eq!(told(&pickle), "read");
}

#[test]
fn bytes_that_are_made_of_a_text_again_and_again_have_a_limit() {
    let text = vec![b'a'; 1_000_000];
    let start =
        [b"c_codecs\nencode\nq\0X".as_slice(), &1_000_000_u32.to_le_bytes(), &text, b"\x85q\x01R"].concat();
    let again = b"h\0h\x01R".repeat(100_000);
    let told = told(&[start, again].concat());
    assert!(told.contains("makes more bytes of others than it has itself"), "{told}");
}
