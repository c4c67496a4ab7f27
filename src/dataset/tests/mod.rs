//! Tests of this module; the real Fashion-MNIST is read where `ACTSEARCH_DATA` has it.

mod apportion;
mod damage;
mod digits;
mod official;
mod places;
mod scale;
mod set;
mod split;
