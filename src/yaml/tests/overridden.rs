//! Values set from outside the file.

use super::*;

/// Reads a text with overrides that leave nothing wrong.
fn read_set(text: &str, overrides: &[&str]) -> Space {
    let overrides: Vec<Override> = overrides.iter().map(|text| text.parse().unwrap()).collect();
    read(text, &overrides, &space()).unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn an_override_replaces_adds_and_creates() {
    let space =
        read_set(GOOD, &["training.epochs=3", "training.dropout=.5", "seed=11", "bases=[relu, leaky_relu]"]);
    assert_eq!(
        (space.training.epochs, space.training.dropout, space.seed, space.bases.len()),
        (3, 0.5, 11, 2)
    );
    let space = read_set("", &["name=a", "bases=[relu]", "training.epochs=1", "size.max=1"]);
    assert_eq!((space.training.epochs, space.size), (1, Some(Size { min: 1, max: 1 })));
}

#[test]
fn an_override_reaches_into_lists_and_bare_words() {
    let space = read_set(GOOD, &["layers.0.dense.units=5", "bases.2.leaky_relu.slope=0.5", "bases.1=relu"]);
    assert_eq!(space.layers[0], Layer::Dense(5));
    assert_eq!(space.bases[1..3], [Base::Relu, Base::LeakyRelu { slope: 0.5 }]);
}

#[test]
fn the_last_of_two_overrides_counts() {
    assert_eq!(read_set(GOOD, &["seed=1", "seed=2"]).seed, 2);
}

#[test]
fn an_override_in_the_way_of_an_anchor_changes_one_use() {
    let text = "name: a\nbases: [relu]\ntraining: {epochs: 1}\nlayers: [&d {dense: {units: 2}}, *d]\n";
    assert_eq!(read_set(text, &["layers.1.dense.units=3"]).layers, [Layer::Dense(2), Layer::Dense(3)]);
}

#[test]
fn problems_of_an_override_name_it_instead_of_a_line() {
    let overrides = [
        "training.epochs=0",
        "size={max: 9, mxa: 1}",
        "trainig.hull=convex",
        "bases.0=rleu",
        "seed=!x {a: 1, a: 2}",
    ];
    check_set(
        GOOD,
        &overrides,
        "\
--set training.epochs: `training.epochs` is `0`, allowed: a whole number from 1 to 10000
--set size: `size.max` is `9`, allowed: a whole number from 1 to 8
--set size: unknown key `mxa` in `size`
  help: did you mean `max`? known here: min, max
--set trainig.hull: unknown key `trainig`
  help: did you mean `training`? known here: name, seed, bases, size, training, layers
--set bases.0: `bases.0` is `rleu`, allowed: relu, leaky_relu
  help: did you mean `relu`?
--set seed: the tag `!x` is not supported
  help: remove the tag
--set seed: the key `a` stands here a second time
--set seed: `seed` is a mapping, allowed: a whole number from 0 to 2^64 - 1
8 problems in space.yaml
",
    );
}

#[test]
fn an_override_that_leads_nowhere_is_a_problem() {
    check_set(GOOD, &["name.first=x", "layers.7=activation", "bases.one=relu", "training.hull.affine=1"], "\
--set name.first: `name.first` cannot be set, since `name` is `demo`, allowed: a mapping
  help: set `name` as a whole
--set layers.7: `layers.7` cannot be set, since `layers` is a list of 2, with items counted from 0
  help: set `layers` as a whole
--set bases.one: `bases.one` cannot be set, since `bases` is a list of 4, with items counted from 0
  help: set `bases` as a whole
--set training.hull.affine: `training.hull.affine` cannot be set, since `training.hull` is `convex`, allowed: a mapping
  help: set `training.hull` as a whole
4 problems in space.yaml
");
}
