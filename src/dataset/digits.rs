//! The digits that are compiled in; `data/README.md` tells where they come from.

use super::Part;
use super::decoded::Decoded;
use super::split::draw;
use crate::seed::Seed;
use crate::task::Dims;
use flate2::read::GzDecoder;
use std::io::Read;

const PACKED: &[u8] = include_bytes!("../../data/digits.bin.gz");
const DIMS: Dims = Dims::Image { channels: 1, height: 8, width: 8 };
const TEST_SAMPLES: usize = 360;

/// Both parts; the cut between them depends on no run, so results of all runs can be compared.
pub(super) fn decode() -> Decoded {
    let all = all();
    let cut = draw(all.labels(), all.len(), TEST_SAMPLES, &Seed::new(0).of("digits test part"));
    Decoded::numbered(all.select(&cut.training), all.select(&cut.validation), 10)
}

/// All samples.
pub(super) fn all() -> Part {
    let mut pixels = Vec::new();
    GzDecoder::new(PACKED).read_to_end(&mut pixels).expect("the packed digits are compiled in and tested");
    // All pixels, then all labels, a byte each.
    let labels = pixels.split_off(pixels.len() / (DIMS.size() + 1) * DIMS.size());
    Part::of_bytes(DIMS, 16, pixels, labels.into_iter().map(u16::from).collect())
}
