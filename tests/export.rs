//! The exported files: compared with the golden ones, and read back into the very same mixes.

#![allow(clippy::unwrap_used, reason = "what fails in a test may panic")]

use actsearch::activation::{Allowed, Base, Hull, LearnedMix, Mix, Parameter, Setting, Sharing};
use actsearch::export::{Definition, Format, Provenance, read_yaml, render};
use serde_json::Value;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

#[test]
fn exports_are_the_golden_files() {
    for (name, definition) in golden_definitions() {
        for format in Format::ALL {
            check_golden(&golden_path(name, format), &render(format, &definition));
        }
    }
}

#[test]
fn golden_yaml_reads_back_as_what_was_written() {
    for (name, definition) in golden_definitions() {
        let text = std::fs::read_to_string(golden_path(name, Format::Yaml)).unwrap();
        assert_eq!(read_yaml(&text).unwrap(), definition, "{name}");
    }
}

#[test]
fn exported_python_reads_back_to_the_last_digit() {
    let golden = golden_definitions().into_iter().map(|(_, definition)| definition);
    let definitions: Vec<Definition> = golden.chain(random_definitions(50)).collect();
    let sources: Vec<String> =
        definitions.iter().map(|definition| render(Format::Pytorch, definition)).collect();
    for (definition, sites) in definitions.iter().zip(read_back(&sources)) {
        assert_eq!(bits(&sites), bits(definition.sites()));
        assert_eq!(sites, definition.sites());
    }
}

#[test]
fn exported_yaml_reads_back_to_the_last_digit() {
    for definition in random_definitions(50) {
        let read = read_yaml(&render(Format::Yaml, &definition)).unwrap();
        assert_eq!(bits(read.sites()), bits(definition.sites()));
        assert_eq!(read, definition);
    }
}

/// Compares with a golden file; with `ACTSEARCH_BLESS=1` in the environment it writes the file instead.
fn check_golden(path: &Path, text: &str) {
    if std::env::var_os("ACTSEARCH_BLESS").is_some() {
        std::fs::write(path, text).unwrap();
    }
    let golden = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        text == golden,
        "{} differs; to accept, run with ACTSEARCH_BLESS=1. Now:\n{text}",
        path.display()
    );
}

fn golden_path(name: &str, format: Format) -> PathBuf {
    let extension = Path::new(format.file_name()).extension().unwrap();
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name).with_extension(extension)
}

fn golden_definitions() -> [(&'static str, Definition); 3] {
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
    Definition::new(provenance("fashion-lenet5"), sites).unwrap()
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
    Definition::new(provenance, sites).unwrap()
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
    Definition::new(provenance, sites).unwrap()
}

fn provenance(search: &str) -> Provenance {
    Provenance {
        search: search.to_owned(),
        trial: 17,
        validation_accuracy: 0.912_3,
        test_accuracy: Some(0.908_7),
        space_sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned(),
        seed: 7,
        program: "actsearch 0.1.0".to_owned(),
    }
}

fn learned(site: &str, mix: Mix, coefficients: Vec<Vec<f32>>) -> LearnedMix {
    LearnedMix { site: site.to_owned(), mix, coefficients, parameters: Vec::new() }
}

fn with_parameters(learned: LearnedMix, parameters: Vec<Vec<f32>>) -> LearnedMix {
    LearnedMix { parameters, ..learned }
}

fn random_definitions(n_definitions: u64) -> impl Iterator<Item = Definition> {
    (0..n_definitions).map(|seed| {
        let mut random = Random(seed);
        let sites = (0..=random.below(3)).map(|idx| random.site(&format!("site{idx}"))).collect();
        Definition::new(provenance("random"), sites).unwrap()
    })
}

/// `SplitMix64`: the same mixes on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(bound).unwrap()).unwrap()
    }

    fn unit(&mut self) -> f64 {
        f64::from(u32::try_from(self.next() >> 32).unwrap()) / f64::from(u32::MAX)
    }

    fn site(&mut self, name: &str) -> LearnedMix {
        let bases = (0..=self.below(4)).map(|_| self.base()).collect();
        let mix = Mix::new(bases, Hull::ALL[self.below(4)], Sharing::ALL[self.below(2)]);
        let channels = 1 + self.below(6);
        let coefficients = (0..mix.rows(channels)).map(|_| self.row(&mix)).collect();
        let start = mix.parameters_at_start(channels);
        let parameters = start.iter().map(|row| row.iter().map(|_| self.any_finite()).collect()).collect();
        with_parameters(learned(name, mix, coefficients), parameters)
    }

    fn base(&mut self) -> Base {
        let base = Base::ALL[self.below(Base::ALL.len())];
        let values: Vec<f64> =
            base.facts().parameters.iter().map(|parameter| self.value(parameter)).collect();
        base.with_parameters(&values)
    }

    fn value(&mut self, parameter: &Parameter) -> f64 {
        match parameter.allowed {
            Allowed::Number { min, max } => min + (max - min) * self.unit(),
            Allowed::Limit { min } => [f64::INFINITY, min + self.unit()][self.below(2)],
            Allowed::Switch => [0.0, 1.0][self.below(2)],
        }
    }

    fn row(&mut self, mix: &Mix) -> Vec<f32> {
        if mix.hull == Hull::Linear {
            return mix.bases.iter().map(|_| self.any_finite()).collect();
        }
        let shares: Vec<f64> = mix.bases.iter().map(|_| self.unit() + 1e-3).collect();
        let sum: f64 = shares.iter().sum();
        #[expect(clippy::cast_possible_truncation, reason = "coefficients are f32")]
        shares.iter().map(|share| (share / sum) as f32).collect()
    }

    fn any_finite(&mut self) -> f32 {
        let value = f32::from_bits(u32::try_from(self.next() >> 32).unwrap());
        if value.is_finite() { value } else { 1.0 }
    }
}

fn bits(sites: &[LearnedMix]) -> Vec<u32> {
    let numbers = sites.iter().flat_map(|learned| [&learned.coefficients, &learned.parameters]);
    numbers.flat_map(|rows| rows.concat()).map(f32::to_bits).collect()
}

/// The sites of every module, as Python's own parser reads the constants of their classes.
fn read_back(sources: &[String]) -> Vec<Vec<LearnedMix>> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/read_back.py");
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
