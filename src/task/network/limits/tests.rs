//! Networks that are too large are told by arithmetic.

use super::*;
use crate::task::network::tests::{IMAGE, check_misfit};
use crate::task::network::{Dims, Network, Padding};

fn repeat(times: usize, layers: Vec<LayerSpec>) -> LayerSpec {
    LayerSpec::Repeat { times, layers }
}

fn residual(layers: Vec<LayerSpec>) -> LayerSpec {
    LayerSpec::Residual { layers, shortcut: Vec::new(), name: None }
}

fn same() -> LayerSpec {
    LayerSpec::conv(3, 3, Padding::Same)
}

/// A site with so many layers around it, by what puts one around others.
fn nested(levels: usize, around: impl Fn(Vec<LayerSpec>) -> LayerSpec) -> LayerSpec {
    (0..levels).fold(LayerSpec::site(), |inside, _| around(vec![inside]))
}

#[test]
fn layers_that_repeat_are_counted_before_they_are_written_out() {
    let help = "repeat fewer times";
    let deep = repeat(200, vec![LayerSpec::site(), LayerSpec::Dropout { share: 0.5 }]);
    check_misfit(
        vec![repeat(200, vec![deep.clone()])],
        "0.repeat",
        "layer `repeat` takes the network to 80000 layers or more, and 10000 are allowed",
        help,
    );
    check_misfit(
        vec![LayerSpec::site(), residual(vec![repeat(1_000_000_000, vec![LayerSpec::site()]), deep.clone()])],
        "1.residual.layers.0.repeat",
        "layer `repeat` takes the network to 1000000000 layers or more, and 10000 are allowed",
        help,
    );
    let message = |found: u64| {
        format!("layer `global_pool` takes the network to {found} layers or more, and 10000 are allowed")
    };
    check_misfit(vec![repeat(24, vec![deep.clone()]), deep], "2.global_pool", &message(10_001), help);
}

#[test]
fn as_many_layers_as_are_allowed_are_made() {
    let network = Network::build(
        &[
            LayerSpec::Flatten,
            repeat(9_997, vec![LayerSpec::site()]),
            LayerSpec::linear(2),
            LayerSpec::logits(),
        ],
        Dims::Vector(3),
        4,
    );
    let network = network.unwrap();
    assert_eq!(network.layers().len(), 10_000);
    assert_eq!(network.sites[9_996].name, "input_9997");
}

#[test]
fn layers_inside_of_too_many_others_are_told_however_they_are_nested() {
    let help = "write the layers one after another: `repeat` in `repeat` is one `repeat`";
    let either = |inside: Vec<LayerSpec>| {
        if matches!(inside[0], LayerSpec::Repeat { .. }) { residual(inside) } else { repeat(1, inside) }
    };
    for spec in [
        nested(16, |inside| repeat(1000, inside)),
        nested(1000, |inside| repeat(1, inside)),
        nested(1000, residual),
        nested(1000, either),
        nested(1000, |inside| LayerSpec::Residual { layers: vec![same()], shortcut: inside, name: None }),
    ] {
        let misfit = check(&[LayerSpec::site(), spec]).unwrap_err();
        assert_eq!(misfit.fault, Box::new(Fault::TooDeep(16)));
        assert_eq!(misfit.fault.help(), help);
        assert_eq!(misfit.place.matches("layers").count() + misfit.place.matches("shortcut").count(), 16);
    }
    assert_eq!(check(&[nested(15, |inside| repeat(1, inside))]), Ok(()));
}

#[test]
fn what_repeats_nothing_is_told() {
    let help = "put layers into it, or leave it out";
    check_misfit(vec![repeat(1000, vec![])], "0.repeat", "layer `repeat` repeats nothing", help);
    let empty = (0..14).fold(Vec::new(), |inside, _| vec![repeat(1000, inside)]);
    let place = vec!["0.repeat"; 14].join(".layers.");
    check_misfit(empty, &place, "layer `repeat` repeats nothing", help);
    let message = "layer `repeat` has the number of times 0";
    check_misfit(vec![repeat(0, vec![LayerSpec::site()])], "0.repeat", message, "set it to 1 or more");
}

#[test]
fn weights_that_no_machine_holds_are_told_with_the_layer() {
    let help = "choose fewer channels or outputs, a smaller kernel, or `pool` before it";
    let conv = |channels, kernel| LayerSpec::conv(channels, kernel, Padding::Same);
    check_misfit(
        vec![conv(16_384, 1), conv(16_384, 255)],
        "1.conv",
        "layer `conv2` has 17455015526400 weights, and the network 17455015575552 with those before it, more than 2^31",
        help,
    );
    check_misfit(
        vec![LayerSpec::Flatten, LayerSpec::linear(16_384), repeat(9, vec![LayerSpec::linear(16_384)])],
        "2.repeat.layers.0.linear",
        "layer `fc9` has 268435456 weights, and the network 2150629376 with those before it, more than 2^31",
        help,
    );
    let all_of_them = [conv(usize::MAX, 1), conv(1 << 20, usize::MAX), LayerSpec::max_pool(usize::MAX, 1)];
    for spec in all_of_them {
        assert!(Network::build(&[spec, LayerSpec::Flatten, LayerSpec::logits()], IMAGE, 4).is_err());
    }
}

#[test]
fn numbers_that_overflow_are_misfits() {
    for padding in [usize::MAX, usize::MAX / 2, 1 << 62] {
        let conv = LayerSpec::conv(4, 3, Padding::By(padding));
        let misfit =
            Network::build(&[conv, LayerSpec::GlobalPool, LayerSpec::logits()], IMAGE, 4).unwrap_err();
        assert!(matches!(*misfit.fault, Fault::TooLarge { .. }), "{misfit}");
    }
}
