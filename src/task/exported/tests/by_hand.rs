//! Functions that are written out, in several ways each.

use super::build::Net;
use crate::pt2::{Argument, ValueId};
use std::f64::consts::{FRAC_1_SQRT_2, PI, SQRT_2};

type Build = fn(&mut Net, ValueId) -> ValueId;

/// The only call of a network with this formula, and how many nodes it has.
fn found(build: Build) -> (String, usize) {
    let mut net = Net::new();
    let x = net.input([4]);
    let x = net.linear(x, 6);
    let before = net.graph.nodes.len();
    let y = build(&mut net, x);
    let count = net.graph.nodes.len() - before;
    let y = net.linear(y, 3);
    net.output(y);
    let calls = net.calls();
    assert_eq!(calls.len(), 1, "{:?}", net.told());
    assert_eq!((calls[0].evaluation.x, calls[0].evaluation.nodes.len()), (x, count), "{:?}", net.told());
    (calls[0].function.to_string(), count)
}

fn check(spellings: &[(Build, &str)]) {
    for (at, (build, expected)) in spellings.iter().enumerate() {
        assert_eq!(found(*build).0, *expected, "{at}");
    }
}

fn with(net: &mut Net, function: &str, x: ValueId, other: f64) -> ValueId {
    net.call(function, &[("self", x.into()), ("other", other.into())])
}

fn power(net: &mut Net, x: ValueId, exponent: i64) -> ValueId {
    net.call("pow.Tensor_Scalar", &[("self", x.into()), ("exponent", exponent.into())])
}

/// 1 + tanh(√(2/π)·(x + 0.044715·x³)), with the constant as it is given.
fn gate_of_gelu(net: &mut Net, x: ValueId, scale: f64) -> ValueId {
    let cube = power(net, x, 3);
    let cube = with(net, "mul.Tensor", cube, 0.044_715);
    let sum = net.both("add.Tensor", x, cube);
    let sum = with(net, "mul.Tensor", sum, scale);
    let tanh = net.of("tanh", sum);
    with(net, "add.Tensor", tanh, 1.0)
}

#[test]
fn swish_in_its_spellings() {
    let spellings: [(Build, &str); 5] = [
        (
            |net, x| {
                let s = net.of("sigmoid", x);
                net.both("mul.Tensor", x, s)
            },
            "swish",
        ),
        (
            |net, x| {
                let s = net.of("sigmoid", x);
                net.both("mul_.Tensor", x, s)
            },
            "swish",
        ),
        (
            |net, x| {
                let b = with(net, "mul.Tensor", x, 1.702);
                let s = net.of("sigmoid", b);
                net.both("mul.Tensor", s, x)
            },
            "swish(beta=1.702)",
        ),
        (
            |net, x| {
                let n = net.of("neg", x);
                let e = net.of("exp", n);
                let d = with(net, "add.Tensor", e, 1.0);
                net.both("div.Tensor", x, d)
            },
            "swish",
        ),
        (
            |net, x| {
                let n = net.of("neg", x);
                let e = net.of("exp_", n);
                let d = with(net, "add_.Tensor", e, 1.0);
                let r = net.of("reciprocal_", d);
                net.both("mul.Tensor", r, x)
            },
            "swish",
        ),
    ];
    check(&spellings);
}

#[test]
fn gelu_in_its_spellings() {
    let spellings: [(Build, &str); 5] = [
        (
            |net, x| {
                let g = gate_of_gelu(net, x, (2.0 / PI).sqrt());
                let h = with(net, "mul.Tensor", x, 0.5);
                net.both("mul.Tensor", h, g)
            },
            "gelu(approximate=true)",
        ),
        (
            |net, x| {
                let g = gate_of_gelu(net, x, 0.797_885);
                let p = net.both("mul.Tensor", g, x);
                with(net, "div.Tensor", p, 2.0)
            },
            "gelu(approximate=true)",
        ),
        (
            |net, x| {
                let g = net.of("square", x);
                let c = with(net, "mul.Tensor", g, 0.044_715);
                let c = with(net, "add.Tensor", c, 1.0);
                let c = net.both("mul.Tensor", c, x);
                let c = with(net, "mul.Tensor", c, 0.797_884_560_8);
                let t = net.of("tanh", c);
                let h = with(net, "mul.Tensor", t, 0.5);
                let h = with(net, "add.Tensor", h, 0.5);
                net.both("mul.Tensor", h, x)
            },
            "gelu(approximate=true)",
        ),
        (
            |net, x| {
                let d = with(net, "div.Tensor", x, SQRT_2);
                let e = net.of("erf", d);
                let e = with(net, "add.Tensor", e, 1.0);
                let h = with(net, "mul.Tensor", x, 0.5);
                net.both("mul.Tensor", h, e)
            },
            "gelu",
        ),
        (
            |net, x| {
                let d = with(net, "mul.Tensor", x, -FRAC_1_SQRT_2);
                let e = net.of("erfc", d);
                let h = net.both("mul.Tensor", e, x);
                with(net, "mul.Tensor", h, 0.5)
            },
            "gelu",
        ),
    ];
    check(&spellings);
}

#[test]
fn other_functions_in_their_spellings() {
    let spellings: [(Build, &str); 7] = [
        (
            |net, x| {
                let s = net.of("softplus", x);
                let t = net.of("tanh", s);
                net.both("mul.Tensor", x, t)
            },
            "mish",
        ),
        (
            |net, x| {
                let a = with(net, "add.Tensor", x, 3.0);
                let r = net.of("relu6", a);
                let p = net.both("mul.Tensor", x, r);
                with(net, "div.Tensor", p, 6.0)
            },
            "hard_swish",
        ),
        (
            |net, x| {
                let s = net.of("hardsigmoid", x);
                net.both("mul.Tensor", x, s)
            },
            "hard_swish",
        ),
        (
            |net, x| {
                let a = with(net, "add.Tensor", x, 3.0);
                let r = net.of("relu6_", a);
                with(net, "div_.Tensor", r, 6.0)
            },
            "hard_sigmoid",
        ),
        (
            |net, x| {
                let r = net.of("relu", x);
                power(net, r, 2)
            },
            "squared_relu",
        ),
        (
            |net, x| {
                let r = net.of("relu", x);
                net.both("mul.Tensor", r, r)
            },
            "squared_relu",
        ),
        (
            |net, x| {
                let r = net.of("relu", x);
                net.both("mul.Tensor", r, x)
            },
            "squared_relu",
        ),
    ];
    check(&spellings);
}

#[test]
fn functions_with_two_halves_in_their_spellings() {
    let spellings: [(Build, &str); 7] = [
        (
            |net, x| {
                let a = net.of("abs", x);
                let d = with(net, "add.Tensor", a, 1.0);
                net.both("div.Tensor", x, d)
            },
            "softsign",
        ),
        (|net, x| net.call("clamp", &[("self", x.into()), ("min", 0_i64.into())]), "relu"),
        (
            |net, x| {
                let zeros = net.of("zeros_like", x);
                net.both("maximum", x, zeros)
            },
            "relu",
        ),
        (
            |net, x| {
                let p = with(net, "gt.Scalar", x, 0.0);
                net.both("mul.Tensor", x, p)
            },
            "relu",
        ),
        (
            |net, x| {
                let p = with(net, "gt.Scalar", x, 0.0);
                let s = with(net, "mul.Tensor", x, 0.1);
                net.call("where.self", &[("condition", p.into()), ("self", x.into()), ("other", s.into())])
            },
            "leaky_relu(slope=0.1)",
        ),
        (
            |net, x| {
                let p = with(net, "le.Scalar", x, 0.0);
                let e = net.of("expm1", x);
                let e = with(net, "mul.Tensor", e, 0.7);
                net.call("where.self", &[("condition", p.into()), ("self", e.into()), ("other", x.into())])
            },
            "elu(alpha=0.7)",
        ),
        (
            |net, x| {
                let e = net.of("exp", x);
                let e = with(net, "add.Tensor", e, 1.0);
                net.of("log", e)
            },
            "softplus",
        ),
    ];
    check(&spellings);
}

#[test]
fn a_learned_slope_is_told() {
    let learned: Build = |net, x| {
        let beta = net.weight([1]);
        let product = net.both("mul.Tensor", x, beta);
        let s = net.of("sigmoid", product);
        net.both("mul.Tensor", x, s)
    };
    assert_eq!(found(learned).0, "swish with a learned parameter");
}

/// What calls a network has that ends like this.
fn told(build: Build) -> Vec<String> {
    let mut net = Net::new();
    let x = net.input([4]);
    let x = net.linear(x, 6);
    let y = build(&mut net, x);
    let y = net.linear(y, 3);
    net.output(y);
    net.told()
}

#[test]
fn what_is_read_elsewhere_is_no_part_of_a_formula() {
    let shared: Build = |net, x| {
        let s = net.of("sigmoid", x);
        let y = net.both("mul.Tensor", x, s);
        net.both("add.Tensor", y, s)
    };
    assert_eq!(told(shared), ["sigmoid | sigmoid | gate: multiplies another branch"]);
}

#[test]
fn what_changes_between_the_nodes_of_a_formula_is_no_formula() {
    let changed: Build = |net, x| {
        let s = net.of("sigmoid", x);
        with(net, "mul_.Tensor", x, 2.0);
        net.both("mul.Tensor", x, s)
    };
    assert_eq!(told(changed), ["sigmoid | sigmoid | gate: multiplies another branch"]);
}

#[test]
fn two_functions_one_behind_the_other_are_two_calls() {
    let twice: Build = |net, x| {
        let x = net.of("relu", x);
        net.of("relu6", x)
    };
    assert_eq!(told(twice), ["relu | relu | activation", "relu6 | relu6 | activation"]);
}

#[test]
fn arithmetic_is_no_activation() {
    let arithmetic: [Build; 6] = [
        |net, x| {
            let y = with(net, "mul.Tensor", x, 2.0);
            with(net, "add.Tensor", y, 1.0)
        },
        |net, x| net.call("clamp", &[("self", x.into()), ("min", 1e-12.into())]),
        |net, x| net.call("clamp", &[("self", x.into()), ("min", (-1.0).into()), ("max", 1.0.into())]),
        |net, x| net.of("abs", x),
        |net, x| power(net, x, 2),
        |net, x| net.of("sin", x),
    ];
    for (at, build) in arithmetic.into_iter().enumerate() {
        assert!(told(build).is_empty(), "{at}: {:?}", told(build));
    }
    let guard: Build = |net, x| {
        let y = net.call("clamp", &[("self", x.into()), ("min", 0_i64.into())]);
        net.of("sqrt", y)
    };
    assert_eq!(told(guard), ["relu | relu | gate: guards a root, a logarithm or a quotient"]);
}

#[test]
fn a_formula_may_have_its_constants_as_tensors() {
    let constant: Build = |net, x| {
        let slope =
            net.shaped("full", &[("size", Argument::Ints(vec![])), ("fill_value", 0.3.into())], vec![]);
        let y = net.both("mul.Tensor", x, slope);
        net.both("maximum", x, y)
    };
    assert_eq!(found(constant).0, "leaky_relu(slope=0.3)");
}
