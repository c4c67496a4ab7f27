//! Where channels are.

use super::build::{Net, known};
use crate::pt2::{Argument, ValueId};

/// Axis and number of the channels of a call behind these.
fn channels(build: impl Fn(&mut Net) -> ValueId) -> (usize, Option<usize>) {
    let mut net = Net::new();
    let x = build(&mut net);
    let y = net.of("relu", x);
    net.output(y);
    let call = net.calls().pop().unwrap();
    (call.axis, call.channels)
}

fn convolved(net: &mut Net) -> ValueId {
    let x = net.input([3, 8, 6]);
    let weight = net.weight([16, 3, 1, 1]);
    let mut sizes = net.sizes(x);
    sizes[1] = known([16])[0].clone();
    net.shaped("conv2d", &[("input", x.into()), ("weight", weight.into())], sizes)
}

/// Dimensions in another order.
fn permuted(net: &mut Net, x: ValueId, dims: [i64; 4]) -> ValueId {
    let sizes = net.sizes(x);
    let sizes = dims.iter().map(|dim| sizes[usize::try_from(dim.rem_euclid(4)).unwrap()].clone()).collect();
    net.shaped("permute", &[("self", x.into()), ("dims", dims.into())], sizes)
}

#[test]
fn channels_stand_behind_the_batch_of_images_and_features_last() {
    assert_eq!(channels(convolved), (1, Some(16)));
    assert_eq!(
        channels(|net| {
            let x = net.input([7, 5]);
            net.linear(x, 9)
        }),
        (2, Some(9))
    );
    assert_eq!(
        channels(|net| {
            let x = net.input([7, 6, 5]);
            net.linear(x, 9)
        }),
        (3, Some(9))
    );
}

#[test]
fn pointwise_functions_keep_them_where_they_are() {
    let added = |net: &mut Net| {
        let x = convolved(net);
        let y = net.of("neg", x);
        net.both("add.Tensor", x, y)
    };
    assert_eq!(channels(added), (1, Some(16)));
}

#[test]
fn they_are_followed_through_permutations_and_views() {
    let last = |net: &mut Net| {
        let x = convolved(net);
        permuted(net, x, [0, 2, 3, 1])
    };
    assert_eq!(channels(last), (3, Some(16)));
    let counted_from_behind = |net: &mut Net| {
        let x = convolved(net);
        permuted(net, x, [0, -1, -2, -3])
    };
    assert_eq!(channels(counted_from_behind), (3, Some(16)));
    let flat = |net: &mut Net| {
        let x = convolved(net);
        let sizes = [net.sizes(x)[..2].to_vec(), known([48])].concat();
        net.shaped("flatten.using_ints", &[("self", x.into()), ("start_dim", 2_i64.into())], sizes)
    };
    assert_eq!(channels(flat), (1, Some(16)));
    let turned = |net: &mut Net| {
        let x = flat(net);
        let mut sizes = net.sizes(x);
        sizes.swap(1, 2);
        net.shaped(
            "transpose.int",
            &[("self", x.into()), ("dim0", 1_i64.into()), ("dim1", (-1_i64).into())],
            sizes,
        )
    };
    assert_eq!(channels(turned), (2, Some(16)));
    let pooled = |net: &mut Net| {
        let x = turned(net);
        let sizes = [net.sizes(x)[..1].to_vec(), known([16])].concat();
        net.shaped("mean.dim", &[("self", x.into()), ("dim", [1].into())], sizes)
    };
    assert_eq!(channels(pooled), (1, Some(16)));
}

#[test]
fn softmax_has_its_own() {
    let mut net = Net::new();
    let x = convolved(&mut net);
    let y = net.call("softmax.int", &[("self", x.into()), ("dim", (-1_i64).into())]);
    net.output(y);
    assert_eq!((net.calls()[0].axis, net.calls()[0].channels), (3, Some(6)));
}

#[test]
fn where_nothing_is_known_the_number_of_dimensions_decides() {
    assert_eq!(channels(|net| net.input([9])), (1, Some(9)));
    assert_eq!(channels(|net| net.input([7, 9])), (2, Some(9)));
    assert_eq!(channels(|net| net.input([3, 7, 9])), (1, Some(3)));
    assert_eq!(channels(|net| net.input([])), (0, None));
}

#[test]
fn dimensions_that_are_not_there_are_no_channels() {
    for dim in [9, -9, i64::MAX, i64::MIN] {
        let wrong = |net: &mut Net| {
            let x = convolved(net);
            net.call("unsqueeze", &[("self", x.into()), ("dim", dim.into())])
        };
        assert_eq!(channels(wrong), (1, Some(16)), "{dim}");
        let wrong = |net: &mut Net| {
            let x = convolved(net);
            net.call("permute", &[("self", x.into()), ("dims", Argument::Ints(vec![dim]))])
        };
        assert_eq!(channels(wrong), (1, Some(16)), "{dim}");
    }
}
