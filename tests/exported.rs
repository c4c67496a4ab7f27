//! Whatever is changed in a file of PyTorch: reading it, and finding its activation functions, ends soon, in little memory,
//! with a program or with a message.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test may stop at the first thing that is not as it should be")]

mod support;

use actsearch::pt2;
use actsearch::seed::{Seed, Stream};
use actsearch::task::exported::activation_calls;
use std::time::{Duration, Instant};
use support::archive::Entries;

const FILES: [&[u8]; 6] = [
    include_bytes!("data/exported/single.pt2"),
    include_bytes!("data/exported/shared.pt2"),
    include_bytes!("data/exported/written.pt2"),
    include_bytes!("data/exported/tied.pt2"),
    include_bytes!("data/exported/attention.pt2"),
    include_bytes!("data/exported/convolutional.pt2"),
];

/// How many files are changed and read; `ACTSEARCH_PT2_CHANGES` asks for more.
fn changes() -> usize {
    std::env::var("ACTSEARCH_PT2_CHANGES").map_or(3000, |count| count.parse().unwrap())
}

/// What all of them together may take, in bytes.
const MOST_MEMORY: u64 = 256 << 20;

/// Changes something, in one of the ways in which files go wrong.
fn change(bytes: &mut Vec<u8>, stream: &mut Stream) {
    if bytes.is_empty() {
        return bytes.push(0);
    }
    let at = stream.index(bytes.len());
    let end = bytes.len().min(at + 1 + stream.index(40));
    match stream.index(6) {
        0 => bytes[at] ^= 1 << stream.index(8),
        1 => bytes.truncate(at),
        2 => drop(bytes.drain(at..end)),
        3 => {
            let again = bytes[at..end].to_vec();
            drop(bytes.splice(end..end, again));
        }
        4 => {
            let from = stream.index(bytes.len() - (end - at) + 1);
            let other = bytes[from..from + end - at].to_vec();
            bytes[at..end].copy_from_slice(&other);
        }
        _ => number(bytes, at, stream),
    }
}

/// Puts another number in the place of the next one.
fn number(bytes: &mut Vec<u8>, at: usize, stream: &mut Stream) {
    const NUMBERS: [&str; 8] =
        ["-1", "0", "1", "7", "9223372036854775807", "-9223372036854775808", "18446744073709551616", "1e400"];
    let Some(start) = bytes[at..].iter().position(u8::is_ascii_digit).map(|place| at + place) else { return };
    let end = bytes[start..]
        .iter()
        .position(|byte| !byte.is_ascii_digit())
        .map_or(bytes.len(), |length| start + length);
    drop(bytes.splice(start..end, NUMBERS[stream.index(NUMBERS.len())].bytes()));
}

/// A line of what the system says about the memory of this process, in bytes.
fn memory(line: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|other| other.strip_prefix(line)).unwrap();
    line.split_whitespace().next().unwrap().parse::<u64>().unwrap() * 1024
}

#[test]
fn whatever_is_changed_in_a_file_it_is_read_or_refused_soon_and_in_little_memory() {
    let seed = Seed::new(1).of("changes");
    let contents = FILES.map(Entries::of);
    let before = memory("VmRSS:");
    let (mut read, mut calls) = (0, 0);
    for number in 0..changes() {
        let mut stream = seed.of(number).stream();
        // The smaller files more often.
        let file = stream.index(6) * stream.index(6) / 5;
        let bytes = if stream.index(4) == 0 {
            // Half of them in the directory at the end, which is small.
            let mut bytes = FILES[file].to_vec();
            let directory = bytes.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
            let mut end = bytes.split_off(directory * stream.index(2));
            change(&mut end, &mut stream);
            bytes.extend(end);
            bytes
        } else {
            // Behind the checksums: what an entry says is another, but the archive is sound.
            let mut entries = contents[file].clone();
            let at = stream.index(entries.0.len());
            for _ in 0..=stream.index(3) {
                change(&mut entries.0[at].1, &mut stream);
            }
            entries.packed()
        };
        let start = Instant::now();
        if let Ok(program) = pt2::read(&bytes) {
            read += 1;
            calls += activation_calls(&program).map_or(0, |calls| calls.len());
        }
        assert!(start.elapsed() < Duration::from_secs(20), "change {number}");
    }
    assert!(read > 0 && read < changes(), "{read} of {} were read", changes());
    assert!(calls > read, "{calls} calls of activation functions in {read} files");
    let taken = memory("VmHWM:") - before;
    assert!(taken < MOST_MEMORY, "{taken} bytes");
}

#[test]
fn files_without_a_change_are_read() {
    for bytes in FILES {
        assert!(pt2::read(bytes).is_ok());
        assert!(pt2::read(&Entries::of(bytes).packed()).is_ok(), "as another program packs it");
    }
}
