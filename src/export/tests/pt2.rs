//! The `pt2` format: what is put in, and what stays as it was.

use super::model::{convolutional, input, mixes, values};
use super::provenance;
use crate::activation::{Base, Hull, LearnedMix, Mix, Sharing};
use crate::export::{Definition, Error, Exported, Form, Format, TrainedModel, What, export, export_model};
use crate::pt2::{self, Graph, Node, Program, Role};
use serde_json::Value;

const FILE: &[u8] = include_bytes!("../../../tests/data/exported/convolutional.pt2");
const SHARED: &[u8] = include_bytes!("../../../tests/data/exported/shared.pt2");

fn trained(sites: Definition) -> TrainedModel {
    let exported = convolutional();
    TrainedModel::new(sites, exported.clone(), values(&exported), input()).unwrap()
}

fn written(sites: Definition, form: Form) -> Vec<u8> {
    let files = export_model(Format::Pt2, &trained(sites), FILE, form).unwrap();
    assert_eq!(files[0].name, "network.pt2");
    files.into_iter().next().unwrap().bytes
}

fn names(nodes: &[Node]) -> Vec<String> {
    nodes.iter().map(|node| node.function.to_string()).collect()
}

/// What is called in a graph before, at and behind the first activation of the model.
fn first_calls(graph: &Graph) -> &[Node] {
    let first = graph.nodes.iter().position(|node| node.function.is("conv2d")).unwrap();
    &graph.nodes[first..first + 8]
}

#[test]
fn a_mix_stands_where_the_function_stood_in_both_graphs() {
    let bytes = written(mixes(&convolutional()), Form::Exact);
    let program = pt2::read(&bytes).unwrap();
    for graph in [&program.training, &program.evaluation] {
        let expected = "aten::conv2d aten::select.int aten::mul.Tensor aten::tanh aten::select.int \
                        aten::mul.Tensor aten::add.Tensor aten::conv2d";
        let calls = first_calls(graph);
        assert_eq!(names(calls).join(" "), expected);
        assert!(!names(&graph.nodes).iter().any(|name| name.contains("gelu") || name.contains("relu")));
        // What is put in stands in the same line of the user's code.
        assert_eq!(calls[3].place, calls[6].place);
        assert!(calls[3].place.line.as_ref().unwrap().code.contains("functional.gelu"));
    }
}

#[test]
fn coefficients_are_parameters_that_are_trained_and_have_the_names_of_their_sites() {
    let bytes = written(mixes(&convolutional()), Form::Exact);
    let program = pt2::read(&bytes).unwrap();
    for name in ["gelu.alpha", "act.alpha", "act_2.alpha"] {
        let tensor = program.tensors.iter().find(|tensor| tensor.name == name).unwrap();
        assert_eq!((tensor.role, tensor.requires_grad), (Role::Parameter, true));
        assert_eq!(tensor.strided.sizes, [1, 2]);
        assert_eq!(program.floats(tensor), [0.25, 0.75]);
    }
}

#[test]
fn what_a_simpler_formula_computes_and_what_is_frozen_is_not_trained() {
    let of = |bases: [Base; 2], hull, form| {
        let exported = convolutional();
        let learned = exported.calls().iter().map(|call| LearnedMix {
            site: call.name.clone(),
            mix: Mix::new(bases.to_vec(), hull, Sharing::Layer),
            coefficients: vec![vec![0.5, 0.5]],
            parameters: Vec::new(),
        });
        written(Definition::new(None, learned.collect()).unwrap(), form)
    };
    let added = |bytes: &[u8]| -> Vec<Role> {
        let program = pt2::read(bytes).unwrap();
        let added = program.tensors.iter().filter(|tensor| tensor.name.ends_with("alpha"));
        added.map(|tensor| tensor.role).collect()
    };
    let simple = of([Base::Identity, Base::RELU], Hull::Affine, Form::Simplified);
    assert_eq!(added(&simple), []);
    assert_eq!(names(&first_calls(&pt2::read(&simple).unwrap().evaluation)[1..2]), ["aten::leaky_relu"]);
    assert_eq!(added(&of([Base::Identity, Base::RELU], Hull::Affine, Form::Exact)), [Role::Parameter; 3]);
    let buffer = Role::Buffer { persistent: true };
    assert_eq!(added(&of([Base::Tanh, Base::RELU], Hull::Frozen, Form::Simplified)), [buffer; 3]);
}

#[test]
fn trained_numbers_are_in_the_file_once_for_both_programs() {
    let bytes = written(mixes(&convolutional()), Form::Exact);
    let program = pt2::read(&bytes).unwrap();
    let values = values(&convolutional());
    for (name, wanted) in &values {
        let tensor = program.tensors.iter().find(|tensor| tensor.name == *name).unwrap();
        assert_eq!(&program.floats(tensor), wanted, "{name}");
    }
    let entries = pt2::entries(&bytes).unwrap();
    let is_numbers = |name: &&String| name.starts_with("data/weights/") && !name.ends_with("_config.json");
    // Three vectors of coefficients beside what the model had.
    assert_eq!(entries.keys().filter(is_numbers).count(), values.len() + 3);
    assert!(entries.contains_key("models/model.json") && entries.contains_key("models/train.json"));
    assert!(entries.contains_key("data/sample_inputs/model.pt"));
    assert!(!entries.keys().any(|name| name.contains("eval")));
}

#[test]
fn all_that_has_nothing_to_do_with_the_sites_stays_as_it_was() {
    let json = |bytes: &[u8], name: &str| -> Value {
        serde_json::from_slice(&pt2::entries(bytes).unwrap()[name]).unwrap()
    };
    let bytes = written(mixes(&convolutional()), Form::Exact);
    let (was, is) = (json(FILE, "models/eval.json"), json(&bytes, "models/model.json"));
    for key in ["range_constraints", "schema_version", "torch_version", "opset_version"] {
        assert_eq!(was[key], is[key], "{key}");
    }
    assert_eq!(was["graph_module"]["module_call_graph"], is["graph_module"]["module_call_graph"]);
    let nodes = |program: &Value| program["graph_module"]["graph"]["nodes"].as_array().unwrap().clone();
    let is_other = |node: &&Value| !node["target"].as_str().unwrap().contains("elu");
    let (was, is) = (nodes(&was), nodes(&is));
    for node in was.iter().filter(is_other) {
        assert!(is.contains(node), "{node}");
    }
}

#[test]
fn a_model_that_is_as_it_came_is_written_with_its_trained_numbers() {
    let bytes = written(Definition::new(Some(provenance()), Vec::new()).unwrap(), Form::Exact);
    let (was, is) = (pt2::read(FILE).unwrap(), pt2::read(&bytes).unwrap());
    let calls = |program: &Program| names(&program.training.nodes);
    assert_eq!(calls(&was), calls(&is));
    let weight = |program: &Program| program.floats(&program.tensors[0]);
    assert_ne!(weight(&was), weight(&is));
}

#[test]
fn the_same_gives_the_same_bytes_and_another_archive_is_refused() {
    let sites = || mixes(&convolutional());
    assert_eq!(written(sites(), Form::Exact), written(sites(), Form::Exact));
    let error = export_model(Format::Pt2, &trained(sites()), SHARED, Form::Exact).unwrap_err();
    assert!(matches!(error, Error::OtherArchive), "{error}");
}

#[test]
fn whoever_asks_for_something_else_is_told_what_there_is() {
    let sites = mixes(&convolutional());
    let error = export(Format::Pt2, What::Mix(&sites), Form::Exact).map(|_: Exported| ()).unwrap_err();
    let expected = "`pt2` holds whole networks that PyTorch exported; a network of layers can be written as `pytorch`, \
                    `keras`, `jax`, `onnx`, `torchscript`, `rust`, `safetensors`, and mixes in each of these";
    assert_eq!(error.to_string(), expected);
    for format in Format::ALL.into_iter().filter(|format| !format.holds_exported_networks()) {
        let error = export_model(format, &trained(sites.clone()), FILE, Form::Exact).unwrap_err();
        let text = error.to_string();
        assert!(text.contains(&format!("`{}`", format.name())) && text.contains("--format pt2"), "{text}");
    }
}
