//! What a mix costs: the operators against libtorch's own relu and tanh, and a training step of LeNet-5 with mixes against
//! the same step with relu. One thread, tensors of 128×20×24×24 f32.
//!
//! A pass is forward and backward with a dense gradient of the output, that of Σ y·g. What Σ y·g costs by itself is measured
//! beside it, with the identity in place of the mix, and taken off. Variants take turns, and figures are quotients of medians.
//!
//! | figure | what | reach |
//! | --- | --- | --- |
//! | `fused_over_relu` | fused mix of identity, relu, tanh over libtorch's relu | ≤ 1.6 |
//! | `reference_over_fused` | the same mix by libtorch operations over the fused one | ≥ 5 |
//! | `bytes_saved_over_relu` | bytes that the graph keeps for the backward pass of the fused mix over those of relu | ≤ 1 |
//! | `step_without_kept_memory_over_step` | a step with relu before over after `mix::keep_freed_memory` | |
//! | `step_mix_over_relu` | a training step of LeNet-5 with fused mixes at all sites over the step with relu | ≤ 1.08 |

mod figures;

use actsearch::activation::{Base, Hull, Mix, Sharing};
use actsearch::dataset::Places;
use actsearch::mix;
use actsearch::plan;
use actsearch::seed::Seed;
use actsearch::space::Candidate;
use actsearch::task::Operator;
use actsearch::train::{TimedStep, TorchTrainer};
use criterion::{BenchmarkGroup, Criterion, criterion_group, criterion_main, measurement::WallTime};
use figures::{figure, median};
use std::sync::atomic::AtomicBool;
use std::time::Instant;
use tch::{Device, Kind, Tensor};

const SHAPE: [i64; 4] = [128, 20, 24, 24];
const NUMBERS: usize = 128 * 20 * 24 * 24;

const THREE: [Base; 3] = [Base::Identity, Base::RELU, Base::Tanh];
const SIX: [Base; 6] =
    [Base::Identity, Base::RELU, Base::Tanh, Base::Sigmoid, Base::SWISH, Base::Gelu { approximate: false }];

/// Something to be measured: from x to y, and the tensors beside x that take a gradient.
struct Variant {
    name: String,
    pass: Box<dyn Fn(&Tensor) -> Tensor>,
    leaves: Vec<Tensor>,
}

impl Variant {
    fn plain(name: &str, pass: impl Fn(&Tensor) -> Tensor + 'static) -> Self {
        Self { name: name.to_owned(), pass: Box::new(pass), leaves: Vec::new() }
    }

    /// A mix whose coefficients, and learned parameters if it has any, take gradients.
    fn mix(name: &str, operator: Operator, bases: &[Base], sharing: Sharing) -> Self {
        let mix = Mix::new(bases.to_vec(), Hull::Linear, sharing);
        let leaf = |row: Vec<f32>| {
            let row = Tensor::from_slice(&row).view([1, -1]);
            let rows = i64::try_from(mix.rows(20)).expect("20 channels");
            row.repeat([rows, 1]).set_requires_grad(true)
        };
        let alpha = leaf(mix::start(&mix, &[]));
        let theta = mix.parameters_at_start(1).pop().map(leaf);
        let leaves = std::iter::once(&alpha).chain(&theta).map(Tensor::shallow_clone).collect();
        let pass = move |x: &Tensor| {
            let learned = mix::Learned { alpha: Some(&alpha), theta: theta.as_ref(), bias: None };
            mix::apply(operator, &mix.bases, learned, x)
        };
        Self { name: name.to_owned(), pass: Box::new(pass), leaves }
    }

    /// One pass forward and backward, in seconds.
    fn seconds(&self, x: &Tensor, g: &Tensor) -> f64 {
        let started = Instant::now();
        let y = (self.pass)(x);
        // In the order of memory, so that it is a view whichever way the channels lie.
        let in_order = if y.is_contiguous() { y } else { y.permute([0, 2, 3, 1]) };
        let loss = in_order.view(-1).dot(g);
        let leaves: Vec<&Tensor> = std::iter::once(x).chain(&self.leaves).collect();
        let gradients = Tensor::run_backward(&[loss], &leaves, false, false);
        let seconds = started.elapsed().as_secs_f64();
        drop(gradients);
        seconds
    }
}

fn random(name: &str) -> Tensor {
    Tensor::from_slice(&Seed::new(1).of(name).stream().uniform(NUMBERS, 3.0))
}

/// x in the two layouts: channels second, and channels last.
fn inputs() -> (Tensor, Tensor) {
    let x = random("x").view(SHAPE);
    let [_, channels, height, width] = SHAPE;
    let mut last = Tensor::empty_strided(
        SHAPE,
        [channels * height * width, 1, width * channels, channels],
        (Kind::Float, Device::Cpu),
    );
    last.copy_(&x);
    (x.set_requires_grad(true), last.set_requires_grad(true))
}

/// The identity, libtorch's own functions, and the mixes, by both operators.
fn variants() -> Vec<Variant> {
    let elementwise: Vec<Base> = Base::ALL.into_iter().filter(|base| base.is_elementwise()).collect();
    let mut variants = vec![
        Variant::plain("identity", Tensor::shallow_clone),
        Variant::plain("libtorch relu", Tensor::relu),
        Variant::plain("libtorch tanh", Tensor::tanh),
        Variant::plain("fused relu", |x| {
            mix::apply(Operator::Fused, &[Base::RELU], mix::Learned::default(), x)
        }),
        Variant::plain("fused tanh", |x| {
            mix::apply(Operator::Fused, &[Base::Tanh], mix::Learned::default(), x)
        }),
    ];
    for operator in Operator::ALL {
        for (count, bases) in [("3", &THREE[..]), ("6", &SIX), ("all", &elementwise)] {
            for sharing in Sharing::ALL {
                let name = format!("{} {count} per {}", operator.name(), sharing.name());
                variants.push(Variant::mix(&name, operator, bases, sharing));
            }
        }
    }
    variants
}

fn operators(criterion: &mut Criterion) {
    tch::set_num_threads(1);
    mix::keep_freed_memory();
    let (x, last) = inputs();
    let (g, variants) = (random("g"), variants());
    for (layout, x) in [("channels second", &x), ("channels last", &last)] {
        let mut group = criterion.benchmark_group(layout);
        group.sample_size(10);
        for variant in &variants {
            bench(&mut group, variant, x, &g);
        }
        group.finish();
    }
    let second = interleaved(&variants, &x, &g);
    let last = interleaved(&variants, &last, &g);
    let of = |seconds: &[f64], name: &str| {
        let place = variants.iter().position(|variant| variant.name == name).expect("a variant");
        seconds[place] - seconds[0]
    };
    for (variant, seconds) in variants.iter().zip(&second) {
        println!("{:28} {:8.3} ms, {:8.3} ms net", variant.name, seconds * 1e3, (seconds - second[0]) * 1e3);
    }
    let quotient = |over: &str, under: &str| of(&second, over) / of(&second, under);
    figure("fused_over_relu", quotient("fused 3 per layer", "libtorch relu"));
    figure("fused_over_relu_channel", quotient("fused 3 per channel", "libtorch relu"));
    figure("fused_over_relu_6", quotient("fused 6 per layer", "libtorch relu"));
    figure("fused_over_relu_all", quotient("fused all per layer", "libtorch relu"));
    figure("fused_over_tanh", quotient("fused 3 per layer", "libtorch tanh"));
    figure("reference_over_fused", quotient("reference 3 per layer", "fused 3 per layer"));
    figure("reference_over_fused_channel", quotient("reference 3 per channel", "fused 3 per channel"));
    figure("reference_over_fused_6", quotient("reference 6 per layer", "fused 6 per layer"));
    figure("reference_over_fused_all", quotient("reference all per layer", "fused all per layer"));
    figure("fused_relu_over_relu", quotient("fused relu", "libtorch relu"));
    let quotient = |over: &str, under: &str| of(&last, over) / of(&last, under);
    figure("fused_over_relu_channels_last", quotient("fused 3 per layer", "libtorch relu"));
    figure("fused_over_relu_channel_channels_last", quotient("fused 3 per channel", "libtorch relu"));
}

fn bench(group: &mut BenchmarkGroup<'_, WallTime>, variant: &Variant, x: &Tensor, g: &Tensor) {
    group.bench_function(&variant.name, |bencher| bencher.iter(|| variant.seconds(x, g)));
}

/// The median seconds of each variant.
///
/// In every round each variant has a turn of five passes, the first of which does not count. The reference has rounds of its
/// own, because it leaves the memory in another state than a training step does: dozens of tensors are freed at once.
fn interleaved(variants: &[Variant], x: &Tensor, g: &Tensor) -> Vec<f64> {
    let mut seconds = vec![Vec::new(); variants.len()];
    for (is_reference, rounds) in [(false, 20), (true, 3)] {
        for _ in 0..rounds {
            for (variant, seconds) in variants.iter().zip(&mut seconds) {
                if variant.name.starts_with("reference") == is_reference {
                    variant.seconds(x, g);
                    seconds.extend((0..4).map(|_| variant.seconds(x, g)));
                }
            }
        }
    }
    seconds.iter_mut().map(|seconds| median(seconds)).collect()
}

/// What the graph keeps for the backward pass when input and output are gone, in multiples of the input's bytes.
///
/// The input is so large that the allocator asks the system for its memory and gives it back at once, as long as no other
/// bench has left it enough: this one has to come first.
#[expect(clippy::cast_precision_loss, reason = "far fewer bytes than 2^52")]
fn kept(variant: &Variant) -> f64 {
    const COPIES: usize = 3;
    const SAMPLES: i64 = 12;
    let x = Tensor::ones([SAMPLES * SHAPE[0], SHAPE[1], SHAPE[2], SHAPE[3]], (Kind::Float, Device::Cpu));
    let x = x.set_requires_grad(true);
    let graph = || {
        let x = &x * 1.0;
        (variant.pass)(&x).sum(Kind::Float)
    };
    drop(graph());
    let before = resident_bytes();
    let graphs: Vec<Tensor> = (0..COPIES).map(|_| graph()).collect();
    let kept = resident_bytes() - before;
    drop(graphs);
    kept / (COPIES * x.numel() * size_of::<f32>()) as f64
}

fn resident_bytes() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("a line of the kernel's");
    let kilobytes = line.split_whitespace().nth(1).and_then(|number| number.parse::<f64>().ok());
    kilobytes.expect("a number") * 1024.0
}

fn memory(_: &mut Criterion) {
    if !std::path::Path::new("/proc/self/status").is_file() {
        println!("skipped: the memory that graphs keep is read from /proc, which is not here");
        return;
    }
    let relu = kept(&Variant::plain("relu", Tensor::relu));
    let of = |operator| kept(&Variant::mix("mix", operator, &THREE, Sharing::Layer));
    figure("bytes_saved_by_relu_over_input", relu);
    figure("bytes_saved_over_relu", of(Operator::Fused) / relu);
    figure("bytes_saved_by_reference_over_relu", of(Operator::Reference) / relu);
}

const SPACE: &str = "
name: steps
seed: 1
data: {source: fashion_mnist, validation: 0.1667}
network: {preset: lenet5}
activations: {bases: [identity, relu, tanh], size: {min: 3, max: 3}, hull: [affine], sharing: [layer]}
training: {epochs: 1, batch_size: 128, optimizer: {adam: {lr: 0.001}}}
budget: {trials: 1}
";

fn steps(_: &mut Criterion) {
    let plan = plan::read(SPACE, &[]).expect("a space file");
    let stop = AtomicBool::new(false);
    let trainer = match TorchTrainer::new(&plan, Places::new(None), None, Device::Cpu, &stop) {
        Ok(trainer) => trainer,
        Err(error) => {
            println!("skipped: training steps need Fashion-MNIST: {error}");
            return;
        }
    };
    let relu = plan.space.everywhere(&Mix::plain(Base::RELU));
    let mix = |sharing| plan.space.everywhere(&Mix::new(THREE.to_vec(), Hull::Affine, sharing));
    let candidates = [relu, mix(Sharing::Layer), mix(Sharing::Channel)];
    let medians = |candidates: &[Candidate]| -> Vec<f64> {
        let steps = trainer.timed_steps(candidates, 60).expect("candidates that do not diverge");
        let seconds =
            |steps: Vec<TimedStep>| -> Vec<f64> { steps[5..].iter().map(|step| step.seconds).collect() };
        steps.into_iter().map(|steps| median(&mut seconds(steps))).collect()
    };
    let faulting = medians(&candidates[..1]);
    mix::keep_freed_memory();
    let seconds = medians(&candidates);
    figure("step_without_kept_memory_over_step", faulting[0] / seconds[0]);
    figure("step_relu_ms", seconds[0] * 1e3);
    figure("step_mix_over_relu", seconds[1] / seconds[0]);
    figure("step_mix_by_channel_over_relu", seconds[2] / seconds[0]);
}

criterion_group!(benches, memory, steps, operators);
criterion_main!(benches);
