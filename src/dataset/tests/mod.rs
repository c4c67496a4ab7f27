//! Tests of this module; the real Fashion-MNIST is read where `ACTSEARCH_DATA` has it.

mod apportion;
mod batch;
mod battery;
mod cache;
mod changed;
mod cifar;
mod damage;
mod digits;
mod fetch;
mod idx_folder;
mod limits;
mod npz;
mod npz_arrays;
mod npz_names;
mod npz_offsets;
mod official;
mod pickles;
mod picture_folders;
mod pictures;
mod places;
mod scale;
mod sections;
mod set;
mod sheet;
mod split;
mod table;
mod table_kinds;
mod table_problems;
mod table_sides;

use std::io::Write;

/// Says that a test leaves something out, and why, where no test's output is caught: `.ci/run` counts such tests apart.
fn skipped(test: &str, why: &str) {
    let why = why.lines().next().unwrap_or_default();
    // Not by `println`, which is caught.
    let mut stdout = std::io::stdout();
    writeln!(stdout, "\nskipped: {test}: {why}").unwrap();
}
