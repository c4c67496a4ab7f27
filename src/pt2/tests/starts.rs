//! Start weights in a file: numbers for every float of the model's state, start after start.

use super::build::{Files, payload};
use super::refused;
use crate::pt2::read;
use serde_json::json;

/// The sample with starts of these numbers, each of which has the same value for the whole model.
fn with_starts(values: &[f32]) -> Files {
    let mut files = Files::sample();
    for (number, value) in values.iter().enumerate() {
        files.set(&format!("data/starts/{number}/fc.weight"), value.to_le_bytes().repeat(6));
        files.set(&format!("data/starts/{number}/fc.bias"), value.to_le_bytes().repeat(2));
    }
    files
}

#[test]
fn starts_have_the_numbers_of_every_float_by_its_name() {
    let files = with_starts(&[1.5, -2.0]);
    for bytes in [files.zip(), files.packed()] {
        let program = read(&bytes).unwrap();
        assert_eq!(program.starts.len(), 2);
        assert_eq!(program.starts[0].of("fc.weight"), Some(vec![1.5; 6]));
        assert_eq!(program.starts[1].of("fc.bias"), Some(vec![-2.0; 2]));
        assert_eq!(program.starts[1].of("fc"), None);
        let owned = program.clone().into_owned();
        assert_eq!(owned.starts[1].of("fc.weight"), program.starts[1].of("fc.weight"));
    }
    assert!(read(&Files::sample().zip()).unwrap().starts.is_empty());
}

#[test]
fn a_start_that_lacks_a_tensor_is_refused() {
    assert_eq!(
        refused(&with_starts(&[0.0, 1.0]).remove("data/starts/1/fc.bias")),
        "net/data/starts/1/fc.bias: it is not there; save the model again by actsearch.save with PyTorch 2.11 or newer"
    );
}

#[test]
fn numbers_of_another_size_or_type_are_refused() {
    let with = |bytes: usize| {
        let mut files = with_starts(&[0.0]);
        files.set("data/starts/0/fc.weight", vec![0; bytes]);
        refused(&files)
    };
    let wrong = |bytes: usize| {
        format!(
            "net/data/starts/0/fc.weight: it has {bytes} bytes, but the sizes [2, 3] of the tensor need 24"
        )
    };
    // One number less, half precision, double precision, a piece of a number more.
    for bytes in [20, 12, 48, 25] {
        assert_eq!(with(bytes), wrong(bytes));
    }
}

#[test]
fn starts_are_numbered_from_0_without_gaps() {
    let gap = |name: &str| {
        let mut files = with_starts(&[0.0]);
        files.set(&format!("data/starts/{name}/fc.weight"), vec![0; 24]);
        files.set(&format!("data/starts/{name}/fc.bias"), vec![0; 8]);
        refused(&files)
    };
    for name in ["2", "01", "first", "-1"] {
        assert_eq!(
            gap(name),
            format!(
                "net/data/starts/{name}/fc.bias: the 2 starts must be numbered from 0 without gaps; save the model again \
                 by actsearch.save"
            )
        );
    }
    let mut files = with_starts(&[0.0]);
    files.set("data/starts/fc.weight", vec![0; 24]);
    assert_eq!(
        refused(&files),
        "net/data/starts/fc.weight: it is in no start; save the model again by actsearch.save"
    );
}

#[test]
fn numbers_for_a_tensor_that_the_model_does_not_have_are_refused() {
    let mut files = with_starts(&[0.0]);
    files.set("data/starts/0/fc.scale", vec![0; 4]);
    assert_eq!(
        refused(&files),
        "net/data/starts/0/fc.scale: the model has no tensor `fc.scale`; save the model again by actsearch.save"
    );
}

#[test]
fn more_starts_than_are_kept_are_refused() {
    let mut files = Files::sample();
    for number in 0..1001 {
        files.set(&format!("data/starts/{number}/fc.bias"), Vec::new());
    }
    assert_eq!(refused(&files), "net/data/starts: it has 1001 starts, allowed: at most 1000");
}

#[test]
fn whole_numbers_have_no_start() {
    let mut files = with_starts(&[1.0]);
    let mut counter = payload("counter", &[], &[]);
    counter["is_param"] = json!(false);
    counter["tensor_meta"]["dtype"] = json!(5);
    files.set("data/weights/counter", vec![0; 8]);
    for mode in ["train", "eval"] {
        let config = format!("data/weights/{mode}_weights_config.json");
        files = files.edit(&config, "/config/norm.num_batches_tracked", counter.clone());
    }
    let bytes = files.zip();
    assert_eq!(read(&bytes).unwrap().starts[0].of("norm.num_batches_tracked"), None);
}
