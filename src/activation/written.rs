//! How a base is written: for people, and in files.

use super::Base;
use super::catalogue::{Allowed, Parameter};
use serde::de::{Error as _, MapAccess, Visitor};
use serde::ser::SerializeMap as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;
use std::fmt;

/// A value of a parameter as it is written: a number, or `true` and `false`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Setting {
    /// A number.
    Number(f64),
    /// A switch.
    Switch(bool),
}

impl Base {
    /// Its parameters that differ from their defaults, in the order of the catalogue.
    #[must_use]
    pub fn settings(self) -> Vec<(&'static str, Setting)> {
        let settings = self.facts().parameters.iter().zip(self.parameters());
        let other = settings.filter(|(parameter, value)| *value != parameter.default);
        other.map(|(parameter, value)| (parameter.name, parameter.setting(value))).collect()
    }

    /// The name, followed by the parameters that differ from their defaults: `leaky_relu(slope=0.2)`.
    ///
    /// Numbers are as `number` writes them. If `learned` is given it stands for the learned parameter, default or not,
    /// and then there is no need to say by a switch that it is learned.
    #[must_use]
    pub fn written(self, learned: Option<&str>, number: impl Fn(f64) -> String) -> String {
        let facts = self.facts();
        let place = learned.and(self.learned_parameter());
        let settings = facts.parameters.iter().zip(self.parameters()).enumerate();
        let settings: Vec<String> = settings
            .filter_map(|(at, (parameter, value))| {
                let written = match (parameter.setting(value), learned) {
                    (_, Some(learned)) if place == Some(at) => learned.to_owned(),
                    _ if value == parameter.default => return None,
                    (Setting::Number(value), _) => number(value),
                    (Setting::Switch(_), Some(_)) if place.is_some() => return None,
                    (Setting::Switch(on), _) => on.to_string(),
                };
                Some(format!("{}={written}", parameter.name))
            })
            .collect();
        if settings.is_empty() {
            facts.name.to_owned()
        } else {
            format!("{}({})", facts.name, settings.join(", "))
        }
    }
}

impl Parameter {
    /// A value of this parameter as it is written.
    #[must_use]
    pub fn setting(&self, value: f64) -> Setting {
        match self.allowed {
            Allowed::Switch => Setting::Switch(value != 0.0),
            Allowed::Number { .. } | Allowed::Limit { .. } => Setting::Number(value),
        }
    }

    /// The value that is written like this, if it is of the right kind.
    #[must_use]
    pub fn value(&self, setting: Setting) -> Option<f64> {
        match (self.allowed, setting) {
            (Allowed::Switch, Setting::Switch(on)) => Some(if on { 1.0 } else { 0.0 }),
            (Allowed::Number { .. } | Allowed::Limit { .. }, Setting::Number(value)) => Some(value),
            (Allowed::Switch, Setting::Number(_))
            | (Allowed::Number { .. } | Allowed::Limit { .. }, Setting::Switch(_)) => None,
        }
    }
}

/// `0.2`, or `true`
impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(value) => value.fmt(f),
            Self::Switch(on) => on.fmt(f),
        }
    }
}

/// The name, followed by the parameters that differ from their defaults: `leaky_relu(slope=0.2)`.
impl fmt::Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written(None, |value| value.to_string()))
    }
}

/// `relu`, or `{leaky_relu: {slope: 0.2}}`
impl Serialize for Base {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let settings = self.settings();
        if settings.is_empty() {
            return serializer.serialize_str(self.name());
        }
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry(self.name(), &settings.into_iter().collect::<BTreeMap<_, _>>())?;
        map.end()
    }
}

impl Serialize for Setting {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(value) => serializer.serialize_f64(*value),
            Self::Switch(on) => serializer.serialize_bool(*on),
        }
    }
}

impl<'de> Deserialize<'de> for Base {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(BaseVisitor)
    }
}

#[derive(Clone, Copy)]
struct BaseVisitor;

impl<'de> Visitor<'de> for BaseVisitor {
    type Value = Base;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a base such as relu or {elu: {alpha: 0.5}}")
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Base, E> {
        let known = || Base::ALL.map(Base::name).join(", ");
        Base::named(name).ok_or_else(|| E::custom(format!("there is no base `{name}`, known: {}", known())))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Base, A::Error> {
        let name: String = map.next_key()?.ok_or_else(|| A::Error::invalid_length(0, &self))?;
        let base: Base = self.visit_str(&name)?;
        let settings: BTreeMap<String, Setting> = map.next_value()?;
        if map.next_key::<String>()?.is_some() {
            return Err(A::Error::invalid_length(2, &self));
        }
        with_settings(base, &settings).map_err(A::Error::custom)
    }
}

fn with_settings(base: Base, settings: &BTreeMap<String, Setting>) -> Result<Base, String> {
    let (facts, mut values) = (base.facts(), base.parameters());
    for (name, setting) in settings {
        let place = facts.parameters.iter().position(|parameter| parameter.name == name);
        let place = place.ok_or_else(|| {
            let known: Vec<&str> = facts.parameters.iter().map(|parameter| parameter.name).collect();
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            format!("`{}` has no parameter `{name}`, known: {known}", facts.name)
        })?;
        let parameter = &facts.parameters[place];
        values[place] = parameter.value(*setting).ok_or_else(|| {
            format!("`{name}` of `{}` cannot be `{setting}`, allowed: {}", facts.name, parameter.allowed)
        })?;
    }
    Ok(base.with_parameters(&values))
}

impl<'de> Deserialize<'de> for Setting {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SettingVisitor)
    }
}

struct SettingVisitor;

impl Visitor<'_> for SettingVisitor {
    type Value = Setting;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number, true or false")
    }

    fn visit_bool<E>(self, on: bool) -> Result<Setting, E> {
        Ok(Setting::Switch(on))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Setting, E> {
        Ok(Setting::Number(value))
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "a number of many digits is rounded, wherever it is written"
    )]
    fn visit_i64<E>(self, value: i64) -> Result<Setting, E> {
        Ok(Setting::Number(value as f64))
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "a number of many digits is rounded, wherever it is written"
    )]
    fn visit_u64<E>(self, value: u64) -> Result<Setting, E> {
        Ok(Setting::Number(value as f64))
    }
}
