//! The vector functions over their whole ranges, and every set of instructions.

use super::instructions::Instructions;
use super::pass::{Rows, Tile, Work};
use super::slots::Slots;
use super::strip::{Layout, Shape};
use super::{lane, vector};
use crate::activation::Base;
use crate::seed::Seed;

/// The largest error of a function in units of the last place of the exact result, and the x where it is.
fn largest_error(
    found: impl Fn(f32) -> f32,
    exact: impl Fn(f64) -> f64,
    x: impl Iterator<Item = f32>,
) -> (f64, f32) {
    let error = |x: f32| {
        let exact = exact(f64::from(x));
        #[expect(clippy::cast_possible_truncation, reason = "rounded to f32")]
        let nearest = (exact as f32).abs();
        let ulp = f64::from(nearest.next_up()) - f64::from(nearest);
        ((f64::from(found(x)) - exact).abs() / ulp, x)
    };
    x.map(error).fold((0.0, 0.0), |most, error| if error.0 > most.0 { error } else { most })
}

/// So many numbers from `low` to `high`, among them both ends.
fn grid(low: f32, high: f32) -> impl Iterator<Item = f32> {
    const STEPS: u16 = 60_000;
    (0..=STEPS).map(move |step| low + (high - low) * (f32::from(step) / f32::from(STEPS)))
}

/// Numbers of every size below `high`, of both signs.
fn sizes(high: f32) -> impl Iterator<Item = f32> {
    (0..50_000_u16).flat_map(move |step| {
        let x = high * (f32::from(step) * -0.0017).exp();
        [x, -x]
    })
}

macro_rules! check {
    ($function:path, $exact:expr, $x:expr, $limit:expr) => {
        let (error, x) = largest_error($function, $exact, $x);
        println!("{}: {error:.2} ulp at {x}", stringify!($function));
        assert!(error <= $limit, "{}: {error} ulp at {x}", stringify!($function));
    };
}

macro_rules! check_absolute {
    ($function:path, $exact:expr, $x:expr, $limit:expr) => {
        let error = |x: f32| (f64::from($function(x)) - $exact(f64::from(x))).abs();
        let error = $x.map(error).fold(0.0, f64::max);
        println!("{}: {error:.2e}", stringify!($function));
        assert!(error <= $limit, "{}: {error}", stringify!($function));
    };
}

fn sigmoid<const FMA: bool>(x: f32) -> f32 {
    lane::sigmoid::<FMA>(x, 0.0, [0.0; 3]).value
}

fn sine<const FMA: bool>(x: f32) -> f32 {
    vector::sin_cos::<FMA>(x).0
}

fn cosine<const FMA: bool>(x: f32) -> f32 {
    vector::sin_cos::<FMA>(x).1
}

/// Φ by the gelu of the catalogue, whose digits have a test of their own.
fn exact_normal(x: f64) -> f64 {
    if x == 0.0 { 0.5 } else { Base::Gelu { approximate: false }.value(x) / x }
}

fn each_is_as_exact_as_it_says<const FMA: bool>() {
    let exact_sigmoid = |x: f64| 1.0 / (1.0 + (-x).exp());
    let powers =
        (-60_i16..60).flat_map(|n| grid(1.0, 2.0).step_by(100).map(move |x| x * f32::from(n).exp2()));
    check!(vector::reciprocal::<FMA>, |x| 1.0 / x, powers, 2.0);
    check!(vector::exp::<FMA>, f64::exp, grid(-87.0, 88.0).chain(sizes(80.0)), 2.0);
    check!(vector::exp_m1::<FMA>, f64::exp_m1, grid(-87.0, 88.0).chain(sizes(80.0)), 3.0);
    check!(sigmoid::<FMA>, exact_sigmoid, grid(-87.0, 87.0).chain(sizes(80.0)), 3.0);
    check!(vector::log1p::<FMA>, f64::ln_1p, grid(0.0, 1.0).chain(sizes(1.0).map(f32::abs)), 4.0);
    check!(vector::tanh::<FMA>, f64::tanh, grid(-12.0, 12.0).chain(sizes(9.0)), 6.0);
    let exact_erf = |x: f64| 2.0 * exact_normal(x) - 1.0;
    check!(vector::erf_sqrt_half::<FMA>, exact_erf, grid(-8.0, 8.0).filter(|x| x.abs() > 0.01), 7.0);
    check_absolute!(vector::normal::<FMA>, exact_normal, grid(-8.0, 8.0), 2.5e-7);
    check!(vector::arctan::<FMA>, f64::atan, grid(-12.0, 12.0).chain(sizes(1e30)), 4.0);
    let waves = || grid(-30_000.0, 30_000.0).chain(grid(-20.0, 20.0)).chain(sizes(30_000.0));
    check_absolute!(sine::<FMA>, f64::sin, waves(), 1.8e-7);
    check_absolute!(cosine::<FMA>, f64::cos, waves(), 1.8e-7);
}

#[test]
fn each_vector_function_is_as_exact_as_it_says() {
    each_is_as_exact_as_it_says::<true>();
    each_is_as_exact_as_it_says::<false>();
}

#[test]
fn bounded_functions_stay_in_their_bounds_and_never_fall() {
    for x in grid(-12.0, 12.0).chain([-1e30, 1e30]) {
        let tanh = lane::tanh::<true>(x, 0.0, [0.0; 3]);
        assert!(tanh.value.abs() <= 1.0 && tanh.slope >= 0.0, "tanh({x})");
        assert!(lane::tanh::<false>(x, 0.0, [0.0; 3]).slope >= 0.0, "tanh({x})");
        let normal = vector::normal::<true>(x);
        assert!((0.0..=1.0).contains(&normal), "normal({x}) = {normal}");
        let sigmoid = lane::sigmoid::<true>(x, 0.0, [0.0; 3]);
        assert!((0.0..=1.0).contains(&sigmoid.value) && sigmoid.slope >= 0.0, "sigmoid({x})");
    }
}

/// A tensor of one channel of 20 rows, worked on by one set of instructions.
fn by_instructions(instructions: Instructions, base: Base, x: &[f32], g: &[f32]) -> [Vec<f32>; 3] {
    let layout = Layout::new(Shape { batch: x.len(), channels: 1, inner: 1 }, false);
    #[expect(clippy::cast_possible_truncation, reason = "learned as f32")]
    let theta: Vec<f32> = base.learned_value().into_iter().map(|value| value as f32).collect();
    let rows = Rows { alpha: Some(&[0.75]), theta: &theta, is_shared: true, bias: None };
    let work = Work::new(&[base], rows, &layout);
    let (mut y, mut by_x, mut sums) =
        (vec![0.0; x.len()], vec![0.0; x.len()], vec![0.0; work.gradients_per_row()]);
    #[expect(unsafe_code, reason = "two vectors that live through this function, used by one thread")]
    // SAFETY: as the reason says.
    let (y_slots, by_x_slots) =
        unsafe { (Slots::new(y.as_mut_ptr(), y.len()), Slots::new(by_x.as_mut_ptr(), by_x.len())) };
    for strip in &layout.strips {
        let (mut tile, mut collected) = (Tile::default(), Vec::new());
        work.fill_tile(strip, &mut tile);
        work.empty(&mut collected);
        instructions.forward(&work, strip, &tile, x, &y_slots);
        instructions.backward(&work, strip, &tile, (x, g), &by_x_slots, &mut collected);
        work.add_up(strip, &collected, &mut sums);
    }
    [y, by_x, work.gradients(&[&sums], 1)]
}

#[test]
fn every_set_of_instructions_agrees_with_f64() {
    let seed = Seed::new(8);
    let (x, g) = (seed.of("x").stream().uniform(2077, 9.0), seed.of("g").stream().uniform(2077, 1.0));
    let learned = [Base::Prelu { slope: 0.3 }, Base::Swish { beta: 1.5, learned: true }];
    let elementwise = Base::ALL.into_iter().chain(learned).filter(|base| base.is_elementwise());
    for base in elementwise {
        for instructions in Instructions::available() {
            let [y, by_x, gradients] = by_instructions(instructions, base, &x, &g);
            let mut by_alpha = 0.0;
            for (place, (x, g)) in x.iter().zip(&g).enumerate() {
                let (x, g) = (f64::from(*x), f64::from(*g));
                let close = |found: f32, exact: f64, tolerance: f64| {
                    let error = (f64::from(found) - exact).abs();
                    assert!(
                        error <= tolerance * exact.abs().max(1.0),
                        "{instructions:?} {base} at {x}: {found} against {exact}"
                    );
                };
                close(y[place], 0.75 * base.value(x), 2e-6);
                close(by_x[place], 0.75 * g * base.derivative(x), 1e-5);
                by_alpha += g * base.value(x);
            }
            assert!((f64::from(gradients[0]) - by_alpha).abs() < 1e-3, "{instructions:?} {base}");
        }
    }
}

#[test]
fn strips_cover_every_place_once_and_know_its_row() {
    let shapes = [
        (3, 1, 1),
        (700, 20, 1),
        (5, 3000, 1),
        (7, 20, 36),
        (3, 4, 256),
        (2, 3, 70_000),
        (0, 3, 4),
        (2, 512, 49),
        (3, 100, 30),
        (2, 129, 1),
        (1, 4100, 4),
    ];
    for (batch, channels, inner) in shapes {
        for by_channel in [false, true] {
            let layout = Layout::new(Shape { batch, channels, inner }, by_channel);
            let mut rows = vec![None; batch * channels * inner];
            for strip in &layout.strips {
                for (start, in_tile, length) in strip.blocks(layout.tile) {
                    for offset in 0..length {
                        let row = layout.row(strip, in_tile + offset);
                        assert!(rows[start + offset].replace(row).is_none(), "written twice");
                    }
                }
            }
            for (place, row) in rows.into_iter().enumerate() {
                let expected = if by_channel { place / inner % channels } else { 0 };
                assert_eq!(row, Some(expected), "{batch}×{channels}×{inner} at {place}");
            }
        }
    }
}
