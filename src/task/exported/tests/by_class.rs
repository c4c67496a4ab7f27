//! Modules that are activations by what they do.

use super::build::Net;
use crate::pt2::ValueId;

/// What the calls of a network are told to be with these calls in a module `act` of this class.
fn told(class: &str, build: impl Fn(&mut Net, ValueId) -> ValueId) -> Vec<String> {
    let mut net = Net::new();
    let x = net.input([4]);
    let x = net.linear(x, 6);
    let y = build(net.within("act", class), x);
    let y = net.within("", "").linear(y, 3);
    net.output(y);
    net.told()
}

fn scaled(net: &mut Net, function: &str, x: ValueId, other: f64) -> ValueId {
    net.call(function, &[("self", x.into()), ("other", other.into())])
}

#[test]
fn a_module_is_an_activation_by_its_class_where_its_function_could_be_anything() {
    assert_eq!(told("net.Sine", |net, x| net.of("sin", x)), ["act | sine | activation"]);
    assert_eq!(
        told("net.Limit", |net, x| net
            .call("clamp", &[("self", x.into()), ("min", 0_i64.into()), ("max", 1_i64.into())])),
        ["act | relu(max_value=1) | activation"]
    );
    assert_eq!(
        told("net.acts.Siren", |net, x| {
            let x = scaled(net, "mul.Tensor", x, 30.0);
            net.of("sin", x)
        }),
        ["act | Siren | activation"]
    );
    let shrink = |net: &mut Net, x| {
        let t = net.of("tanh", x);
        net.both("sub.Tensor", x, t)
    };
    assert_eq!(told("torch.nn.modules.activation.Tanhshrink", shrink), ["act | Tanhshrink | activation"]);
}

#[test]
fn a_learned_function_has_the_name_of_its_class() {
    let snake = |net: &mut Net, x| {
        let a = net.weight([6]);
        let product = net.both("mul.Tensor", x, a);
        let wave = net.of("sin", product);
        let wave = net.of("square", wave);
        let wave = net.both("div.Tensor", wave, a);
        net.both("add.Tensor", x, wave)
    };
    assert_eq!(told("net.Snake", snake), ["act | Snake | activation"]);
}

#[test]
fn a_scale_behind_a_function_stays_and_the_function_is_the_call() {
    let gamma = |net: &mut Net, x| {
        let y = net.of("gelu", x);
        scaled(net, "mul_.Tensor", y, 1.7)
    };
    assert_eq!(told("net.GammaAct", gamma), ["act.gelu | gelu | activation"]);
}

#[test]
fn what_is_affine_or_not_pointwise_is_no_activation() {
    let layer_scale = |net: &mut Net, x| {
        let gamma = net.weight([6]);
        net.both("mul.Tensor", x, gamma)
    };
    assert!(told("net.LayerScale", layer_scale).is_empty());
    assert!(
        told("net.Norm", |net, x| {
            let s = net.of("square", x);
            let s =
                net.call("mean.dim", &[("self", s.into()), ("keepdim", crate::pt2::Argument::Bool(true))]);
            net.both("div.Tensor", x, s)
        })
        .is_empty()
    );
    assert!(
        told("torch.nn.modules.linear.Identity", |net, x| net.of("sin", x)).is_empty(),
        "PyTorch's own are known"
    );
}

#[test]
fn the_outer_one_of_two_modules_is_the_call() {
    let swish = |net: &mut Net, x| {
        let y = scaled(net, "add.Tensor", x, 3.0);
        let y = net.within("act.sigmoid.relu", "torch.nn.modules.activation.ReLU6").of("relu6_", y);
        let y = scaled(net.within("act.sigmoid", "net.HSigmoid"), "div.Tensor", y, 6.0);
        net.within("act", "net.HSwish").both("mul.Tensor", x, y)
    };
    assert_eq!(told("net.HSwish", swish), ["act | hard_swish | activation"]);
}
