//! `--device` and `--workers`: what the machine has, and how it is used.

use crate::support::Place;

#[test]
fn a_device_with_another_name_is_a_mistake_of_the_command_line() {
    for command in ["search space.yaml", "check space.yaml", "resume run", "verify run"] {
        let ended = Place::new().run(&format!("{command} --device gpu")).with_code(2);
        let message =
            "no device has the name `gpu`; known are auto, cpu, cuda, cuda:N (counted from 0) and mps";
        assert!(ended.stderr.contains(message), "{}", ended.stderr);
    }
}

#[cfg(feature = "torch")]
#[test]
fn a_device_that_is_missing_is_named_together_with_those_that_are_there() {
    let place = Place::new();
    for (wanted, name) in [("cuda:99", "cuda:99"), ("cuda:98", "cuda:98")] {
        let ended = place.run(&format!("search space.yaml --device {wanted} --run run")).with_code(2);
        let start = format!("error: this machine has no device `{name}`");
        assert!(
            ended.stderr.starts_with(&start) && ended.stderr.contains("; it has cpu"),
            "{}",
            ended.stderr
        );
    }
    assert_eq!(place.names(""), ["space.yaml"], "a search without its device begins no run");
}

#[cfg(feature = "torch")]
#[test]
fn the_library_for_cuda_can_be_named_and_a_wrong_one_is_told() {
    let place = Place::new();
    let mut command = place.command("search space.yaml --device cuda");
    command.env("ACTSEARCH_LIBTORCH_CUDA", "nowhere/libtorch_cuda.so");
    let ended = crate::support::Ended::from(command.output().unwrap()).with_code(2);
    assert!(ended.stderr.contains("CUDA cannot be opened: nowhere/libtorch_cuda.so"), "{}", ended.stderr);
    assert!(ended.stderr.contains("ACTSEARCH_LIBTORCH_CUDA can name the file"), "{}", ended.stderr);
}

#[cfg(feature = "torch")]
#[test]
fn workers_can_be_chosen_by_measurement() {
    let place = Place::new();
    let ended = place.run("search space.yaml --set budget.trials=2 --workers auto --run auto").with_code(0);
    assert!(ended.stderr.contains("samples per second by number of workers: 1: "), "{}", ended.stderr);
    place.run("search space.yaml --set budget.trials=2 --workers 1 --run one").with_code(0);
    let many = place.run("search space.yaml --set budget.trials=2 --workers 64 --run many").with_code(0);
    let told = "64 workers, but only `lookahead` trials (8) can run at a time\n";
    assert_eq!(many.stderr.matches(told).count(), 1, "{}", many.stderr);
    assert_eq!(place.read("auto/results.csv"), place.read("one/results.csv"));
}

#[test]
fn a_number_of_workers_that_cannot_be_is_a_mistake_of_the_command_line() {
    for workers in ["0", "1025", "many"] {
        let ended = Place::new().run(&format!("search space.yaml --workers {workers}")).with_code(2);
        assert!(ended.stderr.contains("allowed: a whole number from 1 to 1024, or auto"), "{}", ended.stderr);
    }
}
