//! Everything that can be wrong with a table is told as what it is, with its line, and all of it at once.

use super::set::gzip;
use super::table::{Tables, csv, source, with_test_file};
use crate::task::{Csv, Source, Writing};
use proptest::collection::vec;
use proptest::prelude::*;

/// What is said of a file of these bytes, read with these keys.
fn told(bytes: &[u8], csv: Csv) -> String {
    let tables = Tables::new("").with("a.csv", bytes);
    tables.training(&Source::Csv(Box::new(csv))).unwrap_err()
}

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(told(text.as_bytes(), csv()), format!("`a.csv` {expected}"));
}

#[test]
fn what_is_wrong_with_the_header_is_told_as_what_it_is() {
    check(
        "x,knid\n1,a\n",
        "has no column `kind` for the label (did you mean `knid`?); its columns are x, knid",
    );
    check(
        "x,y,x,y,kind\n1,2,3,4,a\n",
        "names several columns `x`, `y` in its header row; rename all but one of each",
    );
    check(
        "kind\na\nb\n",
        "has no column beside the label `kind`, so there is nothing to learn from; add one",
    );
    check("x,kind\n", "has a header row and no rows below it; add samples");
    for blank in ["", "\n\n", "  \r\n \r\n", "\u{feff}"] {
        check(blank, "is empty; it needs a header row that names the columns, and rows below it");
    }
    let no_header = "seems to have no header row, since its first row has numbers where names should be: 5, 0, 0, 1.5, 7, …; \
                     add a row that names the columns, or `header: false`, which calls them column1, column2, …";
    check("5,0,0,1.5,7,8\n3,0,0,2.5,7,8\n", no_header);
    let ends = "has a header row that ends with `;` and so names 3 columns, the last by nothing, while every row has 2 cells; \
                remove the `;` at the end of the header row";
    check("x;kind;\n1;a\n2;b\n", ends);
    let rows_end = "has rows that all end with `,` and so have 3 cells, the last empty, while the header row names 2 columns; \
                    end the header row with `,`, too, or remove it from the rows";
    check("x,kind\n1,a,\n2,b,\n", rows_end);
    let of_r = "has 3 cells in every row, but its header row names 2 columns; if the first cells count or name the rows, as R \
                writes them, name them in the header row";
    check("\"x\",\"kind\"\n\"1\",1,a\n\"2\",2,b\n", of_r);
    let counts = "has 4 cells in every row, but its header row names 2 columns: 2, kind; write a name for every column, and if \
                  that row is none of the table, remove it";
    check("2,kind\n1,2,3,a\n1,2,3,b\n", counts);
    let other =
        "has a header row that is parted by `;`, but rows that are parted by `,`; part both by the same";
    check("x;y;kind\n1,2,a\n3,4,b\n", other);
}

#[test]
fn rows_that_are_too_long_or_too_short_are_all_told() {
    let uneven =
        "has 3 cells in line 3, 1 cells in line 4, but the header row names 2 columns; correct those lines";
    check("x,kind\n1,a\n1,2,b\n5\n", uneven);
    let rows = (0..9).map(|row| format!("{row},a,b\n")).collect::<Vec<String>>().concat();
    let many = "has 3 cells in line 3, 3 cells in line 4, 3 cells in line 5 and as wrong a number in 6 more lines, but the \
                header row names 2 columns; correct those lines";
    check(&format!("x,kind\n1,a\n{rows}"), many);
    let open =
        "opens a quote in line 3 that is not closed; close it, or double it where it is meant as a sign";
    check("x,kind\n1,a\n2,\"b\n3,a\n4,b\n", open);
    check("x,kind\n1,a\n\"2,b\n3,a\n4,b\n", open);
}

#[test]
fn a_file_that_is_no_text_is_told_as_what_it_is() {
    let workbook = b"PK\x03\x04rest".as_slice();
    let other = |what: &str| format!("`a.csv` is {what}");
    for (bytes, expected) in [
        (workbook, other("a zip archive, or a workbook of Excel, and no table in text; save its sheet as CSV, or unpack it")),
        (b"PAR1", other("a file of Parquet, and no table in text; write it as CSV")),
        (b"\xff\xfex\0,\0k\0", other("text in UTF-16, and no table in text; save it as UTF-8")),
        (b"x\0,\0k\0i\0n\0d\0", other("text in UTF-16, and no table in text; save it as UTF-8")),
        (b"x,kind\n1,a\0b\n", other("no text: it has bytes of 0, and no table in text; write it as CSV")),
        (
            b"x,kind\r\n1,a\r\n2,M\xfcller\r\n",
            "`a.csv` has the byte 0xFC in line 3, which is no UTF-8, so it is probably in Latin-1 or Windows-1252; save it as \
             UTF-8 text"
                .to_owned(),
        ),
    ] {
        assert_eq!(told(bytes, csv()), expected);
    }
    let packed = gzip(b"x,kind\n1,a\n2,b\n");
    let cut = told(&packed[..packed.len() - 9], csv());
    assert!(cut.starts_with("`a.csv` is packed by gzip and cannot be unpacked: "), "{cut}");
}

#[test]
fn all_problems_of_a_table_come_at_once() {
    let text = "x,y,z,day,kind\n1,2,$3,2024-01-01,a\nNA,2,$4,2024-01-02,\n3,oops,$5,2024-01-03,b\n";
    let expected = "has 5 problems:\n  \
        - it has no label in line 3 of column `kind` (`` in line 3); fill it in or remove the line, and if the word names a class, write it otherwise\n  \
        - it has no value in line 3 of column `x`; fill it in, or add `missing: median`\n  \
        - it has 2 numbers and 1 other cell in column `y`: `oops` in line 4; add `na: [\"oops\"]` and `missing: median` if that stands for a missing value, `categories: [y]` if the numbers are names, correct the cells, or add `drop: [y]`\n  \
        - it has 3 cells in column `z`: `$3` in line 2, `$4` in line 3, `$5` in line 4; take the signs of money away, or add `drop: [z]`\n  \
        - it has 3 cells in column `day`: `2024-01-01` in line 2, `2024-01-02` in line 3, `2024-01-03` in line 4; dates and times are not read: make numbers of them, such as days or hours, or add `drop: [day]`";
    check(text, expected);
    let names: Vec<String> = (0..15).map(|column| format!("c{column}")).collect();
    let many = told(
        format!("kind,{}\na{}\nb{}\n", names.join(","), ",".repeat(15), ",1".repeat(15)).as_bytes(),
        csv(),
    );
    assert!(many.starts_with("`a.csv` has 15 problems:\n") && many.ends_with("\n  and 5 more"), "{many}");
}

#[test]
fn labels_that_name_no_classes_are_told() {
    let rows = (0..60).map(|row| format!("{row}.5,{}\n", row % 7)).collect::<Vec<String>>().concat();
    let measure = "has 60 different numbers from 0.5 to 59.5 in 60 rows of column `kind`, so it measures something; a label \
                   names one of a few classes: choose another column, or make classes of it";
    check(&format!("kind,x\n{rows}"), measure);
    let rows = (0..60).map(|row| format!("n{row},{}\n", row % 7)).collect::<Vec<String>>().concat();
    let names = "has 60 different labels in 60 rows of column `kind`, which are too many to be classes (at most 1000); choose \
                 another column";
    check(&format!("kind,x\n{rows}"), names);
    // Whole numbers without a gap are classes, and so are a few numbers of any kind.
    for label in [|row: usize| (row % 30).to_string(), |row: usize| format!("{}.5", row % 3)] {
        let rows =
            (0..60).map(|row| format!("{},{}\n", label(row), row % 7)).collect::<Vec<String>>().concat();
        assert!(Tables::new(&format!("kind,x\n{rows}")).training(&source()).is_ok());
    }
    let one = "`a.csv` has training samples of one class only, `a`, so there is nothing to learn; add samples of another";
    assert_eq!(Tables::new("x,kind\n1,a\n2,a\n").training(&source()).unwrap_err(), one);
    for word in ["", "NA", "nan", "?"] {
        let told = told(format!("x,kind\n1,a\n2,{word}\n3,b\n").as_bytes(), csv());
        assert!(
            told.starts_with(&format!(
                "`a.csv` has no label in line 3 of column `kind` (`{word}` in line 3)"
            )),
            "{told}"
        );
    }
}

#[test]
fn a_file_of_the_test_part_that_does_not_fit_is_told() {
    let check = |text: &str, expected: &str| {
        let tables = Tables::new("length,colour,kind\n1.5,red,b\n2,blue,a\n").with("b.csv", text.as_bytes());
        assert_eq!(tables.training(&with_test_file()).unwrap_err(), expected);
    };
    let lacking = "`b.csv` has no column `colour`, which the other file has; both need the same columns";
    check("kind,length\na,1\n", lacking);
    let too_many = "`b.csv` has a column `width`, which the other file lacks; both need the same columns";
    check("kind,length,colour,width\na,1,red,2\n", too_many);
    let unknown = "`b.csv` has the label `c` in line 3, `d` in line 4, which no training sample has; correct it, or remove the \
                   line";
    check("kind,length,colour\na,1,red\nc,1,red\nd,1,red\n", unknown);
    let missing = "`b.csv` has no value in line 2 of column `length`; fill it in, or add `missing: median`";
    check("kind,length,colour\na,nan,red\n", missing);
}

#[test]
fn a_label_that_is_nearly_one_of_the_training_part_is_told_with_it() {
    let tables = Tables::new("x,kind\n1,more\n2,less\n").with("b.csv", b"x,kind\n1,more.\n2,less.\n");
    let expected = "`b.csv` has the label `more.` in line 2, `less.` in line 3, which no training sample has (did you mean `more`?); \
                    correct it, or remove the line";
    assert_eq!(tables.training(&with_test_file()).unwrap_err(), expected);
}

#[test]
fn numbers_that_single_precision_does_not_reach_are_told() {
    for number in ["1e39", "-1e300", "inf", "1e400"] {
        let problem = format!(
            "has `{number}` in line 3 of column `x`, which is too large or infinite; correct it, or add it to `na` as a missing \
             value"
        );
        check(&format!("x,kind\n1,a\n{number},b\n3,a\n"), &problem);
    }
    assert!(Tables::new("x,kind\n1,a\n3e38,b\n3,a\n-3e38,b\n").training(&source()).is_ok());
}

#[test]
fn wide_tables_are_refused_before_they_are_cut_into_rows() {
    let names = (0..200_000).map(|column| format!("c{column},")).collect::<Vec<String>>().concat();
    let row = "1,".repeat(200_000);
    check(
        &format!("{names}kind\n{row}a\n{row}b\n"),
        "has 200001 columns, allowed: at most 10000; take fewer",
    );
    let columns: Vec<String> = (0..60).map(|column| format!("c{column}")).collect();
    let row = |row: usize| format!("{}{}\n", format!("t{},", row % 200).repeat(60), row % 2);
    let rows = (0..600).map(row).collect::<Vec<String>>().concat();
    check(
        &format!("{},kind\n{rows}", columns.join(",")),
        "becomes samples of 12000 entries, allowed: at most 10000; most are of `c0`, `c1`, `c2`; `drop` some",
    );
}

proptest! {
    /// However lines end, whatever stands between them, a bad cell is told with its own line.
    #[test]
    fn a_line_is_counted_as_an_editor_counts_it(
        rows in vec((0_usize..3, any::<bool>()), 1..8),
        end in prop::sample::select(vec!["\n", "\r\n", "\r"]),
    ) {
        let mut text = String::new();
        let mut line = 1;
        let add = |text: &mut String, row: &str, line: &mut u64| {
            text.push_str(row);
            text.push_str(end);
            *line += 1 + row.matches('\n').count() as u64;
        };
        add(&mut text, "x,note,kind", &mut line);
        for (blank, is_long) in rows {
            for _ in 0..blank {
                add(&mut text, "", &mut line);
            }
            // A line end inside of quotes counts, too.
            add(&mut text, if is_long { "1,\"two\nlines\",a" } else { "1,one,b" }, &mut line);
        }
        text.push_str(",one,a");
        let told = told(text.as_bytes(), Csv { categories: vec!["note".to_owned()], ..csv() });
        let expected = format!("`a.csv` has no value in line {line} of column `x`; fill it in, or add `missing: median`");
        prop_assert_eq!(told, expected, "{:?}", text);
    }
}

proptest! {
    /// Bytes of any kind are a table or an error, and never a panic.
    #[test]
    fn no_file_makes_the_reader_stumble(
        bytes in vec(prop::sample::select(b"a1.,;\t|\"\r\n -%$?\xc3\xa9\x00xkind".to_vec()), 0..120),
        header: bool,
    ) {
        let tables = Tables::new("").with("a.csv", &[b"x,kind\n".as_slice(), &bytes].concat());
        let csv = Csv { writing: Writing { header, ..Writing::default() }, ..csv() };
        let _ = tables.training(&Source::Csv(Box::new(csv)));
    }
}
