//! Which calls of an exported model are searched, by their names.

use super::call::{ActivationCall, CallRole};
use crate::task::Glob;
use crate::yaml::{Shape, list, record, suggestion, text};
use std::fmt;

/// The calls that are searched, as they are written: `{include: ["layer1.*"], exclude: [layer1.0.relu]}`.
///
/// Where nothing is included, all activations are. Otherwise exactly what fits is: a glob takes activations where it fits
/// any, and gates where it fits nothing else; a gate that is named in full is always taken. What is excluded is taken out
/// again, whatever it is.
///
/// ```
/// use actsearch::pt2;
/// use actsearch::task::Glob;
/// use actsearch::task::exported::{SiteGlobs, activation_calls};
///
/// let program = pt2::read(include_bytes!("../../../tests/data/exported/convolutional.pt2"))?;
/// let calls = activation_calls(&program)?;
/// let globs = SiteGlobs { include: vec![Glob::new("act*")], exclude: vec![Glob::new("act_2")] };
/// assert_eq!(globs.select(&calls), Ok(vec![1]));
/// assert_eq!(SiteGlobs::default().select(&calls), Ok(vec![0, 1, 2]));
///
/// let misspelt = SiteGlobs { include: vec![Glob::new("acts")], exclude: vec![] };
/// let unfit = &misspelt.select(&calls).unwrap_err()[0];
/// assert_eq!(unfit.to_string(), "is `acts`, which fits no call of an activation function");
/// assert_eq!(unfit.help, "did you mean `act`? The calls are gelu, act, act_2");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteGlobs {
    /// What is searched; all activations where nothing is given.
    pub include: Vec<Glob>,
    /// What is not.
    pub exclude: Vec<Glob>,
}

/// Something in [`SiteGlobs`] that fits nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit {
    /// Where it stands, as `include.0`; empty for both lists together.
    pub path: String,
    /// The glob; nothing if it is all of them together that leave nothing.
    pub glob: Option<Glob>,
    /// What would fit.
    pub help: String,
}

/// What is wrong, without the place.
impl fmt::Display for Unfit {
    fn fmt(&self, text: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.glob {
            Some(glob) => write!(text, "is `{}`, which fits no call of an activation function", glob.text()),
            None => text.write_str("leaves nothing to search: everything that is included is excluded"),
        }
    }
}

impl SiteGlobs {
    /// How the `sites` of an exported network are read and described.
    #[must_use]
    pub fn shape() -> Shape<Self> {
        let globs = || list(text(), 1..=1024).map(|texts| texts.iter().map(|text| Glob::new(text)).collect());
        record("which activation functions of the model are searched", move |fields| {
            let about = "names, where `*` stands for any characters and `?` for one; all activations where not given. Gates \
                         are taken by their full name, or by what fits gates alone";
            let include = fields.optional("include", about, globs()).unwrap_or_default();
            let about = "names in the same way, which stay as they are";
            let exclude = fields.optional("exclude", about, globs()).unwrap_or_default();
            Some(Self { include, exclude })
        })
    }

    /// The calls that are searched, by their index in ascending order.
    ///
    /// # Errors
    /// All globs that fit nothing; or that nothing is left.
    pub fn select(&self, calls: &[ActivationCall]) -> Result<Vec<usize>, Vec<Unfit>> {
        let mut unfit = Vec::new();
        let mut chosen = vec![false; calls.len()];
        for (at, glob) in self.include.iter().enumerate() {
            let taken = included(glob, calls);
            for call in &taken {
                chosen[*call] = true;
            }
            if taken.is_empty() {
                unfit.push(Unfit::new(format!("include.{at}"), glob, calls));
            }
        }
        if self.include.is_empty() {
            chosen = calls.iter().map(|call| call.role == CallRole::Activation).collect();
        }
        for (at, glob) in self.exclude.iter().enumerate() {
            let taken = fitting(glob, calls);
            for call in &taken {
                chosen[*call] = false;
            }
            if taken.is_empty() {
                unfit.push(Unfit::new(format!("exclude.{at}"), glob, calls));
            }
        }
        let chosen: Vec<usize> = (0..calls.len()).filter(|at| chosen[*at]).collect();
        if unfit.is_empty() && chosen.is_empty() {
            unfit.push(Unfit { path: String::new(), glob: None, help: listed(calls) });
        }
        if unfit.is_empty() { Ok(chosen) } else { Err(unfit) }
    }
}

fn fitting(glob: &Glob, calls: &[ActivationCall]) -> Vec<usize> {
    (0..calls.len()).filter(|at| glob.fits(&calls[*at].name)).collect()
}

/// What a glob includes: the activations that it fits, or what it fits if these are gates alone.
fn included(glob: &Glob, calls: &[ActivationCall]) -> Vec<usize> {
    let all = fitting(glob, calls);
    let activations: Vec<usize> =
        all.iter().copied().filter(|at| calls[*at].role == CallRole::Activation).collect();
    if activations.is_empty() { all } else { activations }
}

impl Unfit {
    fn new(path: String, glob: &Glob, calls: &[ActivationCall]) -> Self {
        let names: Vec<&str> = calls.iter().map(|call| call.name.as_str()).collect();
        let nearest = suggestion(glob.text(), &names).map(|question| format!("{question} "));
        let help = listed(calls);
        let help = nearest.map_or_else(|| help.clone(), |nearest| format!("{nearest}T{}", &help[1..]));
        Self { path, glob: Some(glob.clone()), help }
    }
}

/// So many names are told of a model that has more.
const MOST_NAMES: usize = 64;

fn listed(calls: &[ActivationCall]) -> String {
    let names: Vec<&str> = calls.iter().take(MOST_NAMES).map(|call| call.name.as_str()).collect();
    let rest =
        if calls.len() > MOST_NAMES { format!(", … ({} in all)", calls.len()) } else { String::new() };
    format!("the calls are {}{rest}", names.join(", "))
}
