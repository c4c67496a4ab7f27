//! Exported modules for the crate tch: the golden files themselves are compiled here, run and trained.

#![allow(clippy::unwrap_used, reason = "what fails in a test may panic")]

#[path = "../export/definitions.rs"]
mod definitions;
mod golden;
mod mixes;
#[path = "../export/networks.rs"]
mod networks;
mod shares;
mod whole;
