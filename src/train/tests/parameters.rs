//! Learned parameters of bases: they are trained as the coefficients are.

use super::{plan, train};
use crate::activation::{Base, Hull, LearnedMix, Mix, Sharing};

pub(super) const PRELU: Base = Base::Prelu { slope: 0.25 };
const SWISH: Base = Base::Swish { beta: 1.5, learned: true };

/// The columns of the parameters of [`mix`] at their start.
const START: [f32; 2] = [0.25, 1.5];

/// A mix in which two of three bases have a learned parameter.
pub(super) fn mix(sharing: Sharing) -> Mix {
    Mix::new(vec![PRELU, Base::Tanh, SWISH], Hull::Linear, sharing)
}

/// What a mix at every site has learned after so many epochs.
fn learned(overrides: &[&str], mix: &Mix, epochs: u32) -> Vec<LearnedMix> {
    let (plan, place) = (plan(overrides), tempfile::tempdir().unwrap());
    train(&plan, place.path(), &plan.space.everywhere(mix), epochs).unwrap().1
}

/// How far each parameter of a site is from its start, in the rows and columns of the parameters.
fn distances(site: &LearnedMix, start: &[f32]) -> Vec<Vec<f32>> {
    let distances = |row: &Vec<f32>| {
        assert_eq!(row.len(), start.len(), "{site:?}");
        row.iter().zip(start).map(|(now, start)| (now - start).abs()).collect()
    };
    site.parameters.iter().map(distances).collect()
}

#[track_caller]
fn assert_all_moved(site: &LearnedMix, start: &[f32], rows: usize) {
    let distances = distances(site, start);
    assert_eq!(distances.len(), rows, "{site:?}");
    assert!(distances.iter().flatten().all(|distance| *distance > 1e-3), "{site:?}");
}

#[test]
fn the_parameters_of_a_mix_move_in_as_many_rows_as_its_coefficients() {
    for sharing in Sharing::ALL {
        let mix = mix(sharing);
        let learned = learned(&["training.coefficients.lr=0.05"], &mix, 3);
        assert_eq!(learned.len(), 2);
        for (site, channels) in learned.iter().zip([16, 8]) {
            assert_eq!(site.coefficients.len(), mix.rows(channels));
            assert_all_moved(site, &START, mix.rows(channels));
        }
    }
}

#[test]
fn a_base_by_itself_learns_its_parameter_at_each_site() {
    for (base, start) in [(PRELU, START[0]), (SWISH, START[1])] {
        let learned = learned(&["training.coefficients.lr=0.05"], &Mix::plain(base), 3);
        for site in &learned {
            assert_all_moved(site, &[start], 1);
            assert_eq!(site.coefficients, [[1.0]]);
        }
        assert_ne!(learned[0].parameters, learned[1].parameters, "each site has its own");
    }
}

#[test]
fn a_slope_for_every_channel_is_learned_without_other_bases() {
    let alone = Mix::new(vec![PRELU], Hull::Linear, Sharing::Channel);
    let learned = learned(&["training.coefficients.lr=0.05"], &alone, 3);
    for (site, channels) in learned.iter().zip([16, 8]) {
        assert_all_moved(site, &START[..1], channels);
        assert!(site.parameters.iter().any(|row| *row != site.parameters[0]), "{site:?}");
    }
}

#[test]
fn bases_whose_coefficients_are_frozen_learn_their_parameters_all_the_same() {
    let frozen = Mix::new(vec![PRELU, Base::Tanh, SWISH], Hull::Frozen, Sharing::Layer);
    for site in learned(&["training.coefficients.lr=0.05"], &frozen, 3) {
        assert_all_moved(&site, &START, 1);
        assert!(site.coefficients[0].iter().all(|alpha| (alpha - 1.0 / 3.0).abs() < 1e-6), "{site:?}");
    }
}

#[test]
fn parameters_have_the_learning_rate_of_the_coefficients_and_no_weight_decay() {
    for mix in [mix(Sharing::Layer), Mix::plain(PRELU)] {
        let start = &START[..mix.parameters_at_start(1)[0].len()];
        let moving = |decay| {
            // The weights stand still, so that decay could show in the parameters only.
            let weights = "training.optimizer={sgd: {lr: 1e-30, momentum: 0}}";
            learned(&[weights, "training.coefficients.lr=0.5", decay], &mix, 2)
        };
        let without = moving("training.weight_decay=0");
        assert_eq!(without, moving("training.weight_decay=0.9"), "{mix}");
        assert_all_moved(&without[0], start, 1);

        let weights = "training.optimizer={sgd: {lr: 0.1, momentum: 0}}";
        for site in learned(&[weights, "training.coefficients.lr=1e-30"], &mix, 2) {
            assert_eq!(site.parameters, [start], "{mix}");
        }
    }
}

#[test]
fn reports_have_mean_parameters_only_where_there_are_learned_ones() {
    let (plan, place) = (plan(&["training.coefficients.lr=0.05"]), tempfile::tempdir().unwrap());
    let mut candidate = plan.space.everywhere(&mix(Sharing::Channel));
    candidate.0[1].mix = Mix::plain(Base::RELU);
    let (reports, learned) = train(&plan, place.path(), &candidate, 2).unwrap();
    assert_eq!(reports[1].mean_parameters, [LearnedMix::mean(&learned[0].parameters), Vec::new()]);
    assert_eq!(reports[1].mean_parameters[0].len(), START.len());
    assert_ne!(reports[0].mean_parameters, reports[1].mean_parameters);

    let (place, relu) = (tempfile::tempdir().unwrap(), plan.space.everywhere(&Mix::plain(Base::RELU)));
    let (reports, learned) = train(&plan, place.path(), &relu, 2).unwrap();
    assert!(reports.iter().all(|report| report.mean_parameters.is_empty()), "{reports:?}");
    assert!(learned.iter().all(|site| site.parameters.is_empty()), "{learned:?}");
}
