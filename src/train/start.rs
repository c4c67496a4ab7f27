//! What a candidate starts from: every number that training changes, in groups of one rule each.

use super::group::{Group, Member, Place, Rule};
use super::optimizer;
use crate::activation::Hull;
use crate::mix;
use crate::plan::Plan;
use crate::seed::Seed;
use crate::space::SiteMix;
use crate::task::{Buffer, Parameter, Site, Start};
use tch::{Device, Kind, Tensor};

/// Weights, then biases and norms, then what the coefficients are made of; groups without members are left out.
pub(super) fn groups(plan: &Plan, mixes: &[SiteMix], device: Device) -> Vec<Group> {
    let (network, training) = (&plan.task.network, &plan.task.training);
    let seed = plan.root_seed().of("weights");
    let parameters = network.parameters();
    let of_kind = |decays| parameters.iter().filter(move |parameter| parameter.decays == decays);
    let is_channels_last = network.keeps_channels_last();
    let members =
        |decays| of_kind(decays).map(|parameter| member(parameter, &seed, is_channels_last)).collect();
    let sites = network.sites.iter().zip(mixes);
    let coefficients = sites.flat_map(|(site, at)| learned_members(site, at)).collect();
    let lr = training.optimizer.lr();
    let groups: [(Vec<Member>, Rule); 3] = [
        (members(true), Rule { lr, weight_decay: training.weight_decay }),
        (members(false), Rule { lr, weight_decay: 0.0 }),
        (coefficients, Rule { lr: training.coefficients_lr, weight_decay: 0.0 }),
    ];
    let moments = optimizer::moments(training.optimizer);
    let filled = groups.into_iter().filter(|(members, _)| !members.is_empty());
    filled.map(|(members, rule)| Group::new(members, moments, rule, device)).collect()
}

/// The running values.
pub(super) fn buffers(buffers: &[Buffer], seed: &Seed, device: Device) -> Vec<(String, Tensor)> {
    let start = |buffer: &Buffer| {
        let values = numbers(&buffer.name, &buffer.dims, &buffer.start, seed);
        let kind = if buffer.is_whole { Kind::Int64 } else { Kind::Float };
        let values = Tensor::from_slice(&values).view(sizes(&buffer.dims).as_slice()).to_kind(kind);
        (buffer.name.clone(), values.to_device(device))
    };
    buffers.iter().map(start).collect()
}

/// The member that the coefficients of a site are made of.
pub(super) fn coefficients_name(site: &str) -> String {
    format!("{site}.alpha")
}

/// The member that holds the learned parameters of the bases at a site.
pub(super) fn parameters_name(site: &str) -> String {
    format!("{site}.theta")
}

fn member(parameter: &Parameter, seed: &Seed, is_channels_last: bool) -> Member {
    let start = numbers(&parameter.name, &parameter.dims, &parameter.start, seed);
    let dims = sizes(&parameter.dims);
    let is_channels_last = is_channels_last && dims.len() == 4;
    Member { place: Place { name: parameter.name.clone(), dims, is_channels_last }, start }
}

/// What a tensor starts from; what is drawn depends on the seed and its name only.
fn numbers(name: &str, dims: &[usize], start: &Start, seed: &Seed) -> Vec<f32> {
    let size = dims.iter().product();
    match start {
        Start::Uniform { bound } => seed.of(name).stream().uniform(size, *bound),
        Start::All(number) => vec![*number; size],
        Start::Normal { std, zero_row } => {
            let mut numbers = seed.of(name).stream().normal(size, *std);
            let width = dims.iter().skip(1).product();
            if let Some(row) = zero_row.and_then(|row| numbers.chunks_mut(width).nth(row)) {
                row.fill(0.0);
            }
            numbers
        }
        Start::Given(numbers) => numbers.to_vec(),
    }
}

fn sizes(dims: &[usize]) -> Vec<i64> {
    dims.iter().map(|dim| i64::try_from(*dim).expect("weights in memory")).collect()
}

/// What training moves at a site beside the weights: what its coefficients are made of, and its learned parameters.
fn learned_members(site: &Site, SiteMix { mix, start, .. }: &SiteMix) -> Vec<Member> {
    let rows = mix.rows(site.channels);
    let of = |name, row: Vec<f32>| {
        let dims = [rows, row.len()].map(|size| i64::try_from(size).expect("coefficients in memory"));
        let place = Place { name, dims: dims.to_vec(), is_channels_last: false };
        Member { place, start: row.repeat(rows) }
    };
    let coefficients =
        (mix.hull != Hull::Frozen).then(|| of(coefficients_name(&site.name), mix::start(mix, start)));
    let parameters = mix.parameters_at_start(1).pop().map(|row| of(parameters_name(&site.name), row));
    coefficients.into_iter().chain(parameters).collect()
}
