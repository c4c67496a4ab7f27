//! Samples to look at.

use crate::dataset::{Part, Places, letters, range, sheet, training_part};
use crate::task::{Dims, Source};

fn digits() -> Part {
    training_part(&Source::Digits, &Places::with_environment(None, |_| None)).unwrap()
}

#[test]
fn a_sheet_has_a_row_for_every_class() {
    let sheet = sheet(&digits(), 10).unwrap();
    assert_eq!((sheet.samples, sheet.rows), (100, 10));
    let picture = image::load_from_memory(&sheet.png).unwrap().into_rgb8();
    // Ten columns and ten rows of eight pixels, six times as large, with gaps of two.
    assert_eq!((picture.width(), picture.height()), (502, 502));
    // The first zero begins with two pixels of paper, and its brightest pixel is the third of its third row.
    assert_eq!(picture.get_pixel(2, 2).0, [0; 3]);
    assert_eq!(picture.get_pixel(0, 0).0, [255; 3]);
}

#[test]
fn vectors_have_neither_a_sheet_nor_letters() {
    let part = Part::of_numbers(Dims::Vector(2), vec![3.0, -1.0], vec![0]);
    assert_eq!((sheet(&part, 1), letters(&part, 1)), (None, None));
    assert_eq!(range(&part), (-1.0, 3.0));
}

#[test]
fn letters_show_the_first_samples() {
    let shown = letters(&digits(), 10).unwrap();
    assert_eq!(shown.lines().count(), 8);
    assert!(shown.lines().next().unwrap().starts_with("    ::##++"), "{shown}");
}

#[test]
fn images_of_equal_numbers_are_shown_without_dividing_by_zero() {
    let dims = Dims::Image { channels: 1, height: 1, width: 1 };
    let part = Part::of_numbers(dims, vec![3.0; 2], vec![0, 1]);
    assert!(sheet(&part, 2).is_some());
    assert_eq!(letters(&part, 2).unwrap(), "");
}
