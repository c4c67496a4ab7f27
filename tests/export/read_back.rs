//! What Python's own parser reads in an exported module.

use crate::definitions::{learned, with_parameters};
use actsearch::activation::{Base, LearnedMix, Mix, Setting};
use serde_json::Value;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// The sites of every module, as Python's own parser reads the constants of their classes.
pub fn read_back(sources: &[String]) -> Vec<Vec<LearnedMix>> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/export/read_back.py");
    let mut python = Command::new("python3")
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("this test needs python3");
    python.stdin.take().unwrap().write_all(&serde_json::to_vec(sources).unwrap()).unwrap();
    let output = python.wait_with_output().unwrap();
    assert!(output.status.success());
    let modules: Vec<Vec<Value>> = serde_json::from_slice(&output.stdout).unwrap();
    modules.iter().map(|sites| sites.iter().map(learned_of).collect()).collect()
}

fn learned_of(site: &Value) -> LearnedMix {
    let bases = site["bases"].as_array().unwrap().iter().map(base_of).collect();
    let hull = serde_json::from_value(site["hull"].clone()).unwrap();
    let sharing = serde_json::from_value(site["sharing"].clone()).unwrap();
    let rows = |name: &str| serde_json::from_value(site[name].clone()).unwrap();
    let mix = Mix { bases, hull, sharing };
    with_parameters(learned(site["site"].as_str().unwrap(), mix, rows("coefficients")), rows("parameters"))
}

fn base_of(pair: &Value) -> Base {
    let base = Base::named(pair[0].as_str().unwrap()).unwrap();
    let written = pair[1].as_object().unwrap();
    let mut values = base.parameters();
    for (name, value) in written {
        let place = base.facts().parameters.iter().position(|parameter| parameter.name == name).unwrap();
        let setting: Setting = serde_json::from_value(value.clone()).unwrap();
        values[place] = base.facts().parameters[place].value(setting).unwrap();
    }
    let read = base.with_parameters(&values);
    assert_eq!(read.settings().len(), written.len());
    read
}
