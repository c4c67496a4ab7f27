//! What the entries and logits of an exported network stand for.

use crate::exported;
use crate::networks::golden_networks;
use actsearch::export::{Format, Trained, What};
use actsearch::interpreter::{Framework, Program};
use safetensors::SafeTensors;

/// The names in the text of a format, as its constants have them.
fn constants(format: Format, trained: &Trained) -> [Vec<String>; 2] {
    let framework = match format {
        Format::Pytorch => Framework::Torch,
        Format::Keras => Framework::Keras,
        Format::Jax => Framework::Jax,
        _ => Framework::Tch,
    };
    let text = String::from_utf8(exported(format, What::Network(trained))[0].bytes.clone()).unwrap();
    let program =
        Program::read(&text, framework, &[]).unwrap_or_else(|reason| panic!("{format:?}: {reason}"));
    ["COLUMNS", "CLASSES"].map(|name| {
        let names = program.get(name).and_then(|names| names.as_list()).unwrap_or_default();
        names.iter().map(|name| name.as_text().unwrap().to_string()).collect()
    })
}

#[test]
fn exported_networks_name_their_entries_and_logits_whatever_is_in_the_names() {
    for (_, trained) in golden_networks() {
        let wanted = [trained.input().columns.entry_names(), trained.input().classes.clone()];
        for format in [Format::Pytorch, Format::Keras, Format::Jax, Format::Rust] {
            assert_eq!(constants(format, &trained), wanted, "{format:?}");
        }
        let listing = exported(Format::Onnx, What::Network(&trained)).pop().unwrap();
        let listing = String::from_utf8(listing.bytes).unwrap();
        let weights = exported(Format::Safetensors, What::Network(&trained)).pop().unwrap();
        let (_, header) = SafeTensors::read_metadata(&weights.bytes).unwrap();
        let metadata = header.metadata().clone().unwrap();
        assert_eq!(metadata["format"], "pt");
        for (key, names) in ["columns", "classes"].into_iter().zip(&wanted) {
            let said = metadata.get(key).map(|list| serde_json::from_str::<Vec<String>>(list).unwrap());
            assert_eq!(said.unwrap_or_default(), *names, "{key}");
            assert_eq!(listing.contains(&format!("\n{key}: ")), !names.is_empty(), "{key}: {listing}");
        }
    }
}

#[test]
fn exported_bytes_are_the_same_every_time() {
    let (_, trained) = &golden_networks()[1];
    let weights = || exported(Format::Safetensors, What::Network(trained)).pop().unwrap().bytes;
    let first = weights();
    assert!((0..20).all(|_| weights() == first));
}
