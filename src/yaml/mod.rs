//! The only door to YAML: reads a file with every problem found at once, and describes the same file as a
//! JSON Schema.
//!
//! A file is described once, by a [`Shape`] put together from [`record()`], [`tagged()`], [`list()`],
//! [`integer()`] and their siblings. [`read()`] reads a text of that shape; whatever is wrong comes back as
//! [`Problems`], each with its line and column, the bad value, what would be allowed, and the nearest known
//! word. [`document_schema`] gives the JSON Schema that editors complete and check with. What a program
//! wrote is read in the same way, as a [`Document`] of wider [`Limits`].
//!
//! ```
//! use actsearch::yaml::{Interval, Shape, Tag, integer, nothing, number, read, record, tagged};
//!
//! struct Training {
//!     epochs: u64,
//!     adam_lr: Option<f64>,
//! }
//!
//! fn optimizer() -> Shape<Option<f64>> {
//!     let rate = || number(Interval::above(0.0));
//!     let adam = record("", move |r| Some(Some(r.or("lr", "learning rate", rate(), 0.001))));
//!     tagged(vec![Tag::new("sgd", "plain descent", nothing(None)), Tag::new("adam", "with moments", adam)])
//! }
//!
//! fn training() -> Shape<Training> {
//!     record("how to train", |r| {
//!         let epochs = r.required("epochs", "passes over the data", integer(1..=10_000));
//!         let adam_lr = r.required("optimizer", "how to descend", optimizer());
//!         Some(Training { epochs: epochs?, adam_lr: adam_lr? })
//!     })
//! }
//!
//! let overrides = ["epochs=5".parse()?];
//! let read_well = read("epochs: 10\noptimizer: adam\n", &overrides, &training())?;
//! assert_eq!((read_well.epochs, read_well.adam_lr), (5, Some(0.001)));
//!
//! let text = "epochs: 10\noptimizer: {adam: {rate: 0.1}}\n";
//! let problems = read(text, &[], &training()).err().expect("there is no key `rate`");
//! assert_eq!(problems.render("a.yaml", text), "\
//! a.yaml:2:20: unknown key `rate` in `optimizer.adam`
//!   2 | optimizer: {adam: {rate: 0.1}}
//!     |                    ^^^^
//!   help: known here: lr
//! 1 problem in a.yaml
//! ");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

// From text to a tree, and from what is wrong in the tree back to the text.
mod findings;
mod limits;
mod lines;
mod node;
mod overrides;
mod parse;
mod place;
mod plain;
mod problem;
mod snippet;
mod syntax;

// What the tree may look like.
mod brief;
mod complaint;
mod description;
mod interval;
mod leading;
mod list;
mod nearest;
mod reading;
mod record;
mod repeats;
mod scalar;
mod shape;
mod tagged;
mod unread;

// Whole files.
mod document;
mod read;

#[cfg(test)]
mod tests;

pub use brief::{brief, or_mapping};
pub use complaint::Complaint;
pub use description::document_schema;
pub use document::Document;
pub use interval::Interval;
pub use leading::leading;
pub use limits::Limits;
pub use list::{alike, distinct, list, one_or_list, one_or_rows};
pub use nearest::suggestion;
pub use overrides::{Override, OverrideError};
pub use problem::{Place, Problem, Problems};
pub use read::read;
pub use record::{Record, record};
pub use repeats::Repeats;
pub use scalar::{boolean, file, integer, integer_or, nothing, number, text, word};
pub use shape::{Shape, defined, recursive};
pub use tagged::{Tag, tagged};
pub use unread::{or_null, unread};
