//! The forward pass against numbers worked out by hand and against plain tensor code.

use super::*;
use crate::activation::{Base, Hull, Sharing};
use crate::task::{ConvSpec, Dims, LayerSpec, Outputs, Padding, Parameter, PoolSpec, Pooling, Preset, Start};
use tch::{Device, Kind};

const FLOAT: (Kind, Device) = (Kind::Float, Device::Cpu);

const REFERENCE: Computed = Computed { operator: Operator::Reference, precision: Precision::F32 };

fn shape(parameter: &Parameter) -> Vec<i64> {
    parameter.dims.iter().map(|dim| i64::try_from(*dim).unwrap()).collect()
}

/// Parameters that are all one number.
fn even(network: &Network, value: f64) -> Vec<Tensor> {
    let full = |parameter: &Parameter| Tensor::full(shape(parameter), value, FLOAT);
    network.parameters().iter().map(full).collect()
}

/// Parameters that differ from each other, small enough for deep networks, and ready for gradients.
fn uneven(network: &Network) -> Vec<Tensor> {
    let wave = |parameter: &Parameter| {
        let size = parameter.dims.iter().product::<usize>();
        let row = Tensor::arange(i64::try_from(size).unwrap(), FLOAT) * 0.7 + 1.0;
        (row.sin() * 0.3).view(shape(parameter).as_slice()).set_requires_grad(true)
    };
    network.parameters().iter().map(wave).collect()
}

fn buffers(network: &Network) -> Vec<Tensor> {
    let start = |buffer: &crate::task::Buffer| {
        let Start::All(start) = buffer.start else { panic!("norms start from one number") };
        Tensor::full([i64::try_from(buffer.dims[0]).unwrap()], f64::from(start), FLOAT)
    };
    network.buffers().iter().map(start).collect()
}

/// What a network with one plain activation everywhere makes of a batch.
fn pass(
    network: &Network,
    base: Base,
    parameters: &[Tensor],
    buffers: &[Tensor],
    x: &Tensor,
    mode: Mode<'_>,
) -> Tensor {
    let mix = Mix::plain(base);
    let activations: Vec<Activation> =
        network.sites.iter().map(|_| Activation { mix: &mix, alpha: None, theta: None }).collect();
    forward(network).logits(&State { parameters, buffers }, &activations, REFERENCE, x, mode)
}

fn forward(network: &Network) -> Forward<'_> {
    Forward::new(network, true, Device::Cpu).unwrap()
}

fn no_mask(_: usize, shape: &[i64]) -> Tensor {
    Tensor::ones(shape, FLOAT)
}

fn image(channels: usize, side: usize) -> Dims {
    Dims::Image { channels, height: side, width: side }
}

/// Waves of this shape.
fn batch(shape: &[i64]) -> Tensor {
    (Tensor::arange(shape.iter().product::<i64>(), FLOAT) * 0.37).sin().view(shape)
}

/// The same numbers with the channels of a pixel side by side in memory.
fn channels_last(x: &Tensor) -> Tensor {
    let (batch, channels, height, width) = x.size4().unwrap();
    let strides = [channels * height * width, 1, width * channels, channels];
    let mut last = Tensor::empty_strided([batch, channels, height, width], strides, FLOAT);
    last.copy_(x);
    last
}

#[track_caller]
fn assert_close(one: &Tensor, other: &Tensor) {
    let distance = (one - other).abs().max().double_value(&[]);
    assert!(one.size() == other.size() && distance < 1e-4, "{distance}");
}

fn conv(channels: usize, kernel: usize, stride: usize) -> LayerSpec {
    LayerSpec::Conv(ConvSpec { channels, kernel, stride, padding: Padding::Same, bias: true, name: None })
}

fn pool(kind: Pooling, size: usize, padding: usize) -> LayerSpec {
    LayerSpec::Pool(PoolSpec { kind, size, stride: Some(2), padding })
}

const SITE: LayerSpec = LayerSpec::Activation { name: None, fixed: None };
const NORM: LayerSpec = LayerSpec::BatchNorm { name: None };

fn classes() -> LayerSpec {
    LayerSpec::Linear { outputs: Outputs::Classes, bias: true, name: None }
}

fn linear(outputs: usize) -> LayerSpec {
    LayerSpec::Linear { outputs: Outputs::Number(outputs), bias: true, name: None }
}

fn values(x: &Tensor) -> Vec<f32> {
    Vec::try_from(x.reshape([-1])).unwrap()
}

#[test]
fn an_mlp_computes_what_it_says() {
    let network = Preset::Mlp { hidden: vec![2] }.network(Dims::Vector(3), 2).unwrap();
    let mix = Mix::new(vec![Base::Identity, Base::RELU], Hull::Linear, Sharing::Layer);
    let alpha = Some(Tensor::from_slice(&[0.5_f32, 2.0]).view([1, 2]));
    let x = Tensor::from_slice(&[1.0_f32, 2.0, 3.0]).view([1, 3]);
    let activations = [Activation { mix: &mix, alpha, theta: None }];
    let state = State { parameters: &even(&network, 0.5), buffers: &[] };
    let y = forward(&network).logits(&state, &activations, REFERENCE, &x, Mode::Evaluate);
    // Each hidden neuron: 0.5·6 + 0.5 = 3.5, its activation 2.5·3.5 = 8.75; each logit: 0.5·17.5 + 0.5.
    assert_eq!(values(&y), [9.25, 9.25]);
}

#[test]
fn a_residual_block_adds_both_ways() {
    // One pixel makes every convolution a product of numbers: the layers give w·x + b, the shortcut v·x + c.
    let block =
        LayerSpec::Residual { layers: vec![conv(1, 1, 1)], shortcut: vec![conv(1, 1, 1)], name: None };
    let plain = LayerSpec::Residual { layers: vec![conv(1, 1, 1), SITE], shortcut: Vec::new(), name: None };
    let specs = [block, SITE, plain, LayerSpec::Flatten, classes()];
    let network = Network::build(&specs, image(1, 1), 1).unwrap();
    let numbers = [2.0_f32, 1.0, -3.0, 0.5, 10.0, -1.0, 1.0, 0.0];
    let of = |(number, parameter): (&f32, &Parameter)| {
        Tensor::from_slice(&[*number]).view(shape(parameter).as_slice())
    };
    let parameters: Vec<Tensor> = numbers.iter().zip(&network.parameters()).map(of).collect();
    let run = |x: f32| {
        let x = Tensor::from_slice(&[x]).view([1, 1, 1, 1]);
        values(&pass(&network, Base::RELU, &parameters, &[], &x, Mode::Evaluate))[0]
    };
    // relu((2x + 1) + (−3x + 0.5)) = relu(1.5 − x) = r, then relu(10r − 1) + r.
    assert_eq!([run(1.0), run(-0.5), run(2.0)], [4.5, 21.0, 0.0]);
}

#[test]
fn the_shortcut_of_a_resnet_takes_every_second_pixel_and_appends_channels_of_zeros() {
    let specs =
        [SITE, pool(Pooling::Average, 1, 0), LayerSpec::PadChannels { to: 3 }, LayerSpec::Flatten, classes()];
    let network = Network::build(&specs, image(2, 4), 12).unwrap();
    // The identity as the last matrix, so that the logits are the numbers in front of it.
    let parameters = [Tensor::eye(12, FLOAT), Tensor::zeros([12], FLOAT)];
    let x = Tensor::arange(32, FLOAT).view([1, 2, 4, 4]);
    let y = pass(&network, Base::Identity, &parameters, &[], &x, Mode::Evaluate);
    let expected = [0.0, 2.0, 8.0, 10.0, 16.0, 18.0, 24.0, 26.0, 0.0, 0.0, 0.0, 0.0];
    assert_eq!(values(&y), expected);
    let last = pass(&network, Base::Identity, &parameters, &[], &channels_last(&x), Mode::Evaluate);
    assert_eq!(values(&last), expected, "flatten goes by channel, row and column in any layout");
}

#[test]
fn pools_take_the_largest_or_the_mean_with_zeros_around() {
    let run = |kind, size, padding| {
        let specs = [SITE, pool(kind, size, padding), LayerSpec::Flatten, classes()];
        let network = Network::build(&specs, image(1, 3), if padding == 0 { 1 } else { 4 }).unwrap();
        let outputs = i64::try_from(network.output.size()).unwrap();
        let parameters = [Tensor::eye(outputs, FLOAT), Tensor::zeros([outputs], FLOAT)];
        let x = Tensor::arange(9, FLOAT).view([1, 1, 3, 3]) - 20.0;
        values(&pass(&network, Base::Identity, &parameters, &[], &x, Mode::Evaluate))
    };
    assert_eq!(run(Pooling::Max, 3, 0), [-12.0]);
    assert_eq!(run(Pooling::Average, 3, 0), [-16.0]);
    assert_eq!(run(Pooling::Max, 3, 1), [-16.0, -15.0, -13.0, -12.0]);
    assert_eq!(run(Pooling::Average, 2, 1), [-5.0, -9.25, -7.75, -14.0]);
}

/// Batch norm, mean over the plane, and nothing else: one channel of two pixels.
fn norm_only() -> (Network, Vec<Tensor>) {
    let specs = [NORM, SITE, LayerSpec::Flatten, classes()];
    let network = Network::build(&specs, Dims::Image { channels: 1, height: 1, width: 2 }, 2).unwrap();
    let rows = [&[3.0_f32][..], &[1.0], &[1.0, 0.0, 0.0, 1.0], &[0.0, 0.0]];
    let of =
        |(row, parameter): (&&[f32], &Parameter)| Tensor::from_slice(row).view(shape(parameter).as_slice());
    let parameters = rows.iter().zip(&network.parameters()).map(of).collect();
    (network, parameters)
}

#[test]
fn a_batch_norm_takes_the_batch_in_training_and_its_running_values_afterwards() {
    let (network, parameters) = norm_only();
    let running = buffers(&network);
    let x = Tensor::from_slice(&[1.0_f32, 3.0, 5.0, 7.0]).view([2, 1, 1, 2]);
    let mut mask = no_mask;
    let mut run = |is_training: bool| {
        let mode = if is_training { Mode::Train { mask: &mut mask } } else { Mode::Evaluate };
        values(&pass(&network, Base::Identity, &parameters, &running, &x, mode))
    };
    let close = |found: &[f32], expected: [f32; 4]| {
        assert!(found.iter().zip(expected).all(|(one, other)| (one - other).abs() < 1e-3), "{found:?}");
    };
    close(&run(false), [4.0, 10.0, 16.0, 22.0]);
    assert_eq!([values(&running[0]), values(&running[1])], [[0.0], [1.0]], "looking moves nothing");
    // Mean 4 and variance 5 of the batch; the running variance follows the unbiased one, 20/3.
    let root = 5.0_f32.sqrt();
    let train = run(true);
    close(&train, [-3.0, -1.0, 1.0, 3.0].map(|x| 3.0 * x / root + 1.0));
    close(
        &[values(&running[0]), values(&running[1])].concat().repeat(2),
        [0.4, 0.9 + 2.0 / 3.0].repeat(2).try_into().unwrap(),
    );
    close(&run(false), [1.0, 3.0, 5.0, 7.0].map(|x| 3.0 * (x - 0.4) / (0.9 + 2.0_f32 / 3.0).sqrt() + 1.0));
}

#[test]
fn a_batch_norm_with_one_number_for_a_channel_uses_its_running_values() {
    let specs = [LayerSpec::Flatten, NORM, SITE, classes()];
    let network = Network::build(&specs, image(1, 2), 3).unwrap();
    let (parameters, running) = (uneven(&network), buffers(&network));
    let x = batch(&[1, 1, 2, 2]);
    let evaluated = pass(&network, Base::RELU, &parameters, &running, &x, Mode::Evaluate);
    let trained = pass(&network, Base::RELU, &parameters, &running, &x, Mode::Train { mask: &mut no_mask });
    assert_eq!(values(&evaluated), values(&trained));
    assert_eq!(values(&running[1]), [1.0; 4]);
}

#[test]
fn a_dropout_is_masked_in_training_only() {
    let drop = || LayerSpec::Dropout { share: 0.5 };
    let specs = [drop(), linear(2), SITE, drop(), classes()];
    let network = Network::build(&specs, Dims::Vector(2), 1).unwrap();
    let (parameters, x) = (even(&network, 1.0), Tensor::from_slice(&[3.0_f32, 5.0]).view([1, 2]));
    let mut asked = Vec::new();
    let mut mask = |index: usize, shape: &[i64]| {
        asked.push((index, shape.to_vec()));
        Tensor::from_slice(&[2.0_f32, 0.0]).view([1, 2])
    };
    let trained = pass(&network, Base::Identity, &parameters, &[], &x, Mode::Train { mask: &mut mask });
    // (2·3 + 1)·2 + 1 in training; (3 + 5 + 1)·2 + 1 afterwards.
    assert_eq!(values(&trained), [15.0]);
    assert_eq!(asked, [(0, vec![1, 2]), (1, vec![1, 2])]);
    assert_eq!(values(&pass(&network, Base::Identity, &parameters, &[], &x, Mode::Evaluate)), [19.0]);
}

/// A network with every kind of layer.
fn everything() -> Network {
    let block = LayerSpec::Residual {
        layers: vec![conv(6, 3, 2), NORM, SITE, conv(6, 3, 1), NORM],
        shortcut: vec![pool(Pooling::Average, 1, 0), LayerSpec::PadChannels { to: 6 }],
        name: None,
    };
    let specs = [
        conv(4, 3, 1),
        NORM,
        SITE,
        LayerSpec::Dropout { share: 0.25 },
        block,
        SITE,
        pool(Pooling::Max, 3, 1),
        LayerSpec::GlobalPool,
        classes(),
    ];
    Network::build(&specs, image(3, 8), 5).unwrap()
}

#[test]
fn channels_last_gives_the_same_and_is_kept_by_every_layer_of_images() {
    let network = everything();
    let (parameters, x) = (uneven(&network), batch(&[2, 3, 8, 8]));
    let run = |x: &Tensor| {
        pass(&network, Base::Tanh, &parameters, &buffers(&network), x, Mode::Train { mask: &mut no_mask })
    };
    assert_close(&run(&x), &run(&channels_last(&x)));
    let mut x = channels_last(&x);
    let (parameters, buffers) = (uneven(&network), buffers(&network));
    let (parameters, buffers) = (parameters.iter(), buffers.iter());
    let mix = Mix::plain(Base::Tanh);
    let activations: Vec<Activation> =
        network.sites.iter().map(|_| Activation { mix: &mix, alpha: None, theta: None }).collect();
    let mode = Mode::Train { mask: &mut no_mask };
    let mut whole = Pass { parameters, buffers, activations: &activations, computed: REFERENCE, mode };
    for layer in &network.layers()[..7] {
        x = whole.layers(std::slice::from_ref(layer), x);
        assert_eq!(x.stride()[1], 1, "{}", layer.kind.label());
    }
}

#[test]
fn the_shapes_that_were_worked_out_are_those_that_come() {
    let padding = Padding::By;
    for (size, stride, pad) in [(1, 1, 0), (1, 2, 0), (2, 1, 1), (2, 3, 0), (3, 2, 1), (3, 3, 0), (5, 2, 2)] {
        let conv =
            ConvSpec { channels: 2, kernel: size, stride, padding: padding(pad), bias: false, name: None };
        let pool = |kind| LayerSpec::Pool(PoolSpec { kind, size, stride: Some(stride), padding: pad });
        for layer in [LayerSpec::Conv(conv), pool(Pooling::Max), pool(Pooling::Average)] {
            let specs = [layer, SITE, LayerSpec::Flatten, classes()];
            let input = Dims::Image { channels: 2, height: 6, width: 9 };
            let network = Network::build(&specs, input, 3).unwrap();
            let parameters = uneven(&network);
            // The last matrix fits only what was worked out in front of it.
            let y = pass(&network, Base::RELU, &parameters, &[], &batch(&[2, 2, 6, 9]), Mode::Evaluate);
            assert_eq!(y.size(), [2, 3]);
        }
    }
}

#[test]
fn every_parameter_gets_a_gradient() {
    let network = everything();
    let (parameters, buffers) = (uneven(&network), buffers(&network));
    let mode = Mode::Train { mask: &mut no_mask };
    let y = pass(&network, Base::Tanh, &parameters, &buffers, &batch(&[2, 3, 8, 8]), mode);
    let loss = y.cross_entropy_for_logits(&Tensor::from_slice(&[1_i64, 4]));
    let gradients = Tensor::run_backward(&[loss], &parameters, false, false);
    for (gradient, parameter) in gradients.iter().zip(network.parameters()) {
        let largest = gradient.abs().max().double_value(&[]);
        // A batch norm takes the mean away again, and with it the bias in front of it.
        let has_none = ["conv1.bias", "conv2.bias", "conv3.bias"].contains(&parameter.name.as_str());
        assert!(has_none || largest > 1e-6, "{}: {largest}", parameter.name);
    }
}

#[test]
fn a_resnet_is_what_plain_tensor_code_says() {
    let network = Preset::Resnet20.network(image(3, 8), 10).unwrap();
    let (parameters, running) = (uneven(&network), buffers(&network));
    let x = batch(&[2, 3, 8, 8]);
    let mut next = parameters.iter();
    let mut conv_norm = |x: &Tensor, stride: i64| {
        let x = x.conv2d(next.next().unwrap(), None::<Tensor>, [stride; 2], [1, 1], [1, 1], 1);
        let (mean, variance) = (
            x.mean_dim([0_i64, 2, 3].as_slice(), true, None::<Kind>),
            x.var_dim([0_i64, 2, 3].as_slice(), false, true),
        );
        let row = |x: &Tensor| x.view([1, -1, 1, 1]);
        (&x - mean) / (variance + 1e-5).sqrt() * row(next.next().unwrap()) + row(next.next().unwrap())
    };
    let mut y = conv_norm(&x, 1).relu();
    for (stage, block) in (0..3).flat_map(|stage| (0..3).map(move |block| (stage, block))) {
        let stride = if stage > 0 && block == 0 { 2 } else { 1 };
        let inner = conv_norm(&y, stride).relu();
        let through = conv_norm(&inner, 1);
        if stride == 2 {
            let pixels = y.slice(2, None, None, 2).slice(3, None, None, 2);
            y = Tensor::cat(&[&pixels, &pixels.zeros_like()], 1);
        }
        y = (through + y).relu();
    }
    let expected =
        y.mean_dim([2_i64, 3].as_slice(), false, None::<Kind>).linear(&parameters[57], Some(&parameters[58]));
    let mode = Mode::Train { mask: &mut no_mask };
    assert_close(&pass(&network, Base::RELU, &parameters, &running, &x, mode), &expected);
}

#[test]
fn every_preset_turns_a_batch_into_logits() {
    let small = [
        (Preset::Mlp { hidden: vec![9, 7] }, 28),
        (Preset::Lenet5, 28),
        (Preset::Kerasnet, 28),
        (Preset::Resnet20, 28),
        (Preset::Resnet56, 32),
        (Preset::Vgg11, 24),
        (Preset::Vgg11, 32),
        (Preset::Vgg11, 64),
        (Preset::Alexnet, 24),
        (Preset::Alexnet, 32),
    ];
    let large = [(Preset::Vgg11, 224), (Preset::Alexnet, 224)];
    for (preset, side) in small.into_iter().chain(large) {
        let network = preset.network(image(3, side), 10).unwrap();
        let parameters = even(&network, 0.001);
        let side = i64::try_from(side).unwrap();
        let x = batch(&[1, 3, side, side]);
        let y = tch::no_grad(|| {
            let mode = Mode::Train { mask: &mut no_mask };
            pass(&network, Base::RELU, &parameters, &buffers(&network), &x, mode)
        });
        assert_eq!(y.size(), [1, 10], "{preset:?} on {side}");
        assert!(y.isfinite().all().int64_value(&[]) == 1, "{preset:?} on {side}");
    }
}
