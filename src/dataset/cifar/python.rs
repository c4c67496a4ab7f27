//! What the dictionary of a file of the python version means.

use super::super::Damage;
use super::super::idx_set::check_labels;
use super::pickle::{Value, load};
use super::{DIMS, Kind};

/// The pixels and labels of a file that must hold so many images.
pub(super) fn read(bytes: &[u8], kind: &Kind, records: usize) -> Result<(Vec<u8>, Vec<u16>), Damage> {
    let key = match kind {
        Kind::Ten(_) => "labels",
        Kind::Hundred => "fine_labels",
    };
    let whole = load(bytes)?;
    let lacking = |key: &'static str| Damage::Lacking { key };
    let (shape, pixels) = whole.get("data").and_then(Value::array).ok_or_else(|| lacking("data"))?;
    let numbers = whole.get(key).and_then(Value::numbers).ok_or_else(|| lacking(key))?;
    let size = DIMS.size();
    match *shape {
        [_, columns] if usize::try_from(columns) == Ok(size) && pixels.len() % size == 0 => {}
        _ => return Err(lacking("data")),
    }
    for (what, found) in [("images", pixels.len() / size), ("labels", numbers.len())] {
        if found != records {
            return Err(Damage::Count { what, found, needed: records });
        }
    }
    // What does not fit is out of range whatever it is.
    let labels: Vec<u16> = numbers.iter().map(|label| u16::try_from(*label).unwrap_or(u16::MAX)).collect();
    check_labels(&labels, kind.classes())?;
    Ok((pixels.to_vec(), labels))
}
