//! Tables: what their columns become.

use crate::dataset::{Part, Places, Scale, Values, facts, test_part, training_part};
use crate::disk;
use crate::task::{Csv, Dims, Normalisation, Source, Writing};
use std::path::Path;

/// A folder with tables in it.
pub struct Tables(tempfile::TempDir);

impl Tables {
    pub fn new(text: &str) -> Self {
        Self(tempfile::tempdir().unwrap()).with("a.csv", text.as_bytes())
    }

    pub fn with(self, name: &str, bytes: &[u8]) -> Self {
        disk::write(&self.0.path().join(name), bytes).unwrap();
        self
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn places(&self) -> Places {
        Places::only(self.0.path())
    }

    pub fn training(&self, source: &Source) -> Result<Part, String> {
        let told = |error: crate::dataset::Error| {
            error.to_string().replace(&format!("{}/", self.0.path().display()), "")
        };
        training_part(source, &self.places()).map_err(told)
    }
}

pub fn csv() -> Csv {
    Csv { test: Some(0.25), ..Csv::new("a.csv", "kind") }
}

pub fn source() -> Source {
    Source::Csv(Box::new(csv()))
}

pub fn with_test_file() -> Source {
    Source::Csv(Box::new(Csv { test_file: Some("b.csv".into()), test: None, ..csv() }))
}

pub fn numbers(part: &Part) -> &[f32] {
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
    let scale = Scale::of(Normalisation::Standard, &part, &facts.columns, &[1, 3]);
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

#[test]
fn cells_that_blanks_part_are_understood_where_every_line_has_as_many() {
    for text in [
        "x y kind\n1 2 a\n3 4 b\n",
        "  x   y kind\n\n  1   2 a  \n 33 \t4 b\n",
        "\"x\" \"y\" \"kind\"\r\n1 2 \"a\"\r\n33 4 \"b\"\r\n",
    ] {
        let tables = Tables::new(text).with("b.csv", text.as_bytes());
        let part = tables.training(&with_test_file()).unwrap();
        assert_eq!((numbers(&part).len(), part.labels()), (4, [0, 1].as_slice()), "{text}");
        assert_eq!(numbers(&part)[3], 4.0, "{text}");
    }
    // In quotes a blank parts nothing, and a line is told as an editor counts it.
    let text = "\"a name\"  x kind\n\"p q\"  1 a\n\n\"r  s\"  NA b\n";
    let told = Tables::new(text).training(&source()).unwrap_err();
    assert_eq!(told, "`a.csv` has no value in line 4 of column `x`; fill it in, or add `missing: median`");
    // Where lines have words of other numbers, a blank is a part of a text.
    let told = Tables::new("my kind\na b\nc\nd\n").training(&source()).unwrap_err();
    assert!(told.contains("its columns are my kind"), "{told}");
    let blanks = Csv { writing: Writing { delimiter: Some(' '), ..Writing::default() }, ..csv() };
    let text = "x   kind,\n1 a\n 2    b\n4 a\n";
    let csv = Csv { label: "kind,".to_owned(), ..blanks };
    assert!(Tables::new(text).training(&Source::Csv(Box::new(csv))).is_ok());
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
    let source = Source::Csv(Box::new(Csv::new("wine.csv", "cultivator")));
    let facts = facts(&source, &places).unwrap();
    assert_eq!((facts.dims, facts.classes()), (Dims::Vector(13), 3));
    assert_eq!((facts.training_samples, facts.test_samples), (142, 36));
}
