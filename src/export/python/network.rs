//! What modules with a whole network have in common.

use crate::export::names::Identifiers;
use crate::export::program::Way;
use crate::export::weights::FILE;
use crate::export::{Trained, literal};
use crate::task::{Dims, LayerKind, Network};

/// The identifiers of layers and sites, for layers without a name to get others.
pub(in crate::export) fn taken(trained: &Trained) -> Identifiers {
    let (mut taken, names) = (Identifiers::default(), trained.names());
    for name in trained.network().flat().iter().filter_map(|layer| layer.kind.name()) {
        taken.take(names.layer(name), "");
    }
    for place in 0..trained.definition().sites().len() {
        taken.take(names.site(place), "");
    }
    taken
}

/// The name of a variable.
pub(in crate::export) fn variable(trained: &Trained, way: Way<'_>) -> String {
    match way {
        Way::Main => "x".to_owned(),
        Way::Shortcut(block) => format!("{}_shortcut", trained.names().layer(block)),
    }
}

/// Numbers as a list.
pub(in crate::export) fn list(values: impl IntoIterator<Item = String>) -> String {
    format!("[{}]", values.into_iter().collect::<Vec<_>>().join(", "))
}

/// The same of numbers that were learned, or measured.
pub(in crate::export) fn singles(values: &[f32]) -> String {
    list(values.iter().copied().map(literal::single))
}

/// What goes in and what comes out, as a paragraph, for a framework in which channels come last.
pub(in crate::export) fn shape(trained: &Trained) -> String {
    let classes = trained.network().output.size();
    let input = match trained.network().input {
        Dims::Image { channels, height, width } => format!(
            "Images have the shape (batch, {height}, {width}, {channels}): rows, columns, channels. Their pixels are \
from 0 to 1, where 1 is white"
        ),
        Dims::Vector(size) => {
            format!("Numbers have the shape (batch, {size}) and are as the data set has them")
        }
    };
    format!(
        "{input}; the network brings them to mean 0 and standard deviation 1 itself. Logits have the shape \
(batch, {classes})."
    )
}

/// How the weights of a layer are set, which are in `tensors`: `if` with its condition, and statements.
#[derive(Clone, Copy, Debug)]
pub(in crate::export) struct Loading {
    pub conv: &'static str,
    pub linear: &'static str,
    pub batch_norm: &'static str,
}

/// The function `load_network`, which returns a `type_name`, is `built` like this and goes through the layers by `each`.
pub(in crate::export) fn loader(
    network: &Network,
    loading: Loading,
    [type_name, built, each, finally]: [&str; 4],
) -> String {
    let flat = network.flat();
    let has = |is_kind: fn(&LayerKind) -> bool| flat.iter().any(|layer| is_kind(&layer.kind));
    let branches = [
        (has(|kind| matches!(kind, LayerKind::Conv { .. })), loading.conv),
        (has(|kind| matches!(kind, LayerKind::Linear { .. })), loading.linear),
        (has(|kind| matches!(kind, LayerKind::BatchNorm { .. })), loading.batch_norm),
    ];
    let branches: Vec<&str> =
        branches.into_iter().filter(|(is_needed, _)| *is_needed).map(|(_, branch)| branch).collect();
    format!(
        r#"def load_network(
    path: str = "{FILE}", trainable_mix: bool = True
) -> {type_name}:
    """Builds the network with its weights, which are in PyTorch's order in the file."""
    from safetensors.numpy import load_file

    tensors = load_file(path)
    network = {built}
    for {each}:
        {branches}{finally}    return network
"#,
        branches = branches.join("        el"),
    )
}
