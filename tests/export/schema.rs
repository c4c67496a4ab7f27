//! The JSON Schema of definitions: current, satisfied by what is exported, and not by what is wrong.

use crate::definitions::golden_definitions;
use crate::random::random_definitions;
use crate::{golden_folder, text};
use actsearch::definition::{read, schema};
use actsearch::export::Format;
use serde_json::{Value, json};
use std::path::Path;

#[test]
fn the_schema_in_the_repository_is_the_one_that_the_program_makes() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("search_spaces/definition.schema.json");
    let now = serde_json::to_string_pretty(&schema()).unwrap() + "\n";
    if std::env::var_os("ACTSEARCH_BLESS").is_some() {
        std::fs::write(&path, &now).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == now, "{} differs; to accept, run with ACTSEARCH_BLESS=1", path.display());
}

#[test]
fn what_is_exported_satisfies_the_schema() {
    let schema = schema();
    for definition in
        golden_definitions().into_iter().map(|(_, golden)| golden).chain(random_definitions(100))
    {
        for format in [Format::Json, Format::Yaml] {
            let value: Value = serde_yaml::from_str(&text(format, &definition)).unwrap();
            assert_eq!(problem(&schema, &value, &schema), None);
        }
    }
    let shown = Path::new(env!("CARGO_MANIFEST_DIR")).join("search_spaces/digits_learned.json");
    for path in [golden_folder("lenet5").join("activations.json"), shown] {
        let json = std::fs::read_to_string(path).unwrap();
        assert_eq!(problem(&schema, &serde_json::from_str(&json).unwrap(), &schema), None);
        read(&json).unwrap();
    }
}

#[test]
fn what_is_wrong_does_not_satisfy_the_schema_and_is_not_read() {
    let schema = schema();
    let right =
        || json!({ "sites": [{ "site": "a", "bases": ["relu", "tanh"], "coefficients": [[0.5, 0.5]] }] });
    let check = |change: fn(&mut Value), expected: &str| {
        let mut value = right();
        change(&mut value);
        assert_eq!(problem(&schema, &value, &schema).as_deref(), Some(expected), "{value}");
        assert!(read(&value.to_string()).is_err(), "{value}");
    };
    assert_eq!(problem(&schema, &right(), &schema), None);
    read(&right().to_string()).unwrap();
    check(|it| it["sites"] = json!([]), ": anyOf");
    check(|it| it["format"] = json!(99), "/format: maximum");
    check(|it| it["format"] = json!(0), "/format: minimum");
    check(|it| it["comment"] = json!("x"), "/comment: additionalProperties");
    check(|it| it["provenance"] = json!({ "trial": 1 }), "/provenance: required");
    check(|it| drop(it["sites"][0].as_object_mut().unwrap().remove("bases")), "/sites/0: required");
    check(|it| it["sites"][0]["bases"][0] = json!("rleu"), "/sites/0/bases/0: anyOf");
    check(|it| it["sites"][0]["bases"][0] = json!({ "elu": { "alpha": 1000 } }), "/sites/0/bases/0: anyOf");
    check(
        |it| it["sites"][0]["bases"][0] = json!({ "gelu": { "approximate": 1 } }),
        "/sites/0/bases/0: anyOf",
    );
    check(|it| it["sites"][0]["hull"] = json!("affin"), "/sites/0/hull: enum");
    check(|it| it["sites"][0]["coefficients"] = json!([0.5, 0.5]), "/sites/0/coefficients/0: type");
    check(|it| it["sites"][0]["coefficients"] = json!([[0.5, "0.5"]]), "/sites/0/coefficients/0/1: type");
    check(
        |it| it["sites"][0]["coefficients"] = json!([[0.5, 0.5], [1, 0]]),
        "/sites/0/coefficients: maxItems",
    );
    let negative = |it: &mut Value| {
        it["sites"][0]["hull"] = json!("convex");
        it["sites"][0]["coefficients"] = json!([[1.5, -0.5]]);
    };
    check(negative, "/sites/0/coefficients/0/1: minimum");
}

/// The first keyword of a JSON Schema that a value does not satisfy, and where; a keyword that is not known here panics.
fn problem(schema: &Value, value: &Value, root: &Value) -> Option<String> {
    schema
        .as_object()
        .unwrap()
        .iter()
        .find_map(|(keyword, rule)| violation(schema, keyword, rule, value, root))
}

fn violation(schema: &Value, keyword: &str, rule: &Value, value: &Value, root: &Value) -> Option<String> {
    let fails = |wrong: bool| wrong.then(|| format!(": {keyword}"));
    let within = |key: &str, schema: &Value, value: &Value| {
        problem(schema, value, root).map(|found| format!("/{key}{found}"))
    };
    let number = || value.as_f64();
    let length = |value: &Value| value.as_array().map(|items| items.len() as u64);
    let keys = value.as_object();
    match keyword {
        "$schema" | "$id" | "definitions" | "title" | "description" | "default" | "then" => None,
        "$ref" => {
            let place = rule.as_str().unwrap().strip_prefix('#').unwrap();
            problem(root.pointer(place).unwrap(), value, root)
        }
        "type" => {
            let types = rule.as_array().cloned().unwrap_or_else(|| vec![rule.clone()]);
            fails(!types.iter().any(|name| has_type(value, name.as_str().unwrap())))
        }
        "enum" => fails(!rule.as_array().unwrap().contains(value)),
        "const" => fails(rule != value),
        "minimum" => fails(number().is_some_and(|number| number < rule.as_f64().unwrap())),
        "maximum" => fails(number().is_some_and(|number| number > rule.as_f64().unwrap())),
        "minItems" => fails(length(value).is_some_and(|length| length < rule.as_u64().unwrap())),
        "maxItems" => fails(length(value).is_some_and(|length| length > rule.as_u64().unwrap())),
        "minProperties" => fails(keys.is_some_and(|keys| (keys.len() as u64) < rule.as_u64().unwrap())),
        "maxProperties" => fails(keys.is_some_and(|keys| keys.len() as u64 > rule.as_u64().unwrap())),
        "required" => {
            let missing = |keys: &serde_json::Map<_, _>| {
                rule.as_array().unwrap().iter().any(|key| !keys.contains_key(key.as_str().unwrap()))
            };
            fails(keys.is_some_and(missing))
        }
        "properties" => keys?.iter().find_map(|(key, value)| within(key, rule.get(key)?, value)),
        "additionalProperties" => {
            assert_eq!(rule, &json!(false));
            let unknown = keys?.keys().find(|key| schema["properties"].get(key.as_str()).is_none())?;
            Some(format!("/{unknown}: {keyword}"))
        }
        "items" => {
            let items = value.as_array()?.iter().enumerate();
            items.into_iter().find_map(|(idx, item)| within(&idx.to_string(), rule, item))
        }
        "allOf" => rule.as_array().unwrap().iter().find_map(|each| problem(each, value, root)),
        "anyOf" => fails(rule.as_array().unwrap().iter().all(|each| problem(each, value, root).is_some())),
        "if" => match problem(rule, value, root) {
            None => problem(&schema["then"], value, root),
            Some(_) => None,
        },
        unknown => panic!("the keyword {unknown} is not known to this test"),
    }
}

fn has_type(value: &Value, name: &str) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64(),
        unknown => panic!("the type {unknown} is not known to this test"),
    }
}
