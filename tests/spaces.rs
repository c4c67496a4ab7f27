//! The space files in `search_spaces/`: every one can be launched as it stands, and names the schema beside it.

#![allow(clippy::unwrap_used, reason = "what fails in a test may panic")]

mod support;

use serde_json::{Value, json};
use std::path::PathBuf;
#[cfg(feature = "torch")]
use std::{path::Path, process::Command};
use support::{check_golden, files, project, run_in};

fn folder() -> PathBuf {
    project().join("search_spaces")
}

fn spaces() -> Vec<PathBuf> {
    let spaces = files(&folder(), "yaml");
    assert!(spaces.len() >= 4, "{spaces:?}");
    spaces
}

#[test]
fn every_space_is_accepted() {
    for space in spaces() {
        let arguments = ["check".as_ref(), "--no-probe".as_ref(), space.file_name().unwrap()];
        let checked = run_in(&folder(), arguments).with_code(0);
        let name = space.file_name().unwrap().to_string_lossy().into_owned();
        assert!(checked.stdout.starts_with(&format!("file     {name} is fine\n")), "{}", checked.stdout);
        assert!(!checked.stdout.contains("warning"), "{}", checked.stdout);
        assert_eq!(checked.stderr, "");
    }
}

#[test]
fn every_space_names_the_schema_in_its_first_line() {
    for space in spaces() {
        let text = std::fs::read_to_string(&space).unwrap();
        let first = text.lines().next().unwrap();
        assert_eq!(first, "# yaml-language-server: $schema=space.schema.json", "{}", space.display());
    }
}

/// A small search in every space: the file as it is, with fewer samples, epochs and trials.
#[cfg(feature = "torch")]
#[test]
fn every_space_launches() {
    let data = std::env::var_os("ACTSEARCH_DATA");
    for space in spaces() {
        let text = std::fs::read_to_string(&space).unwrap();
        let needs_files =
            ["source: fashion_mnist", "source: {cifar10"].iter().any(|source| text.contains(source));
        if needs_files && data.is_none() {
            let why = format!("{} needs data, and ACTSEARCH_DATA is not set", space.display());
            support::skipped("every_space_launches", &why);
            continue;
        }
        let place = tempfile::tempdir().unwrap();
        let mut command = support::program();
        command.current_dir(&place).arg("search").arg(&space).args(["--run", "run"]);
        command.args(data.iter().flat_map(|data| ["--data-dir".as_ref(), data.as_os_str()]));
        // As it is built for tests, the fused operator takes most of the time that a convolution network needs.
        if !text.contains("mlp:") {
            command.args(["--operator", "reference"]);
        }
        if ["source: digits", "csv:", "preset: lenet5"].iter().any(|part| text.contains(part)) {
            search(command, place.path(), &text);
        } else {
            begin(command, place.path());
        }
    }
}

/// A search to its end.
#[cfg(feature = "torch")]
fn search(mut command: Command, place: &Path, text: &str) {
    command.args(["--set=training.epochs=1", "--set=budget.trials=6"]);
    // A table may have fewer samples than that.
    if !text.contains("csv:") {
        command.arg("--set=data.samples=600");
    }
    let ended = support::Ended::from(command.output().unwrap()).with_code(0);
    let trials = "\ntrials    6 of 6: 6 finished, 0 cut, 0 failed, 0 unfinished";
    assert!(ended.stdout.contains(trials), "{}", ended.stdout);
    assert!(place.join("run/winner.yaml").exists());
}

/// A search that is interrupted once a candidate has been trained after a baseline: a deep network would take minutes for
/// the test part, which no option makes smaller.
#[cfg(feature = "torch")]
fn begin(mut command: Command, place: &Path) {
    let small = ["data.samples=100", "training.batch_size=25", "training.epochs=1", "baselines=[relu]"];
    command.args(small.map(|set| format!("--set={set}")));
    command.args(["--workers", "1"]);
    let search = support::Started::from(command);
    support::wait_for_checkpoint(&place.join("run"), 1);
    search.signal("INT");
    search.wait().with_code(130);
    let status = run_in(place, ["status", "run"]).with_code(0).stdout;
    assert!(status.contains(" 0 failed, "), "{status}");
}

#[test]
fn every_preset_has_a_space_and_so_has_a_network_written_in_yaml() {
    let schema = schema();
    let choices = schema.pointer("/properties/network/properties/preset/anyOf").unwrap().as_array().unwrap();
    let presets = choices.iter().filter_map(|choice| choice["const"].as_str());
    let texts: Vec<String> = spaces().iter().map(|space| std::fs::read_to_string(space).unwrap()).collect();
    for preset in presets {
        let found = texts.iter().any(|text| {
            text.contains(&format!("preset: {preset}}}")) || text.contains(&format!("preset: {{{preset}:"))
        });
        assert!(found, "no space has the preset {preset}");
    }
    for word in ["conv", "residual", "repeat", "batch_norm", "dropout", "global_pool", "activation"] {
        let found =
            texts.iter().any(|text| text.contains("  layers:\n") && text.contains(&format!("- {word}")));
        assert!(found, "no space writes out the layer {word}");
    }
}

#[test]
fn the_schema_beside_the_spaces_is_the_one_that_the_program_prints() {
    let printed = run_in(&folder(), ["schema"]).with_code(0);
    assert_eq!(printed.stderr, "");
    check_golden(&folder().join("space.schema.json"), &printed.stdout);
}

#[test]
fn the_schema_of_definitions_is_printed_as_it_lies_beside_the_spaces() {
    let printed = run_in(&folder(), ["schema", "--definition"]).with_code(0);
    assert_eq!(printed.stderr, "");
    check_golden(&folder().join("definition.schema.json"), &printed.stdout);
}

fn schema() -> Value {
    run_in(&folder(), ["schema"]).with_code(0).json()
}

#[test]
fn the_schema_is_one_that_editors_understand_and_refuses_unknown_keys() {
    let schema = schema();
    assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
    assert_eq!(schema["type"], "object");
    let required = json!(["name", "seed", "data", "network", "activations", "training", "budget"]);
    assert_eq!(schema["required"], required);
    for part in
        ["", "/properties/data", "/properties/activations", "/properties/training", "/properties/budget"]
    {
        assert_eq!(schema.pointer(part).unwrap()["additionalProperties"], json!(false), "{part}");
    }
}

#[test]
fn the_schema_knows_every_base() {
    let schema = schema();
    let known = |pointer: &str| {
        let choices = schema.pointer(pointer).and_then(|shape| shape["anyOf"].as_array()).expect(pointer);
        let mapping = choices.iter().find(|choice| choice["type"] == "object").unwrap();
        mapping["properties"].as_object().unwrap().keys().cloned().collect::<Vec<String>>()
    };
    let listed = run_in(&folder(), ["activations", "--json"]).with_code(0).json();
    let bases = listed.as_array().unwrap();
    assert_eq!(bases.len(), 29, "{listed}");
    for pointer in ["/definitions/base", "/definitions/baseline", "/definitions/mix"] {
        for base in bases {
            assert!(known(pointer).contains(&base["name"].as_str().unwrap().to_owned()), "{base}");
        }
    }
}

#[test]
fn the_thorough_space_has_every_base_hull_and_sharing() {
    let text = std::fs::read_to_string(folder().join("digits_mlp.yaml")).unwrap();
    let space: Value = serde_yaml::from_str(&text).unwrap();
    let activations = &space["activations"];
    let count = |key: &str| activations[key].as_array().unwrap().len();
    assert_eq!((count("hull"), count("sharing")), (4, 2));
    let name = |base: &Value| {
        let of_mapping = || base.as_object().unwrap().keys().next().unwrap().clone();
        base.as_str().map_or_else(of_mapping, str::to_owned)
    };
    let found: Vec<String> = activations["bases"].as_array().unwrap().iter().map(name).collect();
    let listed = run_in(&folder(), ["activations", "--json"]).with_code(0).json();
    for base in listed.as_array().unwrap() {
        assert!(found.contains(&base["name"].as_str().unwrap().to_owned()), "{base} is missing");
    }
}

#[test]
fn every_key_of_the_schema_is_described() {
    fn undescribed(schema: &Value, path: &str, found: &mut Vec<String>) {
        for (key, value) in schema["properties"].as_object().into_iter().flatten() {
            let path = format!("{path}.{key}");
            if value["description"].as_str().is_none_or(str::is_empty) {
                found.push(path.clone());
            }
            undescribed(value, &path, found);
        }
        schema["anyOf"].as_array().into_iter().flatten().for_each(|choice| undescribed(choice, path, found));
        for (name, definition) in schema["definitions"].as_object().into_iter().flatten() {
            undescribed(definition, name, found);
        }
        schema.get("items").into_iter().for_each(|items| undescribed(items, path, found));
    }
    let mut found = Vec::new();
    undescribed(&schema(), "", &mut found);
    assert_eq!(found, Vec::<String>::new());
}
