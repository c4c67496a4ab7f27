//! The layers of a space file.

use super::{ConvSpec, LayerSpec, Outputs, Padding, PoolSpec, Pooling};
use crate::activation::shape::mix;
use crate::yaml::{
    Complaint, Interval, Record, Shape, Tag, boolean, brief, integer, integer_or, nothing, number,
    one_or_list, record, recursive, tagged, text, word,
};
use std::ops::RangeInclusive;

/// The most channels of a layer, and neurons.
const MOST_CHANNELS: u64 = 16_384;
/// The largest kernel, stride and padding.
const WIDEST: u64 = 255;
/// The most layers in one list.
const LONGEST: usize = 1024;

/// How the layers of a network are read and described.
pub(in crate::task) fn layers() -> Shape<Vec<LayerSpec>> {
    one_or_list(layer(), 1..=LONGEST)
}

fn layer() -> Shape<LayerSpec> {
    recursive("layer", |layer| {
        tagged(vec![
            Tag::new("conv", "a convolution with a square kernel", conv()),
            Tag::new(
                "linear",
                "matrix product plus bias; `linear: classes` gives the logits",
                brief(outputs().map(|outputs| linear(outputs, true, None)), linear_record()),
            ),
            Tag::new("pool", "the maximum or the mean of squares of pixels", pool()),
            Tag::new(
                "batch_norm",
                "each channel shifted and scaled by its mean and variance",
                named("in place of bn1, bn2, …", |name| LayerSpec::BatchNorm { name }),
            ),
            Tag::new(
                "dropout",
                "numbers set to zero at random in training",
                brief(share().map(|share| LayerSpec::Dropout { share }), dropout_record()),
            ),
            Tag::new("flatten", "image to vector", nothing(LayerSpec::Flatten)),
            Tag::new("global_pool", "image to the mean of each channel", nothing(LayerSpec::GlobalPool)),
            Tag::new("pad_channels", "channels of zeros are appended", pad_channels()),
            Tag::new("residual", "what its layers make of the input plus what its shortcut makes of it", {
                residual(layer.clone())
            }),
            Tag::new("repeat", "the same layers several times, each time with weights of their own", {
                repeat(layer)
            }),
            Tag::new(
                "activation",
                "a site: here stands what is searched for, or what is fixed",
                activation(),
            ),
        ])
    })
}

fn conv() -> Shape<LayerSpec> {
    record("", |fields| {
        let channels = fields.required("channels", "output channels", count(1..=MOST_CHANNELS));
        let kernel = fields.required("kernel", "rows and columns of the kernel", count(1..=WIDEST));
        let stride = fields.or("stride", "how far the kernel moves at a time", count(1..=WIDEST), 1);
        let padding = fields.or(
            "padding",
            "rows and columns of zeros around the image; with `same` and a stride of 1 the image keeps its size",
            integer_or(0..=WIDEST, "same"),
            Some(0),
        );
        let bias = fields.or(
            "bias",
            "whether a bias is added; in front of batch_norm it is useless",
            boolean(),
            true,
        );
        let name = fields.optional("name", "a name in place of conv1, conv2, …", name());
        let padding = padding.map_or(Padding::Same, |padding| Padding::By(small(padding)));
        Some(LayerSpec::Conv(ConvSpec { channels: channels?, kernel: kernel?, stride, padding, bias, name }))
    })
}

fn linear(outputs: Option<u64>, bias: bool, name: Option<String>) -> LayerSpec {
    let outputs = outputs.map_or(Outputs::Classes, |outputs| Outputs::Number(small(outputs)));
    LayerSpec::Linear { outputs, bias, name }
}

fn linear_record() -> Shape<LayerSpec> {
    record("", |fields| {
        let number = "size of the output vector; `classes` is the number of labels";
        let number = fields.required("outputs", number, outputs());
        let bias = fields.or("bias", "whether a bias is added", boolean(), true);
        let name = fields.optional("name", "a name in place of fc1, fc2, …", name());
        Some(linear(number?, bias, name))
    })
}

fn outputs() -> Shape<Option<u64>> {
    integer_or(1..=MOST_CHANNELS, "classes")
}

fn pool() -> Shape<LayerSpec> {
    record("", |fields| {
        let kinds = word(vec![("max", Pooling::Max), ("average", Pooling::Average)]);
        let kind = fields.optional("kind", "what is taken of each square; max where not given", kinds);
        let size = fields.required("size", "rows and columns of a square", count(1..=WIDEST));
        let stride = "how far the square moves at a time; as far as it is wide where not given";
        let stride = fields.optional("stride", stride, count(1..=WIDEST));
        let padding = "rows and columns around the image, at most half a square";
        let padding = fields.or("padding", padding, count(0..=WIDEST), 0);
        Some(LayerSpec::Pool(PoolSpec { kind: kind.unwrap_or(Pooling::Max), size: size?, stride, padding }))
    })
}

fn share() -> Shape<f64> {
    number(Interval::at_least(0.0).below(1.0))
}

fn dropout_record() -> Shape<LayerSpec> {
    record("", |fields| {
        let share = fields.required("share", "the share that is set to zero", share());
        Some(LayerSpec::Dropout { share: share? })
    })
}

fn pad_channels() -> Shape<LayerSpec> {
    record("", |fields| {
        let to = fields.required("to", "how many channels there are then", count(1..=MOST_CHANNELS));
        Some(LayerSpec::PadChannels { to: to? })
    })
}

fn residual(layer: Shape<LayerSpec>) -> Shape<LayerSpec> {
    record("", move |fields: &mut Record| {
        let inside = |least| one_or_list(layer.clone(), least..=LONGEST);
        let layers = fields.required("layers", "the layers", inside(1));
        let shortcut = "the other way, which must give the same shape; the input itself where not given";
        let shortcut = fields.optional("shortcut", shortcut, inside(0)).unwrap_or_default();
        let name = fields.optional("name", "a name in place of residual1, residual2, …", name());
        Some(LayerSpec::Residual { layers: layers?, shortcut, name })
    })
}

fn repeat(layer: Shape<LayerSpec>) -> Shape<LayerSpec> {
    record("", move |fields: &mut Record| {
        let times = fields.required("times", "how often", count(1..=1000));
        let layers = fields.required("layers", "the layers", one_or_list(layer.clone(), 1..=LONGEST));
        Some(LayerSpec::Repeat { times: times?, layers: layers? })
    })
}

fn activation() -> Shape<LayerSpec> {
    record("", |fields| {
        let name = fields.optional("name", "a name in place of that of the layer before it", name());
        let about = "what stands here in every candidate, and is not searched";
        let fixed = fields.optional("fixed", about, mix());
        Some(LayerSpec::Activation { name, fixed })
    })
}

/// A layer of which there is nothing to say but its name.
fn named(place: &str, make: impl Fn(Option<String>) -> LayerSpec + 'static) -> Shape<LayerSpec> {
    let about = format!("a name {place}");
    record("", move |fields| {
        let name = fields.optional("name", &about, name());
        Some(make(name))
    })
}

fn name() -> Shape<String> {
    text().check(|name| {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if (1..=64).contains(&name.len()) && name.chars().all(plain) {
            return Ok(());
        }
        Err(Complaint::allowed("1 to 64 letters, digits, `-` and `_`"))
    })
}

fn count(range: RangeInclusive<u64>) -> Shape<usize> {
    integer(range).map(small)
}

fn small(number: u64) -> usize {
    usize::try_from(number).expect("the ranges here end far below")
}
