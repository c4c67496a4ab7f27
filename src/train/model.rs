//! A candidate with its weights: what training changes, and what a checkpoint holds.

use super::group::Group;
use super::optimizer;
use super::start::{self, coefficients_name, parameters_name};
use crate::activation::{Base, Hull, LearnedMix, Mix};
use crate::digest::Digest;
use crate::mix;
use crate::network::{Activation, Computed, Forward, Mode, State};
use crate::plan::Plan;
use crate::seed::Seed;
use crate::space::{Candidate, SiteMix};
use crate::task::{Network, Operator, Optimizer};
use std::collections::BTreeMap;
use tch::{Device, Kind, Tensor};

/// A named tensor as plain numbers: its name, its shape, its values.
pub(super) type Stored = (String, Vec<i64>, Vec<f32>);

/// The weights and coefficients of a candidate, in groups of one rule each.
#[derive(Debug)]
pub(super) struct Model<'a> {
    network: &'a Network,
    forward: Forward<'a>,
    /// What stands at each site; nothing where the network is as it came.
    mixes: Vec<SiteMix>,
    optimizer: Optimizer,
    clip_norm: Option<f64>,
    computed: Computed,
    groups: Vec<Group>,
    /// The network's parameters in its order: handles to members of the groups.
    parameters: Vec<Tensor>,
    /// The running values of the norms by their names, in the network's order.
    buffers: Vec<(String, Tensor)>,
    /// What is learned at each site.
    sites: Vec<Learning>,
    /// The share of each dropout.
    dropouts: Vec<f64>,
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
    pub(super) fn new(plan: &'a Plan, candidate: &Candidate, device: Device) -> Self {
        let (network, training) = (&plan.task.network, &plan.task.training);
        let mixes = candidate.with_fixed(network);
        let groups = start::groups(plan, &mixes, device);
        let member = |name: &str| {
            let leaf = groups.iter().find_map(|group| group.leaf(name));
            leaf.expect("every parameter is a member of a group").shallow_clone()
        };
        let parameters = network.parameters().iter().map(|parameter| member(&parameter.name)).collect();
        let sites = mixes.iter().map(|at| Learning::new(at, &member, device)).collect();
        say_what_the_reference_does(&mixes, training.operator, device);
        let forward = Forward::new(network, !candidate.is_as_it_is(), device);
        Self {
            network,
            forward: forward.expect("the trainer has made it ready before"),
            mixes,
            optimizer: training.optimizer,
            clip_norm: training.clip_norm,
            computed: Computed { operator: training.operator, precision: training.precision },
            parameters,
            buffers: start::buffers(&network.buffers(), &plan.root_seed().of("weights"), device),
            sites,
            dropouts: network.dropouts(),
            groups,
            steps: 0,
        }
    }

    /// Handles to the same weights for another thread, which looks at them and trains nothing.
    pub(super) fn share(&self) -> Self {
        let handle = Tensor::shallow_clone;
        Self {
            groups: Vec::new(),
            forward: self.forward.share(),
            mixes: self.mixes.clone(),
            parameters: self.parameters.iter().map(handle).collect(),
            buffers: self.buffers.iter().map(|(name, buffer)| (name.clone(), handle(buffer))).collect(),
            sites: self.sites.iter().map(Learning::share).collect(),
            dropouts: self.dropouts.clone(),
            ..*self
        }
    }

    /// How many numbers the largest layer gives for one sample.
    pub(super) fn width(&self) -> usize {
        self.network.width()
    }

    /// The logits of a batch, with running values and without dropout.
    pub(super) fn logits(&self, x: &Tensor) -> Tensor {
        self.pass(x, Mode::Evaluate)
    }

    /// The logits of a batch as in training, which moves the running values; dropout draws from children of the seed.
    pub(super) fn logits_in_training(&self, x: &Tensor, masks: &Seed) -> Tensor {
        let mut mask = |dropout: usize, shape: &[i64]| {
            let count = usize::try_from(shape.iter().product::<i64>()).expect("a shape has no negative size");
            let values = masks.of(dropout).stream().mask(count, self.dropouts[dropout]);
            Tensor::from_slice(&values).view(shape).to_device(x.device())
        };
        self.pass(x, Mode::Train { mask: &mut mask })
    }

    fn pass(&self, x: &Tensor, mode: Mode<'_>) -> Tensor {
        let sites = self.mixes.iter().zip(&self.sites).map(|(at, site)| Activation {
            mix: &at.mix,
            alpha: site.coefficients.alpha(&at.mix),
            theta: site.theta.as_ref().map(Tensor::shallow_clone),
        });
        let activations: Vec<Activation> = sites.collect();
        let buffers: Vec<Tensor> = self.buffers.iter().map(|(_, buffer)| buffer.shallow_clone()).collect();
        let state = State { parameters: &self.parameters, buffers: &buffers };
        self.forward.logits(&state, &activations, self.computed, x, mode)
    }

    /// One step down the gradient of a loss, with learning rates multiplied by `factor`.
    pub(super) fn descend(&mut self, loss: &Tensor, factor: f64) {
        let mut gradients = self.gradients(loss);
        self.steps += 1;
        tch::no_grad(|| {
            if let Some(limit) = self.clip_norm {
                clip(&mut gradients, limit);
            }
            let mut rest = gradients.as_slice();
            for group in &mut self.groups {
                let (own, others) = rest.split_at(group.leaves().len());
                optimizer::update(self.optimizer, group, own, self.steps, factor);
                rest = others;
            }
        });
    }

    /// The gradient of a loss by everything that is learned, group after group; nothing for what the logits do not depend on,
    /// such as an auxiliary classifier of an exported model.
    pub(super) fn gradients(&self, loss: &Tensor) -> Vec<Option<Tensor>> {
        let leaves: Vec<&Tensor> = self.groups.iter().flat_map(Group::leaves).collect();
        let gradients = Tensor::run_backward(&[loss], &leaves, false, false);
        gradients.into_iter().map(|gradient| gradient.defined().then_some(gradient)).collect()
    }

    /// The names of everything that is learned, in the order of its gradients.
    #[cfg(test)]
    pub(super) fn names(&self) -> Vec<String> {
        self.groups.iter().flat_map(Group::values).map(|(name, ..)| name).collect()
    }

    /// Moves what affine coefficients are made of to where they lie themselves.
    ///
    /// α does not change by that: it depends on the free tensor only up to the same number added to a whole row. But an
    /// optimizer that scales each number by itself lets that number drift, and where it is large α loses digits.
    pub(super) fn settle(&mut self) {
        tch::no_grad(|| {
            for (at, site) in self.mixes.iter().zip(&mut self.sites) {
                if let (Hull::Affine, Coefficients::Learned(free)) = (at.mix.hull, &mut site.coefficients) {
                    let alpha = mix::alpha(Hull::Affine, free);
                    free.copy_(&alpha);
                }
            }
        });
    }

    /// The coefficients α and the learned parameters of every site as they are now.
    pub(super) fn learned(&self) -> Vec<LearnedMix> {
        let rows = |tensor: &Tensor| Vec::<Vec<f32>>::try_from(tensor).expect("rows of f32");
        let coefficients = |mix: &Mix, site: &Learning| match tch::no_grad(|| site.coefficients.alpha(mix)) {
            Some(alpha) => rows(&alpha),
            None => vec![vec![1.0]],
        };
        let learned = |(at, site): (&SiteMix, &Learning)| LearnedMix {
            site: at.site.clone(),
            mix: at.mix.clone(),
            coefficients: coefficients(&at.mix, site),
            parameters: site.theta.as_ref().map_or_else(Vec::new, rows),
        };
        self.mixes.iter().zip(&self.sites).map(learned).collect()
    }

    /// The weights and running values of the network by their names, without coefficients.
    pub(super) fn weights(&self) -> BTreeMap<String, Vec<f32>> {
        let names = self.network.parameters().into_iter().map(|parameter| parameter.name);
        let weights = names.zip(self.parameters.iter().map(flat));
        weights.chain(self.running_values().map(|(name, _, values)| (name, values))).collect()
    }

    /// Everything that training changes, by name.
    pub(super) fn state(&self) -> Vec<Stored> {
        self.groups.iter().flat_map(Group::state).chain(self.running_values()).collect()
    }

    /// The SHA-256 of what the network is at this moment: weights, running values, coefficients and learned parameters.
    pub(super) fn weights_sha256(&self) -> String {
        let mut digest = Digest::default();
        for (name, dims, values) in self.values() {
            add(&mut digest, &name, &dims, &values);
        }
        digest.finish()
    }

    /// What the network is at this moment, by name: weights, running values, coefficients and learned parameters.
    pub(super) fn values(&self) -> Vec<Stored> {
        self.groups.iter().flat_map(Group::values).chain(self.running_values()).collect()
    }

    fn running_values(&self) -> impl Iterator<Item = Stored> {
        self.buffers.iter().map(|(name, buffer)| (name.clone(), buffer.size(), flat(buffer)))
    }

    /// Takes over a state and the number of updates that led to it.
    pub(super) fn restore<E>(
        &mut self,
        steps: u64,
        values_of: impl Fn(&str, usize) -> Result<Vec<f32>, E>,
    ) -> Result<(), E> {
        self.groups.iter_mut().try_for_each(|group| group.restore(&values_of))?;
        self.show_running_values(&values_of)?;
        self.steps = steps;
        Ok(())
    }

    /// Takes over what a network was, to look at it: it is not trained on from there.
    pub(super) fn show<E>(
        &mut self,
        values_of: impl Fn(&str, usize) -> Result<Vec<f32>, E>,
    ) -> Result<(), E> {
        self.groups.iter_mut().try_for_each(|group| group.show(&values_of))?;
        self.show_running_values(&values_of)
    }

    fn show_running_values<E>(
        &mut self,
        values_of: &impl Fn(&str, usize) -> Result<Vec<f32>, E>,
    ) -> Result<(), E> {
        for (name, buffer) in &mut self.buffers {
            let values = values_of(name, buffer.numel())?;
            tch::no_grad(|| buffer.copy_(&Tensor::from_slice(&values).view_as(buffer)));
        }
        Ok(())
    }
}

/// The numbers of a tensor; whole ones are exact up to 2²⁴.
fn flat(tensor: &Tensor) -> Vec<f32> {
    Vec::try_from(tensor.to_kind(Kind::Float).flatten(0, -1)).expect("a flat tensor of f32")
}

/// Adds a named tensor to a digest.
pub(super) fn add(digest: &mut Digest, name: &str, dims: &[i64], values: &[f32]) {
    digest.add_text(&format!("{name} {dims:?}"));
    let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
    digest.add(&bytes);
}

impl Learning {
    fn new(at: &SiteMix, member: &impl Fn(&str) -> Tensor, device: Device) -> Self {
        let coefficients = match at.mix.hull {
            _ if at.mix.is_plain() => Coefficients::Plain,
            Hull::Frozen => {
                let alpha = mix::start(&at.mix, &at.start);
                Coefficients::Fixed(Tensor::from_slice(&alpha).view([1, -1]).to_device(device))
            }
            Hull::Affine | Hull::Convex | Hull::Linear => {
                Coefficients::Learned(member(&coefficients_name(&at.site)))
            }
        };
        let has_parameters = Base::count_learned(&at.mix.bases) > 0;
        Self { coefficients, theta: has_parameters.then(|| member(&parameters_name(&at.site))) }
    }

    /// Handles to the same tensors.
    fn share(&self) -> Self {
        let theta = self.theta.as_ref().map(Tensor::shallow_clone);
        Self { coefficients: self.coefficients.share(), theta }
    }
}

impl Coefficients {
    /// A handle to the same coefficients.
    fn share(&self) -> Self {
        match self {
            Self::Plain => Self::Plain,
            Self::Fixed(alpha) => Self::Fixed(alpha.shallow_clone()),
            Self::Learned(free) => Self::Learned(free.shallow_clone()),
        }
    }

    /// α at a site.
    fn alpha(&self, mix: &Mix) -> Option<Tensor> {
        match self {
            Self::Plain => None,
            Self::Fixed(alpha) => Some(alpha.shallow_clone()),
            Self::Learned(free) => Some(mix::alpha(mix.hull, free)),
        }
    }
}

/// Scales gradients down to a length, all together, if they are longer.
fn clip(gradients: &mut [Option<Tensor>], limit: f64) {
    let squares = |gradient: &Tensor| gradient.square().sum(Kind::Double).double_value(&[]);
    let norm = gradients.iter().flatten().map(squares).sum::<f64>().sqrt();
    if norm > limit {
        for gradient in gradients.iter_mut().flatten() {
            let _ = gradient.g_mul_scalar_(limit / norm);
        }
    }
}

/// Names the sites that the fused operator leaves to the reference.
fn say_what_the_reference_does(mixes: &[SiteMix], operator: Operator, device: Device) {
    for at in mixes.iter().filter(|_| operator == Operator::Fused) {
        if let Some(obstacle) = mix::obstacle(&at.mix.bases, device, Kind::Float) {
            tracing::debug!(site = at.site, mix = %at.mix, obstacle, "computed by the reference operator");
        }
    }
}
