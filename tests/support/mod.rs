//! What the tests of the program share: running it, temporary folders, golden files.

#![allow(dead_code, reason = "every test takes what it needs")]

pub mod archive;

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// The folder of the whole project.
pub fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The program, with nothing of the environment that would change what it does or say.
pub fn program() -> Command {
    clean(Command::new(env!("CARGO_BIN_EXE_actsearch")))
}

fn clean(mut command: Command) -> Command {
    for variable in ["ACTSEARCH_DATA", "RUST_LOG", "RUST_BACKTRACE", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"]
    {
        command.env_remove(variable);
    }
    // What is decoded in tests does not go into the cache folder of whoever runs them.
    command.env("XDG_CACHE_HOME", concat!(env!("CARGO_TARGET_TMPDIR"), "/cache"));
    command.stdin(Stdio::null());
    command
}

/// Runs the program in a folder until it ends.
pub fn run_in<A: AsRef<OsStr>>(folder: &Path, arguments: impl IntoIterator<Item = A>) -> Ended {
    program().current_dir(folder).args(arguments).output().unwrap().into()
}

/// What a run of the program came to.
#[derive(Debug)]
pub struct Ended {
    /// The exit code; nothing if a signal ended the program.
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("the program writes UTF-8");
        Self { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }
}

impl Ended {
    /// The same, once it is clear that the program ended with this code and without a panic.
    #[track_caller]
    pub fn with_code(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
        self
    }

    /// The same, once it is clear that the program failed with this code, said exactly this, and printed nothing.
    #[track_caller]
    pub fn failed(self, code: i32, message: &str) -> Self {
        let ended = self.with_code(code);
        assert_eq!(ended.stderr, format!("{message}\n"));
        assert_eq!(ended.stdout, "");
        ended
    }

    /// What the program printed as JSON.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}:\n{}", self.stdout))
    }
}

/// A folder of its own in which the program runs, with a small search in `space.yaml`.
pub struct Place(tempfile::TempDir);

const SPACE: &str = "\
name: small
seed: 3
data: {source: digits, validation: 0.25, samples: 400}
network: {preset: {mlp: {hidden: [16]}}}
activations: {bases: [identity, relu, tanh, sigmoid], size: {min: 2, max: 3}}
training: {epochs: 2, batch_size: 32}
budget: {trials: 6}
baselines: [relu, tanh]
";

impl Place {
    pub fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        std::fs::write(place.path("space.yaml"), SPACE).unwrap();
        place
    }

    /// The path of something in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The text of a file in the folder.
    #[track_caller]
    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The names of what lies in a folder of the folder, sorted.
    pub fn names(&self, name: &str) -> Vec<String> {
        let entries = std::fs::read_dir(self.path(name)).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// The program in the folder, with a command line that is written as in a shell without quotes.
    pub fn command(&self, line: &str) -> Command {
        let mut command = program();
        command.current_dir(self.0.path()).args(line.split_whitespace());
        command
    }

    /// The same, run by another program, such as `["nice", "-n", "5"]`.
    pub fn command_by(&self, runner: &[&str], line: &str) -> Command {
        let mut command = clean(Command::new(runner[0]));
        command.current_dir(self.0.path()).args(&runner[1..]).arg(env!("CARGO_BIN_EXE_actsearch"));
        command.args(line.split_whitespace());
        command
    }

    /// The same, in a process that a line of shell was run in before, such as `ulimit -f 8`.
    pub fn command_after(&self, preparation: &str, line: &str) -> Command {
        let mut command = clean(Command::new("bash"));
        command.current_dir(self.0.path()).arg("-c").arg(format!("{preparation}; exec \"$0\" \"$@\""));
        command.arg(env!("CARGO_BIN_EXE_actsearch")).args(line.split_whitespace());
        command
    }

    /// Runs the program in the folder until it ends.
    pub fn run(&self, line: &str) -> Ended {
        self.command(line).output().unwrap().into()
    }

    /// Starts the program in the folder.
    pub fn start(&self, line: &str) -> Started {
        Started::from(self.command(line))
    }
}

impl From<Command> for Started {
    fn from(mut command: Command) -> Self {
        Self(Some(command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()))
    }
}

/// The program at work. It is killed if nobody waits for its end.
pub struct Started(Option<Child>);

impl Started {
    /// Sends a signal, such as `INT`.
    pub fn signal(&self, name: &str) {
        let id = self.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &id]).status().unwrap().success());
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.0.as_ref().unwrap().id()
    }

    /// Ends it with SIGKILL: it has no chance to tidy up.
    pub fn kill(&mut self) {
        let child = self.0.as_mut().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// Waits for its end.
    pub fn wait(mut self) -> Ended {
        self.0.take().unwrap().wait_with_output().unwrap().into()
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        if let Some(mut child) = self.0.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Waits until something is there, and fails if it does not come.
#[track_caller]
pub fn wait_for<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + Duration::from_secs(120);
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < deadline, "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Waits until there is a file.
#[track_caller]
pub fn wait_for_file(path: &Path) {
    wait_for(&path.display().to_string(), || path.exists().then_some(()));
}

/// Waits until a run has a checkpoint of a trial.
#[track_caller]
pub fn wait_for_checkpoint(run: &Path, trial: u32) {
    let prefix = format!("trial-{trial:05}-");
    wait_for("a checkpoint", || {
        let mut entries = std::fs::read_dir(run.join("checkpoints")).ok()?.flatten();
        entries.find(|entry| entry.file_name().to_string_lossy().starts_with(&prefix)).map(drop)
    });
}

/// Says that a test leaves something out, and why, where no test's output is caught: `.ci/run` counts such tests apart.
pub fn skipped(test: &str, why: &str) {
    // Not by `println`, which is caught.
    let mut stdout = std::io::stdout();
    writeln!(stdout, "\nskipped: {test}: {why}").unwrap();
}

/// Compares with a golden file; with `ACTSEARCH_BLESS=1` in the environment it writes the file instead.
#[track_caller]
pub fn check_golden(path: &Path, text: &str) {
    if std::env::var_os("ACTSEARCH_BLESS").is_some() {
        std::fs::write(path, text).unwrap();
    }
    let golden = std::fs::read_to_string(path).unwrap_or_default();
    let path = path.display();
    assert!(text == golden, "{path} differs; to accept, run with ACTSEARCH_BLESS=1. Now:\n{text}");
}

/// The files of a folder with this ending, sorted.
pub fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|found| found == ending)).collect();
    files.sort();
    files
}
