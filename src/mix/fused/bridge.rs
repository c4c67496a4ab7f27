//! Between libtorch and the passes: the other side of `autograd.cpp`.
//!
//! The functions that C++ calls are private to this file, and so is the table that hands them out. They rest on what
//! `autograd.cpp` promises of a [`Call`]: its pointers are those of dense f32 tensors on the CPU, of the sizes that it
//! gives, which live through the call, and no two threads get the same strip. A panic in one of them ends the process.

use super::instructions::Instructions;
use super::pass::{Tile, Work};
use super::pool::{Maxima, Squares};
use super::slots::Slots;
use super::strip::{Layout, Shape};
use crate::activation::Base;
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
    y: *mut f32,
    g: *const f32,
    sums: *mut f64,
    height: i64,
    width: i64,
    square: i64,
    chosen: *mut u8,
}

/// What `autograd.cpp` calls.
#[repr(C)]
struct Passes {
    strips: extern "C" fn(&Call) -> i64,
    sums: extern "C" fn(&Call) -> i64,
    forward: extern "C" fn(&Call, i64, i64),
    backward: extern "C" fn(&Call, i64, i64),
    gather: extern "C" fn(&Call, *mut f32, *mut f32),
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
        bases: *const c_void,
        passes: &'static Passes,
        square: i64,
    );
    fn actsearch_mix_forget(error: *mut c_char);
}

/// Σ αᵢ·fᵢ(x) as a new tensor in libtorch's graph, or its maximum over squares of so many pixels a side, where `x` is one of
/// images whose channels come last.
///
/// # Panics
/// If libtorch fails, for want of memory say.
#[expect(unsafe_code, reason = "a call into C++")]
pub(super) fn mix(
    bases: &[Base],
    alpha: Option<&Tensor>,
    theta: Option<&Tensor>,
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
    count(layout.strips.len() * layout.rows * call.work(&layout).columns)
}

extern "C" fn forward(call: &Call, begin: i64, end: i64) {
    let layout = call.layout();
    let (work, x, instructions) = (call.work(&layout), call.numbers(call.x), Instructions::best());
    let mut tile = Tile::default();
    for strip in &layout.strips[index(begin)..index(end)] {
        work.fill_tile(strip, &mut tile);
        match call.squares() {
            None => instructions.forward(&work, strip, &tile, x, &call.output()),
            Some(squares) => {
                instructions.forward_pooled(&work, strip, &tile, x, (squares, &call.maxima(squares)));
            }
        }
    }
}

extern "C" fn backward(call: &Call, begin: i64, end: i64) {
    let layout = call.layout();
    let (work, y, instructions) = (call.work(&layout), call.output(), Instructions::best());
    let x = call.numbers(call.x);
    let (mut tile, mut collected) = (Tile::default(), Vec::new());
    let per_strip = layout.rows * work.columns;
    for place in index(begin)..index(end) {
        let strip = &layout.strips[place];
        work.fill_tile(strip, &mut tile);
        work.empty(&mut collected);
        match call.squares() {
            None => {
                let x_and_g = (x, call.numbers(call.g));
                instructions.backward(&work, strip, &tile, x_and_g, &y, &mut collected);
            }
            Some(squares) => {
                let (g, chosen) = call.pooled(squares);
                let (from, to) = ((x, g, chosen), (squares, &y));
                instructions.backward_pooled(&work, strip, &tile, from, to, &mut collected);
            }
        }
        work.add_up(strip, &collected, call.sums_of(place, per_strip));
    }
}

extern "C" fn gather(call: &Call, by_alpha: *mut f32, by_theta: *mut f32) {
    let layout = call.layout();
    let work = call.work(&layout);
    let per_strip = layout.rows * work.columns;
    let sums: Vec<&[f64]> = (0..layout.strips.len()).map(|place| &*call.sums_of(place, per_strip)).collect();
    let gradients = work.gradients(&sums, index(call.rows));
    let bases = work.bases();
    for (row, gradients) in gradients.chunks(work.columns).enumerate() {
        store(by_alpha, row, &gradients[..bases]);
        store(by_theta, row, &gradients[bases..]);
    }
}

/// Writes a row of a gradient, if anybody wants it.
#[expect(unsafe_code, reason = "memory of a tensor of autograd.cpp")]
fn store(gradient: *mut f32, row: usize, values: &[f32]) {
    if gradient.is_null() {
        return;
    }
    // SAFETY: a gradient has `rows` rows of as many numbers as there are bases, or learned parameters.
    unsafe { std::slice::from_raw_parts_mut(gradient.add(row * values.len()), values.len()) }
        .copy_from_slice(values);
}

impl Call {
    fn layout(&self) -> Layout {
        let (shape, by_channel) = (self.shape(), self.rows > 1);
        match self.squares() {
            None => Layout::new(shape, by_channel),
            Some(Squares { height, width, .. }) => Layout::of_images(shape, by_channel, height * width),
        }
    }

    /// The squares that are pooled, if any are.
    fn squares(&self) -> Option<Squares> {
        let (height, width, channels) = (index(self.height), index(self.width), index(self.channels));
        (self.square > 0).then(|| Squares { height, width, channels, size: index(self.square) })
    }

    #[expect(unsafe_code, reason = "memory of tensors of autograd.cpp")]
    fn maxima(&self, squares: Squares) -> Maxima {
        let length = squares.pooled(self.length());
        // SAFETY: two tensors with a number for each square that live through the call; each strip is given to one thread.
        unsafe { Maxima { y: Slots::new(self.y, length), chosen: Slots::new(self.chosen, length) } }
    }

    /// The gradients of the maxima, and which pixel of its square each one was.
    #[expect(unsafe_code, reason = "memory of a tensor of autograd.cpp")]
    fn pooled(&self, squares: Squares) -> (&[f32], &[u8]) {
        let length = squares.pooled(self.length());
        if length == 0 {
            return (&[], &[]);
        }
        // SAFETY: written by the forward pass, a number for each square, and only read from then on.
        let chosen = unsafe { std::slice::from_raw_parts(self.chosen, length) };
        (slice(self.g, length), chosen)
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
        let alpha = (!self.alpha.is_null()).then(|| slice(self.alpha, rows * bases.len()));
        let theta = slice(self.theta, if self.theta.is_null() { 0 } else { rows * learned });
        Work::new(bases, alpha, theta, layout)
    }

    fn numbers(&self, start: *const f32) -> &[f32] {
        slice(start, self.length())
    }

    #[expect(unsafe_code, reason = "memory of a tensor of autograd.cpp")]
    fn output(&self) -> Slots {
        // SAFETY: a tensor as large as x that lives through the call; each strip is given to one thread.
        unsafe { Slots::new(self.y, self.length()) }
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
