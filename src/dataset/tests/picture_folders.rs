//! Folders of pictures as people have them: laid out in several ways, with litter, and with everything that can be wrong.

use crate::dataset::{Part, Places, decoded, facts, test_part, training_part};
use crate::disk;
use crate::task::Source;
use std::path::Path;

const GREY: &[u8] = include_bytes!("../../../tests/data/grey.png");
const COLOURS: &[u8] = include_bytes!("../../../tests/data/colours.png");

/// A folder with these files.
fn place(files: &[&str]) -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    for name in files {
        add(&place, name, GREY);
    }
    place
}

fn add(place: &tempfile::TempDir, name: &str, bytes: &[u8]) {
    let path = place.path().join("pictures").join(name);
    disk::make_folder(path.parent().unwrap()).unwrap();
    disk::write(&path, bytes).unwrap();
}

fn source(test: Option<f64>) -> Source {
    Source::ImageFolder { folder: "pictures".into(), size: None, grey: false, test }
}

fn read(place: &tempfile::TempDir) -> Result<[Part; 2], String> {
    let places = Places::only(place.path());
    let told =
        |error: crate::dataset::Error| error.to_string().replace(&format!("{}/", place.path().display()), "");
    let training = training_part(&source(None), &places).map_err(told)?;
    Ok([training, test_part(&source(None), &places).unwrap()])
}

fn told(files: &[&str]) -> String {
    read(&place(files)).unwrap_err()
}

/// Two classes in a folder, with a picture each.
fn two(part: &str) -> [String; 2] {
    ["a", "b"].map(|class| format!("{part}/{class}/1.png"))
}

#[test]
fn parts_are_known_by_any_of_their_names_in_any_case_of_letters() {
    for [training, validation, test] in [
        ["train", "valid", "test"],
        ["Train", "Val", "TEST"],
        ["training", "validation", "testing"],
        ["TRAINING", "dev", "Testing"],
    ] {
        let files = [
            two(training),
            two(validation),
            two(test),
            [format!("{test}/b/2.png"), format!("{training}/a/2.png")],
        ];
        let files: Vec<&str> = files.iter().flatten().map(String::as_str).collect();
        let place = place(&files);
        let [training, test] = read(&place).unwrap();
        assert_eq!((training.labels(), test.labels()), ([0, 0, 1, 0, 1].as_slice(), [0, 1, 1].as_slice()));
        let facts = facts(&source(None), &Places::only(place.path())).unwrap();
        assert_eq!((facts.validation_samples, facts.training_samples, facts.test_samples), (Some(2), 5, 3));
    }
}

#[test]
fn without_a_test_part_a_share_of_the_training_part_is_cut_off() {
    let names = (0..10).flat_map(|n| [format!("train/a/{n}.png"), format!("train/b/{n}.png")]);
    let files: Vec<String> = names.chain(two("valid")).collect();
    let place = place(&files.iter().map(String::as_str).collect::<Vec<_>>());
    let facts = facts(&source(None), &Places::only(place.path())).unwrap();
    assert_eq!((facts.validation_samples, facts.training_samples, facts.test_samples), (Some(2), 18, 4));
}

#[test]
fn litter_and_text_are_passed_over_wherever_they_lie() {
    let place = place(&["a/1.png", "a/2.jpg", "b/1.png"]);
    let litter = [
        "README.md",
        "labels.csv",
        "LICENSE",
        "Thumbs.db",
        ".DS_Store",
        "__MACOSX/a/._1.png",
        ".hidden/c/1.png",
        "a/README",
        "a/boxes.txt",
        "a/Desktop.ini",
        "a/._1.png",
        "b/__MACOSX/1.png",
        "b/.cache/2.png",
    ];
    for name in litter {
        add(&place, name, b"some text");
    }
    let [training, test] = read(&place).unwrap();
    assert_eq!(training.len() + test.len(), 3);
}

#[test]
fn pictures_in_a_folder_for_images_inside_the_class_are_read() {
    let place = place(&["a/images/1.png", "a/images/2.png", "b/Images/1.png"]);
    add(&place, "a/boxes.txt", b"0 0 1 1");
    let [training, test] = read(&place).unwrap();
    assert_eq!(training.len() + test.len(), 3);
}

#[test]
fn other_layouts_are_told_with_what_would_be_understood() {
    let inside = "has 1 folder inside (deep); pictures have to lie in the folder of their class, or in one folder `images` in it";
    assert_eq!(told(&["a/deep/1.png", "b/1.png"]), format!("`pictures/a` {inside}"));
    assert_eq!(told(&["a/1.png", "a/deep/2.png", "b/1.png"]), format!("`pictures/a` {inside}"));
    assert_eq!(told(&["a/images/deep/1.png", "b/1.png"]), format!("`pictures/a/images` {inside}"));
    assert_eq!(
        told(&["a/x/1.png", "a/y/1.png", "b/1.png"]),
        format!("`pictures/a` {}", inside.replace("1 folder", "2 folders").replace("(deep)", "(x, …)"))
    );
    let high = told(&["data/train/a/1.png", "data/train/b/1.png"]);
    assert!(
        high.starts_with(
            "`pictures` has only one folder, which has folders in it and no pictures; name `pictures/data`"
        ),
        "{high}"
    );
    let beside = told(&["train/a/1.png", "train/b/1.png", "other/c/1.png"]);
    assert!(
        beside.starts_with(
            "`pictures/other` is a folder beside `train`, and no part: parts are called train, valid (or"
        ),
        "{beside}"
    );
    let alone = told(&["valid/a/1.png", "c/1.png"]);
    assert!(
        alone
            .starts_with("`pictures/valid` has the name of a part, but there is no folder `train` beside it"),
        "{alone}"
    );
    let twice = told(&["train/a/1.png", "val/a/1.png", "valid/a/1.png"]);
    assert_eq!(
        twice,
        "`pictures` has several folders for one part (val, valid); put them together, or rename one"
    );
    let stray = told(&["a/1.png", "b/1.png", "1.png", "2.JPG"]);
    assert_eq!(
        stray,
        "`pictures` has 2 pictures beside its folders (1.png, …); put pictures into the folder of their class, or remove them"
    );
}

#[test]
fn so_many_folders_of_classes_are_looked_into_and_no_more() {
    let place = tempfile::tempdir().unwrap();
    let make =
        |class: usize| std::fs::create_dir_all(place.path().join(format!("pictures/{class}"))).unwrap();
    (0..10_000).for_each(make);
    let told = read(&place).unwrap_err();
    assert!(told.contains("has no pictures") && !told.contains("folders of classes"), "{}", &told[..1000]);
    make(10_000);
    let told = read(&place).unwrap_err();
    assert!(told.contains("has 10001 folders of classes, allowed: at most 10000; name the folder"), "{told}");
}

#[test]
fn classes_that_are_missing_in_a_part_are_told() {
    let two = two("train");
    let with = |files: &[&str]| told(&[&[two[0].as_str(), two[1].as_str()], files].concat());
    let missing = "has no folder for the class `b`, which `pictures/train/b` has; add one, or leave the class out there, too";
    assert_eq!(with(&["test/a/1.png"]), format!("`pictures/test` {missing}"));
    assert_eq!(with(&["dev/a/1.png"]), format!("`pictures/dev` {missing}"));
    let unknown = with(&["test/a/1.png", "test/b/1.png", "test/c/1.png"]);
    assert_eq!(
        unknown,
        "`pictures/test/c` is a class that has no folder for training; add one, or remove this one"
    );
    let empty = "has no pictures; add some, or remove the folder";
    assert_eq!(with(&["test/a/1.png", "test/b/.keep"]), format!("`pictures/test/b` {empty}"));
    assert_eq!(told(&["a/1.png", "b/.keep"]), format!("`pictures/b` {empty}"));
    assert_eq!(
        told(&[".hidden"]),
        "`pictures` has no folders inside; it needs one for every class, with pictures in it"
    );
    let one = "`pictures` has training samples of one class only, `a`, so there is nothing to learn; add samples of another";
    assert_eq!(told(&["a/1.png", "a/2.png"]), one);
}

#[test]
fn pictures_of_kinds_that_are_not_read_are_told_with_their_number() {
    let error = told(&["a/1.png", "a/2.gif", "a/3.GIF", "a/4.webp", "b/1.bmp"]);
    let expected = "2 problems
  `pictures/a` has pictures that are not read (2 .gif, 1 .webp) beside 1 that are; save them as PNG or JPEG, or remove them
  `pictures/b` has pictures that are not read (1 .bmp); save them as PNG or JPEG, or remove them";
    assert_eq!(error, expected);
}

#[test]
fn all_pictures_that_cannot_be_read_are_told_at_once() {
    let place = place(&["a/0.png", "b/0.png"]);
    (1..=12).for_each(|number| add(&place, &format!("a/{number:02}.png"), &GREY[..40]));
    add(&place, "b/other.png", &[]);
    let error = read(&place).unwrap_err();
    assert!(
        error.starts_with("13 problems\n  `pictures/a/01.png` cannot be read as a PNG or JPEG picture: "),
        "{error}"
    );
    assert!(error.ends_with("\n  and 3 more"), "{error}");
    assert_eq!(error.lines().count(), 12, "{error}");
}

#[test]
fn all_pictures_of_another_size_are_told() {
    let place = place(&["a/0.png", "b/0.png"]);
    let jpeg = include_bytes!("../../../tests/data/plain.jpg");
    add(&place, "b/1.jpg", jpeg);
    add(&place, "b/2.jpg", jpeg);
    let error = read(&place).unwrap_err();
    let expected = "`pictures/b/1.jpg` is 4 high and 6 wide, but `pictures/a/0.png` is 2 high and 3 wide; say in the space \
                    file by `size: [HEIGHT, WIDTH]` what all are brought to";
    assert!(error.starts_with("2 problems"), "{error}");
    assert!(error.replace(&format!("{}/", place.path().display()), "").contains(expected), "{error}");
}

#[test]
fn the_bytes_of_all_pictures_together_have_a_limit_that_is_told_before_any_is_decoded() {
    let files: Vec<String> =
        (0..90).map(|number| format!("{}/{number}.png", ["a", "b"][number % 2])).collect();
    let place = place(&files.iter().map(String::as_str).collect::<Vec<_>>());
    let source =
        Source::ImageFolder { folder: "pictures".into(), size: Some([4096, 4096]), grey: true, test: None };
    let error = decoded(&source, &Places::only(place.path())).unwrap_err().to_string();
    let expected = "/pictures` needs 4529848320 bytes of memory, allowed: at most 4294967296; use fewer or smaller samples";
    assert!(error.ends_with(expected), "{error}");
}

#[cfg(unix)]
#[test]
fn links_and_what_is_no_file_are_told() {
    use std::os::unix::{fs::symlink, net::UnixListener};
    let place = place(&["a/1.png", "b/1.png"]);
    let path = |name: &str| place.path().join("pictures").join(name);
    symlink("nowhere.png", path("a/2.png")).unwrap();
    symlink("3.png", path("a/3.png")).unwrap();
    symlink("/dev/zero", path("a/4.png")).unwrap();
    let _socket = UnixListener::bind(path("b/5.png")).unwrap();
    symlink("..", path("b/6")).unwrap();
    let error = read(&place).unwrap_err();
    for expected in [
        "5 problems",
        "`pictures/a/2.png` is a link that leads nowhere (",
        "`pictures/a/3.png` is a link that leads nowhere (",
        "`pictures/a/4.png` is a device, allowed: a regular file; remove it",
        "`pictures/b/5.png` is a socket, allowed: a regular file; remove it",
        "`pictures/b` has 1 folder inside (6); pictures have to lie in the folder of their class",
    ] {
        assert!(error.contains(expected), "{expected}: {error}");
    }
}

#[cfg(unix)]
#[test]
fn links_to_pictures_and_to_folders_are_followed() {
    use std::os::unix::fs::symlink;
    let place = place(&["a/1.png", "other/1.png"]);
    let path = |name: &str| place.path().join("pictures").join(name);
    symlink("1.png", path("a/2.png")).unwrap();
    std::fs::rename(path("other"), place.path().join("elsewhere")).unwrap();
    symlink("../elsewhere", path("b")).unwrap();
    let [training, test] = read(&place).unwrap();
    assert_eq!(training.len() + test.len(), 3);
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_no_utf_8_are_read_and_told_where_they_cannot_be_told_apart() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let place = place(&["a/1.png"]);
    let folder = place.path().join("pictures");
    let cafe = |last: u8| folder.join(OsStr::from_bytes(&[b'c', b'a', b'f', last]));
    let picture = |class: &Path| {
        disk::make_folder(class).unwrap();
        std::fs::write(class.join(OsStr::from_bytes(b"\xe9.png")), COLOURS).unwrap();
    };
    picture(&cafe(0xe9));
    let decoded = decoded(&source(None), &Places::only(place.path())).unwrap();
    assert_eq!(decoded.names, ["a", "caf\u{fffd}"]);
    assert_eq!(decoded.training.len() + decoded.test.len(), 2);
    picture(&cafe(0xe8));
    let error = read(&place).unwrap_err();
    assert!(error.contains("has the same name as `pictures/caf"), "{error}");
    assert!(error.ends_with("once what is no UTF-8 is replaced; rename one of them"), "{error}");
}
