//! Graphs that are built here, and small files of PyTorch.

mod build;
mod by_class;
mod by_hand;
mod channels;
mod decay;
mod fresh;
mod gates;
mod globs;
mod memory;
mod names;
mod order;
mod real;
mod replaced;
