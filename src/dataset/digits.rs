//! The digits that are compiled in; `data/README.md` tells where they come from.

use super::Images;
use super::part::Part;
use super::split::draw;
use crate::seed::Seed;
use crate::task::Source;
use flate2::read::GzDecoder;
use std::io::Read;

const PACKED: &[u8] = include_bytes!("../../data/digits.bin.gz");

/// One part; the cut between the parts depends on no run, so results of all runs can be compared.
pub(super) fn read(part: Part) -> Images {
    let all = all();
    let cut =
        draw(&all.labels, all.len(), Source::Digits.test_samples(), &Seed::new(0).of("digits test part"));
    match part {
        Part::Training => all.select(&cut.training),
        Part::Test => all.select(&cut.validation),
    }
}

/// All pixels, then all labels, a byte each.
pub(super) fn all() -> Images {
    let mut pixels = Vec::new();
    GzDecoder::new(PACKED).read_to_end(&mut pixels).expect("the packed digits are compiled in and tested");
    let dims = Source::Digits.dims();
    let labels = pixels.split_off(pixels.len() / (dims.size() + 1) * dims.size());
    Images { dims, white: 16, pixels, labels }
}
