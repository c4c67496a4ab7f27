//! Files that ask for more memory than there is, or that never end: refused by their names, in a process that has little.

use crate::support::Place;

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
    let line = "datasets show limits.yaml --data-dir data";
    let before = format!("{before}ulimit -v 1500000");
    let ended =
        place.command_after(&before, line).env("XDG_CACHE_HOME", place.path("cache")).output().unwrap();
    let told = String::from_utf8_lossy(&ended.stderr);
    assert_ne!(ended.status.code(), Some(101), "{told}");
    assert!(!ended.status.success() && told.contains(expected), "{source}: {told}");
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
