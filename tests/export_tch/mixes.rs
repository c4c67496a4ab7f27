//! Activations by themselves: values, gradients, and what training leaves of them.

use crate::definitions::golden_definitions;
use crate::golden::{Make, catalogue, lenet5, modules};
use actsearch::activation::{Base, LearnedMix, Sharing, Simplified, softmax};
use std::collections::BTreeMap;
use tch::nn::{self, Module, OptimizerConfig};
use tch::{Device, Kind, Tensor};

/// How far a number may be from the formula, relative to the sum of the absolute values of its terms, or to 1.
const ALLOWED: f64 = 1e-6;

#[test]
fn golden_modules_and_their_gradients_are_the_formula() {
    for (name, definition) in golden_definitions() {
        let sites: BTreeMap<&str, &LearnedMix> =
            definition.sites().iter().map(|site| (site.site.as_str(), site)).collect();
        for (site, make) in modules(name) {
            compare(sites[site], make, true);
            compare(sites[site], make, false);
        }
    }
}

/// Compares values and gradients with f64, from -10 to 10 and far out.
fn compare(site: &LearnedMix, make: Make, trainable: bool) {
    let n_channels = if site.mix.sharing == Sharing::Layer { 3 } else { site.coefficients.len() };
    let mut xs: Vec<f32> = (-500_i16..=500).map(|k| f32::from(k) / 50.0).collect();
    xs.extend([-0.0, 1e-7, 20.0, -20.0, 100.0, -100.0, 1e3, -1e3, 1e4]);
    xs.resize(xs.len().next_multiple_of(n_channels), 0.0);
    // Samples take their numbers from all over the range, so that channels differ.
    let n_samples = xs.len() / n_channels;
    let input = Tensor::from_slice(&xs).view([i64::try_from(n_channels).unwrap(), -1]).tr().contiguous();
    let input = input.set_requires_grad(true);
    let vs = nn::VarStore::new(Device::Cpu);
    let output = make(vs.root(), trainable).forward(&input);
    output.sum(Kind::Float).backward();
    let (found, slopes) = (numbers(&output), numbers(&input.grad()));
    for place in 0..n_samples * n_channels {
        let (sample, channel) = (place / n_channels, place % n_channels);
        let at = |channel: usize| f64::from(xs[channel * n_samples + sample]);
        let share = softmax(&(0..n_channels).map(at).collect::<Vec<f64>>())[channel];
        let value = |base: Base| if base == Base::Softmax { share } else { base.value(at(channel)) };
        let slope = |base: Base| base.derivative(at(channel));
        for (what, found, terms) in [
            ("value", found[place], terms(site, channel, trainable, value)),
            ("slope", slopes[place], terms(site, channel, trainable, slope)),
        ] {
            let (sum, size): (f64, f64) = (terms.iter().sum(), terms.iter().map(|term| term.abs()).sum());
            let error = (f64::from(found) - sum).abs() / size.max(1.0);
            let x = at(channel);
            assert!(error <= ALLOWED, "{} {} of {x}: {found}, not {sum}: {error:.2e}", site.site, what);
        }
    }
}

/// The terms of the formula that is computed: at a kink another may have another derivative.
fn terms(site: &LearnedMix, channel: usize, trainable: bool, factor: impl Fn(Base) -> f64) -> Vec<f64> {
    let row = channel.min(site.coefficients.len() - 1);
    if trainable {
        let terms = site.bases(row).into_iter().zip(&site.coefficients[row]);
        return terms.map(|(base, alpha)| f64::from(*alpha) * factor(base)).collect();
    }
    let terms = Simplified::of(site).terms;
    terms.iter().map(|term| term.coefficients[row] * factor(term.base_in(row))).collect()
}

fn numbers(tensor: &Tensor) -> Vec<f32> {
    Vec::try_from(tensor.detach().flatten(0, -1)).unwrap()
}

#[test]
fn alpha_stays_in_its_hull_however_it_is_trained() {
    let vs = nn::VarStore::new(Device::Cpu);
    let affine = lenet5::Conv1Activation::new(vs.root() / "affine", true);
    let convex = lenet5::Conv2Activation::new(vs.root() / "convex", true);
    let frozen = catalogue::FrozenActivation::new(vs.root() / "frozen", true);
    let start = [affine.coefficients(), convex.coefficients(), frozen.coefficients()].map(|it| it.copy());
    let mut optimizer = nn::Adam::default().build(&vs, 0.1).unwrap();
    let xs = Tensor::linspace(-3.0, 3.0, 60, (Kind::Float, Device::Cpu)).view([20, 3]);
    for _ in 0..20 {
        let ys = affine.forward(&xs) + convex.forward(&xs) + frozen.forward(&xs);
        optimizer.backward_step(&(ys - xs.cos()).square().mean(Kind::Float));
    }
    let ends = [affine.coefficients(), convex.coefficients(), frozen.coefficients()];
    for (alpha, start) in ends.iter().zip(&start).take(2) {
        let off = alpha.sum_dim_intlist(1, false, None::<Kind>) - 1.0;
        assert!(off.abs().max().double_value(&[]) < 1e-6, "{off}");
        assert!((alpha - start).abs().max().double_value(&[]) > 0.1, "{alpha} {start}");
    }
    assert!(ends[1].min().double_value(&[]) >= 0.0);
    assert_eq!(ends[2], start[2]);
    let names: Vec<String> = vs.variables().into_keys().filter(|name| name.starts_with("frozen")).collect();
    assert_eq!(names.len(), 2, "{names:?}");
}

#[test]
fn what_is_not_trainable_has_the_variables_of_the_weights() {
    let mut vs = nn::VarStore::new(Device::Cpu);
    let learned = catalogue::PerChannelActivation::new(vs.root() / "per_channel_activation", false);
    let plain = catalogue::PlainPreluActivation::new(vs.root() / "plain_prelu_activation", false);
    assert!(vs.trainable_variables().is_empty());
    let weights = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/catalogue/activations.safetensors");
    vs.load(weights).unwrap();
    let expected = Tensor::from_slice2(&[[0.5_f32, 0.25, 0.25, 0.0], [0.7, -0.1, 0.2, 0.2]]);
    assert_eq!(learned.coefficients(), expected);
    assert!((plain.forward(&Tensor::from(-1.0_f32)) + 0.213_4).abs().double_value(&[]) < 1e-7);
}
