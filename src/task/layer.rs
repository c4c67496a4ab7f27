//! A network as a list of layers, with the shapes worked out.

use std::fmt;

/// The shape of one sample between two layers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dims {
    /// Planes of pixels.
    Image {
        /// How many planes.
        channels: usize,
        /// Rows.
        height: usize,
        /// Columns.
        width: usize,
    },
    /// A plain vector.
    Vector(usize),
}

impl Dims {
    /// How many numbers a sample has.
    #[must_use]
    pub fn size(self) -> usize {
        match self {
            Self::Image { channels, height, width } => channels * height * width,
            Self::Vector(size) => size,
        }
    }

    /// How many channels (planes, or neurons of a vector) it has: a site per channel has so many vectors α.
    #[must_use]
    pub fn channels(self) -> usize {
        match self {
            Self::Image { channels, .. } => channels,
            Self::Vector(size) => size,
        }
    }
}

/// `20×12×12`, or `500`.
impl fmt::Display for Dims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Image { channels, height, width } => write!(f, "{channels}×{height}×{width}"),
            Self::Vector(size) => write!(f, "{size}"),
        }
    }
}

/// One layer, from a batch of its input shape to a batch of its output shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Layer {
    /// A convolution with a square kernel, stride 1, no padding.
    Conv {
        /// The name under which its weights are saved.
        name: String,
        /// Input channels.
        inputs: usize,
        /// Output channels.
        outputs: usize,
        /// Rows and columns of the kernel.
        kernel: usize,
    },
    /// The maximum over squares that do not overlap; rows and columns that are left over are dropped.
    MaxPool {
        /// Rows and columns of a square.
        size: usize,
    },
    /// Image to vector.
    Flatten,
    /// Matrix product plus bias.
    Linear {
        /// The name under which its weights are saved.
        name: String,
        /// Size of the input vector.
        inputs: usize,
        /// Size of the output vector.
        outputs: usize,
    },
    /// The site of this index.
    Activation(usize),
}

/// A place where an activation stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Named after the layer whose output it takes.
    pub name: String,
    /// How many vectors α it has if they are per channel.
    pub channels: usize,
}

/// A tensor of weights.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// `conv1.weight`, `fc2.bias`, …
    pub name: String,
    /// Its shape, as libtorch has it.
    pub dims: Vec<usize>,
    /// How many inputs each output sums over: the bound of the start values is 1/√`fan_in`.
    pub fan_in: usize,
    /// Whether weight decay applies: to weights, not to biases.
    pub decays: bool,
}

impl Layer {
    /// Its weights: none for a layer that has nothing to learn.
    #[must_use]
    pub fn parameters(&self) -> Vec<Parameter> {
        match self {
            Self::Conv { name, inputs, outputs, kernel } => {
                weight_and_bias(name, vec![*outputs, *inputs, *kernel, *kernel])
            }
            Self::Linear { name, inputs, outputs } => weight_and_bias(name, vec![*outputs, *inputs]),
            Self::MaxPool { .. } | Self::Flatten | Self::Activation(_) => Vec::new(),
        }
    }
}

fn weight_and_bias(layer: &str, dims: Vec<usize>) -> Vec<Parameter> {
    let fan_in = dims[1..].iter().product();
    let bias = Parameter { name: format!("{layer}.bias"), dims: vec![dims[0]], fan_in, decays: false };
    vec![Parameter { name: format!("{layer}.weight"), dims, fan_in, decays: true }, bias]
}

/// A layer that its input does not fit into.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("layer `{layer}` needs an input of at least {needed}×{needed}, but it gets {input}")]
pub struct Misfit {
    /// The layer's name.
    pub layer: String,
    /// The smallest height and width that fit.
    pub needed: usize,
    /// What reaches the layer.
    pub input: Dims,
}

/// The layers from input to logits, and the activation sites among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Network {
    /// In the order in which a batch passes them.
    pub layers: Vec<Layer>,
    /// In the order in which a batch passes them.
    pub sites: Vec<Site>,
    /// What comes out of the last layer.
    pub output: Dims,
}

impl Network {
    /// A network without layers, for samples of this shape.
    #[must_use]
    pub fn new(input: Dims) -> Self {
        Self { layers: Vec::new(), sites: Vec::new(), output: input }
    }

    /// All weights, in the order of the layers.
    #[must_use]
    pub fn parameters(&self) -> Vec<Parameter> {
        self.layers.iter().flat_map(Layer::parameters).collect()
    }

    /// Adds a convolution.
    ///
    /// # Errors
    /// If the kernel is larger than the image.
    pub fn conv(mut self, name: &str, outputs: usize, kernel: usize) -> Result<Self, Misfit> {
        let (channels, height, width) = self.image_of(name, kernel)?;
        self.layers.push(Layer::Conv { name: name.to_owned(), inputs: channels, outputs, kernel });
        self.output =
            Dims::Image { channels: outputs, height: height - kernel + 1, width: width - kernel + 1 };
        Ok(self)
    }

    /// Adds a maximum over squares.
    ///
    /// # Errors
    /// If the square is larger than the image.
    pub fn max_pool(mut self, size: usize) -> Result<Self, Misfit> {
        let (channels, height, width) = self.image_of("max_pool", size)?;
        self.layers.push(Layer::MaxPool { size });
        self.output = Dims::Image { channels, height: height / size, width: width / size };
        Ok(self)
    }

    fn image_of(&self, layer: &str, needed: usize) -> Result<(usize, usize, usize), Misfit> {
        match self.output {
            Dims::Image { channels, height, width } if height >= needed && width >= needed => {
                Ok((channels, height, width))
            }
            input => Err(Misfit { layer: layer.to_owned(), needed, input }),
        }
    }

    /// Adds the step from image to vector.
    #[must_use]
    pub fn flatten(mut self) -> Self {
        self.layers.push(Layer::Flatten);
        self.output = Dims::Vector(self.output.size());
        self
    }

    /// Adds a matrix product with bias.
    #[must_use]
    pub fn linear(mut self, name: &str, outputs: usize) -> Self {
        self.layers.push(Layer::Linear { name: name.to_owned(), inputs: self.output.size(), outputs });
        self.output = Dims::Vector(outputs);
        self
    }

    /// Adds a site, named after the layer whose output it takes.
    #[must_use]
    pub fn activation(mut self, site: &str) -> Self {
        self.layers.push(Layer::Activation(self.sites.len()));
        self.sites.push(Site { name: site.to_owned(), channels: self.output.channels() });
        self
    }
}
