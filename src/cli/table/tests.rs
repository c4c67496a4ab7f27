//! Tables in every width.

use super::*;
use crate::cli::paint::Paint;

fn cells(row: &[&str]) -> Vec<Cell> {
    row.iter().map(|text| Cell::from(*text)).collect()
}

fn screen(width: usize) -> Screen {
    Screen { width: Some(width), has_colours: false }
}

const MIXES: [Column; 4] = [number("rank"), word("status"), number("validation"), mix("mixes")];

fn rows() -> Vec<Vec<Cell>> {
    vec![
        cells(&[
            "1",
            "finished",
            "97.49 %",
            "conv1: affine(identity, relu, tanh) | fc1: convex(identity, tanh)",
        ]),
        cells(&["10", "cut", "8.06 %", "relu"]),
    ]
}

#[test]
fn a_table_has_no_frame_and_aligns_its_numbers() {
    let columns = [number("rank"), mix("mix")];
    let rows = vec![cells(&["1", "relu"]), cells(&["10", "tanh"])];
    assert_eq!(table(&columns, rows, Screen::default()), "rank  mix\n   1  relu\n  10  tanh");
}

#[test]
fn a_table_is_as_wide_as_the_screen_allows() {
    let check = |screen, expected: &str| assert_eq!(table(&MIXES, rows(), screen), expected);
    let whole = "\
rank  status    validation  mixes
   1  finished     97.49 %  conv1: affine(identity, relu, tanh) | fc1: convex(identity, tanh)
  10  cut           8.06 %  relu";
    check(Screen::default(), whole);
    check(screen(93), whole);
    check(
        screen(92),
        "\
rank  status    validation  mixes
   1  finished     97.49 %  conv1: affine(identity, relu, tanh) |
                            fc1: convex(identity, tanh)
  10  cut           8.06 %  relu",
    );
    check(
        screen(60),
        "\
rank  status    validation
      mixes
   1  finished     97.49 %
      conv1: affine(identity, relu, tanh) |
      fc1: convex(identity, tanh)
  10  cut           8.06 %
      relu",
    );
    check(
        screen(20),
        "\
rank        1
status      finished
validation  97.49 %
mixes       conv1:
            affine(identity,
            relu,
            tanh) |
            fc1:
            convex(identity,
            tanh)

rank        10
status      cut
validation  8.06 %
mixes       relu",
    );
}

#[test]
fn every_line_fits_and_every_word_is_whole() {
    let texts = [number("n"), word("name"), text("about"), text("where")];
    let about = "texts are broken between words";
    let rows = || {
        vec![cells(&["1,234,567", "digits", about, "in the folder of the run"]), cells(&["1", "a", "", ""])]
    };
    for width in 24..120 {
        let shown = table(&texts, rows(), screen(width));
        assert!(shown.lines().all(|line| columns(line) <= width), "{width}:\n{shown}");
        for word in about.split(' ').chain(["1,234,567", "digits", "folder"]) {
            assert!(shown.contains(word), "{width}:\n{shown}");
        }
    }
}

#[test]
fn names_that_are_longer_than_a_third_of_the_screen_are_shortened_there_and_nowhere_else() {
    let long = "x".repeat(500);
    let shown = |screen| table(&[word("column"), number("entries")], vec![cells(&[&long, "1"])], screen);
    assert!(shown(screen(80)).lines().all(|line| columns(line) <= 80));
    assert!(shown(screen(80)).contains("xx…xx"));
    assert!(shown(Screen::default()).contains(&long));
    assert_eq!(table(&[word("a")], vec![cells(&["b\n\u{1b}[1mc"])], Screen::default()), "a\nb  [1mc");
}

#[test]
fn colours_change_no_place() {
    let painted =
        || rows().into_iter().map(|row| row.into_iter().map(|cell| cell.painted(Paint::Bad)).collect());
    for width in [None, Some(92), Some(60), Some(20)] {
        let coloured = table(&MIXES, painted().collect(), Screen { width, has_colours: true });
        assert!(coloured.contains("\u{1b}[1;31m"));
        let plain = table(&MIXES, painted().collect(), Screen { width, has_colours: false });
        assert_eq!(console::strip_ansi_codes(&coloured), plain);
    }
}

#[test]
fn a_field_is_wrapped_behind_its_name() {
    let told =
        [Field::new("state", "ended: all trials of the budget are done"), Field::mix("best", "relu | tanh")];
    assert_eq!(
        fields(&told, 8, screen(30)),
        "state   ended: all trials of\n        the budget are done\nbest    relu | tanh"
    );
}
