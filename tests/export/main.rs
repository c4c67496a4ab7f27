//! The exported files: compared with the golden ones, and read back into the very same mixes.

#![allow(clippy::unwrap_used, reason = "what fails in a test may panic")]

mod checked_networks;
mod definitions;
mod evaluated;
mod mutants;
mod names;
mod network_mutants;
mod networks;
mod random;
mod read_back;
mod schema;

use actsearch::activation::LearnedMix;
use actsearch::export::{Definition, Exported, File, Form, Format, What, export, onnx_listing, read_yaml};
use definitions::golden_definitions;
use networks::golden_networks;
use random::random_definitions;
use read_back::read_back;
use std::path::{Path, PathBuf};

#[test]
fn exported_mixes_are_the_golden_files() {
    for (name, definition) in golden_definitions() {
        for format in Format::ALL.into_iter().filter(|format| format.holds_mixes()) {
            check_golden(name, &exported(format, What::Mix(&definition)));
        }
    }
}

#[test]
fn exported_networks_are_the_golden_files() {
    for (name, trained) in golden_networks() {
        for format in Format::ALL.into_iter().filter(|format| format.holds_networks()) {
            check_golden(name, &exported(format, What::Network(&trained)));
        }
    }
}

#[test]
fn golden_yaml_reads_back_as_what_was_written() {
    for (name, definition) in golden_definitions() {
        let text = std::fs::read_to_string(golden_folder(name).join("activations.yaml")).unwrap();
        assert_eq!(read_yaml(&text).unwrap(), definition, "{name}");
    }
}

#[test]
fn exported_python_reads_back_to_the_last_digit() {
    let golden = golden_definitions().into_iter().map(|(_, definition)| definition);
    let definitions: Vec<Definition> = golden.chain(random_definitions(50)).collect();
    let sources: Vec<String> =
        definitions.iter().map(|definition| text(Format::Pytorch, definition)).collect();
    for (definition, sites) in definitions.iter().zip(read_back(&sources)) {
        assert_eq!(bits(&sites), bits(definition.sites()));
        assert_eq!(sites, definition.sites());
    }
}

#[test]
fn exported_yaml_reads_back_to_the_last_digit() {
    for definition in random_definitions(50) {
        let read = read_yaml(&text(Format::Yaml, &definition)).unwrap();
        assert_eq!(bits(read.sites()), bits(definition.sites()));
        assert_eq!(read, definition);
    }
}

#[test]
fn exported_json_reads_back_to_the_last_digit() {
    let golden = golden_definitions().into_iter().map(|(_, definition)| definition);
    for definition in golden.chain(random_definitions(50)) {
        let text = text(Format::Json, &definition);
        let (unsealed, _seal) = text.rsplit_once(",\n  \"sha256\"").unwrap();
        let with_schema =
            format!("{unsealed}\n}}\n").replacen('{', "{\n  \"$schema\": \"definition.schema.json\",", 1);
        for text in [&text, &with_schema] {
            assert!(serde_json::from_str::<serde_json::Value>(text).is_ok(), "{text}");
            let read = read_yaml(text).unwrap();
            assert_eq!(bits(read.sites()), bits(definition.sites()));
            assert_eq!(read, definition);
        }
    }
}

/// What is written by default; of a script for libtorch, its methods.
fn exported(format: Format, what: What<'_>) -> Vec<File> {
    match export(format, what, Form::Simplified).unwrap() {
        Exported::Files(files) => files.into_iter().flat_map(with_listing).collect(),
        Exported::Script(script) => {
            vec![File { name: format!("{}.txt", script.file), bytes: script.methods.into_bytes() }]
        }
    }
}

/// A file and, if it is a model of ONNX, what is in it as text: so a reviewer sees what changed.
fn with_listing(file: File) -> Vec<File> {
    if Path::new(&file.name).extension().is_none_or(|extension| extension != "onnx") {
        return vec![file];
    }
    let listing = onnx_listing(&file.bytes).unwrap();
    let listing = File { name: format!("{}.txt", file.name), bytes: listing.into_bytes() };
    vec![file, listing]
}

/// The only file of an export, as text.
fn text(format: Format, definition: &Definition) -> String {
    let [file] = exported(format, What::Mix(definition)).try_into().unwrap();
    String::from_utf8(file.bytes).unwrap()
}

/// Compares with golden files; with `ACTSEARCH_BLESS=1` in the environment it writes them instead.
fn check_golden(name: &str, files: &[File]) {
    let folder = golden_folder(name);
    for file in files {
        let path = folder.join(&file.name);
        if std::env::var_os("ACTSEARCH_BLESS").is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, &file.bytes).unwrap();
        }
        let golden = std::fs::read(&path).unwrap_or_default();
        assert!(
            file.bytes == golden,
            "{} differs; to accept, run with ACTSEARCH_BLESS=1. Now:\n{}",
            path.display(),
            String::from_utf8_lossy(&file.bytes)
        );
    }
}

fn golden_folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name)
}

fn bits(sites: &[LearnedMix]) -> Vec<u32> {
    let numbers = sites.iter().flat_map(|learned| [&learned.coefficients, &learned.parameters]);
    numbers.flat_map(|rows| rows.concat()).map(f32::to_bits).collect()
}
