//! Counting, numbering and drawing candidates.

use super::*;
use crate::activation::{Base, Hull, Mix, Sharing};
use crate::seed::Seed;
use std::collections::HashSet;

fn names(sites: &[&str]) -> Vec<String> {
    sites.iter().map(|site| (*site).to_owned()).collect()
}

fn space(slots: &[&[&str]]) -> Space {
    let bases = vec![Base::Identity, Base::RELU, Base::Tanh];
    let hulls = vec![Hull::Affine, Hull::Convex, Hull::Frozen];
    let choices = Choices::new(bases, 1..=2, hulls, Sharing::ALL.to_vec());
    let sites = slots.concat();
    Space::new(choices, names(&sites), slots.iter().map(|slot| names(slot)).collect())
}

#[test]
fn every_function_class_is_counted_once() {
    // 3 plain bases, and 3 pairs in 5 forms: affine and convex by layer and by channel, frozen.
    assert_eq!(space(&[&["fc1"]]).count(), Some(3 + 3 * 5));
    assert_eq!(space(&[&["fc1"], &["fc2"]]).count(), Some(18 * 18));
    assert_eq!(space(&[&["fc1", "fc2"]]).count(), Some(18));
}

#[test]
fn numbers_and_candidates_are_the_same_thing() {
    let space = space(&[&["conv1", "fc1"], &["conv2"]]);
    let mut seen = HashSet::new();
    for number in 0..space.count().unwrap() {
        let candidate = space.nth(number);
        assert_eq!(space.number_of(&candidate), Some(number));
        assert_eq!(candidate.mix_at("conv1"), candidate.mix_at("fc1"));
        seen.insert(candidate.to_string());
    }
    assert_eq!(seen.len(), 18 * 18);
}

#[test]
fn what_lies_outside_has_no_number() {
    let space = space(&[&["fc1", "fc2"]]);
    let number_of = |mix: Mix| space.number_of(&space.everywhere(&mix));
    assert!(number_of(Mix::plain(Base::RELU)).is_some());
    assert_eq!(number_of(Mix::plain(Base::Sine)), None);
    assert_eq!(number_of(Mix::new(vec![Base::RELU], Hull::Linear, Sharing::Layer)), None);
    assert_eq!(number_of(Mix::new(vec![Base::Tanh, Base::RELU], Hull::Affine, Sharing::Layer)), None);
    let mut torn = space.everywhere(&Mix::plain(Base::RELU));
    torn.0[1].mix = Mix::plain(Base::Tanh);
    assert_eq!(space.number_of(&torn), None);
}

#[test]
fn drawing_reaches_every_candidate() {
    let space = space(&[&["fc1"]]);
    let mut stream = Seed::new(3).stream();
    let drawn: HashSet<String> = (0..500).map(|_| space.draw(&mut stream).to_string()).collect();
    assert_eq!(drawn.len(), 18);
}

#[test]
fn a_space_too_large_to_count_can_be_drawn_from() {
    let sites: Vec<String> = (0..60).map(|site| format!("conv{site}")).collect();
    let slots = sites.iter().map(|site| vec![site.clone()]).collect();
    let choices = space(&[&["fc1"]]).choices;
    let large = Space::new(choices, sites, slots);
    assert_eq!(large.count(), None);
    assert_eq!(large.draw(&mut Seed::new(1).stream()).0.len(), 60);
}

#[test]
fn candidates_are_shown_in_one_line() {
    let space = space(&[&["conv1"], &["fc1"]]);
    let mut candidate = space.everywhere(&Mix::plain(Base::RELU));
    assert_eq!(candidate.to_string(), "relu");
    candidate.0[0].mix = Mix::new(vec![Base::Identity, Base::RELU], Hull::Affine, Sharing::Channel);
    assert_eq!(candidate.to_string(), "conv1: affine per channel(identity, relu) | fc1: relu");
}

/// A base as a space file has it, read.
fn read_base(text: &str) -> Result<Base, String> {
    crate::yaml::read(text, &[], &crate::activation::shape::base())
        .map_err(|problems| problems.render("base.yaml", text))
}

#[test]
fn a_space_file_has_bases_in_the_form_in_which_they_are_logged() {
    let relu = |negative_slope, max_value, threshold| Base::Relu { negative_slope, max_value, threshold };
    let others = [
        Base::BinaryStep { straight_through: true },
        Base::Linear { c: -0.5 },
        relu(0.1, 6.0, 1.0),
        relu(0.1, f64::INFINITY, 0.0),
        Base::LeakyRelu { slope: 0.2 },
        Base::Prelu { slope: 0.1 },
        Base::Elu { alpha: 0.5 },
        Base::Celu { alpha: 2.0 },
        Base::Gelu { approximate: true },
        Base::Swish { beta: 1.0, learned: true },
        Base::Softplus { beta: 2.0 },
    ];
    for base in Base::ALL.into_iter().chain(others) {
        let text = serde_json::to_string(&base).unwrap();
        assert_eq!(read_base(&text), Ok(base), "{text}");
    }
}

#[test]
fn a_base_in_a_space_file_has_its_defaults_where_nothing_is_said() {
    let check = |text: &str, expected: Base| assert_eq!(read_base(text), Ok(expected), "{text}");
    check("relu", Base::RELU);
    check("{relu: {}}", Base::RELU);
    check("{relu: }", Base::RELU);
    check("{swish: {learned: true}}", Base::Swish { beta: 1.0, learned: true });
    check("{leaky_relu: {slope: 0.01}}", Base::LeakyRelu { slope: 0.01 });
    check("silu", Base::SWISH);
    check("{hardswish: }", Base::HardSwish);
}

#[test]
fn a_base_in_a_space_file_has_no_parameters_but_those_allowed() {
    for base in Base::ALL {
        for parameter in base.facts().parameters {
            let text = format!("{{{}: {{{}: -1000}}}}", base.name(), parameter.name);
            assert!(read_base(&text).is_err(), "{text}");
        }
    }
}

#[test]
fn a_mix_with_a_start_of_its_own_lies_outside_the_space() {
    let space = space(&[&["a"], &["b"]]);
    let mut candidate = space.nth(20);
    assert_eq!(space.number_of(&candidate), Some(20));
    let at = &mut candidate.0[0];
    at.start = vec![0.25; at.mix.bases.len()];
    assert_eq!((space.number_of(&candidate), space.mixes(&candidate)), (None, None));
}

#[test]
fn a_start_is_written_only_where_there_is_one_and_reads_back_to_the_last_digit() {
    let mix = Mix::new(vec![Base::Identity, Base::RELU], Hull::Affine, Sharing::Layer);
    let without = SiteMix::new("a", mix.clone());
    let text = serde_json::to_string(&without).unwrap();
    assert_eq!(text, r#"{"site":"a","mix":{"bases":["identity","relu"],"hull":"affine","sharing":"layer"}}"#);
    for number in [0.1, 1e-45, 7.038_531e-26, -0.0, 3.402_823_5e38] {
        let with = SiteMix { start: vec![number, 1.0], ..SiteMix::new("a", mix.clone()) };
        let read: SiteMix = serde_json::from_str(&serde_json::to_string(&with).unwrap()).unwrap();
        assert_eq!(read.start[0].to_bits(), f32::to_bits(number));
        assert_eq!(read, with);
    }
    assert_eq!(serde_json::from_str::<SiteMix>(&text).unwrap(), without);
}
