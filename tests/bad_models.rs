//! Bad files of PyTorch, and networks that ask of a good one what it has not, each with the exact message in
//! `tests/bad/models/NAME.txt`. The files are made here: small sound ones are changed.

#![allow(clippy::unwrap_used, reason = "what fails in a test may panic")]

mod support;

use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use support::archive::Entries;
use support::{Ended, check_golden, files, program, project};

const SPACE: &str = "\
name: bad
seed: 1
data: {source: digits}
network: NETWORK
activations: {bases: [identity, relu, tanh], size: {max: 2}}
training: {epochs: 1, batch_size: 32}
budget: {trials: 2}
";
/// A network that takes the file as it is.
const PLAIN: &str = "{exported: model.pt2}";

const DIGITS: &[u8] = include_bytes!("../search_spaces/digits_model.pt2");
const ATTENTION: &[u8] = include_bytes!("data/exported/attention.pt2");
const PROGRAMS: [&str; 2] = ["models/train.json", "models/eval.json"];
const CONFIGS: [&str; 2] = ["train_weights_config.json", "eval_weights_config.json"];

fn sound() -> Vec<u8> {
    DIGITS.to_vec()
}

/// The sound model, unpacked, that others are made of.
fn digits() -> Entries {
    Entries::of(DIGITS)
}

/// The model with one change in the programs of both modes.
fn in_both(change: impl Fn(&mut Value)) -> Vec<u8> {
    PROGRAMS.into_iter().fold(digits(), |entries, program| entries.edit(program, &change)).packed()
}

/// The model in which this node calls another function.
fn calling(node: &str, target: &str) -> Vec<u8> {
    in_both(|json| node_of(json, node)["target"] = json!(target))
}

fn node_of<'j>(program: &'j mut Value, name: &str) -> &'j mut Value {
    let nodes = program["graph_module"]["graph"]["nodes"].as_array_mut().unwrap();
    nodes.iter_mut().find(|node| node["name"] == name).unwrap()
}

fn argument_of<'j>(node: &'j mut Value, name: &str) -> &'j mut Value {
    let inputs = node["inputs"].as_array_mut().unwrap();
    &mut inputs.iter_mut().find(|input| input["name"] == name).unwrap()["arg"]
}

fn value_of<'j>(program: &'j mut Value, name: &str) -> &'j mut Value {
    &mut program["graph_module"]["graph"]["tensor_values"][name]
}

/// The model with other metadata of a parameter in the configurations of both modes.
fn with_parameter(name: &str, field: &str, value: &Value) -> Vec<u8> {
    let change = |json: &mut Value| json["config"][name][field] = value.clone();
    CONFIGS.into_iter().fold(digits(), |entries, config| entries.edit(config, change)).packed()
}

/// An archive that PyTorch did not write as a `.pt2` file, of entries without content.
fn archive(names: &[&str]) -> Vec<u8> {
    Entries(names.iter().map(|name| ((*name).to_owned(), Vec::new())).collect()).packed()
}

/// The model with another number where the directory at the end of the file says how large an entry is.
fn declaring(entry: &str, unpacked: u32) -> Vec<u8> {
    let mut bytes = digits().packed();
    let name = entry.as_bytes();
    let at = (0..bytes.len())
        .rfind(|at| bytes[*at..].starts_with(b"PK\x01\x02") && bytes[at + 46..].starts_with(name))
        .unwrap();
    bytes[at + 24..at + 28].copy_from_slice(&unpacked.to_le_bytes());
    bytes
}

/// The model with a flipped bit in a number that is not packed, whose checksum stays what it was.
fn damaged() -> Vec<u8> {
    let mut bytes = DIGITS.to_vec();
    let name = b"digits_model/data/weights/weight_7";
    let at = bytes.windows(name.len()).position(|window| window == name).unwrap();
    bytes[at + name.len() + 100] ^= 1;
    bytes
}

/// The model with parameters of double precision.
fn double() -> Vec<u8> {
    let mut entries = CONFIGS.into_iter().fold(digits(), |entries, config| {
        entries.edit(config, |json| json["config"]["head.bias"]["tensor_meta"]["dtype"] = json!(8))
    });
    for weight in ["weights/weight_18", "weights/weight_40"] {
        *entries.content(weight) = vec![0; 80];
    }
    entries.packed()
}

/// The model with so many whole starts, and with entries of so many bytes for these tensors in the first.
fn with_starts(count: usize, entries: &[(&str, usize)]) -> Vec<u8> {
    let mut model = digits();
    let config: Value = serde_json::from_slice(model.content(CONFIGS[0])).unwrap();
    let is_float = |(_, meta): &(&String, &Value)| meta["tensor_meta"]["dtype"] == 7;
    for (tensor, meta) in config["config"].as_object().unwrap().iter().filter(is_float) {
        let bytes = model.content(&format!("weights/{}", meta["path_name"].as_str().unwrap())).clone();
        for start in 0..count {
            model = model.with(&format!("digits_model/data/starts/{start}/{tensor}"), &bytes);
        }
    }
    for (tensor, bytes) in entries {
        model = model.with(&format!("digits_model/data/starts/0/{tensor}"), &vec![0; *bytes]);
    }
    model.packed()
}

/// The model whose last layer is of a class that PyTorch does not have.
fn of_another_class() -> Vec<u8> {
    in_both(|json| {
        let stack = &mut node_of(json, "linear_6")["metadata"]["nn_module_stack"];
        *stack = json!(stack.as_str().unwrap().replace("torch.nn.modules.linear.Linear", "mine.CosineHead"));
    })
}

/// The model whose description of training ends early.
fn cut_json() -> Vec<u8> {
    let mut entries = digits();
    entries.content("models/train.json").truncate(5000);
    entries.packed()
}

/// The model with all weights in a pickle.
fn pickle_for_weights() -> Vec<u8> {
    digits().without(CONFIGS[0]).with("digits_model/data/weights/train.pt", b"\x80\x02}q\0.").packed()
}

/// The metadata of a tensor that is far larger than its storage.
fn huge() -> Value {
    let list = |sizes: [i64; 2]| json!(sizes.map(|size| json!({"as_int": size})));
    json!({"dtype": 7, "sizes": list([1 << 40, 24]), "strides": list([24, 1]), "requires_grad": true,
           "device": {"type": "cpu", "index": null}, "storage_offset": {"as_int": 0}, "layout": 7})
}

fn random_in_evaluation() -> Vec<u8> {
    let change =
        |json: &mut Value| *argument_of(node_of(json, "dropout"), "train") = json!({"as_bool": true});
    digits().edit(PROGRAMS[1], change).packed()
}

fn add_object(program: &mut Value) {
    let object = json!({"o": {"name": "o", "class_fqn": "mine.Object"}});
    program["graph_module"]["graph"]["custom_obj_values"] = object;
}

/// What `run_decompositions` makes of a call that changes a buffer in place.
fn change_a_buffer(program: &mut Value) {
    let mutation = json!({"arg": {"name": "add_"}, "buffer_name": "norm.num_batches_tracked"});
    push(&mut program["graph_module"]["signature"]["output_specs"], json!({"buffer_mutation": mutation}));
}

fn push(list: &mut Value, value: Value) {
    list.as_array_mut().unwrap().push(value);
}

/// The model with another number in one weight of evaluation.
fn programs_differ() -> Vec<u8> {
    let mut entries = digits();
    entries.content("weights/weight_39")[0] ^= 1;
    entries.packed()
}

/// What is wrong: its name, the file, and the network of the space that names it.
type Bad = (&'static str, fn() -> Vec<u8>, &'static str);

/// Files that are no programs.
const OTHERS: [Bad; 8] = [
    ("empty", Vec::new, PLAIN),
    ("text", || b"class Net(nn.Module): ...".to_vec(), PLAIN),
    ("truncated", || DIGITS[..DIGITS.len() / 2].to_vec(), PLAIN),
    ("another-archive", || archive(&["word/document.xml"]), PLAIN),
    ("torchscript", || archive(&["net/data.pkl", "net/constants.pkl", "net/code/net.py"]), PLAIN),
    ("torch-save", || archive(&["net/data.pkl", "net/data/0", "net/version"]), PLAIN),
    ("old-export", || archive(&["serialized_exported_program.json", "version"]), PLAIN),
    ("big-endian", || digits().with("digits_model/byteorder", b"big").packed(), PLAIN),
];

/// Programs that are damaged, or lie about what they have.
const DAMAGED: [Bad; 10] = [
    ("damaged", damaged, PLAIN),
    ("declared-size", || declaring("digits_model/data/weights/weight_7", 4_000_000_000), PLAIN),
    ("declared-json", || declaring("digits_model/models/train.json", 70_000_000), PLAIN),
    ("cut-json", cut_json, PLAIN),
    ("missing-entry", || digits().without("weights/weight_0").packed(), PLAIN),
    ("size-of-tensor", || with_parameter("head.weight", "tensor_meta", &huge()), PLAIN),
    ("pickled-tensor", || with_parameter("head.weight", "use_pickle", &json!(true)), PLAIN),
    ("pickle-for-weights", pickle_for_weights, PLAIN),
    ("start-of-nothing", || with_starts(1, &[("head.scale", 4)]), PLAIN),
    ("start-of-wrong-size", || with_starts(1, &[("norm.weight", 60)]), PLAIN),
];

/// Programs that cannot be trained here.
const UNSUPPORTED: [Bad; 14] = [
    ("schema", || in_both(|json| json["schema_version"] = json!({"major": 9, "minor": 0})), PLAIN),
    ("unknown-function", || calling("gelu", "torch.ops.aten.linalg_svd.default"), PLAIN),
    ("function-of-ones-own", || calling("gelu", "torch.ops.mine.activation.default"), PLAIN),
    ("higher-order", || calling("silu", "torch.ops.higher_order.cond"), PLAIN),
    ("foreign-random", || calling("gelu", "torch.ops.aten.rrelu.default"), PLAIN),
    ("random-in-evaluation", random_in_evaluation, PLAIN),
    ("fixed-batch", || in_both(|json| value_of(json, "x")["sizes"][0] = json!({"as_int": 2})), PLAIN),
    (
        "no-logits",
        || in_both(|json| push(&mut value_of(json, "linear_6")["sizes"], json!({"as_int": 7}))),
        PLAIN,
    ),
    ("custom-object", || in_both(add_object), PLAIN),
    ("decomposed", || in_both(change_a_buffer), PLAIN),
    ("programs-differ", programs_differ, PLAIN),
    ("no-training", || digits().without("models/train.json").packed(), PLAIN),
    ("double-precision", double, PLAIN),
    ("other-samples", || ATTENTION.to_vec(), PLAIN),
];

/// What a file is asked for and does not have.
const ASKED: [Bad; 10] = [
    ("output", sound, "{exported: model.pt2, output: 3}"),
    ("sites-unknown", sound, "{exported: model.pt2, sites: {include: [relu]}}"),
    ("sites-nothing-left", sound, "{exported: model.pt2, sites: {include: [act], exclude: ['a*']}}"),
    ("frozen-unknown", sound, "{exported: model.pt2, frozen: [steam.weight]}"),
    ("frozen-all", sound, "{exported: model.pt2, frozen: ['*']}"),
    ("no-start", sound, "{exported: model.pt2, weights: {start: 0}}"),
    ("start-beyond", || with_starts(2, &[]), "{exported: model.pt2, weights: {start: 2}}"),
    ("fresh-unknown", of_another_class, "{exported: model.pt2, weights: fresh}"),
    (
        "several-problems",
        sound,
        "{exported: model.pt2, sites: {include: [relu], exclude: [tanh]}, frozen: [stem]}",
    ),
    ("keys-without-exported", sound, "{preset: lenet5, frozen: [stem.weight], weights: fresh}"),
];

fn all() -> impl Iterator<Item = Bad> {
    OTHERS.into_iter().chain(DAMAGED).chain(UNSUPPORTED).chain(ASKED)
}

fn folder() -> PathBuf {
    project().join("tests/bad/models")
}

/// What the program says about a space with this network, beside this file.
fn checked(place: &Path, model: &[u8], network: &str) -> Ended {
    std::fs::write(place.join("model.pt2"), model).unwrap();
    std::fs::write(place.join("space.yaml"), SPACE.replace("NETWORK", network)).unwrap();
    program().current_dir(place).args(["check", "--no-probe", "space.yaml"]).output().unwrap().into()
}

#[test]
fn every_bad_file_gives_the_message_in_the_file_of_its_name() {
    let place = tempfile::tempdir().unwrap();
    for (name, model, network) in all() {
        let ended = checked(place.path(), &model(), network).with_code(3);
        assert_eq!(ended.stdout, "", "{name}");
        check_golden(&folder().join(name).with_extension("txt"), &ended.stderr);
    }
}

#[test]
fn what_the_bad_files_are_made_of_is_sound() {
    let place = tempfile::tempdir().unwrap();
    checked(place.path(), DIGITS, PLAIN).with_code(0);
    checked(place.path(), &digits().packed(), PLAIN).with_code(0);
    checked(place.path(), &with_starts(2, &[]), "{exported: model.pt2, weights: {start: 1}}").with_code(0);
    checked(place.path(), &of_another_class(), PLAIN).with_code(0);
}

#[test]
fn a_search_refuses_a_bad_file_with_the_same_words_and_leaves_nothing() {
    let place = tempfile::tempdir().unwrap();
    let model = calling("gelu", "torch.ops.mine.activation.default");
    let told = checked(place.path(), &model, PLAIN).with_code(3).stderr;
    let searched =
        program().current_dir(place.path()).args(["search", "space.yaml", "--run", "run"]).output();
    let searched = Ended::from(searched.unwrap()).with_code(3);
    assert_eq!((searched.stderr, searched.stdout), (told, String::new()));
    assert!(!place.path().join("run").exists());
}

#[test]
fn every_message_has_its_place_and_none_is_left_over() {
    let names: Vec<&str> = all().map(|(name, ..)| name).collect();
    for file in files(&folder(), "txt") {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        assert!(names.contains(&name.as_str()), "{}", file.display());
        let message = std::fs::read_to_string(&file).unwrap();
        assert!(message.contains("\n\nspace.yaml:4:") && !message.contains("package_pt2"), "{message}");
    }
    assert_eq!(files(&folder(), "txt").len(), names.len());
}
