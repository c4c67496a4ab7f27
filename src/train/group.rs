//! Weights that are updated by the same rule, side by side in one flat tensor.
//!
//! The optimizer then takes a handful of operations for the whole group, however many layers there are, and a checkpoint
//! is a few slices of it.

use tch::{Device, Kind, Tensor};

/// One named tensor of a group with its start values.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) place: Place,
    pub(super) start: Vec<f32>,
}

/// How a member lies in the flat tensor.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) name: String,
    pub(super) dims: Vec<i64>,
    /// Whether its second dimension comes last in memory: libtorch takes the weights of a convolution so where it takes images
    /// so, and would bring them into that order, and their gradient back, in every step.
    pub(super) is_channels_last: bool,
}

/// What a group has of its own in the rule that all share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rule {
    /// Learning rate, before any schedule.
    pub(super) lr: f64,
    /// Weight decay.
    pub(super) weight_decay: f64,
}

/// One member of a group on the CPU, as plain numbers.
#[derive(Debug)]
pub(super) struct Numbers<'a> {
    /// Its weights.
    pub(super) w: &'a mut [f32],
    /// Their gradient.
    pub(super) g: &'a [f32],
    /// What the optimizer remembers of them.
    pub(super) moments: Vec<&'a mut [f32]>,
}

/// Members of a group that lie side by side, as tensors.
#[derive(Debug)]
pub(super) struct Run {
    /// Their weights, in the memory of the group.
    pub(super) w: Tensor,
    /// Their gradients, in the same order.
    pub(super) g: Tensor,
    /// What the optimizer remembers of them, in the memory of the group.
    pub(super) moments: Vec<Tensor>,
}

/// The members of a group, the gradients' running means, and the rule's numbers.
#[derive(Debug)]
pub(super) struct Group {
    /// The members, in the order in which they lie in `flat`.
    members: Vec<Place>,
    /// All members, one after the other.
    pub(super) flat: Tensor,
    /// What the optimizer remembers, each as long as `flat`.
    pub(super) moments: Vec<Tensor>,
    /// The members as tensors of their own that share the memory of `flat` and take gradients.
    leaves: Vec<Tensor>,
    pub(super) rule: Rule,
}

impl Group {
    /// A group of these members at their start values.
    pub(super) fn new(members: Vec<Member>, moments: usize, rule: Rule, device: Device) -> Self {
        let (members, starts): (Vec<Place>, Vec<Vec<f32>>) =
            members.into_iter().map(|member| (member.place, member.start)).unzip();
        let starts = starts.iter().zip(&members).map(|(start, place)| place.laid(start));
        let flat = Tensor::cat(&starts.collect::<Vec<_>>(), 0).to_device(device);
        let leaves = leaves(&flat, &members);
        let moments = (0..moments).map(|_| flat.zeros_like()).collect();
        Self { members, flat, moments, leaves, rule }
    }

    /// The members as tensors that take gradients.
    pub(super) fn leaves(&self) -> &[Tensor] {
        &self.leaves
    }

    /// The member of this name.
    pub(super) fn leaf(&self, name: &str) -> Option<&Tensor> {
        let at = self.members.iter().position(|member| member.name == name)?;
        Some(&self.leaves[at])
    }

    /// Calls `update` with each member that has a gradient.
    ///
    /// # Panics
    /// If the group is not on the CPU.
    pub(super) fn each_member(&mut self, gradients: &[Option<Tensor>], mut update: impl FnMut(Numbers<'_>)) {
        let w = numbers(&mut self.flat);
        let mut moments: Vec<&mut [f32]> = self.moments.iter_mut().map(numbers).collect();
        let mut start = 0;
        for (member, gradient) in self.members.iter().zip(gradients) {
            let place = start..start + member.size();
            start = place.end;
            let Some(gradient) = gradient else { continue };
            let mut gradient = member.in_order(gradient).contiguous();
            let g: &[f32] = numbers(&mut gradient);
            let moments = moments.iter_mut().map(|all| &mut all[place.clone()]).collect();
            update(Numbers { w: &mut w[place.clone()], g, moments });
        }
    }

    /// Calls `update` with each run of members that have a gradient: all of them at once, where all have one.
    pub(super) fn each_run(&mut self, gradients: &[Option<Tensor>], mut update: impl FnMut(Run)) {
        let (mut members, mut start) = (self.members.as_slice(), 0);
        for run in gradients.chunk_by(|one, next| one.is_some() == next.is_some()) {
            let (own, others) = members.split_at(run.len());
            let length = own.iter().map(|member| member.dims.iter().product::<i64>()).sum();
            let given = own.iter().zip(run).filter_map(|(member, gradient)| {
                gradient.as_ref().map(|gradient| member.in_order(gradient).reshape([-1]))
            });
            let flat: Vec<Tensor> = given.collect();
            if !flat.is_empty() {
                let part = |all: &Tensor| all.narrow(0, start, length);
                let moments = self.moments.iter().map(part).collect();
                update(Run { w: part(&self.flat), g: Tensor::cat(&flat, 0), moments });
            }
            (members, start) = (others, start + length);
        }
    }

    /// Everything that the network sees of the group: each member's values under its name.
    pub(super) fn values(&self) -> Vec<(String, Vec<i64>, Vec<f32>)> {
        self.sliced("", &self.flat)
    }

    /// Everything that changes in training: each member's values under its name, and each of its moments under the name
    /// followed by `#` and the moment's number.
    pub(super) fn state(&self) -> Vec<(String, Vec<i64>, Vec<f32>)> {
        self.flats().into_iter().flat_map(|(suffix, flat)| self.sliced(&suffix, flat)).collect()
    }

    fn sliced(&self, suffix: &str, flat: &Tensor) -> Vec<(String, Vec<i64>, Vec<f32>)> {
        let flat = flat.to_device(Device::Cpu);
        let mut start = 0;
        let mut member = |place: &Place| {
            let values = place.shaped(&flat, &mut start).flatten(0, -1);
            let values = Vec::<f32>::try_from(values).expect("a flat tensor of f32");
            (format!("{}{suffix}", place.name), place.dims.clone(), values)
        };
        self.members.iter().map(&mut member).collect()
    }

    /// Takes over a state; `values_of` finds the numbers of a name and checks how many there are.
    pub(super) fn restore<E>(
        &mut self,
        values_of: impl Fn(&str, usize) -> Result<Vec<f32>, E>,
    ) -> Result<(), E> {
        let restored = self.flats().into_iter().map(|(suffix, _)| self.gather(&suffix, &values_of));
        let restored = restored.collect::<Result<Vec<_>, E>>()?;
        tch::no_grad(|| {
            let flats = std::iter::once(&mut self.flat).chain(&mut self.moments);
            flats.zip(restored).for_each(|(flat, values)| flat.copy_(&values));
        });
        Ok(())
    }

    /// Takes over what the network sees of the group, and leaves what the optimizer remembers as it is.
    pub(super) fn show<E>(
        &mut self,
        values_of: impl Fn(&str, usize) -> Result<Vec<f32>, E>,
    ) -> Result<(), E> {
        let values = self.gather("", &values_of)?;
        tch::no_grad(|| self.flat.copy_(&values));
        Ok(())
    }

    /// The numbers of all members under their names with a suffix.
    fn gather<E>(
        &self,
        suffix: &str,
        values_of: &impl Fn(&str, usize) -> Result<Vec<f32>, E>,
    ) -> Result<Tensor, E> {
        let member = |place: &Place| {
            let values = values_of(&format!("{}{suffix}", place.name), place.size())?;
            Ok(place.laid(&values))
        };
        let members = self.members.iter().map(member).collect::<Result<Vec<_>, E>>()?;
        Ok(Tensor::cat(&members, 0))
    }

    fn flats(&self) -> Vec<(String, &Tensor)> {
        let moments = self.moments.iter().enumerate().map(|(number, moment)| (format!("#{number}"), moment));
        std::iter::once((String::new(), &self.flat)).chain(moments).collect()
    }
}

/// The numbers of a contiguous tensor of f32 on the CPU.
fn numbers(tensor: &mut Tensor) -> &mut [f32] {
    assert_eq!((tensor.device(), tensor.kind()), (Device::Cpu, Kind::Float), "plain numbers on the CPU");
    assert!(tensor.is_contiguous(), "numbers that lie side by side");
    let length = tensor.numel();
    if length == 0 {
        return &mut [];
    }
    #[expect(unsafe_code, reason = "the optimizer reads and writes each weight once, where it lies")]
    // SAFETY: a contiguous tensor of f32 on the CPU has so many numbers there, and it is borrowed for as long as they are.
    unsafe {
        std::slice::from_raw_parts_mut(tensor.data_ptr().cast::<f32>(), length)
    }
}

fn leaves(flat: &Tensor, members: &[Place]) -> Vec<Tensor> {
    let mut start = 0;
    debug_assert_eq!(flat.kind(), Kind::Float);
    members.iter().map(|place| place.shaped(flat, &mut start).detach().set_requires_grad(true)).collect()
}

impl Place {
    /// How many numbers it has.
    fn size(&self) -> usize {
        self.dims.iter().map(|dim| usize::try_from(*dim).expect("a shape has no negative size")).product()
    }

    /// The member in the flat tensor, in its shape; `start` moves on to the next one.
    fn shaped(&self, flat: &Tensor, start: &mut i64) -> Tensor {
        let length = self.dims.iter().product();
        let part = flat.narrow(0, *start, length);
        *start += length;
        match self.dims[..] {
            [rows, channels, height, width] if self.is_channels_last => {
                part.view([rows, height, width, channels]).permute([0, 3, 1, 2])
            }
            _ => part.view(self.dims.as_slice()),
        }
    }

    /// A tensor of its shape with the dimensions in the order in which it lies.
    fn in_order(&self, tensor: &Tensor) -> Tensor {
        if self.is_channels_last { tensor.permute([0, 2, 3, 1]) } else { tensor.shallow_clone() }
    }

    /// Its numbers, given in the order of its shape, in the order in which it lies.
    fn laid(&self, numbers: &[f32]) -> Tensor {
        self.in_order(&Tensor::from_slice(numbers).view(self.dims.as_slice())).flatten(0, -1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::Seed;

    /// A group of a vector and of the weights of a convolution, whose channels come last in memory or not.
    fn group(is_channels_last: bool) -> Group {
        let member = |name: &str, dims: &[i64], is_channels_last| {
            let place = Place { name: name.to_owned(), dims: dims.to_vec(), is_channels_last };
            let start = Seed::new(1).of(name).stream().uniform(place.size(), 1.0);
            Member { place, start }
        };
        let members = vec![member("bias", &[4], false), member("weight", &[4, 3, 2, 5], is_channels_last)];
        Group::new(members, 1, Rule { lr: 0.1, weight_decay: 0.0 }, Device::Cpu)
    }

    /// w ← w − g, and m ← g, given the gradient 2·w of each member.
    fn descend(group: &mut Group) {
        tch::no_grad(|| {
            let gradients: Vec<Option<Tensor>> = group.leaves().iter().map(|leaf| Some(leaf * 2.0)).collect();
            group.each_run(&gradients, |Run { w, g, .. }| assert_eq!(g, w * 2.0));
            // In the order of their shapes, as some functions of libtorch give them.
            let gradients: Vec<Option<Tensor>> = gradients
                .into_iter()
                .map(|gradient| gradient.map(|gradient| gradient.contiguous()))
                .collect();
            group.each_member(&gradients, |Numbers { w, g, mut moments }| {
                moments[0].copy_from_slice(g);
                w.iter_mut().zip(g).for_each(|(w, g)| *w -= g);
            });
        });
    }

    #[test]
    fn channels_lie_last_in_memory_and_nowhere_else() {
        let (mut first, mut last) = (group(false), group(true));
        assert_eq!(last.leaf("weight").unwrap().stride(), [30, 1, 15, 3]);
        assert_eq!(first.values(), last.values());
        let start = first.values();
        descend(&mut first);
        descend(&mut last);
        assert_eq!(first.state(), last.state());
        let negative = |values: &Vec<f32>| values.iter().map(|value| -value).collect::<Vec<_>>();
        for (before, after) in start.iter().zip(last.values()) {
            assert_eq!((&before.0, &before.1, negative(&before.2)), (&after.0, &after.1, after.2));
        }
        assert_ne!(Vec::<f32>::try_from(&first.flat).unwrap(), Vec::<f32>::try_from(&last.flat).unwrap());
    }

    #[test]
    fn what_lies_otherwise_is_restored_from_the_same_checkpoint() {
        let mut trained = group(false);
        descend(&mut trained);
        let state = trained.state();
        let of_name = |name: &str, _: usize| {
            Ok::<_, ()>(state.iter().find(|(known, ..)| known == name).unwrap().2.clone())
        };
        let (mut restored, mut shown) = (group(true), group(true));
        restored.restore(of_name).unwrap();
        shown.show(of_name).unwrap();
        assert_eq!(restored.state(), state);
        assert_eq!(shown.values(), trained.values());
        assert_ne!(shown.state(), state);
    }
}
