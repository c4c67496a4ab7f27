//! Bad space files and bad definitions, each with the exact message beside it: `tests/bad/NAME.yaml` and `tests/bad/NAME.txt`,
//! and the same in `tests/bad/definitions`.

#![allow(clippy::unwrap_used, reason = "what fails in a test may panic")]

mod support;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use support::{Ended, check_golden, files, program, project};

/// A bad file with the message about it.
type Told = (PathBuf, String);

/// Every bad space, in the order of their names.
static SPACES: LazyLock<Vec<Told>> = LazyLock::new(|| {
    let told = |file: PathBuf| (file.clone(), message(&file, &["check", "--no-probe"], 3));
    files(&spaces(), "yaml").into_iter().map(told).collect()
});

/// Every bad definition.
static DEFINITIONS: LazyLock<Vec<Told>> = LazyLock::new(|| {
    let told = |file: PathBuf| (file.clone(), message(&file, &["export", "--stdout", "--format", "yaml"], 1));
    let is_good = |file: &PathBuf| file.ends_with(GOOD);
    let all = ["yaml", "json"].into_iter().flat_map(|extension| files(&definitions(), extension));
    all.filter(|file| !is_good(file)).map(told).collect()
});

/// The one definition that is well: spaces misuse it.
const GOOD: &str = "learned.json";

fn spaces() -> PathBuf {
    project().join("tests/bad")
}

fn definitions() -> PathBuf {
    spaces().join("definitions")
}

/// The message of a command about a file, which is named as it is seen from its own folder.
fn message(file: &Path, command: &[&str], code: i32) -> String {
    let arguments = command.iter().map(OsStr::new).chain(file.file_name());
    // Without a home there is no cache folder to look for data in, whose name would go into the message.
    let mut command = program();
    command
        .current_dir(file.parent().unwrap())
        .args(arguments)
        .env_remove("HOME")
        .env_remove("XDG_CACHE_HOME");
    let ended = command.output().unwrap();
    let ended = Ended::from(ended).with_code(code);
    assert_eq!(ended.stdout, "", "{}", file.display());
    ended.stderr
}

#[test]
fn every_bad_space_gives_the_message_beside_it() {
    for (file, message) in SPACES.iter() {
        check_golden(&file.with_extension("txt"), message);
    }
}

#[test]
fn every_bad_definition_gives_the_message_beside_it() {
    for (file, message) in DEFINITIONS.iter() {
        check_golden(&file.with_extension("txt"), message);
    }
}

#[test]
fn there_are_many_and_no_message_is_left_over() {
    for (folder, told, fewest) in [(spaces(), &SPACES, 70), (definitions(), &DEFINITIONS, 12)] {
        assert!(told.len() >= fewest, "{} in {}", told.len(), folder.display());
        for message in files(&folder, "txt") {
            let is_of = |(file, _): &Told| file.with_extension("txt") == message;
            assert!(told.iter().any(is_of), "{}", message.display());
        }
    }
}

#[test]
fn every_message_counts_its_problems_and_tells_them_in_the_order_of_the_file() {
    for (file, message) in SPACES.iter().chain(DEFINITIONS.iter()) {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let places: Vec<(usize, usize)> = message.lines().filter_map(|line| place(line, &name)).collect();
        assert!(places.is_sorted(), "{message}");
        let count = places.len();
        let problems = if count == 1 { "problem" } else { "problems" };
        let is_of_the_whole = message.starts_with("error: cannot read ") || message.contains(NEWER);
        assert!(
            is_of_the_whole || message.ends_with(&format!("\n{count} {problems} in {name}\n")),
            "{message}"
        );
    }
}

/// Of what a newer program wrote nothing else is said.
const NEWER: &str = ": the definition has format ";

/// The line and the column that a line of a message begins with, if it tells a problem.
fn place(line: &str, name: &str) -> Option<(usize, usize)> {
    let mut parts = line.strip_prefix(name)?.strip_prefix(':')?.splitn(3, ':');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}
