//! Exported functions, compiled by the compilers of their languages and compared with the formulas in f64.

#![allow(clippy::unwrap_used, reason = "what fails in a test may panic")]

#[path = "../export/definitions.rs"]
mod definitions;
mod driver;
mod reference;
mod sites;

use actsearch::export::{Definition, Exported, Form, Format, What, export};
use driver::{Compiler, Driver};
use reference::{Error, array_of, inputs};
use std::path::{Path, PathBuf};

/// How far a number may be from the formula, relative to the sum of the absolute values of its terms, or to 1.
const ALLOWED: f64 = 1e-6;

#[test]
fn golden_rust_compiles_without_a_warning() {
    for (name, _) in definitions::golden_definitions() {
        for edition in ["2021", "2024"] {
            let folder = tempfile::tempdir().unwrap();
            Compiler::Rust.check(&golden(name, "activations.rs"), &[edition], folder.path());
        }
    }
}

#[test]
fn golden_c_compiles_without_a_warning() {
    for (name, _) in definitions::golden_definitions() {
        let folder = tempfile::tempdir().unwrap();
        Compiler::C.check(&golden(name, "activations.h"), &["c99"], folder.path());
    }
}

#[test]
fn golden_functions_are_the_formula() {
    for (_, definition) in definitions::golden_definitions() {
        if definition
            .sites()
            .iter()
            .all(|site| site.site.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
        {
            for compiler in [Compiler::Rust, Compiler::C] {
                compare(compiler, &definition, Form::Simplified);
            }
        }
    }
}

#[test]
fn every_base_in_rust_is_the_formula() {
    compare(Compiler::Rust, &sites::every_base(), Form::Simplified);
    compare(Compiler::Rust, &sites::every_base(), Form::Exact);
}

#[test]
fn every_base_in_c_is_the_formula() {
    compare(Compiler::C, &sites::every_base(), Form::Simplified);
    compare(Compiler::C, &sites::every_base(), Form::Exact);
}

/// Compiles all functions of a definition, and compares what they give with f64.
fn compare(compiler: Compiler, definition: &Definition, form: Form) {
    let folder = tempfile::tempdir().unwrap();
    let format = match compiler {
        Compiler::Rust => Format::Rust,
        Compiler::C => Format::C,
    };
    let Exported::Files(files) = export(format, What::Mix(definition), form).unwrap() else { panic!() };
    std::fs::write(folder.path().join(&files[0].name), &files[0].bytes).unwrap();
    let driver = Driver { compiler, sites: definition.sites() };
    let mut found = driver.run(folder.path(), &inputs()).into_iter();
    let (mut value, mut slope, mut array) =
        (Error::new("value"), Error::new("derivative"), Error::new("array"));
    for site in definition.sites() {
        for channel in 0..driver::n_channels(site) {
            for x in inputs().into_iter().filter(|_| reference::is_elementwise(site)) {
                value.compare(found.next().unwrap(), reference::value(site, channel, x), site, x);
                if compiler == Compiler::Rust {
                    slope.compare(
                        found.next().unwrap(),
                        reference::derivative(site, form, channel, x),
                        site,
                        x,
                    );
                }
            }
        }
        for (x, expected) in array_of(site) {
            array.compare(found.next().unwrap(), expected, site, x);
        }
    }
    assert_eq!(found.next(), None);
    for error in [value, slope, array] {
        assert!(error.largest <= ALLOWED, "{compiler:?} {form:?}: {error}");
    }
}

fn golden(name: &str, file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name).join(file)
}
