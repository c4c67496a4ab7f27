//! What is said about texts that are hardly YAML.

use super::*;

/// Compares all problems of a text, one a line, without those about missing and unknown keys.
#[track_caller]
fn check_lines(text: &str, expected: &str) {
    let shown = match read(text, &[], &space()) {
        Ok(_) => String::new(),
        Err(problems) => problems.to_string(),
    };
    let beside = |line: &&str| !line.contains(": missing key") && !line.contains(": unknown key");
    let shown: Vec<&str> = shown.lines().filter(beside).collect();
    assert_eq!(shown.join("\n"), expected, "{text}");
}

#[test]
fn bad_syntax_is_one_problem_with_its_place() {
    check(
        "name: demo\nbases: [relu\ntraining: {}\n",
        "\
space.yaml:3:9: expected `,` or `]`
  3 | training: {}
    |         ^
  help: the list begins at line 2, column 8
1 problem in space.yaml
",
    );
    let check = check_lines;
    check("a: b: c\n", "1:5: a `:` cannot stand here, allowed: one `key: value` a line");
    check("a: 'x\n", "1:4: the quotes that open here are not closed");
    check("a: \"\\q\"\n", "1:4: unknown escape in double quotes");
    check("name: x\n\tseed: 1\n", "2:1: a tab stands here, allowed: spaces");
    check("name:\n\tseed: 1\n", "2:1: a tab stands here, allowed: spaces");
    check("a: @x", "1:4: a value cannot begin like this");
    check("a: b\r\nc: [\r\n", "2:4: the list that begins here is not closed, allowed: `]` at its end");
    check("a: {b: 1\nc: 2\n", "2:2: expected `,` or `}`");
    check("a: - b\n", "1:4: a list item cannot begin here, allowed: a line of its own");
    check("a: b\nc\nd: e\n", "2:1: expected `:` behind the key that begins here");
    let no_key = "this does not continue the mapping above, allowed: a key in the column of the other keys";
    check("a:\n  b: 1\n c: 2\n", &format!("3:2: {no_key}"));
    check("a: [b]]\n", "1:7: this bracket closes nothing");
    check("%YAML 3.0\n---\na: 1", "1:1: this version of YAML is not known, allowed: 1.2");
    check(
        "  a: 1\nb: 2\n",
        "2:1: this belongs to nothing, allowed: the indentation of the lines that it continues",
    );
    check("seed: !!int x\n", "1:13: `x` is not what its tag `!!int` says");
}

#[test]
fn the_way_out_of_bad_syntax_names_where_it_began() {
    let check = |text: &str, expected: Option<&str>| {
        let problems = read(text, &[], &space()).unwrap_err();
        assert_eq!(problems.iter().next().unwrap().help.as_deref(), expected, "{text}");
    };
    check("a: {b: 1\nc: 2\n", Some("the mapping begins at line 1, column 4"));
    check("é:\n\tb: 1\n", Some("indent with spaces"));
    check("a: @x", Some("put it in quotes"));
    check("a: [b}", None);
}

#[test]
fn characters_that_yaml_forbids_are_found_in_their_place() {
    check_lines("a: 1\nb: \"é\u{7}\"\n", "2:6: control characters are not allowed");
    check_lines("a: 1\0", "1:5: control characters are not allowed");
}

#[test]
fn there_is_exactly_one_document() {
    let check = |text: &str, expected: &str| check_lines(text, expected);
    check("name: a\n---\nname: b\n", "2:1: a second document starts here, allowed: exactly one");
    check("name: a\n---\n", "2:1: a second document starts here, allowed: exactly one");
    check(
        "a\n...\n",
        "1:1: the file is `a`, allowed: a mapping with the keys name, seed, bases, size, training, layers",
    );
    check("---\nname: 3\n...\n", "2:7: `name` is `3`, allowed: text");
}

#[test]
fn keys_are_text_and_differ() {
    check_lines(
        "1: 2\ntrue: 3\n[a]: 4\n? \n: 5\n",
        "\
1:1: a key is `1`, allowed: text
2:1: a key is `true`, allowed: text
3:1: a key is a list, allowed: text
5:1: a key is empty, allowed: text",
    );
    check(
        "name: a\nbases: [relu]\ntraining: {epochs: 1, epochs: 2}\n",
        "\
space.yaml:3:23: the key `epochs` stands here a second time
  3 | training: {epochs: 1, epochs: 2}
    |                       ^^^^^^
  help: it stands first at line 3, column 12
1 problem in space.yaml
",
    );
}

#[test]
fn tags_and_merge_keys_are_not_supported() {
    check_lines("name: !foo bar\n", "1:7: the tag `!foo` is not supported");
    check_lines(
        "!foo\nname: ! x\n",
        "1:1: the tag `!foo` is not supported\n2:7: the tag `!` is not supported",
    );
    check(
        "name: a\nbases: [relu]\ntraining: &t {epochs: 1}\nsize:\n  <<: *t\n  max: 1\n",
        "\
space.yaml:5:3: the merge key `<<` is not supported
  5 |   <<: *t
    |   ^^
  help: repeat the keys, or give the whole mapping by its alias
1 problem in space.yaml
",
    );
}

#[test]
fn a_problem_in_an_alias_is_shown_where_the_value_is_written() {
    check(
        "name: a\nbases: &b [relu]\ntraining: {epochs: 1}\nlayers: []\nsize: *c\n",
        "\
space.yaml:5:7: unknown alias `*c`, allowed: a name that was given before with `&`
  5 | size: *c
    |       ^^
1 problem in space.yaml
",
    );
    check_lines(
        "bases: &b [relu, tanhh]\nlayers: *b\n",
        "\
1:12: `layers.0` is `relu`, allowed: activation, dense, residual
1:18: `bases.1` is `tanhh`, allowed: relu, leaky_relu
1:18: `layers.1` is `tanhh`, allowed: activation, dense, residual",
    );
}

#[test]
fn a_file_without_values_misses_its_keys() {
    let expected = "\
space.yaml:1:1: missing key `name`
  help: add `name`: the name of the run
space.yaml:1:1: missing key `bases`
  help: add `bases`: what a mix is made of
space.yaml:1:1: missing key `training`
  help: add `training`: how to train
3 problems in space.yaml
";
    for text in ["", "\n# nothing yet\n", "---\n", "\u{feff}"] {
        check(text, expected);
    }
}

#[test]
fn nesting_and_repetition_have_limits() {
    let deep = "1:129: nested too deeply, allowed: 128 levels";
    check_lines(&"[".repeat(20_000), deep);
    check_lines(&format!("{}{}", "[".repeat(500), "]".repeat(500)), deep);
    check_lines("a: &a {b: *a}", "1:11: this alias stands inside its own value");
    let bomb: String = ('b'..='k').zip('a'..).map(|(name, inner)| nine_times(name, inner)).collect();
    check_lines(
        &format!("a: &a [x]\n{bomb}"),
        "6:20: here are too many values, allowed: 100000, with every use of an alias counted",
    );
    let wide = format!("a: &a [{}]\nb: [{}]\n", "1,".repeat(5000), "*a,".repeat(5000));
    check_lines(&wide, "2:56: here are too many values, allowed: 100000, with every use of an alias counted");
}

fn nine_times(name: char, inner: char) -> String {
    format!("{name}: &{name} [{}]\n", format!("*{inner},").repeat(9))
}

#[test]
fn very_many_problems_are_counted() {
    let text = format!("name: a\nbases: [relu]\ntraining: {{epochs: 1}}\nlayers: [{}]\n", "1,".repeat(250));
    let problems = read(&text, &[], &space()).unwrap_err();
    assert_eq!((problems.count(), problems.iter().count()), (250, 100));
    assert!(
        problems.render("a.yaml", &text).ends_with("\n250 problems in a.yaml, the first 100 are shown\n")
    );
    assert!(problems.to_string().ends_with("\nand 150 more"));
}

#[test]
fn an_anchor_that_is_given_again_stands_for_the_latter_from_there_on() {
    let shape = list(integer(0..=9), 5..=5);
    assert_eq!(read("[&a 1, *a, &a 2, &b 3, *a]", &[], &shape).unwrap(), [1, 1, 2, 3, 2]);
}
