//! What the entries and logits of an exported network stand for.

use crate::checked_networks::dense;
use crate::exported;
use crate::networks::golden_networks;
use actsearch::columns::{Cell, Column, Columns, Fill, Kind};
use actsearch::export::{Exported, Form, Format, Samples, Trained, What, export};
use actsearch::interpreter::{Framework, Program};
use safetensors::SafeTensors;

/// The names in the text of a format, as its constants have them.
fn constants(format: Format, trained: &Trained) -> [Vec<String>; 2] {
    let framework = match format {
        Format::Pytorch => Framework::Torch,
        Format::Keras => Framework::Keras,
        Format::Jax => Framework::Jax,
        _ => Framework::Tch,
    };
    let text = String::from_utf8(exported(format, What::Network(trained))[0].bytes.clone()).unwrap();
    let program = Program::read(&text, framework).unwrap_or_else(|reason| panic!("{format:?}: {reason}"));
    ["COLUMNS", "CLASSES"].map(|name| {
        let names = program.get(name).and_then(|names| names.as_list()).unwrap_or_default();
        names.iter().map(|name| name.as_text().unwrap().to_string()).collect()
    })
}

#[test]
fn exported_networks_name_their_entries_and_logits_whatever_is_in_the_names() {
    for (_, trained) in golden_networks() {
        let wanted = [trained.samples().columns.entry_names(), trained.samples().classes.clone()];
        for format in [Format::Pytorch, Format::Keras, Format::Jax, Format::Rust] {
            assert_eq!(constants(format, &trained), wanted, "{format:?}");
        }
        let listing = exported(Format::Onnx, What::Network(&trained)).pop().unwrap();
        let listing = String::from_utf8(listing.bytes).unwrap();
        let weights = exported(Format::Safetensors, What::Network(&trained)).pop().unwrap();
        let (_, header) = SafeTensors::read_metadata(&weights.bytes).unwrap();
        let metadata = header.metadata().clone().unwrap();
        assert_eq!(metadata["format"], "pt");
        for (key, names) in ["columns", "classes"].into_iter().zip(&wanted) {
            let said = metadata.get(key).map(|list| serde_json::from_str::<Vec<String>>(list).unwrap());
            assert_eq!(said.unwrap_or_default(), *names, "{key}");
            assert_eq!(listing.contains(&format!("\n{key}: ")), !names.is_empty(), "{key}: {listing}");
        }
    }
}

#[test]
fn exported_bytes_are_the_same_every_time() {
    let (_, trained) = &golden_networks()[1];
    let weights = || exported(Format::Safetensors, What::Network(trained)).pop().unwrap().bytes;
    let first = weights();
    assert!((0..20).all(|_| weights() == first));
}

/// A network on a table that has every kind of column, with names that every format writes as they are.
fn on_a_table() -> Trained {
    let texts = ["Biscoe", "Dream", "Torgersen"].map(str::to_owned).to_vec();
    let mut island = Column::categories("island", texts);
    island.indicator = true;
    let category =
        Kind::Category { texts: vec!["female".to_owned(), "male".to_owned()], fill: Some("male".to_owned()) };
    let sex = Column { kind: category, rule: Some(Fill::MostFrequent), ..Column::numbers("sex") };
    let seconds = Kind::Number { offset: 1_700_000_060.0, fill: Some(1_700_000_123.0) };
    let since =
        Column { kind: seconds, rule: Some(Fill::Median), indicator: true, ..Column::numbers("since") };
    let columns = Columns::new(vec![Column::numbers("bill depth"), island, sex, since]);
    let classes = ["Adelie", "Chinstrap", "Gentoo"].map(str::to_owned).to_vec();
    dense(Samples { shape: vec![columns.size()], classes, columns, normalisation: None })
}

/// Everything that is exported of a network, as one text.
fn everything(format: Format, trained: &Trained) -> String {
    let parts = match export(format, What::Network(trained), Form::Simplified).unwrap() {
        Exported::Files(files) => files.into_iter().map(|file| file.bytes).collect::<Vec<_>>(),
        Exported::Script(script) => script.extra.into_iter().map(|(_, text)| text.into_bytes()).collect(),
    };
    parts.iter().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect()
}

/// Everything that is exported of its mixes.
fn mixes(format: Format, trained: &Trained) -> String {
    crate::text(format, trained.definition())
}

#[test]
fn every_format_says_what_goes_in_and_what_comes_out() {
    let trained = on_a_table();
    let names =
        ["bill depth", "island", "sex", "since", "Biscoe", "Torgersen", "female", "1700000060", "1700000123"];
    let classes = ["Adelie", "Chinstrap", "Gentoo"];
    for format in Format::ALL.into_iter().filter(|format| format.holds_mixes()) {
        let text = match format {
            Format::Yaml | Format::Json => mixes(format, &trained),
            // Functions of numbers, which take no samples.
            Format::C => continue,
            _ => everything(format, &trained),
        };
        assert_eq!(format.holds_networks(), !matches!(format, Format::Yaml | Format::Json | Format::C));
        for name in names.into_iter().chain(classes) {
            assert!(text.contains(name), "{format:?} does not say {name:?}: {text}");
        }
    }
}

/// What a line of the documentation, `Entry 3  1 where "island" is missing, else 0`, makes of a row.
#[expect(clippy::cast_possible_truncation, reason = "rounding to single precision is meant")]
fn as_documented(line: &str, row: &[(&str, Option<&str>)]) -> f32 {
    let quoted = |text: &str| text.split('"').nth(1).unwrap().to_owned();
    let (said, fill) = line.split_once("; where it is missing, ").unwrap_or((line, ""));
    let fill = fill.strip_suffix(" stands for it").map(|fill| fill.trim_matches('"').to_owned());
    let name = quoted(said);
    let cell = row.iter().find(|(column, _)| *column == name).unwrap().1;
    if said.contains(" is missing, else 0") {
        return f32::from(u8::from(cell.is_none()));
    }
    let cell = cell.map(str::to_owned).or(fill);
    if let Some((_, text)) = said.strip_prefix("1 where ").and_then(|said| said.split_once(" is ")) {
        return f32::from(u8::from(cell.is_some_and(|cell| cell == quoted(text))));
    }
    let number: f64 = cell.unwrap().parse().unwrap();
    let less =
        said.split_once(" less ").map_or(0.0, |(_, less)| less.split(',').next().unwrap().parse().unwrap());
    (number - less) as f32
}

#[test]
fn a_row_that_is_encoded_as_the_documentation_says_is_what_the_network_takes() {
    let trained = on_a_table();
    let text = everything(Format::Pytorch, &trained);
    let entries: Vec<&str> = text
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("Entry ")?.split_once(' '))
        .map(|(_, said)| said.trim_start())
        .collect();
    assert_eq!(entries.len(), trained.samples().columns.size());
    let rows = [
        [
            ("bill depth", Some("18.7")),
            ("island", Some("Dream")),
            ("sex", Some("female")),
            ("since", Some("1700000061.5")),
        ],
        [("bill depth", Some("-0.25")), ("island", None), ("sex", None), ("since", None)],
        [
            ("bill depth", Some("1e3")),
            ("island", Some("Torgersen")),
            ("sex", Some("male")),
            ("since", Some("0")),
        ],
    ];
    for row in rows {
        let cell = |(column, cell): (&Column, (&str, Option<&'static str>))| match (&column.kind, cell.1) {
            (_, None) => Cell::Missing,
            (Kind::Number { .. }, Some(text)) => Cell::Number(text.parse().unwrap()),
            (Kind::Category { .. }, Some(text)) => Cell::Text(text),
        };
        let columns = &trained.samples().columns;
        let mut wanted = Vec::new();
        columns.write(&columns.iter().zip(row).map(cell).collect::<Vec<_>>(), &mut wanted);
        let found: Vec<f32> = entries.iter().map(|entry| as_documented(entry, &row)).collect();
        assert_eq!(found, wanted, "{entries:?}");
    }
}
