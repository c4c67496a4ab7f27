//! A network that PyTorch exported, with everything that it learned.

use super::python::has_axis;
use super::{Definition, Error, Input};
use crate::pt2;
use crate::task::exported::{Exported, Held, Replacements, replacements};
use std::collections::BTreeMap;

/// A trained network that PyTorch exported, as data: its mixes, and every tensor under the model's own names.
#[derive(Clone, Debug, PartialEq)]
pub struct TrainedModel {
    definition: Definition,
    exported: Exported,
    values: BTreeMap<String, Vec<f32>>,
    input: Input,
}

/// A parameter or buffer of a trained model.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelTensor<'m> {
    /// Its name in the model, what it is for the model, its type and its shape.
    pub described: &'m pt2::Tensor,
    /// Its numbers after training as bytes of a little-endian machine, the last dimension fastest.
    pub bytes: Vec<u8>,
}

impl TrainedModel {
    /// A model with the values of all that training has changed, by the names that [`Exported::parameters`] and
    /// [`Exported::buffers`] give them; without a mix it is the model as it came, trained. `input` is what was done with the
    /// samples before they were given to it.
    ///
    /// # Errors
    /// If a tensor is missing or has another size, or if the mixes are not those of the sites of the network.
    pub fn new(
        definition: Definition,
        exported: Exported,
        values: BTreeMap<String, Vec<f32>>,
        input: Input,
    ) -> Result<Self, Error> {
        let wanted: Vec<&str> = exported.calls().iter().map(|call| call.name.as_str()).collect();
        let found: Vec<&str> = definition.sites().iter().map(|learned| learned.site.as_str()).collect();
        if wanted != found && !found.is_empty() {
            let (wanted, found) = (wanted.join(", "), found.join(", "));
            return Err(Error::OtherSites { wanted, found });
        }
        let parameters = exported.parameters().iter().map(|it| (&it.name, &it.dims));
        let buffers = exported.buffers().iter().map(|it| (&it.name, &it.dims));
        for (name, dims) in parameters.chain(buffers) {
            let (found, wanted) = (values.get(name).map_or(0, Vec::len), dims.iter().product());
            if found != wanted {
                return Err(Error::Tensor { name: name.clone(), found, wanted });
            }
        }
        Ok(Self { definition, exported, values, input })
    }

    /// The mixes at its sites, and where it comes from.
    #[must_use]
    pub fn definition(&self) -> &Definition {
        &self.definition
    }

    /// The model as it came, and where its sites are.
    #[must_use]
    pub fn exported(&self) -> &Exported {
        &self.exported
    }

    /// What has to be replaced in the user's own model so that its mixes stand at its sites.
    #[must_use]
    pub fn replacements(&self) -> Replacements {
        replacements(self.exported.model().program(), self.exported.calls())
    }

    /// The dimension of the channels at those sites where they matter, and are not dimension 1.
    pub(super) fn axes(&self) -> Vec<(&str, usize)> {
        let sites = self.definition.sites().iter().zip(self.exported.calls());
        let other = sites.filter(|(learned, call)| call.axis != 1 && has_axis(learned));
        other.map(|(_, call)| (call.name.as_str(), call.axis)).collect()
    }

    /// What is done with samples before they are given to the model.
    #[must_use]
    pub fn input(&self) -> &Input {
        &self.input
    }

    /// Every parameter and buffer of the model, in the order in which the model has them. Tensors that are tied have the same
    /// numbers, each under its own name.
    #[must_use]
    pub fn tensors(&self) -> Vec<ModelTensor<'_>> {
        let all = self.exported.model().program().tensors.iter().enumerate();
        let state = all.filter(|(_, tensor)| tensor.role != pt2::Role::Constant);
        state.map(|(at, described)| ModelTensor { described, bytes: self.bytes(at) }).collect()
    }

    /// The numbers of a parameter or buffer after training, by the name that [`Exported::parameters`] or
    /// [`Exported::buffers`] gives it.
    ///
    /// # Panics
    /// If training does not change a tensor of this name.
    #[must_use]
    pub fn values(&self, name: &str) -> &[f32] {
        &self.values[name]
    }

    /// The numbers after training of a tensor of the program, in the order of its shape.
    pub(super) fn bytes(&self, tensor: usize) -> Vec<u8> {
        let program = self.exported.model().program();
        let (name, is_whole) = match self.exported.held()[tensor] {
            Held::Parameter(at) => (&self.exported.parameters()[at].name, false),
            Held::Buffer(at) => (&self.exported.buffers()[at].name, self.exported.buffers()[at].is_whole),
            Held::Constant => return program.bytes(&program.tensors[tensor]),
        };
        let values = self.values[name].iter();
        #[expect(clippy::cast_possible_truncation, reason = "whole numbers that were counted in f32")]
        let whole = |value: &f32| (*value as i64).to_le_bytes();
        if is_whole {
            values.flat_map(whole).collect()
        } else {
            values.flat_map(|value| value.to_le_bytes()).collect()
        }
    }
}
