//! Columns: what they become, and what is fitted.

use super::*;
use proptest::collection::vec;
use proptest::prelude::*;

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

/// Every kind of column that there is.
fn every_kind() -> Columns {
    let filled = |fill| Kind::Number { offset: 1000.0, fill: Some(fill) };
    Columns::new(vec![
        Column::numbers("x"),
        Column { kind: filled(1004.5), rule: Some(Fill::Median), indicator: true, ..Column::numbers("day") },
        Column::categories("colour", texts(&["red", "blue", "red"])),
        Column {
            kind: Kind::Category { texts: texts(&["a", "b"]), fill: Some("b".to_owned()) },
            rule: Some(Fill::MostFrequent),
            ..Column::numbers("letter")
        },
        Column { rule: Some(Fill::Mean), indicator: true, ..Column::categories("sex", texts(&["f", "m"])) },
    ])
}

#[test]
fn every_kind_of_column_has_its_entries_under_their_names() {
    let columns = every_kind();
    let names = [
        "x",
        "day",
        "day is missing",
        "colour=blue",
        "colour=red",
        "letter=a",
        "letter=b",
        "sex=f",
        "sex=m",
        "sex is missing",
    ];
    assert_eq!(columns.entry_names(), names);
    assert_eq!(columns.size(), names.len());
    let flags = columns.flags();
    assert_eq!(flags, [false, false, true, true, true, true, true, true, true, true]);
}

#[test]
fn cells_become_entries_and_missing_ones_what_stands_for_them() {
    let mut there = Vec::new();
    let cells =
        [Cell::Number(0.5), Cell::Number(1001.0), Cell::Text("red"), Cell::Text("a"), Cell::Text("m")];
    every_kind().write(&cells, &mut there);
    assert_eq!(there, [0.5, 1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 1.0, 0.0]);
    let mut missing = Vec::new();
    let cells = [Cell::Number(0.5), Cell::Missing, Cell::Text("green"), Cell::Missing, Cell::Missing];
    every_kind().write(&cells, &mut missing);
    assert_eq!(missing, [0.5, 4.5, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0]);
}

#[test]
fn columns_read_back_as_they_were_written() {
    for columns in [Columns::default(), every_kind()] {
        let text = serde_json::to_string(&columns).unwrap();
        assert_eq!(serde_json::from_str::<Columns>(&text).unwrap(), columns, "{text}");
    }
}

#[test]
fn what_is_fitted_is_what_the_textbook_says() {
    assert_eq!(median(&[3.0, 1.0, 2.0]), Some(2.0));
    assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), Some(2.5));
    assert_eq!(mean(&[1.0, 2.0, 6.0]), Some(3.0));
    assert_eq!(most_frequent(["b", "a", "b", "c", "c"].into_iter()), Some("b"));
    assert_eq!((median(&[]), mean(&[]), most_frequent([0; 0].into_iter())), (None, None, None));
}

#[test]
fn an_offset_is_taken_where_single_precision_would_lose_digits_and_nowhere_else() {
    let seconds: Vec<f64> = (0..120).map(|row| 1_700_000_000.0 + f64::from(row)).collect();
    assert_eq!(offset(&seconds), 1_700_000_060.0);
    let days: Vec<f64> = (0..50).map(|row| 2_460_000.5 + f64::from(row) / 1000.0).collect();
    assert!((offset(&days) - 2_460_000.52).abs() < 0.01, "{}", offset(&days));
    for plain in [vec![2007.0, 2008.0, 2009.0], vec![0.1, 0.2, 0.3], vec![1e9; 4], vec![1e30, -1e30], vec![]]
    {
        assert_eq!(offset(&plain), 0.0, "{plain:?}");
    }
}

proptest! {
    #[test]
    fn with_its_offset_no_number_moves_by_more_than_a_share_of_the_deviation(
        base in -1e12_f64..1e12,
        steps in vec(0.0_f64..100.0, 2..40),
    ) {
        let numbers: Vec<f64> = steps.iter().map(|step| base + step).collect();
        let offset = offset(&numbers);
        let mean = mean(&numbers).unwrap();
        let count = u32::try_from(numbers.len()).unwrap();
        let std = (numbers.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / f64::from(count)).sqrt();
        let column = Column { kind: Kind::Number { offset, fill: None }, ..Column::numbers("x") };
        for number in &numbers {
            let mut entries = Vec::new();
            column.write(Cell::Number(*number), &mut entries);
            prop_assert!((f64::from(entries[0]) + offset - number).abs() <= std / 4000.0 + 1e-3);
        }
    }
}
