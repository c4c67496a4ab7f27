//! A batch must be free, and logits must come out.

use super::build::{Files, batched, meta};
use super::refused;
use crate::pt2::{Batch, read};
use serde_json::{Value, json};

const FREE: &str = "save the model by actsearch.save, which leaves the batch free";

fn value(name: &str, meta: &Value) -> String {
    let found =
        refused(&Files::sample().edit_both(&format!("/graph_module/graph/tensor_values/{name}"), meta));
    found.strip_prefix("net/models/train.json: ").unwrap_or_else(|| panic!("{found}")).to_owned()
}

#[test]
fn a_batch_is_a_symbol_with_a_range() {
    let bytes = Files::sample().edit_both("/range_constraints/s77/max_val", &json!(64)).zip();
    let batch = read(&bytes).unwrap().training.batch;
    assert_eq!(batch, Batch { symbol: "s77".to_owned(), least: 2, most: Some(64) });
}

#[test]
fn a_batch_that_is_fixed_by_the_example_is_refused() {
    assert_eq!(
        value("x", &meta(&[2, 3], &[3, 1])),
        format!("the batch of the input `x` is fixed to 2 by the example: {FREE}")
    );
    assert_eq!(
        value("x", &meta(&[], &[])),
        "the input `x` has no batch: its first dimension must be the samples"
    );
    let fixed = Files::sample().edit_both("/range_constraints/s77/max_val", &json!(2));
    assert_eq!(
        refused(&fixed),
        format!("net/models/train.json: the batch `s77` is fixed to 2 by its range: {FREE}")
    );
}

#[test]
fn an_output_that_is_no_logits_is_refused() {
    let told = |shapes: &str| {
        format!(
            "its outputs are {shapes}, but one must be floats of the shape (s77, classes): give back logits of a classifier"
        )
    };
    assert_eq!(value("dropout", &meta(&[2, 2], &[2, 1])), told("Float32 (2, 2)"));
    let mut whole = batched(2);
    whole["dtype"] = json!(5);
    assert_eq!(value("dropout", &whole), told("Int64 (s77, 2)"));
    let mut three = batched(2);
    three["sizes"].as_array_mut().unwrap().push(json!({"as_int": 4}));
    assert_eq!(value("dropout", &three), told("Float32 (s77, 2, 4)"));
    let none = Files::sample().edit_both("/graph_module/graph/outputs", &json!([{"as_int": 1}]));
    assert_eq!(refused(&none), format!("net/models/train.json: {}", told("no tensor")));
}

#[test]
fn a_value_must_be_dense_and_of_a_known_type() {
    let mut sparse = batched(2);
    sparse["layout"] = json!(1);
    assert_eq!(
        value("relu", &sparse),
        "value `relu`: its layout 1 is sparse, allowed: 7, strided; make it dense before it is exported"
    );
}
