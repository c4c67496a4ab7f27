//! Following the page: which of its commands are run, and where.

use crate::root;
use actsearch::dataset::{self, Places};
use actsearch::task::Source;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a search on Fashion-MNIST is cut down to.
const SMALL: &str = " --set budget.trials=2 --set training.epochs=1 --set data.samples=600";

/// What a command asks for.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// A target of the Makefile, which builds or tests: it is not run from here.
    Make,
    /// `make quickstart`: what it does behind the build.
    Quickstart,
    /// A command that needs no more than the program.
    Plain(String),
    /// A command that trains, or looks at what was trained.
    Trained(String),
}

#[track_caller]
pub fn step(command: &str, targets: &[String]) -> Step {
    if let Some(asked) = command.strip_prefix("make ") {
        let asked = asked.split(" #").next().unwrap_or_default();
        // What is quoted belongs to the assignment before it.
        let unquoted: String = asked.split('\'').step_by(2).collect();
        let is_known = |word: &str| word.contains('=') || targets.iter().any(|target| target == word);
        assert!(unquoted.split_whitespace().all(is_known), "`{command}` has no target in the Makefile");
        return if command.starts_with("make quickstart") { Step::Quickstart } else { Step::Make };
    }
    let words: Vec<&str> = command.split_whitespace().collect();
    let calls: Vec<&[&str]> = words.split(|word| *word == "actsearch").skip(1).collect();
    let is_plain = |call: &&[&str]| {
        let subcommand = call.iter().find(|word| !["-v", "-vv", "-vvv"].contains(word));
        let plain = ["check", "schema", "activations", "help", "--help", "-h", "--version", "-V"];
        subcommand.is_none_or(|word| plain.contains(word))
    };
    if !calls.is_empty() && calls.iter().all(is_plain) {
        Step::Plain(command.to_owned())
    } else {
        Step::Trained(command.to_owned())
    }
}

/// What is run of some steps: nothing that trains without libtorch, and nothing on Fashion-MNIST without its files. Beside
/// it what is left out, and why.
pub fn script(steps: &[Step], has_torch: bool, has_fashion_mnist: bool) -> (String, Vec<String>) {
    let (mut script, mut left_out) = (String::new(), Vec::new());
    for step in steps {
        let (needs_torch, command) = match step {
            Step::Make => continue,
            Step::Quickstart => (true, "sh scripts/quickstart.sh"),
            Step::Plain(command) => (false, command.as_str()),
            Step::Trained(command) => (true, command.as_str()),
        };
        let is_fashion = command.replace('-', "_").contains("fashion_mnist");
        let is_search = command.split_whitespace().any(|word| word == "search");
        if needs_torch && !has_torch {
            left_out.push(format!("`{command}`, without libtorch"));
        } else if is_fashion && !has_fashion_mnist {
            left_out.push(format!("`{command}`, without the files of Fashion-MNIST"));
        } else {
            let small = if is_fashion && is_search { SMALL } else { "" };
            script.extend([command, small, "\n"]);
        }
    }
    (script, left_out)
}

/// Whether `ACTSEARCH_DATA` names a folder with the four files.
pub fn has_fashion_mnist() -> bool {
    let folder = std::env::var_os("ACTSEARCH_DATA").map(PathBuf::from);
    folder.is_some_and(|folder| {
        dataset::training_part(&Source::FashionMnist, &Places::new(Some(folder))).is_ok()
    })
}

pub fn targets(makefile: &str) -> Vec<String> {
    let target = |line: &str| {
        let (name, rest) = line.split_once(':')?;
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        (!rest.starts_with('=') && !name.is_empty() && name.chars().all(is_word)).then(|| name.to_owned())
    };
    makefile.lines().filter_map(target).collect()
}

/// Somebody who follows the page: a folder with what a clone has of data, and the program on the path.
pub struct Reader {
    pub folder: tempfile::TempDir,
    path: OsString,
}

impl Reader {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let program = Path::new(env!("CARGO_BIN_EXE_actsearch"));
        for copied in ["data", "search_spaces", "scripts", "experiments"] {
            copy(&root().join(copied), &folder.path().join(copied));
        }
        // Where `scripts/quickstart.sh` looks for the program.
        let built = folder.path().join("target/release");
        std::fs::create_dir_all(&built).unwrap();
        std::os::unix::fs::symlink(program, built.join("actsearch")).unwrap();
        let old = std::env::var_os("PATH").unwrap_or_default();
        let folders =
            std::iter::once(program.parent().unwrap().to_owned()).chain(std::env::split_paths(&old));
        Self { folder, path: std::env::join_paths(folders).unwrap() }
    }

    /// Runs a block, and hands back what it printed on stdout.
    #[track_caller]
    pub fn run(&self, script: &str, line: usize) -> String {
        let script = format!("trap 'echo \"this failed: $BASH_COMMAND\" >&2' ERR\n{script}");
        let output = Command::new("bash")
            .args(["-Eeuo", "pipefail", "-c", &script])
            .current_dir(self.folder.path())
            .env("PATH", &self.path)
            .env_remove("CARGO_TARGET_DIR")
            .env_remove("RUST_LOG")
            .stdin(Stdio::null())
            .output()
            .expect("this test needs bash");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
        assert!(output.status.success(), "README.md:{line}:\n{stdout}\n{stderr}");
        stdout
    }
}

/// Copies a folder, if it is there.
fn copy(from: &Path, to: &Path) {
    let Ok(entries) = std::fs::read_dir(from) else { return };
    std::fs::create_dir_all(to).unwrap();
    for entry in entries.map(|entry| entry.unwrap().path()) {
        let to = to.join(entry.file_name().unwrap());
        if entry.is_dir() {
            copy(&entry, &to);
        } else {
            std::fs::copy(&entry, &to).unwrap();
        }
    }
}
