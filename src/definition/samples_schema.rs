//! What the JSON Schema of definitions says of samples.

use super::record::{described, record};
use serde_json::{Value, json};

/// The part of the JSON Schema of definitions that is about samples.
pub(super) fn schema() -> Value {
    let list = |of: Value| json!({ "type": "array", "items": of });
    let text = || json!({ "type": "string" });
    let numbers = || list(json!({ "type": "number" }));
    let shape = json!({ "type": "array", "items": { "type": "integer", "minimum": 1 }, "minItems": 1, "maxItems": 7 });
    let white = json!({ "type": ["integer", "null"], "minimum": 0, "maximum": u8::MAX });
    let normalisation = record(
        "A network sees (value - mean) / std.",
        &[
            (
                "white",
                described(
                    "What pixels are divided by before; missing where values are plain numbers.",
                    white,
                ),
            ),
            ("mean", described("One mean for each channel or entry.", numbers())),
            ("std", described("As many standard deviations.", numbers())),
        ],
        &["mean", "std"],
    );
    record(
        "What the samples were that the mixes were learned on; missing where nobody says.",
        &[
            (
                "shape",
                described(
                    "Entries, or channels, rows and columns of an image, or all sizes of any other array.",
                    shape,
                ),
            ),
            ("classes", described("What each logit stands for.", list(text()))),
            ("columns", described("The columns of a table, in the order of their entries.", list(column()))),
            ("normalisation", normalisation),
        ],
        &["shape"],
    )
}

fn column() -> Value {
    let or_null = |of: &str| json!({ "type": [of, "null"] });
    let number = record(
        "One entry: the number less the offset, in double precision.",
        &[
            ("offset", json!({ "type": "number" })),
            ("fill", described("What stands for a missing number.", or_null("number"))),
        ],
        &["offset"],
    );
    let texts = json!({ "type": "array", "items": { "type": "string" } });
    let category = record(
        "An entry for each text: 1 where the cell has it, else 0.",
        &[
            ("texts", texts),
            (
                "fill",
                described(
                    "What stands for a missing text; all entries are 0 where nothing does.",
                    or_null("string"),
                ),
            ),
        ],
        &["texts"],
    );
    let kind = json!({
        "type": "object",
        "properties": { "number": number, "category": category },
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": false,
    });
    let rule = json!({ "enum": [Value::Null, "median", "mean", "most_frequent"] });
    record(
        "A column and how its cells become entries.",
        &[
            ("name", json!({ "type": "string" })),
            ("kind", kind),
            ("rule", described("How `fill` was found.", rule)),
            (
                "indicator",
                described(
                    "Whether one more entry is 1 where the cell is missing, else 0.",
                    json!({ "type": "boolean" }),
                ),
            ),
        ],
        &["name", "kind"],
    )
}
