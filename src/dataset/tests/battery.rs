//! Every reader on files that are cut at two hundred places, and of which two thousand times a byte is another one.
//!
//! Whatever comes of it is an error, or as many samples of the same shape: never a panic, never fewer samples without a word.

use super::set::{gzip, idx};
use crate::dataset::cifar::{Kind, binary, python};
use crate::dataset::idx::{self as idx_file, Expected};
use crate::dataset::npz::{Npz, Reading};
use crate::dataset::pictures::picture;
use crate::seed::Seed;

const CUTS: usize = 200;
const CHANGES: usize = 2000;

/// Tries all damages; `read` says how many values of what shape there are. A file that was cut has to be refused.
fn battery(name: &str, sound: &[u8], read: impl Fn(&[u8]) -> Option<String>) {
    let expected = read(sound);
    assert!(expected.is_some(), "{name}");
    let mut stream = Seed::new(7).of("battery").of(name).stream();
    let mut draw = |below: usize| usize::try_from(stream.below(below as u128)).unwrap();
    for _ in 0..CUTS {
        let len = draw(sound.len());
        assert_eq!(read(&sound[..len]), None, "{name} cut at {len}");
    }
    for _ in 0..CHANGES {
        let (at, by) = (draw(sound.len()), draw(255) + 1);
        let mut damaged = sound.to_vec();
        damaged[at] ^= u8::try_from(by).unwrap();
        let found = read(&damaged);
        assert!(found.is_none() || found == expected, "{name}, byte {at} changed by {by}: {found:?}");
    }
}

#[test]
fn arrays_are_whole_or_refused() {
    let npz = Npz { path: "a.npz".into(), reading: Reading::default() };
    let read = |bytes: &[u8]| {
        let decoded = npz.read(bytes).ok()?;
        Some(format!("{:?} {:?} {:?}", decoded.training, decoded.test, decoded.names.len()))
    };
    battery("keras", include_bytes!("../../../tests/data/keras.npz"), read);
    battery("vectors", include_bytes!("../../../tests/data/vectors.npz"), read);
    battery("colours", include_bytes!("../../../tests/data/colours.npz"), read);
}

#[test]
fn idx_files_are_whole_or_refused() {
    let expected = Expected { what: "images", count: 20, shape: vec![2, 3] };
    let read = |bytes: &[u8]| Some(idx_file::content(bytes, &expected).ok()?.len().to_string());
    let plain = idx(&[20, 2, 3], 0..120);
    battery("idx", &plain, read);
    battery("packed idx", &gzip(&plain), read);
}

#[test]
fn batches_of_cifar_are_whole_or_refused() {
    let kind = Kind::Ten(vec![1]);
    let told = |read: Result<(Vec<u8>, Vec<u16>), _>| {
        let (pixels, labels) = read.ok()?;
        Some(format!("{} {}", pixels.len(), labels.len()))
    };
    let record = [vec![3], vec![7; 3072]].concat();
    battery("binary", &record.repeat(2), |bytes| told(binary::read(bytes, &kind, 2)));
    for (name, pickle) in [
        ("protocol 0", include_bytes!("../../../tests/data/test_batch_protocol0").as_slice()),
        ("protocol 2", include_bytes!("../../../tests/data/test_batch")),
        ("protocol 5", include_bytes!("../../../tests/data/test_batch_protocol5")),
    ] {
        battery(name, pickle, |bytes| told(python::read(bytes, &kind, 2)));
    }
}

#[test]
fn pictures_are_whole_or_refused() {
    let read = |bytes: &[u8]| {
        let mut planes = vec![0; 3 * 16];
        picture::resized(bytes, [4, 4], &mut planes).ok().map(|_| planes.len().to_string())
    };
    battery("png", include_bytes!("../../../tests/data/colours.png"), read);
    battery("jpeg", include_bytes!("../../../tests/data/jpeg/baseline.jpg"), read);
    battery("progressive jpeg", include_bytes!("../../../tests/data/jpeg/progressive.jpg"), read);
}
