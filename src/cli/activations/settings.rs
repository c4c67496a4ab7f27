//! Parameters given on the command line.

use crate::activation::{Allowed, Base, Parameter};
use crate::yaml::suggestion;
use std::str::FromStr;

/// One value of a parameter, written `PARAM=VALUE`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Given {
    name: String,
    value: String,
}

impl FromStr for Given {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split_once('=');
        let (name, value) = parts
            .ok_or_else(|| format!("`{text}` has no `=`, allowed: PARAM=VALUE such as `max_value=6`"))?;
        Ok(Self { name: name.trim().to_owned(), value: value.trim().to_owned() })
    }
}

/// The base with these parameters.
pub(super) fn with(base: Base, given: &[Given]) -> anyhow::Result<Base> {
    let (parameters, mut values) = (base.facts().parameters, base.parameters());
    for Given { name, value } in given {
        let place = parameters.iter().position(|parameter| parameter.name == name);
        let place = place.ok_or_else(|| unknown(base, name))?;
        values[place] = read(&parameters[place], value).ok_or_else(|| {
            let allowed = allowed(&parameters[place]);
            anyhow::anyhow!("`{name}` of `{}` is `{value}`, allowed: {allowed}", base.name())
        })?;
    }
    Ok(base.with_parameters(&values))
}

fn unknown(base: Base, name: &str) -> anyhow::Error {
    let known: Vec<&str> = base.facts().parameters.iter().map(|parameter| parameter.name).collect();
    if known.is_empty() {
        return anyhow::anyhow!("`{}` has no parameter `{name}`: it has none at all", base.name());
    }
    let hint = suggestion(name, &known).map_or(String::new(), |question| format!("; {question}"));
    anyhow::anyhow!("`{}` has no parameter `{name}`, known: {}{hint}", base.name(), known.join(", "))
}

/// The value that is meant, if it is allowed.
fn read(parameter: &Parameter, text: &str) -> Option<f64> {
    let value = match parameter.allowed {
        Allowed::Switch => f64::from(u8::from(text.parse::<bool>().ok()?)),
        Allowed::Limit { .. } if text == "none" => return Some(f64::INFINITY),
        Allowed::Limit { .. } | Allowed::Number { .. } => text.parse().ok()?,
    };
    (value.is_finite() && parameter.allowed.contains(value)).then_some(value)
}

fn allowed(parameter: &Parameter) -> String {
    match parameter.allowed {
        Allowed::Limit { .. } => format!("{}, or none", parameter.allowed),
        Allowed::Number { .. } | Allowed::Switch => parameter.allowed.to_string(),
    }
}
