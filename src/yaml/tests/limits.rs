//! Texts that would take long or much memory get an answer at once.

use std::fmt::Write;

use super::*;

/// The first problem of a text, and how many there are.
fn first(text: &str) -> (String, usize) {
    let problems = read(text, &[], &space()).unwrap_err();
    let rendered = problems.render("a.yaml", text);
    assert!(rendered.len() < 100_000, "{} bytes are said", rendered.len());
    (problems.iter().next().unwrap().to_string(), problems.count())
}

/// A text of so many parts.
fn written(n_parts: usize, part: impl Fn(&mut String, usize) -> std::fmt::Result) -> String {
    let mut text = String::new();
    (0..n_parts).for_each(|number| part(&mut text, number).unwrap());
    text
}

/// Every way in which collections can be nested, 50,000 times: as deep as a file of this size can be.
#[test]
fn nesting_of_any_kind_ends_at_the_hundred_and_twenty_eighth_level() {
    let deep = "nested too deeply, allowed: 128 levels";
    let steps = written(1000, |text, level| writeln!(text, "{}a:", " ".repeat(level)));
    let items = written(1000, |text, level| writeln!(text, "{}-", " ".repeat(level)));
    let repeated = ["[", "{a: ", "- ", "? ", "[? ", "[[], [", "{a: [", "- ? ", "[\n", "? - ", "!x [", "{? "];
    for text in repeated.map(|piece| piece.repeat(50_000)).into_iter().chain([steps, items]) {
        let (said, count) = first(&text);
        assert!(said.ends_with(deep) || said.contains("is not supported"), "{said} in {}", &text[..8]);
        assert!(count <= 129, "{count}");
    }
    for text in ["[".repeat(128) + &"]".repeat(128), "- ".repeat(128), "{a: ".repeat(128) + &"}".repeat(128)]
    {
        assert!(!first(&text).0.contains("deep"), "{text}");
    }
}

#[test]
fn aliases_are_nested_no_deeper_than_what_is_written_out() {
    let levels = written(79, |text, level| writeln!(text, "a{}: &a{0} [[*a{level}]]", level + 1));
    let text = format!("a0: &a0 [x]\n{levels}");
    let problems = read(&text, &[], &space()).unwrap_err();
    let said = problems.to_string();
    assert!(said.contains("65:13: nested too deeply, allowed: 128 levels"), "{said}");
}

/// What is kept for an alias counts as well: 64 anchors around one list would keep it 64 times.
#[test]
fn a_text_has_at_most_a_hundred_thousand_values() {
    let most = "here are too many values, allowed: 100000, with every use of an alias counted";
    let list = format!("[{}]", "1,".repeat(99_999));
    assert!(!first(&list).0.contains("too many"));
    assert_eq!(first(&format!("[{}]", "1,".repeat(100_000))).0, format!("1:200000: {most}"));
    let anchors = written(40, |text, level| write!(text, "[&a{level} "));
    let nested = format!("{anchors}[{}]{}", "1,".repeat(9000), "]".repeat(40));
    assert!(first(&nested).0.ends_with(most), "{}", first(&nested).0);
}

#[test]
fn a_text_has_at_most_so_many_bytes() {
    let long = format!("name: {}\n", "x".repeat(1 << 20));
    let said = "1:1: the text has 1048583 bytes, allowed: at most 1048576";
    assert_eq!(first(&long), (said.to_owned(), 1));
    let blank = |bytes| Document::parse(&" ".repeat(bytes), Limits::BY_PROGRAM, &[]).read(&or_null(text()));
    assert_eq!(blank(16 << 20), Ok(None));
    let error = blank((16 << 20) + 1).unwrap_err().to_string();
    assert_eq!(error, "1:1: the text has 16777217 bytes, allowed: at most 16777216");
}

#[test]
fn very_long_lines_and_very_many_keys_are_told_in_short() {
    let keys = |separator| written(20_000, |text, key| write!(text, "key{key}: 1{separator}"));
    for text in [keys("\n"), format!("{{{}}}", keys(", "))] {
        let (said, count) = first(&text);
        assert_eq!(count, 20_003);
        assert!(said.ends_with("missing key `name`"), "{said}");
    }
    let again = "zzzz: 1\n".repeat(20_000);
    assert_eq!(first(&again).1, 20_000 - 1 + 1 + 3);
    let long = "x".repeat(200_000);
    for text in [
        format!("name: 'a/{long}'\n"),
        format!("? {long}\n: 1\n"),
        format!("bases: [{{? {long} : 1}}]\n"),
        long,
    ] {
        let (said, _) = first(&text);
        assert!(said.len() < 200, "{said}");
    }
    let line = written(15_000, |text, number| write!(text, "b{number}, "));
    assert_eq!(first(&format!("bases: [{line}]\n")).1, 15_000 + 3);
}

#[test]
fn an_override_has_limits_too() {
    let check = |text: String, expected: &str| {
        let error = text.parse::<Override>().unwrap_err().to_string();
        assert_eq!(error, expected);
    };
    check(format!("{}=1", vec!["a"; 129].join(".")), "the key has 129 names, allowed: at most 128");
    let value = "[".repeat(100_000);
    let cut = "[".repeat(48);
    check(
        format!("a={value}"),
        &format!("the value `{cut}…` of `a` is not YAML: nested too deeply, allowed: 128 levels"),
    );
    check_set(
        GOOD,
        &["name=[*b, *c]"],
        "\
--set name: unknown alias `*b`, allowed: a name that was given before with `&`
--set name: unknown alias `*c`, allowed: a name that was given before with `&`
--set name: `name` is a list, allowed: text
3 problems in space.yaml
",
    );
}
