//! Whole networks, as their text has them: with the weights of the file beside it, on some samples.

use super::forward;
use super::reference::Coefficients;
use crate::activation::Hull;
use crate::export::{File, Trained};
use crate::interpreter::{Arguments, Framework, Program, Tensor, Value};
use safetensors::SafeTensors;
use std::rc::Rc;

/// So many samples: with one a mistaken axis of samples would not show.
const SAMPLES: usize = 2;

/// How far the logits of a text are from those of the network, relative to the largest of these; in f64, with activations
/// that are trained further and such that are not.
pub(super) fn difference(
    program: &Program,
    framework: Framework,
    trained: &Trained,
    files: &[File],
) -> Result<f64, String> {
    let mut weights = None;
    for file in files.iter().filter(|file| file.name.ends_with(".safetensors")) {
        let tensors = tensors(&file.bytes)?;
        program.put_file(&file.name, &tensors);
        weights = Some((file.name.as_str(), tensors));
    }
    let x = samples(trained);
    let mut largest = 0.0_f64;
    for (trainable, which) in [(false, Coefficients::Learned), (true, Coefficients::Started)] {
        let wanted = forward::logits(trained, &x, which)?;
        let found = logits(program, framework, trainable, &x)?;
        if found.shape != wanted.shape {
            return Err(format!("logits of the shape {:?}, not {:?}", found.shape, wanted.shape));
        }
        let size = wanted.values.iter().fold(1e-30, |size, it| f64::max(size, it.abs()));
        for (found, wanted) in found.values.iter().zip(&wanted.values) {
            let off = (found - wanted).abs() / size;
            // What is no number is as far off as can be, unless it has to be none.
            let off = if off.is_nan() && !(found.is_nan() && wanted.is_nan()) { f64::INFINITY } else { off };
            largest = largest.max(off);
        }
    }
    if let (Framework::Torch | Framework::Keras | Framework::Jax, Some((file, tensors))) =
        (framework, weights)
    {
        refuses_others(program, framework, trained, (file, &tensors))?;
    }
    Ok(largest)
}

/// Whether a text that has the coefficients itself refuses a file in which those of a site are others.
fn refuses_others(
    program: &Program,
    framework: Framework,
    trained: &Trained,
    (file, tensors): (&str, &[(String, Rc<Tensor>)]),
) -> Result<(), String> {
    for (place, learned) in trained.definition().sites().iter().enumerate() {
        let name = format!("{}.alpha", trained.names().site(place));
        if learned.mix.hull == Hull::Frozen {
            continue;
        }
        let mut changed = tensors.to_vec();
        for (_, tensor) in changed.iter_mut().filter(|(known, _)| *known == name) {
            *tensor = Rc::new(tensor.map(|alpha| alpha + 1.0));
        }
        program.put_file(file, &changed);
        if load(program, framework, true).is_ok() {
            return Err(format!("it loads a `{file}` with another `{name}` than its own"));
        }
    }
    program.put_file(file, tensors);
    Ok(())
}

/// Samples that look like those of the data set: within two deviations of the mean, and not one like the other.
fn samples(trained: &Trained) -> Tensor {
    let sizes = trained.network().input.sizes();
    let plane: usize = sizes[1..].iter().product();
    let (mean, std) = (&trained.input().mean, &trained.input().std);
    let mut phase = 0.0_f64;
    let value = |at: usize| {
        phase += 1.0;
        let channel = at / plane % mean.len();
        f64::from(mean[channel]) + f64::from(std[channel]) * 2.0 * (phase * phase * 0.618_033_988).sin()
    };
    let values = (0..SAMPLES * sizes[0] * plane).map(value).collect();
    Tensor { shape: [vec![SAMPLES], sizes].concat(), values }
}

/// Loads the network of a text, as its documentation says.
fn load(program: &Program, framework: Framework, trainable: bool) -> Result<Value, String> {
    let trainable = Value::Bool(trainable);
    let by_name =
        |name: &str| Arguments { positional: Vec::new(), named: vec![(Rc::from(name), trainable.clone())] };
    match framework {
        Framework::Torch => {
            let load = program.attribute(&program.get("Network")?, "load")?;
            program.call(&load, by_name("trainable_activations"))
        }
        Framework::Keras | Framework::Jax => {
            program.call(&program.get("load_network")?, by_name("trainable_mix"))
        }
        Framework::Tch => {
            let file = Value::Text(Rc::from(crate::export::weights::FILE));
            let loaded = program.call_named("load", vec![file, Value::Nothing, trainable])?.as_list()?;
            let [_, network] = loaded.as_slice() else {
                return Err("`load` gives no store with a network".to_owned());
            };
            Ok(network.clone())
        }
        Framework::Rust | Framework::C => Err("a network of plain functions".to_owned()),
    }
}

/// The logits of the network that is loaded.
fn logits(program: &Program, framework: Framework, trainable: bool, x: &Tensor) -> Result<Tensor, String> {
    let network = load(program, framework, trainable)?;
    let last = if x.shape.len() == 4 { x.moved(&[0, 2, 3, 1])? } else { x.clone() };
    let batch = |x: &Tensor| Value::Tensor(Rc::new(x.clone()));
    let logits = match framework {
        Framework::Keras | Framework::Jax => program.call(&network, Arguments::of(vec![batch(&last)])),
        Framework::Tch => {
            let forward = program.attribute(&network, "forward_t")?;
            program.call(&forward, Arguments::of(vec![batch(x), Value::Bool(false)]))
        }
        Framework::Torch | Framework::Rust | Framework::C => {
            program.call(&network, Arguments::of(vec![batch(x)]))
        }
    };
    logits?.as_tensor().map(|logits| Tensor::clone(&logits))
}

/// The tensors of a file in f64.
fn tensors(bytes: &[u8]) -> Result<Vec<(String, Rc<Tensor>)>, String> {
    let read = SafeTensors::deserialize(bytes).map_err(|error| error.to_string())?;
    let tensor = |(name, view): (String, safetensors::tensor::TensorView<'_>)| {
        let numbers = view.data().chunks_exact(4).map(|bytes| {
            let bytes = <[u8; 4]>::try_from(bytes).expect("parts of four bytes");
            f64::from(f32::from_le_bytes(bytes))
        });
        Tensor::new(view.shape().to_vec(), numbers.collect()).map(|tensor| (name, Rc::new(tensor)))
    };
    read.tensors().into_iter().map(tensor).collect()
}
