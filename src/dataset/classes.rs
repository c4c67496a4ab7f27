//! Classes that are whole numbers: those that occur among the labels of the training part, in their order.

/// The numbers that are classes, ascending; a label is the place of its number.
#[derive(Debug)]
pub(super) struct Classes(Vec<i128>);

/// A label that does not occur in the training part.
#[derive(Debug)]
pub(super) struct UnknownLabel {
    /// The index of the first such sample.
    pub sample: usize,
    pub label: i128,
    /// How many samples have such labels.
    pub count: usize,
}

impl Classes {
    /// The classes of the labels of training samples.
    pub fn of(labels: impl Iterator<Item = i128>) -> Self {
        let mut numbers: Vec<i128> = labels.collect();
        numbers.sort_unstable();
        numbers.dedup();
        Self(numbers)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// What they are called.
    pub fn names(&self) -> Vec<String> {
        self.0.iter().map(i128::to_string).collect()
    }

    /// Labels, each the place of its class.
    pub fn labels(&self, labels: impl Iterator<Item = i128>) -> Result<Vec<u16>, UnknownLabel> {
        let mut known = Vec::new();
        let mut unknown: Option<UnknownLabel> = None;
        for (sample, label) in labels.enumerate() {
            match self.0.binary_search(&label).ok().and_then(|place| u16::try_from(place).ok()) {
                Some(place) => known.push(place),
                None => unknown.get_or_insert(UnknownLabel { sample, label, count: 0 }).count += 1,
            }
        }
        unknown.map_or(Ok(known), Err)
    }

    /// `0, 1, 2`, or `100 numbers from 0 to 99`.
    pub fn written(&self) -> String {
        match (self.0.first(), self.0.last()) {
            (Some(first), Some(last)) if self.0.len() > 8 => {
                format!("{} numbers from {first} to {last}", self.0.len())
            }
            _ => self.names().join(", "),
        }
    }
}
