//! What is exported, how it was checked, and what cannot be.

use crate::support::Place;
#[cfg(feature = "torch")]
use serde_json::Value;
#[cfg(feature = "torch")]
use std::sync::LazyLock;

const BY_HAND: &str = "
sites:
  - {site: conv1, bases: [identity, relu, tanh], coefficients: [[0.25, 0.5, 0.25]]}
  - {site: conv 2, bases: [softmax, gelu], hull: convex, sharing: channel, coefficients: [[0.5, 0.5], [0.25, 0.75]]}
";

fn by_hand() -> Place {
    let place = Place::new();
    std::fs::write(place.path("mine.yaml"), BY_HAND).unwrap();
    place
}

#[test]
fn mixes_that_are_written_by_hand_are_exported_and_checked() {
    let place = by_hand();
    let files = [
        ("yaml", "activations.yaml\n"),
        ("json", "activations.json\n"),
        ("pytorch", "activations.py\n"),
        ("keras", "keras_activations.py\n"),
        ("jax", "jax_activations.py\nout/flax_activations.py\n"),
        ("onnx", "conv1_activation.onnx\nout/conv_2_activation.onnx\n"),
        ("rust", "activations.rs\nout/activations_tch.rs\n"),
        ("c", "activations.h\n"),
        ("safetensors", "activations.safetensors\n"),
    ];
    for (format, printed) in files {
        let ended = place.run(&format!("export mine.yaml --format {format} --out out")).with_code(0);
        assert_eq!(ended.stdout, format!("out/{printed}"));
        assert!(ended.stderr.starts_with("checked: "), "{}", ended.stderr);
        let (said, not_run) =
            ended.stderr.trim_end().split_once("; not run: ").unwrap_or((ended.stderr.trim_end(), ""));
        assert_eq!(
            not_run.is_empty(),
            !["pytorch", "keras", "jax", "rust", "c"].contains(&format),
            "{format}"
        );
        let found = said.rsplit("; ").next().unwrap().to_owned();
        if ["yaml", "json", "safetensors"].contains(&format) {
            assert_eq!(found, "no difference", "{format}");
        } else {
            let number: f64 = found
                .strip_prefix("largest difference ")
                .unwrap()
                .split(' ')
                .next()
                .unwrap()
                .parse()
                .unwrap();
            assert!(number < 1e-6, "{format}: {found}");
        }
    }
    let read = place.run("export out/activations.json --format yaml --stdout").with_code(0).stdout;
    assert_eq!(read, place.read("out/activations.yaml"));
}

#[test]
fn what_a_file_cannot_give_is_told() {
    let place = by_hand();
    place
        .run("export mine.yaml --trial 3")
        .failed(1, "error: `--trial 3` belongs to a run folder, but `mine.yaml` is a file");
    let network = "error: a file holds mixes only; `--what network` needs a run folder";
    place.run("export mine.yaml --what network").failed(1, network);
    place.run("export mine.yaml --what network --format c").failed(
        1,
        "error: `c` holds mixes only; a network can be written as `pytorch`, `keras`, `jax`, `onnx`, `torchscript`, `rust`, \
         `safetensors`",
    );
    let several = "error: these are several files: activations.rs, activations_tch.rs; write them into a folder by `--out`";
    place.run("export mine.yaml --format rust --stdout").failed(1, several);
    let missing = place.run("export nothing.yaml").with_code(1).stderr;
    assert!(missing.starts_with("error: cannot read `nothing.yaml`: "), "{missing}");
    std::fs::write(place.path("wrong.yaml"), BY_HAND.replace("0.25, 0.5, 0.25", "0.25, 0.5, 0.5")).unwrap();
    let wrong = place.run("export wrong.yaml").with_code(1).stderr;
    let sum = "error: the definition has problems\n\n\
               wrong.yaml:3:65: `sites.0.coefficients.0` sums to 1.25, allowed in hull affine: 1\n";
    assert!(wrong.starts_with(sum), "{wrong}");
    std::fs::write(place.path("activations.yaml"), BY_HAND).unwrap();
    let itself = "error: `./activations.yaml` would be written over itself; name another folder by `--out`";
    place.run("export activations.yaml --format yaml").failed(1, itself);
    let huge = "sites: [{site: fc1, bases: [square, sine], hull: linear, coefficients: [[3.0e+38, 1.0]]}]";
    std::fs::write(place.path("huge.yaml"), huge).unwrap();
    let refused = place.run("export huge.yaml --format pytorch --out out").with_code(1).stderr;
    let expected = "error: nothing is exported, as it would not be what was learned: checked: each site as its text says, ";
    assert!(
        refused.starts_with(expected) && refused.contains("largest difference inf at \"fc1\""),
        "{refused}"
    );
    assert!(!place.path("out").exists());
}

/// A finished run.
#[cfg(feature = "torch")]
static FINISHED: LazyLock<Place> = LazyLock::new(|| {
    let place = Place::new();
    place.run("search space.yaml --run run").with_code(0);
    place
});

#[test]
fn the_program_of_a_network_is_for_networks_that_pytorch_exported() {
    let place = by_hand();
    let ended = place.run("export mine.yaml --format pt2").with_code(1).stderr;
    let expected = "error: `pt2` holds whole networks that PyTorch exported; a network of layers can be written as `pytorch`, ";
    assert!(ended.starts_with(expected), "{ended}");
}

#[cfg(feature = "torch")]
#[test]
fn a_trial_is_exported_to_a_folder_or_to_stdout() {
    let place = &*FINISHED;
    let printed = place.run("export run --out new/module").with_code(0);
    assert_eq!(printed.stdout, "new/module/activations.py\n");
    let module = place.read("new/module/activations.py");
    assert_eq!(place.run("export run --stdout").with_code(0).stdout, module);
    let tanh = place.run("export run --stdout --trial 1").with_code(0).stdout;
    assert!(tanh != module && tanh.contains("tanh"), "{tanh}");
    let yaml = place.run("export run --stdout --format yaml").with_code(0).stdout;
    assert_eq!(yaml, place.read("run/winner.yaml"));
    place
        .run("export run --trial 77")
        .failed(1, "error: there is no trial `77` in `run`; its trials: 0 to 5");
    let ended = place.run("export run --out space.yaml").with_code(1).stderr;
    assert!(ended.starts_with("error: cannot make the folder `space.yaml`: "), "{ended}");
}

#[cfg(feature = "torch")]
#[test]
fn compiled_mixes_are_loaded_back() {
    let place = by_hand();
    let ended = place.run("export mine.yaml --format torchscript --json").with_code(0);
    let printed: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(printed["files"], serde_json::json!(["./activations.pt"]));
    assert!(printed["proof"]["largest_difference"].as_f64().unwrap() < 1e-6, "{printed}");
    assert!(
        printed["proof"]["checked"].as_str().unwrap().starts_with("loaded back into libtorch, "),
        "{printed}"
    );
}

/// Exports the network of a trial, which is checked by what it makes of validation samples.
#[cfg(feature = "torch")]
#[track_caller]
fn check_network(format: &str, trial: u32, files: &[&str]) {
    let place = &*FINISHED;
    let out = format!("networks/{format}-{trial}");
    let line = format!("export run --trial {trial} --what network --format {format} --out {out} --json");
    let ended = place.run(&line).with_code(0);
    let printed: Value = serde_json::from_str(&ended.stdout).unwrap();
    let paths: Vec<String> = files.iter().map(|file| format!("{out}/{file}")).collect();
    assert_eq!(printed["files"], serde_json::json!(paths));
    assert!(paths.iter().all(|path| place.path(path).exists()));
    let largest = printed["proof"]["largest_difference"].as_f64().unwrap();
    assert!(largest > 0.0 && largest < 1e-4, "{printed}");
}

#[cfg(feature = "torch")]
#[test]
fn networks_are_exported_with_their_weights() {
    let weights = "weights.safetensors";
    check_network("pytorch", 0, &["network.py", weights]);
    check_network("keras", 0, &["keras_network.py", weights]);
    check_network("jax", 0, &["jax_network.py", weights]);
    check_network("onnx", 0, &["network.onnx"]);
    check_network("torchscript", 0, &["network.pt"]);
    check_network("rust", 0, &["network.rs", weights]);
    check_network("safetensors", 0, &[weights]);
    let ended = FINISHED.run("export run --what network --format pt2").with_code(1).stderr;
    assert!(ended.starts_with("error: `pt2` holds whole networks that PyTorch exported; "), "{ended}");
}

#[cfg(feature = "torch")]
#[test]
fn a_network_that_pytorch_exported_is_a_program_of_pytorch_again() {
    let place = Place::new();
    for file in ["digits_own_model.yaml", "digits_model.pt2"] {
        std::fs::copy(format!("search_spaces/{file}"), place.path(file)).unwrap();
    }
    place
        .run("search digits_own_model.yaml --run run --set training.epochs=1 --set data.samples=200 --set budget.trials=2 --set baselines=[]")
        .with_code(0);
    for trial in [0, 1] {
        let ended =
            place.run(&format!("export run --trial {trial} --what network --format pt2 --out {trial}"));
        let ended = ended.with_code(0);
        assert_eq!(ended.stdout, format!("{trial}/network.pt2\n"));
        let (read, rest) =
            ended.stderr.split_once("; the program for training in f64 with nothing dropped: ").unwrap();
        let expected = "checked: read back and run by libtorch, logits of ";
        assert!(read.starts_with(expected), "{read}");
        assert!(rest.contains("; largest difference ") || rest.contains("; no difference"), "{rest}");
        assert!(rest.ends_with("; not run: PyTorch; gradients\n"), "{rest}");
    }
    for what in ["mix", "network"] {
        let ended = place.run(&format!("export run --trial 1 --what {what} --format pytorch --out home"));
        let ended = ended.with_code(0);
        assert_eq!(ended.stdout, "home/activations.py\nhome/weights.safetensors\n");
        let expected = "checked: the weights read back under the model's own names, every number is the one that was learned; \
                        the tables of where each site stands read back; each site as its text says, ";
        assert!(ended.stderr.starts_with(expected), "{}", ended.stderr);
    }
    // The mixes by themselves are those of their file.
    place.run("export run --trial 1 --format yaml --out home").with_code(0);
    let alone = place.run("export home/activations.yaml --format pytorch --stdout").with_code(0).stdout;
    assert!(alone.contains("def activation(") && !alone.contains("def apply("), "{alone}");
    let ended = place.run("export run --trial 0 --what network --format pytorch --out as_it_is").with_code(0);
    assert_eq!(ended.stdout, "as_it_is/weights.safetensors\n");
    let refusal =
        "error: the network was exported by PyTorch, and networks of this kind cannot be written as `onnx`; ";
    let ended = place.run("export run --what network --format onnx").with_code(1).stderr;
    assert!(ended.starts_with(refusal), "{ended}");
}

#[cfg(feature = "torch")]
#[test]
fn networks_that_were_trained_in_bf16_are_exported_within_a_limit() {
    let place = Place::new();
    place.run("search space.yaml --run run --set training.precision=bf16 --set budget.trials=1").with_code(0);
    let ended = place.run("export run --what network --format safetensors --json").with_code(0);
    let printed: Value = serde_json::from_str(&ended.stdout).unwrap();
    let proof = &printed["proof"];
    let (off, others) =
        (proof["largest_difference"].as_f64().unwrap(), proof["other_answers"].as_f64().unwrap());
    assert!(off > 1e-5 && off < 1.0, "{printed}");
    assert!(others < 0.05, "{printed}");
    let said = place.run("export run --what network --format safetensors --out again").with_code(0).stderr;
    assert!(said.contains("; another answer than in training for "), "{said}");
}

#[cfg(feature = "torch")]
#[test]
fn a_network_whose_weights_were_not_kept_is_trained_once_more() {
    let place = Place::new();
    place.run("search space.yaml --run run").with_code(0);
    let export = "export run --trial 2 --what network --format safetensors";
    let kept = place.run(&format!("{export} --out kept"));
    let was_kept = !kept.stderr.contains("trained once more");
    for name in place.names("run/checkpoints") {
        std::fs::remove_file(place.path("run/checkpoints").join(name)).unwrap();
    }
    let again = place.run(&format!("{export} --out again")).with_code(0);
    assert!(
        again.stderr.starts_with("the weights of trial 2 were not kept: it is trained once more\n"),
        "{}",
        again.stderr
    );
    assert!(place.names("run/checkpoints").is_empty(), "nothing is written into the run");
    if was_kept {
        let bytes = |folder: &str| std::fs::read(place.path(folder).join("weights.safetensors")).unwrap();
        assert!(bytes("kept") == bytes("again"), "the same bits");
    }
    // Another hash on record stands in for another machine.
    crate::damage::forge_weights(&place, 2);
    let other = place.run(&format!("{export} --out other")).with_code(1).stderr;
    assert!(other.contains("error: trial 2 was trained to other bits than here, on "), "{other}");
    assert!(!place.path("other").exists());
}
