//! Learned mixes as a portable file: what a search takes home, and what a space file can begin with.
//!
//! A [`Definition`] is a set of learned mixes, one for each site, checked when it is made. [`read`] reads one from YAML or JSON, with
//! every problem at once, and [`schema`] describes what it reads.

mod check;
mod import;
mod numbers;
mod problem;
mod provenance;
mod read;
mod samples;
mod samples_shape;
mod schema;
mod seal;
mod set;
mod shape;
mod site_shape;

pub use import::{Definitions, Imported, Named, file};
pub use problem::{Error, Fault, Problem, ReadError};
pub use provenance::Provenance;
pub use read::{LARGEST, read};
pub use samples::{Normalisation, Samples, one_line};
pub use schema::schema;
pub use seal::{json_seal, yaml_seal};
pub use set::Definition;
