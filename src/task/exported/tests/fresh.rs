//! New weights by the rules of PyTorch's own modules.

use super::build::Net;
use crate::pt2::{Argument, Tensor};
use crate::task::Start;
use crate::task::exported::fresh::{running, start};

/// What the parameters of a module of this class start from, in the order in which they are given.
fn starts<const N: usize>(class: &str, parameters: [(&str, &[u64]); N]) -> [Result<Start, String>; N] {
    let mut net = Net::new();
    let x = net.input([4]);
    for (name, sizes) in parameters {
        net.parameter(&format!("outer.layer.{name}"), sizes);
    }
    net.within("outer", "net.Outer").within("outer.layer", class).of("relu", x);
    let program = net.program();
    std::array::from_fn(|at| start(&program, &program.tensors[at]))
}

/// The same of a class of `torch.nn.modules` whose rules are known.
fn known<const N: usize>(class: &str, parameters: [(&str, &[u64]); N]) -> [Start; N] {
    starts(&format!("torch.nn.modules.{class}"), parameters).map(|start| start.unwrap())
}

fn uniform(bound: f32) -> Start {
    Start::Uniform { bound }
}

#[test]
fn layers_draw_weight_and_bias_by_what_an_output_is_made_of() {
    // kaiming_uniform_(a=√5) is a bound of √(6 / ((1 + 5)·fan_in)).
    for (class, weight, fan_in) in [
        ("linear.Linear", &[30, 16][..], 16.0),
        ("conv.Conv1d", &[8, 4, 5], 20.0),
        ("conv.Conv2d", &[8, 4, 3, 3], 36.0),
        ("conv.Conv2d", &[16, 1, 3, 3], 9.0),
        ("conv.Conv3d", &[8, 4, 2, 2, 2], 32.0),
        ("conv.ConvTranspose1d", &[32, 16, 2], 32.0),
        ("conv.ConvTranspose2d", &[32, 16, 2, 2], 64.0),
        ("conv.ConvTranspose3d", &[32, 8, 2, 2, 2], 64.0),
    ] {
        let bound = uniform(1.0 / f32::sqrt(fan_in));
        assert_eq!(known(class, [("weight", weight), ("bias", &[8])]), [bound.clone(), bound], "{class}");
    }
}

#[test]
fn norms_begin_with_ones_and_zeros() {
    for class in [
        "batchnorm.BatchNorm1d",
        "batchnorm.BatchNorm2d",
        "batchnorm.BatchNorm3d",
        "batchnorm.SyncBatchNorm",
        "normalization.LayerNorm",
        "normalization.GroupNorm",
        "instancenorm.InstanceNorm2d",
    ] {
        let found = known(class, [("weight", &[8]), ("bias", &[8])]);
        assert_eq!(found, [Start::All(1.0), Start::All(0.0)], "{class}");
    }
    assert_eq!(known("normalization.RMSNorm", [("weight", &[8])]), [Start::All(1.0)]);
    assert_eq!(known("activation.PReLU", [("weight", &[1])]), [Start::All(0.25)]);
}

#[test]
fn recurrent_layers_draw_everything_by_the_size_of_their_state() {
    for (class, gates) in [("rnn.LSTM", 4), ("rnn.GRU", 3), ("rnn.RNN", 1)] {
        let sizes: [&[u64]; 3] = [&[gates * 25, 7], &[gates * 25, 25], &[gates * 25]];
        let names = ["weight_ih_l0", "weight_hh_l0", "bias_hh_l0"];
        let parameters = std::array::from_fn(|at| (names[at], sizes[at]));
        assert_eq!(known::<3>(class, parameters), [(); 3].map(|()| uniform(0.2)), "{class}");
    }
    // With a projection the state that is multiplied is smaller than the one that counts.
    let projected =
        [("weight_hh_l0", &[100, 5][..]), ("weight_hr_l0", &[5, 25]), ("weight_ih_l1_reverse", &[100, 10])];
    assert_eq!(known("rnn.LSTM", projected), [(); 3].map(|()| uniform(0.2)));
}

#[test]
fn attention_draws_by_xavier_and_its_output_layer_as_a_layer_without_bias() {
    let [joint, bias] =
        known("activation.MultiheadAttention", [("in_proj_weight", &[72, 24]), ("in_proj_bias", &[72])]);
    assert_eq!((joint, bias), (uniform((6.0_f32 / 96.0).sqrt()), Start::All(0.0)));
    let [weight, bias] =
        known("activation.MultiheadAttention", [("out_proj.weight", &[24, 24]), ("out_proj.bias", &[24])]);
    assert_eq!((weight, bias), (uniform(1.0 / 24.0_f32.sqrt()), Start::All(0.0)));
}

#[test]
fn embeddings_are_normal_but_for_the_row_of_padding() {
    let embedding = |padding: Option<i64>| {
        let mut net = Net::new();
        let x = net.input([4]);
        let weight = net.parameter("words.weight", &[50, 8]);
        let mut arguments: Vec<(&str, Argument)> = vec![("weight", weight.into()), ("indices", x.into())];
        arguments.extend(padding.map(|row| ("padding_idx", row.into())));
        net.within("words", "torch.nn.modules.sparse.Embedding").call("embedding", &arguments);
        let program = net.program();
        start(&program, &program.tensors[0])
    };
    assert_eq!(embedding(None), Ok(Start::Normal { std: 1.0, zero_row: None }));
    assert_eq!(embedding(Some(3)), Ok(Start::Normal { std: 1.0, zero_row: Some(3) }));
    assert_eq!(embedding(Some(-1)), Ok(Start::Normal { std: 1.0, zero_row: None }));
}

#[test]
fn what_has_no_known_rule_is_refused_with_its_class_and_the_way_out() {
    let refused = |class: &str, name: &str| {
        let [found] = starts(class, [(name, &[8, 8])]);
        found.unwrap_err()
    };
    let way_out = "whose rule for new weights is not known here: save the model with starts of its own \
                   (`actsearch.save(…, starts=10)`) and say `weights: {start: 0}`, or `weights: given`";
    for (class, name) in [
        ("net.Layer", "weight"),
        // The same name in another library.
        ("timm.layers.linear.Linear", "weight"),
        ("torch.nn.modules.linear.Bilinear", "weight"),
        ("torch.nn.modules.linear.Linear", "scale"),
        ("torch.nn.modules.activation.MultiheadAttention", "bias_k"),
    ] {
        assert_eq!(refused(class, name), format!("belongs to {class}, {way_out}"));
    }
    // What a reparametrisation keeps for a layer.
    assert_eq!(
        refused("torch.nn.modules.linear.Linear", "parametrizations.weight.original0"),
        format!("belongs to a module that is never called, {way_out}")
    );
    let [bias] = starts("torch.nn.modules.linear.Linear", [("bias", &[8])]);
    assert_eq!(bias, Err(format!("is the bias of a layer without a plain weight, {way_out}")));
}

#[test]
fn a_module_of_two_names_is_known_by_the_one_that_it_is_called_by() {
    let mut net = Net::new();
    let x = net.input([4]);
    net.parameter("block.conv.weight", &[8, 4, 1]);
    net.parameter("block.net.0.weight", &[8, 4, 1]);
    net.parameter("block.other.weight", &[8, 4, 1]);
    net.within("block.net.0", "torch.nn.modules.conv.Conv1d").of("relu", x);
    let mut program = net.program();
    program.tensors[2].storage = 1;
    let [conv, _, other] = [0, 1, 2].map(|at| start(&program, &program.tensors[at]));
    assert_eq!(conv, Ok(uniform(0.5)));
    assert!(other.unwrap_err().starts_with("belongs to a module that is never called, "));
}

#[test]
fn running_values_begin_as_those_of_pytorchs_norms() {
    let of = |name: &str| {
        let mut net = Net::new();
        net.parameter(name, &[8]);
        let tensor: &Tensor = &net.tensors[0];
        running(tensor)
    };
    assert_eq!(of("norm.running_mean"), Ok(Start::All(0.0)));
    assert_eq!(of("norm.running_var"), Ok(Start::All(1.0)));
    assert_eq!(of("norm.num_batches_tracked"), Ok(Start::All(0.0)));
    assert!(of("queue.samples").unwrap_err().ends_with("use `weights: given`"));
}
