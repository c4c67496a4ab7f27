//! The catalogue against finite differences, known values and its own words; the laws of mixes.

use super::*;

mod calculus;
mod catalogue;
mod known;
mod mixes;
mod written;

/// Every base at its defaults, and those with parameters at other values, too.
fn battery() -> Vec<Base> {
    let relu = |negative_slope, max_value, threshold| Base::Relu { negative_slope, max_value, threshold };
    let others = [
        Base::Linear { c: 0.5 },
        Base::Linear { c: -2.0 },
        relu(0.0, 6.0, 0.0),
        relu(0.2, f64::INFINITY, 0.0),
        relu(0.0, f64::INFINITY, 1.0),
        relu(-0.3, 2.0, -1.5),
        Base::LeakyRelu { slope: 0.3 },
        Base::LeakyRelu { slope: -1.0 },
        Base::Prelu { slope: -0.5 },
        Base::Elu { alpha: 0.5 },
        Base::Elu { alpha: 0.0 },
        Base::Celu { alpha: 0.5 },
        Base::Celu { alpha: 3.0 },
        Base::Gelu { approximate: true },
        Base::Swish { beta: 2.5, learned: false },
        Base::Swish { beta: -0.7, learned: true },
        Base::Swish { beta: 0.0, learned: true },
        Base::Softplus { beta: 2.0 },
        Base::Softplus { beta: 0.3 },
    ];
    Base::ALL.into_iter().chain(others).collect()
}

/// A grid over [−limit, limit].
fn grid(limit: f64, step: f64) -> impl Iterator<Item = f64> {
    let mut x = -limit;
    std::iter::from_fn(move || {
        x += step;
        (x <= limit).then_some(x)
    })
}
