//! The program as its users see it: what it says, its exit codes, and that nothing is ever lost.

#![allow(clippy::unwrap_used, reason = "what fails in a test may panic")]

#[path = "../support/mod.rs"]
mod support;

// What needs no training.
mod activations;
mod arrays;
mod brains;
mod check;
mod data;
mod datasets;
mod export;
mod large_networks;
#[cfg(not(feature = "torch"))]
mod limits;
mod machine;
mod mistakes;
mod npz;
mod streams;
mod terminal;

// What needs a run.
#[cfg(feature = "torch")]
mod damage;
#[cfg(feature = "torch")]
mod displaced;
#[cfg(feature = "torch")]
mod diverging;
#[cfg(feature = "torch")]
mod extended;
#[cfg(feature = "torch")]
mod full_disk;
#[cfg(feature = "torch")]
mod interrupted;
#[cfg(feature = "torch")]
mod learned;
#[cfg(feature = "torch")]
mod no_memory;
#[cfg(feature = "torch")]
mod operator;
#[cfg(feature = "torch")]
mod outputs;
#[cfg(feature = "torch")]
mod paths;
#[cfg(feature = "torch")]
mod run_folder;
#[cfg(feature = "torch")]
mod taken;
#[cfg(feature = "torch")]
mod verify;
