//! The messages of ONNX that a model here consists of, with the field numbers of `onnx.proto3`.
//!
//! Fields that are never written are left out; a reader passes over them.

use prost::Message;

/// The version of these messages: the one that came with operator set 17.
pub(super) const IR_VERSION: i64 = 8;
/// The version of the operators: newer runtimes read it, and so do those of the last years.
pub(super) const OPSET: i64 = 17;

/// `DataType::FLOAT`.
pub(super) const FLOAT: i32 = 1;
/// `DataType::INT64`.
pub(super) const INT64: i32 = 7;

/// `AttributeType`, for the kinds that are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, prost::Enumeration)]
#[repr(i32)]
pub(super) enum Kind {
    Undefined = 0,
    Float = 1,
    Int = 2,
    Tensor = 4,
    Ints = 7,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct ModelProto {
    #[prost(int64, tag = "1")]
    pub ir_version: i64,
    #[prost(string, tag = "2")]
    pub producer_name: String,
    #[prost(string, tag = "3")]
    pub producer_version: String,
    #[prost(string, tag = "6")]
    pub doc_string: String,
    #[prost(message, optional, tag = "7")]
    pub graph: Option<GraphProto>,
    #[prost(message, repeated, tag = "8")]
    pub opset_import: Vec<OperatorSetIdProto>,
    #[prost(message, repeated, tag = "14")]
    pub metadata_props: Vec<StringStringEntryProto>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct OperatorSetIdProto {
    /// Empty for the operators of ONNX itself.
    #[prost(string, tag = "1")]
    pub domain: String,
    #[prost(int64, tag = "2")]
    pub version: i64,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct StringStringEntryProto {
    #[prost(string, tag = "1")]
    pub key: String,
    #[prost(string, tag = "2")]
    pub value: String,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct GraphProto {
    #[prost(message, repeated, tag = "1")]
    pub node: Vec<NodeProto>,
    #[prost(string, tag = "2")]
    pub name: String,
    #[prost(message, repeated, tag = "5")]
    pub initializer: Vec<TensorProto>,
    #[prost(message, repeated, tag = "11")]
    pub input: Vec<ValueInfoProto>,
    #[prost(message, repeated, tag = "12")]
    pub output: Vec<ValueInfoProto>,
    #[prost(message, repeated, tag = "13")]
    pub value_info: Vec<ValueInfoProto>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct NodeProto {
    #[prost(string, repeated, tag = "1")]
    pub input: Vec<String>,
    #[prost(string, repeated, tag = "2")]
    pub output: Vec<String>,
    #[prost(string, tag = "3")]
    pub name: String,
    #[prost(string, tag = "4")]
    pub op_type: String,
    #[prost(message, repeated, tag = "5")]
    pub attribute: Vec<AttributeProto>,
    #[prost(string, tag = "6")]
    pub doc_string: String,
    /// Empty for the operators of ONNX itself.
    #[prost(string, tag = "7")]
    pub domain: String,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct AttributeProto {
    #[prost(string, tag = "1")]
    pub name: String,
    // Optional, so that a zero is written out: the checker of ONNX misses it otherwise.
    #[prost(float, optional, tag = "2")]
    pub f: Option<f32>,
    #[prost(int64, optional, tag = "3")]
    pub i: Option<i64>,
    #[prost(message, optional, tag = "5")]
    pub t: Option<TensorProto>,
    #[prost(int64, repeated, tag = "8")]
    pub ints: Vec<i64>,
    #[prost(enumeration = "Kind", tag = "20")]
    pub r#type: i32,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct TensorProto {
    #[prost(int64, repeated, tag = "1")]
    pub dims: Vec<i64>,
    #[prost(int32, tag = "2")]
    pub data_type: i32,
    #[prost(string, tag = "8")]
    pub name: String,
    #[prost(bytes = "vec", tag = "9")]
    pub raw_data: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct ValueInfoProto {
    #[prost(string, tag = "1")]
    pub name: String,
    #[prost(message, optional, tag = "2")]
    pub r#type: Option<TypeProto>,
    #[prost(string, tag = "3")]
    pub doc_string: String,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct TypeProto {
    #[prost(message, optional, tag = "1")]
    pub tensor_type: Option<TensorTypeProto>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct TensorTypeProto {
    #[prost(int32, tag = "1")]
    pub elem_type: i32,
    /// Nothing for a tensor of any shape.
    #[prost(message, optional, tag = "2")]
    pub shape: Option<TensorShapeProto>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct TensorShapeProto {
    #[prost(message, repeated, tag = "1")]
    pub dim: Vec<DimensionProto>,
}

/// One of the two.
#[derive(Clone, PartialEq, Message)]
pub(super) struct DimensionProto {
    #[prost(int64, optional, tag = "1")]
    pub dim_value: Option<i64>,
    #[prost(string, optional, tag = "2")]
    pub dim_param: Option<String>,
}

impl TensorProto {
    pub(super) fn floats(name: &str, dims: &[usize], values: &[f32]) -> Self {
        let raw_data = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        Self { name: name.to_owned(), dims: whole(dims), data_type: FLOAT, raw_data }
    }

    /// A vector of whole numbers.
    pub(super) fn integers(name: &str, values: &[i64]) -> Self {
        let raw_data = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        Self { name: name.to_owned(), dims: whole(&[values.len()]), data_type: INT64, raw_data }
    }

    /// Its numbers, if they are floats.
    pub(super) fn as_floats(&self) -> Option<Vec<f32>> {
        let bytes = self.raw_data.as_chunks::<4>().0;
        (self.data_type == FLOAT).then(|| bytes.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect())
    }

    /// Its numbers, if they are whole.
    pub(super) fn as_integers(&self) -> Option<Vec<i64>> {
        let bytes = self.raw_data.as_chunks::<8>().0;
        (self.data_type == INT64).then(|| bytes.iter().map(|bytes| i64::from_le_bytes(*bytes)).collect())
    }
}

impl AttributeProto {
    pub(super) fn float(name: &str, value: f64) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "attributes are f32")]
        let f = Some(value as f32);
        Self { f, ..Self::of(name, Kind::Float) }
    }

    pub(super) fn int(name: &str, value: i64) -> Self {
        Self { i: Some(value), ..Self::of(name, Kind::Int) }
    }

    pub(super) fn ints(name: &str, values: &[usize]) -> Self {
        Self { ints: whole(values), ..Self::of(name, Kind::Ints) }
    }

    pub(super) fn tensor(name: &str, tensor: TensorProto) -> Self {
        Self { t: Some(tensor), ..Self::of(name, Kind::Tensor) }
    }

    fn of(name: &str, kind: Kind) -> Self {
        Self { name: name.to_owned(), r#type: kind.into(), ..Self::default() }
    }
}

impl ValueInfoProto {
    /// A tensor of floats with this shape; of any shape if there is none.
    pub(super) fn floats(name: &str, shape: Option<Vec<DimensionProto>>, doc: &str) -> Self {
        let shape = shape.map(|dim| TensorShapeProto { dim });
        let tensor_type = Some(TensorTypeProto { elem_type: FLOAT, shape });
        Self { name: name.to_owned(), r#type: Some(TypeProto { tensor_type }), doc_string: doc.to_owned() }
    }

    /// Its shape, if it is a tensor of floats that has one.
    pub(super) fn shape(&self) -> Option<&[DimensionProto]> {
        let tensor_type = self.r#type.as_ref()?.tensor_type.as_ref()?;
        tensor_type.shape.as_ref().map(|shape| &*shape.dim)
    }
}

impl DimensionProto {
    /// A size that is known when the model is used.
    pub(super) fn named(name: &str) -> Self {
        Self { dim_value: None, dim_param: Some(name.to_owned()) }
    }

    pub(super) fn of(size: usize) -> Self {
        Self { dim_value: Some(whole(&[size])[0]), dim_param: None }
    }
}

fn whole(sizes: &[usize]) -> Vec<i64> {
    let whole = |size: &usize| i64::try_from(*size).expect("smaller than a network in memory");
    sizes.iter().map(whole).collect()
}
