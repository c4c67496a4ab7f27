//! The presets have the layers, the sites and the numbers of weights that they are known by.

use super::*;

fn image(channels: usize, side: usize) -> Dims {
    Dims::Image { channels, height: side, width: side }
}

fn weights(network: &Network) -> usize {
    network.parameters().iter().map(|parameter| parameter.dims.iter().product::<usize>()).sum()
}

fn sites(preset: &Preset, input: Dims) -> String {
    let network = preset.network(input, 10).unwrap();
    network.sites.iter().map(|site| site.name.as_str()).collect::<Vec<_>>().join(" ")
}

#[test]
fn presets_have_as_many_weights_as_they_are_known_for() {
    let check = |preset: &Preset, input: Dims, classes: usize, expected: usize| {
        assert_eq!(weights(&preset.network(input, classes).unwrap()), expected, "{preset:?}");
    };
    check(&Preset::Mlp { hidden: vec![128, 64] }, image(1, 28), 10, 109_386);
    check(&Preset::Lenet5, image(1, 28), 10, 431_080);
    check(&Preset::Kerasnet, image(3, 32), 10, 1_250_858);
    check(&Preset::Resnet20, image(3, 32), 10, 269_722);
    check(&Preset::Resnet56, image(3, 32), 10, 853_018);
    check(&Preset::Vgg11, image(3, 224), 1000, 132_863_336);
    check(&Preset::Alexnet, image(3, 224), 1000, 61_100_840);
}

#[test]
fn the_sites_of_a_preset_are_known_by_name() {
    assert_eq!(sites(&Preset::Mlp { hidden: vec![3, 2] }, image(1, 8)), "fc1 fc2");
    assert_eq!(sites(&Preset::Lenet5, image(1, 28)), "conv1 conv2 fc1");
    assert_eq!(sites(&Preset::Kerasnet, image(3, 32)), "conv1 conv2 conv3 conv4 fc1");
    let eight = "conv1 conv2 conv3 conv4 conv5 conv6 conv7 conv8";
    assert_eq!(sites(&Preset::Vgg11, image(3, 32)), eight);
    assert_eq!(sites(&Preset::Vgg11, image(3, 224)), format!("{eight} fc1 fc2"));
    for side in [32, 224] {
        assert_eq!(sites(&Preset::Alexnet, image(3, side)), "conv1 conv2 conv3 conv4 conv5 fc1 fc2");
    }
    for (preset, blocks) in [(Preset::Resnet20, 9), (Preset::Resnet56, 27)] {
        let of_block = |block| format!(" conv{} residual{block}", 2 * block);
        let expected = format!("conv1{}", (1..=blocks).map(of_block).collect::<String>());
        assert_eq!(sites(&preset, image(3, 32)), expected);
    }
}

#[test]
fn every_preset_takes_the_images_of_fashion_mnist_and_of_cifar() {
    let mlp = Preset::Mlp { hidden: vec![9] };
    let deep = [Preset::Kerasnet, Preset::Resnet20, Preset::Resnet56, Preset::Vgg11, Preset::Alexnet];
    for preset in deep.iter().chain([&mlp, &Preset::Lenet5]) {
        for input in [image(1, 24), image(1, 28), image(3, 32), image(3, 64)] {
            let network = preset.network(input, 10);
            assert!(network.is_ok(), "{preset:?} on {input}: {}", network.unwrap_err());
        }
    }
}

#[test]
fn images_that_suit_no_form_are_refused_with_the_sizes_that_do() {
    for (preset, name) in [(Preset::Vgg11, "vgg11"), (Preset::Alexnet, "alexnet")] {
        for input in [image(1, 8), image(3, 23), image(3, 65), image(3, 191), image(3, 257), Dims::Vector(9)]
        {
            let misfit = preset.network(input, 10).unwrap_err().to_string();
            let sizes = "takes images of 24 to 64 or of 192 to 256 pixels a side";
            assert_eq!(misfit, format!("preset `{name}` {sizes}, but it gets {input}"));
        }
    }
    let misfit = Preset::Resnet20.network(Dims::Vector(9), 10).unwrap_err().to_string();
    assert_eq!(misfit, "layer `conv1` needs an image, but it gets a vector of 9 numbers");
}

#[test]
fn residual_blocks_halve_the_image_and_double_the_channels_twice() {
    let network = Preset::Resnet56.network(image(3, 32), 10).unwrap();
    let shapes: Vec<String> = network.layers().iter().map(|layer| layer.output.to_string()).collect();
    let of_shape = |shape: &str| shapes.iter().filter(|own| *own == shape).count();
    // Each stage has 9 blocks with a site behind each; the first convolution, its norm and its site come before them.
    assert_eq!([of_shape("16×32×32"), of_shape("32×16×16"), of_shape("64×8×8")], [21, 18, 18]);
}

/// What a space file with these layers makes of images of this shape.
fn written(layers: &str, input: Dims) -> Network {
    let layers = crate::yaml::read(layers, &[], &crate::task::network::layers());
    Network::build(&layers.unwrap_or_else(|problems| panic!("{problems}")), input, 10).unwrap()
}

#[test]
fn a_preset_is_what_a_space_file_can_write_out() {
    let lenet5 = "
- conv: {channels: 20, kernel: 5}
- activation
- pool: {size: 2}
- conv: {channels: 50, kernel: 5}
- activation
- pool: {kind: max, size: 2, stride: 2, padding: 0}
- flatten
- linear: 500
- activation
- linear: {outputs: classes}
";
    assert_eq!(written(lenet5, image(1, 28)), Preset::Lenet5.network(image(1, 28), 10).unwrap());
    let mlp =
        "[flatten, linear: 5, activation, {linear: {outputs: 4, bias: true}}, activation, linear: classes]";
    let expected = Preset::Mlp { hidden: vec![5, 4] }.network(image(1, 8), 10).unwrap();
    assert_eq!(written(mlp, image(1, 8)), expected);
}

#[test]
fn a_resnet_is_a_few_lines_of_repeated_blocks() {
    let conv = |channels, stride| {
        format!("conv: {{channels: {channels}, kernel: 3, stride: {stride}, padding: same, bias: false}}")
    };
    let block = |channels, stride| {
        let inner = format!(
            "[{}, batch_norm, activation, {}, batch_norm]",
            conv(channels, stride),
            conv(channels, 1)
        );
        if stride == 1 {
            return format!("residual: {{layers: {inner}}}");
        }
        let shortcut =
            format!("[pool: {{kind: average, size: 1, stride: 2}}, pad_channels: {{to: {channels}}}]");
        format!("residual: {{layers: {inner}, shortcut: {shortcut}}}")
    };
    let repeat = |times, channels| {
        format!("- repeat: {{times: {times}, layers: [{}, activation]}}", block(channels, 1))
    };
    let [first, wider, widest] = [repeat(9, 16), repeat(8, 32), repeat(8, 64)];
    let layers = format!(
        "- {}\n- batch_norm\n- activation\n{first}\n- {}\n- activation\n{wider}\n- {}\n- activation\n{widest}\n\
         - global_pool\n- linear: classes\n",
        conv(16, 1),
        block(32, 2),
        block(64, 2)
    );
    assert_eq!(written(&layers, image(3, 32)), Preset::Resnet56.network(image(3, 32), 10).unwrap());
}
