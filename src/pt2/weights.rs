//! The tensors of one program: what the configurations in the archive say about them, checked against its entries.

use super::archive::Archive;
use super::error::{Error, Result};
use super::schema::{PayloadConfig, PayloadMeta};
use super::tensor::{Role, Storage, Strided};
use std::collections::HashMap;

/// The tensors of one program by their names, and what they lie in.
#[derive(Default)]
pub(super) struct Weights<'a> {
    pub tensors: Vec<Weight>,
    pub storages: Vec<Storage<'a>>,
    by_name: HashMap<String, usize>,
    by_entry: HashMap<String, usize>,
}

/// A tensor, before it is known what it is for.
pub(super) struct Weight {
    pub name: String,
    pub is_param: bool,
    pub requires_grad: bool,
    pub strided: Strided,
    pub storage: usize,
}

impl Weight {
    /// What it is for the model, as far as that can be told without its graph.
    pub fn role(&self) -> Role {
        if self.is_param { Role::Parameter } else { Role::Buffer { persistent: true } }
    }
}

/// A configuration of tensors, and the folder that it names entries of.
const PARTS: [&str; 2] = ["weights", "constants"];

impl<'a> Weights<'a> {
    /// Reads all tensors of a program.
    pub fn read(archive: &mut Archive<'a>, program: &str) -> Result<Self> {
        let mut weights = Self::default();
        for part in PARTS {
            let config = format!("data/{part}/{program}_{part}_config.json");
            let pickled = format!("data/{part}/{program}.pt");
            if !archive.has(&config) && archive.has(&pickled) {
                return Err(archive.error(&pickled, PICKLED.to_owned()));
            }
            let json = archive.json(&config)?;
            let payload: PayloadConfig = archive.parse(&config, &json)?;
            for (name, meta) in payload.config.0 {
                weights.add(archive, part, &name, &meta).map_err(|error| match error {
                    Problem::Reason(reason) => Error::Tensor { entry: archive.path(&config), name, reason },
                    Problem::Error(error) => error,
                })?;
            }
        }
        Ok(weights)
    }

    /// The index of the tensor of this name.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    fn add(
        &mut self,
        archive: &mut Archive<'a>,
        part: &str,
        name: &str,
        meta: &PayloadMeta,
    ) -> std::result::Result<(), Problem> {
        if meta.use_pickle {
            return Err(PICKLED.to_owned().into());
        }
        let Some(tensor) = &meta.tensor_meta else {
            return Err("it says neither type nor shape".to_owned().into());
        };
        if meta.path_name.contains('/') {
            return Err(format!("its entry {:?} lies outside data/{part}", meta.path_name).into());
        }
        let entry = format!("data/{part}/{}", meta.path_name);
        let strided = Strided::read(tensor, archive.length(&entry)?)?;
        let storage = self.storage(archive, entry)?;
        if self.by_name.insert(name.to_owned(), self.tensors.len()).is_some() {
            return Err("two tensors have this name, but each needs its own".to_owned().into());
        }
        let (is_param, requires_grad) = (meta.is_param, tensor.requires_grad);
        self.tensors.push(Weight { name: name.to_owned(), is_param, requires_grad, strided, storage });
        Ok(())
    }

    /// The storage of an entry, which is read once.
    fn storage(&mut self, archive: &mut Archive<'a>, entry: String) -> Result<usize> {
        if let Some(known) = self.by_entry.get(&entry) {
            return Ok(*known);
        }
        let bytes = archive.numbers(&entry)?;
        self.storages.push(Storage { entry: archive.path(&entry), bytes });
        self.by_entry.insert(entry, self.storages.len() - 1);
        Ok(self.storages.len() - 1)
    }
}

const PICKLED: &str = "it is pickled, and a pickle can run any code: it is never read; save the model with plain \
    tensors by actsearch.save";

/// What is wrong with a tensor, or with the entry that it lies in.
enum Problem {
    Reason(String),
    Error(Error),
}

impl From<String> for Problem {
    fn from(reason: String) -> Self {
        Self::Reason(reason)
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}
