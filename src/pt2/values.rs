//! The values of a graph as they come into being: each is declared, made once, and used only after that.

use super::error::{Error, Result};
use super::expression::plain;
use super::ordered::Ordered;
use super::program::{Size, Value, ValueId, ValueKind};
use super::schema::{self, SymInt, TensorMeta};
use super::tensor::{DType, check_layout};
use serde::de::IgnoredAny;
use std::collections::HashMap;

/// The values that have been made so far, and what is declared about all.
pub(super) struct Values {
    made: Vec<Value>,
    by_name: HashMap<String, ValueId>,
    declared: HashMap<String, ValueKind>,
}

impl Values {
    /// Reads what a graph declares about its values.
    pub fn declare(graph: &mut schema::Graph, entry: &str) -> Result<Self> {
        let wrong =
            |name: &str, reason| Error::Value { entry: entry.to_owned(), name: name.to_owned(), reason };
        let mut declared = HashMap::new();
        let mut add = |name: String, kind| match declared.insert(name.clone(), kind) {
            None => Ok(()),
            Some(_) => Err(wrong(&name, "it is declared twice, but each needs a name of its own".to_owned())),
        };
        for (name, meta) in std::mem::take(&mut graph.tensor_values).0 {
            let kind = tensor(&meta).map_err(|reason| wrong(&name, reason))?;
            add(name, kind)?;
        }
        for (name, _) in std::mem::take(&mut graph.sym_int_values).0 {
            add(name, ValueKind::SymInt)?;
        }
        let names =
            |values: &mut Ordered<IgnoredAny>| std::mem::take(values).0.into_iter().map(|(name, _)| name);
        for name in names(&mut graph.sym_float_values) {
            add(name, ValueKind::SymFloat)?;
        }
        for name in names(&mut graph.sym_bool_values) {
            add(name, ValueKind::SymBool)?;
        }
        Ok(Self { made: Vec::new(), by_name: HashMap::new(), declared })
    }

    /// Makes a value.
    pub fn make(&mut self, name: &str) -> std::result::Result<ValueId, String> {
        let undeclared = || format!("it makes the value `{name}`, whose type is not declared");
        let kind = self.declared.get(name).ok_or_else(undeclared)?.clone();
        let id = ValueId(self.made.len());
        if self.by_name.insert(name.to_owned(), id).is_some() {
            return Err(format!("it makes the value `{name}`, which was made before"));
        }
        self.made.push(Value { name: name.to_owned(), kind });
        Ok(id)
    }

    /// The value of this name, which must have been made.
    pub fn find(&self, name: &str) -> std::result::Result<ValueId, String> {
        self.by_name.get(name).copied().ok_or_else(|| format!("it uses the value `{name}` before it is made"))
    }

    /// The value of this name, which must be a tensor.
    pub fn tensor(&self, name: &str) -> std::result::Result<ValueId, String> {
        self.of_kind(name, "a tensor", |kind| matches!(kind, ValueKind::Tensor { .. }))
    }

    /// The value of this name, which must be of some kind.
    pub fn of_kind(
        &self,
        name: &str,
        wanted: &str,
        is_kind: fn(&ValueKind) -> bool,
    ) -> std::result::Result<ValueId, String> {
        let id = self.find(name)?;
        if is_kind(&self.made[id.0].kind) {
            Ok(id)
        } else {
            Err(format!("it uses the value `{name}` as {wanted}, but it is none"))
        }
    }

    pub fn get(&self, id: ValueId) -> &Value {
        &self.made[id.0]
    }

    pub fn finish(self) -> Vec<Value> {
        self.made
    }
}

fn tensor(meta: &TensorMeta) -> std::result::Result<ValueKind, String> {
    check_layout(meta.layout)?;
    let size = |size: &SymInt| match size {
        SymInt::Int(size) => {
            let size =
                u64::try_from(*size).map_err(|_| format!("a size is {size}, but cannot be negative"))?;
            Ok(Size::Known(size))
        }
        SymInt::Expr(expression) => Ok(Size::Symbolic(plain(&expression.expr_str))),
    };
    let sizes = meta.sizes.iter().map(size).collect::<std::result::Result<_, String>>()?;
    Ok(ValueKind::Tensor { dtype: DType::read(meta.dtype)?, sizes })
}
