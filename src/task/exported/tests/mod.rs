//! Graphs that are built here, and small files of PyTorch.

mod build;
mod channels;
mod memory;
mod names;
