//! The laws of the split.

use crate::dataset::{Split, split};
use crate::seed::Seed;
use crate::task::{Data, Facts, Source};
use proptest::collection::vec;
use proptest::prelude::*;
use std::ops::Range;

fn data(validation: f64, samples: Option<usize>) -> Data {
    Data { validation: Some(validation), samples, ..super::set::data(Source::FashionMnist) }
}

/// Labels, so many of each, in no particular order.
fn labels(counts: &[usize]) -> Vec<u16> {
    let mut labels: Vec<u16> = (0..).zip(counts).flat_map(|(label, &count)| vec![label; count]).collect();
    Seed::new(1).stream().shuffle(&mut labels);
    labels
}

/// How many of these samples carry the label.
fn count(labels: &[u16], samples: &[u32], label: usize) -> usize {
    samples.iter().filter(|&&index| usize::from(labels[index as usize]) == label).count()
}

fn all(split: &Split) -> Vec<u32> {
    let mut all = [split.training.as_slice(), &split.validation].concat();
    all.sort_unstable();
    all
}

/// Labels that are frequent enough for both sides of any [`share`] of them to have a sample.
fn counts() -> impl Strategy<Value = Vec<usize>> {
    vec(30_usize..80, 2..10)
}

/// A share in 64ths, which f64 holds exactly, and with which the laws can be told in whole numbers.
fn share() -> Range<u32> {
    8..56
}

fn validation(share: u32) -> f64 {
    f64::from(share) / 64.0
}

/// Whether these samples have every label as often as its share of the whole says, to within less than one sample.
fn is_stratified(samples: &[u32], labels: &[u16], counts: &[usize]) -> bool {
    counts.iter().enumerate().all(|(label, of_label)| {
        let found = count(labels, samples, label);
        (found * labels.len()).abs_diff(of_label * samples.len()) < labels.len()
    })
}

/// The nearest whole number to this share; a half goes up.
fn rounded(count: usize, share: u32) -> usize {
    (count * share as usize + 32) / 64
}

proptest! {
    #[test]
    fn a_split_is_disjoint_and_complete(counts in counts(), share in share(), seed: u64) {
        let labels = labels(&counts);
        let split = split(&labels, &data(validation(share), None), &Seed::new(seed));
        prop_assert_eq!(all(&split), (0..u32::try_from(labels.len()).unwrap()).collect::<Vec<_>>());
        prop_assert!(split.training.is_sorted() && split.validation.is_sorted());
    }

    #[test]
    fn the_total_is_rounded_and_every_label_has_its_share(counts in counts(), share in share(), seed: u64) {
        let labels = labels(&counts);
        let split = split(&labels, &data(validation(share), None), &Seed::new(seed));
        prop_assert_eq!(split.validation.len(), rounded(labels.len(), share));
        prop_assert!(is_stratified(&split.validation, &labels, &counts));
    }

    #[test]
    fn a_subset_is_stratified_and_then_split(counts in counts(), percent in 50_usize..100, share in share(), seed: u64) {
        let labels = labels(&counts);
        let samples = labels.len() * percent / 100;
        let split = split(&labels, &data(validation(share), Some(samples)), &Seed::new(seed));
        let drawn = all(&split);
        prop_assert_eq!(drawn.len(), samples);
        prop_assert!(drawn.windows(2).all(|pair| pair[0] < pair[1]), "a sample was drawn twice");
        prop_assert!(is_stratified(&drawn, &labels, &counts));
        prop_assert_eq!(split.validation.len(), rounded(samples, share));
    }

    #[test]
    fn a_split_depends_on_its_seed(counts in counts(), share in share(), seed: u64) {
        let labels = labels(&counts);
        let data = data(validation(share), Some(labels.len() * 3 / 4));
        let with = |seed| split(&labels, &data, &Seed::new(seed));
        prop_assert_eq!(with(seed), with(seed));
        prop_assert_ne!(with(seed), with(seed.wrapping_add(1)));
    }

    #[test]
    fn a_label_with_two_samples_is_on_both_sides(
        counts in vec(2_usize..12, 1..10),
        validation in 0.001..0.999,
        samples in 1_usize..100,
    ) {
        let labels = labels(&counts);
        let split = split(&labels, &data(validation, Some(samples)), &Seed::new(0));
        for label in 0..counts.len() {
            prop_assert!(count(&labels, &split.training, label) > 0);
            prop_assert!(count(&labels, &split.validation, label) > 0);
        }
    }
}

#[test]
fn a_label_with_one_sample_is_trained_on() {
    let labels = [0, 0, 0, 0, 3];
    let split = split(&labels, &data(0.9, None), &Seed::new(0));
    assert!(split.training.contains(&4));
    assert_eq!((split.training.len(), split.validation.len()), (2, 3));
}

#[test]
fn no_labels_make_an_empty_split() {
    assert_eq!(all(&split(&[], &data(0.5, None), &Seed::new(0))), [0; 0]);
}

#[test]
fn a_split_is_pinned_because_runs_are_replayed_from_it() {
    let split = split(&[0, 0, 0, 0, 0, 1, 1, 1, 1, 1], &data(0.4, Some(8)), &Seed::new(7));
    assert_eq!(split, Split { training: vec![0, 4, 5, 6, 8], validation: vec![1, 3, 9] });
}

/// Data whose last samples are a validation part of their own.
fn with_own(labels: &[u16], own: usize, samples: Option<usize>) -> Data {
    let data = Data { validation: None, samples, ..super::set::data(Source::FashionMnist) };
    let facts = Facts { training_samples: labels.len(), validation_samples: Some(own), ..data.facts };
    Data { facts, ..data }
}

proptest! {
    #[test]
    fn a_validation_part_of_its_own_is_held_out_as_it_is(counts in counts(), own in 1_usize..30, percent in 50_usize..100) {
        let labels = labels(&counts);
        let before = labels.len() - own;
        let held_out: Vec<u32> = (0..).take(labels.len()).skip(before).collect();
        let whole = split(&labels, &with_own(&labels, own, None), &Seed::new(1));
        prop_assert_eq!(&whole.validation, &held_out);
        prop_assert_eq!(whole.training, (0..).take(before).collect::<Vec<u32>>());

        let samples = before * percent / 100;
        let data = with_own(&labels, own, Some(samples));
        let some = split(&labels, &data, &Seed::new(1));
        prop_assert_eq!(&some.validation, &held_out);
        prop_assert_eq!((some.training.len(), some.validation.len()), (data.training_samples(), data.validation_samples()));
        prop_assert_eq!(some.training.len(), samples);
        prop_assert!(some.training.windows(2).all(|pair| pair[0] < pair[1]));
        prop_assert!(some.training.last().is_some_and(|last| (*last as usize) < before));
        let counts: Vec<usize> = (0..counts.len()).map(|label| count(&labels, &(0..).take(before).collect::<Vec<u32>>(), label)).collect();
        prop_assert!(is_stratified(&some.training, &labels[..before], &counts));
    }
}
