//! The formats in which learned mixes and trained networks can be written.

use super::script::Script;
use super::{
    Definition, Error, Trained, c, jax, json, keras, onnx, pytorch, rust, safetensors, torchscript, yaml,
};

/// A form in which learned activations are taken home.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// The mixes themselves: bases, hulls and coefficients, for any program.
    Yaml,
    /// The same as JSON.
    Json,
    /// A Python module with one `nn.Module` for each site.
    Pytorch,
    /// A Python module with one layer of Keras 3 for each site, for any of its backends.
    Keras,
    /// A Python module with one pure function and one Flax module for each site.
    Jax,
    /// A model for ONNX runtimes.
    Onnx,
    /// A compiled module that libtorch loads in C++ and in Python.
    Torchscript,
    /// Plain functions for scalars and slices, and a module for the crate tch.
    Rust,
    /// Plain functions in a header.
    C,
    /// The weights by their names.
    Safetensors,
}

/// What is written.
#[derive(Clone, Copy, Debug)]
pub enum What<'a> {
    /// The activations by themselves.
    Mix(&'a Definition),
    /// The whole network around them, with its weights.
    Network(&'a Trained),
}

/// How a site is computed whose function has a [`Simplified`](crate::activation::Simplified) form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// By that form, wherever it is not trained further.
    #[default]
    Simplified,
    /// By all of its bases.
    Exact,
}

/// What comes of an export.
#[derive(Clone, Debug, PartialEq)]
pub enum Exported {
    /// Whole files.
    Files(Vec<File>),
    /// A program for libtorch, which makes a file of it.
    Script(Script),
}

/// A file, by its name in the folder that is exported into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name: letters, digits, underscores and a dot, whatever sites and searches are called.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

impl File {
    pub(super) fn text(name: &str, text: String) -> Self {
        Self { name: name.to_owned(), bytes: text.into_bytes() }
    }
}

impl Format {
    /// Every format, in the order in which they are listed.
    pub const ALL: [Self; 10] = [
        Self::Yaml,
        Self::Json,
        Self::Pytorch,
        Self::Keras,
        Self::Jax,
        Self::Onnx,
        Self::Torchscript,
        Self::Rust,
        Self::C,
        Self::Safetensors,
    ];

    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Yaml => "yaml",
            Self::Json => "json",
            Self::Pytorch => "pytorch",
            Self::Keras => "keras",
            Self::Jax => "jax",
            Self::Onnx => "onnx",
            Self::Torchscript => "torchscript",
            Self::Rust => "rust",
            Self::C => "c",
            Self::Safetensors => "safetensors",
        }
    }

    /// The format of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// Whether a whole network can be written in it.
    #[must_use]
    pub fn holds_networks(self) -> bool {
        match self {
            Self::Yaml | Self::Json | Self::C => false,
            Self::Pytorch
            | Self::Keras
            | Self::Jax
            | Self::Onnx
            | Self::Torchscript
            | Self::Rust
            | Self::Safetensors => true,
        }
    }
}

/// Writes learned mixes, or a trained network, in a format; the same always gives the same bytes.
///
/// # Errors
/// If the format holds mixes only and a network is to be written.
///
/// ```
/// use actsearch::activation::{Base, Hull, LearnedMix, Mix, Sharing};
/// use actsearch::export::{Definition, Exported, Form, Format, What, export};
///
/// let conv1 = LearnedMix {
///     site: "conv1".to_owned(),
///     mix: Mix::new(vec![Base::Identity, Base::RELU], Hull::Affine, Sharing::Layer),
///     coefficients: vec![vec![0.25, 0.75]],
///     parameters: Vec::new(),
/// };
/// let by_hand = Definition::new(None, vec![conv1])?;
/// let Exported::Files(files) = export(Format::Pytorch, What::Mix(&by_hand), Form::Simplified)? else { panic!() };
/// assert_eq!(files[0].name, "activations.py");
/// assert!(String::from_utf8_lossy(&files[0].bytes).contains("class Conv1Activation"));
/// # Ok::<(), actsearch::export::Error>(())
/// ```
pub fn export(format: Format, what: What<'_>, form: Form) -> Result<Exported, Error> {
    let files = match (format, what) {
        (Format::Yaml | Format::Json | Format::C, What::Network(_)) => {
            return Err(Error::MixesOnly(format));
        }
        (Format::Yaml, What::Mix(definition)) => {
            vec![File::text("activations.yaml", yaml::render(definition))]
        }
        (Format::Json, What::Mix(definition)) => {
            vec![File::text("activations.json", json::render(definition))]
        }
        (Format::C, What::Mix(definition)) => c::files(definition, form),
        (Format::Pytorch, _) => pytorch::files(what, form),
        (Format::Keras, _) => keras::files(what, form),
        (Format::Jax, _) => jax::files(what, form),
        (Format::Onnx, _) => onnx::files(what, form),
        (Format::Torchscript, _) => return Ok(Exported::Script(torchscript::script(what, form))),
        (Format::Rust, _) => rust::files(what, form),
        (Format::Safetensors, _) => vec![safetensors::file(what)],
    };
    Ok(Exported::Files(files))
}
