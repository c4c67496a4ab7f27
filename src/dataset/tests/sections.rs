//! One list of words for the parts of data, whatever the source.

use super::npz::{archive, array};
use super::table::Tables;
use crate::dataset::section::Section;
use crate::dataset::{Error, facts};
use crate::task::{ArrayNames, Csv, Facts, Source};

const GREY: &[u8] = include_bytes!("../../../tests/data/grey.png");

/// What is found in data whose parts have these names, as a table, as arrays and as a folder of pictures.
fn found([training, validation, test]: [&str; 3]) -> Vec<(&'static str, Result<Facts, Error>)> {
    let parts = [(training, 4_u8), (validation, 3), (test, 2)];
    let row = |part: &str, row: u8| format!("{row},{part},{}\n", row % 2);
    let rows = parts.iter().flat_map(|(part, count)| (0..*count).map(move |number| row(part, number)));
    let table = format!("x,part,kind\n{}", rows.collect::<Vec<String>>().concat());
    let mut arrays = Vec::new();
    for (part, count) in &parts {
        let labels: Vec<u8> = (0..*count).map(|row| row % 2).collect();
        let x = array("|u1", &format!("({count}, 1)"), &labels);
        arrays.push((format!("x_{part}"), x));
        arrays.push((format!("y_{part}"), array("|u1", &format!("({count},)"), &labels)));
    }
    let arrays: Vec<(&str, Vec<u8>)> =
        arrays.iter().map(|(name, array)| (name.as_str(), array.clone())).collect();
    let tables = Tables::new(&table).with("a.npz", &archive(&arrays));
    for (part, count) in &parts {
        for row in 0..*count {
            let folder = tables.path().join("pictures").join(part).join((row % 2).to_string());
            crate::disk::make_folder(&folder).unwrap();
            crate::disk::write(&folder.join(format!("{row}.png")), GREY).unwrap();
        }
    }
    let csv = Csv { split: Some("part".to_owned()), ..Csv::new("a.csv", "kind") };
    let npz = Source::Npz { file: "a.npz".into(), names: ArrayNames::default(), channels: None, test: None };
    let pictures = Source::ImageFolder { folder: "pictures".into(), size: None, grey: false, test: None };
    [("table", Source::Csv(Box::new(csv))), ("arrays", npz), ("pictures", pictures)]
        .map(|(what, source)| (what, facts(&source, &tables.places())))
        .into()
}

#[test]
fn every_word_for_a_part_is_understood_by_every_source_in_any_case_of_letters() {
    let [training, validation, test] = Section::ALL.map(Section::words);
    for number in 0..validation.len() {
        let words = [training[number % training.len()], validation[number], test[number % test.len()]];
        let upper = words.map(str::to_uppercase);
        for words in [words, upper.each_ref().map(String::as_str)] {
            for (what, facts) in found(words) {
                let facts = facts.unwrap_or_else(|error| panic!("{what}: {words:?}: {error}"));
                let counts = (facts.training_samples, facts.validation_samples, facts.test_samples);
                assert_eq!(counts, (7, Some(3), 2), "{what}: {words:?}");
            }
        }
    }
}

#[test]
fn no_word_is_for_two_parts() {
    for section in Section::ALL {
        for word in section.words() {
            assert_eq!(Section::of(word), Some(section), "{word}");
        }
    }
}

#[test]
fn a_share_for_the_test_part_is_left_unused_with_a_word_where_the_data_brings_one() {
    let share = Some(0.25);
    let csv = Csv { split: Some("part".to_owned()), test: share, ..Csv::new("a.csv", "kind") };
    let rows = |part: &str| format!("1,{part},a\n2,{part},b\n").repeat(4);
    let table = format!("x,part,kind\n{}{}", rows("train"), rows("test"));
    let two = |name: &'static str| (name, array("|u1", "(2,)", &[0, 1]));
    let x = |name: &'static str| (name, array("|u1", "(2, 1)", &[0, 1]));
    let arrays = archive(&[x("x_train"), two("y_train"), x("x_test"), two("y_test")]);
    let tables = Tables::new(&table).with("a.npz", &arrays);
    for name in ["train/a/1.png", "train/b/1.png", "test/a/1.png", "test/b/1.png"] {
        let path = tables.path().join("pictures").join(name);
        crate::disk::make_folder(path.parent().unwrap()).unwrap();
        crate::disk::write(&path, GREY).unwrap();
    }
    let npz = Source::Npz { file: "a.npz".into(), names: ArrayNames::default(), channels: None, test: share };
    let pictures = Source::ImageFolder { folder: "pictures".into(), size: None, grey: false, test: share };
    for (source, test) in [(Source::Csv(Box::new(csv)), 8), (npz, 2), (pictures, 2)] {
        let facts = facts(&source, &tables.places()).unwrap();
        let note = "`test: 0.25` is not used, because the data has a test part of its own";
        assert_eq!(
            (facts.notes.as_slice(), facts.test_samples),
            ([note.to_owned()].as_slice(), test),
            "{source}"
        );
    }
}
