//! Writes what an exported model computes as it came: `interop_computed MODEL IN OUT f32|f64`.
//!
//! `IN` and `OUT` are in the format of safetensors. `IN` has `x`, f32 or i64, and `labels`. `OUT` has, all in f64, the
//! `logits` of evaluation, and of one training step in which nothing is dropped the `loss`, `gradient.NAME` of each parameter
//! and `buffer.NAME` of each running value after it.

use actsearch::disk;
use actsearch::network::{Computed, Forward, Mode, State};
use actsearch::task::exported::{Choice, Exported, Model, Weights};
use actsearch::task::{Dims, Network, Operator, Precision, Start};
use safetensors::{Dtype, SafeTensors, serialize, tensor::TensorView};
use std::error::Error;
use std::path::Path;
use tch::{Device, Kind, Tensor};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [model, given, out, precision] = &arguments[..] else {
        return Err("give MODEL IN OUT f32|f64".into());
    };
    let kind = if precision == "f64" { Kind::Double } else { Kind::Float };
    tch::set_num_threads(1);
    let bytes = disk::read(Path::new(given))?;
    let given = SafeTensors::deserialize(&bytes)?;
    let (x, labels) = (read(&given.tensor("x")?, kind), read(&given.tensor("labels")?, kind));
    let sizes: Vec<usize> = given.tensor("x")?.shape()[1..].to_vec();
    let dims = Dims::of(&sizes).ok_or("no shape of samples")?;
    let model = Model::read(&disk::read(Path::new(model))?)?;
    let choice = Choice { calls: Vec::new(), output: None, weights: Weights::Given, is_frozen: &|_| false };
    let classes = model.program().evaluation.logits().first().map_or(0, |(_, classes)| *classes);
    let classes = usize::try_from(classes)?;
    let exported =
        Exported::new(&model, choice, dims, None, classes).map_err(|unusable| format!("{unusable:?}"))?;
    let network = Network::of_exported(exported, classes);
    let forward = Forward::in_kind(&network, false, Device::Cpu, kind)?;
    let parameters: Vec<Tensor> = network
        .parameters()
        .iter()
        .map(|it| start(&it.dims, &it.start, kind).set_requires_grad(true))
        .collect();
    let buffers: Vec<Tensor> = network
        .buffers()
        .iter()
        .map(|it| start(&it.dims, &it.start, if it.is_whole { Kind::Int64 } else { kind }))
        .collect();
    let state = State { parameters: &parameters, buffers: &buffers };
    let computed = Computed { operator: Operator::Fused, precision: Precision::F32 };
    let logits = tch::no_grad(|| forward.logits(&state, &[], computed, &x, Mode::Evaluate));
    let mut ones = |_: usize, shape: &[i64]| Tensor::ones(shape, (Kind::Float, Device::Cpu));
    let trained = forward.logits(&state, &[], computed, &x, Mode::Train { mask: &mut ones });
    // Not `cross_entropy_for_logits`, which is in f32.
    let loss = trained.cross_entropy_loss(&labels, None::<Tensor>, tch::Reduction::Mean, -100, 0.0);
    let leaves: Vec<&Tensor> = parameters.iter().collect();
    let gradients = Tensor::run_backward(&[&loss], &leaves, false, false);
    let mut all = vec![("logits".to_owned(), logits), ("loss".to_owned(), loss.detach())];
    let names = network.parameters().into_iter().map(|it| format!("gradient.{}", it.name));
    // The logits do not depend on the others.
    all.extend(names.zip(gradients).filter(|(_, gradient)| gradient.defined()));
    let names = network.buffers().into_iter().map(|it| format!("buffer.{}", it.name));
    all.extend(names.zip(buffers));
    Ok(disk::write(Path::new(out), &written(&all)?)?)
}

fn read(view: &TensorView<'_>, kind: Kind) -> Tensor {
    let shape: Vec<i64> = view.shape().iter().map(|size| i64::try_from(*size).expect("in memory")).collect();
    match view.dtype() {
        Dtype::F32 => Tensor::from_data_size(view.data(), &shape, Kind::Float).to_kind(kind),
        _ => Tensor::from_data_size(view.data(), &shape, Kind::Int64),
    }
}

fn start(dims: &[usize], start: &Start, kind: Kind) -> Tensor {
    let Start::Given(values) = start else { panic!("the numbers are in the file") };
    let dims: Vec<i64> = dims.iter().map(|dim| i64::try_from(*dim).expect("in memory")).collect();
    Tensor::from_slice(values).view(dims.as_slice()).to_kind(kind)
}

fn written(all: &[(String, Tensor)]) -> Result<Vec<u8>, Box<dyn Error>> {
    let numbers = |tensor: &Tensor| -> Result<Vec<u8>, tch::TchError> {
        let flat = Vec::<f64>::try_from(tensor.to_kind(Kind::Double).flatten(0, -1))?;
        Ok(flat.iter().flat_map(|number| number.to_le_bytes()).collect())
    };
    let bytes: Vec<Vec<u8>> = all.iter().map(|(_, tensor)| numbers(tensor)).collect::<Result<_, _>>()?;
    let shape = |tensor: &Tensor| {
        tensor.size().iter().map(|size| usize::try_from(*size)).collect::<Result<Vec<_>, _>>()
    };
    let mut views = Vec::new();
    for ((name, tensor), bytes) in all.iter().zip(&bytes) {
        views.push((name.as_str(), TensorView::new(Dtype::F64, shape(tensor)?, bytes)?));
    }
    Ok(serialize(views, None)?)
}
