//! Every kind of damage, with the whole message.

use super::set::*;
use crate::dataset::side::Side;
use crate::dataset::{Error, Places, Values, training_part};
use crate::disk;
use crate::task::{Dims, Source};

/// Damages one file, plain and packed; checking and reading must both say `expect` about it.
fn damaged(file: &str, damage: impl Fn(&mut Vec<u8>), expect: &str) {
    let mut bytes = sound(file);
    damage(&mut bytes);
    let plain = Set::plain("").with(file, &bytes);
    let whole = |name: &str| format!("`<place>/{name}` {expect}; fetch the official file again");
    assert_eq!(plain.complaints(), [whole(file), whole(file)]);
    let name = format!("{file}.gz");
    let packed = Set::packed().with(&name, &gzip(&bytes));
    assert_eq!(packed.complaints(), [whole(&name), whole(&name)]);
}

#[test]
fn sound_files_are_read_plain_or_packed_from_any_of_the_folders() {
    for set in [Set::plain(""), Set::plain("fashion-mnist"), Set::plain("fashion_mnist"), Set::packed()] {
        assert_eq!(set.complaints(), ["fine", "fine"]);
        let part = set.read(Side::Training).unwrap();
        assert_eq!(part.len(), 20);
        assert_eq!(part.dims, Dims::Image { channels: 1, height: 2, width: 3 });
        assert!(matches!(part.values(), Values::Bytes { white: 255, .. }));
        assert_eq!(bytes(&part)[6..12], [6, 7, 8, 9, 10, 11]);
        assert_eq!(part.labels()[..11], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0]);
        assert_eq!(bytes(&set.read(Side::Test).unwrap())[54..], [154, 155, 156, 157, 158, 159]);
    }
}

#[test]
fn a_file_packed_in_several_members_is_read() {
    let bytes = sound(TEST_IMAGES);
    let members = [gzip(&bytes[..30]), gzip(&bytes[30..])].concat();
    assert_eq!(Set::packed().with(&format!("{TEST_IMAGES}.gz"), &members).complaints(), ["fine", "fine"]);
}

#[test]
fn an_unpacked_file_that_still_has_gz_in_its_name_is_read() {
    let set = Set::packed().with(&format!("{TEST_LABELS}.gz"), &sound(TEST_LABELS));
    assert_eq!(set.complaints(), ["fine", "fine"]);
}

#[test]
fn of_a_packed_and_an_unpacked_file_the_packed_one_is_read() {
    assert_eq!(Set::packed().with(TEST_IMAGES, b"half unpacked").complaints(), ["fine", "fine"]);
}

#[test]
fn another_kind_of_file_is_told_by_its_first_bytes() {
    damaged(
        TRAINING_IMAGES,
        |bytes| *bytes = sound(TRAINING_LABELS),
        "starts with 0x00000801, but an idx file of images starts with 0x00000803",
    );
    damaged(
        TEST_LABELS,
        |bytes| *bytes = b"<!DOCTYPE html>".to_vec(),
        "starts with 0x3c21444f, but an idx file of labels starts with 0x00000801",
    );
}

#[test]
fn another_shape_is_told() {
    damaged(TEST_IMAGES, |bytes| bytes[11] = 3, "holds images of 3×3 pixels, but 2×3 are needed");
}

#[test]
fn another_count_is_told() {
    damaged(TRAINING_IMAGES, |bytes| bytes[7] = 19, "holds 19 images, but 20 are needed");
    damaged(TRAINING_LABELS, |bytes| *bytes = sound(TEST_LABELS), "holds 10 labels, but 20 are needed");
}

#[test]
fn a_file_that_ends_too_early_is_told_with_its_length() {
    let cut_at = |len| move |bytes: &mut Vec<u8>| bytes.truncate(len);
    damaged(TEST_IMAGES, cut_at(75), "ends too early: 75 bytes of content where 76 are expected");
    damaged(TRAINING_LABELS, cut_at(8), "ends too early: 8 bytes of content where 28 are expected");
    damaged(TRAINING_IMAGES, cut_at(15), "ends too early: 15 bytes of content where 136 are expected");
    damaged(TRAINING_IMAGES, cut_at(3), "ends too early: 3 bytes of content where 136 are expected");
    damaged(TEST_LABELS, cut_at(0), "ends too early: 0 bytes of content where 18 are expected");
}

#[test]
fn bytes_behind_the_end_are_told() {
    let expect = "goes on after the 76 bytes of content that are expected";
    damaged(TEST_IMAGES, |bytes| bytes.push(0), expect);
    damaged(TEST_IMAGES, |bytes| bytes.extend([7; 1000]), expect);
}

#[test]
fn the_first_label_out_of_range_is_told() {
    let expect = "gives sample 17 the label 10, but labels go from 0 to 9";
    damaged(TRAINING_LABELS, |bytes| bytes[8 + 17..].fill(10), expect);
}

#[test]
fn mnist_under_the_same_names_is_told_by_its_labels() {
    let expect = "gives 3 samples the label 4, but fashion_mnist has 2; mnist has files of the same names";
    damaged(TRAINING_LABELS, |bytes| bytes[8 + 5] = 4, expect);
}

#[test]
fn a_packed_file_that_was_cut_anywhere_is_told() {
    let name = format!("{TRAINING_IMAGES}.gz");
    let whole = gzip(&sound(TRAINING_IMAGES));
    for len in 0..whole.len() {
        let complaints = Set::packed().with(&name, &whole[..len]).complaints();
        let start = format!("`<place>/{name}` ");
        assert!(complaints.iter().all(|text| text.starts_with(&start)), "cut at {len}: {complaints:?}");
        assert_eq!(complaints[0], complaints[1], "cut at {len}");
    }
}

#[test]
fn a_packed_file_without_its_checksum_is_told() {
    let name = format!("{TEST_IMAGES}.gz");
    let mut bytes = gzip(&sound(TEST_IMAGES));
    bytes.truncate(bytes.len() - 8);
    let expect =
        format!("`<place>/{name}` cannot be unpacked: unexpected end of file; fetch the official file again");
    assert_eq!(Set::packed().with(&name, &bytes).complaints(), [expect.clone(), expect]);
}

#[test]
fn a_packed_file_with_a_wrong_bit_is_found_when_it_is_read() {
    let name = format!("{TEST_IMAGES}.gz");
    let mut bytes = gzip(&sound(TEST_IMAGES));
    let checksum = bytes.len() - 8;
    bytes[checksum] ^= 1;
    let expect = format!(
        "`<place>/{name}` cannot be unpacked: corrupt gzip stream does not have a matching checksum; fetch the official file \
         again"
    );
    assert_eq!(Set::packed().with(&name, &bytes).complaints(), ["fine".to_owned(), expect]);
}

#[test]
fn garbage_behind_a_packed_file_is_told() {
    let name = format!("{TEST_LABELS}.gz");
    let bytes = [gzip(&sound(TEST_LABELS)), b"garbage of more than ten bytes".to_vec()].concat();
    let expect =
        format!("`<place>/{name}` cannot be unpacked: invalid gzip header; fetch the official file again");
    assert_eq!(Set::packed().with(&name, &bytes).complaints(), [expect.clone(), expect]);
}

#[test]
fn a_folder_with_only_some_of_the_files_is_told_with_what_it_lacks() {
    let one = "`<place>` has only a part of fashion_mnist: `t10k-labels-idx1-ubyte` is not there, neither with `.gz` nor \
               without; add it, or remove the rest to have the other places looked at";
    assert_eq!(Set::plain("").without(TEST_LABELS).complaints(), [one, one]);
    let two = "`<place>/fashion-mnist` has only a part of fashion_mnist: `t10k-images-idx3-ubyte`, \
               `t10k-labels-idx1-ubyte` are not there, neither with `.gz` nor without; add them, or remove the rest to \
               have the other places looked at";
    assert_eq!(
        Set::plain("fashion-mnist").without(TEST_LABELS).without(TEST_IMAGES).complaints(),
        [two, two]
    );
}

#[test]
fn missing_data_is_told_with_every_folder_and_the_ways_out() {
    let text = "fashion_mnist is in none of the folders that were looked at
  <place>/fashion-mnist
  <place>/fashion_mnist
  <place>/FashionMNIST/raw
  <place>
it needs four files, each with `.gz` or without: train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte, \
                t10k-labels-idx1-ubyte
they come from https://github.com/zalandoresearch/fashion-mnist; run `actsearch datasets fetch fashion_mnist`, or put them \
                into one of these folders, or name theirs with \
                `--data-dir DIR` or in the environment variable ACTSEARCH_DATA";
    assert_eq!(Set::empty().complaints(), [text, text]);
}

#[test]
fn data_is_missing_where_there_is_no_place_at_all() {
    let error = training_part(&Source::FashionMnist, &Places::with_environment(None, |_| None)).unwrap_err();
    let text = error.to_string();
    assert_eq!(
        text.lines().nth(1),
        Some("  (none: neither --data-dir nor ACTSEARCH_DATA nor HOME is set)"),
        "{text}"
    );
}

#[test]
fn a_place_that_is_a_file_and_a_folder_named_like_a_file_are_passed_over() {
    let set = Set::empty().with("file", b"");
    let error = training_part(&Source::FashionMnist, &Places::only(&set.place().join("file"))).unwrap_err();
    assert!(matches!(error, Error::Missing { .. }), "{error}");
    disk::make_folder(&set.place().join(TRAINING_IMAGES)).unwrap();
    assert!(matches!(set.check(), Err(Error::Missing { .. })));
}
