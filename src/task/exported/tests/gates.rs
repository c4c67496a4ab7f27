//! Which calls are gates, and why.

use super::build::{Net, known};
use crate::pt2::{DType, ValueId};

/// What the calls of a network are told to be that ends with weights.
fn told(build: impl Fn(&mut Net, ValueId) -> ValueId) -> Vec<String> {
    let mut net = Net::new();
    let x = net.input([4]);
    let x = net.linear(x, 6);
    let y = build(&mut net, x);
    let y = net.linear(y, 3);
    net.output(y);
    net.told()
}

const MULTIPLIES: &str = "gate: multiplies another branch";

#[test]
fn squeeze_and_excitation_has_an_activation_and_a_gate() {
    let block = |net: &mut Net, x| {
        let squeezed = net.linear(x, 2);
        let squeezed = net.of("relu", squeezed);
        let scale = net.linear(squeezed, 6);
        let scale = net.of("sigmoid", scale);
        net.both("mul.Tensor", x, scale)
    };
    assert_eq!(
        told(block),
        ["relu | relu | activation".to_owned(), format!("sigmoid | sigmoid | {MULTIPLIES}")]
    );
    let of_an_activation = |net: &mut Net, x| {
        let x = net.of("sigmoid", x);
        block(net, x)
    };
    let found = told(of_an_activation);
    assert_eq!(
        (found[0].as_str(), &found[2]),
        ("sigmoid | sigmoid | activation", &format!("sigmoid_2 | sigmoid | {MULTIPLIES}"))
    );
}

#[test]
fn a_gate_may_be_turned_and_expanded_before_it_multiplies() {
    let block = |net: &mut Net, x| {
        let scale = net.linear(x, 6);
        let scale = net.of("hardsigmoid", scale);
        let scale = net.both("expand_as", scale, x);
        net.both("mul_.Tensor", x, scale)
    };
    assert_eq!(told(block), [format!("hardsigmoid | hard_sigmoid | {MULTIPLIES}")]);
}

#[test]
fn in_gated_linear_units_what_has_no_limit_is_the_activation() {
    let unit = |function: &'static str| {
        move |net: &mut Net, x| {
            let (a, b) = (net.linear(x, 6), net.linear(x, 6));
            let a = net.of(function, a);
            net.both("mul.Tensor", a, b)
        }
    };
    for function in ["silu", "gelu", "relu"] {
        assert!(told(unit(function))[0].ends_with("| activation"), "{function}");
    }
    assert_eq!(told(unit("sigmoid")), [format!("sigmoid | sigmoid | {MULTIPLIES}")]);
    assert_eq!(told(unit("tanh")), [format!("tanh | tanh | {MULTIPLIES}")]);
}

#[test]
fn the_tanh_of_a_recurrent_cell_is_its_activation() {
    let gru = |net: &mut Net, h| {
        let [z, n] = ["sigmoid", "tanh"].map(|function| {
            let x = net.linear(h, 6);
            net.of(function, x)
        });
        let kept = net.call("rsub.Scalar", &[("self", z.into()), ("other", 1.0.into())]);
        let new = net.both("mul.Tensor", kept, n);
        let old = net.both("mul.Tensor", z, h);
        net.both("add.Tensor", new, old)
    };
    assert_eq!(
        told(gru),
        [format!("sigmoid | sigmoid | {MULTIPLIES}"), "tanh | tanh | activation".to_owned()]
    );
}

#[test]
fn a_scale_that_is_learned_is_no_other_branch() {
    let scaled = |net: &mut Net, x| {
        let y = net.of("tanh", x);
        let scale = net.weight([6]);
        net.both("mul.Tensor", y, scale)
    };
    assert_eq!(told(scaled), ["tanh | tanh | activation"]);
}

#[test]
fn softmax_weighs_or_normalises() {
    let attention = |net: &mut Net, x| {
        let (scores, values) = (net.linear(x, 6), net.linear(x, 6));
        let weights = net.call("softmax.int", &[("self", scores.into()), ("dim", (-1_i64).into())]);
        net.both("matmul", weights, values)
    };
    assert_eq!(told(attention), ["softmax | softmax | gate: weights of attention"]);
    let alone =
        |net: &mut Net, x: ValueId| net.call("softmax.int", &[("self", x.into()), ("dim", (-1_i64).into())]);
    assert_eq!(told(alone), ["softmax | softmax | gate: normalises to shares"]);
}

#[test]
fn what_reaches_the_output_without_weights_is_the_outputs_own() {
    let last = |function: &str, behind: fn(&mut Net, ValueId) -> ValueId| {
        let mut net = Net::new();
        let x = net.input([4]);
        let x = net.linear(x, 3);
        let y = net.call(function, &[("self", x.into())]);
        let y = behind(&mut net, y);
        net.output(y);
        net.told().pop().unwrap()
    };
    let nothing = |_: &mut Net, y: ValueId| y;
    for function in ["sigmoid", "tanh", "softmax.int", "log_softmax.int", "log_sigmoid"] {
        assert!(
            last(function, nothing).ends_with("gate: last before the output"),
            "{}",
            last(function, nothing)
        );
    }
    let scaled = |net: &mut Net, y: ValueId| {
        let y = net.call("mul.Tensor", &[("self", y.into()), ("other", 10.0.into())]);
        net.of("log", y)
    };
    assert!(last("tanh", scaled).ends_with("gate: last before the output"));
    assert!(last("relu", nothing).ends_with("| activation"), "a relu there is one of the network's own");
    assert!(last("tanh", |net, y| net.linear(y, 3)).ends_with("| activation"), "the pooler of BERT");
}

#[test]
fn an_output_beside_which_weights_read_the_same_is_not_the_last() {
    let mut net = Net::new();
    let x = net.input([4]);
    let y = net.of("tanh", x);
    let scale = net.weight([4]);
    let scaled = net.both("mul.Tensor", y, scale);
    net.output(y);
    net.output(scaled);
    assert_eq!(net.told(), ["tanh | tanh | activation"]);
}

#[test]
fn a_function_of_no_samples_is_no_activation() {
    let constant = |net: &mut Net, x| {
        let weight = net.weight([6]);
        let scale = net.of("softplus", weight);
        net.both("mul.Tensor", x, scale)
    };
    assert_eq!(told(constant), ["softplus | softplus | gate: of what does not depend on the samples"]);
    let mut net = Net::new();
    let tokens = net.samples(DType::Int64, [6]);
    let mask = net.call("to.dtype", &[("self", tokens.into())]);
    let mask = net.of("relu", mask);
    let weight = net.weight([99, 6]);
    let mut sizes = net.sizes(tokens);
    sizes.extend(known([6]));
    let x = net.shaped("embedding", &[("weight", weight.into()), ("indices", tokens.into())], sizes);
    let x = net.both("add.Tensor", x, mask);
    let x = net.of("relu", x);
    net.output(x);
    assert_eq!(net.told(), ["relu | relu | gate: of a mask", "relu_2 | relu | activation"]);
}

/// Fast, however many there are: unoptimised too.
#[test]
fn many_formulas_and_gates_are_told_apart_in_linear_time() {
    let mut net = Net::new();
    let mut x = net.input([4]);
    for _ in 0..300 {
        let gate = net.of("sigmoid", x);
        let other = net.of("relu_", x);
        let y = net.both("mul.Tensor", other, gate);
        let swish = net.of("sigmoid", y);
        x = net.both("mul.Tensor", y, swish);
    }
    net.output(x);
    assert_eq!(net.calls().len(), 900);
}
