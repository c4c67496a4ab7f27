//! A trained network written as a `.pt2` file computes what it was written of: in both modes, in every number and gradient.

use crate::activation::{Base, Hull, LearnedMix, Mix, Sharing};
use crate::export::{Definition, Form, Format, Input, TrainedModel, export_model};
use crate::task::exported::{ActivationCall, Choice, Exported, Model, Weights, activation_calls};
use crate::task::{Dims, Start};
use crate::train::read_back::{Running, networks, read_back};
use tch::{Kind, Tensor};

/// A model of the tests: its file, the shape of its samples, the number of its classes, and of its words if it takes words.
struct Case {
    file: &'static [u8],
    sizes: &'static [usize],
    classes: usize,
    words: Option<u16>,
}

const CONVOLUTIONAL: Case = Case {
    file: include_bytes!("../../../tests/data/exported/convolutional.pt2"),
    sizes: &[3, 8, 8],
    classes: 5,
    words: None,
};

/// With dropout inside attention; with tied weights; with activations that are written by hand and gates; with functions in
/// place that others see, by name and in memory; with one program for both modes.
const OTHERS: [Case; 5] = [
    Case {
        file: include_bytes!("../../../tests/data/exported/attention.pt2"),
        sizes: &[6],
        classes: 3,
        words: Some(11),
    },
    Case {
        file: include_bytes!("../../../tests/data/exported/tied.pt2"),
        sizes: &[5],
        classes: 4,
        words: Some(4),
    },
    Case {
        file: include_bytes!("../../../tests/data/exported/written.pt2"),
        sizes: &[1, 6, 6],
        classes: 3,
        words: None,
    },
    Case {
        file: include_bytes!("../../../tests/data/exported/shared.pt2"),
        sizes: &[4],
        classes: 3,
        words: None,
    },
    Case {
        file: include_bytes!("../../../tests/data/exported/single.pt2"),
        sizes: &[2],
        classes: 2,
        words: None,
    },
];

const SAMPLES: u16 = 6;

impl Case {
    /// The model with all of its calls as sites, in training with numbers of its own.
    fn trained(&self, mix: impl Fn(&ActivationCall) -> LearnedMix) -> TrainedModel {
        let model = Model::read(self.file).unwrap();
        let calls = activation_calls(model.program()).unwrap();
        let mixes = calls.iter().map(mix).collect();
        let choice = Choice { calls, output: None, weights: Weights::Given, is_frozen: &|_| false };
        let dims = Dims::of(self.sizes).unwrap();
        let exported = Exported::new(&model, choice, dims, None, self.classes).unwrap();
        let parameters = exported.parameters().iter().map(|it| (it.name.clone(), it.start.clone()));
        let buffers = exported.buffers().iter().map(|it| (it.name.clone(), it.start.clone()));
        let other = |(name, start)| {
            let Start::Given(values) = start else { panic!("the numbers are in the file") };
            (name, values.iter().map(|value| value * 1.5 + 1.0 / 16.0).collect())
        };
        let values = parameters.chain(buffers).map(other).collect();
        let input = Input { mean: Vec::new(), std: Vec::new(), white: None };
        TrainedModel::new(Definition::new(None, mixes).unwrap(), exported, values, input).unwrap()
    }

    fn written(&self, trained: &TrainedModel, form: Form) -> Vec<u8> {
        export_model(Format::Pt2, trained, self.file, form).unwrap().pop().unwrap().bytes
    }

    fn inputs(&self) -> (Vec<usize>, Vec<f32>) {
        let dims: Vec<usize> = [usize::from(SAMPLES)].into_iter().chain(self.sizes.iter().copied()).collect();
        let count = u16::try_from(dims.iter().product::<usize>()).unwrap();
        let input = |place: u16| match self.words {
            Some(words) => f32::from(place * 7 % words),
            None => f32::from(place * 37 % 101) / 16.0 - 3.0,
        };
        (dims, (0..count).map(input).collect())
    }

    fn x(&self) -> Tensor {
        let (dims, inputs) = self.inputs();
        let dims: Vec<i64> = dims.into_iter().map(|size| i64::try_from(size).unwrap()).collect();
        let x = Tensor::from_slice(&inputs).view(dims.as_slice());
        if self.words.is_some() { x.to_kind(Kind::Int64) } else { x }
    }

    /// How far logits and gradients are off in f64, in evaluation and in training with nothing dropped; α and θ have
    /// gradients where they are parameters.
    fn check(&self, trained: &TrainedModel, form: Form, what: &str) {
        let file = self.written(trained, form);
        let (was, is) = networks(trained, &file).unwrap();
        for in_training in [false, true] {
            let wanted = Running::of_trained(&was, trained, Kind::Double).unwrap();
            let found = Running::of_file(&is, Kind::Double).unwrap();
            let mut of_sites = Vec::new();
            for (call, tables) in trained.exported().calls().iter().zip(&wanted.sites) {
                for (part, table) in ["alpha", "theta"].into_iter().zip(tables) {
                    let name = format!("{}.{part}", call.name);
                    let twin = found.parameters.iter().find(|(other, _)| *other == name);
                    of_sites.extend(table.as_ref().zip(twin).map(|(table, (_, twin))| (name, table, twin)));
                }
            }
            let of_model = wanted.parameters.iter().map(|(name, parameter)| {
                let twin = found.parameters.iter().find(|(other, _)| other == name).unwrap();
                (name.clone(), parameter, &twin.1)
            });
            let pairs: Vec<(String, &Tensor, &Tensor)> = of_model.chain(of_sites).collect();
            if form == Form::Exact {
                let learned = trained.definition().sites().iter();
                let tables = learned.map(|it| {
                    usize::from(!it.mix.is_plain() && it.mix.hull != Hull::Frozen)
                        + usize::from(!it.parameters.is_empty())
                });
                assert_eq!(pairs.len(), wanted.parameters.len() + tables.sum::<usize>(), "{what}");
            }
            for (_, one, other) in &pairs {
                let _ = (one.set_requires_grad(true), other.set_requires_grad(true));
            }
            let (wanted, found) = (wanted.pass(&self.x(), in_training), found.pass(&self.x(), in_training));
            close(&found, &wanted, form, &format!("{what}: logits, in training: {in_training}"));
            let gradients = |logits: &Tensor, leaves: Vec<&Tensor>| {
                let weights = Tensor::arange(logits.size()[1], (Kind::Double, logits.device())).sin() + 0.5;
                let loss = (logits * weights).square().sum(Kind::Double);
                Tensor::run_backward(&[loss], &leaves, false, false)
            };
            let wanted = gradients(&wanted, pairs.iter().map(|(_, one, _)| *one).collect());
            let found = gradients(&found, pairs.iter().map(|(.., other)| *other).collect());
            for ((name, ..), (found, wanted)) in pairs.iter().zip(found.iter().zip(&wanted)) {
                assert_eq!(found.defined(), wanted.defined(), "{what}: {name}");
                if wanted.defined() {
                    close(
                        found,
                        wanted,
                        form,
                        &format!("{what}: gradient of {name}, in training: {in_training}"),
                    );
                }
            }
        }
        let (dims, inputs) = self.inputs();
        let back = read_back(trained, &file, &dims, &inputs).unwrap();
        assert!(back.in_training < tolerance(form), "{what}: {}", back.in_training);
        assert_eq!(back.logits.len(), usize::from(SAMPLES) * self.classes);
    }
}

/// So far off a form may be: as far as rounding in f64 leads; a simplified one has numbers of channels in f32.
fn tolerance(form: Form) -> f64 {
    match form {
        Form::Exact => 1e-10,
        Form::Simplified => 1e-5,
    }
}

fn close(found: &Tensor, wanted: &Tensor, form: Form, what: &str) {
    assert_eq!(found.size(), wanted.size(), "{what}");
    let largest = wanted.abs().max().double_value(&[]).max(1.0);
    let off = (found - wanted).abs().max().double_value(&[]) / largest;
    assert!(off < tolerance(form), "{what}: off by {off}");
}

/// Every base, and those with other parameters that are computed in another way.
fn bases() -> Vec<Base> {
    let relu = |negative_slope, max_value, threshold| Base::Relu { negative_slope, max_value, threshold };
    let more = [
        Base::BinaryStep { straight_through: true },
        Base::Linear { c: 2.5 },
        relu(0.25, f64::INFINITY, 0.0),
        relu(0.0, 1.5, 0.0),
        relu(0.25, 1.5, 0.5),
        relu(0.0, f64::INFINITY, 0.5),
        Base::LeakyRelu { slope: 0.2 },
        Base::Elu { alpha: 2.0 },
        Base::Celu { alpha: 2.0 },
        Base::Gelu { approximate: true },
        Base::Swish { beta: 2.0, learned: false },
        Base::Swish { beta: 1.0, learned: true },
        Base::Softplus { beta: 2.0 },
    ];
    Base::ALL.into_iter().chain(more).collect()
}

/// A mix with these bases, in which every number is another one.
fn learned(call: &ActivationCall, bases: &[Base], hull: Hull, sharing: Sharing) -> LearnedMix {
    let rows = match sharing {
        Sharing::Layer => 1,
        Sharing::Channel => call.channels.unwrap(),
    };
    let number =
        |row: usize, column: usize| f32::from(u16::try_from(row * 5 + column * 3 % 7).unwrap()) / 16.0 - 0.5;
    let table = |columns: usize, by: f32| -> Vec<Vec<f32>> {
        (0..rows).map(|row| (0..columns).map(|column| by * (number(row, column) + 0.7)).collect()).collect()
    };
    let n_learned = Base::count_learned(bases);
    let mix = Mix::new(bases.to_vec(), hull, sharing);
    let coefficients = if hull == Hull::Frozen {
        #[expect(clippy::cast_precision_loss, reason = "a few bases")]
        let share = 1.0 / bases.len() as f32;
        vec![vec![share; bases.len()]; rows]
    } else {
        table(bases.len(), 1.0)
    };
    let parameters = if n_learned == 0 { Vec::new() } else { table(n_learned, 0.5) };
    LearnedMix { site: call.name.clone(), mix, coefficients, parameters }
}

fn plain(call: &ActivationCall, base: Base) -> LearnedMix {
    let parameters = base.learned_parameter().map_or_else(Vec::new, |_| vec![vec![0.375]]);
    LearnedMix { site: call.name.clone(), mix: Mix::plain(base), coefficients: vec![vec![1.0]], parameters }
}

#[test]
fn every_base_is_written_as_it_is_computed_in_training() {
    tch::set_num_threads(1);
    for base in bases() {
        let beside = if base == Base::Tanh { Base::Sine } else { Base::Tanh };
        for (form, sharing) in [(Form::Exact, Sharing::Channel), (Form::Simplified, Sharing::Layer)] {
            let trained = CONVOLUTIONAL.trained(|call| learned(call, &[base, beside], Hull::Linear, sharing));
            CONVOLUTIONAL.check(&trained, form, &format!("{base}, {form:?}, {sharing:?}"));
        }
        let trained = CONVOLUTIONAL.trained(|call| plain(call, base));
        CONVOLUTIONAL.check(&trained, Form::Exact, &format!("{base} alone"));
    }
}

#[test]
fn every_kind_of_model_is_written_with_mixes_in_it() {
    tch::set_num_threads(1);
    let bases = [Base::Identity, Base::RELU, Base::Tanh, Base::Prelu { slope: 0.25 }];
    let linear = [Base::Identity, Base::RELU, Base::Absolute];
    for case in OTHERS.iter().chain([&CONVOLUTIONAL]) {
        let what = format!("{:?}", case.sizes);
        let in_channels = |call: &ActivationCall| {
            if call.channels.is_some() { Sharing::Channel } else { Sharing::Layer }
        };
        case.check(
            &case.trained(|call| learned(call, &bases, Hull::Linear, in_channels(call))),
            Form::Exact,
            &what,
        );
        // Pairs of slopes that differ from channel to channel.
        case.check(
            &case.trained(|call| learned(call, &linear, Hull::Linear, in_channels(call))),
            Form::Simplified,
            &what,
        );
        case.check(
            &case.trained(|call| learned(call, &bases, Hull::Linear, Sharing::Layer)),
            Form::Simplified,
            &what,
        );
        case.check(
            &case.trained(|call| learned(call, &[Base::RELU, Base::Sine], Hull::Frozen, Sharing::Layer)),
            Form::Exact,
            &what,
        );
        case.check(&case.trained(|call| plain(call, Base::Identity)), Form::Exact, &what);
    }
}
