//! A machine without enough memory: what it cannot do is no result.

use crate::support::Place;

/// One trial whose activations alone take more memory than it is let have.
const WIDE: &str = "\
name: wide
seed: 3
data: {source: digits, validation: 0.1}
network: {layers: [flatten, {linear: {outputs: 16384}}, {repeat: {times: 8, layers: [activation]}}, {linear: {outputs: classes}}]}
activations: {bases: [relu], size: {max: 1}, hull: [affine]}
training: {epochs: 1, batch_size: 1293, operator: reference, optimizer: {sgd: {lr: 0.01, momentum: 0}}}
budget: {trials: 1}
baselines: [relu]
";

#[test]
fn a_run_that_has_no_memory_says_so_in_a_line_and_goes_on_where_there_is_some() {
    let place = Place::new();
    std::fs::write(place.path("wide.yaml"), WIDE).unwrap();
    let search = "search wide.yaml --run run --workers 1";
    let stopped: crate::support::Ended =
        place.command_after("ulimit -v 900000", search).output().unwrap().into();
    let stopped = stopped.with_code(8);
    let lines: Vec<&str> = stopped.stderr.lines().collect();
    assert_eq!(lines.len(), 3, "{}", stopped.stderr);
    assert!(lines[1].starts_with("error: trial 0 was broken off: out of memory: "), "{}", lines[1]);
    assert!(
        lines[1].ends_with("; free memory, or train fewer trials at a time with `--workers`"),
        "{}",
        lines[1]
    );
    assert!(lines[2].ends_with("go on with `actsearch resume run`"), "{}", lines[2]);
    let status = place.run("status run").with_code(0).stdout;
    assert!(status.contains("0 of 1: 0 finished, 0 cut, 0 failed, 1 unfinished"), "{status}");
    assert!(place.read("run/actsearch.log").contains("frame #"), "the record has all that libtorch said");
    let resumed = place.run("resume run --workers 1").with_code(0).stdout;
    assert!(resumed.contains("1 of 1: 1 finished, 0 cut, 0 failed, 0 unfinished"), "{resumed}");
}
