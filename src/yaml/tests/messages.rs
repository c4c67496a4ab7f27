//! What is said about files that are YAML, but not as they should be.

use super::*;

#[test]
fn an_unknown_key_comes_with_the_nearest_known() {
    let text = "name: demo\nbases: [relu]\ntraining:\n  epoch: 10\n  epochs: 10\n  zzz: 1\n";
    check(
        text,
        "\
space.yaml:4:3: unknown key `epoch` in `training`
  4 |   epoch: 10
    |   ^^^^^
  help: did you mean `epochs`? known here: epochs, dropout, shuffle, hull
space.yaml:6:3: unknown key `zzz` in `training`
  6 |   zzz: 1
    |   ^^^
  help: known here: epochs, dropout, shuffle, hull
2 problems in space.yaml
",
    );
}

#[test]
fn every_problem_is_found_at_once() {
    let text = "nmae: demo\nseed: -1\nbases: [rleu, 3, {leaky_relu: {slope: 2}}]\nsize: {min: 3, max: 2}\ntraining: {hull: cnovex}\n";
    check(
        text,
        "\
space.yaml:1:1: unknown key `nmae`
  1 | nmae: demo
    | ^^^^
  help: did you mean `name`? known here: name, seed, bases, size, training, layers
space.yaml:2:7: `seed` is `-1`, allowed: a whole number from 0 to 2^64 - 1
  2 | seed: -1
    |       ^^
space.yaml:3:9: `bases.0` is `rleu`, allowed: relu, leaky_relu
  3 | bases: [rleu, 3, {leaky_relu: {slope: 2}}]
    |         ^^^^
  help: did you mean `relu`?
space.yaml:3:15: `bases.1` is `3`, allowed: relu, leaky_relu
  3 | bases: [rleu, 3, {leaky_relu: {slope: 2}}]
    |               ^
space.yaml:3:39: `bases.2.leaky_relu.slope` is `2`, allowed: a number above 0 and below 1
  3 | bases: [rleu, 3, {leaky_relu: {slope: 2}}]
    |                                       ^
space.yaml:4:1: `size` has min 3 above max 2
  4 | size: {min: 3, max: 2}
    | ^^^^
space.yaml:5:1: missing key `epochs` in `training`
  5 | training: {hull: cnovex}
    | ^^^^^^^^
  help: add `epochs`: passes over the data
space.yaml:5:18: `training.hull` is `cnovex`, allowed: affine, convex
  5 | training: {hull: cnovex}
    |                  ^^^^^^
  help: did you mean `convex`?
8 problems in space.yaml
",
    );
}

#[test]
fn a_problem_between_fields_stands_at_the_field_that_is_named() {
    let text = "name: demo\nbases: [relu]\ntraining: {epochs: 1}\nsize: {max: 3}\n";
    check(
        text,
        "\
space.yaml:4:13: `size.max` is 3, but there are only 1 bases
  4 | size: {max: 3}
    |             ^
  help: name more bases
1 problem in space.yaml
",
    );
}

#[test]
fn a_misspelt_key_is_not_missing_too() {
    let text = "nam: a\nBases: [relu]\nx: 1\n";
    check(
        text,
        "\
space.yaml:1:1: missing key `training`
  help: add `training`: how to train
space.yaml:1:1: unknown key `nam`
  1 | nam: a
    | ^^^
  help: did you mean `name`? known here: name, seed, bases, size, training, layers
space.yaml:2:1: unknown key `Bases`
  2 | Bases: [relu]
    | ^^^^^
  help: did you mean `bases`? known here: name, seed, bases, size, training, layers
space.yaml:3:1: unknown key `x`
  3 | x: 1
    | ^
  help: known here: name, seed, bases, size, training, layers
4 problems in space.yaml
",
    );
}

#[test]
fn a_choice_of_two_and_a_list_without_brackets_come_with_the_way_out() {
    let text = "name: a\nbases: [{relu: , leaky_relu: }, {leaky_relu: , slope: 1}]\ntraining: {epochs: 1}\nlayers: activation\n";
    check(
        text,
        "\
space.yaml:2:18: `bases.0` has the keys `relu`, `leaky_relu`, allowed: exactly one key
  2 | bases: [{relu: , leaky_relu: }, {leaky_relu: , slope: 1}]
    |                  ^^^^^^^^^^
  help: choose one of them
space.yaml:2:48: `bases.1` has the keys `leaky_relu`, `slope`, allowed: exactly one key
  2 | bases: [{relu: , leaky_relu: }, {leaky_relu: , slope: 1}]
    |                                                ^^^^^
  help: put what belongs to `leaky_relu` under it, as in `leaky_relu: {slope: …}`
space.yaml:4:9: `layers` is `activation`, allowed: a list
  4 | layers: activation
    |         ^^^^^^^^^^
  help: put it in brackets, as in `[a, b]`, even if it is the only item
3 problems in space.yaml
",
    );
}

#[test]
fn a_bare_word_lacks_the_fields_that_its_body_requires() {
    let text = "name: a/b\nbases: [relu]\ntraining: {epochs: 1}\nlayers: [dense, residual]\n";
    check(
        text,
        "\
space.yaml:1:7: `name` is `a/b`, allowed: letters, digits and hyphens
  1 | name: a/b
    |       ^^^
  help: it names a folder
space.yaml:4:10: missing key `units` in `layers.0.dense`
  4 | layers: [dense, residual]
    |          ^^^^^
  help: add `units`: how many
space.yaml:4:17: `layers.1.residual` is empty, allowed: a list of 1 or more
  4 | layers: [dense, residual]
    |                 ^^^^^^^^
3 problems in space.yaml
",
    );
}
