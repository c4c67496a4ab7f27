//! A program as PyTorch writes it: the fields of its JSON that are needed here, with their names there.
//!
//! They follow `torch/_export/serde/schema.py`. Fields that a later minor version adds are passed over; a union with
//! a member that is not known is an error.

use super::number::Number;
use super::ordered::Ordered;
use serde::Deserialize;
use serde::de::IgnoredAny;

#[derive(Deserialize)]
pub(super) struct ExportedProgram {
    pub graph_module: GraphModule,
    #[serde(default)]
    pub range_constraints: Ordered<RangeConstraint>,
    #[serde(default)]
    pub torch_version: String,
}

/// What is looked at before anything else of a program: the rest may have another form.
#[derive(Deserialize)]
pub(super) struct Versioned {
    pub schema_version: SchemaVersion,
}

#[derive(Deserialize)]
pub(super) struct SchemaVersion {
    pub major: i64,
    pub minor: i64,
}

#[derive(Deserialize)]
pub(super) struct RangeConstraint {
    pub min_val: Option<i64>,
    pub max_val: Option<i64>,
}

#[derive(Deserialize)]
pub(super) struct GraphModule {
    pub graph: Graph,
    pub signature: GraphSignature,
}

#[derive(Deserialize)]
pub(super) struct Graph {
    pub inputs: Vec<Argument>,
    pub outputs: Vec<Argument>,
    pub nodes: Vec<Node>,
    pub tensor_values: Ordered<TensorMeta>,
    #[serde(default)]
    pub sym_int_values: Ordered<SymInt>,
    #[serde(default)]
    pub sym_bool_values: Ordered<IgnoredAny>,
    #[serde(default)]
    pub sym_float_values: Ordered<IgnoredAny>,
    #[serde(default)]
    pub custom_obj_values: Ordered<IgnoredAny>,
}

#[derive(Deserialize)]
pub(super) struct Node {
    pub target: String,
    pub inputs: Vec<NamedArgument>,
    pub outputs: Vec<Argument>,
    pub metadata: Metadata,
    pub name: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Metadata {
    pub stack_trace: Option<String>,
    pub nn_module_stack: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct NamedArgument {
    pub name: String,
    pub arg: Argument,
}

#[derive(Deserialize)]
pub(super) struct TensorName {
    pub name: String,
}

/// Something symbolic by its name, or a plain value.
#[derive(Deserialize)]
pub(super) enum Named<T> {
    #[serde(rename = "as_name")]
    Name(String),
    #[serde(alias = "as_int", alias = "as_float", rename = "as_bool")]
    Plain(T),
}

#[derive(Deserialize)]
pub(super) enum OptionalTensor {
    #[serde(rename = "as_tensor")]
    Tensor(TensorName),
    #[serde(rename = "as_none")]
    None(IgnoredAny),
}

#[derive(Deserialize)]
pub(super) struct Device {
    #[serde(rename = "type")]
    pub kind: String,
    pub index: Option<i64>,
}

#[derive(Deserialize)]
pub(super) enum Argument {
    #[serde(rename = "as_none")]
    None(IgnoredAny),
    #[serde(rename = "as_tensor")]
    Tensor(TensorName),
    #[serde(rename = "as_tensors")]
    Tensors(Vec<TensorName>),
    #[serde(rename = "as_optional_tensor")]
    OptionalTensor(OptionalTensor),
    #[serde(rename = "as_optional_tensors")]
    OptionalTensors(Vec<OptionalTensor>),
    #[serde(rename = "as_int")]
    Int(i64),
    #[serde(rename = "as_ints")]
    Ints(Vec<i64>),
    #[serde(rename = "as_float")]
    Float(Number),
    #[serde(rename = "as_floats")]
    Floats(Vec<Number>),
    #[serde(rename = "as_bool")]
    Bool(bool),
    #[serde(rename = "as_bools")]
    Bools(Vec<bool>),
    #[serde(rename = "as_string")]
    Text(String),
    #[serde(rename = "as_strings")]
    Texts(Vec<String>),
    #[serde(rename = "as_sym_int")]
    SymInt(Named<i64>),
    #[serde(rename = "as_sym_ints")]
    SymInts(Vec<Named<i64>>),
    #[serde(rename = "as_sym_float")]
    SymFloat(Named<Number>),
    #[serde(rename = "as_sym_floats")]
    SymFloats(Vec<Named<Number>>),
    #[serde(rename = "as_sym_bool")]
    SymBool(Named<bool>),
    #[serde(rename = "as_scalar_type")]
    ScalarType(i64),
    #[serde(rename = "as_memory_format")]
    MemoryFormat(i64),
    #[serde(rename = "as_layout")]
    Layout(i64),
    #[serde(rename = "as_device")]
    Device(Device),
    #[serde(rename = "as_sym_bools")]
    SymBools(IgnoredAny),
    #[serde(rename = "as_graph")]
    Graph(IgnoredAny),
    #[serde(rename = "as_custom_obj")]
    CustomObject(IgnoredAny),
    #[serde(rename = "as_operator")]
    Operator(IgnoredAny),
    #[serde(rename = "as_complex")]
    Complex(IgnoredAny),
    #[serde(rename = "as_nested_tensors")]
    NestedTensors(IgnoredAny),
    #[serde(rename = "as_int_lists")]
    IntLists(IgnoredAny),
    #[serde(rename = "as_string_to_argument")]
    Dictionary(IgnoredAny),
}

#[derive(Deserialize)]
pub(super) struct SymExpr {
    pub expr_str: String,
}

#[derive(Deserialize)]
pub(super) enum SymInt {
    #[serde(rename = "as_expr")]
    Expr(SymExpr),
    #[serde(rename = "as_int")]
    Int(i64),
}

#[derive(Deserialize)]
pub(super) struct TensorMeta {
    pub dtype: i64,
    pub sizes: Vec<SymInt>,
    pub requires_grad: bool,
    pub strides: Vec<SymInt>,
    pub storage_offset: SymInt,
    pub layout: i64,
}

#[derive(Deserialize)]
pub(super) struct GraphSignature {
    pub input_specs: Vec<InputSpec>,
    pub output_specs: Vec<OutputSpec>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum InputSpec {
    UserInput(UserInput),
    Parameter { arg: TensorName, parameter_name: String },
    Buffer { arg: TensorName, buffer_name: String, persistent: bool },
    TensorConstant { arg: TensorName, tensor_constant_name: String },
    ConstantInput(IgnoredAny),
    CustomObj(IgnoredAny),
    Token(IgnoredAny),
}

#[derive(Deserialize)]
pub(super) struct UserInput {
    pub arg: Argument,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum OutputSpec {
    UserOutput(IgnoredAny),
    LossOutput(IgnoredAny),
    BufferMutation(IgnoredAny),
    GradientToParameter(IgnoredAny),
    GradientToUserInput(IgnoredAny),
    UserInputMutation(IgnoredAny),
    Token(IgnoredAny),
    ParameterMutation(IgnoredAny),
}

#[derive(Deserialize)]
pub(super) struct PayloadConfig {
    pub config: Ordered<PayloadMeta>,
}

#[derive(Deserialize)]
pub(super) struct PayloadMeta {
    pub path_name: String,
    pub is_param: bool,
    pub use_pickle: bool,
    pub tensor_meta: Option<TensorMeta>,
}
