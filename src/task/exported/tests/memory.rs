//! Who sees that a call changes its x.

use super::build::Net;
use crate::pt2::ValueId;
use crate::task::exported::InPlace;

/// What is said of the last call of a graph.
fn last(build: impl Fn(&mut Net, ValueId) -> ValueId) -> InPlace {
    let mut net = Net::new();
    let x = net.input([4]);
    let x = net.linear(x, 4);
    let y = build(&mut net, x);
    net.output(y);
    net.calls().last().unwrap().evaluation.in_place
}

#[test]
fn a_call_that_keeps_its_x_changes_nothing() {
    assert_eq!(
        last(|net, x| {
            let y = net.of("relu", x);
            net.both("add.Tensor", x, y)
        }),
        InPlace::No
    );
}

#[test]
fn what_nobody_reads_later_may_be_changed_unseen() {
    assert_eq!(last(|net, x| net.of("relu_", x)), InPlace::Unseen);
    let read_before = |net: &mut Net, x| {
        let other = net.of("neg", x);
        let y = net.of("relu_", x);
        net.both("add.Tensor", y, other)
    };
    assert_eq!(last(read_before), InPlace::Unseen);
}

#[test]
fn x_may_be_read_by_its_own_name() {
    assert_eq!(
        last(|net, x| {
            let y = net.of("relu_", x);
            net.both("add.Tensor", x, y)
        }),
        InPlace::Name
    );
    assert_eq!(
        last(|net, x| {
            net.of("relu_", x);
            x
        }),
        InPlace::Name,
        "as the output"
    );
}

#[test]
fn another_view_may_be_read() {
    let through_a_view = |net: &mut Net, x| {
        let view = net.call("view", &[("self", ValueId::into(x)), ("size", [-1, 4].into())]);
        let y = net.of("relu_", view);
        net.both("add.Tensor", x, y)
    };
    assert_eq!(last(through_a_view), InPlace::Memory);
    let before_another_change = |net: &mut Net, x| {
        let y = net.call("mul_.Tensor", &[("self", ValueId::into(x)), ("other", 2.0.into())]);
        let y = net.of("relu_", y);
        net.both("add.Tensor", x, y)
    };
    assert_eq!(last(before_another_change), InPlace::Memory);
    let a_view_of_y = |net: &mut Net, x| {
        let y = net.of("relu_", x);
        net.call("view", &[("self", y.into()), ("size", [-1, 4].into())])
    };
    assert_eq!(last(a_view_of_y), InPlace::Unseen);
}

#[test]
fn a_tensor_of_the_model_that_is_changed_is_always_seen() {
    let mut net = Net::new();
    let weight = net.weight([4]);
    let y = net.of("relu_", weight);
    net.output(y);
    assert_eq!(net.calls()[0].evaluation.in_place, InPlace::Memory);
}
