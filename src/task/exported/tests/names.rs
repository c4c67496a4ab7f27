//! What calls are called, and how those of both modes go together.

use super::build::Net;
use crate::activation::Base;
use crate::task::exported::{Standing, activation_calls, calls_in_one_mode};

const RELU: &str = "torch.nn.modules.activation.ReLU";

fn names(net: &Net) -> Vec<String> {
    net.calls().into_iter().map(|call| call.name).collect()
}

#[test]
fn a_call_is_named_after_its_own_module_or_after_the_one_that_calls_the_function() {
    let mut net = Net::new();
    let x = net.input([4]);
    let x = net.of("relu", x);
    let x = net.within("layer1.0", "net.Block").linear(x, 4);
    let x = net.of("gelu", x);
    let x = net.within("layer1.0.act", RELU).of("relu_", x);
    let x = net.within("layer1.0", "net.Block").of("gelu", x);
    net.output(x);
    assert_eq!(names(&net), ["relu", "layer1.0.gelu", "layer1.0.act", "layer1.0.gelu_2"]);
}

#[test]
fn a_module_that_is_called_several_times_is_a_call_each_time() {
    let mut net = Net::new();
    let mut x = net.input([4]);
    for _ in 0..3 {
        x = net.within("", "").linear(x, 4);
        x = net.within("act", RELU).of("relu", x);
    }
    net.output(x);
    assert_eq!(names(&net), ["act", "act_2", "act_3"]);
    let calls: Vec<usize> = net.calls().iter().map(|call| call.place.module().unwrap().call).collect();
    assert_eq!(calls, [0, 1, 2]);
}

#[test]
fn a_function_is_a_base_only_if_it_is_exactly_that() {
    let mut net = Net::new();
    let x = net.input([4]);
    let mut told = |function: &str, arguments: &[(&str, f64)]| {
        let mut given = vec![("self", x.into())];
        given.extend(arguments.iter().map(|(name, value)| (*name, (*value).into())));
        let y = net.call(function, &given);
        net.output(y);
        net.calls().last().unwrap().function.to_string()
    };
    assert_eq!(told("leaky_relu", &[("negative_slope", 0.2)]), "leaky_relu(slope=0.2)");
    assert_eq!(told("hardtanh", &[]), "hard_tanh");
    assert_eq!(told("hardtanh_", &[("min_val", 0.0), ("max_val", 6.0)]), "relu6");
    assert_eq!(told("hardtanh", &[("min_val", -2.0), ("max_val", 2.0)]), "hardtanh(-2, 2)");
    assert_eq!(told("softplus", &[("beta", 2.0)]), "softplus(beta=2)");
    assert_eq!(told("softplus", &[("threshold", 10.0)]), "softplus(1, 10)");
    assert_eq!(told("threshold", &[("threshold", 0.0), ("value", 0.0)]), "relu");
    assert_eq!(told("threshold", &[("threshold", 0.1), ("value", 20.0)]), "threshold(0.1, 20)");
    assert_eq!(told("elu", &[("alpha", 0.5)]), "elu(alpha=0.5)");
    assert_eq!(told("elu", &[("alpha", 0.5), ("scale", 2.0)]), "elu(0.5, 2, 1)");
    assert_eq!(told("hardshrink", &[]), "hardshrink(0.5)");
}

#[test]
fn a_prelu_knows_its_weight() {
    let mut net = Net::new();
    let x = net.input([4]);
    let x = net.linear(x, 4);
    let weight = net.weight([4]);
    let y = net.call("prelu", &[("self", x.into()), ("weight", weight.into())]);
    net.output(y);
    assert_eq!(net.calls()[0].function, Standing::Prelu { weight: 1 });
}

#[test]
fn what_one_mode_calls_alone_is_told_and_no_call() {
    let mut net = Net::new();
    let x = net.input([4]);
    let x = net.within("act", RELU).of("relu", x);
    net.output(x);
    let mut program = net.program();
    let y = net.within("aux", "net.Aux").of("silu", x);
    net.output(y);
    program.training = net.graph.clone();
    assert_eq!(net.told(), ["act | relu | activation", "aux | swish | activation"]);
    let names: Vec<String> = activation_calls(&program).unwrap().into_iter().map(|call| call.name).collect();
    assert_eq!(names, ["act"]);
    let alone = calls_in_one_mode(&program);
    assert_eq!((alone.len(), &alone[0].function), (1, &Standing::Base(Base::SWISH)));
    assert_eq!(alone[0].to_string(), "swish in aux (net.Aux): it is called in training only");
    std::mem::swap(&mut program.training, &mut program.evaluation);
    assert!(!calls_in_one_mode(&program)[0].is_in_training);
}

#[test]
fn where_both_modes_call_another_function_neither_is_a_call() {
    let program = |function: &str| {
        let mut net = Net::new();
        let x = net.input([4]);
        let x = net.within("act", "net.Act").of(function, x);
        net.output(x);
        net.program()
    };
    let mut mixed = program("relu");
    mixed.evaluation = program("silu").evaluation;
    let error = activation_calls(&mixed).unwrap_err().to_string();
    assert!(error.starts_with("the model calls no activation function in both of its modes"), "{error}");
    assert_eq!(calls_in_one_mode(&mixed).len(), 2);
}

/// Fast, however many there are: unoptimised too.
#[test]
fn thousands_of_calls_in_one_memory_are_found_in_linear_time() {
    let mut net = Net::new();
    let mut x = net.input([4]);
    for _ in 0..5_000 {
        x = net.of("relu_", x);
    }
    net.output(x);
    let calls = net.calls();
    assert_eq!((calls.len(), calls[4_999].name.as_str()), (5_000, "relu_5000"));
}
