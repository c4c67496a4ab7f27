//! What modules with a whole network have in common.

use crate::activation::Hull;
use crate::export::layout::Literal;
use crate::export::program::Way;
use crate::export::weights::FILE;
use crate::export::{Trained, literal};
use crate::task::{Dims, LayerKind};

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
        other @ (Dims::Vector(_) | Dims::Array(_)) => {
            format!("Numbers have the shape (batch, {}) and are as the data set has them", other.listed())
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
///
/// It refuses a file whose coefficients are not those of the classes of the sites, which have these names.
pub(in crate::export) fn loader(
    trained: &Trained,
    loading: Loading,
    class_names: &[String],
    [type_name, built, each, finally]: [&str; 4],
) -> String {
    let flat = trained.network().flat();
    let has = |is_kind: fn(&LayerKind) -> bool| flat.iter().any(|layer| is_kind(&layer.kind));
    let branches = [
        (has(|kind| matches!(kind, LayerKind::Conv { .. })), loading.conv),
        (has(|kind| matches!(kind, LayerKind::Linear { .. })), loading.linear),
        (has(|kind| matches!(kind, LayerKind::BatchNorm { .. })), loading.batch_norm),
    ];
    let branches: Vec<&str> =
        branches.into_iter().filter(|(is_needed, _)| *is_needed).map(|(_, branch)| branch).collect();
    let check = check(trained, class_names);
    let numpy = if check.is_empty() { "" } else { "import numpy as np\n    " };
    format!(
        r#"def load_network(
    path: str = "{FILE}", trainable_mix: bool = True
) -> {type_name}:
    """Builds the network with its weights, which are in PyTorch's order in the file."""
    {numpy}from safetensors.numpy import load_file

    tensors = load_file(path)
{check}    network = {built}
    for {each}:
        {branches}{finally}    return network
"#,
        branches = branches.join("        el"),
    )
}

/// The lines that compare the coefficients in the file with those that the classes have.
fn check(trained: &Trained, class_names: &[String]) -> String {
    let sites = trained.definition().sites().iter().zip(class_names).enumerate();
    let with_coefficients = sites.filter(|(_, (learned, _))| learned.mix.hull != Hull::Frozen);
    let entry = |(place, (_, class)): (usize, (_, &String))| {
        let name = literal::text(trained.names().site(place));
        (name, Literal::Word(format!("{class}.COEFFICIENTS")))
    };
    let learned: Vec<(String, Literal)> = with_coefficients.map(entry).collect();
    if learned.is_empty() {
        return String::new();
    }
    format!(
        r#"    {learned}
    for name, rows in learned.items():
        alpha = np.asarray(rows, np.float32)
        if not np.array_equal(tensors.get(f"{{name}}.alpha", alpha), alpha):
            raise ValueError(f"{{path}} belongs to another export: {{name}}.alpha differs")
"#,
        learned = Literal::Dict(learned).assigned_to("learned", 4)
    )
}
