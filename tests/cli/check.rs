//! What `check` says about a network, for people and for programs.

use crate::support::Place;
use serde_json::json;

const NETWORK: &str = "network={layers: [conv: {channels: 4, kernel: 3, padding: same}, batch_norm, \
    residual: {layers: [conv: {channels: 4, kernel: 3, padding: same}, activation], shortcut: [batch_norm]}, \
    dropout: 0.5, global_pool, linear: classes]}";

fn check(options: &[&str]) -> String {
    let place = Place::new();
    let mut command = place.command("check --no-probe space.yaml --set");
    let ended: crate::support::Ended = command.arg(NETWORK).args(options).output().unwrap().into();
    ended.with_code(0).stdout
}

#[test]
fn check_shows_the_network_as_a_table_under_the_summary() {
    let shown = check(&[]);
    let (summary, table) = shown.split_once("\n\n").unwrap();
    assert!(summary.starts_with("file     space.yaml is fine\n"), "{summary}");
    assert!(summary.contains("\nnetwork  254 weights; sites conv2\n"), "{summary}");
    let expected = "\
layer         kind                 output  parameters  site
input                              1×8×8
conv1         conv 3×3, padding 1  4×8×8           40
bn1           batch_norm           4×8×8            8
residual1     residual             4×8×8
  conv2       conv 3×3, padding 1  4×8×8          148
  activation                       4×8×8               conv2
  shortcut
    bn2       batch_norm           4×8×8            8
dropout       0.5                  4×8×8
global_pool                        4
fc1           linear               10              50
in all                                            254
";
    assert_eq!(table, expected);
}

#[test]
fn every_count_has_its_thousands_apart() {
    let place = Place::new();
    let large = "--set training.epochs=12000 --set budget.trials=2000 --set scheduler=full";
    let checked = place.run(&format!("check --no-probe space.yaml {large}")).with_code(0).stdout;
    assert!(checked.contains("\nbudget   2,000 trials, 144,000 epochs, 1,440,000 steps\n"), "{checked}");
    assert!(checked.contains("the budget has 2,000 trials, but the space only 10 candidates"), "{checked}");
}

#[test]
fn check_lists_the_layers_as_json() {
    let listed: serde_json::Value = serde_json::from_str(&check(&["--json"])).unwrap();
    assert_eq!(listed["weights"], 254);
    let layer = |layer: &str, kind: &str, output: &[usize], parameters: usize| json!({ "layer": layer, "kind": kind, "output": output, "parameters": parameters, "site": null });
    let image = [4, 8, 8];
    let mut residual = layer("residual1", "residual", &image, 0);
    let mut site = layer("activation", "activation", &image, 0);
    site["site"] = json!("conv2");
    residual["layers"] = json!([layer("conv2", "conv", &image, 148), site]);
    residual["shortcut"] = json!([layer("bn2", "batch_norm", &image, 8)]);
    let expected = json!([
        layer("conv1", "conv", &image, 40),
        layer("bn1", "batch_norm", &image, 8),
        residual,
        layer("dropout", "dropout", &image, 0),
        layer("global_pool", "global_pool", &[4], 0),
        layer("fc1", "linear", &[10], 50),
    ]);
    assert_eq!(listed["layers"], expected);
}

#[test]
fn the_sites_of_a_deep_network_are_counted_and_stand_in_the_table() {
    let place = Place::new();
    let checked = place.run("check --no-probe space.yaml --set network.preset=resnet56").with_code(0).stdout;
    assert!(checked.contains("; 55 sites conv1, conv2, residual1, … residual27\n"), "{checked}");
    assert!(checked.contains("\nspace    more than 10^38 candidates: 10 mixes in 55 choices\n"), "{checked}");
}

#[cfg(feature = "torch")]
#[test]
fn check_says_what_it_does_where_that_takes_long_and_nothing_where_it_does_not() {
    let place = Place::new();
    let ended = place.run("check space.yaml --set network.preset.mlp.hidden=[6000,6000]").with_code(0);
    assert!(ended.stderr.contains("measuring training: candidate "), "{}", ended.stderr);
    let lines: Vec<&str> = ended.stderr.lines().collect();
    assert!(lines.iter().all(|line| line.ends_with(" of 4") || line.starts_with("reading ")), "{lines:?}");
    assert!(ended.stdout.contains(" an epoch of a trial, measured"), "{}", ended.stdout);
}
