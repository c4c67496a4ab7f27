//! Tables: what their columns become, and everything that can be wrong with them.

use crate::dataset::{Part, Places, Values, facts, scale, test_part, training_part};
use crate::disk;
use crate::task::{Dims, Source};
use std::path::Path;

/// A folder with tables in it.
struct Tables(tempfile::TempDir);

impl Tables {
    fn new(text: &str) -> Self {
        Self(tempfile::tempdir().unwrap()).with("a.csv", text.as_bytes())
    }

    fn with(self, name: &str, bytes: &[u8]) -> Self {
        disk::write(&self.0.path().join(name), bytes).unwrap();
        self
    }

    fn places(&self) -> Places {
        Places::only(self.0.path())
    }

    fn training(&self, source: &Source) -> Result<Part, String> {
        let told = |error: crate::dataset::Error| {
            error.to_string().replace(&format!("{}/", self.0.path().display()), "")
        };
        training_part(source, &self.places()).map_err(told)
    }
}

fn source() -> Source {
    Source::Csv { file: "a.csv".into(), label: "kind".to_owned(), test_file: None, test: Some(0.25) }
}

fn with_test_file() -> Source {
    let test_file = Some("b.csv".into());
    Source::Csv { file: "a.csv".into(), label: "kind".to_owned(), test_file, test: None }
}

fn numbers(part: &Part) -> &[f32] {
    match part.values() {
        Values::Numbers(all) => all,
        Values::Bytes { .. } => panic!("no numbers"),
    }
}

const FLOWERS: &str = "\
length,colour,kind
1.5,red,b
2,blue,a
-3e1,red,a
4,green,b
";

#[test]
fn numbers_stay_numbers_and_categories_become_zeros_and_ones() {
    let tables = Tables::new(FLOWERS).with("b.csv", b"kind,colour,length\na,yellow,7\n");
    let part = tables.training(&with_test_file()).unwrap();
    assert_eq!(part.dims, Dims::Vector(5));
    // The length, and then blue, green, red and yellow, which only the other file has.
    let rows = [
        [1.5, 0.0, 0.0, 1.0, 0.0],
        [2.0, 1.0, 0.0, 0.0, 0.0],
        [-30.0, 0.0, 0.0, 1.0, 0.0],
        [4.0, 0.0, 1.0, 0.0, 0.0],
    ];
    assert_eq!(numbers(&part), rows.concat());
    assert_eq!(part.labels(), [1, 0, 0, 1]);
    let facts = facts(&with_test_file(), &tables.places()).unwrap();
    let names = ["length", "colour=blue", "colour=green", "colour=red", "colour=yellow"];
    assert_eq!(
        (facts.columns.entry_names(), facts.class_names.as_slice()),
        (names.map(str::to_owned).to_vec(), ["a", "b"].map(str::to_owned).as_slice())
    );
    let scale = scale(&part, &facts.columns, &[1, 3]);
    assert_eq!((scale.mean, scale.std), (vec![3.0, 0.0, 0.0, 0.0, 0.0], vec![1.0; 5]));
    let test = test_part(&with_test_file(), &tables.places()).unwrap();
    assert_eq!((numbers(&test), test.labels()), ([7.0, 0.0, 0.0, 0.0, 1.0].as_slice(), [0].as_slice()));
}

#[test]
fn a_test_part_is_cut_off_stratified_and_always_the_same() {
    let rows: Vec<String> = (0..40).map(|row| format!("{row},{}\n", row % 2)).collect();
    let tables = Tables::new(&format!("x,kind\n{}", rows.concat()));
    let facts = facts(&source(), &tables.places()).unwrap();
    assert_eq!((facts.training_samples, facts.test_samples, facts.classes()), (30, 10, 2));
    let test = test_part(&source(), &tables.places()).unwrap();
    assert_eq!(test.labels().iter().filter(|label| **label == 1).count(), 5);
    assert_eq!(numbers(&test), [5.0, 18.0, 19.0, 20.0, 25.0, 28.0, 34.0, 35.0, 37.0, 38.0], "pinned");
    let training = tables.training(&source()).unwrap();
    assert!(numbers(&test).iter().all(|number| !numbers(&training).contains(number)));
}

#[test]
fn whole_numbers_are_classes_in_their_order_and_texts_in_that_of_the_alphabet() {
    let labels = |cells: [&str; 3]| {
        let tables = Tables::new(&format!("kind,x\n{},1\n{},2\n{},3\n", cells[0], cells[1], cells[2]));
        let tables = tables.with("b.csv", format!("kind,x\n{},1\n", cells[0]).as_bytes());
        tables.training(&with_test_file()).unwrap().labels().to_vec()
    };
    assert_eq!(labels(["10", "9", "-1"]), [2, 1, 0]);
    assert_eq!(labels(["10", "9", "x"]), [0, 1, 2]);
}

#[test]
fn semicolons_tabs_quotes_spaces_and_a_mark_at_the_start_are_understood() {
    for text in [
        "x;kind\n1;a\n2;b\n",
        "x\tkind\n1\ta\n2\tb\n",
        "\u{feff}\"x\", kind\r\n 1 ,\"a\"\r\n2,b\r\n",
        "x,kind\n\n1,a\n2,b",
    ] {
        let tables = Tables::new(text).with("b.csv", text.as_bytes());
        let part = tables.training(&with_test_file()).unwrap();
        assert_eq!((numbers(&part), part.labels()), ([1.0, 2.0].as_slice(), [0, 1].as_slice()), "{text}");
    }
}

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(Tables::new(text).training(&source()).unwrap_err(), format!("`a.csv` {expected}"));
}

#[test]
fn what_is_wrong_with_the_header_is_told() {
    check(
        "x,knid\n1,a\n",
        "has no column `kind` for the label (did you mean `knid`?); its columns are x, knid",
    );
    check("x,y,x,kind\n1,2,3,a\n", "names the column `x` twice in its header row; rename one of the two");
    check(
        "kind\na\nb\n",
        "has no column beside the label `kind`, so there is nothing to learn from; add one",
    );
    check("x,kind\n", "has a header row and no rows below it; add samples");
    check("", "has no column `kind` for the label; its columns are ");
}

#[test]
fn what_is_wrong_with_a_cell_is_told_with_line_and_column() {
    let empty = "has no value in line 3 of column `x`; fill it in, or remove the line";
    check("x,kind\n1,a\n,b\n", empty);
    check("x,kind\n1,a\n  ,b\n", empty);
    check("x,kind\n1,\n2,b\n", "has no value in line 2 of column `kind`; fill it in, or remove the line");
    for cell in ["NaN", "inf", "-Infinity", "1e39"] {
        let expected = format!(
            "has `{cell}` in line 4 of column `x`, whose other cells are numbers; correct it, or remove the line"
        );
        check(&format!("x,kind\n1,a\n2,b\n{cell},b\n"), &expected);
    }
    let uneven = "has 3 cells in line 3, but the header row names 2 columns; correct that line";
    check("x,kind\n1,a\n1,2,b\n", uneven);
}

#[test]
fn a_table_that_is_no_text_is_told() {
    let tables = Tables::new("").with("a.csv", b"x,kind\n1,a\n\xff,b\n");
    let error = tables.training(&source()).unwrap_err();
    assert_eq!(error, "`a.csv` cannot be read as a table: line 3 is not UTF-8; save it as UTF-8 text");
}

#[test]
fn columns_that_are_no_categories_and_labels_that_are_no_classes_are_told() {
    let rows: Vec<String> = (0..257).map(|row| format!("{row},n{row},{}\n", row % 2)).collect();
    let expected = "has 257 different texts in column `name`, more than the 256 of a category; leave the column out, or make \
                    it numbers: the first cell that is none is `n0` in line 2";
    check(&format!("x,name,kind\n{}", rows.concat()), expected);
    let rows: Vec<String> = (0..1001).map(|row| format!("{row},{row}.5\n")).collect();
    let expected = "has 1001 different labels in column `kind`, more than 1000; a label names a class and measures nothing, so \
                    choose another column";
    check(&format!("x,kind\n{}", rows.concat()), expected);
    let one = "`a.csv` has training samples of one class only, `a`, so there is nothing to learn; add samples of another";
    assert_eq!(Tables::new("x,kind\n1,a\n2,a\n").training(&source()).unwrap_err(), one);
}

#[test]
fn a_file_of_the_test_part_that_does_not_fit_is_told() {
    let check = |text: &str, expected: &str| {
        let error =
            Tables::new(FLOWERS).with("b.csv", text.as_bytes()).training(&with_test_file()).unwrap_err();
        assert_eq!(error, format!("`b.csv` {expected}"));
    };
    check(
        "kind,length\na,1\n",
        "has no column `colour`, which the other file has; both need the same columns",
    );
    let expected = "has a column `width`, which the other file lacks; both need the same columns";
    check("kind,length,colour,width\na,1,red,2\n", expected);
    let expected =
        "has the label `c` in line 3, which no training sample has; correct it, or remove the line";
    check("kind,length,colour\na,1,red\nc,1,red\n", expected);
    let expected = "has `nan` in line 2 of column `length`, whose other cells are numbers; correct it, or remove the line";
    check("kind,length,colour\na,nan,red\n", expected);
}

#[test]
fn the_content_changes_with_a_cell() {
    let content = |text: &str| facts(&source(), &Tables::new(text).places()).unwrap().content;
    assert_eq!(content(FLOWERS), content(FLOWERS));
    assert_ne!(content(FLOWERS), content(&FLOWERS.replace("1.5", "1.25")));
    assert_ne!(content(FLOWERS), content(&FLOWERS.replace("red,b", "red,a")));
}

#[test]
fn the_wines_are_the_ones_that_the_readme_and_the_script_name() {
    let sha256 = crate::digest::sha256(include_bytes!("../../../data/wine.csv"));
    for text in [include_str!("../../../data/README.md"), include_str!("../../../scripts/wine.py")] {
        assert!(text.contains(&sha256), "{sha256}");
    }
    let places = Places::only(&Path::new(env!("CARGO_MANIFEST_DIR")).join("data"));
    let source =
        Source::Csv { file: "wine.csv".into(), label: "cultivator".to_owned(), test_file: None, test: None };
    let facts = facts(&source, &places).unwrap();
    assert_eq!((facts.dims, facts.classes()), (Dims::Vector(13), 3));
    assert_eq!((facts.training_samples, facts.test_samples), (142, 36));
}
