//! Names, parameters and texts of the catalogue.

use super::*;
use std::collections::HashSet;

#[test]
fn every_base_is_listed_once() {
    let names: HashSet<&str> = Base::ALL.into_iter().map(Base::name).collect();
    assert_eq!(names.len(), Base::ALL.len());
}

#[test]
fn names_and_aliases_find_their_base_and_no_other() {
    let mut seen = HashSet::new();
    for base in Base::ALL {
        let facts = base.facts();
        for name in facts.aliases.iter().chain([&facts.name]) {
            assert!(seen.insert(*name), "`{name}` names two bases");
            assert!(name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'), "{name}");
            assert_eq!(Base::named(name), Some(base));
        }
    }
    assert_eq!(Base::named("rellu"), None);
}

#[test]
fn defaults_are_those_of_the_catalogue_and_are_allowed() {
    for base in Base::ALL {
        let facts = base.facts();
        let defaults: Vec<f64> = facts.parameters.iter().map(|parameter| parameter.default).collect();
        assert_eq!(base.parameters(), defaults);
        assert_eq!(base.with_parameters(&defaults), base);
        assert!(facts.parameters.iter().all(|parameter| parameter.allowed.contains(parameter.default)));
    }
}

#[test]
fn a_base_keeps_the_parameters_that_it_is_given() {
    for base in battery() {
        assert_eq!(base.with_parameters(&base.parameters()), base);
        for (place, parameter) in base.facts().parameters.iter().enumerate() {
            for value in some_of(parameter.allowed) {
                let mut values = base.parameters();
                values[place] = value;
                assert_eq!(base.with_parameters(&values).parameters(), values, "{base}");
            }
        }
    }
}

/// Some values that are allowed, with those at the ends.
fn some_of(allowed: Allowed) -> Vec<f64> {
    let values = match allowed {
        Allowed::Number { min, max } => vec![min, f64::midpoint(min, max), max],
        Allowed::Limit { min } => vec![min, 6.0, f64::INFINITY],
        Allowed::Switch => vec![0.0, 1.0],
    };
    assert!(values.iter().all(|value| allowed.contains(*value)), "{allowed}");
    values
}

#[test]
fn what_is_not_allowed_is_not_contained() {
    let number = Allowed::Number { min: -1.0, max: 2.0 };
    for allowed in [number, Allowed::Limit { min: 0.5 }, Allowed::Switch] {
        assert!(!allowed.contains(-1.5) && !allowed.contains(f64::NAN), "{allowed}");
    }
    assert!(!number.contains(2.5) && !Allowed::Switch.contains(0.5));
    let shown = [number, Allowed::Limit { min: 0.5 }, Allowed::Switch].map(|allowed| allowed.to_string());
    assert_eq!(shown, ["from -1 to 2", "from 0.5 on", "true or false"]);
}

#[test]
fn a_learned_value_replaces_the_learned_parameter_alone() {
    assert_eq!(Base::Prelu { slope: 0.25 }.with_learned_value(0.5), Base::Prelu { slope: 0.5 });
    let swish = Base::Swish { beta: 1.0, learned: true };
    assert_eq!(swish.with_learned_value(2.0), Base::Swish { beta: 2.0, learned: true });
    assert_eq!(Base::SWISH.with_learned_value(2.0), Base::SWISH);
    assert_eq!(Base::Tanh.with_learned_value(2.0), Base::Tanh);
}

#[test]
fn every_text_is_there_and_the_brief_ones_are_brief() {
    for base in Base::ALL {
        let facts = base.facts();
        let texts = [facts.formula, facts.brief, facts.derivative, facts.latex, facts.derivative_latex];
        assert!(texts.iter().all(|text| !text.is_empty() && !text.contains('\n')), "{base}");
        assert!(facts.brief.len() <= 35, "{base}: {}", facts.brief);
        assert!(!facts.source.is_empty() && facts.source.is_ascii(), "{base}");
    }
}

/// Braces and `\left` … `\right` are closed, and environments end.
#[test]
fn the_latex_is_balanced() {
    for base in Base::ALL {
        let facts = base.facts();
        for latex in [facts.latex, facts.derivative_latex] {
            let count = |part: &str| latex.matches(part).count();
            assert_eq!(count("{"), count("}"), "{latex}");
            assert_eq!(count(r"\left"), count(r"\right"), "{latex}");
            assert_eq!(count(r"\begin{cases}"), count(r"\end{cases}"), "{latex}");
        }
    }
}

#[test]
fn softmax_alone_is_not_elementwise() {
    let others: Vec<Base> = Base::ALL.into_iter().filter(|base| !base.is_elementwise()).collect();
    assert_eq!(others, [Base::Softmax]);
}
