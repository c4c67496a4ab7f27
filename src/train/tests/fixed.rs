//! Activations that are fixed are trained with the network as those of candidates are.

use super::parameters::PRELU;
use super::{plan, train};
use crate::activation::{Base, Hull, LearnedMix, Mix, Sharing};
use crate::space::{Candidate, SiteMix};
use crate::trial::Report;

/// A network whose first site has a bias before it and a maximum behind it.
fn network(first: &str) -> String {
    format!(
        "network={{layers: [conv: {{channels: 4, kernel: 3}}, activation: {first}, pool: {{size: 2}}, flatten, \
         linear: 8, activation: {{name: last}}, linear: classes]}}"
    )
}

/// What comes of two epochs with these mixes at the sites that are searched.
fn trained(network: &str, mixes: &[(&str, &Mix)]) -> (Vec<Report>, Vec<LearnedMix>) {
    let (plan, place) = (plan(&["data.samples=200", network]), tempfile::tempdir().unwrap());
    let at = |(site, mix): &(&str, &Mix)| SiteMix::new(site, (*mix).clone());
    train(&plan, place.path(), &Candidate(mixes.iter().map(at).collect()), 2).unwrap()
}

#[test]
fn what_is_fixed_is_trained_like_the_same_in_a_candidate_and_comes_last() {
    let affine = |bases: &[Base]| Mix::new(bases.to_vec(), Hull::Affine, Sharing::Channel);
    let last = affine(&[Base::Identity, Base::Tanh]);
    for (written, fixed) in [
        ("relu", Mix::plain(Base::RELU)),
        ("{leaky_relu: {slope: 0.2}}", Mix::plain(Base::LeakyRelu { slope: 0.2 })),
        ("prelu", Mix::plain(PRELU)),
        ("{mix: {bases: [prelu, tanh], sharing: channel}}", affine(&[PRELU, Base::Tanh])),
    ] {
        let (reports, learned) = trained(&network(&format!("{{fixed: {written}}}")), &[("last", &last)]);
        let (searched, both) = trained(&network("{}"), &[("conv1", &fixed), ("last", &last)]);
        let losses = |reports: &[Report]| -> Vec<[f64; 3]> {
            let numbers = |it: &Report| [it.training_loss, it.validation_loss, it.validation_accuracy];
            reports.iter().map(numbers).collect()
        };
        assert_eq!(losses(&reports), losses(&searched), "{written}");
        assert_eq!(learned, [both[1].clone(), both[0].clone()], "{written}");
        assert_eq!(learned[1].site, "conv1");
        if fixed.bases.contains(&PRELU) {
            assert_ne!(learned[1].parameters, fixed.parameters_at_start(4), "{written}: it has learned");
        }
    }
}
