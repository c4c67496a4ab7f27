//! The program is killed with SIGKILL at twenty random moments of a real search, and always resumed to the same results.

#![cfg(feature = "torch")]
#![expect(clippy::unwrap_used, reason = "a test may stop at the first thing that is not as it should be")]

use actsearch::seed::Seed;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const SPACE: &str = "
name: killed
seed: 11
data: {source: digits, samples: 600}
network: {preset: {mlp: {hidden: [32, 16]}}}
activations: {bases: [identity, relu, tanh, swish], size: {min: 2, max: 3}, hull: [affine, convex], sharing: [layer, channel]}
training: {epochs: 6, batch_size: 16}
budget: {trials: 16}
baselines: [relu]
";

const KILLS: usize = 20;

struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        let place = tempfile::tempdir().unwrap();
        std::fs::write(place.path().join("space.yaml"), SPACE).unwrap();
        Self(place)
    }

    fn run_folder(&self) -> PathBuf {
        self.0.path().join("run")
    }

    /// Begins the search, or goes on with it if its folder is there.
    fn start(&self, workers: usize) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_actsearch"));
        if self.run_folder().exists() {
            command.arg("resume").arg(self.run_folder());
        } else {
            command.arg("search").arg(self.0.path().join("space.yaml")).arg("--run").arg(self.run_folder());
        }
        command.arg("--workers").arg(workers.to_string()).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().unwrap()
    }

    fn finish(&self, workers: usize) -> Results {
        let status = self.start(workers).wait().unwrap();
        assert!(status.success(), "{status}");
        Results::of(&self.run_folder())
    }
}

#[derive(Debug, PartialEq)]
struct Results {
    table: String,
    winner: String,
}

impl Results {
    fn of(run: &Path) -> Self {
        let read = |name| std::fs::read_to_string(run.join(name)).unwrap();
        Self { table: read("results.csv"), winner: read("winner.yaml") }
    }
}

#[test]
fn one_and_two_workers_find_the_same_to_the_last_byte() {
    assert_eq!(Place::new().finish(1), Place::new().finish(2));
}

#[test]
fn a_search_killed_at_twenty_random_moments_is_resumed_to_the_same_results() {
    let whole = Place::new().finish(2);
    assert_eq!(whole.table.lines().count(), 17);
    // The shorter of two, because other work of the machine only makes it longer.
    let length = (0..2)
        .map(|_| {
            let started = Instant::now();
            assert_eq!(Place::new().finish(2), whole);
            started.elapsed()
        })
        .min()
        .unwrap();

    let moments = Seed::new(20).of("moments").stream().uniform(KILLS, 0.5);
    let mut killed_at_work = 0;
    for (number, moment) in moments.iter().enumerate() {
        let place = Place::new();
        let workers = 1 + number % 2;
        let mut child = place.start(workers);
        // The moment is what is random here; nothing waits for anything by it.
        std::thread::sleep(length.mul_f32(moment + 0.5));
        killed_at_work += usize::from(child.try_wait().unwrap().is_none());
        kill(&mut child);
        assert_eq!(place.finish(workers), whole, "killed after {moment} of the search, {workers} workers");
    }
    assert!(killed_at_work > KILLS / 2, "only {killed_at_work} searches were killed before they ended");
}

#[test]
fn a_search_killed_again_and_again_ends_with_the_same_results() {
    let whole = Place::new().finish(2);
    let place = Place::new();
    for milliseconds in Seed::new(21).stream().uniform(6, 300.0) {
        let mut child = place.start(2);
        std::thread::sleep(Duration::from_secs_f32((milliseconds + 500.0) / 1000.0));
        kill(&mut child);
    }
    assert_eq!(place.finish(1), whole);
}

/// SIGKILL: the program has no chance to tidy up.
fn kill(child: &mut Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}
