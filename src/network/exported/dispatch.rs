//! Functions of ATen, called by their names: the other side of `dispatch.cpp`.

use std::ffi::{CStr, CString, c_char, c_void};
use std::ptr::NonNull;
use tch::Tensor;

/// A function of ATen, found once and called often.
#[derive(Debug)]
pub(super) struct Function {
    handle: NonNull<c_void>,
    /// The names of its arguments in the order of its schema.
    arguments: Vec<String>,
}

/// An argument as it is given.
#[derive(Debug)]
pub(super) enum Given<'a> {
    /// Left out: the schema's default.
    Default,
    None,
    Tensor(&'a Tensor),
    /// Tensors and gaps.
    Tensors(Vec<Option<&'a Tensor>>),
    Int(i64),
    Ints(Vec<i64>),
    Float(f64),
    Floats(Vec<f64>),
    Bool(bool),
    Bools(&'a [bool]),
    Text(&'a str),
    /// A device by its name, as `cpu` or `cuda:0`.
    Device(&'a str),
}

/// What comes out of a function.
#[derive(Debug)]
pub(super) enum Made {
    None,
    Tensor(Tensor),
    List(Vec<Option<Tensor>>),
    Int(i64),
    Float(f64),
    Bool(bool),
}

#[repr(C)]
struct Argument {
    kind: i32,
    whole: i64,
    real: f64,
    list: *const c_void,
    length: usize,
}

#[repr(C)]
struct Output {
    kind: i32,
    whole: i64,
    real: f64,
    tensor: *mut c_void,
}

type Receive = extern "C" fn(*mut c_void, &Output);

#[expect(unsafe_code, reason = "functions of dispatch.cpp, with the types that it gives them")]
unsafe extern "C" {
    fn actsearch_find_function(
        name: *const c_char,
        overload: *const c_char,
        function: *mut *mut c_void,
    ) -> *mut c_char;
    fn actsearch_forget_function(function: *mut c_void);
    fn actsearch_count_arguments(function: *const c_void) -> usize;
    fn actsearch_argument_name(function: *const c_void, place: usize) -> *const c_char;
    fn actsearch_call_function(
        function: *const c_void,
        arguments: *const Argument,
        receive: Receive,
        receiver: *mut c_void,
    ) -> *mut c_char;
    fn actsearch_forget_text(text: *mut c_char);
}

#[expect(
    unsafe_code,
    reason = "libtorch's handle of a function is a pointer into its table, which never changes"
)]
// SAFETY: as the reason says; nothing writes through the handle.
unsafe impl Send for Function {}
#[expect(
    unsafe_code,
    reason = "libtorch's handle of a function is a pointer into its table, which never changes"
)]
// SAFETY: as the reason says; nothing writes through the handle.
unsafe impl Sync for Function {}

impl Function {
    /// The function of this name and overload, as libtorch knows it.
    ///
    /// # Errors
    /// If there is none.
    #[expect(unsafe_code, reason = "calls into C++")]
    pub fn find(name: &str, overload: &str) -> Result<Self, String> {
        let text = |text: &str| CString::new(text).map_err(|_| "its name has a zero byte".to_owned());
        let overload = if overload == "default" { "" } else { overload };
        let (name, overload) = (text(&format!("aten::{name}"))?, text(overload)?);
        let mut handle = std::ptr::null_mut();
        // SAFETY: both texts end in 0 and live through the call, which sets the handle unless it returns an error.
        let error = unsafe { actsearch_find_function(name.as_ptr(), overload.as_ptr(), &raw mut handle) };
        told(error)?;
        let handle = NonNull::new(handle).ok_or("libtorch has no handle for it")?;
        // SAFETY: the handle was made by the call above; names are texts that end in 0 and live as long as libtorch.
        let arguments = unsafe {
            let name =
                |place| CStr::from_ptr(actsearch_argument_name(handle.as_ptr(), place)).to_string_lossy();
            (0..actsearch_count_arguments(handle.as_ptr())).map(|place| name(place).into_owned()).collect()
        };
        Ok(Self { handle, arguments })
    }

    /// The names of its arguments in the order of its schema.
    pub fn arguments(&self) -> &[String] {
        &self.arguments
    }

    /// Calls it, given an argument for each of its schema.
    ///
    /// # Errors
    /// What libtorch says is wrong.
    ///
    /// # Panics
    /// If there are more or fewer arguments than in the schema.
    #[expect(unsafe_code, reason = "a call into C++")]
    pub fn call(&self, given: &[Given]) -> Result<Vec<Made>, String> {
        assert_eq!(given.len(), self.arguments.len(), "there is an argument for each of the schema");
        let lists: Vec<Vec<*const c_void>> = given.iter().map(pointers).collect();
        let arguments: Vec<Argument> = given.iter().zip(&lists).map(argument).collect();
        let mut received = Received::default();
        // SAFETY: what is pointed at lives through the call, which keeps counted handles of tensors and copies the rest;
        // there are as many arguments as the schema has. What it hands over goes to `received` alone, before it returns.
        let error = unsafe {
            let receiver = (&raw mut received).cast();
            actsearch_call_function(self.handle.as_ptr(), arguments.as_ptr(), receive, receiver)
        };
        told(error).map(|()| received.made)
    }
}

impl Drop for Function {
    #[expect(unsafe_code, reason = "a handle goes back to C++")]
    fn drop(&mut self) {
        // SAFETY: the handle is from `find`, and nobody has it any more.
        unsafe { actsearch_forget_function(self.handle.as_ptr()) }
    }
}

/// The pointers of a list of tensors.
fn pointers(given: &Given) -> Vec<*const c_void> {
    let Given::Tensors(tensors) = given else { return Vec::new() };
    tensors.iter().map(|tensor| tensor.map_or(std::ptr::null(), |tensor| tensor.as_ptr().cast())).collect()
}

fn argument((given, pointers): (&Given, &Vec<*const c_void>)) -> Argument {
    let nothing = Argument { kind: 0, whole: 0, real: 0.0, list: std::ptr::null(), length: 0 };
    let list = |kind, list: *const c_void, length| Argument { kind, list, length, ..nothing };
    match given {
        Given::Default => nothing,
        Given::None => Argument { kind: 1, ..nothing },
        Given::Tensor(tensor) => list(2, tensor.as_ptr().cast(), 1),
        Given::Tensors(_) => list(3, pointers.as_ptr().cast(), pointers.len()),
        Given::Int(whole) => Argument { kind: 4, whole: *whole, ..nothing },
        Given::Ints(values) => list(5, values.as_ptr().cast(), values.len()),
        Given::Float(real) => Argument { kind: 6, real: *real, ..nothing },
        Given::Floats(values) => list(7, values.as_ptr().cast(), values.len()),
        Given::Bool(value) => Argument { kind: 8, whole: i64::from(*value), ..nothing },
        Given::Bools(values) => list(9, values.as_ptr().cast(), values.len()),
        Given::Text(text) => list(10, text.as_ptr().cast(), text.len()),
        Given::Device(name) => list(11, name.as_ptr().cast(), name.len()),
    }
}

/// What a call has handed over so far.
#[derive(Debug, Default)]
struct Received {
    made: Vec<Made>,
    /// How many tensors of the last list are still to come.
    of_list: usize,
}

#[expect(unsafe_code, reason = "what C++ was handed comes back")]
extern "C" fn receive(receiver: *mut c_void, output: &Output) {
    // SAFETY: `call` hands over what it has received so far, and touches it after the call only.
    let received = unsafe { &mut *receiver.cast::<Received>() };
    let made = match output.kind {
        1 => Made::Tensor(taken(output)),
        2 => {
            received.of_list = usize::try_from(output.whole).unwrap_or(0);
            Made::List(Vec::new())
        }
        3 => Made::Int(output.whole),
        4 => Made::Float(output.real),
        5 => Made::Bool(output.whole != 0),
        _ => Made::None,
    };
    match (received.of_list, received.made.last_mut(), made) {
        (1.., Some(Made::List(list)), Made::Tensor(tensor)) => list.push(Some(tensor)),
        (1.., Some(Made::List(list)), Made::None) => list.push(None),
        (_, _, made) => return received.made.push(made),
    }
    received.of_list -= 1;
}

/// The tensor of an output.
#[expect(unsafe_code, reason = "a tensor that C++ hands over")]
fn taken(output: &Output) -> Tensor {
    // SAFETY: outputs of this kind come with a tensor of their own, which is taken once.
    unsafe { Tensor::from_ptr(output.tensor.cast()) }
}

/// An error as text, unless there is none.
#[expect(unsafe_code, reason = "a text from C++")]
fn told(error: *mut c_char) -> Result<(), String> {
    if error.is_null() {
        return Ok(());
    }
    // SAFETY: a text that ends in 0, allocated by the call for the caller, and freed once.
    unsafe {
        let text = CStr::from_ptr(error).to_string_lossy().trim_end().to_owned();
        actsearch_forget_text(error);
        Err(text)
    }
}
