//! Arrays of any shape: what is shown of them, and what layers say to those that they do not take.

use crate::npz::{archive, array};
use crate::support::{Ended, Place};

fn run(place: &Place, line: &str) -> Ended {
    place.command(line).env("XDG_CACHE_HOME", place.path("cache")).output().unwrap().into()
}

/// A file of samples of 2×2×1×2 whole numbers from 0 to 95 in both parts, and a space file that uses it.
fn volumes(place: &Place) {
    let x = |range: std::ops::Range<u16>| {
        let bytes: Vec<u8> = range.flat_map(u16::to_le_bytes).collect();
        array("<u2", &format!("({}, 2, 2, 1, 2)", bytes.len() / 16), &bytes)
    };
    let y =
        |count: u8| array("|u1", &format!("({count},)"), &(0..count).map(|at| at % 2).collect::<Vec<_>>());
    let arrays = [("x_train", x(0..64)), ("y_train", y(8)), ("x_test", x(64..96)), ("y_test", y(4))];
    archive(place, "volumes.npz", &arrays);
    let space = place.read("space.yaml");
    let volumes = "{source: {npz: volumes.npz}, validation: 0.25}";
    let text = space.replace("{source: digits, validation: 0.25, samples: 400}", volumes);
    assert_ne!(text, space);
    std::fs::write(place.path("volumes.yaml"), text.replace("batch_size: 32", "batch_size: 2")).unwrap();
}

#[test]
fn arrays_are_shown_with_their_shape_and_range_without_a_space_file() {
    let place = Place::new();
    volumes(&place);
    let shown = run(&place, "datasets show volumes.npz").with_code(0).stdout;
    let expected = "\
name     volumes.npz
samples  8 for training and validation, 4 for the test
shape    2×2×1×2
values   numbers from 0 to 63
tokens   whole numbers from 0 to 95, if a network takes them as they are
classes  2
";
    assert!(shown.starts_with(expected), "{shown}");
    let json = run(&place, "datasets show volumes.npz --json --values").with_code(0).json();
    assert_eq!(json["whole"], serde_json::json!({"least": 0, "most": 95}));
    let first: Vec<f64> = (0..8).map(f64::from).collect();
    assert_eq!(json["samples"]["training"]["values"][0], serde_json::json!(first));
    run(&place, "datasets show volumes.npz --sheet x.png")
        .failed(1, "error: `volumes.npz` has no images, and `--sheet` shows them; leave it out");
}

#[test]
fn layers_and_presets_say_what_takes_arrays() {
    let place = Place::new();
    volumes(&place);
    let told = |network: &str| {
        let mut command = place.command("check volumes.yaml --no-probe --set");
        let ended =
            command.arg(format!("network={network}")).env("XDG_CACHE_HOME", place.path("cache")).output();
        Ended::from(ended.unwrap()).with_code(3).stderr
    };
    // Samples are looked at above all where a network does not fit them.
    let shown = run(&place, "datasets show volumes.yaml --json").with_code(0).json();
    assert_eq!(shown["shape"].as_str(), Some("2×2×1×2"));
    let help =
        "give the network as PyTorch exports it, `network: {exported: FILE}`; it takes samples of any shape";
    let layers =
        "takes images (channels, rows, columns) and vectors (entries), but it gets arrays of 2×2×1×2";
    let sides = "takes images of 24 to 64 or of 192 to 256 pixels a side, but it gets 2×2×1×2";
    for (network, fault) in [
        ("{preset: {mlp: {hidden: [4]}}}", format!("layer `flatten` {layers}")),
        ("{preset: lenet5}", format!("layer `conv` {layers}")),
        ("{preset: alexnet}", format!("preset `alexnet` {sides}")),
    ] {
        let told = told(network);
        assert!(told.contains(&format!("`network.preset` does not fit the data: {fault}")), "{told}");
        assert!(told.contains(&format!("help: arrays of volumes.npz are 2×2×1×2; {help}")), "{told}");
    }
    let told = told("{layers: [flatten, activation, {linear: classes}]}");
    let fault = format!("`network.layers` does not fit: layer `flatten` {layers}");
    assert!(told.contains(&fault) && told.contains(&format!("help: {help}")), "{told}");
}
