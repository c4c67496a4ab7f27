//! Which calls are searched.

use super::build::Net;
use crate::task::Glob;
use crate::task::exported::{ActivationCall, SiteGlobs};
use crate::yaml;

/// Two blocks, each with an activation and a gate: `a.relu`, `a.sigmoid`, `b.relu`, `b.sigmoid`.
fn calls() -> Vec<ActivationCall> {
    let mut net = Net::new();
    let mut x = net.input([4]);
    for block in ["a", "b"] {
        x = net.within(block, "net.Block").linear(x, 6);
        let gate = net.of("sigmoid", x);
        let y = net.of("relu", x);
        x = net.both("mul.Tensor", y, gate);
    }
    let y = net.within("", "").linear(x, 3);
    net.output(y);
    net.calls()
}

/// The names that are searched, or what is said instead.
fn searched(include: &[&str], exclude: &[&str]) -> String {
    let calls = calls();
    let globs = |texts: &[&str]| texts.iter().map(|text| Glob::new(text)).collect();
    match (SiteGlobs { include: globs(include), exclude: globs(exclude) }).select(&calls) {
        Ok(chosen) => chosen.into_iter().map(|at| calls[at].name.as_str()).collect::<Vec<_>>().join(" "),
        Err(unfit) => {
            let lines = unfit.iter().map(|unfit| format!("{}: {unfit}; {}", unfit.path, unfit.help));
            lines.collect::<Vec<_>>().join("\n")
        }
    }
}

#[test]
fn all_activations_are_searched_unless_something_is_included() {
    assert_eq!(searched(&[], &[]), "a.relu b.relu");
    assert_eq!(searched(&["b.*"], &[]), "b.relu");
    assert_eq!(searched(&["*"], &["a.*"]), "b.relu");
}

#[test]
fn a_gate_is_searched_by_its_full_name_or_by_what_fits_gates_alone() {
    assert_eq!(searched(&["a.sigmoid"], &[]), "a.sigmoid");
    assert_eq!(searched(&["*.sigmoid"], &[]), "a.sigmoid b.sigmoid");
    assert_eq!(searched(&["a.*", "b.sigmoid"], &[]), "a.relu b.sigmoid");
    assert_eq!(searched(&["*sigmoid", "*relu"], &["b.*"]), "a.sigmoid a.relu");
}

#[test]
fn what_fits_nothing_is_told_with_the_names_all_at_once() {
    let names = "he calls are a.sigmoid, a.relu, b.sigmoid, b.relu";
    let fits_none = "which fits no call of an activation function";
    assert_eq!(
        searched(&["a.rellu", "c.*"], &["x"]),
        format!(
            "include.0: is `a.rellu`, {fits_none}; did you mean `a.relu`? T{names}\n\
             include.1: is `c.*`, {fits_none}; t{names}\nexclude.0: is `x`, {fits_none}; t{names}"
        )
    );
    let nothing = "leaves nothing to search: everything that is included is excluded";
    assert_eq!(searched(&["a.relu"], &["*"]), format!(": {nothing}; t{names}"));
}

#[test]
fn they_are_read_from_a_space_file() {
    let read = |text: &str| yaml::read(text, &[], &SiteGlobs::shape());
    let globs = read("{include: [\"layer1.*\"], exclude: [layer1.0.relu]}").unwrap();
    assert_eq!((globs.include[0].text(), globs.exclude[0].text()), ("layer1.*", "layer1.0.relu"));
    assert_eq!(read("{}").unwrap(), SiteGlobs::default());
    assert!(read("{include: []}").is_err());
}
