//! Real files, small ones that are built here, and those with each thing broken once.

mod archives;
mod batches;
mod build;
mod graphs;
mod modes;
mod real;
mod starts;
mod tensors;

use super::read;
use build::Files;

/// What reading the files as an archive says.
fn refused(files: &Files) -> String {
    message(&files.zip())
}

fn message(bytes: &[u8]) -> String {
    match read(bytes) {
        Ok(_) => "it was read".to_owned(),
        Err(error) => error.to_string(),
    }
}
