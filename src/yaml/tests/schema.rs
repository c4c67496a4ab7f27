//! What the same shapes say about themselves.

use serde_json::{Value, json};

use super::*;

#[test]
fn a_record_describes_its_keys() {
    let expected = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "training",
        "$id": "https://example.org/training.json",
        "type": "object",
        "properties": {
            "epochs": { "type": "integer", "minimum": 1, "maximum": 10_000, "description": "passes over the data" },
            "dropout": {
                "type": "number", "minimum": 0.0, "maximum": 0.9,
                "description": "the part that is dropped", "default": 0.0,
            },
            "shuffle": { "type": "boolean", "description": "whether to shuffle", "default": true },
            "hull": { "enum": ["affine", "convex"], "description": "what coefficients may be", "default": "affine" },
        },
        "required": ["epochs"],
        "additionalProperties": false,
    });
    let schema = document_schema("training", Some("https://example.org/training.json"), &training());
    assert_eq!(schema.to_string(), expected.to_string());
}

#[test]
fn a_choice_is_described_as_words_and_a_mapping_of_one() {
    let nothing = json!({ "type": ["object", "null"], "maxProperties": 0, "description": "max(x, 0)" });
    let slope = json!({
        "type": "number", "exclusiveMinimum": 0.0, "exclusiveMaximum": 1.0,
        "description": "the slope left of zero", "default": 0.01,
    });
    let leaky = json!({
        "type": ["object", "null"], "properties": { "slope": slope }, "additionalProperties": false,
        "description": "max(x, slope·x)",
    });
    let expected = json!({
        "anyOf": [
            { "const": "relu", "description": "max(x, 0)" },
            { "const": "rectifier", "description": "max(x, 0)" },
            { "const": "leaky_relu", "description": "max(x, slope·x)" },
            {
                "type": "object",
                "properties": { "relu": nothing, "rectifier": nothing, "leaky_relu": leaky },
                "minProperties": 1,
                "maxProperties": 1,
                "additionalProperties": false,
            },
        ],
    });
    assert_eq!(base().schema(), &expected);
}

#[test]
fn a_word_alone_is_described_only_where_nothing_is_required() {
    let schema = document_schema("layer", None, &list(layer(), 1..=3));
    let choices = schema["definitions"]["layer"]["anyOf"].as_array().unwrap();
    let words: Vec<&Value> = choices.iter().filter_map(|choice| choice.get("const")).collect();
    assert_eq!(words, [&json!("activation")]);
}

#[test]
fn a_recursive_shape_is_defined_once_at_the_top() {
    let schema = document_schema("space", None, &space());
    assert_eq!(schema["properties"]["layers"]["items"], json!({ "$ref": "#/definitions/layer" }));
    let layer = schema["definitions"]["layer"].to_string();
    assert!(layer.contains(r##""items":{"$ref":"#/definitions/layer"}"##));
    assert_eq!(schema.to_string().matches("\"definitions\"").count(), 1);
}

#[test]
fn lists_and_descriptions_go_into_the_schema() {
    let check = |shape: &Value, expected: Value| assert_eq!(shape, &expected);
    check(list(text(), 0..=usize::MAX).schema(), json!({ "type": "array", "items": { "type": "string" } }));
    let few = list(boolean(), 1..=2).about("flags").about("");
    let items = json!({ "type": "boolean" });
    check(
        few.schema(),
        json!({ "type": "array", "items": items, "minItems": 1, "maxItems": 2, "description": "flags" }),
    );
    check(integer(1..=u64::MAX).schema(), json!({ "type": "integer", "minimum": 1 }));
    check(number(Interval::any()).map(|number| number > 0.0).schema(), json!({ "type": "number" }));
}
