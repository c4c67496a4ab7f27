//! The mixes whose exports are kept as golden files.

use actsearch::activation::{Allowed, Base, Hull, LearnedMix, Mix, Parameter, Sharing};
use actsearch::columns::{Column, Columns, Fill, Kind};
use actsearch::export::{Definition, Normalisation, Provenance, Samples};

pub fn golden_definitions() -> [(&'static str, Definition); 3] {
    [("lenet5", lenet5()), ("catalogue", catalogue()), ("hostile", hostile())]
}

/// What a search usually finds: one mix for each of three sites.
fn lenet5() -> Definition {
    let conv1 = Mix::new(vec![Base::Identity, Base::RELU, Base::Tanh], Hull::Affine, Sharing::Layer);
    let conv2 =
        Mix::new(vec![Base::RELU, Base::Swish { beta: 1.0, learned: false }], Hull::Convex, Sharing::Channel);
    let sites = vec![
        learned("conv1", conv1, vec![vec![-0.218_375, 1.052_734_4, 0.165_640_6]]),
        learned("conv2", conv2, vec![vec![0.25, 0.75], vec![0.912_345_6, 0.087_654_4], vec![1.0, 0.0]]),
        learned("fc1", Mix::plain(Base::Elu { alpha: 1.0 }), vec![vec![1.0]]),
    ];
    let classes = ["T-shirt/top", "Trouser", "Pullover"].map(str::to_owned).to_vec();
    let samples = Samples { shape: vec![1, 28, 28], classes, ..Samples::default() };
    Definition::new(Some(provenance("fashion-lenet5")), sites).unwrap().with_samples(samples).unwrap()
}

/// Every base, at its defaults and with parameters of its own, in the two hulls that the first definition leaves out;
/// and what simplifies in every way.
fn catalogue() -> Definition {
    let others = Base::ALL.map(|base| {
        let values: Vec<f64> = base.facts().parameters.iter().map(another_value).collect();
        base.with_parameters(&values)
    });
    let free = vec![
        1.5,
        -0.25,
        1e-7,
        0.1,
        7.038_531e-26,
        2.5,
        1e-45,
        -0.0,
        0.75,
        0.333_333_34,
        0.1,
        -0.2,
        0.3,
        -0.4,
        0.5,
        -0.6,
        0.7,
        -0.8,
        0.9,
        -1.0,
        1.1,
        -1.2,
        1.3,
        -1.4,
        1.5,
        -1.6,
        1.7,
        0.0,
        1.9,
    ];
    let layer = |bases: &[Base], hull| Mix::new(bases.to_vec(), hull, Sharing::Layer);
    let channel = |bases: &[Base], hull| Mix::new(bases.to_vec(), hull, Sharing::Channel);
    let (prelu, swish) = (Base::Prelu { slope: 0.25 }, Base::Swish { beta: 1.0, learned: true });
    let sites = vec![
        with_parameters(
            learned("linear", layer(&others, Hull::Linear), vec![free]),
            vec![vec![0.213_4, -1.5]],
        ),
        with_parameters(
            learned("frozen", layer(&Base::ALL, Hull::Frozen), vec![vec![1.0 / 29.0; 29]]),
            vec![vec![0.1]],
        ),
        learned("scaled", channel(&[Base::RELU], Hull::Linear), vec![vec![2.0], vec![-0.5]]),
        learned("plain_swish", Mix::plain(Base::Swish { beta: -2.0, learned: false }), vec![vec![1.0]]),
        with_parameters(learned("plain_prelu", Mix::plain(prelu), vec![vec![1.0]]), vec![vec![0.213_4]]),
        learned("leaky", layer(&[Base::Identity, Base::RELU], Hull::Affine), vec![vec![0.312_1, 0.687_9]]),
        with_parameters(
            learned(
                "per_channel",
                channel(&[Base::Identity, swish, Base::Absolute, prelu], Hull::Affine),
                vec![vec![0.5, 0.25, 0.25, 0.0], vec![0.7, -0.1, 0.2, 0.2]],
            ),
            vec![vec![1.25, 0.1], vec![0.5, 0.3]],
        ),
        learned("nothing", layer(&[Base::Sine, Base::Sine], Hull::Linear), vec![vec![0.5, -0.5]]),
    ];
    let provenance = Provenance { test_accuracy: None, seed: u64::MAX, ..provenance("catalogue") };
    Definition::new(Some(provenance), sites).unwrap()
}

/// One that is not the default.
fn another_value(parameter: &Parameter) -> f64 {
    match parameter.allowed {
        Allowed::Number { .. } => 0.3,
        Allowed::Limit { .. } => 4.5,
        Allowed::Switch => 1.0 - parameter.default,
    }
}

/// Names that break out of what they stand in, if they can.
fn hostile() -> Definition {
    let names = [
        "class",
        "conv 1",
        "conv-1",
        "CONV1",
        "1st",
        "",
        "\"\"\"",
        "'; import os #",
        "two\nlines\r\n\tand a tab",
        "back\\slash\\",
        "\\N{BULLET} {braces} %s",
        "größe αβγ 活性化 😀",
        "\u{202e}\u{feff}\u{2028}\u{85}\0\u{7f}",
        "- a: [b, *c] # d",
        "layer1.0.act",
        "layer1_0_act",
        "layer10.act",
        "_Activation",
        "null",
        "activation",
    ];
    let mix = Mix::new(vec![Base::Identity, Base::RELU], Hull::Affine, Sharing::Layer);
    let mut sites: Vec<LearnedMix> =
        names.iter().map(|name| learned(name, Mix::plain(Base::RELU), vec![vec![1.0]])).collect();
    sites[6] = learned(names[6], mix, vec![vec![0.5, 0.5]]);
    let provenance = Provenance {
        program: "\"\"\"\\".to_owned(),
        ..provenance("\"\"\"\nraise SystemExit # \\\"\"\"  two  spaces")
    };
    let names = names.map(str::to_owned).to_vec();
    let mut column = Column::numbers("number: 1");
    column.kind = Kind::Number { offset: 1.0e-7, fill: Some(-1.0e300) };
    column.rule = Some(Fill::Mean);
    column.indicator = true;
    let columns = Columns::new(vec![Column::categories(" - \u{85}", names.clone()), column]);
    let normalisation = Some(Normalisation {
        white: Some(255),
        mean: vec![0.1; columns.size()],
        std: vec![1.0e-8; columns.size()],
    });
    let samples = Samples { shape: vec![columns.size()], classes: names, columns, normalisation };
    Definition::new(Some(provenance), sites).unwrap().with_samples(samples).unwrap()
}

pub fn provenance(search: &str) -> Provenance {
    Provenance {
        search: search.to_owned(),
        trial: 17,
        validation_accuracy: 0.912_3,
        tested_among: None,
        test_accuracy: Some(0.908_7),
        space_sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned(),
        dataset: Some("fashion_mnist".to_owned()),
        dataset_sha256: None,
        seed: 7,
        program: "actsearch 0.1.0".to_owned(),
    }
}

pub fn learned(site: &str, mix: Mix, coefficients: Vec<Vec<f32>>) -> LearnedMix {
    LearnedMix { site: site.to_owned(), mix, coefficients, parameters: Vec::new() }
}

pub fn with_parameters(learned: LearnedMix, parameters: Vec<Vec<f32>>) -> LearnedMix {
    LearnedMix { parameters, ..learned }
}
