//! The formats in which a definition can be written.

use super::{Definition, pytorch, yaml};

/// A form in which learned activations are taken home.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// The mixes themselves: bases, hulls and coefficients, for any program.
    Yaml,
    /// A Python module with one `nn.Module` for each site.
    Pytorch,
}

impl Format {
    /// Every format, in the order in which they are listed.
    pub const ALL: [Self; 2] = [Self::Yaml, Self::Pytorch];

    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Yaml => "yaml",
            Self::Pytorch => "pytorch",
        }
    }

    /// The format of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The name of the file that holds a definition in this format.
    #[must_use]
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Yaml => "activations.yaml",
            Self::Pytorch => "activations.py",
        }
    }
}

/// Writes a definition as a whole file; the same definition always gives the same bytes.
///
/// ```
/// use actsearch::activation::{Base, Hull, LearnedMix, Mix, Sharing};
/// use actsearch::export::{Definition, Format, Provenance, read_yaml, render};
///
/// let provenance = Provenance {
///     search: "fashion-lenet5".to_owned(),
///     trial: 17,
///     validation_accuracy: 0.9123,
///     test_accuracy: None,
///     space_sha256: "0".repeat(64),
///     seed: 7,
///     program: "actsearch 0.1.0".to_owned(),
/// };
/// let conv1 = LearnedMix {
///     site: "conv1".to_owned(),
///     mix: Mix::new(vec![Base::Identity, Base::RELU], Hull::Affine, Sharing::Layer),
///     coefficients: vec![vec![0.25, 0.75]],
///     parameters: Vec::new(),
/// };
/// let definition = Definition::new(provenance, vec![conv1])?;
/// assert_eq!(read_yaml(&render(Format::Yaml, &definition))?, definition);
/// assert!(render(Format::Pytorch, &definition).contains("class Conv1Activation"));
/// # Ok::<(), actsearch::export::Error>(())
/// ```
#[must_use]
pub fn render(format: Format, definition: &Definition) -> String {
    match format {
        Format::Yaml => yaml::render(definition),
        Format::Pytorch => pytorch::render(definition),
    }
}
