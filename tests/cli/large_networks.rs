//! Networks that are absurdly large in few words are refused at once and in little memory.

use crate::support::{Ended, Place};

/// What `check` says of a network with these layers, given two seconds of computing and 4 GB of addresses: most are what the unoptimised program and libtorch take to start.
fn checked(layers: &str, sites: &str) -> Ended {
    let place = Place::new();
    let space = format!(
        "name: large\nseed: 1\ndata: {{source: digits}}\nnetwork: {{layers: [{layers}, flatten, {{linear: classes}}]}}\n\
         activations: {{bases: [identity, relu], size: {{max: 2}}, sites: {sites}}}\n\
         training: {{epochs: 1}}\nbudget: {{trials: 2}}\n"
    );
    std::fs::write(place.path("space.yaml"), space).unwrap();
    let command = "check --no-probe space.yaml";
    place.command_after("ulimit -t 2 -v 4000000", command).output().unwrap().into()
}

fn nested(levels: usize, times: usize, inside: &str) -> String {
    let open = format!("{{repeat: {{times: {times}, layers: [").repeat(levels);
    format!("{open}{inside}{}", "]}}".repeat(levels))
}

#[test]
fn networks_of_many_layers_in_few_words_are_refused_at_once() {
    let wide = "{conv: {channels: 16384, kernel: 255, padding: same}}";
    for (layers, message) in [
        (nested(30, 1000, "activation"), "stands inside of 16 others"),
        (nested(3, 1000, "activation"), "takes the network to 1000000 layers or more, and 10000 are allowed"),
        (
            nested(3, 1000, "{conv: {channels: 4, kernel: 1}}, activation"),
            "takes the network to 2000000 layers",
        ),
        (nested(14, 1000, ""), "has 0 items, allowed: a list of 1 to 1024 items"),
        (format!("{wide}, {wide}, activation"), "has 17455015526400 weights"),
        ("{conv: {channels: 16384, kernel: 1, padding: 255}}, activation".to_owned(), "makes 16384×518×518"),
    ] {
        let stderr = checked(&layers, "each").with_code(3).stderr;
        assert!(stderr.contains(message), "{layers}: {stderr}");
    }
}

#[test]
fn as_many_sites_as_are_allowed_are_checked_at_once() {
    let sites = nested(
        1,
        1000,
        "activation, activation, activation, activation, activation, activation, activation, activation, activation",
    );
    for tied in ["each", "tied"] {
        checked(&sites, tied).with_code(0);
    }
    let unknown = format!("{{groups: [[{}]]}}", "x, ".repeat(1000));
    let stderr = checked(&sites, &unknown).with_code(3).stderr;
    assert!(stderr.contains("input_64, … (9000 in all)"), "{stderr}");
    let wildcards = format!("{{groups: [[{}]]}}", "'*x', ".repeat(1000));
    let stderr = checked(&sites, &wildcards).with_code(3).stderr;
    assert!(stderr.contains("has 1000 names with wildcards, allowed: at most 256"), "{stderr}");
}
