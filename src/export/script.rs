//! A program in `TorchScript`: what libtorch compiles and saves.

/// A module of `TorchScript`, before it is compiled.
#[derive(Clone, Debug, PartialEq)]
pub struct Script {
    /// The name of the file that is made of it.
    pub file: String,
    /// The name of its class.
    pub class: String,
    /// Its methods, in the language of `TorchScript`; operators are those of `torch`, without `torch.nn.functional`.
    pub methods: String,
    /// Its tensors: `self.conv1.weight` is the tensor `weight` of the submodule `conv1`.
    pub tensors: Vec<ScriptTensor>,
    /// Files beside it in the archive, by their names: what `torch.jit.load` gives by `_extra_files`.
    pub extra: Vec<(&'static str, String)>,
}

/// A tensor of a module.
#[derive(Clone, Debug, PartialEq)]
pub struct ScriptTensor {
    /// Its name, with that of its submodule and a dot before it if it belongs to one.
    pub name: String,
    /// Its shape.
    pub dims: Vec<usize>,
    /// Its values, the last dimension fastest.
    pub values: Vec<f32>,
    /// Whether optimizers change it.
    pub is_parameter: bool,
}
