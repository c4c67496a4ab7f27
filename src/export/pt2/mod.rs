//! The `pt2` format: the program that PyTorch exported, trained, with its mixes in the place of the activation functions.
//!
//! Everything else of the archive stays as it was: both graphs with their shapes, their lines of code and their modules. Of
//! each call of an activation function that was searched, the nodes are taken out, and calls of ATen's functions that
//! compute the mix are put in their place, in the graph of training and in that of evaluation.

mod archive;
mod call;
mod edit;
mod formula;
mod site;

use super::{Error, File, Form, TrainedModel};
use crate::digest::sha256;
use crate::pt2;
use formula::Formula;

/// What a site computes, for each site of a network.
fn formulas(trained: &TrainedModel, form: Form) -> Vec<Formula> {
    let program = trained.exported().model().program();
    let mut taken: Vec<String> = program.tensors.iter().map(|tensor| tensor.name.clone()).collect();
    let sites = trained.definition().sites().iter();
    sites.map(|learned| Formula::of(learned, form, &mut taken)).collect()
}

/// Writes a trained network as an archive, given the archive that it came in.
pub(super) fn files(trained: &TrainedModel, archive: &[u8], form: Form) -> Result<Vec<File>, Error> {
    if sha256(archive) != trained.exported().model().sha256() {
        return Err(Error::OtherArchive);
    }
    let entries = pt2::entries(archive).map_err(Error::Archive)?;
    let bytes = archive::written(trained, &formulas(trained, form), entries);
    Ok(vec![File { name: FILE.to_owned(), bytes }])
}

/// The name of the file.
const FILE: &str = "network.pt2";
