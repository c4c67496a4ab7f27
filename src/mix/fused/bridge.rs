//! Between libtorch and the passes: the other side of `autograd.cpp`.
//!
//! The functions that C++ calls are private to this file, and so is the table that hands them out. They rest on what
//! `autograd.cpp` promises of a [`Call`]: its pointers are those of dense f32 tensors on the CPU, of the sizes that it
//! gives, which live through the call, and no two threads get the same strip. A panic in one of them ends the process.

use super::instructions::Instructions;
use super::pass::{Rows, Tile, Work};
use super::pool::{Maxima, Squares};
use super::slots::Slots;
use super::strip::{Layout, Shape};
use crate::activation::Base;
use crate::mix::Learned;
use std::ffi::{CStr, c_char, c_void};
use tch::Tensor;

/// One pass over one tensor, as `autograd.cpp` describes it.
#[repr(C)]
struct Call {
    bases: *const c_void,
    batch: i64,
    channels: i64,
    inner: i64,
    rows: i64,
    x: *const f32,
    alpha: *const f32,
    theta: *const f32,
    bias: *const f32,
    y: *mut f32,
    g: *const f32,
    sums: *mut f64,
    height: i64,
    width: i64,
    square: i64,
    kept: *mut f32,
    chosen: *mut u8,
}

/// What `autograd.cpp` calls.
#[repr(C)]
struct Passes {
    strips: extern "C" fn(&Call) -> i64,
    sums: extern "C" fn(&Call) -> i64,
    forward: extern "C" fn(&Call, i64, i64),
    backward: extern "C" fn(&Call, i64, i64),
    gather: extern "C" fn(&Call, *mut f32, *mut f32, *mut f32),
    release: extern "C" fn(*const c_void),
}

static PASSES: Passes = Passes { strips, sums, forward, backward, gather, release };

#[expect(unsafe_code, reason = "functions of autograd.cpp, with the types that it gives them")]
unsafe extern "C" {
    fn actsearch_mix(
        y: *mut *mut c_void,
        error: *mut *mut c_char,
        x: *const c_void,
        alpha: *const c_void,
        theta: *const c_void,
        bias: *const c_void,
        bases: *const c_void,
        passes: &'static Passes,
        square: i64,
    );
    fn actsearch_mix_forget(error: *mut c_char);
}

/// Σ αᵢ·fᵢ(x + b) as a new tensor in libtorch's graph, or its maximum over squares of so many pixels a side, where `x` is one of
/// images whose channels come last.
///
/// # Panics
/// If libtorch fails, for want of memory say.
#[expect(unsafe_code, reason = "a call into C++")]
pub(super) fn mix(
    bases: &[Base],
    Learned { alpha, theta, bias }: Learned<'_>,
    x: &Tensor,
    square: Option<usize>,
) -> Tensor {
    let pointer = |tensor: &Tensor| tensor.as_ptr().cast::<c_void>();
    let maybe = |tensor: Option<&Tensor>| tensor.map_or(std::ptr::null(), pointer);
    let bases: *const Vec<Base> = Box::into_raw(Box::new(bases.to_vec()));
    let (mut y, mut error) = (std::ptr::null_mut(), std::ptr::null_mut());
    // SAFETY: the tensors live through the call, which keeps counted handles of its own; `bases` is handed over and comes
    // back to `release`; the passes are static.
    unsafe {
        actsearch_mix(
            &raw mut y,
            &raw mut error,
            pointer(x),
            maybe(alpha),
            maybe(theta),
            maybe(bias),
            bases.cast(),
            &PASSES,
            square.map_or(0, count),
        );
    }
    if !error.is_null() {
        // SAFETY: a string that ends in 0, allocated by the call for the caller, and freed once.
        let message = unsafe {
            let message = CStr::from_ptr(error).to_string_lossy().into_owned();
            actsearch_mix_forget(error);
            message
        };
        panic!("the fused mix failed: {message}");
    }
    assert!(!y.is_null(), "the fused mix failed, and there was no memory to say why");
    // SAFETY: a tensor that the call made for the caller.
    unsafe { Tensor::from_ptr(y.cast()) }
}

extern "C" fn release(bases: *const c_void) {
    // SAFETY: made by `Box::into_raw` in `mix`, and released once, by the holder that it was handed to.
    #[expect(unsafe_code, reason = "a box that was handed to C++ comes back")]
    drop(unsafe { Box::from_raw(bases.cast_mut().cast::<Vec<Base>>()) });
}

extern "C" fn strips(call: &Call) -> i64 {
    count(call.layout().strips.len())
}

extern "C" fn sums(call: &Call) -> i64 {
    let layout = call.layout();
    count(layout.strips.len() * layout.rows * call.work(&layout).gradients_per_row())
}

extern "C" fn forward(call: &Call, begin: i64, end: i64) {
    let layout = call.layout();
    let (work, x, instructions) = (call.work(&layout), call.numbers(call.x), Instructions::best());
    let mut tile = Tile::default();
    for strip in &layout.strips[index(begin)..index(end)] {
        work.fill_tile(strip, &mut tile);
        match call.squares(1) {
            None => instructions.forward(&work, strip, &tile, x, &call.output(1)),
            Some(squares) => {
                instructions.forward_pooled(&work, strip, &tile, x, (squares, &call.maxima(squares)));
            }
        }
    }
}

extern "C" fn backward(call: &Call, begin: i64, end: i64) {
    let layout = call.layout();
    let (work, instructions) = (call.work(&layout), Instructions::best());
    let (x, g) = (call.numbers(call.x), call.numbers(call.g));
    let (mut tile, mut collected) = (Tile::default(), Vec::new());
    let per_strip = layout.rows * work.gradients_per_row();
    for place in index(begin)..index(end) {
        let strip = &layout.strips[place];
        work.fill_tile(strip, &mut tile);
        work.empty(&mut collected);
        match call.squares(index(call.square)) {
            None => instructions.backward(&work, strip, &tile, (x, g), &call.output(1), &mut collected),
            Some(squares) => {
                let by_x = call.output(squares.size * squares.size);
                let (from, to) = ((x, g, call.chosen()), (squares, &by_x));
                instructions.backward_pooled(&work, strip, &tile, from, to, &mut collected);
            }
        }
        work.add_up(strip, &collected, call.sums_of(place, per_strip));
    }
}

extern "C" fn gather(call: &Call, by_alpha: *mut f32, by_theta: *mut f32, by_bias: *mut f32) {
    let layout = call.layout();
    let work = call.work(&layout);
    let width = work.gradients_per_row();
    let sums: Vec<&[f64]> =
        (0..layout.strips.len()).map(|place| &*call.sums_of(place, layout.rows * width)).collect();
    let rows = index(if call.bias.is_null() { call.rows } else { call.channels });
    let gradients = work.gradients(&sums, rows);
    let (bases, learned) = work.counts();
    for (row, gradients) in gradients.chunks(width).enumerate() {
        if row < index(call.rows) {
            store(by_alpha, row, &gradients[..bases]);
            store(by_theta, row, &gradients[bases..bases + learned]);
        }
        store(by_bias, row, &gradients[bases + learned..]);
    }
}

/// Writes a row of a gradient, if anybody wants it.
#[expect(unsafe_code, reason = "memory of a tensor of autograd.cpp")]
fn store(gradient: *mut f32, row: usize, values: &[f32]) {
    if gradient.is_null() {
        return;
    }
    // SAFETY: a gradient has its rows, of as many numbers as there are bases or learned parameters, or of one for a bias.
    unsafe { std::slice::from_raw_parts_mut(gradient.add(row * values.len()), values.len()) }
        .copy_from_slice(values);
}

impl Call {
    fn layout(&self) -> Layout {
        let (shape, by_channel) = (self.shape(), self.rows > 1 || !self.bias.is_null());
        match self.square {
            0 => Layout::new(shape, by_channel),
            _ => Layout::of_images(shape, by_channel, index(self.height) * index(self.width)),
        }
    }

    /// The squares that are pooled, if any are, where x has a number for so many pixels each way.
    fn squares(&self, scale: usize) -> Option<Squares> {
        let (height, width, channels) = (index(self.height), index(self.width), index(self.channels));
        let size = index(self.square);
        (size > 0).then(|| Squares { height: height * scale, width: width * scale, channels, size })
    }

    #[expect(unsafe_code, reason = "memory of tensors of autograd.cpp")]
    fn maxima(&self, squares: Squares) -> Maxima {
        let length = squares.pooled(self.length());
        // SAFETY: tensors with a number for each square that live through the call; each strip is given to one thread.
        unsafe {
            let (y, x) = (Slots::new(self.y, length), Slots::new(self.kept, length));
            Maxima { y, x, chosen: Slots::new(self.chosen, length) }
        }
    }

    /// Which pixel of its square each maximum was.
    #[expect(unsafe_code, reason = "memory of a tensor of autograd.cpp")]
    fn chosen(&self) -> &[u8] {
        if self.length() == 0 {
            return &[];
        }
        // SAFETY: written by the forward pass, a number for each square, and only read from then on.
        unsafe { std::slice::from_raw_parts(self.chosen, self.length()) }
    }

    fn shape(&self) -> Shape {
        Shape { batch: index(self.batch), channels: index(self.channels), inner: index(self.inner) }
    }

    fn length(&self) -> usize {
        let Shape { batch, channels, inner } = self.shape();
        batch * channels * inner
    }

    #[expect(unsafe_code, reason = "memory of tensors of autograd.cpp")]
    fn work<'a>(&'a self, layout: &'a Layout) -> Work<'a> {
        // SAFETY: the vector that `mix` boxed, which is released after the last call.
        let bases = unsafe { &*self.bases.cast::<Vec<Base>>() };
        let learned = Base::count_learned(bases);
        let rows = index(self.rows);
        let maybe = |start: *const f32, length| (!start.is_null()).then(|| slice(start, length));
        let alpha = maybe(self.alpha, rows * bases.len());
        let theta = maybe(self.theta, rows * learned).unwrap_or_default();
        let bias = maybe(self.bias, index(self.channels));
        Work::new(bases, Rows { alpha, theta, is_shared: rows == 1, bias }, layout)
    }

    fn numbers(&self, start: *const f32) -> &[f32] {
        slice(start, self.length())
    }

    /// The output, which has so many numbers for each x.
    #[expect(unsafe_code, reason = "memory of a tensor of autograd.cpp")]
    fn output(&self, numbers_each: usize) -> Slots {
        // SAFETY: a tensor with so many numbers for each x that lives through the call; each strip is given to one thread.
        unsafe { Slots::new(self.y, self.length() * numbers_each) }
    }

    #[expect(clippy::mut_from_ref, reason = "each strip has sums of its own, and is given to one thread")]
    #[expect(unsafe_code, reason = "memory of a vector of autograd.cpp")]
    fn sums_of(&self, strip: usize, per_strip: usize) -> &mut [f64] {
        // SAFETY: the vector has `sums` numbers, that is, so many for each strip.
        unsafe { std::slice::from_raw_parts_mut(self.sums.add(strip * per_strip), per_strip) }
    }
}

/// The numbers of a dense tensor, of which an empty one may have no memory.
#[expect(unsafe_code, reason = "memory of a tensor of autograd.cpp")]
fn slice<'a>(start: *const f32, length: usize) -> &'a [f32] {
    if length == 0 {
        return &[];
    }
    // SAFETY: autograd.cpp hands over dense tensors of f32 with so many numbers, and keeps them through the call.
    unsafe { std::slice::from_raw_parts(start, length) }
}

fn index(number: i64) -> usize {
    usize::try_from(number).expect("sizes and places are not negative")
}

fn count(number: usize) -> i64 {
    i64::try_from(number).expect("far fewer than 2^63")
}
