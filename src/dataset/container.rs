//! A decoded data set in one safetensors file, which is read as it is.

use super::decoded::Decoded;
use super::part::Store;
use super::slice::Slice;
use super::{Part, Values};
use crate::digest::sha256;
use crate::disk::Aligned;
use crate::task::{Dims, Facts};
use safetensors::tensor::{Metadata, TensorView};
use safetensors::{Dtype, SafeTensors};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// Where the file's own metadata holds the hash of the [`Header`], a space, and the header.
const KEY: &str = "actsearch";

/// What a file holds beside the values and the labels.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    facts: Facts,
    /// The largest value of a pixel; nothing where values are no bytes.
    white: Option<u8>,
}

/// The bytes of the file.
pub(super) fn write(decoded: &Decoded) -> Vec<u8> {
    let parts = [("training", &decoded.training), ("test", &decoded.test)];
    let (white, kind) = match decoded.training.values() {
        Values::Bytes { white, .. } => (Some(white), Dtype::U8),
        Values::Numbers(_) => (None, Dtype::F32),
    };
    let header = Header { facts: decoded.facts(), white };
    let header = serde_json::to_string(&header).expect("a header is plain data");
    let metadata = HashMap::from([(KEY.to_owned(), format!("{} {header}", sha256(header.as_bytes())))]);
    let tensors = parts.into_iter().flat_map(|(side, part)| {
        let values = match part.values() {
            Values::Bytes { all, .. } => all,
            Values::Numbers(all) => bytemuck::cast_slice(all),
        };
        let shape = vec![part.len(), part.dims.size()];
        let labels = bytemuck::cast_slice(part.labels());
        let view =
            |kind, shape, bytes| TensorView::new(kind, shape, bytes).expect("as many bytes as the shape has");
        [
            (format!("{side}.values"), view(kind, shape, values)),
            (format!("{side}.labels"), view(Dtype::U16, vec![part.len()], labels)),
        ]
    });
    safetensors::serialize(tensors, Some(metadata)).expect("a data set is plain tensors")
}

/// What a file holds; nothing if it is damaged or another file.
pub(super) fn read(file: &Arc<Aligned>) -> Option<Decoded> {
    let (start, metadata) = SafeTensors::read_metadata(file).ok()?;
    let (hash, header) = metadata.metadata().as_ref()?.get(KEY)?.split_once(' ')?;
    if hash != sha256(header.as_bytes()) {
        return None;
    }
    let header: Header = serde_json::from_str(header).ok()?;
    let Facts { training_samples, test_samples, .. } = header.facts;
    // Eight bytes say how long the metadata is, before it.
    let view = View { file, metadata: &metadata, start: start + 8, header: &header };
    let (training, test) = (view.part("training", training_samples)?, view.part("test", test_samples)?);
    let Facts { class_names, validation_samples, whole, content, columns, notes, .. } = header.facts;
    Some(Decoded { training, test, names: class_names, validation_samples, whole, columns, notes, content })
}

struct View<'a> {
    file: &'a Arc<Aligned>,
    metadata: &'a Metadata,
    /// Where the tensors begin.
    start: usize,
    header: &'a Header,
}

impl View<'_> {
    fn part(&self, side: &str, len: usize) -> Option<Part> {
        let dims: Dims = self.header.facts.dims;
        let labels = self.range(&format!("{side}.labels"), Dtype::U16, &[len])?;
        let values = |kind| self.range(&format!("{side}.values"), kind, &[len, dims.size()]);
        let values = match self.header.white {
            Some(white) => Store::Bytes { white, all: Slice::shared(self.file, values(Dtype::U8)?)? },
            None => Store::Numbers(Slice::shared(self.file, values(Dtype::F32)?)?),
        };
        let labels = Slice::shared(self.file, labels)?;
        Some(Part::stored(dims, values, labels))
    }

    /// The bytes of a tensor of this kind and shape.
    fn range(&self, name: &str, kind: Dtype, shape: &[usize]) -> Option<Range<usize>> {
        let info = self.metadata.info(name)?;
        let (from, to) = info.data_offsets;
        (info.dtype == kind && info.shape == shape).then_some(self.start + from..self.start + to)
    }
}
