//! A bad value is found where it was planted, however the file is written, and trees are read as another reader reads them.

use proptest::prelude::*;
use serde_yaml::Value;

use super::super::node::{Kind, Node};
use super::*;

/// How a file can be written without another meaning.
#[derive(Clone, Copy, Debug)]
struct Style {
    indentation: usize,
    is_flow: bool,
    comment: bool,
    anchor: bool,
    line_end: &'static str,
    word: &'static str,
}

fn style() -> impl Strategy<Value = Style> {
    let words = prop::sample::select(vec!["a", "naïve", "日本", "x y", "𝛼"]);
    let ends = prop::sample::select(vec!["\n", "\r\n"]);
    (1..7_usize, any::<bool>(), any::<bool>(), any::<bool>(), ends, words).prop_map(
        |(indentation, is_flow, comment, anchor, line_end, word)| Style {
            indentation,
            is_flow,
            comment,
            anchor,
            line_end,
            word,
        },
    )
}

impl Style {
    /// A file whose epochs are the word `bad`.
    fn text(self) -> String {
        let Style { indentation, is_flow, comment, anchor, line_end, word } = self;
        let pad = " ".repeat(indentation);
        // So that there are characters of several bytes before the bad value.
        let anchor = if anchor { format!("&{} ", word.replace(' ', "")) } else { String::new() };
        let comment = if comment { format!("# {word}{line_end}") } else { String::new() };
        let head = format!("{comment}name: {word}{line_end}bases:{line_end}{pad}- relu{line_end}");
        if is_flow {
            return format!(
                "{head}training: {{hull: \"affine\",{pad}epochs: {anchor}bad, shuffle: true}}{line_end}"
            );
        }
        let keys = format!("{pad}hull: affine{line_end}{comment}{pad}epochs:{pad}{anchor}bad{line_end}");
        format!("{head}training:{line_end}{keys}{pad}shuffle: true{line_end}")
    }
}

fn is_like(node: &Node, value: &Value) -> bool {
    match (&node.kind, value) {
        (Kind::Null, Value::Null) => true,
        (Kind::Bool(ours), Value::Bool(theirs)) => ours == theirs,
        (Kind::Integer(ours), Value::Number(theirs)) => theirs.as_i64().map(i128::from) == Some(*ours),
        (Kind::Number(ours), Value::Number(theirs)) => theirs.as_f64() == Some(*ours),
        (Kind::Text(ours), Value::String(theirs)) => ours == theirs,
        (Kind::List(ours), Value::Sequence(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(ours, theirs)| is_like(ours, theirs))
        }
        (Kind::Mapping(ours), Value::Mapping(theirs)) => {
            let same = |((key, ours), (name, theirs)): (&(_, Node), (&Value, &Value))| {
                let key: &super::super::node::Key = key;
                name.as_str() == Some(&key.text) && is_like(ours, theirs)
            };
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(same)
        }
        _ => false,
    }
}

/// Texts in which the older reader and YAML 1.2 see the same: no line breaks that only one of them folds.
fn trees() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_filter("a number", |value| value.is_finite()).prop_map(Value::from),
        "[ -~äβ字]{0,12}".prop_map(Value::from),
        "(~|null|true|007|0x1F|1e3|\\.5|- a|: b|#c|&d|\\*e|!f|\\|g|%h|@i|`j|'k|\"l|\\[m|\\{n|, o| p|q |r: s|t #u|<<|=|\n|v\nw|x\n)"
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map("[a-zä:# -]{1,8}", inner, 0..5).prop_map(|map| Value::Mapping(
                map.into_iter().map(|(key, value)| (key.into(), value)).collect()
            )),
        ]
    })
}

proptest! {
    // A failure is shown, not kept in a file beside the sources.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_bad_value_is_found_in_its_line_and_column(style in style()) {
        let text = style.text();
        let problems = read(&text, &[], &space()).unwrap_err();
        let lines: Vec<&str> = text.lines().collect();
        let line = lines.iter().position(|line| line.contains("bad")).unwrap();
        let byte = lines[line].find("bad").unwrap();
        let place = Place::At { line: line + 1, column: lines[line][..byte].chars().count() + 1 };
        let found: Vec<_> = problems.iter().map(|problem| (problem.place.clone(), problem.width)).collect();
        prop_assert_eq!(found, [(place, 3)], "{}", problems);
    }

    #[test]
    fn what_another_program_wrote_is_read_as_it_reads_it(tree in trees()) {
        let text = serde_yaml::to_string(&tree).unwrap();
        let (root, found) = super::super::parse::parse(&text, Limits::BY_HAND, None).unwrap();
        prop_assert!(found.count() == 0 && is_like(&root, &tree), "{text}\n{root:?}");
    }
}
