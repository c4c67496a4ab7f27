//! Both ways of computing each rule against the rule itself in f64.

use super::super::group::{Group, Member, Place, Rule};
use super::*;
use crate::seed::Seed;
use crate::task::Moments;

const MOMENTS: Moments = Moments { lr: 0.1, beta1: 0.9, beta2: 0.99, eps: 1e-3 };
const RULES: [Optimizer; 6] = [
    Optimizer::Sgd { lr: 0.1, momentum: 0.9, nesterov: false },
    Optimizer::Sgd { lr: 0.1, momentum: 0.9, nesterov: true },
    Optimizer::Sgd { lr: 0.1, momentum: 0.0, nesterov: false },
    Optimizer::Adam(MOMENTS),
    Optimizer::AdamW(MOMENTS),
    Optimizer::RmsProp { lr: 0.1, rho: 0.9, eps: 1e-3, decay: 0.0 },
];

/// One weight by the formulas of the papers, with bias correction written out.
#[derive(Default)]
struct Exact {
    w: f64,
    m: f64,
    v: f64,
}

impl Exact {
    fn update(&mut self, rule: Optimizer, g: f64, decay: f64, lr: f64, t: i32) {
        let Self { w, m, v } = self;
        let plain = g;
        let g = g + decay * *w;
        match rule {
            Optimizer::Sgd { momentum, nesterov, .. } => {
                *m = momentum * *m + g;
                *w -= lr * if nesterov { g + momentum * *m } else { *m };
            }
            Optimizer::Adam(Moments { beta1, beta2, eps, .. })
            | Optimizer::AdamW(Moments { beta1, beta2, eps, .. }) => {
                let decoupled = matches!(rule, Optimizer::AdamW(_));
                let g = if decoupled { plain } else { g };
                *w -= if decoupled { lr * decay * *w } else { 0.0 };
                *m = beta1 * *m + (1.0 - beta1) * g;
                *v = beta2 * *v + (1.0 - beta2) * g * g;
                *w -= lr * (*m / (1.0 - beta1.powi(t))) / ((*v / (1.0 - beta2.powi(t))).sqrt() + eps);
            }
            Optimizer::RmsProp { rho, eps, .. } => {
                *v = rho * *v + (1.0 - rho) * g * g;
                *w -= lr * g / (v.sqrt() + eps);
            }
        }
    }
}

fn member(name: &str, start: &[f32]) -> Member {
    let dims = vec![i64::try_from(start.len()).unwrap()];
    let place = Place { name: name.to_owned(), dims, is_channels_last: false };
    Member { place, start: start.to_vec() }
}

fn group(rule: Optimizer, start: &[f32], weight_decay: f64) -> Group {
    // Two members, so that both know where the second one begins.
    let (first, second) = start.split_at(5);
    let members = vec![member("a", first), member("b", second)];
    Group::new(members, moments(rule), Rule { lr: rule.lr(), weight_decay }, Device::Cpu)
}

#[test]
fn both_ways_follow_the_formulas() {
    for rule in RULES {
        for decay in [0.0, 0.1] {
            let start = Seed::new(1).stream().uniform(12, 1.0);
            let (mut one, mut other) = (group(rule, &start, decay), group(rule, &start, decay));
            let mut exact: Vec<Exact> =
                start.iter().map(|w| Exact { w: f64::from(*w), ..Exact::default() }).collect();
            for step in 1..=20_u32 {
                let (g, factor) = (Seed::new(2).of(step).stream().uniform(12, 1.0), 1.0 / f64::from(step));
                let gradients = [Some(Tensor::from_slice(&g[..5])), Some(Tensor::from_slice(&g[5..]))];
                let pace = Pace { lr: 0.1 * factor, weight_decay: decay, step: u64::from(step) };
                tch::no_grad(|| {
                    update(rule, &mut one, &gradients, u64::from(step), factor);
                    other.each_run(&gradients, |run| tensors::update(rule, pace, run));
                });
                for (exact, g) in exact.iter_mut().zip(&g) {
                    exact.update(rule, f64::from(*g), decay, 0.1 * factor, step.cast_signed());
                }
            }
            for group in [one, other] {
                let found = Vec::<f32>::try_from(&group.flat).unwrap();
                let close = |(found, exact): (&f32, &Exact)| (f64::from(*found) - exact.w).abs() < 1e-5;
                assert!(found.iter().zip(&exact).all(close), "{rule:?} {decay}: {found:?}");
            }
        }
    }
}

#[test]
fn what_has_no_gradient_stays_as_it_is_whatever_its_decay_and_the_others_move_as_without_it() {
    for rule in RULES {
        let start = Seed::new(1).stream().uniform(12, 1.0);
        let mut alone = Group::new(
            vec![member("b", &start[5..])],
            moments(rule),
            Rule { lr: rule.lr(), weight_decay: 0.1 },
            Device::Cpu,
        );
        let (mut one, mut other) = (group(rule, &start, 0.1), group(rule, &start, 0.1));
        for step in 1..=5_u64 {
            let gradient = || Some(Tensor::from_slice(&Seed::new(2).of(step).stream().uniform(7, 1.0)));
            let gradients = [None, gradient()];
            let pace = Pace { lr: 0.1, weight_decay: 0.1, step };
            tch::no_grad(|| {
                update(rule, &mut one, &gradients, step, 1.0);
                other.each_run(&gradients, |run| tensors::update(rule, pace, run));
                update(rule, &mut alone, &[gradient()], step, 1.0);
            });
        }
        let expected = Vec::<f32>::try_from(&alone.flat).unwrap();
        for group in [one, other] {
            let found = Vec::<f32>::try_from(&group.flat).unwrap();
            assert_eq!(found[..5], start[..5], "{rule:?}");
            let close = |(one, other): (&f32, &f32)| (one - other).abs() < 1e-6;
            assert!(found[5..].iter().zip(&expected).all(close), "{rule:?}: {found:?}");
            let remembered = group.moments.iter().map(|moment| moment.narrow(0, 0, 5).abs().max());
            assert!(remembered.into_iter().all(|most| most.double_value(&[]) == 0.0), "{rule:?}");
        }
    }
}
