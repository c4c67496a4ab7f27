//! The golden files, and what is in them by the names of the sites.

use tch::nn::{Module, Path};

macro_rules! golden {
    ($name:ident, $path:literal) => {
        #[path = $path]
        #[rustfmt::skip]
        #[expect(clippy::pedantic, clippy::allow_attributes_without_reason, reason = "code for other projects")]
        pub mod $name;
    };
}

golden!(catalogue, "../golden/catalogue/activations_tch.rs");
golden!(every_layer, "../golden/every_layer/network.rs");
golden!(hostile, "../golden/hostile/activations_tch.rs");
golden!(lenet5, "../golden/lenet5/activations_tch.rs");
golden!(vector, "../golden/vector/network.rs");

/// Makes the module of a site, in a path, trainable or not.
pub type Make = fn(Path<'_>, bool) -> Box<dyn Module>;

macro_rules! makes {
    ($($site:literal: $of:ty),+ $(,)?) => {
        vec![$(($site, |path, trainable| Box::new(<$of>::new(path, trainable)))),+]
    };
}

/// The modules of the golden definition of this name, in the order of the sites.
pub fn modules(name: &str) -> Vec<(&'static str, Make)> {
    match name {
        "lenet5" => makes![
            "conv1": lenet5::Conv1Activation,
            "conv2": lenet5::Conv2Activation,
            "fc1": lenet5::Fc1Activation,
        ],
        "catalogue" => makes![
            "linear": catalogue::LinearActivation,
            "frozen": catalogue::FrozenActivation,
            "scaled": catalogue::ScaledActivation,
            "plain_swish": catalogue::PlainSwishActivation,
            "plain_prelu": catalogue::PlainPreluActivation,
            "leaky": catalogue::LeakyActivation,
            "per_channel": catalogue::PerChannelActivation,
            "nothing": catalogue::NothingActivation,
        ],
        _ => makes![
            "class": hostile::ClassActivation,
            "conv 1": hostile::Conv1Activation,
            "\"\"\"": hostile::SiteActivation2,
        ],
    }
}
