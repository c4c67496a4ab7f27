//! Whether the order of numbers in memory may be changed.

use super::build::Net;
use crate::pt2::ValueId;
use crate::task::exported::network::is_free_of_order;

fn is_free(build: impl Fn(&mut Net, ValueId) -> ValueId) -> bool {
    let mut net = Net::new();
    let x = net.input([4, 2, 2]);
    let y = build(&mut net, x);
    net.output(y);
    is_free_of_order(&net.program().training)
}

#[test]
fn what_is_written_before_a_view_of_it_is_made_may_have_any_order() {
    assert!(is_free(|net, x| {
        let x = net.of("relu", x);
        let y = net.of("relu_", x);
        net.of("view", y)
    }));
}

#[test]
fn what_is_written_through_a_view_or_beside_one_may_not() {
    let view = |net: &mut Net, x| {
        let x = net.of("relu", x);
        (x, net.of("view", x))
    };
    assert!(!is_free(|net, x| {
        let (_, seen) = view(net, x);
        net.of("relu_", seen)
    }));
    assert!(!is_free(|net, x| {
        let (_, seen) = view(net, x);
        let turned = net.of("alias", seen);
        net.of("relu_", turned)
    }));
    assert!(!is_free(|net, x| {
        let (x, seen) = view(net, x);
        net.of("relu_", x);
        seen
    }));
    assert!(!is_free(|net, x| net.of("as_strided", x)));
}
