//! `activations_tch.rs` and `network.rs`: modules for the crate tch.

mod call;
mod layers;
mod network;
mod pieces;
mod site;
mod structs;

pub(super) use network::files as network;
pub(super) use structs::file;
