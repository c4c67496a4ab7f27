//! Mixes from definition files, kept and trained further.

use super::*;
use crate::definition::read;

const DEFINITION: &str = "
sites:
  - {site: fc1, bases: [identity, relu], coefficients: [[0.25, 0.75]]}
  - site: fc2
    bases: [{prelu: {slope: 0.5}}, {swish: {learned: true}}, tanh]
    hull: linear
    coefficients: [[0.5, 2.5, -1]]
    parameters: [[0.3, 1.7]]
  - {site: plain, bases: [{prelu: {slope: 0.5}}], hull: frozen, coefficients: [[1]], parameters: [[0.1]]}
  - {site: still, bases: [sine, tanh], hull: frozen, coefficients: [[0.3, 3]]}
  - {site: scaled, bases: [relu], hull: linear, coefficients: [[0.7]]}
  - {site: wild, bases: [prelu, tanh], coefficients: [[0.5, 0.5]], parameters: [[1000]]}
  - {site: channels, bases: [relu, tanh], sharing: channel, coefficients: [[0.5, 0.5], [0, 1]]}
";

fn learned(site: Option<&str>, train: bool) -> Written {
    let from = Named { file: "winner.yaml".to_owned(), definition: Rc::new(read(DEFINITION).unwrap()) };
    Written::Learned(Learned { from, site: site.map(str::to_owned), train })
}

#[track_caller]
fn check(site: &str, train: bool, expected: &str) {
    let at = learned(Some(site), train).at("here").map(|at| super::super::Candidate(vec![at]).to_string());
    assert_eq!(at.unwrap_or_else(|Unfit { clause, help }| format!("{clause}: {help}")), expected);
}

#[test]
fn a_mix_that_is_kept_is_frozen_with_all_that_it_learned() {
    check("fc1", false, "frozen(identity: 0.25, relu: 0.75)");
    check("fc2", false, "frozen(leaky_relu(slope=0.3): 0.5, swish(beta=1.7): 2.5, tanh: -1.0)");
    check("plain", false, "leaky_relu(slope=0.1)");
    check("still", false, "frozen(sine: 0.3, tanh: 3.0)");
}

#[test]
fn a_mix_that_is_trained_further_starts_where_it_was() {
    check("fc1", true, "affine(identity: 0.25, relu: 0.75)");
    check("fc2", true, "linear(prelu(slope=0.3): 0.5, swish(beta=1.7, learned=true): 2.5, tanh: -1.0)");
    check("plain", true, "prelu(slope=0.1)");
    check("scaled", true, "linear(relu: 0.7)");
}

#[test]
fn what_cannot_stand_anywhere_is_told_with_the_way_out() {
    check(
        "fc9",
        false,
        "which is no site of `winner.yaml`: its sites are fc1, fc2, plain, still, scaled, wild, channels",
    );
    let fault = "has its own coefficients for each of 2 channels: only a mix with the sharing `layer` fits other networks";
    for train in [false, true] {
        check("channels", train, &format!("whose mix in `winner.yaml` {fault}"));
        let fault = "has slope 1000 of prelu, but a space allows it from -10 to 10: name another site";
        let fault = if train { fault.to_owned() } else { fault.replace("prelu", "leaky_relu") };
        check("wild", train, &format!("whose mix in `winner.yaml` {fault}"));
    }
    let fault =
        "is one base with the coefficient 0.7, which only training further can have: write `train: true`";
    check("scaled", false, &format!("whose mix in `winner.yaml` {fault}"));
    let fault =
        "has nothing to train: its hull is frozen, and no base has a learned parameter: leave `train` out";
    check("still", true, &format!("whose mix in `winner.yaml` {fault}"));
}

#[test]
fn without_a_site_each_site_has_the_mix_of_its_name() {
    let of = |site| learned(None, true).at(site);
    assert_eq!(
        of("fc1").unwrap(),
        SiteMix { site: "fc1".to_owned(), ..learned(Some("fc1"), true).at("x").unwrap() }
    );
    assert_eq!(of("conv1").unwrap_err().clause, "which is no site of `winner.yaml`");
}
