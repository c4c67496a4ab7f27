//! stdout is data, stderr is talk, and either may be closed or full.

use crate::support::{Ended, Place};
use std::fs::{File, OpenOptions};

fn full() -> File {
    OpenOptions::new().write(true).open("/dev/full").unwrap()
}

#[test]
fn a_reader_that_has_read_enough_is_no_error() {
    let place = Place::new();
    for line in ["schema", "activations", "activations --json", "check space.yaml --no-probe"] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let ended = Ended::from(place.command(line).stdout(writer).output().unwrap()).with_code(0);
        assert_eq!(ended.stderr, "", "{line}");
    }
}

#[test]
fn results_that_cannot_be_printed_are_an_error() {
    let ended = Place::new().command("schema").stdout(full()).output().unwrap();
    Ended::from(ended).failed(1, "error: No space left on device (os error 28)");
}

#[test]
fn talk_that_nobody_can_hear_stops_nothing() {
    let place = Place::new();
    let code = |line: &str| place.command(line).stderr(full()).output().unwrap().status.code();
    assert_eq!(code("check nothing.yaml"), Some(3));
    assert_eq!(code("activations rellu"), Some(1));
    assert_eq!(code("status nowhere"), Some(5));
    #[cfg(feature = "torch")]
    assert_eq!(code("search space.yaml --run run"), Some(0));
}

#[test]
fn nothing_is_coloured_where_nobody_sees_it() {
    let place = Place::new();
    for line in [
        "--help",
        "activations",
        "check space.yaml --set training.epochs=0",
        "serch",
        "search -vv space.yaml",
    ] {
        let ended = place.run(line);
        assert!(!(ended.stdout + &ended.stderr).contains('\u{1b}'), "{line}");
    }
}
