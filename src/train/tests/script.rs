//! Compiled scripts against the catalogue in f64 and against the network that was trained.

use crate::activation::{Allowed, Base, Hull, LearnedMix, Mix, Sharing};
use crate::export::{Definition, Exported, Form, Format, Input, Script, ScriptTensor, Trained, What, export};
use crate::network::{Activation, Computed, Forward, Mode, State};
use crate::task::{
    ConvSpec, Dims, LayerSpec, Network, Operator, Outputs, Padding, PoolSpec, Pooling, Precision,
};
use crate::train::script::{Module, compile};
use std::collections::BTreeMap;
use tch::{Kind, Tensor};

const FORMS: [Form; 2] = [Form::Simplified, Form::Exact];

fn script(what: What<'_>, form: Form) -> Script {
    match export(Format::Torchscript, what, form).unwrap() {
        Exported::Script(script) => script,
        Exported::Files(_) => panic!("libtorch makes the file"),
    }
}

/// Every base at its defaults and with other parameters.
fn bases() -> Vec<Base> {
    let others = Base::ALL.into_iter().filter(|base| !base.parameters().is_empty()).map(|base| {
        let other = |parameter: &crate::activation::Parameter| match parameter.allowed {
            Allowed::Number { .. } => 0.3,
            Allowed::Limit { .. } => 4.5,
            Allowed::Switch => 1.0 - parameter.default,
        };
        base.with_parameters(&base.facts().parameters.iter().map(other).collect::<Vec<_>>())
    });
    let limited = Base::Relu { negative_slope: 0.0, max_value: 2.0, threshold: 0.0 };
    let shifted = Base::Relu { negative_slope: 0.5, max_value: f64::INFINITY, threshold: -1.0 };
    Base::ALL.into_iter().chain(others).chain([limited, shifted]).collect()
}

/// A site whose coefficients and learned parameters differ from row to row.
fn site(name: &str, bases: Vec<Base>, hull: Hull, sharing: Sharing) -> LearnedMix {
    let mix = Mix::new(bases, hull, sharing);
    let n_rows = if mix.sharing == Sharing::Channel { 3 } else { 1 };
    let row = |row: u8, n: usize, start: f32| -> Vec<f32> {
        (0_u8..).take(n).map(|k| start + 0.3 * f32::from(row) - 0.1 * f32::from(k)).collect()
    };
    let numbers = |n, start| -> Vec<Vec<f32>> { (0..n_rows).map(|k| row(k, n, start)).collect() };
    let n_learned = Base::count_learned(&mix.bases);
    let parameters = if n_learned == 0 { Vec::new() } else { numbers(n_learned, 0.4) };
    let n_bases = u16::try_from(mix.bases.len()).unwrap();
    let coefficients = match mix.hull {
        Hull::Frozen => vec![vec![1.0 / f32::from(n_bases); mix.bases.len()]],
        Hull::Affine | Hull::Convex | Hull::Linear => numbers(mix.bases.len(), 0.7),
    };
    LearnedMix { site: name.to_owned(), mix, coefficients, parameters }
}

/// What a site makes of x in a channel, and how large the terms of the sum are together.
fn by_formula(learned: &LearnedMix, channel: usize, x: f64) -> (f64, f64) {
    let row = channel % learned.coefficients.len();
    let terms = learned.bases(row).into_iter().zip(&learned.coefficients[row]);
    terms
        .map(|(base, alpha)| f64::from(*alpha) * base.value(x))
        .fold((0.0, 0.0), |(sum, size), term| (sum + term, size + term.abs()))
}

/// Numbers that are the same in f32.
fn numbers() -> Vec<f64> {
    let near = (-320..=320).map(|k| f64::from(k) / 32.0);
    near.chain([-1e4, -300.0, -88.0, -30.0, 30.0, 88.0, 300.0, 1e4]).collect()
}

/// Compares a few sites in each form.
fn check_all(sites: &[LearnedMix]) {
    for form in FORMS {
        sites.chunks(5).for_each(|few| check(few.to_vec(), form));
    }
}

/// Compares every site, on batches of three channels with the same numbers in each.
fn check(sites: Vec<LearnedMix>, form: Form) {
    let definition = Definition::new(None, sites).unwrap();
    let script = script(What::Mix(&definition), form);
    let bytes = compile(&script).unwrap();
    let x = numbers();
    for (idx, learned) in definition.sites().iter().enumerate() {
        for (kind, tolerance) in [(Kind::Double, 1e-7), (Kind::Float, 1e-6)] {
            let batch = Tensor::from_slice(&x).to_kind(kind).view([-1, 1, 1]).expand([-1, 3, 2], false);
            let y = Module::load(&bytes).unwrap().run(Some(&learned.site), &batch).unwrap();
            assert_eq!((y.size(), y.kind()), (batch.size(), kind));
            let y = Vec::<f64>::try_from(y.to_kind(Kind::Double).reshape([-1])).unwrap();
            for (place, y) in y.iter().enumerate() {
                let x = x[place / 6];
                let (expected, size) = by_formula(learned, place / 2 % 3, x);
                let error = (y - expected).abs() / size.max(1.0);
                assert!(error <= tolerance, "{form:?} {idx} {} at {x}: {y} is not {expected}", learned.mix);
            }
        }
    }
}

#[test]
fn every_base_by_itself_agrees_with_f64() {
    // Softmax over three equal channels is not what the formula says; it is compared in networks.
    let bases = bases().into_iter().filter(|base| base.is_elementwise());
    let sites = bases.enumerate().map(|(idx, base)| {
        let learned = site(&format!("site{idx}"), vec![base], Hull::Frozen, Sharing::Layer);
        LearnedMix { coefficients: vec![vec![1.0]], ..learned }
    });
    let sites: Vec<LearnedMix> = sites.collect();
    check_all(&sites);
}

#[test]
fn mixes_agree_with_f64_in_every_form_and_sharing() {
    let bases: Vec<Base> = bases().into_iter().filter(|base| base.is_elementwise()).collect();
    let mut sites = Vec::new();
    for (idx, window) in bases.windows(6).step_by(2).enumerate() {
        for sharing in Sharing::ALL {
            let name = format!("{}{idx}", sharing.name());
            sites.push(site(&name, window.to_vec(), Hull::Linear, sharing));
        }
    }
    let opposite = site("opposite", vec![Base::Sine, Base::Sine], Hull::Linear, Sharing::Layer);
    sites.push(LearnedMix { coefficients: vec![vec![0.5, -0.5]], ..opposite });
    check_all(&sites);
}

/// A network with every kind of layer, trained by a sine.
fn trained() -> Trained {
    let conv = |channels, stride, bias| {
        LayerSpec::Conv(ConvSpec { channels, kernel: 3, stride, padding: Padding::By(1), bias, name: None })
    };
    let (site_spec, norm) =
        (LayerSpec::Activation { name: None, fixed: None }, LayerSpec::BatchNorm { name: None });
    let pool = |kind, padding| LayerSpec::Pool(PoolSpec { kind, size: 3, stride: Some(2), padding });
    let block = LayerSpec::Residual {
        layers: vec![
            conv(4, 2, false),
            norm.clone(),
            LayerSpec::Activation { name: Some("forward".to_owned()), fixed: None },
        ],
        shortcut: vec![conv(3, 2, true), site_spec.clone(), LayerSpec::PadChannels { to: 4 }],
        name: None,
    };
    let layers = [
        conv(3, 1, true),
        norm,
        site_spec.clone(),
        pool(Pooling::Max, 1),
        block,
        pool(Pooling::Average, 1),
        site_spec.clone(),
        LayerSpec::Dropout { share: 0.5 },
        LayerSpec::GlobalPool,
        LayerSpec::Linear { outputs: Outputs::Number(3), bias: false, name: None },
        site_spec,
        LayerSpec::Linear { outputs: Outputs::Classes, bias: true, name: None },
    ];
    let network = Network::build(&layers, Dims::Image { channels: 2, height: 12, width: 9 }, 5).unwrap();
    let sizes = network.parameters().into_iter().map(|it| (it.name, it.dims.iter().product()));
    let sizes =
        sizes.chain(network.buffers().into_iter().map(|it| (it.name, it.dims.iter().product::<usize>())));
    let wave = |(name, size): (String, usize)| {
        let least = if name.ends_with("running_var") { 1.0_f32 } else { 0.0 };
        let value = |k: u16| least + 0.5 * (f32::from(k) * 0.7 + 1.0).sin();
        (name, (0..u16::try_from(size).unwrap()).map(value).collect())
    };
    let tensors: BTreeMap<String, Vec<f32>> = sizes.map(wave).collect();
    let (prelu, swish) = (Base::Prelu { slope: 0.25 }, Base::Swish { beta: 1.0, learned: true });
    let mixes = [
        (vec![Base::Identity, Base::RELU, prelu], Hull::Linear, Sharing::Channel),
        (vec![swish, Base::Tanh], Hull::Linear, Sharing::Layer),
        (vec![Base::RELU], Hull::Frozen, Sharing::Layer),
        (vec![Base::Sine, Base::Gaussian, Base::Absolute], Hull::Frozen, Sharing::Layer),
        (vec![Base::Softmax, swish], Hull::Linear, Sharing::Channel),
    ];
    let sites = network.sites.iter().zip(mixes);
    let sites = sites.map(|(it, (bases, hull, sharing))| site(&it.name, bases, hull, sharing)).collect();
    let definition = Definition::new(None, sites).unwrap();
    let input = Input { mean: vec![0.25, 0.5], std: vec![0.5, 0.2], white: Some(255) };
    Trained::new(definition, network, tensors, input).unwrap()
}

fn tensor(script: &ScriptTensor) -> Tensor {
    let dims: Vec<i64> = script.dims.iter().map(|dim| i64::try_from(*dim).unwrap()).collect();
    Tensor::from_slice(&script.values).view(&dims[..])
}

/// The logits of the network as it is trained, with the tensors of its script.
fn by_network(trained: &Trained, script: &Script, x: &Tensor) -> Tensor {
    let network = trained.network();
    let tensors = |is_parameter| -> Vec<Tensor> {
        let of_layers =
            script.tensors.iter().filter(|it| it.name.contains('.') && !it.name.starts_with("input."));
        of_layers.filter(|it| it.is_parameter == is_parameter).map(tensor).collect()
    };
    let (parameters, buffers) = (tensors(true), tensors(false));
    let rows =
        |rows: &[Vec<f32>]| Tensor::from_slice(&rows.concat()).view([i64::try_from(rows.len()).unwrap(), -1]);
    let activation = |learned| {
        let LearnedMix { mix, coefficients, parameters, .. }: &LearnedMix = learned;
        Activation {
            mix,
            alpha: (!mix.is_plain()).then(|| rows(coefficients)),
            theta: (!parameters.is_empty()).then(|| rows(parameters)),
        }
    };
    let activations: Vec<Activation> = trained.definition().sites().iter().map(activation).collect();
    let numbers = |values: &[f32]| Tensor::from_slice(values).view([-1, 1, 1]);
    let x = (x - numbers(&trained.input().mean)) / numbers(&trained.input().std);
    let state = State { parameters: &parameters, buffers: &buffers };
    let computed = Computed { operator: Operator::Reference, precision: Precision::F32 };
    Forward::new(network, true, tch::Device::Cpu).unwrap().logits(
        &state,
        &activations,
        computed,
        &x,
        Mode::Evaluate,
    )
}

#[test]
fn a_network_has_the_logits_that_it_had() {
    let trained = trained();
    let x =
        (Tensor::arange(4 * 2 * 12 * 9, (Kind::Float, tch::Device::Cpu)) * 0.37).sin().view([4, 2, 12, 9]);
    for form in FORMS {
        let script = script(What::Network(&trained), form);
        let expected = by_network(&trained, &script, &x);
        let found = Module::load(&compile(&script).unwrap()).unwrap().run(None, &x).unwrap();
        assert_eq!(found.size(), [4, 5]);
        let distance = (found - &expected).abs().max().double_value(&[]);
        assert!(distance < 1e-5 && expected.abs().max().double_value(&[]) > 0.1, "{form:?}: {distance}");
    }
}

#[test]
fn what_a_network_takes_and_gives_lies_beside_it_in_the_archive() {
    let script = script(What::Network(&trained()), Form::Simplified);
    let bytes = compile(&script).unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    assert!(script.extra.iter().any(|(name, _)| *name == "samples"), "{:?}", script.extra);
    for (name, content) in &script.extra {
        let inside = format!("/extra/{name}");
        let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
        let path = names.into_iter().find(|path| path.ends_with(&inside)).unwrap();
        let found = std::io::read_to_string(archive.by_name(&path).unwrap()).unwrap();
        assert_eq!(found, *content, "{path}");
    }
}

#[test]
fn the_same_script_gives_the_same_bytes() {
    let script = script(What::Network(&trained()), Form::Simplified);
    assert_eq!(compile(&script).unwrap(), compile(&script).unwrap());
}

#[test]
fn what_libtorch_does_not_take_is_an_error_that_says_why() {
    let methods = "def forward(self, x: Tensor) -> Tensor:\n    return torch.sine(x)\n".to_owned();
    let wrong = Script {
        file: "wrong.pt".to_owned(),
        class: "Wrong".to_owned(),
        methods,
        tensors: Vec::new(),
        extra: Vec::new(),
    };
    let error = compile(&wrong).unwrap_err().to_string();
    assert!(error.starts_with("libtorch cannot compile `wrong.pt`: ") && error.contains("sine"), "{error}");
    let right = Script { methods: wrong.methods.replace("sine", "sin"), ..wrong };
    let bytes = compile(&right).unwrap();
    let x = Tensor::from_slice(&[0.5_f32]);
    let module = Module::load(&bytes).unwrap();
    assert!(module.run(None, &x).is_ok());
    let error = module.run(Some("backward"), &x).unwrap_err().to_string();
    assert!(error.contains("backward"), "{error}");
    assert!(Module::load(&bytes[..100]).is_err());
}
