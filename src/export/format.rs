//! The formats in which learned mixes and trained networks can be written.

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
    /// The program that PyTorch exported, trained.
    Pt2,
}

impl Format {
    /// Every format, in the order in which they are listed.
    pub const ALL: [Self; 11] = [
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
        Self::Pt2,
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
            Self::Pt2 => "pt2",
        }
    }

    /// The format of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// Whether mixes by themselves can be written in it.
    #[must_use]
    pub fn holds_mixes(self) -> bool {
        match self {
            Self::Yaml
            | Self::Json
            | Self::Pytorch
            | Self::Keras
            | Self::Jax
            | Self::Onnx
            | Self::Torchscript
            | Self::Rust
            | Self::C
            | Self::Safetensors => true,
            Self::Pt2 => false,
        }
    }

    /// Whether a whole network of layers can be written in it.
    #[must_use]
    pub fn holds_networks(self) -> bool {
        match self {
            Self::Yaml | Self::Json | Self::C | Self::Pt2 => false,
            Self::Pytorch
            | Self::Keras
            | Self::Jax
            | Self::Onnx
            | Self::Torchscript
            | Self::Rust
            | Self::Safetensors => true,
        }
    }

    /// Whether a whole network can be written in it that PyTorch exported.
    #[must_use]
    pub fn holds_exported_networks(self) -> bool {
        match self {
            Self::Pytorch | Self::Safetensors | Self::Pt2 => true,
            Self::Yaml
            | Self::Json
            | Self::Keras
            | Self::Jax
            | Self::Onnx
            | Self::Torchscript
            | Self::Rust
            | Self::C => false,
        }
    }
}
