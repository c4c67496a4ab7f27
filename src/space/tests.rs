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
