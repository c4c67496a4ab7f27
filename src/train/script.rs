//! `TorchScript` as libtorch compiles, saves and runs it: the other side of `script.cpp`.

use crate::export::{Script, ScriptTensor};
use std::ffi::{CStr, c_char};
use tch::{CModule, Device, Kind, Tensor};

/// Why a script cannot be made a file, or such a file not be run.
#[derive(Debug, thiserror::Error)]
pub enum ScriptError {
    /// libtorch does not take the script.
    #[error("libtorch cannot compile `{file}`: {reason}")]
    Compile {
        /// The name of the file.
        file: String,
        /// What libtorch says.
        reason: String,
    },
    /// libtorch does not take the file, or fails in it.
    #[error("libtorch cannot run the compiled module: {reason}")]
    Run {
        /// What libtorch says.
        reason: String,
    },
}

#[repr(C)]
struct Text {
    start: *const c_char,
    length: usize,
}

#[repr(C)]
struct NamedTensor {
    name: Text,
    dims: *const i64,
    rank: usize,
    values: *const f32,
    is_parameter: bool,
}

#[repr(C)]
struct ExtraFile {
    name: Text,
    content: Text,
}

#[expect(unsafe_code, reason = "functions of script.cpp, with the types that it gives them")]
unsafe extern "C" {
    fn actsearch_script(
        bytes: *mut *mut c_char,
        length: *mut usize,
        error: *mut *mut c_char,
        class_name: Text,
        methods: Text,
        tensors: *const NamedTensor,
        n_tensors: usize,
        extra: *const ExtraFile,
        n_extra: usize,
    );
    fn actsearch_script_forget(memory: *mut c_char);
}

/// Compiles a script: the bytes of the file that `torch.jit.load` and `torch::jit::load` take. The same script gives the same
/// bytes.
///
/// # Errors
/// If libtorch finds something wrong with the script.
///
/// # Panics
/// If a tensor has another number of values than its shape says, or if there is no memory.
#[expect(unsafe_code, reason = "a call into C++")]
pub fn compile(script: &Script) -> Result<Vec<u8>, ScriptError> {
    let shapes: Vec<Vec<i64>> = script.tensors.iter().map(shape).collect();
    let tensors: Vec<NamedTensor> =
        script.tensors.iter().zip(&shapes).map(|(it, dims)| named(it, dims)).collect();
    let beside =
        script.extra.iter().map(|(name, content)| ExtraFile { name: text(name), content: text(content) });
    let beside: Vec<ExtraFile> = beside.collect();
    let (mut bytes, mut length, mut error) = (std::ptr::null_mut(), 0, std::ptr::null_mut());
    // SAFETY: what is pointed at lives through the call, which copies what it keeps; each tensor has as many values as its
    // shape says.
    unsafe {
        actsearch_script(
            &raw mut bytes,
            &raw mut length,
            &raw mut error,
            text(&script.class),
            text(&script.methods),
            tensors.as_ptr(),
            tensors.len(),
            beside.as_ptr(),
            beside.len(),
        );
    }
    if !error.is_null() {
        // SAFETY: a string that ends in 0, allocated by the call for the caller, and freed once.
        let reason = unsafe {
            let reason = CStr::from_ptr(error).to_string_lossy().trim_end().to_owned();
            actsearch_script_forget(error);
            reason
        };
        return Err(ScriptError::Compile { file: script.file.clone(), reason });
    }
    assert!(!bytes.is_null(), "there is no memory for `{}`", script.file);
    // SAFETY: so many bytes, allocated by the call for the caller, and freed once.
    unsafe {
        let file = std::slice::from_raw_parts(bytes.cast::<u8>(), length).to_vec();
        actsearch_script_forget(bytes);
        Ok(file)
    }
}

/// A compiled module that was loaded.
#[derive(Debug)]
pub struct Module(CModule);

impl Module {
    /// Loads the bytes of a file.
    ///
    /// # Errors
    /// If they are no module.
    pub fn load(bytes: &[u8]) -> Result<Self, ScriptError> {
        CModule::load_data(&mut &bytes[..]).map(Self).map_err(|error| failed(&error))
    }

    /// What it makes of `x`: by the method of this name, or by `forward`.
    ///
    /// # Errors
    /// If it has no such method, or if the method does not take `x`.
    pub fn run(&self, method: Option<&str>, x: &Tensor) -> Result<Tensor, ScriptError> {
        // The weights are parameters, which it would get ready to differentiate by.
        let y = tch::no_grad(|| match method {
            Some(method) => self.0.method_ts(method, &[x]),
            None => self.0.forward_ts(&[x]),
        });
        y.map_err(|error| failed(&error))
    }

    /// The same for plain numbers, with their shape; what comes out is flat.
    ///
    /// # Errors
    /// As [`Module::run`].
    pub fn run_on(
        &self,
        method: Option<&str>,
        dims: &[usize],
        inputs: &[f32],
    ) -> Result<Vec<f32>, ScriptError> {
        let y = self.run(method, &shaped(dims, inputs))?;
        Vec::try_from(y.flatten(0, -1)).map_err(|error| failed(&error))
    }

    /// What `forward` makes of plain numbers in f64.
    ///
    /// # Errors
    /// As [`Module::run`].
    pub fn run_in_f64(mut self, dims: &[usize], inputs: &[f32]) -> Result<Vec<f64>, ScriptError> {
        self.0.to(Device::Cpu, Kind::Double, false);
        let y = self.run(None, &shaped(dims, inputs).to_kind(Kind::Double))?;
        Vec::try_from(y.flatten(0, -1)).map_err(|error| failed(&error))
    }
}

fn shaped(dims: &[usize], inputs: &[f32]) -> Tensor {
    let dims = dims.iter().map(|dim| i64::try_from(*dim).expect("smaller than numbers in memory"));
    Tensor::from_slice(inputs).view(dims.collect::<Vec<_>>().as_slice())
}

/// The message without the list of functions of libtorch behind it.
fn failed(error: &tch::TchError) -> ScriptError {
    let whole = error.to_string();
    let reason = whole.split("\nException raised from").next().unwrap_or(&whole);
    ScriptError::Run { reason: reason.trim_end().to_owned() }
}

fn shape(tensor: &ScriptTensor) -> Vec<i64> {
    let n_values: usize = tensor.dims.iter().product();
    assert_eq!(n_values, tensor.values.len(), "the tensor `{}` fits its shape", tensor.name);
    tensor.dims.iter().map(|dim| i64::try_from(*dim).expect("smaller than a network in memory")).collect()
}

fn named(tensor: &ScriptTensor, dims: &[i64]) -> NamedTensor {
    NamedTensor {
        name: text(&tensor.name),
        dims: dims.as_ptr(),
        rank: dims.len(),
        values: tensor.values.as_ptr(),
        is_parameter: tensor.is_parameter,
    }
}

fn text(value: &str) -> Text {
    Text { start: value.as_ptr().cast(), length: value.len() }
}
