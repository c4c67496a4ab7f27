//! Which arrays are what: by the names that are in use, or as the space file says.

use super::NpzProblem;
use crate::dataset::section::Section;
use crate::task::ArrayNames;

/// What an array is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    X,
    Y,
}

impl Role {
    /// The words for samples or labels, and names that are the training part by themselves.
    fn words(self) -> &'static [&'static str] {
        match self {
            Self::X => &["x", "images", "data"],
            Self::Y => &["y", "labels", "targets"],
        }
    }

    /// `x_train`: the name that a space file has for it.
    pub fn name(self, section: Section) -> String {
        format!("{}_{}", self.words()[0], section.words()[0])
    }
}

/// Whether an array of this name is in use for that, in any case of letters: `x_train`, `train_x`, `X_train`,
/// `train_images`, and for the training part of a file without others `X`.
fn is_usual(name: &str, role: Role, section: Section) -> bool {
    let name = name.to_lowercase();
    role.words().iter().any(|what| {
        let both = |part: &&str| name == format!("{what}_{part}") || name == format!("{part}_{what}");
        section.words().iter().any(both) || (section == Section::Training && name == *what)
    }) || (section == Section::Training && role == Role::Y && name == "target")
}

/// The array for that, if there is one; as the space file says, else the one that has a usual name.
pub(super) fn find(
    known: &[String],
    given: &ArrayNames,
    role: Role,
    section: Section,
) -> Result<Option<String>, NpzProblem> {
    let key = role.name(section);
    if let Some(name) = given.get(&key) {
        let there = known.iter().any(|known| known == name);
        let lacking = || NpzProblem::Named { key, name: name.to_owned(), known: known.to_vec() };
        return if there { Ok(Some(name.to_owned())) } else { Err(lacking()) };
    }
    let usual = |name: &&String| is_usual(name, role, section) && !given.has(name);
    let mut found: Vec<String> = known.iter().filter(usual).cloned().collect();
    match found.len() {
        0 | 1 => Ok(found.pop()),
        _ => Err(NpzProblem::Ambiguous { key, found }),
    }
}
