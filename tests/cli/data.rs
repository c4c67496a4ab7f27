//! A data set that is missing or damaged: said before anything is begun.

use crate::support::{Ended, Place, project};
use std::process::Command;

const FILES: [&str; 4] = [
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
];

/// A search on Fashion-MNIST, with a home folder and a data folder of its own.
fn search(place: &Place) -> Command {
    let mut command = place.command("search --run run --data-dir data");
    command.arg(project().join("search_spaces/fashion_mnist_lenet5.yaml"));
    command.env("HOME", place.path("home")).env("ACTSEARCH_DATA", "named").env_remove("XDG_CACHE_HOME");
    command
}

#[track_caller]
fn check(place: &Place, message: &str) {
    Ended::from(search(place).output().unwrap()).failed(4, message);
    assert!(!place.path("run").exists());
    assert!(!place.names("").iter().any(|name| name.starts_with('.')), "{:?}", place.names(""));
}

#[test]
fn missing_data_is_told_with_every_place_and_the_way_out() {
    let place = Place::new();
    let home = place.path("home");
    let home = home.display();
    check(
        &place,
        &format!(
            "\
error: fashion_mnist is in none of the folders that were looked at
  data/fashion-mnist
  data/fashion_mnist
  data/FashionMNIST/raw
  data
  named/fashion-mnist
  named/fashion_mnist
  named/FashionMNIST/raw
  named
  {home}/.cache/actsearch/data/fashion-mnist
  {home}/.cache/actsearch/data/fashion_mnist
  {home}/.cache/actsearch/data/FashionMNIST/raw
  {home}/.cache/actsearch/data
it needs four files, each with `.gz` or without: train-images-idx3-ubyte, train-labels-idx1-ubyte, \
t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte
they come from https://github.com/zalandoresearch/fashion-mnist; run `actsearch datasets fetch fashion_mnist`, or put \
them into one of these folders, or name theirs with `--data-dir DIR` or in the environment variable ACTSEARCH_DATA"
        ),
    );
}

#[test]
fn a_part_of_the_data_is_told_with_what_is_lacking() {
    let place = Place::new();
    std::fs::create_dir(place.path("data")).unwrap();
    for name in &FILES[..3] {
        std::fs::write(place.path("data").join(name), "").unwrap();
    }
    check(
        &place,
        "error: `data` has only a part of fashion_mnist: `t10k-labels-idx1-ubyte` is not there, neither with `.gz` nor \
         without; add it, or remove the rest to have the other places looked at",
    );
}

/// Compares what is said about the images of the training part, when they are these bytes.
#[track_caller]
fn check_damage(name: &str, bytes: &[u8], damage: &str) {
    let place = Place::new();
    std::fs::create_dir(place.path("data")).unwrap();
    for file in FILES {
        std::fs::write(place.path("data").join(file), "").unwrap();
    }
    std::fs::write(place.path("data").join(name), bytes).unwrap();
    check(&place, &format!("error: `data/{name}` {damage}; fetch the official file again"));
}

/// The header of 60,000 images of 28×28.
const HEADER: [u8; 16] = [0, 0, 8, 3, 0, 0, 0xea, 0x60, 0, 0, 0, 28, 0, 0, 0, 28];

#[test]
fn a_damaged_file_is_told_with_its_damage() {
    let [name, ..] = FILES;
    check_damage(name, &HEADER, "ends too early: 16 bytes of content where 47040016 are expected");
    check_damage(
        name,
        b"<html>404</html>",
        "starts with 0x3c68746d, but an idx file of images starts with 0x00000803",
    );
    let fewer = [&HEADER[..4], &[0, 0, 0, 1], &HEADER[8..]].concat();
    check_damage(name, &fewer, "holds 1 images, but 60000 are needed");
    check_damage(name, b"", "ends too early: 0 bytes of content where 47040016 are expected");
    let packed = format!("{name}.gz");
    check_damage(&packed, b"\x1f\x8b\x08\x00 no gzip at all", "cannot be unpacked: corrupt deflate stream");
}

#[cfg(feature = "torch")]
#[test]
fn a_check_without_the_data_tells_what_the_file_says_and_fails() {
    let place = Place::new();
    let mut command = place.command("check --data-dir data");
    command.arg(project().join("search_spaces/fashion_mnist_lenet5.yaml")).env("HOME", place.path("home"));
    command.env_remove("XDG_CACHE_HOME");
    let checked = Ended::from(command.output().unwrap()).with_code(4);
    assert!(
        checked.stdout.contains("\nspace    512 candidates: 8 mixes in 3 choices\n"),
        "{}",
        checked.stdout
    );
    assert!(checked.stdout.contains("\ntime     not measured\n\nlayer "), "{}", checked.stdout);
    assert!(
        checked.stderr.starts_with("error: fashion_mnist is in none of the folders"),
        "{}",
        checked.stderr
    );
}
