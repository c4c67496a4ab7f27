//! Where convex coefficients start from that are all but zero.

use actsearch::activation::{Base, Hull, LearnedMix, Mix, SMALLEST_SHARE, Sharing};
use actsearch::export::{Definition, Exported, Form, Format, What, export};
use actsearch::mix;

#[test]
fn a_convex_coefficient_of_zero_starts_from_the_same_share_in_training_and_in_every_export() {
    let learned = Mix::new(vec![Base::Identity, Base::Tanh], Hull::Convex, Sharing::Layer);
    let alpha = vec![1.0, 0.0];
    let least = mix::start(&learned, &alpha)[1].exp();
    assert!((least / SMALLEST_SHARE - 1.0).abs() < 1e-5, "training starts from {least}");
    let site = LearnedMix {
        site: "fc1".to_owned(),
        mix: learned,
        coefficients: vec![alpha],
        parameters: Vec::new(),
    };
    let definition = Definition::new(None, vec![site]).unwrap();
    let places = [
        (Format::Pytorch, "activations.py", "alpha.clamp(min="),
        (Format::Keras, "keras_activations.py", "log(max(a, "),
        (Format::Jax, "flax_activations.py", "jnp.maximum(alpha, "),
        (Format::Rust, "activations_tch.rs", "alpha.clamp_min("),
    ];
    for (format, name, before) in places {
        let exported = export(format, What::Mix(&definition), Form::Simplified);
        let Ok(Exported::Files(files)) = exported else { panic!("{format:?} is written as files") };
        let file = files.iter().find(|file| file.name == name).unwrap();
        let text = String::from_utf8_lossy(&file.bytes);
        let (_, number) = text.split_once(before).unwrap_or_else(|| panic!("{before} in {text}"));
        let (number, _) = number.split_once(')').unwrap();
        assert_eq!(number.parse(), Ok(SMALLEST_SHARE), "{name}");
        let said = format!("Coefficients below {number} start from {number}");
        assert!(text.contains(&said), "{name}: {said}");
    }
}
