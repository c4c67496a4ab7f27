//! Names of Python classes, made from names of sites that may contain anything.

use std::collections::HashSet;

/// The class of every site, in the same order: valid, and no two the same.
///
/// A name ends in `Activation` or `Activation` and a number, so it is no keyword and none of the module's other names.
pub(super) fn class_names<'a>(sites: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut taken = HashSet::new();
    sites.into_iter().map(|site| first_free(&class_name(site), &mut taken)).collect()
}

fn first_free(name: &str, taken: &mut HashSet<String>) -> String {
    let numbered = (2..).map(|number| format!("{name}{number}"));
    let mut names = std::iter::once(name.to_owned()).chain(numbered);
    names.find(|name| taken.insert(name.clone())).expect("only finitely many names are taken")
}

/// `conv1` as `Conv1Activation`, `layer2.0.act` as `Layer2_0ActActivation`, and what has no letter as `SiteActivation`.
fn class_name(site: &str) -> String {
    let mut name = String::new();
    for word in site.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        if name.ends_with(is_digit) && word.starts_with(is_digit) {
            name.push('_');
        }
        name.push_str(&word[..1].to_ascii_uppercase());
        name.push_str(&word[1..]);
    }
    let prefix = if name.is_empty() || name.starts_with(is_digit) { "Site" } else { "" };
    format!("{prefix}{name}Activation")
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}
