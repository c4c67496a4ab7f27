//! What is wrong with a graph: every message names the node, its module and the line of the user's code.

use super::build::{Files, batched, node, tensor};
use super::refused;
use crate::pt2::read;
use serde_json::{Value, json};

/// What is said about the first node of the training program, which calls this function then.
fn about(files: &Files, function: &str) -> String {
    let found = refused(files);
    let place = format!(
        "net/models/train.json: node `linear` ({function}) in fc (torch.nn.modules.linear.Linear), net.py:7 return \
         self.fc(x): "
    );
    found.strip_prefix(&place).unwrap_or_else(|| panic!("{found}")).to_owned()
}

fn calls(target: &str) -> String {
    about(&Files::sample().edit_node("/target", &json!(target)), target)
}

#[test]
fn a_function_that_is_not_on_the_list_is_refused() {
    let unknown = "not among the functions that are supported: write the model without it";
    assert_eq!(calls("torch.ops.aten.linalg_svd.default"), unknown);
    assert_eq!(calls("torch.ops.mine.activation.default"), unknown);
    assert_eq!(
        calls("torch.ops.higher_order.cond"),
        "a higher-order operator, which is not supported: keep branches, loops and `torch.no_grad()` out of the model"
    );
    assert_eq!(
        calls("torch.ops.aten.randn_like.default"),
        "random in a way that is not supported: use torch.nn.Dropout, stochastic depth by `bernoulli_`, or \
         scaled_dot_product_attention with dropout_p"
    );
}

#[test]
fn an_argument_that_cannot_be_given_is_refused() {
    let with =
        |argument: Value| about(&Files::sample().edit_node("/inputs/2/arg", &argument), "aten::linear");
    let what = |what: &str| format!("its argument `bias`: an argument is {what}, which is not supported");
    assert_eq!(with(json!({"as_graph": {"name": "g", "graph": {}}})), what("a graph"));
    assert_eq!(with(json!({"as_custom_obj": {"name": "o", "class_fqn": "c"}})), what("a custom object"));
    assert_eq!(with(json!({"as_complex": {"real": 0, "imag": 1}})), what("a complex number"));
    assert_eq!(
        with(json!({"as_layout": 1})),
        "its argument `bias`: its layout 1 is sparse, allowed: 7, strided; make it \
        dense before it is exported"
    );
    assert_eq!(
        with(json!({"as_memory_format": 9})),
        "its argument `bias`: its memory format 9 is not known, allowed: 1 to 4"
    );
    assert_eq!(
        with(json!({"as_sym_int": {"as_name": "b"}})),
        "its argument `bias`: it uses the value `b` as a whole number, but it is none"
    );
}

#[test]
fn a_value_is_made_once_and_used_after_that() {
    let early = Files::sample().edit_node("/inputs/0/arg", &tensor("relu"));
    assert_eq!(
        about(&early, "aten::linear"),
        "its argument `input`: it uses the value `relu` before it is made"
    );
    let twice = Files::sample().edit_node("/outputs/0", &tensor("x"));
    assert_eq!(about(&twice, "aten::linear"), "it makes the value `x`, which was made before");
    let undeclared = Files::sample().edit_node("/outputs/0", &tensor("y"));
    assert_eq!(about(&undeclared, "aten::linear"), "it makes the value `y`, whose type is not declared");
    let absent = Files::sample().edit_both("/graph_module/graph/outputs/0", &tensor("y"));
    assert_eq!(
        refused(&absent),
        "net/models/train.json: an output of the model: it uses the value `y` before it is made"
    );
}

#[test]
fn a_name_that_stands_twice_is_refused() {
    let second = Files::sample().edit_node("/inputs/1/name", &json!("input"));
    assert_eq!(about(&second, "aten::linear"), "its argument `input` stands twice");
    let nodes = Files::sample().edit_both("/graph_module/graph/nodes/1/name", &json!("linear"));
    assert_eq!(about(&nodes, "aten::relu"), "another node has the same name, but each needs its own");
    let values = Files::sample().edit_both("/graph_module/graph/sym_int_values/x", &json!({"as_int": 1}));
    assert_eq!(
        refused(&values),
        "net/models/train.json: value `x`: it is declared twice, but each needs a name of its own"
    );
}

#[test]
fn another_schema_is_refused_before_the_rest_is_read() {
    let files = Files::sample().edit_both("/schema_version", &json!({"major": 9, "minor": 0}));
    let files = files.edit_both("/graph_module", &json!("something else"));
    assert_eq!(
        refused(&files),
        "net/models/train.json: it has version 9.0 of the schema, allowed: 8 with any minor version; save the model \
         by actsearch.save with PyTorch 2.11, or read the file with a newer actsearch"
    );
}

#[test]
fn fields_that_a_later_minor_version_adds_are_passed_over() {
    let files = Files::sample().edit_both("/schema_version", &json!({"major": 8, "minor": 99}));
    let files = files.edit_both("/novelty", &json!([1])).edit_node("/novelty", &json!({"a": null}));
    assert!(read(&files.zip()).is_ok());
    let unknown = Files::sample().edit_node("/inputs/0/arg", &json!({"as_novelty": 1}));
    assert!(refused(&unknown).contains("it is not as PyTorch writes it: unknown variant `as_novelty`"));
}

#[test]
fn what_is_no_json_or_nested_without_end_is_refused() {
    let with = |text: &str| {
        let mut files = Files::sample();
        files.set("models/train.json", text.as_bytes().to_vec());
        refused(&files)
    };
    assert!(with("{\"schema").starts_with("net/models/train.json: it is not as PyTorch writes it: EOF"));
    let nested = format!("{{\"schema_version\": {}", "[".repeat(100_000));
    assert!(with(&nested).starts_with("net/models/train.json: it is not as PyTorch writes it: "));
    let deep = format!("{{\"x\": {}", "[".repeat(1_000_000));
    assert!(with(&deep).starts_with("net/models/train.json: it is not as PyTorch writes it: "));
}

#[test]
fn an_input_that_is_no_tensor_of_the_model_is_refused() {
    let spec =
        |value: Value| refused(&Files::sample().edit_both("/graph_module/signature/input_specs/0", &value));
    let wrong = |reason: &str| format!("net/models/train.json: {reason}");
    assert_eq!(
        spec(json!({"custom_obj": {"arg": {"name": "w", "class_fqn": "c"}, "custom_obj_name": "o"}})),
        wrong("an input is a custom object, which is not supported")
    );
    assert_eq!(
        spec(json!({"parameter": {"arg": {"name": "w"}, "parameter_name": "fc.other"}})),
        wrong("an input is the tensor `fc.other`, which the archive does not have")
    );
    assert_eq!(
        spec(json!({"buffer": {"arg": {"name": "w"}, "buffer_name": "fc.weight", "persistent": true}})),
        wrong("the tensor `fc.weight` is a parameter by one entry and none by another")
    );
    assert_eq!(
        spec(json!({"parameter": {"arg": {"name": "v"}, "parameter_name": "fc.weight"}})),
        wrong("its graph has the input `w` where its signature has `v`")
    );
    let more = Files::sample().edit_both("/graph_module/graph/inputs/-", &tensor("y"));
    assert_eq!(refused(&more), wrong("its graph has 4 inputs, but its signature 3"));
}

#[test]
fn custom_objects_and_changed_programs_are_refused() {
    let objects = json!({"o": {"name": "o", "class_fqn": "c"}});
    assert_eq!(
        refused(&Files::sample().edit_both("/graph_module/graph/custom_obj_values", &objects)),
        "net/models/train.json: it has custom objects, which are not supported: use plain tensors"
    );
    let mutation = json!({"buffer_mutation": {"arg": {"name": "relu"}, "buffer_name": "b"}});
    assert_eq!(
        refused(&Files::sample().edit_both("/graph_module/signature/output_specs/-", &mutation)),
        "net/models/train.json: an output of the graph is a changed buffer: save the model itself by \
         actsearch.save, and not a program after run_decompositions"
    );
}

/// The sample with another second node: `empty` in training, and what reads it behind that.
fn with_empty(reader: &str, arguments: &[(&str, Value)]) -> Files {
    let empty = node("empty.memory_format", &[("size", json!({"as_ints": [2]}))], "empty");
    let reader = node(reader, arguments, "linear");
    Files::sample()
        .edit("models/train.json", "/graph_module/graph/tensor_values/empty", batched(2))
        .edit("models/train.json", "/graph_module/graph/nodes/0", empty)
        .edit("models/train.json", "/graph_module/graph/nodes/1", reader)
        .edit("models/train.json", "/graph_module/graph/nodes/2/inputs/0/arg", tensor("linear"))
}

#[test]
fn stochastic_depth_draws_into_an_empty_tensor() {
    let p = ("p", json!({"as_float": 0.9}));
    let bytes = with_empty("bernoulli_.float", &[("self", tensor("empty")), p.clone()]).zip();
    assert!(read(&bytes).unwrap().training.nodes[1].is_random());
    assert_eq!(
        about(&with_empty("bernoulli_.float", &[("self", tensor("x")), p]), "aten::bernoulli_.float"),
        "it is random on a tensor that has content, which is not supported: draw into torch.empty, or use torch.nn.Dropout"
    );
    assert_eq!(
        about(
            &with_empty("add.Tensor", &[("self", tensor("x")), ("other", tensor("empty"))]),
            "aten::add.Tensor"
        ),
        "it reads `empty`, which is empty: fill it by `bernoulli_`, `fill_`, `zero_` or `copy_` before"
    );
}
