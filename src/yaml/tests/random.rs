//! Whatever the text is, reading it gives an answer.

use std::fmt::Write;

use proptest::prelude::*;

use super::*;

/// Pieces that YAML files are made of, the worse half of them.
const PIECES: [&str; 44] = [
    "name",
    "seed",
    "bases",
    "training",
    "layers",
    "relu",
    "leaky_relu",
    "residual",
    ": ",
    ":",
    "- ",
    "-",
    "\n",
    "\n  ",
    "\n    ",
    "[",
    "]",
    "{",
    "}",
    ", ",
    "'",
    "\"",
    "&a ",
    "*a",
    "!x ",
    "!!int ",
    "<<",
    "? ",
    "|",
    ">",
    "#",
    " #",
    "---\n",
    "...\n",
    "%",
    "\t",
    "\r\n",
    "\u{feff}",
    "\u{2028}",
    "é",
    "\u{7}",
    "0x1F",
    "-1.5e3",
    ".nan",
];

/// Text of such pieces.
fn pieces() -> impl Strategy<Value = String> {
    let piece = (0..PIECES.len()).prop_map(|idx| PIECES[idx]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// Reads a text, and checks that every problem stands on a line of it.
fn survives(text: &str, overrides: &[Override]) {
    if let Err(problems) = read(text, overrides, &space()) {
        let n_lines = text.lines().count() + 1;
        for problem in &problems {
            let inside = !matches!(problem.place, Place::At { line, .. } if line > n_lines);
            assert!(inside, "{problem} in {text:?}");
        }
        assert!(problems.render("a.yaml", text).ends_with(" in a.yaml\n"));
    }
}

proptest! {
    // A failure is shown, not kept in a file beside the sources.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gets_an_answer(text in any::<String>()) {
        survives(&text, &[]);
    }

    #[test]
    fn any_bytes_get_an_answer(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        survives(&String::from_utf8_lossy(&bytes), &[]);
    }

    #[test]
    fn anything_like_yaml_gets_an_answer(text in pieces()) {
        survives(&text, &[]);
    }

    #[test]
    fn a_good_file_with_something_inserted_gets_an_answer(text in pieces(), at in 0..GOOD.len()) {
        survives(&format!("{}{text}{}", &GOOD[..at], &GOOD[at..]), &[]);
    }

    #[test]
    fn any_override_gets_an_answer(key in "[a-z]{1,3}(\\.[a-z0-9]{1,2}){0,3}|bases\\.[0-9]|training\\.[a-z]", value in pieces()) {
        if let Ok(set) = format!("{key}={value}").parse::<Override>() {
            prop_assert_eq!(&set.to_string().parse::<Override>().unwrap(), &set);
            survives(GOOD, &[set]);
        }
    }

    /// But for the line breaks that YAML folds and JSON does not know.
    #[test]
    fn a_text_in_double_quotes_is_read_as_it_is(name in "[^/\u{85}\u{2028}\u{2029}]*") {
        let mut text = "bases: [relu]\ntraining: {epochs: 1}\nname: ".to_owned();
        writeln!(text, "{}", serde_json::to_string(&name).unwrap()).unwrap();
        match read(&text, &[], &space()) {
            Ok(space) => prop_assert_eq!(space.name, name),
            // JSON allows characters between its quotes that YAML does not.
            Err(problems) => prop_assert!(problems.to_string().contains("control characters"), "{}", problems),
        }
    }
}
