//! What each shape takes, and what it says about the rest.

use super::*;

/// Compares what is said about one value of a shape.
#[track_caller]
fn check_value<T: std::fmt::Debug + 'static>(shape: &Shape<T>, text: &str, expected: &str) {
    let shown =
        read(text, &[], shape).map_or_else(|problems| problems.to_string(), |value| format!("{value:?}"));
    assert_eq!(shown, expected, "{text}");
}

#[test]
fn whole_numbers_are_in_their_range() {
    let check = |text, expected| check_value(&integer(1..=10), text, expected);
    check("3", "3");
    check("0x0A", "10");
    check("1e1", "10");
    check("0", "1:1: the file is `0`, allowed: a whole number from 1 to 10");
    check("-3", "1:1: the file is `-3`, allowed: a whole number from 1 to 10");
    check("2.5", "1:1: the file is `2.5`, allowed: a whole number from 1 to 10");
    check("1_0", "1:1: the file is `1_0`, allowed: a whole number from 1 to 10");
    check("'3'", "1:1: the file is the text `3`, allowed: a whole number from 1 to 10");
    check("[3]", "1:1: the file is a list, allowed: a whole number from 1 to 10");
    check_value(&integer(0..=u64::MAX), "18446744073709551615", "18446744073709551615");
    check_value(
        &integer(1..=u64::MAX),
        "0",
        "1:1: the file is `0`, allowed: a whole number from 1 to 2^64 - 1",
    );
}

#[test]
fn numbers_are_finite_and_in_their_interval() {
    let check = |text, expected| check_value(&number(Interval::above(0.0)), text, expected);
    check("1", "1.0");
    check("1e-8", "1e-8");
    check("0", "1:1: the file is `0`, allowed: a number above 0");
    check(".inf", "1:1: the file is `.inf`, allowed: a number above 0");
    check(".NaN", "1:1: the file is `.nan`, allowed: a number above 0");
    check("one", "1:1: the file is `one`, allowed: a number above 0");
}

#[test]
fn words_texts_and_booleans_are_what_they_say() {
    check_value(&boolean(), "false", "false");
    check_value(&boolean(), "yes", "1:1: the file is `yes`, allowed: true or false");
    check_value(&text(), "on", "\"on\"");
    check_value(&text(), "1.0", "1:1: the file is `1.0`, allowed: text");
    check_value(&hull(), "affine", "Affine");
    check_value(&hull(), "Affine", "1:1: the file is `Affine`, allowed: affine, convex");
    check_value(&hull(), "true", "1:1: the file is `true`, allowed: affine, convex");
    check_value(&nothing(7), "{}", "7");
    check_value(&nothing(7), "[]", "1:1: the file is an empty list, allowed: nothing");
}

#[test]
fn a_list_has_a_number_of_items() {
    check_value(&list(boolean(), 2..=2), "[true, false]", "[true, false]");
    check_value(&list(boolean(), 2..=2), "[true]", "1:1: the file has 1 item, allowed: a list of 2 items");
    check_value(&list(boolean(), 1..=3), "[]", "1:1: the file has 0 items, allowed: a list of 1 to 3 items");
    check_value(&list(boolean(), 1..=1), "true", "1:1: the file is `true`, allowed: a list of 1 item");
    check_value(
        &list(boolean(), 0..=1),
        "[1, 2]",
        "\
1:1: the file has 2 items, allowed: a list of 0 to 1 item
1:2: `0` is `1`, allowed: true or false
1:5: `1` is `2`, allowed: true or false",
    );
}

#[test]
fn a_choice_is_a_word_or_a_mapping_of_one() {
    let check = |text, expected| check_value(&base(), text, expected);
    check("{relu: }", "Relu");
    check("{rectifier: {}}", "Relu");
    check("leaky_relu", "LeakyRelu { slope: 0.01 }");
    check("{}", "1:1: the file is an empty mapping, allowed: relu, leaky_relu");
    check("3", "1:1: the file is `3`, allowed: relu, leaky_relu");
    check("{relu: 1}", "1:8: `relu` is `1`, allowed: nothing");
    check("{tanh: {}}", "1:2: the file is `tanh`, allowed: relu, leaky_relu");
    check("relu:\nslope: 1", "2:1: the file has the keys `relu`, `slope`, allowed: exactly one key");
}

#[test]
fn a_record_of_few_keys_says_so() {
    let shape = record("", |r| Some(r.or("n", "", integer(1..=9), 1)));
    check_value(&shape, "3", "1:1: the file is `3`, allowed: a mapping with the key n");
    let shape = record("", |_| Some(1_u64));
    check_value(&shape, "3", "1:1: the file is `3`, allowed: nothing");
    let problems = read("n: 3", &[], &shape).unwrap_err();
    assert_eq!(
        problems.iter().next().unwrap().help.as_deref(),
        Some("there are no keys here, leave it empty")
    );
}

#[test]
fn a_whole_number_may_have_a_word_in_its_place() {
    let check = |text, expected| check_value(&integer_or(1..=9, "all"), text, expected);
    check("3", "Some(3)");
    check("all", "None");
    check("al", "1:1: the file is `al`, allowed: all or a whole number from 1 to 9");
    check("10", "1:1: the file is `10`, allowed: all or a whole number from 1 to 9");
    check("[all]", "1:1: the file is a list, allowed: all or a whole number from 1 to 9");
}

#[test]
fn a_value_in_short_stands_for_a_mapping() {
    let full = record("", |r| r.required("n", "how many", integer(1..=9)));
    let check = |text, expected| check_value(&brief(integer(1..=9), full.clone()), text, expected);
    check("3", "3");
    check("n: 3", "3");
    check("0", "1:1: the file is `0`, allowed: a whole number from 1 to 9");
    check("n: 0", "1:4: `n` is `0`, allowed: a whole number from 1 to 9");
    check("[3]", "1:1: the file is a list, allowed: a whole number from 1 to 9");
    check("{}", "1:1: missing key `n`");
}

#[test]
fn of_several_keys_exactly_one_is_there() {
    let shape = record("", |r| {
        let one = r.optional("apples", "", integer(1..=9));
        let other = r.optional("pears", "", integer(1..=9));
        r.exactly_one(&["apples", "pears"]);
        one.or(other)
    });
    let check = |text, expected| check_value(&shape, text, expected);
    check("apples: 3", "3");
    check("pears: 4", "4");
    check("{}", "1:1: missing key `apples` or `pears`");
    check("{apples: 3, pears: 4}", "1:1: the file has `apples` and `pears`, allowed: exactly one of them");
    check("pers: 4", "1:1: unknown key `pers`");
    check("pears: 0", "1:8: `pears` is `0`, allowed: a whole number from 1 to 9");
    assert_eq!(shape.schema()["type"], "object", "an empty value is not allowed");
    let choice = serde_json::json!([{ "required": ["apples"] }, { "required": ["pears"] }]);
    assert_eq!(shape.schema()["oneOf"], choice);
}

#[test]
fn items_that_repeat_are_found() {
    let shape = record("", |r| {
        let items = r.required("items", "", list(integer(1..=9), 0..=9))?;
        r.complain_about_repeats("items", &items, u64::to_string);
        Some(items)
    });
    check_value(&shape, "items: [1, 2]", "[1, 2]");
    check_value(
        &shape,
        "items: [1, 2, 0x1, 2, 1]",
        "\
1:15: `items.2` is `1`, like `items.0`
1:20: `items.3` is `2`, like `items.1`
1:23: `items.4` is `1`, like `items.0`",
    );
}

#[test]
fn a_record_knows_whether_it_has_problems_so_far() {
    let shape = record("", |r| {
        let n = r.or("n", "", integer(1..=9), 1);
        if !r.has_problems() && n % 2 == 0 {
            r.complain("n.deeper", format!("is {n}, an even number"), None);
        }
        Some(n)
    });
    check_value(&shape, "n: 3", "3");
    check_value(&shape, "n: 4", "1:4: `n.deeper` is 4, an even number");
    check_value(&shape, "n: 10", "1:4: `n` is `10`, allowed: a whole number from 1 to 9");
    check_value(&record("", |_| None::<u64>), "", "1:1: the file is refused without a reason");
}

fn source() -> Shape<String> {
    let csv = record("a table", |fields| {
        let file = fields.required("csv", "the file", text());
        let label = fields.required("label", "the column of labels", text());
        Some(format!("{} by {}", file?, label?))
    });
    let npz = record("arrays", |fields| fields.required("npz", "the file", text()));
    leading(vec![("digits", "the digits".to_owned())], vec![("csv", csv), ("npz", npz)])
}

#[test]
fn a_leading_key_tells_what_a_mapping_is() {
    let check = |text: &str, expected: &str| check_value(&source(), text, expected);
    let known = "digits, or a mapping with one of the keys csv, npz";
    check("digits", "\"the digits\"");
    check("{csv: a.csv, label: kind}", "\"a.csv by kind\"");
    check("{label: kind, csv: a.csv}", "\"a.csv by kind\"");
    check("{npz: a.npz}", "\"a.npz\"");
    check("{csv: a.csv}", "1:1: missing key `label`");
    check("{npz: a.npz, label: kind}", "1:14: unknown key `label`");
    check("{csv: a, npz: b}", "1:10: the file has the keys `csv` and `npz`, allowed: one of them");
    check("{cvs: a, label: kind}", &format!("1:1: the file is a mapping, allowed: {known}"));
    check("{digits: }", &format!("1:1: the file is a mapping, allowed: {known}"));
    check("digit", &format!("1:1: the file is `digit`, allowed: {known}"));
    check("{}", &format!("1:1: the file is an empty mapping, allowed: {known}"));
    check("[digits]", &format!("1:1: the file is a list, allowed: {known}"));
}

#[test]
fn one_value_stands_for_all_of_a_list() {
    check_value(&alike(integer(1..=9), 2), "3", "[3, 3]");
    check_value(&alike(integer(1..=9), 2), "[3, 4]", "[3, 4]");
    check_value(&alike(integer(1..=9), 2), "[3]", "1:1: the file has 1 item, allowed: a list of 2 items");
    check_value(&alike(integer(1..=9), 2), "0", "1:1: the file is `0`, allowed: a whole number from 1 to 9");
}

#[test]
fn one_value_is_taken_for_the_list_of_it_alone() {
    let shape = || one_or_list(hull(), 1..=2);
    assert_eq!(read("convex", &[], &shape()).unwrap(), [Hull::Convex]);
    assert_eq!(read("[convex, affine]", &[], &shape()).unwrap(), [Hull::Convex, Hull::Affine]);
    let said = |text| read(text, &[], &shape()).unwrap_err().to_string();
    assert_eq!(said("concave"), "1:1: the file is `concave`, allowed: affine, convex");
    assert_eq!(said("[]"), "1:1: the file has 0 items, allowed: a list of 1 to 2 items");
    assert_eq!(said(""), "1:1: the file is empty, allowed: a list of 1 to 2 items");
    let schema = shape().schema().to_string();
    assert!(schema.starts_with(r#"{"anyOf":[{"enum":["affine","convex"]},{"type":"array""#), "{schema}");
}

#[test]
fn one_value_of_any_kind_is_taken_for_the_list_of_it_alone() {
    let read = |text: &str| read(text, &[], &one_or_list(base(), 1..=3)).map_err(|it| it.to_string());
    let leaky = |slope| Base::LeakyRelu { slope };
    assert_eq!(read("relu"), Ok(vec![Base::Relu]));
    assert_eq!(read("leaky_relu: {slope: 0.5}"), Ok(vec![leaky(0.5)]));
    assert_eq!(read("[relu, leaky_relu]"), Ok(vec![Base::Relu, leaky(0.01)]));
    assert_eq!(read("3"), Err("1:1: the file is `3`, allowed: relu, leaky_relu".to_owned()));
    for several in ["{relu: , leaky_relu: }", "{}"] {
        assert!(read(several).unwrap_err().ends_with("allowed: a list of 1 to 3 items"), "{several}");
    }
    assert_eq!(read(""), Err("1:1: the file is empty, allowed: a list of 1 to 3 items".to_owned()));
}

#[test]
fn one_value_is_taken_for_a_list_of_lists_where_it_can_mean_nothing_else() {
    let read = |text: &str| {
        let words = word(vec![("a", 'a'), ("b", 'b')]);
        read(text, &[], &one_or_rows(words, 0..=9, 1..=4)).map_err(|problems| problems.count())
    };
    for [text, same] in
        [["a", "[[a]]"], ["[a]", "[[a]]"], ["[a, [a, b]]", "[[a], [a, b]]"], ["[[b], b]", "[[b], [b]]"]]
    {
        assert_eq!(read(text), read(same), "{text}");
        assert!(read(text).is_ok(), "{text}");
    }
    assert_eq!(read("[]"), Ok(Vec::new()));
    // One list of two, or two lists of one.
    assert_eq!(read("[a, b]"), Err(2));
}

#[test]
fn a_mapping_with_its_key_stands_in_the_place_of_a_value() {
    let from = record("", |r| r.required("from", "a file", text()).map(|_| Vec::new()));
    let bases = or_mapping(one_or_list(base(), 1..=3), "from", from);
    let read = |text: &str| read(text, &[], &bases).map_err(|it| it.to_string());
    assert_eq!(read("from: a.yaml"), Ok(Vec::new()));
    assert_eq!(read("leaky_relu: {slope: 0.5}"), Ok(vec![Base::LeakyRelu { slope: 0.5 }]));
    assert_eq!(read("relu"), Ok(vec![Base::Relu]));
    assert_eq!(read("{from: a.yaml, site: b}"), Err("1:16: unknown key `site`".to_owned()));
}

#[test]
fn null_stands_for_nothing_where_it_may() {
    let check = |text, expected| check_value(&or_null(integer(1..=10)), text, expected);
    check("3", "Some(3)");
    check("null", "None");
    check("", "None");
    check("0", "1:1: the file is `0`, allowed: a whole number from 1 to 10");
    assert_eq!(or_null(text()).schema(), &serde_json::json!({ "type": ["string", "null"] }));
    let words = serde_json::json!({ "anyOf": [{ "enum": ["affine", "convex"] }, { "type": "null" }] });
    assert_eq!(or_null(hull()).schema(), &words);
}

#[test]
fn what_is_there_for_other_readers_is_described_but_may_be_anything() {
    let check = |text, expected| check_value(&unread(integer(1..=10)), text, expected);
    check("3", "()");
    check("{a: [b]}", "()");
    check("{a: [*b]}", "1:6: unknown alias `*b`, allowed: a name that was given before with `&`");
    assert_eq!(unread(integer(1..=10)).schema(), integer(1..=10).schema());
}

#[test]
fn what_is_wrong_does_not_hide_what_is_wrong_beside_it() {
    let sums = |item: Shape<Option<u64>>| {
        record("", move |r| {
            let items = r.required("items", "", list(item.clone(), 0..=9));
            for (idx, item) in items.iter().flatten().enumerate() {
                if *item == Some(7) {
                    r.complain(&format!("items.{idx}"), "is seven", None);
                }
            }
            items
        })
    };
    check_value(
        &sums(integer(1..=10).or_none()),
        "items: [1, x, 7]",
        "1:12: `items.1` is `x`, allowed: a whole number from 1 to 10\n1:15: `items.2` is seven",
    );
    check_value(
        &sums(integer(1..=10).map(Some)),
        "items: [1, x, 7]",
        "1:12: `items.1` is `x`, allowed: a whole number from 1 to 10",
    );
    check_value(&sums(integer(1..=10).or_none()), "items: [1, 2]", "[Some(1), Some(2)]");
}

#[test]
fn a_list_of_mappings_with_names_of_their_own_tells_every_repeat_whatever_else_is_wrong() {
    let named = record("", |r| {
        let name = r.required("name", "", text());
        r.or("size", "", integer(1..=10), 1);
        name
    });
    let check = |text, expected| check_value(&distinct(list(named.clone(), 0..=9), "name"), text, expected);
    check("[{name: a}, {name: b}]", "[\"a\", \"b\"]");
    check(
        "[{name: a}, {name: b}, {size: 11, name: a}, {name: 7}, {name: 7}, {}, x, {name: a}]",
        "1:31: `2.size` is `11`, allowed: a whole number from 1 to 10\n\
         1:41: `2.name` is `a`, like `0.name`\n\
         1:52: `3.name` is `7`, allowed: text\n\
         1:63: `4.name` is `7`, allowed: text\n\
         1:67: missing key `name` in `5`\n\
         1:71: `6` is `x`, allowed: a mapping with the keys name, size\n\
         1:81: `7.name` is `a`, like `0.name`",
    );
    check("x", "1:1: the file is `x`, allowed: a list of 0 to 9 items");
}
