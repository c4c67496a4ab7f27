//! Kinds of columns: what is a number, what is a category, what stands for a missing cell.

use super::set::gzip;
use super::table::{Tables, csv, numbers};
use crate::columns::{Fill, Kind};
use crate::dataset::{Part, facts, test_part};
use crate::task::{Csv, Facts, Missing, Source, Writing};

/// The training part and the facts of a table that is its own test part, so that no row is cut off.
fn whole(text: &str, csv: Csv) -> (Part, Facts) {
    let source = Source::Csv(Box::new(Csv { test: None, test_file: Some("a.csv".into()), ..csv }));
    let tables = Tables::new(text);
    (tables.training(&source).unwrap(), facts(&source, &tables.places()).unwrap())
}

fn filled(fill: Fill, indicator: bool) -> Csv {
    Csv { missing: Some(Missing { fill, indicator }), ..csv() }
}

#[test]
fn missing_numbers_become_what_the_rule_says() {
    for (fill, expected) in [(Fill::Median, 2.0), (Fill::Mean, 3.75), (Fill::MostFrequent, 1.0)] {
        let (part, facts) = whole("x,kind\n1,a\nNA,b\n1,a\n3,b\n?,a\n10,b\n", filled(fill, false));
        assert_eq!(numbers(&part), [1.0, expected, 1.0, 3.0, expected, 10.0], "{fill:?}");
        assert_eq!(facts.columns.entry_names(), ["x"]);
    }
    let (part, facts) = whole("x,kind\n1,a\n,b\n3,b\n", filled(Fill::Median, true));
    assert_eq!(facts.columns.entry_names(), ["x", "x is missing"]);
    assert_eq!(numbers(&part), [1.0, 0.0, 2.0, 1.0, 3.0, 0.0]);
}

#[test]
fn missing_texts_become_the_most_frequent_one_or_a_category_of_their_own() {
    let text = "colour,kind\nred,a\nNA,b\nred,a\nblue,b\n";
    let (part, facts) = whole(text, filled(Fill::MostFrequent, false));
    assert_eq!(facts.columns.entry_names(), ["colour=blue", "colour=red"]);
    assert_eq!(numbers(&part)[2..4], [0.0, 1.0]);
    for fill in [Fill::Median, Fill::Mean] {
        let (part, facts) = whole(text, filled(fill, false));
        assert_eq!(facts.columns.entry_names(), ["colour=blue", "colour=red", "colour is missing"]);
        assert_eq!(numbers(&part)[..6], [0.0, 1.0, 0.0, 0.0, 0.0, 1.0]);
    }
}

#[test]
fn what_stands_for_a_missing_cell_is_fitted_on_the_training_part_alone() {
    let csv = Csv { test: None, test_file: Some("b.csv".into()), ..filled(Fill::Median, false) };
    let source = Source::Csv(Box::new(csv));
    let tables = Tables::new("x,kind\n1,a\n3,b\n").with("b.csv", b"x,kind\nNA,a\n1000,b\n1000,b\n");
    let test = test_part(&source, &tables.places()).unwrap();
    assert_eq!(numbers(&test), [2.0, 1000.0, 1000.0]);
    // The same where the test part is cut off: the median is that of the rows that are left.
    let rows = (0..40)
        .map(|row| {
            format!("{},{}\n", if row % 8 == 0 { "NA".to_owned() } else { (row * row).to_string() }, row % 2)
        })
        .collect::<Vec<String>>()
        .concat();
    let source = Source::Csv(Box::new(filled(Fill::Median, false)));
    let tables = Tables::new(&format!("x,kind\n{rows}"));
    let part = tables.training(&source).unwrap();
    let facts = facts(&source, &tables.places()).unwrap();
    let Kind::Number { fill: Some(fill), .. } = facts.columns.iter().next().unwrap().kind else {
        panic!("a number")
    };
    let mut there: Vec<f64> =
        numbers(&part).iter().map(|x| f64::from(*x)).filter(|x| (x - fill).abs() > 1e-9).collect();
    let is_a_value = numbers(&part).len() - there.len();
    assert!(is_a_value >= 1);
    there.sort_by(f64::total_cmp);
    let below = there.iter().filter(|x| **x < fill).count();
    assert!(below.abs_diff(there.len() - below) <= 1, "{fill} parts {there:?}");
}

#[test]
fn numbers_in_any_writing_are_numbers_once_it_is_said() {
    let german = Writing { decimal: ',', thousands: Some('.'), ..Writing::default() };
    let (part, facts) = whole("x;kind\n1.234,5;a\n-0,25;b\n7;a\n", Csv { writing: german, ..csv() });
    assert_eq!((numbers(&part), facts.columns.size()), ([1234.5, -0.25, 7.0].as_slice(), 1));
    let english = Writing { thousands: Some(','), na: vec!["oops".to_owned()], ..Writing::default() };
    let (part, _) = whole(
        "x,kind\n\"1,234\",a\noops,b\n2,a\n",
        Csv { writing: english, ..filled(Fill::MostFrequent, false) },
    );
    assert_eq!(numbers(&part), [1234.0, 2.0, 2.0]);
    let plain = Writing { header: false, ..Writing::default() };
    let (part, facts) =
        whole("5,a\n6,b\n", Csv { label: "column2".to_owned(), writing: plain.clone(), ..csv() });
    assert_eq!(
        (numbers(&part), facts.columns.entry_names()),
        ([5.0, 6.0].as_slice(), vec!["column1".to_owned()])
    );
    let (part, _) = whole("a,5\nb,6\n", Csv { label: "1".to_owned(), writing: plain, ..csv() });
    assert_eq!(numbers(&part), [5.0, 6.0]);
    let piped = Writing { delimiter: Some(':'), ..Writing::default() };
    let (part, _) = whole("x:kind\n5:a\n6:b\n", Csv { writing: piped, ..csv() });
    assert_eq!(numbers(&part), [5.0, 6.0]);
}

/// Whatever stands among numbers, they never become categories without a word.
#[test]
fn numbers_with_odd_cells_are_never_made_categories() {
    for odd in ["oops", "1,234", "12.5%", "$5", "2024-05-01", "5 kg", "inf", "12:30", "7 (est.)", "#REF!"] {
        for share in [1, 5, 11, 19] {
            let cell = |row: usize| if row % 20 < share { format!("\"{odd}\"") } else { format!("{row}.5") };
            let rows =
                (0..40).map(|row| format!("{},{}\n", cell(row), row % 2)).collect::<Vec<String>>().concat();
            let told = Tables::new(&format!("x,kind\n{rows}")).training(&Source::Csv(Box::new(csv())));
            let told = told.expect_err(&format!("{odd} in {share} of 20 cells"));
            assert!(told.contains("column `x`") && told.contains(&format!("`{odd}`")), "{told}");
        }
    }
}

#[test]
fn columns_can_be_dropped_or_be_said_to_be_categories() {
    let text = "id,zip,note,kind\n7,1,x1,a\n9,2,,b\n4,1,x3,a\n";
    let keys =
        Csv { drop: vec!["id".to_owned(), "note".to_owned()], categories: vec!["zip".to_owned()], ..csv() };
    let (part, facts) = whole(text, keys);
    assert_eq!(facts.columns.entry_names(), ["zip=1", "zip=2"]);
    assert_eq!(numbers(&part), [1.0, 0.0, 0.0, 1.0, 1.0, 0.0]);
    let source = Source::Csv(Box::new(Csv { drop: vec!["note".to_owned(), "nte".to_owned()], ..csv() }));
    let told = Tables::new(text).training(&source).unwrap_err();
    let expected =
        "`a.csv` has no column `nte` for `drop` (did you mean `note`?); its columns are id, zip, note, kind";
    assert_eq!(told, expected);
}

#[test]
fn names_and_ids_are_no_categories() {
    let rows =
        (0..50).map(|row| format!("n{row},{},{}\n", row % 5, row % 2)).collect::<Vec<String>>().concat();
    let told =
        Tables::new(&format!("name,x,kind\n{rows}")).training(&Source::Csv(Box::new(csv()))).unwrap_err();
    let expected = "`a.csv` has 50 different texts in 50 cells of column `name`, so they are names or ids, from which nothing \
                    is learned; add `drop: [name]`, or `categories: [name]` if they are categories after all";
    assert_eq!(told, expected);
    let keys = Csv { categories: vec!["name".to_owned()], ..csv() };
    assert_eq!(whole(&format!("name,x,kind\n{rows}"), keys).1.columns.size(), 51);
    let rows = (0..600).map(|row| format!("t{},{}\n", row % 257, row % 2)).collect::<Vec<String>>().concat();
    let told =
        Tables::new(&format!("name,kind\n{rows}")).training(&Source::Csv(Box::new(csv()))).unwrap_err();
    assert!(told.contains("257 different texts in column `name`, more than the 256 of a category"), "{told}");
}

#[test]
fn a_column_without_a_name_is_left_out_with_a_word() {
    for (header, called) in [("", ""), ("Unnamed: 0", " (`Unnamed: 0`)")] {
        let (part, facts) = whole(&format!("{header},x,kind\n0,5,a\n1,6,b\n2,5,b\n"), csv());
        assert_eq!(numbers(&part), [5.0, 6.0, 5.0]);
        let note = format!(
            "column 1{called} has no name and is left out; it counts the rows; give it a name in the header to learn from it"
        );
        assert_eq!(facts.notes, [note]);
    }
    let (part, facts) = whole("id,x,kind\n10,5,a\n11,6,b\n12,5,b\n", csv());
    assert_eq!(numbers(&part).len(), 6);
    let note = "column `id` counts the rows in their order; add `drop: [id]` unless that means something";
    assert_eq!(facts.notes, [note]);
}

#[test]
fn texts_that_differ_in_case_or_blanks_alone_are_told() {
    let notes = |text: &str| whole(text, csv()).1.notes;
    let alike = "differ in case or blanks alone and are";
    let of_labels = notes("x,kind\n1,Yes\n2,yes\n4,no\n");
    assert_eq!(
        of_labels,
        [format!("`Yes` and `yes` {alike} classes of their own; write them alike if they mean the same")]
    );
    let of_texts = notes("city,kind\nNew York,a\nnew  york,b\nParis,a\nPARIS,b\nparis,a\nOslo,b\n");
    let expected = format!(
        "column `city`: `New York` and `new  york`, and 1 more such {alike} categories of their own; write them alike if they \
         mean the same"
    );
    assert_eq!(of_texts, [expected]);
    // Blanks at the ends are none, and numbers are written in many ways.
    for plain in ["x,kind\n1,a\n2, a\n4,b \n", "x,kind\n1.0,a\n1,b\n1e0,b\n", "x,kind\n1,A\n2,b\n4,A\n"] {
        assert!(notes(plain).is_empty(), "{plain}");
    }
}

#[test]
fn dates_that_are_written_as_numbers_are_told() {
    let notes = |first: &str| whole(&format!("day,kind\n{first},a\n19580405,b\n20011231,a\n"), csv()).1.notes;
    let expected = "column `day` seems to hold dates as numbers, such as 19580329, whose steps say nothing of days; make days of \
                    them, or add `drop: [day]`";
    assert_eq!(notes("19580329"), [expected]);
    for other in ["19581329", "19580300", "195803", "12345678", "-9580329", "1958032.5"] {
        assert!(notes(other).is_empty(), "{other}");
    }
}

#[test]
fn numbers_of_a_large_offset_keep_their_digits() {
    let rows = (0..120)
        .map(|row| format!("{},{}\n", 1_700_000_000 + row, row / 60))
        .collect::<Vec<String>>()
        .concat();
    let (part, facts) = whole(&format!("time,kind\n{rows}"), csv());
    let Kind::Number { offset, .. } = facts.columns.iter().next().unwrap().kind else { panic!("a number") };
    for (row, entry) in (0..).zip(numbers(&part)) {
        assert!((f64::from(*entry) + offset - 1_700_000_000.0 - f64::from(row)).abs() < 1e-3);
    }
}

#[test]
fn a_table_that_is_packed_is_the_same_whatever_it_is_called() {
    let text = b"x,kind\n1,a\n2,b\n3,a\n";
    let source =
        |file: &str| Source::Csv(Box::new(Csv { test_file: Some(file.into()), ..Csv::new(file, "kind") }));
    let tables = Tables::new("")
        .with("plain.csv", text)
        .with("packed.csv.gz", &gzip(text))
        .with("odd.csv", &gzip(text));
    let part = |file: &str| tables.training(&source(file)).unwrap();
    for file in ["packed.csv.gz", "odd.csv"] {
        assert_eq!(part(file).values(), part("plain.csv").values());
    }
}

#[test]
fn delimiters_in_quotes_do_not_count() {
    let text = "\"a, b, c, d\";\"e, f\";kind\n1;2;a\n3;4;b\n";
    let (part, facts) = whole(text, csv());
    assert_eq!(
        (numbers(&part), facts.columns.entry_names()),
        ([1.0, 2.0, 3.0, 4.0].as_slice(), vec!["a, b, c, d".to_owned(), "e, f".to_owned()])
    );
}
