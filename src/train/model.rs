//! A candidate with its weights: what training changes, and what a checkpoint holds.

use super::group::{Group, Member};
use super::optimizer;
use crate::activation::{Base, Hull, LearnedMix, Mix};
use crate::mix;
use crate::network::{self, Activation};
use crate::plan::Plan;
use crate::seed::Seed;
use crate::space::{Candidate, SiteMix};
use crate::task::{Network, Operator, Optimizer, Parameter, Site};
use tch::{Device, Kind, Tensor};

/// The weights and coefficients of a candidate, in groups of one rule each.
#[derive(Debug)]
pub(super) struct Model<'a> {
    network: &'a Network,
    candidate: &'a Candidate,
    optimizer: Optimizer,
    /// Weights, then biases, then what the coefficients are made of; groups without members are left out.
    groups: Vec<Group>,
    /// The network's parameters in its order: handles to members of the groups.
    weights: Vec<Tensor>,
    /// What is learned at each site.
    sites: Vec<Learning>,
    operator: Operator,
    /// How many updates were made.
    pub(super) steps: u64,
}

/// What is learned at a site beside the weights.
#[derive(Debug)]
struct Learning {
    coefficients: Coefficients,
    /// The learned parameters of the bases, if any has one.
    theta: Option<Tensor>,
}

/// Where the coefficients of a site come from.
#[derive(Debug)]
enum Coefficients {
    /// A plain activation has none.
    Plain,
    /// They stay as they are.
    Fixed(Tensor),
    /// They are made of a member of a group.
    Learned(Tensor),
}

impl<'a> Model<'a> {
    /// A candidate at its start: each weight depends on the seed and its own name only, so that candidates are paired.
    pub(super) fn new(plan: &'a Plan, candidate: &'a Candidate, device: Device) -> Self {
        let (network, training) = (&plan.task.network, &plan.task.training);
        let groups = groups(plan, candidate, device);
        let member = |name: &str| {
            let leaf = groups.iter().find_map(|group| group.leaf(name));
            leaf.expect("every parameter is a member of a group").shallow_clone()
        };
        let weights = network.parameters().iter().map(|parameter| member(&parameter.name)).collect();
        let coefficients = |at: &SiteMix| match at.mix.hull {
            _ if at.mix.is_plain() => Coefficients::Plain,
            Hull::Frozen => {
                Coefficients::Fixed(Tensor::from_slice(&mix::start(&at.mix)).view([1, -1]).to_device(device))
            }
            Hull::Affine | Hull::Convex | Hull::Linear => {
                Coefficients::Learned(member(&coefficients_name(&at.site)))
            }
        };
        let theta = |at: &SiteMix| {
            (Base::count_learned(&at.mix.bases) > 0).then(|| member(&parameters_name(&at.site)))
        };
        let learning = |at| Learning { coefficients: coefficients(at), theta: theta(at) };
        let sites = candidate.0.iter().map(learning).collect();
        let (optimizer, operator) = (training.optimizer, training.operator);
        say_what_the_reference_does(candidate, operator, device);
        Self { network, candidate, optimizer, operator, weights, sites, groups, steps: 0 }
    }

    /// The logits of a batch.
    pub(super) fn logits(&self, x: &Tensor) -> Tensor {
        let activation = |(at, site): (&'a SiteMix, &Learning)| Activation {
            mix: &at.mix,
            alpha: alpha(&at.mix, &site.coefficients),
            theta: site.theta.as_ref().map(Tensor::shallow_clone),
        };
        let activations: Vec<Activation> = self.candidate.0.iter().zip(&self.sites).map(activation).collect();
        network::logits(self.network, &self.weights, &activations, self.operator, x)
    }

    /// One step down the gradient of a loss.
    pub(super) fn descend(&mut self, loss: &Tensor) {
        let leaves: Vec<&Tensor> = self.groups.iter().flat_map(Group::leaves).collect();
        let gradients = Tensor::run_backward(&[loss], &leaves, false, false);
        self.steps += 1;
        tch::no_grad(|| {
            let mut gradients = gradients.as_slice();
            for group in &mut self.groups {
                let (own, rest) = gradients.split_at(group.leaves().len());
                optimizer::update(self.optimizer, group, own, self.steps);
                gradients = rest;
            }
        });
    }

    /// The coefficients α and the learned parameters of every site as they are now.
    pub(super) fn learned(&self) -> Vec<LearnedMix> {
        let rows = |tensor: &Tensor| Vec::<Vec<f32>>::try_from(tensor).expect("rows of f32");
        let coefficients = |mix: &Mix, site: &Learning| match tch::no_grad(|| alpha(mix, &site.coefficients))
        {
            Some(alpha) => rows(&settled(mix.hull, &alpha)),
            None => vec![vec![1.0]],
        };
        let learned = |(at, site): (&SiteMix, &Learning)| LearnedMix {
            site: at.site.clone(),
            mix: at.mix.clone(),
            coefficients: coefficients(&at.mix, site),
            parameters: site.theta.as_ref().map_or_else(Vec::new, rows),
        };
        self.candidate.0.iter().zip(&self.sites).map(learned).collect()
    }

    /// Everything that training changes, by name.
    pub(super) fn state(&self) -> Vec<(String, Vec<i64>, Vec<f32>)> {
        self.groups.iter().flat_map(Group::state).collect()
    }

    /// Takes over a state and the number of updates that led to it.
    pub(super) fn restore<E>(
        &mut self,
        steps: u64,
        values_of: impl Fn(&str, usize) -> Result<Vec<f32>, E>,
    ) -> Result<(), E> {
        self.groups.iter_mut().try_for_each(|group| group.restore(&values_of))?;
        self.steps = steps;
        Ok(())
    }
}

/// Names the sites that the fused operator leaves to the reference.
fn say_what_the_reference_does(candidate: &Candidate, operator: Operator, device: Device) {
    for at in candidate.0.iter().filter(|_| operator == Operator::Fused) {
        if let Some(obstacle) = mix::obstacle(&at.mix.bases, device, Kind::Float) {
            tracing::debug!(site = at.site, mix = %at.mix, obstacle, "computed by the reference operator");
        }
    }
}

/// α without what rounding left of Σα = 1: where the free tensor has drifted far, w + (1 − Σw)/N cancels digits.
fn settled(hull: Hull, alpha: &Tensor) -> Tensor {
    match hull {
        Hull::Affine => tch::no_grad(|| mix::alpha(hull, alpha)),
        Hull::Convex | Hull::Linear | Hull::Frozen => alpha.shallow_clone(),
    }
}

/// α at a site.
fn alpha(mix: &Mix, coefficients: &Coefficients) -> Option<Tensor> {
    match coefficients {
        Coefficients::Plain => None,
        Coefficients::Fixed(alpha) => Some(alpha.shallow_clone()),
        Coefficients::Learned(free) => Some(mix::alpha(mix.hull, free)),
    }
}

fn groups(plan: &Plan, candidate: &Candidate, device: Device) -> Vec<Group> {
    let (network, training) = (&plan.task.network, &plan.task.training);
    let seed = plan.root_seed().of("weights");
    let parameters = network.parameters();
    let of_kind = |decays| parameters.iter().filter(move |parameter| parameter.decays == decays);
    let members = |decays| of_kind(decays).map(|parameter| member(parameter, &seed)).collect();
    let sites = network.sites.iter().zip(&candidate.0);
    let coefficients = sites.flat_map(|(site, at)| learned_members(site, &at.mix)).collect();
    let lr = training.optimizer.lr();
    let groups: [(Vec<Member>, f64, f64); 3] = [
        (members(true), lr, training.weight_decay),
        (members(false), lr, 0.0),
        (coefficients, training.coefficients_lr, 0.0),
    ];
    let moments = optimizer::moments(training.optimizer);
    let filled = groups.into_iter().filter(|(members, ..)| !members.is_empty());
    filled.map(|(members, lr, decay)| Group::new(members, moments, lr, decay, device)).collect()
}

fn coefficients_name(site: &str) -> String {
    format!("{site}.alpha")
}

fn parameters_name(site: &str) -> String {
    format!("{site}.theta")
}

/// Weights uniform in ±1/√`fan_in`, as libtorch starts its own convolutions and linear layers.
fn member(parameter: &Parameter, seed: &Seed) -> Member {
    #[expect(clippy::cast_precision_loss, reason = "layers are far smaller than 2^24 inputs")]
    let bound = 1.0 / (parameter.fan_in as f32).sqrt();
    let size = parameter.dims.iter().product();
    let start = seed.of(&parameter.name).stream().uniform(size, bound);
    let dims = parameter.dims.iter().map(|dim| i64::try_from(*dim).expect("weights in memory")).collect();
    Member { name: parameter.name.clone(), dims, start }
}

/// What training moves at a site beside the weights: what its coefficients are made of, and its learned parameters.
fn learned_members(site: &Site, mix: &Mix) -> Vec<Member> {
    let rows = mix.rows(site.channels);
    let of = |name, row: Vec<f32>| Member {
        name,
        dims: [rows, row.len()].map(|size| i64::try_from(size).expect("coefficients in memory")).to_vec(),
        start: row.repeat(rows),
    };
    let coefficients = (mix.hull != Hull::Frozen).then(|| of(coefficients_name(&site.name), mix::start(mix)));
    let parameters = mix.parameters_at_start(1).pop().map(|row| of(parameters_name(&site.name), row));
    coefficients.into_iter().chain(parameters).collect()
}
