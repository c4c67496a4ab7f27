//! Files that ask for more memory than there is, or that never end: refused by their names, in a process that has little.

use crate::npz::{archive, array};
use crate::support::Place;
use flate2::write::GzEncoder;
use std::io::Write;

/// A space file that reads this source.
fn space(place: &Place, source: &str) {
    let space = place.read("space.yaml");
    let text =
        space.replace("{source: digits, validation: 0.25, samples: 400}", &format!("{{source: {source}}}"));
    assert_ne!(text, space);
    std::fs::write(place.path("limits.yaml"), text).unwrap();
}

/// A batch of CIFAR-10 that is this pickle; the other files are empty.
fn batches(place: &Place, pickle: &[u8]) {
    let folder = place.path("data/cifar-10-batches-py");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("data_batch_1"), pickle).unwrap();
    std::fs::write(folder.join("test_batch"), b"").unwrap();
}

/// What is said about the source in a process of 1.5 GB, in which a line of shell has been run before.
#[track_caller]
fn check(place: &Place, source: &str, before: &str, expected: &str) {
    space(place, source);
    check_command(place, before, "datasets show limits.yaml --data-dir data", expected);
}

/// What is said about a space file with this in place of its network.
#[track_caller]
fn check_network(place: &Place, network: &str, expected: &str) {
    let space = place.read("space.yaml");
    let line = space.lines().find(|line| line.starts_with("network:")).unwrap();
    std::fs::write(place.path("limits.yaml"), space.replace(line, &format!("network: {network}"))).unwrap();
    check_command(place, "", "check limits.yaml", expected);
}

#[track_caller]
fn check_command(place: &Place, before: &str, line: &str, expected: &str) {
    let before = format!("{before}ulimit -v 1500000");
    let ended =
        place.command_after(&before, line).env("XDG_CACHE_HOME", place.path("cache")).output().unwrap();
    let told: String = String::from_utf8_lossy(&ended.stderr).chars().take(2000).collect();
    assert_ne!(ended.status.code(), Some(101), "{told}");
    assert!(!ended.status.success() && told.contains(expected), "{line}: {told}");
}

#[test]
fn files_that_ask_for_all_memory_or_never_end_are_refused_in_little_of_it() {
    let place = Place::new();
    let cifar = "{cifar10: {batches: [1]}}";
    batches(&place, &[vec![b']'; 500_000], vec![b'a'; 499_999], vec![b'.']].concat());
    check(&place, cifar, "", "is a pickle without the key `data`");
    let again =
        [b"]q\0".to_vec(), b"]h\0h\0h\0h\0h\0h\0h\0h\0h\0h\0h\0eq\0".repeat(30_000), b".".to_vec()].concat();
    batches(&place, &again);
    check(&place, cifar, "", "cannot be read as a pickle");
    batches(&place, &b"]q\0".repeat(1_000_000));
    check(&place, cifar, "", "2,000,000 instructions");

    check(&place, "{npz: pipe.npz}", "mkfifo pipe.npz; ", "pipe.npz`: it is a pipe, allowed: a regular file");
    check(
        &place,
        "{npz: zero.npz}",
        "ln -s /dev/zero zero.npz; ",
        "zero.npz`: it is a device, allowed: a regular file",
    );
    check(
        &place,
        "{image_folder: pics}",
        "mkdir -p pics/a pics/b; mkfifo pics/a/1.png; ",
        "pics/a/1.png` is a pipe",
    );

    std::fs::create_dir_all(place.path("huge/a")).unwrap();
    std::fs::create_dir_all(place.path("huge/b")).unwrap();
    let mut jpeg = include_bytes!("../data/plain.jpg").to_vec();
    let frame = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    jpeg[frame + 5..frame + 9].fill(0xff);
    std::fs::write(place.path("huge/a/1.jpg"), &jpeg).unwrap();
    std::fs::write(place.path("huge/b/1.jpg"), &jpeg).unwrap();
    check(
        &place,
        "{image_folder: huge, size: 8}",
        "",
        "65535 high and 65535 wide, allowed: at most 100000000 pixels",
    );
}

#[test]
fn arrays_that_declare_more_than_they_have_are_refused_in_little_memory() {
    let place = Place::new();
    let labels = || array("|u1", "(4,)", &[0, 1, 0, 1]);
    let sets =
        |x: Vec<u8>| [("x_train", x), ("y_train", labels()), ("x_test", labels()), ("y_test", labels())];
    archive(&place, "lies.npz", &sets(array("<f4", "(4, 250000000000)", &[0; 64])));
    check(&place, "{npz: lies.npz}", "", "(4, 250000000000) of 4 bytes each needs 4000000000000");
    archive(&place, "huge.npz", &sets(array("|u1", "(4, 1100000000)", &vec![0; 1 << 20])));
    check(&place, "{npz: huge.npz}", "", "(4, 1100000000) of 1 bytes each needs 4400000000");
}

#[test]
fn tables_with_more_than_a_table_may_have_are_refused_in_little_memory() {
    let place = Place::new();
    let columns: Vec<String> = (0..200_000).map(|number| format!("c{number}")).collect();
    let row = vec!["1.5"; 200_000].join(",");
    let table = format!("{},class\n{}", columns.join(","), format!("{row},a\n{row},b\n").repeat(2));
    std::fs::write(place.path("wide.csv"), table).unwrap();
    check(
        &place,
        "{csv: wide.csv, label: class}",
        "",
        "wide.csv` has 200001 columns, allowed: at most 10000",
    );
    // What is packed says at its end how long it is, whatever stands before that.
    let mut packed = GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(b"x,class\n1,a\n2,b\n").unwrap();
    let mut bytes = packed.finish().unwrap();
    let at = bytes.len() - 4;
    bytes[at..].copy_from_slice(&1_100_000_000_u32.to_le_bytes());
    std::fs::write(place.path("long.csv.gz"), &bytes).unwrap();
    let told = "long.csv.gz` says that it unpacks to 1100000000 bytes, allowed: at most 1073741824";
    check(&place, "{csv: long.csv.gz, label: class}", "", told);
}

#[test]
fn layers_that_repeat_without_end_are_refused_in_little_memory() {
    let place = Place::new();
    let nested = |times: usize, depth: usize| {
        let (open, close) =
            (format!("{{repeat: {{times: {times}, layers: [").repeat(depth), "]}}".repeat(depth));
        format!("{{layers: [{open}activation{close}, flatten, {{linear: classes}}]}}")
    };
    check_network(
        &place,
        &nested(1000, 12),
        "layer `repeat` takes the network to 1000000 layers or more, and 10000",
    );
    check_network(&place, &nested(2, 40), "layer `repeat` stands inside of 16 others");
    check_network(
        &place,
        &nested(1_000_000_000, 1),
        "is `1000000000`, allowed: a whole number from 1 to 1000",
    );
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    check_network(&place, &deep, "nested too deeply, allowed: 128 levels");
    let wide = "{preset: {mlp: {hidden: [2000000000]}}}";
    check_network(&place, wide, "is `2000000000`, allowed: a whole number from 1 to 16384");
}
