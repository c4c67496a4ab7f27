//! Where data lies is said as the space file says it: nobody else has the folders of this machine.

use crate::support::Place;
use std::path::{Path, PathBuf};

const SPACE: &str = "\
name: paths
seed: 1
data: {source: {csv: TABLE, label: kind, test: 0.2}, validation: 0.25}
network: {preset: {mlp: {hidden: [4]}}}
activations: {bases: [identity, relu], size: {max: 2}}
training: {epochs: 1, batch_size: 8}
budget: {trials: 2}
baselines: [relu]
";

/// A folder with a table and a space file that names it so.
fn place(table: impl Fn(&Place) -> String) -> Place {
    let place = Place::new();
    std::fs::create_dir_all(place.path("spaces/tables")).unwrap();
    let kinds = ["a", "b"];
    let rows: Vec<String> = (0..60).map(|n| format!("{n}.5,{},{}\n", n % 7, kinds[n % 2])).collect();
    std::fs::write(place.path("spaces/tables/plants.csv"), format!("x,y,kind\n{}", rows.concat())).unwrap();
    std::fs::write(place.path("spaces/paths.yaml"), SPACE.replace("TABLE", &table(&place))).unwrap();
    place
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files_in(&path) } else { vec![path] }).collect()
}

fn contains(path: &Path, text: &str) -> bool {
    std::fs::read(path).unwrap().windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn no_export_and_no_result_names_the_folders_of_this_machine() {
    let place = place(|_| "tables/plants.csv".to_owned());
    place.run("search spaces/paths.yaml --run run").with_code(0);
    for format in
        ["pytorch", "keras", "jax", "onnx", "torchscript", "rust", "c", "yaml", "json", "safetensors"]
    {
        place.run(&format!("export run --format {format} --out out/{format}")).with_code(0);
        if !["c", "yaml", "json"].contains(&format) {
            place
                .run(&format!("export run --format {format} --what network --out out/{format}/net"))
                .with_code(0);
        }
    }
    let here = place.path("").canonicalize().unwrap().display().to_string();
    let here = here.trim_end_matches('/');
    let exported = files_in(&place.path("out"));
    assert!(exported.len() >= 18, "{exported:?}");
    let kept = ["winner.yaml", "results.csv", "space.yaml", "actsearch.log"]
        .map(|name| place.path("run").join(name));
    for file in exported.iter().chain(&kept) {
        assert!(!contains(file, here), "{} names {here}", file.display());
    }
    for printed in ["status run", "top run --wide", "show run", "status run --json", "show run --json"] {
        let printed = place.run(printed).with_code(0);
        assert!(!(printed.stdout + &printed.stderr).contains(here));
    }
    for file in ["run/winner.yaml", "out/pytorch/activations.py", "out/c/activations.h"] {
        let text = place.read(file);
        assert!(
            text.contains("tables/plants.csv"),
            "{file} says where the data lies beside the space file:\n{text}"
        );
    }
}

#[test]
fn an_absolute_path_that_somebody_wrote_stays_as_it_was_written() {
    let place = place(|place| place.path("spaces/tables/plants.csv").display().to_string());
    place.run("search spaces/paths.yaml --run run").with_code(0);
    let written = place.path("spaces/tables/plants.csv").display().to_string();
    assert!(place.read("run/winner.yaml").contains(&written));
}
