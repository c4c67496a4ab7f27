//! What a definition promises is checked when it is made.

use super::*;
use crate::columns::{Column, Columns};

/// The message with which these sites are refused; empty if they are not.
fn refusal(sites: Vec<LearnedMix>) -> String {
    define(sites).map_or_else(|error| error.to_string(), |_| String::new())
}

fn check(site: LearnedMix, message: &str) {
    assert_eq!(refusal(vec![site]), message);
}

#[test]
fn formats_are_found_by_their_names() {
    for format in Format::ALL {
        assert_eq!(Format::named(format.name()), Some(format));
    }
    assert_eq!(Format::named("tflite"), None);
}

#[test]
fn coefficients_have_the_shape_of_the_mix() {
    check(pair(Hull::Affine, Sharing::Layer, &[&[0.5, 0.5]]), "");
    check(pair(Hull::Affine, Sharing::Channel, &[&[0.5, 0.5], &[2.0, -1.0]]), "");
    check(
        pair(Hull::Affine, Sharing::Layer, &[&[0.5, 0.5], &[0.5, 0.5]]),
        "`sites.0.coefficients` has 2 rows, allowed with sharing layer: exactly one",
    );
    check(
        pair(Hull::Affine, Sharing::Channel, &[]),
        "`sites.0.coefficients` has 0 rows, allowed with sharing channel: one for each channel",
    );
    check(
        pair(Hull::Affine, Sharing::Channel, &[&[0.5, 0.5], &[1.0]]),
        "`sites.0.coefficients.1` has length 1, allowed: 2, as many as there are bases",
    );
}

#[test]
fn every_hull_has_its_law() {
    let sum =
        |hull: &str, sum: &str| format!("`sites.0.coefficients.0` sums to {sum}, allowed in hull {hull}: 1");
    check(pair(Hull::Affine, Sharing::Layer, &[&[1.5, -0.5]]), "");
    check(pair(Hull::Affine, Sharing::Layer, &[&[1.5, 0.5]]), &sum("affine", "2"));
    check(pair(Hull::Convex, Sharing::Layer, &[&[1.0, 0.0]]), "");
    check(pair(Hull::Convex, Sharing::Layer, &[&[0.5, 0.25]]), &sum("convex", "0.75"));
    check(
        pair(Hull::Convex, Sharing::Layer, &[&[1.5, -0.5]]),
        "`sites.0.coefficients.0.1` is `-0.5`, allowed in hull convex: a number of at least 0",
    );
    check(pair(Hull::Linear, Sharing::Layer, &[&[-3.0, 7.0]]), "");
    check(pair(Hull::Frozen, Sharing::Layer, &[&[0.5, 0.5]]), "");
    check(pair(Hull::Frozen, Sharing::Layer, &[&[-3.0, 7.0]]), "");
    check(learned(&[Base::RELU], Hull::Frozen, Sharing::Layer, &[&[0.5]]), &sum("frozen", "0.5"));
}

#[test]
fn the_law_of_the_sum_allows_what_rounding_leaves() {
    check(pair(Hull::Affine, Sharing::Layer, &[&[0.5, 0.500_009]]), "");
    check(pair(Hull::Affine, Sharing::Layer, &[&[1000.0, -998.999]]), "");
    assert_ne!(refusal(vec![pair(Hull::Affine, Sharing::Layer, &[&[0.5, 0.500_02]])]), "");
}

#[test]
fn coefficients_are_finite() {
    for (value, shown) in [(f32::NAN, "NaN"), (f32::INFINITY, "inf"), (f32::NEG_INFINITY, "-inf")] {
        let message = format!("`sites.0.coefficients.0.0` is `{shown}`, allowed: a finite number");
        check(pair(Hull::Linear, Sharing::Layer, &[&[value, 0.0]]), &message);
    }
}

#[test]
fn learned_parameters_have_the_shape_of_the_mix_and_are_finite() {
    let with = |parameters: &[&[f32]]| {
        let bases = [Base::Prelu { slope: 0.25 }, Base::Tanh];
        let site = learned(&bases, Hull::Affine, Sharing::Channel, &[&[0.5, 0.5], &[1.0, 0.0]]);
        LearnedMix { parameters: parameters.iter().map(|row| row.to_vec()).collect(), ..site }
    };
    check(with(&[&[0.5], &[-1000.0]]), "");
    check(
        with(&[&[0.5]]),
        "`sites.0.parameters` has 1 row, allowed: 2, as many as there are of coefficients",
    );
    check(
        with(&[&[0.5], &[0.5, 0.5]]),
        "`sites.0.parameters.1` has length 2, allowed: 1, as many as there are bases with a learned parameter",
    );
    check(with(&[&[0.5], &[f32::NAN]]), "`sites.0.parameters.1.0` is `NaN`, allowed: a finite number");
    let none = LearnedMix { parameters: vec![vec![]], ..pair(Hull::Affine, Sharing::Layer, &[&[0.5, 0.5]]) };
    check(none, "`sites.0.parameters` has 1 row, allowed: 0, since no base has a learned parameter");
}

#[test]
fn a_mix_is_in_the_form_that_new_gives_it() {
    check(
        learned(&[], Hull::Affine, Sharing::Layer, &[&[]]),
        "`sites.0.bases` is empty, allowed: at least one base",
    );
    check(
        learned(&[Base::RELU], Hull::Convex, Sharing::Channel, &[&[1.0]]),
        "`sites.0.hull` says hull convex with sharing channel, which is for this mix the same as hull frozen with sharing layer: write that",
    );
}

#[test]
fn parameters_lie_in_their_ranges() {
    let elu = |alpha| learned(&[Base::Elu { alpha }], Hull::Frozen, Sharing::Layer, &[&[1.0]]);
    check(elu(0.0), "");
    check(elu(-1.0), "`sites.0.bases.0.elu.alpha` is `-1`, allowed: from 0 to 100");
    check(elu(f64::NAN), "`sites.0.bases.0.elu.alpha` is `NaN`, allowed: from 0 to 100");
}

#[test]
fn all_problems_are_told_at_once() {
    let bad = pair(Hull::Affine, Sharing::Layer, &[&[1.0, 1.0]]);
    let provenance = Provenance { validation_accuracy: 91.2, test_accuracy: Some(f64::NAN), ..provenance() };
    let error = Definition::new(Some(provenance.clone()), vec![bad.clone(), bad]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`provenance.validation_accuracy` is `91.2`, allowed: a share from 0 to 1
`provenance.test_accuracy` is `NaN`, allowed: a share from 0 to 1
`sites.0.coefficients.0` sums to 2, allowed in hull affine: 1
`sites.1.site` is like `sites.0.site`, but each site needs a name of its own
`sites.1.coefficients.0` sums to 2, allowed in hull affine: 1"
    );
    let crate::definition::Error(problems) = Definition::new(None, Vec::new()).unwrap_err();
    assert_eq!(problems, [Problem { path: "sites".to_owned(), fault: Fault::NoSite }]);
}

#[test]
fn a_trial_of_a_network_as_it_came_has_no_mixes_and_is_no_code() {
    let definition = Definition::new(Some(provenance()), Vec::new()).unwrap();
    for format in Format::ALL {
        let exported = export(format, What::Mix(&definition), Form::Simplified);
        let has_room = matches!(format, Format::Yaml | Format::Json);
        assert_eq!(exported.is_ok(), has_room, "{}", format.name());
    }
}

#[test]
fn samples_that_contradict_themselves_are_refused_with_every_problem() {
    let definition = define(vec![pair(Hull::Affine, Sharing::Layer, &[&[0.5, 0.5]])]).unwrap();
    let columns = Columns::new(vec![Column::numbers("a"), Column::numbers("b")]);
    let normalisation = Some(Normalisation { white: None, mean: vec![0.0; 2], std: vec![1.0; 3] });
    let samples = Samples { shape: vec![3], columns, normalisation, classes: Vec::new() };
    let text = yaml(&definition).replace("\nsites:", "\nsamples: {shape: [3, 0]}\nsites:");
    let unsealed = text.split("\nsha256: ").next().unwrap().to_owned();
    assert_eq!(
        definition.with_samples(samples).unwrap_err().to_string(),
        "`samples.columns` has 2 entries, allowed: 3, as the shape of a sample says\n\
         `samples.normalisation.mean` has 2 entries, allowed: 3, as the shape of a sample says"
    );
    assert_eq!(
        read_yaml(&unsealed).unwrap_err().to_string(),
        "54:22: `samples.shape.1` is `0`, allowed: a whole number from 1 to 2^64 - 1"
    );
}

#[test]
fn a_frozen_mix_may_be_any_that_was_learned() {
    let definition = define(vec![pair(Hull::Frozen, Sharing::Layer, &[&[-0.5, 2.0]])]).unwrap();
    assert_eq!(read_yaml(&yaml(&definition)).unwrap(), definition);
}
