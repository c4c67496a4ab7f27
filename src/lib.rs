//! actsearch: searches learned combinations of activation functions, layer by layer.
//!
//! The code reads as one straight line: a space file becomes a [`plan`], a [`controller`] proposes a candidate, a
//! [`worker`] has it trained through libtorch, the [`log`] records it, the best by validation accuracy is tested
//! once and can be [exported](export). ARCHITECTURE.md says which module stands on which floor, and why.

pub mod activation;
pub mod columns;
pub mod device;
pub mod digest;
pub mod disk;
pub mod interpreter;
pub mod numbers;
pub mod pt2;
pub mod seed;
pub mod statistics;
pub mod yaml;

pub mod definition;
pub mod task;

pub mod space;

pub mod trial;

pub mod controller;
pub mod dataset;
pub mod log;
#[cfg(feature = "torch")]
pub mod mix;
pub mod scheduler;

pub mod export;
#[cfg(feature = "torch")]
pub mod network;
pub mod plan;
pub mod report;

pub mod formula;
pub mod table;
#[cfg(feature = "torch")]
pub mod train;
pub mod worker;

pub mod search;

pub mod cli;
