//! The one door to all formats.

use super::{
    Error, Exported, File, Form, Format, TrainedModel, What, c, jax, json, keras, onnx, pt2, pytorch, rust,
    torchscript, weights, yaml,
};

/// Writes learned mixes, or a trained network, in a format; the same always gives the same bytes.
///
/// # Errors
/// If the format holds mixes only and a network is to be written, or if there are no mixes for code.
///
/// ```
/// use actsearch::activation::{Base, Hull, LearnedMix, Mix, Sharing};
/// use actsearch::export::{Definition, Exported, Form, Format, What, export};
///
/// let conv1 = LearnedMix {
///     site: "conv1".to_owned(),
///     mix: Mix::new(vec![Base::Identity, Base::RELU], Hull::Affine, Sharing::Layer),
///     coefficients: vec![vec![0.25, 0.75]],
///     parameters: Vec::new(),
/// };
/// let by_hand = Definition::new(None, vec![conv1])?;
/// let Exported::Files(files) = export(Format::Pytorch, What::Mix(&by_hand), Form::Simplified)? else { panic!() };
/// assert_eq!(files[0].name, "activations.py");
/// assert!(String::from_utf8_lossy(&files[0].bytes).contains("class Conv1Activation"));
/// # Ok::<(), actsearch::export::Error>(())
/// ```
pub fn export(format: Format, what: What<'_>, form: Form) -> Result<Exported, Error> {
    let files = match (format, what) {
        (Format::Yaml, What::Mix(definition)) => {
            vec![File::text("activations.yaml", yaml::render(definition))]
        }
        (Format::Json, What::Mix(definition)) => {
            vec![File::text("activations.json", json::render(definition))]
        }
        (Format::Pt2, _) => return Err(Error::ExportedOnly(format)),
        (_, What::Mix(definition)) if definition.sites().is_empty() => return Err(Error::AsItIs),
        (Format::Yaml | Format::Json | Format::C, What::Network(_)) => {
            return Err(Error::MixesOnly(format));
        }
        (Format::C, What::Mix(definition)) => c::files(definition, form),
        (Format::Pytorch, _) => pytorch::files(what, form),
        (Format::Keras, _) => keras::files(what, form),
        (Format::Jax, _) => jax::files(what, form),
        (Format::Onnx, _) => onnx::files(what, form),
        (Format::Torchscript, _) => return Ok(Exported::Script(torchscript::script(what, form))),
        (Format::Rust, _) => rust::files(what, form),
        (Format::Safetensors, _) => vec![weights::file(what)],
    };
    Ok(Exported::Files(files))
}

/// Writes a trained network that PyTorch exported, in a format; the same always gives the same bytes.
///
/// # Errors
/// If the format does not hold such networks, or if `archive` is not the file that the network was read from.
pub fn export_model(
    format: Format,
    trained: &TrainedModel,
    archive: &[u8],
    form: Form,
) -> Result<Vec<File>, Error> {
    match format {
        Format::Pt2 => pt2::files(trained, archive, form),
        Format::Pytorch => Ok(pytorch::files_of_model(trained, form)),
        Format::Safetensors => Ok(vec![weights::of_model(trained)]),
        Format::Yaml
        | Format::Json
        | Format::Keras
        | Format::Jax
        | Format::Onnx
        | Format::Torchscript
        | Format::Rust
        | Format::C => Err(Error::LayersOnly(format)),
    }
}
