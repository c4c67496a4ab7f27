//! A model that is broken in any way is refused.

use super::*;
use crate::export::onnx::proto::{DimensionProto, TensorProto, ValueInfoProto};
use crate::export::onnx::{Summary, listing};
use prost::Message as _;

/// f(x) = 0.25·x + 0.75·tanh(x) behind a convolution.
fn small() -> ModelProto {
    let bases = [Base::Identity, Base::Tanh];
    let site = learned(&bases, Hull::Affine, Sharing::Channel, &[&[0.25, 0.75], &[0.5, 0.5]]);
    read(&network("conv1", site)).unwrap()
}

fn refusal(break_it: impl Fn(&mut ModelProto)) -> String {
    let mut model = small();
    break_it(&mut model);
    check(&model.encode_to_vec()).map_or_else(|error| error, |_| String::new())
}

fn refuse(message: &str, break_it: impl Fn(&mut GraphProto)) {
    assert_eq!(refusal(|model| break_it(model.graph.as_mut().unwrap())), message);
}

#[test]
fn a_whole_model_is_summed_up() {
    let summary = check(&small().encode_to_vec()).unwrap();
    // Mean, deviation, two weights, two times two alphas, six weights.
    assert_eq!(summary, Summary { nodes: 10, parameters: 1 + 1 + 2 + 4 + 6, opset: 17 });
    refuse("", |_| {});
}

#[test]
fn bytes_that_are_no_model_are_refused() {
    assert!(check(b"no model").unwrap_err().starts_with("no ONNX model: "));
    assert!(listing(b"no model").unwrap_err().starts_with("no ONNX model: "));
    let bytes = small().encode_to_vec();
    assert!(check(&bytes[..bytes.len() - 1]).is_err());
    assert_eq!(check(b"").unwrap_err(), "the IR version is 0, but must be 8");
    assert_eq!(refusal(|model| model.graph = None), "the model has no graph");
}

#[test]
fn other_versions_are_refused() {
    assert_eq!(refusal(|model| model.ir_version = 9), "the IR version is 9, but must be 8");
    let message =
        |found: &str| format!("the operator sets are {found}, but must be that of ONNX in version 17");
    assert_eq!(refusal(|model| model.opset_import[0].version = 18), message(r#"[("", 18)]"#));
    assert_eq!(refusal(|model| model.opset_import[0].domain = "own".into()), message(r#"[("own", 17)]"#));
    assert_eq!(refusal(|model| model.opset_import.clear()), message("[]"));
}

#[test]
fn operators_are_those_that_are_used_with_as_many_inputs_as_they_take() {
    refuse("node `conv1` has the operator `Conf` of domain ``, which is not used here", |graph| {
        graph.node[2].op_type = "Conf".into();
    });
    refuse("node `conv1` has the operator `Conv` of domain `own`, which is not used here", |graph| {
        graph.node[2].domain = "own".into();
    });
    refuse("node `conv1`: the number of inputs of Conv is 1, but must be 2 to 3", |graph| {
        graph.node[2].input.truncate(1);
    });
    refuse("node `conv1_activation`: the number of inputs of Add is 3, but must be 2", |graph| {
        let add = graph.node.iter_mut().find(|node| node.op_type == "Add").unwrap();
        add.input.push("images".into());
    });
    refuse("node `conv1_activation`: the number of inputs of Sum is 2, but must be at least 3", |graph| {
        graph.node.iter_mut().find(|node| node.op_type == "Add").unwrap().op_type = "Sum".into();
    });
    refuse("node `conv1` has 2 outputs, but must have one", |graph| {
        graph.node[2].output.push("more".into());
    });
}

#[test]
fn inputs_are_known_before() {
    refuse("node `conv1` takes `nothing`, which nothing before it computes", |graph| {
        graph.node[2].input[1] = "nothing".into();
    });
    refuse("node `conv1` takes `input/normalized`, which nothing before it computes", |graph| {
        graph.node.swap(1, 2);
    });
    refuse("node `input/centered` takes `images`, which nothing before it computes", |graph| {
        graph.input[0].name = "pictures".into();
    });
    refuse("node `input/centered` takes `input.mean`, which nothing before it computes", |graph| {
        graph.initializer.remove(0);
    });
}

#[test]
fn names_are_there_and_differ() {
    refuse("an input has no name", |graph| graph.input[0].name.clear());
    refuse("an initializer has no name", |graph| graph.initializer[0].name.clear());
    refuse("a node with the operator Sub has no name", |graph| graph.node[0].name.clear());
    refuse("an output of a node has no name", |graph| graph.node[0].output[0].clear());
    refuse("there are two values of the name `input.mean`", |graph| {
        graph.initializer[1].name = "input.mean".into();
    });
    refuse("there are two values of the name `images`", |graph| {
        graph.initializer[1].name = "images".into();
    });
    refuse("there are two values of the name `images`", |graph| graph.node[0].output[0] = "images".into());
    refuse("there are two nodes of the name `conv1`", |graph| graph.node[3].name = "conv1".into());
}

#[test]
fn tensors_have_all_of_their_numbers() {
    refuse("`input.mean` of shape [1, 1, 1] has 3 bytes, but needs 4 for each number", |graph| {
        graph.initializer[0].raw_data.pop();
    });
    refuse("`input.mean` of shape [1, 1, 1] has 0 bytes, but needs 4 for each number", |graph| {
        graph.initializer[0].raw_data.clear();
    });
    refuse("`more` of shape [2] has 12 bytes, but needs 8 for each number", |graph| {
        let mut tensor = TensorProto::integers("more", &[1, 2]);
        tensor.raw_data.truncate(12);
        graph.initializer.push(tensor);
    });
    refuse("`input.mean` has numbers of type 11, but float is 1 and int64 7", |graph| {
        graph.initializer[0].data_type = 11;
    });
    refuse("`input.mean` has the impossible shape [-1]", |graph| graph.initializer[0].dims = vec![-1]);
    refuse("`input.mean` has the impossible shape [9223372036854775807, 4]", |graph| {
        graph.initializer[0].dims = vec![i64::MAX, 4];
    });
}

#[test]
fn there_is_something_to_compute_for_batches_of_any_size() {
    refuse("the graph needs an input and an output", |graph| graph.input.clear());
    refuse("the graph needs an input and an output", |graph| graph.output.clear());
    refuse("no node computes the output `answer`", |graph| graph.output[0].name = "answer".into());
    refuse("no node computes the output `logits`", |graph| {
        graph.node.pop();
    });
    refuse("`images` does not say how many dimensions it has", |graph| {
        graph.input[0] = ValueInfoProto::floats("images", None, "");
    });
    refuse("`logits` has batches of one size only, but any must be possible", |graph| {
        graph.output[0] = ValueInfoProto::floats("logits", Some(vec![DimensionProto::of(1)]), "");
    });
    refuse("`images` has batches of one size only, but any must be possible", |graph| {
        graph.input[0] = ValueInfoProto::floats("images", Some(Vec::new()), "");
    });
    refuse("`images` is no tensor of floats", |graph| graph.input[0].r#type = None);
}

#[test]
fn shapes_are_those_of_values() {
    refuse("there is a shape for `nothing`, but no such value", |graph| {
        graph.value_info[0].name = "nothing".into();
    });
    refuse("there are two shapes for `conv1`", |graph| graph.value_info[1].name = "conv1".into());
}
