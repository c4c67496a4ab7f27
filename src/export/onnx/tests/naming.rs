//! Everything in a model has a name that says what it is, whatever layers and sites are called.

use super::*;
use crate::export::onnx::listing;

fn outputs(bytes: &[u8]) -> Vec<String> {
    graph(bytes).node.into_iter().flat_map(|node| node.output).collect()
}

#[test]
fn nodes_are_called_after_layers_sites_and_bases() {
    let bases = [Base::Identity, Base::Gaussian];
    let site = learned(&bases, Hull::Affine, Sharing::Layer, &[&[0.25, 0.75]]);
    let bytes = network("conv1", site);
    let expected = [
        "input/centered",
        "input/normalized",
        "conv1",
        "conv1_activation/identity/times_alpha",
        "conv1_activation/gaussian/Mul",
        "conv1_activation/gaussian/Neg",
        "conv1_activation/gaussian",
        "conv1_activation/gaussian/times_alpha",
        "conv1_activation",
        "global_pool",
        "global_pool/flatten",
        "logits",
    ];
    assert_eq!(outputs(&bytes), expected);
    let tensors: Vec<String> = graph(&bytes).initializer.into_iter().map(|tensor| tensor.name).collect();
    let alpha = ["conv1_activation.alpha.identity", "conv1_activation.alpha.gaussian"];
    assert_eq!(tensors, [&["input.mean", "input.std", "conv1.weight"], &alpha[..], &["fc1.weight"]].concat());
}

#[test]
fn a_layer_may_be_called_like_anything_else_in_the_graph() {
    for name in ["images", "logits", "global_pool", "conv1_activation"] {
        let bytes = network(name, learned(&[Base::Tanh], Hull::Frozen, Sharing::Layer, &[&[1.0]]));
        check(&bytes).unwrap();
        let graph = graph(&bytes);
        assert_eq!((&*graph.input[0].name, &*graph.output[0].name), ("images", "logits"));
        assert_eq!(outputs(&bytes).last().unwrap(), "logits");
    }
}

#[test]
fn a_base_that_stands_twice_is_numbered() {
    let elu = |alpha| Base::Elu { alpha };
    let site = learned(&[elu(1.0), elu(2.0)], Hull::Linear, Sharing::Layer, &[&[0.5, 2.0]]);
    let text = listing(&model(site, Form::Exact)).unwrap();
    let expected = "  tensor conv1_activation.alpha.elu[] = 0.5
  tensor conv1_activation.alpha.elu_2[] = 2.0
  conv1_activation/elu = Elu(x, alpha=1.0)
  conv1_activation/elu/times_alpha = Mul(conv1_activation.alpha.elu, conv1_activation/elu)
  conv1_activation/elu_2 = Elu(x, alpha=2.0)
  conv1_activation/elu_2/times_alpha = Mul(conv1_activation.alpha.elu_2, conv1_activation/elu_2)
  y = Add(conv1_activation/elu/times_alpha, conv1_activation/elu_2/times_alpha)  # f(x) = 0.5 * elu + 2.0 * elu(alpha=2.0)
";
    assert!(text.contains(expected), "{text}");
}

#[test]
fn a_plain_base_is_its_own_node() {
    let text =
        |base| listing(&model(learned(&[base], Hull::Frozen, Sharing::Layer, &[&[1.0]]), Form::Simplified));
    assert!(text(Base::Tanh).unwrap().contains("\n  y = Tanh(x)  # f(x) = tanh\n"));
    assert!(text(Base::Identity).unwrap().contains("\n  y = Identity(x)  # f(x) = identity\n"));
}

#[test]
fn constants_are_shared() {
    let bases = [Base::Gelu { approximate: false }, Base::SOFTPLUS, Base::LogSigmoid];
    let site = learned(&bases, Hull::Linear, Sharing::Layer, &[&[1.0, 2.0, 3.0]]);
    let tensors = graph(&model(site, Form::Simplified)).initializer;
    assert_eq!(tensors.iter().filter(|tensor| tensor.name.starts_with("constant/1.0")).count(), 1);
}

#[test]
fn names_of_sites_are_data() {
    let site = "\"\"\"\n\0../\u{202e}";
    let learned = LearnedMix {
        site: site.to_owned(),
        ..learned(&[Base::RELU], Hull::Frozen, Sharing::Layer, &[&[1.0]])
    };
    let definition =
        Definition::new(None, vec![learned.clone(), LearnedMix { site: String::new(), ..learned }]);
    let files = files(What::Mix(&definition.unwrap()), Form::Simplified);
    let names: Vec<&str> = files.iter().map(|file| &*file.name).collect();
    assert_eq!(names, ["site_activation.onnx", "site_activation_2.onnx"]);
    let model = read(&files[0].bytes).unwrap();
    assert_eq!(model.metadata_props[0].value, site);
    assert!(model.doc_string.contains(r#"Site "\"\"\"\n\x00../\u202e": relu."#), "{}", model.doc_string);
}
