//! Names, shapes and misfits of networks.

use super::*;
use crate::activation::Base;

pub(super) const IMAGE: Dims = Dims::Image { channels: 3, height: 8, width: 8 };

fn conv(channels: usize, kernel: usize, stride: usize, padding: Padding) -> LayerSpec {
    LayerSpec::Conv(ConvSpec { channels, kernel, stride, padding, bias: true, name: None })
}

fn same(channels: usize) -> LayerSpec {
    conv(channels, 3, 1, Padding::Same)
}

fn pool(size: usize, stride: Option<usize>, padding: usize) -> LayerSpec {
    LayerSpec::Pool(PoolSpec { kind: Pooling::Max, size, stride, padding })
}

fn norm() -> LayerSpec {
    LayerSpec::BatchNorm { name: None }
}

fn named(name: &str) -> LayerSpec {
    LayerSpec::Activation { name: Some(name.to_owned()), fixed: None }
}

fn fixed(name: &str) -> LayerSpec {
    LayerSpec::Activation { name: Some(name.to_owned()), fixed: Some(Mix::plain(Base::RELU)) }
}

fn residual(layers: Vec<LayerSpec>, shortcut: Vec<LayerSpec>) -> LayerSpec {
    LayerSpec::Residual { layers, shortcut, name: None }
}

/// The layers between an image and four logits.
fn built(layers: Vec<LayerSpec>) -> Result<Network, Misfit> {
    let ending = [LayerSpec::GlobalPool, LayerSpec::logits()];
    Network::build(&layers.into_iter().chain(ending).collect::<Vec<_>>(), IMAGE, 4)
}

fn sites(network: &Network) -> Vec<&str> {
    network.sites.iter().map(|site| site.name.as_str()).collect()
}

#[track_caller]
pub(super) fn check_misfit(layers: Vec<LayerSpec>, place: &str, message: &str, help: &str) {
    let misfit = built(layers).unwrap_err();
    assert_eq!(
        (misfit.place.as_str(), misfit.to_string().as_str(), misfit.fault.help().as_str()),
        (place, message, help)
    );
}

#[test]
fn layers_are_numbered_by_kind_in_the_order_in_which_a_batch_passes_them() {
    let shortcut = vec![conv(5, 1, 1, Padding::By(0)), norm()];
    let block = residual(vec![same(5), norm(), LayerSpec::site(), same(5)], shortcut);
    let network =
        built(vec![same(4), norm(), block, LayerSpec::site(), residual(vec![same(5)], vec![])]).unwrap();
    let labels: Vec<&str> = network.flat().into_iter().map(|layer| layer.kind.label()).collect();
    assert_eq!(
        labels.join(" "),
        "conv1 bn1 residual1 conv2 bn2 activation conv3 conv4 bn3 activation residual2 conv5 global_pool fc1"
    );
    let parameters: Vec<String> = network.parameters().into_iter().map(|parameter| parameter.name).collect();
    assert_eq!(parameters[4..8], ["conv2.weight", "conv2.bias", "bn2.weight", "bn2.bias"]);
    let buffers: Vec<String> = network.buffers().into_iter().map(|buffer| buffer.name).collect();
    assert_eq!(buffers[2..4], ["bn2.running_mean", "bn2.running_var"]);
}

#[test]
fn a_site_is_named_after_what_ended_last_before_it() {
    let site = LayerSpec::site;
    let inner = residual(vec![norm(), site(), same(3), site()], vec![site()]);
    let layers =
        vec![site(), same(3), norm(), site(), pool(2, None, 0), inner, site(), same(2), site(), site()];
    let network = built(layers).unwrap();
    let expected = ["input", "conv1", "conv1_2", "conv2", "conv1_3", "residual1", "conv3", "conv3_2"];
    assert_eq!(sites(&network), expected);
    let layers = vec![named("first"), same(3), named("conv1"), site()];
    assert_eq!(sites(&built(layers).unwrap()), ["first", "conv1", "conv1_2"]);
}

#[test]
fn sites_that_are_searched_come_before_those_whose_activation_is_fixed() {
    let inner = residual(vec![fixed("b"), same(3), named("c")], vec![fixed("d")]);
    let network = built(vec![fixed("a"), inner, named("e")]).unwrap();
    assert_eq!(sites(&network), ["c", "e", "a", "b", "d"]);
    assert_eq!(network.searched(), &network.sites[..2]);
    assert_eq!(network.fixed().map(|(site, _)| site.name.as_str()).collect::<Vec<_>>(), ["a", "b", "d"]);
    let site = |layer: &Layer| match layer.kind {
        LayerKind::Activation(site) => Some(network.sites[site].name.as_str()),
        _ => None,
    };
    let passed: Vec<&str> = network.flat().into_iter().filter_map(site).collect();
    assert_eq!(passed, ["a", "b", "c", "d", "e"]);
}

#[test]
fn repeated_layers_have_weights_and_names_of_their_own() {
    let layers = vec![same(3), LayerSpec::site(), LayerSpec::Dropout { share: 0.25 }];
    let twice = LayerSpec::Repeat { times: 2, layers };
    let network = built(vec![LayerSpec::Repeat { times: 2, layers: vec![twice] }]).unwrap();
    assert_eq!(sites(&network), ["conv1", "conv2", "conv3", "conv4"]);
    assert_eq!(network.dropouts(), [0.25; 4]);
    assert_eq!(network.parameters().len(), 10);
}

#[test]
fn names_that_are_given_count_among_those_that_are_not() {
    let own = |name: &str| {
        let padding = Padding::Same;
        let name = Some(name.to_owned());
        LayerSpec::Conv(ConvSpec { channels: 3, kernel: 3, stride: 1, padding, bias: true, name })
    };
    let network = built(vec![own("stem"), LayerSpec::site(), same(3), LayerSpec::site()]).unwrap();
    assert_eq!(sites(&network), ["stem", "conv2"]);
    let help = "choose another name, or leave it out, above all inside of `repeat`: names are numbered then";
    let taken = |what: &str, layer: &str| {
        format!("{what} `{layer}` has a name that stands for another {what} already")
    };
    check_misfit(vec![own("conv2"), same(3)], "1.conv", &taken("layer", "conv2"), help);
    let twice = LayerSpec::Repeat { times: 2, layers: vec![own("stem")] };
    check_misfit(vec![twice], "0.repeat.layers.0.conv", &taken("layer", "stem"), help);
    check_misfit(vec![named("x"), named("x")], "1.activation", &taken("site", "x"), help);
}

#[test]
fn shapes_are_those_of_libtorch() {
    let check = |layer: LayerSpec, expected: &str| {
        let network = built(vec![LayerSpec::site(), layer]).unwrap();
        assert_eq!(network.layers()[1].output.to_string(), expected);
    };
    check(conv(5, 3, 1, Padding::By(0)), "5×6×6");
    check(conv(5, 3, 2, Padding::By(1)), "5×4×4");
    check(conv(5, 3, 2, Padding::Same), "5×4×4");
    check(conv(5, 7, 1, Padding::Same), "5×8×8");
    check(conv(5, 1, 3, Padding::Same), "5×3×3");
    check(conv(5, 9, 1, Padding::By(1)), "5×2×2");
    check(pool(2, None, 0), "3×4×4");
    check(pool(3, None, 0), "3×2×2");
    check(pool(3, Some(2), 0), "3×3×3");
    check(pool(3, Some(2), 1), "3×4×4");
    check(pool(1, Some(2), 0), "3×4×4");
    check(LayerSpec::PadChannels { to: 7 }, "7×8×8");
}

#[test]
fn parameters_have_the_starts_of_libtorch_and_only_weights_decay() {
    let network = built(vec![same(4), norm(), LayerSpec::site()]).unwrap();
    let uniform = Start::Uniform { bound: 1.0 / 27.0_f32.sqrt() };
    let parameter = |name: &str, dims: &[usize], start, decays| Parameter {
        name: name.to_owned(),
        dims: dims.to_vec(),
        start,
        decays,
    };
    let expected = [
        parameter("conv1.weight", &[4, 3, 3, 3], uniform.clone(), true),
        parameter("conv1.bias", &[4], uniform, false),
        parameter("bn1.weight", &[4], Start::All(1.0), false),
        parameter("bn1.bias", &[4], Start::All(0.0), false),
        parameter("fc1.weight", &[4, 4], Start::Uniform { bound: 0.5 }, true),
        parameter("fc1.bias", &[4], Start::Uniform { bound: 0.5 }, false),
    ];
    assert_eq!(network.parameters(), expected);
    let buffer = |name: &str, start| Buffer {
        name: name.to_owned(),
        dims: vec![4],
        start: Start::All(start),
        is_whole: false,
    };
    assert_eq!(network.buffers(), [buffer("bn1.running_mean", 0.0), buffer("bn1.running_var", 1.0)]);
}

#[test]
fn a_layer_that_does_not_fit_is_named_with_its_place_its_input_and_what_would_fit() {
    let smaller = "choose a smaller kernel or size, give it `padding`, or leave out a `pool` before it";
    check_misfit(
        vec![conv(5, 5, 1, Padding::By(0)), conv(5, 7, 1, Padding::By(1))],
        "1.conv",
        "layer `conv2` needs an input of at least 5×5, but it gets 5×4×4",
        smaller,
    );
    check_misfit(
        vec![residual(vec![same(3), pool(9, None, 0)], vec![])],
        "0.residual.layers.1.pool",
        "layer `pool` needs an input of at least 9×9, but it gets 3×8×8",
        smaller,
    );
    check_misfit(
        vec![LayerSpec::linear(5)],
        "0.linear",
        "layer `fc1` needs a vector, but it gets an image of 3×8×8",
        "put `flatten` or `global_pool` before it",
    );
    check_misfit(
        vec![LayerSpec::Flatten],
        "1.global_pool",
        "layer `global_pool` needs an image, but it gets a vector of 192 numbers",
        "put it before what makes a vector of the image",
    );
    check_misfit(
        vec![LayerSpec::PadChannels { to: 2 }],
        "0.pad_channels",
        "layer `pad_channels` pads to 2 channels, but it gets 3×8×8",
        "pad to 3 or more",
    );
}

#[test]
fn numbers_that_libtorch_would_refuse_are_misfits() {
    check_misfit(
        vec![conv(5, 4, 1, Padding::Same)],
        "0.conv",
        "layer `conv1` has a kernel of 4×4, for which there is no padding `same`",
        "choose an odd kernel, or a number such as `padding: 2`",
    );
    check_misfit(
        vec![pool(3, None, 2)],
        "0.pool",
        "layer `pool` has a padding of 2, more than half of its size, which is 3",
        "set it to 1 or less",
    );
    check_misfit(
        vec![conv(5, 3, 0, Padding::Same)],
        "0.conv",
        "layer `conv1` has the stride 0",
        "set it to 1 or more",
    );
    check_misfit(
        vec![LayerSpec::Dropout { share: 1.0 }],
        "0.dropout",
        "layer `dropout` sets all numbers to zero",
        "choose a share below 1",
    );
    check_misfit(
        vec![conv(usize::MAX, 1, 1, Padding::Same)],
        "0.conv",
        &format!("layer `conv1` makes {}×8×8 of 3×8×8, more than 2^31 numbers for one image", usize::MAX),
        "choose fewer channels, or less padding",
    );
}

#[test]
fn the_two_ways_of_a_residual_block_must_agree() {
    let check = |layers: Vec<LayerSpec>, shapes: &str, help: &str| {
        let message = format!("layer `residual1` gets 3×8×8; {shapes}, which cannot be added");
        check_misfit(vec![residual(layers, vec![])], "0.residual", &message, help);
    };
    check(
        vec![conv(6, 3, 2, Padding::Same), same(6)],
        "its layers make 6×4×4 of it, and its shortcut 3×8×8",
        "a shortcut that fits is `shortcut: [{conv: {channels: 6, kernel: 1, stride: 2}}]`",
    );
    check(
        vec![conv(3, 2, 1, Padding::By(0))],
        "its layers make 3×7×7 of it, and its shortcut 3×8×8",
        "let both ways give the same shape: `padding: same` keeps rows and columns",
    );
    check(
        vec![LayerSpec::Flatten, LayerSpec::linear(7)],
        "its layers make 7 of it, and its shortcut 3×8×8",
        "a shortcut that fits is `shortcut: [flatten, {linear: {outputs: 7}}]`",
    );
}

#[test]
fn a_network_ends_in_one_number_for_each_class_and_has_a_site() {
    let check = |layers: &[LayerSpec], place: &str, message: &str, help: &str| {
        let misfit = Network::build(layers, IMAGE, 4).unwrap_err();
        assert_eq!((misfit.place.as_str(), misfit.to_string().as_str()), (place, message));
        assert_eq!(misfit.fault.help(), help);
    };
    check(
        &[same(3), LayerSpec::site()],
        "1.activation",
        "layer `activation` is the last and gives 3×8×8, not a vector of 4 numbers, one for each class",
        "append `flatten` or `global_pool`, and then `linear: {outputs: classes}`",
    );
    check(
        &[LayerSpec::Flatten, LayerSpec::linear(5)],
        "1.linear",
        "layer `fc1` is the last and gives 5, not a vector of 4 numbers, one for each class",
        "append `linear: {outputs: classes}`",
    );
    check(
        &[LayerSpec::Flatten, LayerSpec::logits()],
        "",
        "layer `fc1` is the last, and no `activation` stands before it",
        "put `activation` where the searched mixes are to stand",
    );
    check(
        &[LayerSpec::Flatten, fixed("kept"), LayerSpec::logits()],
        "",
        "layer `fc1` is the last, and every `activation` before it is fixed",
        "leave `fixed` out of an `activation` where the searched mixes are to stand",
    );
    check(
        &[],
        "",
        "layer `input` is the last and gives 3×8×8, not a vector of 4 numbers, one for each class",
        "append `flatten` or `global_pool`, and then `linear: {outputs: classes}`",
    );
}
