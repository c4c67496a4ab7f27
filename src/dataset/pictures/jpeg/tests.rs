//! JPEGs of every common kind, whole and damaged in every way that damage comes in.

use super::*;

const SOUND: [(&str, &[u8]); 7] = [
    ("baseline", include_bytes!("../../../../tests/data/jpeg/baseline.jpg")),
    ("optimized", include_bytes!("../../../../tests/data/jpeg/optimized.jpg")),
    ("progressive", include_bytes!("../../../../tests/data/jpeg/progressive.jpg")),
    ("restarts", include_bytes!("../../../../tests/data/jpeg/restarts.jpg")),
    ("restarts_progressive", include_bytes!("../../../../tests/data/jpeg/restarts_progressive.jpg")),
    ("grey", include_bytes!("../../../../tests/data/jpeg/grey.jpg")),
    ("cmyk", include_bytes!("../../../../tests/data/jpeg/cmyk.jpg")),
];
const END: [u8; 2] = [0xff, 0xd9];

/// Where the data of the first scan begin.
fn data(file: &[u8]) -> usize {
    file.windows(2).position(|pair| pair == [0xff, 0xda]).unwrap() + 2
}

#[test]
fn whole_files_are_whole_whatever_stands_behind_their_end() {
    for (name, file) in SOUND {
        assert_eq!(check(file), Ok(()), "{name}");
        assert_eq!(
            check(&[file, b"a second picture, or whatever a camera leaves".as_slice()].concat()),
            Ok(()),
            "{name}"
        );
        let filled = [&file[..file.len() - 2], &[0xff, 0xff, 0xff, 0xd9]].concat();
        assert_eq!(check(&filled), Ok(()), "{name}, with bytes of filling before a marker");
    }
}

#[test]
fn a_file_that_is_cut_anywhere_is_told() {
    for (name, file) in SOUND {
        for len in 2..file.len() {
            assert!(check(&file[..len]).is_err(), "{name}, cut at {len}");
        }
    }
}

#[test]
fn a_file_that_is_cut_and_closed_again_is_told() {
    for (name, file) in SOUND {
        // The last byte of the data may have nothing but filling in it.
        for len in data(file)..file.len() - 3 {
            assert!(check(&[&file[..len], &END].concat()).is_err(), "{name}, cut at {len}");
        }
    }
}

#[test]
fn a_file_whose_second_half_is_zeros_is_told() {
    for (name, file) in SOUND {
        for from in [data(file) + 20, usize::midpoint(data(file), file.len()), file.len() - 40] {
            let mut zeroed = file.to_vec();
            zeroed[from..].fill(0);
            assert!(check(&zeroed).is_err(), "{name}, zeros from {from}");
            let end = zeroed.len() - 2;
            zeroed[end..].copy_from_slice(&END);
            assert!(check(&zeroed).is_err(), "{name}, zeros from {from} to the marker of the end");
        }
    }
}

#[test]
fn a_restart_that_is_missing_and_one_that_comes_twice_are_told() {
    let (_, file) = SOUND[3];
    let restarts: Vec<usize> = (data(file)..file.len() - 1)
        .filter(|at| file[*at] == 0xff && (0xd0..=0xd7).contains(&file[at + 1]))
        .collect();
    assert!(restarts.len() > 3, "{restarts:?}");
    for pair in restarts.windows(2) {
        let without = [&file[..pair[0]], &file[pair[1]..]].concat();
        assert_eq!(check(&without), Err(Flaw::Damaged("a part between two restarts is missing")));
        let twice = [&file[..pair[1]], &file[pair[0]..]].concat();
        assert!(check(&twice).is_err());
    }
}

#[test]
fn what_a_scan_of_a_progressive_file_brings_is_missed() {
    let (_, file) = SOUND[2];
    let scans: Vec<usize> = (0..file.len() - 1).filter(|at| file[*at..*at + 2] == [0xff, 0xda]).collect();
    assert!(scans.len() > 5, "{scans:?}");
    for scan in &scans[1..] {
        let cut = [&file[..*scan], &END].concat();
        assert_eq!(check(&cut), Err(Flaw::Ends), "without the scans from {scan} on");
    }
}

#[test]
fn a_size_that_no_file_of_this_length_can_have_is_told_at_once() {
    for (name, file) in SOUND {
        let frame = file.windows(2).position(|pair| matches!(pair, [0xff, 0xc0..=0xc2])).unwrap();
        let mut huge = file.to_vec();
        huge[frame + 5..frame + 9].fill(0xff);
        assert_eq!(check(&huge), Err(Flaw::Ends), "{name}");
    }
}

#[test]
fn kinds_that_nobody_writes_are_told() {
    for (code, kind) in [(0xc3, "a lossless"), (0xc5, "a hierarchical"), (0xc9, "an arithmetically coded")] {
        let mut file = SOUND[0].1.to_vec();
        let frame = file.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
        file[frame + 1] = code;
        assert_eq!(check(&file), Err(Flaw::Unknown(kind)));
    }
}

#[test]
fn any_wrong_byte_is_survived() {
    for (_, file) in SOUND {
        for at in 2..file.len() {
            let mut damaged = file.to_vec();
            for wrong in [damaged[at] ^ 1 << (at % 8), 0, 0xff] {
                damaged[at] = wrong;
                let _ = check(&damaged);
            }
        }
    }
}
