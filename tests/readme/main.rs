//! README.md does what it says: its commands are run, its space files are checked, its code is compiled, and every link
//! and path on the project's pages leads somewhere.
//!
//! Blocks of `sh` are run one after the other in one fresh folder, as a reader would who follows the page. A search on
//! Fashion-MNIST is cut down to seconds, and left out where the data is not there; without libtorch nothing is trained.

#![allow(clippy::unwrap_used, reason = "what fails in a test may panic")]

mod follow;
mod markdown;
mod samples;

use follow::{Reader, Step, has_fashion_mnist, script, step, targets};
use markdown::{Block, blocks, commands, is_path, leads_somewhere, links, outline, prose, spans};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

const PAGES: [&str; 4] = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn page(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn the_readme_has_blocks_of_known_languages() {
    let blocks = blocks(&page("README.md"));
    assert!(blocks.iter().any(|block| block.language == "sh"), "README.md has no block of `sh`");
    for block in blocks {
        // Those of rust and c are compiled and run by `make interop`.
        let known = ["sh", "yaml", "python", "rust", "c", "json", "text"].contains(&block.language.as_str());
        assert!(known, "README.md:{}: a block of `{}`, which nothing proves", block.line, block.language);
    }
}

#[test]
fn the_commands_of_the_readme_run() {
    let reader = Reader::new();
    let targets = targets(&page("Makefile"));
    for block in blocks(&page("README.md")).iter().filter(|block| block.language == "sh") {
        let commands = commands(&block.text);
        let steps: Vec<Step> = commands.iter().map(|command| step(command, &targets)).collect();
        let (script, left_out) = script(&steps, cfg!(feature = "torch"), has_fashion_mnist());
        // What needs libtorch is run in the other build.
        for command in left_out.iter().filter(|_| cfg!(feature = "torch")) {
            let mut stdout = std::io::stdout();
            writeln!(stdout, "\nskipped: the_commands_of_the_readme_run: {command} needs fashion-mnist")
                .unwrap();
        }
        let printed = reader.run(&script, block.line);
        if cfg!(feature = "torch") && steps.contains(&Step::Quickstart) {
            let shown = blocks(&page("README.md")).into_iter().find(|block| block.language == "text");
            let shown = shown.expect("README.md shows how the quick start ends");
            assert_eq!(outline(&shown.text), outline(&printed), "README.md:{}:\n{printed}", shown.line);
        }
    }
}

#[test]
fn the_space_files_of_the_readme_are_fine() {
    let reader = Reader::new();
    for block in blocks(&page("README.md")).iter().filter(|block| block.language == "yaml") {
        std::fs::write(reader.folder.path().join("space.yaml"), &block.text).unwrap();
        reader.run("actsearch check --no-probe space.yaml", block.line);
    }
}

#[test]
fn the_code_of_the_readme_compiles() {
    for block in blocks(&page("README.md")) {
        match block.language.as_str() {
            "python" => compile_python(&block),
            "json" => {
                let read = serde_json::from_str::<serde_json::Value>(&block.text);
                read.unwrap_or_else(|error| panic!("README.md:{}: {error}", block.line));
            }
            _ => {}
        }
    }
}

fn compile_python(block: &Block) {
    let mut python = Command::new("python3")
        .args(["-c", "import sys; compile(sys.stdin.read(), 'README.md', 'exec')"])
        .stdin(Stdio::piped())
        .spawn()
        .expect("this test needs python3");
    python.stdin.take().unwrap().write_all(block.text.as_bytes()).unwrap();
    assert!(python.wait().unwrap().success(), "README.md:{}: no Python", block.line);
}

#[test]
fn every_link_and_path_leads_somewhere() {
    for name in PAGES {
        let prose = prose(&page(name));
        let linked = links(&prose).into_iter().filter(|link| !leads_somewhere(link, name));
        let spans = spans(&prose);
        let named = spans.iter().filter(|span| is_path(span) && !root().join(span).exists()).cloned();
        let lost: Vec<String> = linked.chain(named).collect();
        assert!(lost.is_empty(), "{name} names what is not there: {}", lost.join(", "));
    }
}

#[test]
fn every_make_target_on_the_pages_is_there() {
    let targets = targets(&page("Makefile"));
    for name in PAGES {
        let page = page(name);
        let blocks = blocks(&page);
        let shell = blocks.iter().filter(|block| block.language == "sh");
        let commands = shell.flat_map(|block| commands(&block.text)).chain(spans(&prose(&page)));
        commands.filter(|command| command.starts_with("make ")).for_each(|command| {
            step(&command, &targets);
        });
    }
}
