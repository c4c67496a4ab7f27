//! Both modes of one model, in two programs or in one.

use super::build::{Files, batched, payload};
use super::refused;
use crate::pt2::{Input, read};
use serde_json::{Value, json};

const EVAL_CONFIG: &str = "data/weights/eval_weights_config.json";
const SAVE: &str = "save the model by actsearch.save, which writes both";

/// The sample with its evaluation program alone, called as `torch.export.save` calls one.
fn alone() -> Files {
    let mut files = Files::sample().remove("models/train.json");
    for (name, _) in &mut files.0 {
        *name = name.replace("/eval", "/model");
    }
    files
}

#[test]
fn one_program_does_for_both_modes_if_nothing_in_it_differs() {
    assert_eq!(
        refused(&alone()),
        format!(
            "net/models/model.json: node `dropout` (aten::dropout) in fc (torch.nn.modules.linear.Linear), net.py:7 return \
             self.fc(x): it differs between training and evaluation, but the file has one program: {SAVE}"
        )
    );
    let files = alone().edit(
        "models/model.json",
        "/graph_module/graph/nodes/2/inputs/1/arg",
        json!({"as_float": 0.0}),
    );
    let bytes = files.zip();
    let program = read(&bytes).unwrap();
    assert_eq!(program.training.nodes.len(), program.evaluation.nodes.len());
}

#[test]
fn programs_of_other_names_are_refused() {
    let needs =
        format!("but needs the programs train and eval, or one that is the same in both modes; {SAVE}");
    let nothing = Files::sample().remove("models/train.json").remove("models/eval.json");
    assert_eq!(refused(&nothing), format!("models/: it has no program, {needs}"));
    let mut other = Files::sample();
    other.set("models/other.json", b"{}".to_vec());
    assert_eq!(refused(&other), format!("models/: it has the programs eval, other, train, {needs}"));
}

fn differ(files: &Files) -> String {
    let found = refused(files);
    let rest = found.strip_prefix("models/: the programs train and eval differ: ");
    let rest = rest.and_then(|rest| {
        rest.strip_suffix("; save the model by actsearch.save, which exports both of one model")
    });
    rest.unwrap_or_else(|| panic!("{found}")).to_owned()
}

#[test]
fn two_programs_of_different_models_are_refused() {
    let numbers = |at: usize| {
        let mut files = Files::sample();
        files.set("data/weights/weight_3", [[0; 4], [0, 0, 0, u8::try_from(at).unwrap()]].concat());
        files
    };
    assert_eq!(differ(&numbers(0)), "`fc.bias` has other numbers");
    let config = |pointer: &str, value: Value| differ(&Files::sample().edit(EVAL_CONFIG, pointer, value));
    let shape = config("/config/fc.weight", payload("weight_2", &[3, 2], &[2, 1]));
    assert_eq!(shape, "`fc.weight` has another type or shape");
    assert_eq!(config("/config/extra", payload("weight_2", &[2], &[1])), "`extra` is in eval alone");
    let frozen = config("/config/fc.bias/tensor_meta/requires_grad", json!(false));
    assert_eq!(frozen, "`fc.bias` is a parameter, a buffer or learned in one of them only");
    let train = "data/weights/train_weights_config.json";
    let extra = Files::sample().edit(train, "/config/extra", payload("weight_0", &[2], &[1]));
    assert_eq!(differ(&extra), "`extra` is in train alone");
    let wider = Files::sample().edit("models/eval.json", "/graph_module/graph/tensor_values/x", batched(4));
    assert_eq!(differ(&wider), "their inputs have other types or shapes");
}

#[test]
fn tensors_that_are_tied_in_one_mode_only_are_refused() {
    let tied = |[train, eval]: [&str; 2]| {
        let mut files = Files::sample();
        files.set("data/weights/copy", files.0[0].1.clone());
        let files =
            files.edit("data/weights/train_weights_config.json", "/config/tied", payload(train, &[2], &[1]));
        differ(&files.edit(EVAL_CONFIG, "/config/tied", payload(eval, &[2], &[1])))
    };
    assert_eq!(tied(["weight_0", "copy"]), "`tied` is tied to another tensor");
    assert_eq!(tied(["copy", "weight_2"]), "`tied` is tied to another tensor");
}

#[test]
fn constants_belong_to_one_mode() {
    let mut files = Files::sample();
    for (mode, value) in [("train", 1), ("eval", 2)] {
        let mut constant = payload("tensor_0", &[1], &[1]);
        constant["path_name"] = json!(format!("tensor_{value}"));
        constant["is_param"] = json!(false);
        let (config, program) =
            (format!("data/constants/{mode}_constants_config.json"), format!("models/{mode}.json"));
        files.set(&format!("data/constants/tensor_{value}"), vec![0, 0, 0, value]);
        let spec =
            json!({"tensor_constant": {"arg": {"name": "c"}, "tensor_constant_name": "lifted_tensor_0"}});
        files = files
            .edit(&config, "/config/lifted_tensor_0", constant)
            .edit(&program, "/graph_module/graph/tensor_values/c", batched(1))
            .edit(&program, "/graph_module/graph/inputs/-", json!({"as_tensor": {"name": "c"}}))
            .edit(&program, "/graph_module/signature/input_specs/-", spec);
    }
    let bytes = files.zip();
    let program = read(&bytes).unwrap();
    let constant = |inputs: &[Input]| {
        let Some(Input::Tensor { tensor, .. }) = inputs.last() else { panic!("{inputs:?}") };
        program.storages[program.tensors[*tensor].storage].bytes[3]
    };
    assert_eq!((constant(&program.training.inputs), constant(&program.evaluation.inputs)), (1, 2));
    assert_eq!((program.tensors.len(), program.storages.len()), (4, 4));
}

#[test]
fn evaluation_is_never_random() {
    let path = "/graph_module/graph/nodes/2/inputs/2/arg";
    assert_eq!(
        refused(&Files::sample().edit("models/eval.json", path, json!({"as_bool": true}))),
        "net/models/eval.json: node `dropout` (aten::dropout) in fc (torch.nn.modules.linear.Linear), net.py:7 return \
         self.fc(x): it is random in evaluation, too: let it depend on the mode, as by torch.nn.Dropout or \
         training=self.training"
    );
}

#[test]
fn dropout_between_the_layers_of_a_recurrent_one_is_refused() {
    let with = |layers: i64, p: f64| {
        let inputs = [
            json!({"name": "input", "arg": {"as_tensor": {"name": "x"}}}),
            json!({"name": "num_layers", "arg": {"as_int": layers}}),
            json!({"name": "dropout", "arg": {"as_float": p}}),
            json!({"name": "train", "arg": {"as_bool": true}}),
        ];
        let files =
            Files::sample().edit("models/train.json", "/graph_module/graph/nodes/0/inputs", json!(inputs));
        files.edit(
            "models/train.json",
            "/graph_module/graph/nodes/0/target",
            json!("torch.ops.aten.gru.input"),
        )
    };
    assert_eq!(
        refused(&with(2, 0.5)),
        "net/models/train.json: node `linear` (aten::gru.input) in fc (torch.nn.modules.linear.Linear), net.py:7 return \
         self.fc(x): it has dropout between its layers, which is not supported: use layers of their own with \
         torch.nn.Dropout between them"
    );
    for (layers, p) in [(1, 0.5), (2, 0.0)] {
        assert_eq!(refused(&with(layers, p)), "it was read");
    }
}
