//! Bad space files, each with the exact message beside it: `tests/bad/NAME.yaml` and `tests/bad/NAME.txt`.

#![allow(clippy::unwrap_used, reason = "what fails in a test may panic")]

mod support;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use support::{Ended, check_golden, files, program, project};

/// Every bad space with the message about it, in the order of their names.
static MESSAGES: LazyLock<Vec<(PathBuf, String)>> = LazyLock::new(|| {
    files(&folder(), "yaml").into_iter().map(|file| (file.clone(), message(&file))).collect()
});

fn folder() -> PathBuf {
    project().join("tests/bad")
}

/// The message about a file, which is named as it is seen from its own folder.
fn message(file: &Path) -> String {
    let name = file.file_name().unwrap();
    let arguments = ["check".as_ref(), "--no-probe".as_ref(), name];
    // Without a home there is no cache folder to look for data in, whose name would go into the message.
    let mut command = program();
    command.current_dir(folder()).args(arguments).env_remove("HOME").env_remove("XDG_CACHE_HOME");
    let ended = command.output().unwrap();
    let ended = Ended::from(ended).with_code(3);
    assert_eq!(ended.stdout, "", "{}", file.display());
    ended.stderr
}

#[test]
fn every_bad_space_gives_the_message_beside_it() {
    for (file, message) in MESSAGES.iter() {
        check_golden(&file.with_extension("txt"), message);
    }
}

#[test]
fn there_are_at_least_twenty_and_no_message_is_left_over() {
    assert!(MESSAGES.len() >= 20, "{}", MESSAGES.len());
    for message in files(&folder(), "txt") {
        assert!(message.with_extension("yaml").exists(), "{}", message.display());
    }
}

#[test]
fn every_message_counts_its_problems_and_tells_them_in_the_order_of_the_file() {
    for (file, message) in MESSAGES.iter() {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let places: Vec<(usize, usize)> = message.lines().filter_map(|line| place(line, &name)).collect();
        assert!(places.is_sorted(), "{message}");
        let count = places.len();
        let problems = if count == 1 { "problem" } else { "problems" };
        let is_unreadable = message.starts_with("error: cannot read ");
        assert!(
            is_unreadable || message.ends_with(&format!("\n{count} {problems} in {name}\n")),
            "{message}"
        );
    }
}

/// The line and the column that a line of a message begins with, if it tells a problem.
fn place(line: &str, name: &str) -> Option<(usize, usize)> {
    let mut parts = line.strip_prefix(name)?.strip_prefix(':')?.splitn(3, ':');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}
