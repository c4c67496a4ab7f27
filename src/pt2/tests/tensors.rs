//! What is wrong with a tensor.

use super::build::{Files, payload};
use super::refused;
use crate::pt2::{Role, read};
use serde_json::{Value, json};

const CONFIG: &str = "data/weights/train_weights_config.json";

fn with(field: &str, value: Value) -> String {
    let found = refused(&Files::sample().edit(CONFIG, &format!("/config/fc.weight{field}"), value));
    let place = "net/data/weights/train_weights_config.json: tensor `fc.weight`: ";
    found.strip_prefix(place).unwrap_or_else(|| panic!("{found}")).to_owned()
}

#[test]
fn a_pickle_is_never_read() {
    let way_out = "it is pickled, and a pickle can run any code: it is never read; save the model with plain tensors \
                   by actsearch.save";
    assert_eq!(with("/use_pickle", json!(true)), way_out);
    let mut files = Files::sample().remove("data/constants/train_constants_config.json");
    files.set("data/constants/train.pt", b"\x80\x02}".to_vec());
    assert_eq!(refused(&files), format!("net/data/constants/train.pt: {way_out}"));
}

#[test]
fn numbers_outside_the_storage_are_refused() {
    let needs = |sizes: &str, strides: &str, from: u64, bytes: &str| {
        format!(
            "its sizes {sizes} with strides {strides} from {from} on need {bytes} bytes, but its storage has 24"
        )
    };
    let sizes = |sizes: [i64; 2]| json!([{"as_int": sizes[0]}, {"as_int": sizes[1]}]);
    assert_eq!(with("/tensor_meta/sizes", sizes([3, 3])), needs("[3, 3]", "[3, 1]", 0, "36"));
    assert_eq!(with("/tensor_meta/storage_offset", json!({"as_int": 1})), needs("[2, 3]", "[3, 1]", 1, "28"));
    assert_eq!(
        with("/tensor_meta/strides", sizes([i64::MAX, 1])),
        needs("[2, 3]", "[9223372036854775807, 1]", 0, "far more")
    );
    assert_eq!(
        with("/tensor_meta/sizes", sizes([i64::MAX, i64::MAX])),
        needs("[9223372036854775807, 9223372036854775807]", "[3, 1]", 0, "far more")
    );
    assert_eq!(with("/tensor_meta/dtype", json!(8)), needs("[2, 3]", "[3, 1]", 0, "48"));
}

#[test]
fn a_small_storage_is_no_tensor_without_bound() {
    let meta = &payload("weight_0", &[1 << 40, 3], &[0, 1])["tensor_meta"];
    assert_eq!(
        with("/tensor_meta", meta.clone()),
        "its sizes [1099511627776, 3] are more than 4294967296 bytes"
    );
}

#[test]
fn sizes_that_are_none_are_refused() {
    let first = |value: Value| json!([value, {"as_int": 3}]);
    assert_eq!(
        with("/tensor_meta/sizes", first(json!({"as_int": -2}))),
        "a size is -2, but cannot be negative"
    );
    assert_eq!(
        with("/tensor_meta/strides", first(json!({"as_int": -1}))),
        "a stride is -1, but cannot be negative"
    );
    assert_eq!(
        with("/tensor_meta/storage_offset", json!({"as_int": -1})),
        "its storage offset is -1, but cannot be negative"
    );
    assert_eq!(
        with("/tensor_meta/sizes", first(json!({"as_expr": {"expr_str": "s0"}}))),
        "a size is \"s0\", but must be a number"
    );
    assert_eq!(
        with("/tensor_meta/sizes", json!([{"as_int": 6}])),
        "it has 1 sizes and 2 strides, but needs as many of each, and at most 16"
    );
}

#[test]
fn layouts_and_types_that_cannot_be_trained_are_refused() {
    assert_eq!(
        with("/tensor_meta/layout", json!(2)),
        "its layout 2 is sparse, allowed: 7, strided; make it dense before it is exported"
    );
    let allowed = "allowed: bool, uint8, int8 to int64, float16, bfloat16, float32, float64";
    assert_eq!(with("/tensor_meta/dtype", json!(10)), format!("its dtype 10 is complex numbers, {allowed}"));
    assert_eq!(with("/tensor_meta/dtype", json!(29)), format!("its dtype 29 is float8, {allowed}"));
    assert_eq!(with("/tensor_meta/dtype", json!(99)), format!("its dtype 99 is not known, {allowed}"));
    assert_eq!(with("/tensor_meta", Value::Null), "it says neither type nor shape");
}

#[test]
fn an_entry_that_is_not_there_or_lies_elsewhere_is_told() {
    assert_eq!(
        with("/path_name", json!("../weight_0")),
        "its entry \"../weight_0\" lies outside data/weights"
    );
    assert_eq!(
        refused(&Files::sample().edit(CONFIG, "/config/fc.bias/path_name", json!("weight_9"))),
        "net/data/weights/weight_9: it is not there; save the model again by actsearch.save with PyTorch 2.11 or newer"
    );
}

#[test]
fn two_tensors_of_one_name_are_refused() {
    let mut files = Files::sample();
    let (_, bytes) = files.0.iter_mut().find(|(name, _)| name == CONFIG).unwrap();
    *bytes = String::from_utf8(bytes.clone()).unwrap().replace("fc.bias", "fc.weight").into_bytes();
    assert_eq!(
        refused(&files),
        "net/data/weights/train_weights_config.json: tensor `fc.weight`: two tensors have this name, but each needs its own"
    );
}

#[test]
fn tied_tensors_share_their_storage() {
    let mut files = Files::sample();
    for (mode, entry) in [("train", "weight_0"), ("eval", "weight_2")] {
        let config = format!("data/weights/{mode}_weights_config.json");
        files = files.edit(&config, "/config/tied.weight", payload(entry, &[3, 2], &[1, 3]));
    }
    let bytes = files.zip();
    let program = read(&bytes).unwrap();
    let find = |name: &str| program.tensors.iter().find(|tensor| tensor.name == name).unwrap();
    assert_eq!(find("tied.weight").storage, find("fc.weight").storage);
    assert_ne!(find("fc.bias").storage, find("fc.weight").storage);
    assert_eq!(find("tied.weight").role, Role::Parameter);
    assert_eq!(program.storages[find("fc.bias").storage].bytes[..], [0, 0, 0, 63, 0, 0, 0, 191]);
}
