//! Names with wildcards.

/// A name of sites in which `*` stands for any characters, dots too, and `?` for one.
///
/// ```
/// use actsearch::task::Glob;
///
/// let glob = Glob::new("layer?.*.relu");
/// assert!(glob.fits("layer1.0.relu"));
/// assert!(!glob.fits("layer1.relu"));
/// assert!(Glob::new("fc1").is_name());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glob(String);

impl Glob {
    /// The glob that is written like this; every text is one.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// How it is written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Whether it has no wildcard, and fits one name only.
    #[must_use]
    pub fn is_name(&self) -> bool {
        !self.0.contains(['*', '?'])
    }

    /// Whether a name is one of those that are meant.
    ///
    /// Only the last `*` is ever given more: what stood before it fits already. So this takes at most as many steps as
    /// the lengths of both, multiplied.
    #[must_use]
    pub fn fits(&self, name: &str) -> bool {
        if self.is_name() {
            self.0 == name
        } else if self.0.is_ascii() && name.is_ascii() {
            fits(self.0.as_bytes(), name.as_bytes(), b'*', b'?')
        } else {
            let (glob, name): (Vec<char>, Vec<char>) = (self.0.chars().collect(), name.chars().collect());
            fits(&glob, &name, '*', '?')
        }
    }
}

/// Whether characters are among those that are meant, where `many` stands for any number of them and `one` for one.
fn fits<T: Copy + PartialEq>(glob: &[T], name: &[T], many: T, one: T) -> bool {
    let (mut in_glob, mut in_name) = (0, 0);
    // Where the last `*` is, and where the name goes on behind what it stands for.
    let mut star: Option<(usize, usize)> = None;
    while in_name < name.len() {
        match glob.get(in_glob) {
            Some(char) if *char == many => {
                star = Some((in_glob, in_name));
                in_glob += 1;
            }
            Some(char) if *char == one || *char == name[in_name] => {
                in_glob += 1;
                in_name += 1;
            }
            _ => {
                let Some((at, end)) = star else { return false };
                star = Some((at, end + 1));
                (in_glob, in_name) = (at + 1, end + 1);
            }
        }
    }
    glob[in_glob..].iter().all(|char| *char == many)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_stand_for_any_characters() {
        let check = |glob: &str, name: &str, expected: bool| {
            assert_eq!(Glob::new(glob).fits(name), expected, "{glob} {name}");
        };
        check("relu", "relu", true);
        check("relu", "relu_2", false);
        check("relu*", "relu_2", true);
        check("*", "", true);
        check("*", "layer1.0.relu", true);
        check("", "", true);
        check("", "a", false);
        check("?", "", false);
        check("layer?.*", "layer1.0.relu", true);
        check("layer?.*", "layer10.0.relu", false);
        check("*.relu", "layer1.0.relu.1.relu", true);
        check("*.relu", "layer1.0.relu_2", false);
        check("a*b*c", "abcbcbc", true);
        check("a*b*c", "abcbcb", false);
        check("*é?", "né1", true);
    }

    #[test]
    fn many_stars_end_soon() {
        let glob = Glob::new(&"*a".repeat(200));
        assert!(!glob.fits(&"a".repeat(199)));
        assert!(glob.fits(&"a".repeat(2_000)));
    }
}
