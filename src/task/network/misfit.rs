//! What can be wrong with a network, and what would fit instead.

use super::Dims;
use std::fmt;

/// A layer that its input does not fit into, or that does not fit into its network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// Where the layer stands among those as typed, such as `3.residual.layers.0.conv`; empty for the network itself.
    pub place: String,
    /// The layer's name, or the word for what has none.
    pub layer: String,
    /// What is wrong.
    pub fault: Box<Fault>,
}

/// What is wrong with a layer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The kernel or square is larger than the image.
    #[error("needs an input of at least {needed}×{needed}, but it gets {input}")]
    TooSmall {
        /// The smallest height and width that fit.
        needed: usize,
        /// What reaches the layer.
        input: Dims,
    },
    /// It works on images only.
    #[error("needs an image, but it gets a vector of {0} numbers")]
    NoImage(usize),
    /// It works on vectors only.
    #[error("needs a vector, but it gets an image of {0}")]
    NoVector(Dims),
    /// Samples are neither images nor vectors.
    #[error("takes images (channels, rows, columns) and vectors (entries), but it gets arrays of {0}")]
    Array(Dims),
    /// The two ways through a residual block give different shapes.
    #[error(
        "gets {input}; its layers make {layers} of it, and its shortcut {shortcut}, which cannot be added"
    )]
    Disagreeing {
        /// What reaches the block.
        input: Dims,
        /// What its layers give.
        layers: Dims,
        /// What its shortcut gives.
        shortcut: Dims,
    },
    /// There are more channels than it should pad to.
    #[error("pads to {to} channels, but it gets {input}")]
    TooMany {
        /// How many channels there should be.
        to: usize,
        /// What reaches the layer.
        input: Dims,
    },
    /// `same` has no meaning for an even kernel.
    #[error("has a kernel of {0}×{0}, for which there is no padding `same`")]
    EvenKernel(usize),
    /// A square could lie outside the image.
    #[error("has a padding of {padding}, more than half of its size, which is {size}")]
    TooWide {
        /// Rows and columns around the image.
        padding: usize,
        /// Rows and columns of a square.
        size: usize,
    },
    /// A number that has to be at least 1.
    #[error("has the {0} 0")]
    Zero(&'static str),
    /// A share that would leave nothing.
    #[error("sets all numbers to zero")]
    NothingLeft,
    /// Two layers, or two sites, of one name.
    #[error("has a name that stands for another {0} already")]
    NameTaken(&'static str),
    /// More numbers than any machine holds.
    #[error("makes {output} of {input}, more than 2^31 numbers for one image")]
    TooLarge {
        /// What reaches the layer.
        input: Dims,
        /// What it gives.
        output: Dims,
    },
    /// The network does not end in one number for each class.
    #[error("is the last and gives {output}, not a vector of {classes} numbers, one for each class")]
    Ending {
        /// What it gives.
        output: Dims,
        /// How many classes there are.
        classes: usize,
    },
    /// Layers come to more than a network may have, once what repeats is written out.
    #[error("takes the network to {found} layers or more, and {most} are allowed")]
    TooManyLayers {
        /// How many there are at least.
        found: u64,
        /// How many there may be.
        most: u64,
    },
    /// There are too many layers around it.
    #[error("stands inside of {0} others, more than a network may have around a layer")]
    TooDeep(usize),
    /// There is no layer inside.
    #[error("repeats nothing")]
    RepeatsNothing,
    /// More weights than a network may have.
    #[error("has {weights} weights, and the network {all} with those before it, more than 2^31")]
    TooHeavy {
        /// How many the layer has.
        weights: u64,
        /// How many there are with it.
        all: u64,
    },
    /// The form of a preset that suits the images is not there.
    #[error("takes images of {sizes} pixels a side, but it gets {input}")]
    Size {
        /// The sizes it takes.
        sizes: &'static str,
        /// What reaches it.
        input: Dims,
    },
    /// No site at which anything is searched.
    #[error("is the last, and {}", nothing_searched(*n_fixed))]
    NoSite {
        /// At how many sites the activation is fixed.
        n_fixed: usize,
    },
}

/// ``layer `conv2` needs an input of at least 5×5, but it gets 20×2×2``.
impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match *self.fault {
            Fault::Size { .. } => "preset",
            Fault::NameTaken(what) => what,
            Fault::TooSmall { .. }
            | Fault::NoImage(_)
            | Fault::NoVector(_)
            | Fault::Array(_)
            | Fault::Disagreeing { .. }
            | Fault::TooMany { .. }
            | Fault::EvenKernel(_)
            | Fault::TooWide { .. }
            | Fault::Zero(_)
            | Fault::NothingLeft
            | Fault::TooLarge { .. }
            | Fault::Ending { .. }
            | Fault::TooManyLayers { .. }
            | Fault::TooDeep(_)
            | Fault::RepeatsNothing
            | Fault::TooHeavy { .. }
            | Fault::NoSite { .. } => "layer",
        };
        write!(f, "{what} `{}` {}", self.layer, self.fault)
    }
}

impl std::error::Error for Misfit {}

impl Fault {
    /// What would fit.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::TooSmall { .. } => {
                "choose a smaller kernel or size, give it `padding`, or leave out a `pool` before it"
                    .to_owned()
            }
            Self::NoImage(_) => "put it before what makes a vector of the image".to_owned(),
            Self::NoVector(_) => "put `flatten` or `global_pool` before it".to_owned(),
            Self::Array(_) => "give the network as PyTorch exports it, `network: {exported: FILE}`; it takes samples of any \
                               shape"
                .to_owned(),
            Self::Disagreeing { input, layers, .. } => shortcut_that_fits(*input, *layers),
            Self::TooMany { input, .. } => format!("pad to {} or more", input.channels()),
            Self::EvenKernel(kernel) => {
                format!("choose an odd kernel, or a number such as `padding: {}`", kernel / 2)
            }
            Self::TooWide { size, .. } => format!("set it to {} or less", size / 2),
            Self::Zero(_) => "set it to 1 or more".to_owned(),
            Self::NothingLeft => "choose a share below 1".to_owned(),
            Self::NameTaken(_) => {
                "choose another name, or leave it out, above all inside of `repeat`: names are numbered then"
                    .to_owned()
            }
            Self::TooLarge { .. } => "choose fewer channels, or less padding".to_owned(),
            Self::Ending { output: Dims::Vector(_), .. } => "append `linear: {outputs: classes}`".to_owned(),
            Self::Ending { output: Dims::Image { .. } | Dims::Array(_), .. } => {
                "append `flatten` or `global_pool`, and then `linear: {outputs: classes}`".to_owned()
            }
            Self::TooManyLayers { .. } => "repeat fewer times".to_owned(),
            Self::TooDeep(_) => {
                "write the layers one after another: `repeat` in `repeat` is one `repeat`".to_owned()
            }
            Self::RepeatsNothing => "put layers into it, or leave it out".to_owned(),
            Self::TooHeavy { .. } => {
                "choose fewer channels or outputs, a smaller kernel, or `pool` before it".to_owned()
            }
            Self::Size { .. } => "choose another preset or data set".to_owned(),
            Self::NoSite { n_fixed: 0 } => {
                "put `activation` where the searched mixes are to stand".to_owned()
            }
            Self::NoSite { .. } => {
                "leave `fixed` out of an `activation` where the searched mixes are to stand".to_owned()
            }
        }
    }
}

fn nothing_searched(n_fixed: usize) -> &'static str {
    if n_fixed == 0 { "no `activation` stands before it" } else { "every `activation` before it is fixed" }
}

/// The shortcut that makes what the layers of a block make of its input, if there is a simple one.
fn shortcut_that_fits(input: Dims, wanted: Dims) -> String {
    let simple = match (input, wanted) {
        (_, Dims::Vector(outputs)) => {
            let flatten = if matches!(input, Dims::Image { .. }) { "flatten, " } else { "" };
            Some(format!("[{flatten}{{linear: {{outputs: {outputs}}}}}]"))
        }
        (Dims::Image { height, width, .. }, Dims::Image { channels, height: rows, width: columns }) => {
            let reaches =
                |stride: &usize| (height - 1) / stride + 1 == rows && (width - 1) / stride + 1 == columns;
            let conv = |stride| format!("[{{conv: {{channels: {channels}, kernel: 1, stride: {stride}}}}}]");
            (1..=height.max(width)).find(reaches).map(conv)
        }
        (Dims::Vector(_) | Dims::Array(_), Dims::Image { .. }) | (_, Dims::Array(_)) => None,
    };
    let or_else = "let both ways give the same shape: `padding: same` keeps rows and columns".to_owned();
    simple.map_or(or_else, |shortcut| format!("a shortcut that fits is `shortcut: {shortcut}`"))
}
