//! What is written as YAML comes back, and what is no definition is refused with its place.

use super::*;
use crate::columns::{Column, Columns};
use proptest::prelude::*;

fn linear(coefficients: Vec<f32>) -> Definition {
    let bases = vec![Base::Sine; coefficients.len()];
    let mix = Mix::new(bases, Hull::Linear, Sharing::Layer);
    define(vec![LearnedMix {
        site: "a".to_owned(),
        mix,
        coefficients: vec![coefficients],
        parameters: Vec::new(),
    }])
    .unwrap()
}

/// The message with which a text is refused after one thing in it was replaced.
fn misread(from: &str, to: &str) -> String {
    let site =
        learned(&[Base::Tanh, Base::Elu { alpha: 0.5 }], Hull::Affine, Sharing::Layer, &[&[0.25, 0.75]]);
    let text = yaml(&define(vec![site]).unwrap());
    let (_, data) = text.split_once("\n\n").unwrap();
    let (data, _seal) = data.rsplit_once("sha256: ").unwrap();
    assert!(data.contains(from), "{data}");
    read_yaml(&data.replacen(from, to, 1)).unwrap_err().to_string()
}

#[test]
fn a_newer_format_is_refused_whatever_else_it_holds() {
    let newer =
        "the definition has format 2, and this program reads formats up to 1: read it with a newer actsearch";
    assert_eq!(misread("format: 1", "format: 2"), newer);
    assert_eq!(misread("format: 1", "format: 2\nengine: warp"), newer);
    assert_eq!(misread("format: 1", "format: 0"), "1:9: `format` is `0`, allowed: 1");
}

#[test]
fn what_is_no_definition_is_refused_with_its_place() {
    let check = |from, to, place: &str, reason: &str| {
        let message = misread(from, to);
        assert!(message.starts_with(place) && message.contains(reason), "{message}");
    };
    check("hull: affine", "hull: spherical", "15:", "`sites.0.hull` is `spherical`, allowed: affine, convex");
    check("sharing: layer", "sharing: layer\n    colour: red", "17:", "unknown key `colour` in `sites.0`");
    check("[tanh", "[tan", "14:", "`sites.0.bases.0` is `tan`, allowed: binary_step, linear, identity");
    check("alpha: 0.5", "beta: 0.5", "14:", "unknown key `beta` in `sites.0.bases.1.elu`");
    check("alpha: 0.5", "alpha: true", "14:", "`sites.0.bases.1.elu.alpha` is `true`, allowed: a number");
    check("{elu: {alpha: 0.5}}", "{}", "14:", "`sites.0.bases.1` is an empty mapping, allowed: binary_step");
    check("{elu: {alpha: 0.5}}", "7", "14:", "`sites.0.bases.1` is `7`, allowed: binary_step, linear");
    check(
        "{elu: {alpha: 0.5}}",
        "{elu: {}, relu: {}}",
        "14:",
        "has the keys `elu`, `relu`, allowed: exactly one",
    );
    check("0.25, ", "many, ", "18:", "`sites.0.coefficients.0.0` is `many`, allowed: a number");
}

#[test]
fn what_contradicts_itself_is_refused_when_read() {
    assert_eq!(misread("0.25", ".nan"), "18:10: `sites.0.coefficients.0.0` is `.nan`, allowed: a number");
    assert_eq!(
        misread("0.25", "1e39"),
        "18:10: `sites.0.coefficients.0.0` is `1e39`, allowed: a number that 32 bits can hold"
    );
    assert_eq!(
        misread("0.25", "0.5"),
        "18:9: `sites.0.coefficients.0` sums to 1.25, allowed in hull affine: 1"
    );
}

#[test]
fn what_has_nothing_at_its_sites_reads_back_as_yaml_and_json() {
    let definition = define(Vec::new()).unwrap();
    for text in [yaml(&definition), super::super::json::render(&definition)] {
        assert_eq!(read_yaml(&text).unwrap(), definition);
    }
}

#[test]
fn whole_numbers_and_missing_test_accuracy_are_read() {
    let site = pair(Hull::Affine, Sharing::Layer, &[&[1.0, 0.0]]);
    let definition = define(vec![site]).unwrap();
    let text = yaml(&definition).replace("[1.0, 0.0]", "[1, 0]").replace("  test_accuracy: null\n", "");
    let (text, _seal) = text.rsplit_once("sha256: ").unwrap();
    assert_eq!(read_yaml(text).unwrap(), definition);
}

#[test]
fn what_is_written_by_hand_needs_no_more_than_sites_bases_and_coefficients() {
    let text = "sites: [{site: conv1, bases: [identity, relu], coefficients: [[0.25, 0.75]]}]";
    let site = pair(Hull::Affine, Sharing::Layer, &[&[0.25, 0.75]]);
    let by_hand = Definition::new(None, vec![site]).unwrap();
    assert_eq!(read_yaml(text).unwrap(), by_hand);
    assert_eq!(read_yaml(&yaml(&by_hand)).unwrap(), by_hand);
    // A base by itself has no coefficient to learn.
    let text = "sites: [{site: conv1, bases: [relu], coefficients: [[1.0]]}]";
    let plain = LearnedMix {
        site: "conv1".to_owned(),
        mix: Mix::plain(Base::RELU),
        coefficients: vec![vec![1.0]],
        parameters: Vec::new(),
    };
    assert_eq!(read_yaml(text).unwrap().sites(), [plain]);
}

#[test]
fn every_base_is_written_and_read_under_its_name() {
    for base in Base::ALL {
        let site = learned(&[base], Hull::Frozen, Sharing::Layer, &[&[1.0]]);
        let parameters = site.mix.parameters_at_start(1);
        let definition = define(vec![LearnedMix { parameters, ..site }]).unwrap();
        let text = yaml(&definition);
        assert_eq!(read_yaml(&text).unwrap(), definition, "{text}");
        assert!(text.contains(&format!("#     {}(x) = ", base.name())), "{text}");
    }
}

/// The message with which a definition is refused that is not what was written; nothing if it is read.
fn refused(text: &str) -> Option<String> {
    read_yaml(text).err().map(|error| error.to_string())
}

#[test]
fn any_changed_byte_of_a_definition_shows_and_a_meant_change_is_allowed() {
    let definition = define(vec![pair(Hull::Linear, Sharing::Layer, &[&[0.25, 0.75]])]).unwrap();
    for text in written(&definition) {
        assert_eq!(read_yaml(&text).unwrap(), definition);
        for place in (0..text.len()).step_by(7) {
            let mut bytes = text.clone().into_bytes();
            bytes[place] ^= 1;
            let changed = String::from_utf8(bytes).unwrap();
            assert!(read_yaml(&changed).is_ok_and(|it| it == definition) || refused(&changed).is_some());
        }
        let changed = text.replace("0.25", "0.5");
        let Err(ReadError::Wrong(problems)) = read_yaml(&changed) else { panic!("not refused") };
        let told = problems.render("winner.yaml", &changed);
        let changed_file = "`sha256` is not the SHA-256 of the lines before it: the definition was changed";
        let way_out = "put the file back as it was, or remove the line `sha256` if the change is meant";
        assert!(told.contains(changed_file) && told.contains(way_out), "{told}");
        assert_eq!(problems.count(), 1);
        let is_seal = |line: &&str| line.trim_start().trim_start_matches('"').starts_with("sha256");
        let meant: String = changed.split_inclusive('\n').filter(|line| !is_seal(line)).collect();
        assert_eq!(read_yaml(&meant).unwrap().sites()[0].coefficients, [[0.5, 0.75]]);
    }
}

#[test]
fn the_simplified_form_is_written_where_it_differs_and_ignored_when_read() {
    let exported = |site: LearnedMix| yaml(&define(vec![site]).unwrap());
    let leaky = pair(Hull::Affine, Sharing::Layer, &[&[0.25, 0.75]]);
    let text = exported(leaky.clone());
    let written = "    simplified:\n      - {base: {leaky_relu: {slope: 0.25}}, coefficients: [1.0]}\n";
    assert!(text.contains(written), "{text}");
    let other = text.replace(written, "    simplified: [whatever, {it: says}]\n");
    let (other, _seal) = other.rsplit_once("sha256: ").unwrap();
    assert_eq!(read_yaml(other).unwrap().sites(), [leaky]);
    let nothing = learned(&[Base::Sine, Base::Sine], Hull::Linear, Sharing::Layer, &[&[1.0, -1.0]]);
    assert!(exported(nothing).contains("\n    simplified: []\n"));
    let different = pair(Hull::Affine, Sharing::Channel, &[&[0.25, 0.75], &[0.5, 0.5]]);
    assert!(!exported(different).contains("\n    simplified:"));
}

#[test]
fn learned_parameters_come_back() {
    let bases = [Base::Prelu { slope: 0.25 }, Base::RELU, Base::Swish { beta: 1.5, learned: true }];
    let site = learned(&bases, Hull::Linear, Sharing::Channel, &[&[1.0, 2.0, 3.0], &[4.0, 5.0, 6.0]]);
    let site = LearnedMix { parameters: vec![vec![-0.1, 1e-45], vec![250.0, -0.0]], ..site };
    let text = yaml(&define(vec![site.clone()]).unwrap());
    let expected = "    parameters:\n      - [-0.1, 1.0e-45]\n      - [250.0, -0.0]\n";
    assert!(text.contains(expected), "{text}");
    assert_eq!(read_yaml(&text).unwrap().sites(), [site]);
}

/// A small definition with everything that one can have, in both forms.
fn everything() -> [String; 2] {
    let bases = [Base::Prelu { slope: 0.25 }, Base::RELU, Base::Elu { alpha: 0.5 }];
    let site = learned(&bases, Hull::Convex, Sharing::Channel, &[&[0.25, 0.5, 0.25], &[0.0, 1.0, 0.0]]);
    let site = LearnedMix { parameters: vec![vec![-0.1], vec![0.3]], ..site };
    let columns = Columns::new(vec![Column::numbers("a"), Column::categories("b", vec!["c".to_owned()])]);
    let normalisation = Some(Normalisation { white: None, mean: vec![0.0; 2], std: vec![1.0; 2] });
    let samples = Samples { shape: vec![2], columns, normalisation, classes: vec!["cat".to_owned()] };
    let other = LearnedMix { site: "fc1".to_owned(), ..pair(Hull::Affine, Sharing::Layer, &[&[0.25, 0.75]]) };
    let definition = define(vec![site, other]).unwrap().with_samples(samples).unwrap();
    written(&definition)
}

/// As YAML and as JSON.
fn written(definition: &Definition) -> [String; 2] {
    [yaml(definition), crate::export::json::render(definition)]
}

/// The same without its last line or field.
fn unsealed(text: &str) -> String {
    match text.rsplit_once(",\n  \"sha256\"") {
        Some((before, _)) => format!("{before}\n}}"),
        None => text.rsplit_once("sha256: ").unwrap().0.to_owned(),
    }
}

proptest! {
    #[test]
    fn any_one_changed_byte_is_refused_or_reads_the_same_mixes(place in any::<prop::sample::Index>(), byte in any::<u8>()) {
        for text in everything() {
            let whole = read_yaml(&text).unwrap();
            let mut bytes = text.into_bytes();
            let place = place.index(bytes.len());
            bytes[place] = byte;
            if let Ok(read) = read_yaml(&String::from_utf8_lossy(&bytes)) {
                prop_assert_eq!(read, whole);
            }
        }
    }

    /// Without a seal nobody can tell a changed digit, but nothing that is wrong goes through.
    #[test]
    fn what_is_read_without_a_seal_keeps_every_law(place in any::<prop::sample::Index>(), byte in any::<u8>()) {
        for text in everything() {
            let mut bytes = unsealed(&text).into_bytes();
            let place = place.index(bytes.len());
            bytes[place] = byte;
            match read_yaml(&String::from_utf8_lossy(&bytes)) {
                Ok(read) => {
                    let again = Definition::new(read.provenance().cloned(), read.sites().to_vec()).unwrap();
                    prop_assert!(read.samples().is_none_or(|samples| again.with_samples(samples.clone()).is_ok()));
                }
                Err(ReadError::Wrong(problems)) => prop_assert!(problems.count() > 0),
                Err(ReadError::Newer { found, .. }) => prop_assert!(found > 1),
            }
        }
    }

    #[test]
    fn every_finite_coefficient_comes_back_with_the_same_bits(
        bits in prop::collection::vec(any::<u32>(), 1..40)
    ) {
        let coefficients: Vec<f32> = bits.into_iter().map(f32::from_bits).filter(|value| value.is_finite()).collect();
        prop_assume!(!coefficients.is_empty());
        let bits = |row: &[f32]| row.iter().map(|value| value.to_bits()).collect::<Vec<u32>>();
        for text in written(&linear(coefficients.clone())) {
            let read = read_yaml(&text).unwrap();
            prop_assert_eq!(bits(&read.sites()[0].coefficients[0]), bits(&coefficients));
        }
    }

    #[test]
    fn any_text_comes_back(search in any::<String>(), site in any::<String>()) {
        let sites = vec![LearnedMix { site, ..pair(Hull::Affine, Sharing::Layer, &[&[0.5, 0.5]]) }];
        let definition = Definition::new(Some(Provenance { search, ..provenance() }), sites).unwrap();
        prop_assert_eq!(read_yaml(&yaml(&definition)).unwrap(), definition);
    }

    #[test]
    fn parameters_and_accuracies_come_back(slope in -10.0..=10.0_f64, accuracy in 0.0..=1.0_f64, seed in any::<u64>()) {
        let site = learned(&[Base::LeakyRelu { slope }], Hull::Frozen, Sharing::Layer, &[&[1.0]]);
        let provenance = Provenance { test_accuracy: Some(accuracy), seed, ..provenance() };
        let definition = Definition::new(Some(provenance), vec![site]).unwrap();
        prop_assert_eq!(read_yaml(&yaml(&definition)).unwrap(), definition);
    }
}
