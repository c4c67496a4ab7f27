//! What is wrong with an archive before anything of a program is read.

use super::build::{Files, Stored, zip};
use super::{message, refused};
use crate::pt2::read;

fn with(change: impl FnOnce(&mut Vec<Stored>)) -> String {
    let mut entries = Files::sample().named();
    change(&mut entries);
    message(&zip(&entries, false))
}

fn of(entries: &[(&str, &[u8])]) -> String {
    message(&zip(&entries.iter().map(|(name, bytes)| Stored::new(name, bytes)).collect::<Vec<_>>(), false))
}

#[test]
fn a_sound_archive_is_read_packed_or_not() {
    let files = Files::sample();
    for bytes in [files.zip(), files.packed()] {
        let program = read(&bytes).unwrap();
        assert_eq!((program.training.nodes.len(), program.tensors.len(), program.storages.len()), (3, 2, 2));
        assert_eq!(program.torch_version, "2.11.0");
    }
}

#[test]
fn sizes_and_places_of_64_bits_are_read() {
    let mut entries = Files::sample().named();
    entries[0].is_wide = true;
    entries[3].is_wide = true;
    let bytes = zip(&entries, false);
    assert_eq!(read(&bytes).unwrap().tensors.len(), 2);
    for end in 0..bytes.len() {
        assert!(read(&bytes[..end]).is_err(), "cut to {end}");
    }
}

#[test]
fn numbers_that_are_not_packed_stay_where_they_are() {
    let files = Files::sample();
    let borrowed = |bytes: &[u8]| {
        let program = read(bytes).unwrap();
        program.storages.iter().all(|storage| matches!(storage.bytes, std::borrow::Cow::Borrowed(_)))
    };
    assert!(borrowed(&files.zip()));
    assert!(!borrowed(&files.packed()));
}

#[test]
fn other_files_are_told_for_what_they_are() {
    assert_eq!(message(b""), "it is no .pt2 file, which is a zip archive; write one by actsearch.save");
    assert_eq!(message(&[b'x'; 100]), message(b""));
    assert_eq!(
        of(&[("m/data.pkl", b""), ("m/constants.pkl", b""), ("m/code/net.py", b"")]),
        "it is a TorchScript archive; write the model that it was made from by actsearch.save instead"
    );
    assert_eq!(
        of(&[("m/data.pkl", b""), ("m/data/0", b"")]),
        "it is a checkpoint of torch.save, which has weights but no program; load them into the model, and write it by actsearch.save instead"
    );
    assert_eq!(
        of(&[("serialized_exported_program.json", b"{}")]),
        "it was exported by an old PyTorch; save the model again by actsearch.save with PyTorch 2.11 or newer"
    );
    assert_eq!(
        of(&[("word/document.xml", b"")]),
        "it is a zip archive, but no .pt2 file: it lacks archive_format; write one by actsearch.save"
    );
}

#[test]
fn another_version_or_order_of_bytes_is_refused() {
    let says = |name: &str, text: &str| {
        let mut files = Files::sample();
        files.set(name, text.as_bytes().to_vec());
        refused(&files)
    };
    let way_out =
        "save the model again by actsearch.save with PyTorch 2.11 or newer on a little-endian machine";
    assert_eq!(
        says("archive_version", "1"),
        format!("net/archive_version: it says \"1\", allowed: \"0\"; {way_out}")
    );
    assert_eq!(
        says("archive_format", "pt3"),
        format!("net/archive_format: it says \"pt3\", allowed: \"pt2\"; {way_out}")
    );
    assert_eq!(
        says("byteorder", "big"),
        format!("net/byteorder: it says \"big\", allowed: \"little\"; {way_out}")
    );
    assert_eq!(says("byteorder", &" ".repeat(65)), "net/byteorder: it has 65 bytes, allowed: at most 64");
    assert_eq!(
        refused(&Files::sample().remove("byteorder")),
        "net/byteorder: it is not there; save the model again by actsearch.save with PyTorch 2.11 or newer"
    );
}

#[test]
fn two_entries_of_one_name_are_refused() {
    let found = with(|entries| entries.push(Stored::new("net/data/weights/weight_0", &[0; 24])));
    assert_eq!(
        found,
        "it is a zip archive that cannot be read: net/data/weights/weight_0: two entries have this name, but each needs \
         its own; copy the file again, or save the model again by actsearch.save"
    );
}

#[test]
fn entries_that_share_bytes_are_refused() {
    // The first entry ends behind the beginning of the second.
    let found = with(|entries| entries[0].packed = Some(200));
    assert_eq!(
        found,
        "it is a zip archive that cannot be read: net/data/weights/weight_1: it shares bytes with another entry; copy the \
         file again, or save the model again by actsearch.save"
    );
}

#[test]
fn sizes_that_lie_are_refused_before_memory_is_taken() {
    let wrong = |reason: &str| format!("net/data/weights/weight_0: {reason}");
    let mut entries = Files::sample().named();
    entries[0].unpacked = Some(u32::MAX - 1);
    assert_eq!(message(&zip(&entries, false)), wrong("it has 24 bytes, but declares 4294967294"));
    let found = message(&zip(&entries, true));
    let tail = " packed bytes cannot be";
    assert!(
        found.starts_with(&wrong("it declares 4294967294 bytes, which its ")) && found.ends_with(tail),
        "{found}"
    );
    entries[0].unpacked = Some(30);
    assert_eq!(message(&zip(&entries, true)), wrong("it has 24 bytes, but declares 30"));
    entries[0] = Stored { packed: Some(1 << 30), ..Stored::new("net/data/weights/weight_0", &[0; 24]) };
    assert_eq!(
        message(&zip(&entries, false)),
        "it is a zip archive that cannot be read: net/data/weights/weight_0: it declares 1073741824 bytes, but the file \
         ends before: it is truncated or damaged; copy the file again, or save the model again by actsearch.save"
    );
}

#[test]
fn a_bomb_is_refused_by_its_declared_size() {
    let mut files = Files::sample();
    // 65 MiB of spaces in a few bytes: as much as deflate can.
    files.set("models/train.json", vec![b' '; 65 << 20]);
    assert_eq!(
        message(&files.packed()),
        "net/models/train.json: it has 68157440 bytes of JSON, allowed: at most 67108864"
    );
}

#[test]
fn an_entry_that_goes_on_is_told_apart_from_what_it_declares() {
    let mut entries = Files::sample().named();
    entries[0].bytes = vec![0; 5000];
    entries[0].unpacked = Some(24);
    assert_eq!(message(&zip(&entries, true)), "net/data/weights/weight_0: it has 25 bytes, but declares 24");
}

#[test]
fn a_changed_byte_of_a_tensor_is_found_by_its_checksum() {
    let mut bytes = Files::sample().zip();
    let at = bytes.windows(13).position(|window| window == b"data/weights/").unwrap()
        + "data/weights/weight_0".len();
    bytes[at] ^= 1;
    assert_eq!(
        message(&bytes),
        "net/data/weights/weight_0: it is damaged: its checksum is another; copy the file again, or save the model again by actsearch.save"
    );
}

#[test]
fn encrypted_or_packed_otherwise_is_refused() {
    let told = |what: &str| {
        format!(
            "it is a zip archive that cannot be read: net/data/weights/weight_0: {what}; copy the file again, or save the model again by actsearch.save"
        )
    };
    assert_eq!(with(|entries| entries[0].flags = 1), told("it is encrypted"));
    assert_eq!(
        with(|entries| entries[0].method = Some(12)),
        told("it is packed by method 12, allowed: 0 and 8")
    );
    assert_eq!(with(|entries| entries[0].at = Some(7)), told("it is not where the directory says"));
}

#[test]
fn a_file_that_is_cut_anywhere_is_refused() {
    for bytes in [Files::sample().zip(), Files::sample().packed()] {
        for end in 0..bytes.len() {
            let found = message(&bytes[..end]);
            let is_told = found.contains("truncated") || found.contains("no .pt2 file");
            assert!(is_told, "cut to {end}: {found}");
        }
    }
}
