//! What the dictionary of a file of the python version means.

use super::super::Damage;
use super::super::idx_set::check_labels;
use super::pickle::load;
use super::{DIMS, Kind};

/// The pixels and labels of a file that must hold so many images.
pub fn read(bytes: &[u8], kind: &Kind, records: usize) -> Result<(Vec<u8>, Vec<u16>), Damage> {
    let key = match kind {
        Kind::Ten(_) => "labels",
        Kind::Hundred => "fine_labels",
    };
    let dictionary = load(bytes)?;
    let lacking = |key: &'static str| Damage::Lacking { key };
    let size = DIMS.size();
    let pixels = dictionary.rows("data", size).ok_or_else(|| lacking("data"))?;
    let numbers = dictionary.numbers(key).ok_or_else(|| lacking(key))?;
    for (what, found) in [("images", pixels.len() / size), ("labels", numbers.len())] {
        if found != records {
            return Err(Damage::Count { what, found, needed: records });
        }
    }
    // What does not fit is out of range whatever it is.
    let labels: Vec<u16> = numbers.iter().map(|label| u16::try_from(*label).unwrap_or(u16::MAX)).collect();
    check_labels(&labels, kind.classes())?;
    Ok((pixels, labels))
}
