//! Weights that are updated by the same rule, side by side in one flat tensor.
//!
//! The optimizer then takes a handful of operations for the whole group, however many layers there are, and a checkpoint
//! is a few slices of it.

use tch::{Device, Kind, Tensor};

/// One named tensor of a group with its start values.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) name: String,
    pub(super) dims: Vec<i64>,
    pub(super) start: Vec<f32>,
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

/// The members of a group, the gradients' running means, and the rule's numbers.
#[derive(Debug)]
pub(super) struct Group {
    /// Name and shape of each member, in the order in which they lie in `flat`.
    members: Vec<(String, Vec<i64>)>,
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
        let start: Vec<f32> = members.iter().flat_map(|member| member.start.iter().copied()).collect();
        let flat = Tensor::from_slice(&start).to_device(device);
        let members: Vec<_> = members.into_iter().map(|member| (member.name, member.dims)).collect();
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
        let place = self.members.iter().position(|(known, _)| known == name)?;
        Some(&self.leaves[place])
    }

    /// Calls `update` with each member and its gradient.
    ///
    /// # Panics
    /// If the group is not on the CPU.
    pub(super) fn each_member(&mut self, gradients: &[Tensor], mut update: impl FnMut(Numbers<'_>)) {
        let w = numbers(&mut self.flat);
        let mut moments: Vec<&mut [f32]> = self.moments.iter_mut().map(numbers).collect();
        let mut start = 0;
        for ((_, dims), gradient) in self.members.iter().zip(gradients) {
            let place = start..start + size(dims);
            let mut gradient = gradient.contiguous();
            let g: &[f32] = numbers(&mut gradient);
            let moments = moments.iter_mut().map(|all| &mut all[place.clone()]).collect();
            update(Numbers { w: &mut w[place.clone()], g, moments });
            start = place.end;
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
        let values = Vec::<f32>::try_from(flat).expect("a flat tensor of f32");
        let mut values = values.as_slice();
        let mut member = |(name, dims): &(String, Vec<i64>)| {
            let (member, rest) = values.split_at(size(dims));
            values = rest;
            (format!("{name}{suffix}"), dims.clone(), member.to_vec())
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
        let mut values = Vec::new();
        for (name, dims) in &self.members {
            values.extend(values_of(&format!("{name}{suffix}"), size(dims))?);
        }
        Ok(Tensor::from_slice(&values))
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

fn leaves(flat: &Tensor, members: &[(String, Vec<i64>)]) -> Vec<Tensor> {
    let mut start = 0;
    let mut leaf = |dims: &Vec<i64>| {
        let length = dims.iter().product();
        let leaf = flat.narrow(0, start, length).view(dims.as_slice()).detach().set_requires_grad(true);
        start += length;
        leaf
    };
    debug_assert_eq!(flat.kind(), Kind::Float);
    members.iter().map(|(_, dims)| leaf(dims)).collect()
}

fn size(dims: &[i64]) -> usize {
    usize::try_from(dims.iter().product::<i64>()).expect("a shape has no negative size")
}
