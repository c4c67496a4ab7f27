//! From layers as typed to layers as meant, layer by layer: who is called what, and where a misfit stands.

use super::names::Names;
use super::shapes::{self, Made};
use super::{Dims, Fault, Layer, LayerKind, LayerSpec, Misfit, Site, limits};
use crate::activation::Mix;

/// What has been built so far.
#[derive(Debug)]
pub(super) struct Builder {
    classes: usize,
    names: Names,
    pub(super) sites: Vec<Site>,
    dropouts: usize,
    /// How many weights there are so far.
    weights: u64,
    /// The steps that lead to the layer at work, among those as typed. An error ends the work, so they are left as they
    /// are then.
    place: Vec<String>,
}

impl Builder {
    pub(super) fn new(classes: usize) -> Self {
        let (names, sites, place) = (Names::default(), Vec::new(), Vec::new());
        Self { classes, names, sites, dropouts: 0, weights: 0, place }
    }

    /// Builds layers that follow each other.
    pub(super) fn layers(&mut self, specs: &[LayerSpec], input: Dims) -> Result<Vec<Layer>, Misfit> {
        let mut built = Vec::new();
        for (idx, spec) in specs.iter().enumerate() {
            self.place.push(format!("{idx}.{}", spec.word()));
            built.extend(self.layer(spec, output(&built, input))?);
            self.place.pop();
        }
        Ok(built)
    }

    fn layer(&mut self, spec: &LayerSpec, input: Dims) -> Result<Vec<Layer>, Misfit> {
        let word = spec.word();
        match spec {
            LayerSpec::Conv(conv) => {
                let name = self.weighted("conv", conv.name.as_ref())?;
                self.single(&name, shapes::conv(conv, name.clone(), input))
            }
            LayerSpec::Linear { outputs, bias, name } => {
                let name = self.weighted("fc", name.as_ref())?;
                self.single(&name, shapes::linear(*outputs, *bias, name.clone(), input, self.classes))
            }
            LayerSpec::Pool(pool) => self.single(word, shapes::pool(pool, input)),
            LayerSpec::BatchNorm { name } => {
                let name = self.named("bn", name.as_ref())?;
                self.single(
                    &name.clone(),
                    Ok((LayerKind::BatchNorm { name, channels: input.channels() }, input)),
                )
            }
            LayerSpec::Dropout { share } => {
                self.dropouts += 1;
                self.single(word, shapes::dropout(*share, self.dropouts - 1, input))
            }
            LayerSpec::Flatten => self.single(word, Ok((LayerKind::Flatten, Dims::Vector(input.size())))),
            LayerSpec::GlobalPool => self.single(word, shapes::global_pool(input)),
            LayerSpec::PadChannels { to } => self.single(word, shapes::pad_channels(*to, input)),
            LayerSpec::Residual { layers, shortcut, name } => {
                let name = self.named("residual", name.as_ref())?;
                self.residual(name, layers, shortcut, input)
            }
            LayerSpec::Repeat { times, layers } => self.repeat(*times, layers, input),
            LayerSpec::Activation { name, fixed } => self.site(name.as_ref(), fixed.as_ref(), input),
        }
    }

    fn single(&mut self, name: &str, made: Made) -> Result<Vec<Layer>, Misfit> {
        let (kind, output) = made.map_err(|fault| self.misfit(name, fault))?;
        let weights = limits::with_weights_of(&kind, self.weights);
        self.weights = weights.map_err(|fault| self.misfit(name, fault))?;
        Ok(vec![Layer { kind, output }])
    }

    fn repeat(&mut self, times: usize, specs: &[LayerSpec], input: Dims) -> Result<Vec<Layer>, Misfit> {
        let mut built = Vec::new();
        for _ in 0..times {
            built.extend(self.inside("layers", specs, output(&built, input))?);
        }
        Ok(built)
    }

    fn residual(
        &mut self,
        name: String,
        layers: &[LayerSpec],
        shortcut: &[LayerSpec],
        input: Dims,
    ) -> Result<Vec<Layer>, Misfit> {
        let before = self.names.last.clone();
        let layers = self.inside("layers", layers, input)?;
        // The shortcut begins where the block does, so a site there is not named after the layers beside it.
        self.names.last = before;
        let shortcut = self.inside("shortcut", shortcut, input)?;
        self.names.last = Some(name.clone());
        let (sum, other) = (output(&layers, input), output(&shortcut, input));
        if sum != other {
            return Err(self.misfit(&name, Fault::Disagreeing { input, layers: sum, shortcut: other }));
        }
        Ok(vec![Layer { kind: LayerKind::Residual { name, layers, shortcut }, output: sum }])
    }

    fn site(
        &mut self,
        given: Option<&String>,
        fixed: Option<&Mix>,
        input: Dims,
    ) -> Result<Vec<Layer>, Misfit> {
        let name = self.names.site(given).map_err(|(name, fault)| self.misfit(&name, fault))?;
        self.sites.push(Site { name, channels: input.channels(), fixed: fixed.cloned() });
        Ok(vec![Layer { kind: LayerKind::Activation(self.sites.len() - 1), output: input }])
    }

    fn inside(&mut self, key: &str, specs: &[LayerSpec], input: Dims) -> Result<Vec<Layer>, Misfit> {
        self.place.push(key.to_owned());
        let built = self.layers(specs, input)?;
        self.place.pop();
        Ok(built)
    }

    fn named(&mut self, kind: &'static str, given: Option<&String>) -> Result<String, Misfit> {
        self.names.layer(kind, given).map_err(|(name, fault)| self.misfit(&name, fault))
    }

    /// The name of a layer after which sites are named.
    fn weighted(&mut self, kind: &'static str, given: Option<&String>) -> Result<String, Misfit> {
        let name = self.named(kind, given)?;
        self.names.last = Some(name.clone());
        Ok(name)
    }

    fn misfit(&self, layer: &str, fault: Fault) -> Misfit {
        Misfit { place: self.place.join("."), layer: layer.to_owned(), fault: Box::new(fault) }
    }
}

/// Brings the sites that are searched to the front, and the layers with them.
pub(super) fn searched_first(layers: &mut [Layer], sites: Vec<Site>) -> Vec<Site> {
    let (searched, fixed): (Vec<_>, Vec<_>) =
        sites.into_iter().enumerate().partition(|(_, site)| site.fixed.is_none());
    let sorted: Vec<(usize, Site)> = searched.into_iter().chain(fixed).collect();
    let mut places = vec![0; sorted.len()];
    for (place, (before, _)) in sorted.iter().enumerate() {
        places[*before] = place;
    }
    for layer in layers {
        layer.kind.move_sites(&places);
    }
    sorted.into_iter().map(|(_, site)| site).collect()
}

/// What comes out of the last of these layers.
pub(super) fn output(layers: &[Layer], input: Dims) -> Dims {
    layers.last().map_or(input, |layer| layer.output)
}
