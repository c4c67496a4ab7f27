//! The binary version: for every image its labels, a byte each, and then its red, green and blue plane.

use super::super::Damage;
use super::super::idx_set::check_labels;
use super::{DIMS, Kind};

/// The pixels and labels of a file that must hold so many images.
pub fn read(bytes: &[u8], kind: &Kind, records: usize) -> Result<(Vec<u8>, Vec<u16>), Damage> {
    // A record of CIFAR-100 begins with the coarse label, and the fine one follows.
    let before = match kind {
        Kind::Ten(_) => 1,
        Kind::Hundred => 2,
    };
    let size = before + DIMS.size();
    let needed = records * size;
    match bytes.len() {
        found if found < needed => return Err(Damage::Truncated { found, needed }),
        found if found > needed => return Err(Damage::Trailing { needed }),
        _ => {}
    }
    let labels: Vec<u16> = bytes.chunks_exact(size).map(|record| u16::from(record[before - 1])).collect();
    check_labels(&labels, kind.classes())?;
    Ok((bytes.chunks_exact(size).flat_map(|record| &record[before..]).copied().collect(), labels))
}
