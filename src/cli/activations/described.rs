//! What is told about a base, as data.

use crate::activation::{Base, Parameter, Setting};
use serde::Serialize;

/// A base with its parameters at some values.
#[derive(Serialize)]
pub(super) struct Described {
    name: &'static str,
    aliases: &'static [&'static str],
    formula: &'static str,
    derivative: &'static str,
    latex: &'static str,
    derivative_latex: &'static str,
    pub(super) parameters: Vec<ParameterDescribed>,
    /// Known at the defaults of the parameters only, as the next two.
    range: Option<&'static str>,
    monotone: Option<bool>,
    smooth: Option<bool>,
    elementwise: bool,
    /// Nothing for a base that is not elementwise.
    pub(super) value_at_0: Option<f64>,
    /// Nothing for a base that is not elementwise.
    pub(super) derivative_at_0: Option<f64>,
    source: &'static str,
}

/// A parameter; a value that is infinite is nothing.
#[derive(Serialize)]
pub(super) struct ParameterDescribed {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(super) value: Option<Setting>,
    pub(super) default: Option<Setting>,
    pub(super) allowed: String,
}

impl Described {
    pub(super) fn of(base: Base) -> Self {
        let facts = base.facts();
        let at_0 = |value: f64| base.is_elementwise().then_some(value);
        let at_defaults = base.settings().is_empty();
        let pairs = facts.parameters.iter().zip(base.parameters());
        Self {
            name: facts.name,
            aliases: facts.aliases,
            formula: facts.formula,
            derivative: facts.derivative,
            latex: facts.latex,
            derivative_latex: facts.derivative_latex,
            parameters: pairs.map(|(parameter, value)| ParameterDescribed::of(parameter, value)).collect(),
            range: at_defaults.then_some(facts.range),
            monotone: at_defaults.then_some(facts.monotone),
            smooth: at_defaults.then_some(facts.smooth),
            elementwise: base.is_elementwise(),
            value_at_0: at_0(base.value(0.0)),
            derivative_at_0: at_0(base.derivative(0.0)),
            source: facts.source,
        }
    }
}

impl ParameterDescribed {
    fn of(parameter: &Parameter, value: f64) -> Self {
        let setting = |value: f64| value.is_finite().then(|| parameter.setting(value));
        Self {
            name: parameter.name,
            about: parameter.about,
            value: setting(value),
            default: setting(parameter.default),
            allowed: parameter.allowed.to_string(),
        }
    }
}
