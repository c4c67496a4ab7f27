//! One limit for what a data set may hold, whatever it comes from, asked before memory is taken.

use super::npz::{array, read};
use crate::dataset::limit::{MOST_BYTES, bytes_of, check, room};
use std::io::{Cursor, Write};
use std::path::Path;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

fn told(bytes: u64) -> String {
    format!("needs {bytes} bytes of memory, allowed: at most 4294967296; use fewer or smaller samples")
}

#[test]
fn the_limit_is_reached_and_not_passed() {
    let path = Path::new("a");
    assert!(check(MOST_BYTES, path).is_ok());
    assert_eq!(check(MOST_BYTES + 1, path).unwrap_err().to_string(), format!("`a` {}", told(4_294_967_297)));
    // The room is asked for, and not touched.
    assert!(room::<f32>(1 << 28, path).is_ok());
    let refused = room::<f32>((1 << 30) + 1, path).unwrap_err().to_string();
    assert_eq!(refused, format!("`a` {}", told(4_294_967_300)));
    assert_eq!(bytes_of(usize::MAX, 2, 4), u64::MAX);
}

/// What is said of `x_train` of so many samples of 2^16 numbers of half precision, which its file only declares.
fn declared(samples: u32) -> String {
    let header = array("<f2", &format!("({samples}, 65536)"), &[]);
    // So long that deflate could have packed into it what is declared.
    let filled = [header.as_slice(), &[7].repeat(2_200_000)].concat();
    let labels = array(
        "|u1",
        &format!("({samples},)"),
        &[0, 1].repeat(samples.div_ceil(2) as usize)[..samples as usize],
    );
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in [("x_train.npy", &filled), ("y_train.npy", &labels)] {
        writer
            .start_file(name, SimpleFileOptions::default().compression_method(CompressionMethod::Stored))
            .unwrap();
        writer.write_all(bytes).unwrap();
    }
    let mut file = writer.finish().unwrap().into_inner();
    // The directory at the end says twice how long an array is: packed, and unpacked.
    let len = u32::try_from(filled.len()).unwrap().to_le_bytes();
    let at = file.windows(8).rposition(|window| window == [len, len].concat()).unwrap() + 4;
    let declared = u32::try_from(header.len()).unwrap() + samples * 131_072;
    file[at..at + 4].copy_from_slice(&declared.to_le_bytes());
    read(&file, None).unwrap_err()
}

#[test]
fn what_the_header_of_an_array_declares_reaches_the_limit_and_does_not_pass_it() {
    // 2^14 times 2^16 numbers are 4 GiB of single precision: only what is behind the header is wrong.
    let within = declared(16_384);
    assert!(within.contains("its shape (16384, 65536) of 2 bytes each needs 2147483648"), "{within}");
    assert_eq!(declared(16_385), format!("`a.npz` {}", told(4_295_229_440)));
}
