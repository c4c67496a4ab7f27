//! Folders of pictures, and everything that can be wrong with them.

use super::set::bytes;
use crate::dataset::{Part, Places, facts, test_part, training_part};
use crate::disk;
use crate::task::{Dims, Source};

const GREY: &[u8] = include_bytes!("../../../tests/data/grey.png");
const COLOURS: &[u8] = include_bytes!("../../../tests/data/colours.png");
const JPEG: &[u8] = include_bytes!("../../../tests/data/plain.jpg");

/// A folder with these files.
fn place(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = place.path().join("pictures").join(name);
        disk::make_folder(path.parent().unwrap()).unwrap();
        disk::write(&path, bytes).unwrap();
    }
    place
}

fn source(size: Option<[usize; 2]>, grey: bool) -> Source {
    Source::ImageFolder { folder: "pictures".into(), size, grey, test: None }
}

fn read(place: &tempfile::TempDir, source: &Source) -> Result<[Part; 2], String> {
    let places = Places::only(place.path());
    let told =
        |error: crate::dataset::Error| error.to_string().replace(&format!("{}/", place.path().display()), "");
    let training = training_part(source, &places).map_err(told)?;
    Ok([training, test_part(source, &places).unwrap()])
}

#[test]
fn classes_are_folders_in_the_order_of_their_names() {
    let place = place(&[
        ("train/cat/1.png", COLOURS),
        ("train/cat/2.PNG", GREY),
        ("train/ant/1.png", COLOURS),
        ("train/ant/.hidden", b""),
        ("train/ant/Thumbs.db", b""),
        ("test/ant/1.png", COLOURS),
        ("test/cat/1.png", COLOURS),
    ]);
    let [training, test] = read(&place, &source(None, false)).unwrap();
    assert_eq!(training.dims, Dims::Image { channels: 3, height: 2, width: 3 });
    assert_eq!((training.labels(), test.labels()), ([0, 1, 1].as_slice(), [0, 1].as_slice()));
    let red_green_blue = [255, 0, 0, 1, 4, 7, 0, 255, 0, 2, 5, 8, 0, 0, 255, 3, 6, 9];
    assert_eq!(bytes(&training)[..18], red_green_blue);
    assert_eq!(bytes(&training)[36..42], [0, 50, 100, 150, 200, 250]);
    let facts = facts(&source(None, false), &Places::only(place.path())).unwrap();
    assert_eq!((facts.classes(), facts.training_samples, facts.test_samples), (2, 3, 2));
}

#[test]
fn grey_pictures_have_one_channel_and_coloured_ones_if_that_is_wished() {
    let grey = place(&[("a/1.png", GREY), ("a/2.png", GREY), ("b/1.png", GREY), ("b/2.png", GREY)]);
    let [training, _] = read(&grey, &source(None, false)).unwrap();
    assert_eq!(training.dims, Dims::Image { channels: 1, height: 2, width: 3 });
    assert_eq!(bytes(&training)[..6], [0, 50, 100, 150, 200, 250]);
    let coloured =
        place(&[("a/1.png", COLOURS), ("a/2.png", COLOURS), ("b/1.png", COLOURS), ("b/2.png", GREY)]);
    let [training, _] = read(&coloured, &source(None, true)).unwrap();
    assert_eq!(training.dims, Dims::Image { channels: 1, height: 2, width: 3 });
    assert_eq!(bytes(&training)[..6], [76, 150, 29, 2, 5, 8]);
}

#[test]
fn pictures_of_any_size_and_kind_are_brought_to_one() {
    let files = [
        ("train/a/1.png", GREY),
        ("train/b/1.jpeg", JPEG),
        ("test/a/1.png", COLOURS),
        ("test/b/1.JPG", JPEG),
    ];
    let place = place(&files);
    let [training, test] = read(&place, &source(Some([4, 4]), false)).unwrap();
    assert_eq!(training.dims, Dims::Image { channels: 3, height: 4, width: 4 });
    assert_eq!((training.len(), test.len()), (2, 2));
    // A picture of one colour keeps it, to within what JPEG rounds.
    let plane = |start: usize| bytes(&training)[48 + start..48 + start + 16].iter();
    assert!(plane(0).all(|red| red.abs_diff(200) < 3), "{:?}", plane(0));
    assert!(plane(32).all(|blue| blue.abs_diff(50) < 4), "{:?}", plane(32));
}

#[test]
fn without_a_test_folder_a_share_is_cut_off() {
    let names: Vec<String> = (0..10).flat_map(|n| [format!("a/{n}.png"), format!("b/{n}.png")]).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), GREY)).collect();
    let [training, test] = read(&place(&files), &source(None, false)).unwrap();
    assert_eq!((training.len(), test.labels()), (16, [0, 0, 1, 1].as_slice()));
}

#[test]
fn a_picture_that_cannot_be_read_is_named() {
    for (bytes, reason) in [
        (&GREY[..40], "unexpected end of file"),
        (b"<html>", "The image format could not be determined"),
        (&[], "The image format could not be determined"),
    ] {
        let place = place(&[("a/1.png", GREY), ("b/2.png", bytes)]);
        let error = read(&place, &source(None, false)).unwrap_err();
        assert!(error.starts_with("`pictures/b/2.png` cannot be read as a PNG or JPEG picture: "), "{error}");
        assert!(error.contains(reason) && error.ends_with("; replace or remove it"), "{error}");
    }
}

#[test]
fn different_sizes_are_told_with_the_way_out() {
    let expected = "`pictures/b/1.jpg` is 4 high and 6 wide, but `pictures/a/1.png` is 2 high and 3 wide; say in the space \
                    file by `size: [HEIGHT, WIDTH]` what all are brought to";
    let place = place(&[("a/1.png", GREY), ("b/1.jpg", JPEG)]);
    let told = read(&place, &source(None, false)).unwrap_err();
    assert_eq!(told.replace(&format!("{}/", place.path().display()), ""), expected);
}

/// A PNG of which only the header is there, with a size and bits for each of the grey pixels.
fn header_of_png(side: u32, bits: u8) -> Vec<u8> {
    let mut header = b"IHDR".to_vec();
    header.extend([side.to_be_bytes(), side.to_be_bytes()].concat());
    header.extend([bits, 0, 0, 0, 0]);
    let mut checksum = flate2::Crc::new();
    checksum.update(&header);
    let checksum = checksum.sum();
    [b"\x89PNG\r\n\x1a\n\0\0\0\r".as_slice(), &header, &checksum.to_be_bytes(), b"\0\0\x40\0IDAT"].concat()
}

#[test]
fn a_size_that_is_declared_is_looked_at_before_memory_is_taken() {
    let mut jpeg = JPEG.to_vec();
    let frame = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    jpeg[frame + 5..frame + 9].fill(0xff);
    let declared =
        "says that it is 65535 high and 65535 wide, allowed: at most 100000000 pixels; make it smaller";
    for (bytes, expected) in [
        (header_of_png(65535, 16), declared),
        (jpeg.clone(), declared),
        (header_of_png(9999, 1), "says that it is 9999 high and 9999 wide, which its 41 bytes cannot be"),
    ] {
        for size in [None, Some([8, 8])] {
            let place = place(&[("a/1.png", GREY), ("b/2.png", &bytes)]);
            let error = read(&place, &source(size, false)).unwrap_err();
            assert!(error.contains(expected), "{error}");
        }
    }
    // 9,999 rows of JPEG need more blocks than so many bytes can have.
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0x27, 0x0f, 0x27, 0x0f]);
    let error =
        read(&place(&[("a/1.png", GREY), ("b/2.jpg", &jpeg)]), &source(Some([8, 8]), false)).unwrap_err();
    assert!(error.contains("it ends before its last pixel"), "{error}");
}

#[test]
fn a_jpeg_of_which_a_part_is_missing_is_told() {
    let whole = include_bytes!("../../../tests/data/jpeg/baseline.jpg");
    for len in (1..10).map(|tenth| whole.len() * tenth / 10) {
        let place = place(&[("a/1.png", GREY), ("b/2.jpg", &whole[..len])]);
        let error = read(&place, &source(Some([8, 8]), false)).unwrap_err();
        assert!(error.starts_with("`pictures/b/2.jpg` cannot be read as a PNG or JPEG picture: "), "{error}");
    }
    assert!(read(&place(&[("a/1.png", GREY), ("b/2.jpg", whole)]), &source(Some([8, 8]), false)).is_ok());
}

#[test]
fn a_png_of_which_a_part_is_missing_is_told() {
    for len in (1..10).map(|tenth| COLOURS.len() * tenth / 10) {
        let place = place(&[("a/1.png", GREY), ("b/2.png", &COLOURS[..len])]);
        assert!(read(&place, &source(Some([8, 8]), false)).is_err(), "cut at {len}");
    }
}
