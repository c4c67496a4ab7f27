//! ARCHITECTURE.md is true: its tables are read from there and checked against the source tree, with the rules of the
//! house. The other half of this test breaks each rule on purpose, in samples.

#![allow(clippy::unwrap_used, reason = "what fails in a test may panic")]

mod house;
mod imports;
mod lexer;
mod page;
mod samples;
mod source;

use imports::Breaches;
use page::{Dependency, Page};
use source::{File, Tree};
use std::collections::BTreeSet;
use std::path::Path;

const PAGE: &str = include_str!("../../ARCHITECTURE.md");
const MANIFEST: &str = include_str!("../../Cargo.toml");

fn page() -> Page {
    Page::read(PAGE)
}

fn tree() -> Tree {
    Tree::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
}

fn dependencies() -> Vec<Dependency> {
    page::dependencies(MANIFEST)
}

/// The files with their paths below the root of the repository.
fn below_root<'a>(folder: &str, tree: &'a Tree) -> Vec<(String, &'a File)> {
    tree.0.iter().map(|file| (format!("{folder}/{}", file.path), file)).collect()
}

#[track_caller]
fn none(breaches: &Breaches) {
    assert!(breaches.is_empty(), "\n{}\n", breaches.join("\n"));
}

#[test]
fn the_page_is_one_page() {
    assert!(PAGE.lines().count() <= 140);
}

#[test]
fn every_module_has_a_floor() {
    none(&imports::modules_are_listed(&tree(), &page()));
}

#[test]
fn imports_go_down() {
    none(&imports::imports_go_down(&tree(), &page()));
}

#[test]
fn imports_have_no_cycle() {
    none(&imports::imports_have_no_cycle(&tree()));
}

#[test]
fn foreign_crates_stay_in_their_place() {
    none(&imports::foreign_crates_stay_in_their_place(&tree(), &page()));
}

#[test]
fn dependencies_are_listed() {
    none(&imports::dependencies_are_listed(&dependencies(), &page()));
}

#[test]
fn stars_are_the_feature_torch() {
    none(&imports::stars_are_the_feature_torch(&tree(), &page(), &dependencies()));
}

#[test]
fn files_begin_with_their_subject() {
    none(&house::files_begin_with_their_subject(&tree()));
}

#[test]
fn files_are_short() {
    none(&house::files_are_short(&tree()));
}

#[test]
fn files_have_names_of_their_own() {
    none(&house::files_have_names_of_their_own(&tree()));
}

#[test]
fn functions_are_short() {
    none(&house::functions_are_short(&tree()));
}

#[test]
fn traits_are_few_and_small() {
    none(&house::traits_are_few_and_small(&tree()));
}

#[test]
fn nothing_is_unwrapped() {
    none(&house::nothing_is_unwrapped(&tree()));
}

#[test]
fn nothing_is_unfinished() {
    none(&house::nothing_is_unfinished(&tree()));
}

#[test]
fn files_are_asked_for_through_disk() {
    none(&house::files_are_asked_for_through_disk(&tree()));
}

#[test]
fn numbers_have_one_form() {
    none(&house::numbers_have_one_form(&tree()));
}

#[test]
fn serde_says_what_is_wrong() {
    none(&house::serde_says_what_is_wrong(&tree()));
}

#[test]
fn formats_are_as_listed() {
    let tree = tree();
    none(&house::formats_are_as_listed(&below_root("src", &tree), &page()));
}

#[test]
fn every_invariant_has_its_test() {
    let (src, tests) = (tree(), Tree::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")));
    let files: Vec<_> = below_root("src", &src).into_iter().chain(below_root("tests", &tests)).collect();
    none(&house::proofs_are_there(&files, &page()));
}

#[test]
fn what_is_tested_without_libtorch_only_never_asks_for_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let names = words_of_the_makefile("ALIKE");
    assert!(names.len() > 1 && names.iter().any(|name| name == "architecture"), "{names:?}");
    // This one knows nothing but the text of the sources, and names the feature in its samples.
    for name in names.iter().filter(|name| *name != "architecture") {
        let (file, folder) = (root.join(format!("tests/{name}.rs")), root.join("tests").join(name));
        let files = if file.exists() { vec![file] } else { files_in(&folder) };
        for file in files {
            let text = std::fs::read_to_string(&file).unwrap();
            assert!(!text.contains("feature = \"torch\""), "{} asks for libtorch", file.display());
        }
    }
}

#[test]
fn modules_that_ask_for_libtorch_are_tested_with_it() {
    let (tree, page) = (tree(), page());
    let asks = |file: &&File| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(&file.path);
        std::fs::read_to_string(path).unwrap().contains("feature = \"torch\"")
    };
    let asking = tree.0.iter().filter(asks).map(|file| file.top().to_owned());
    let starred = page.modules.iter().filter(|module| module.is_starred).map(|module| module.name.clone());
    let modules: BTreeSet<String> =
        asking.chain(starred).filter(|name| page.module(name).is_some()).collect();
    let tested: BTreeSet<String> = words_of_the_makefile("WITH_TORCH").into_iter().collect();
    let lib = BTreeSet::from(["lib".to_owned()]);
    assert_eq!(modules.difference(&lib).cloned().collect::<BTreeSet<_>>(), tested);
}

/// The words of a variable of the Makefile.
fn words_of_the_makefile(variable: &str) -> Vec<String> {
    let makefile = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Makefile")).unwrap();
    let value = makefile.lines().find_map(|line| line.strip_prefix(&format!("{variable} := ")));
    value.unwrap().split_whitespace().map(str::to_owned).collect()
}

fn files_in(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect()
}
