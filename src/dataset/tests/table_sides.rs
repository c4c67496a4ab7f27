//! Parts of a table that a column tells.

use super::table::{Tables, csv, numbers};
use crate::dataset::{facts, test_part};
use crate::task::{Csv, Source};

fn source() -> Source {
    Source::Csv(Box::new(Csv { split: Some("part".to_owned()), ..csv() }))
}

#[test]
fn a_column_says_which_rows_are_trained_on_validated_on_and_tested() {
    let text = "x,part,kind\n1,Train,a\n2,VALID,b\n3,test,a\n4,training,b\n5,dev,a\n6,Test,b\n7,val,a\n8,validation,b\n";
    let tables = Tables::new(text);
    let part = tables.training(&source()).unwrap();
    assert_eq!(numbers(&part), [1.0, 4.0, 2.0, 5.0, 7.0, 8.0]);
    assert_eq!(numbers(&test_part(&source(), &tables.places()).unwrap()), [3.0, 6.0]);
    let facts = facts(&source(), &tables.places()).unwrap();
    assert_eq!((facts.training_samples, facts.validation_samples, facts.test_samples), (6, Some(4), 2));
    assert_eq!(facts.columns.entry_names(), ["x"]);
}

#[test]
fn what_the_column_does_not_tell_is_cut_off_as_ever() {
    let rows = (0..40)
        .map(|row| format!("{row},{},{}\n", if row < 8 { "val" } else { "train" }, row % 2))
        .collect::<Vec<String>>()
        .concat();
    let found = facts(&source(), &Tables::new(&format!("x,part,kind\n{rows}")).places()).unwrap();
    assert_eq!((found.training_samples, found.validation_samples, found.test_samples), (32, Some(8), 8));
    let rows = (0..40)
        .map(|row| format!("{row},{},{}\n", if row < 8 { "test" } else { "train" }, row % 2))
        .collect::<Vec<String>>()
        .concat();
    let found = facts(&source(), &Tables::new(&format!("x,part,kind\n{rows}")).places()).unwrap();
    assert_eq!((found.training_samples, found.validation_samples, found.test_samples), (32, None, 8));
}

#[test]
fn words_that_name_no_part_are_told() {
    let told = |text: &str| Tables::new(text).training(&source()).unwrap_err();
    let unknown = "`a.csv` has `holdout` in line 3, `` in line 4 of column `part`, allowed: train, validation (valid, val, dev) \
                   and test, in any case";
    assert_eq!(told("x,part,kind\n1,train,a\n2,holdout,b\n3,,b\n4,train,b\n"), unknown);
    let none = "`a.csv` has no row with the word train in column `part`; add some";
    assert_eq!(told("x,part,kind\n1,test,a\n2,test,b\n"), none);
    let unknown =
        "`a.csv` has the label `c` in line 4, which no training sample has; correct it, or remove the line";
    assert_eq!(told("x,part,kind\n1,train,a\n2,train,b\n3,valid,c\n"), unknown);
}
