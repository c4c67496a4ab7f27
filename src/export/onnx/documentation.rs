//! What a model says about itself: a text for people, and entries for programs.

use super::term::{Term, formula, n_channels, terms};
use crate::activation::LearnedMix;
use crate::export::origin::{self, PAPER};
use crate::export::{Form, Input, Provenance, Trained, literal, samples};
use crate::task::LayerKind;

const TENSORS: &str = "The weights have the names that they have in PyTorch: `conv1.weight` of shape (outputs, inputs, \
rows, columns), `fc1.weight` of shape (outputs, inputs).";

const BY_ITSELF: &str = "An activation function that actsearch learned together with the weights of a network. It \
replaces each number x of its input by";

/// The text of a mix by itself.
pub(super) fn of_mix(
    identifier: &str,
    learned: &LearnedMix,
    terms: &[Term],
    provenance: Option<&Provenance>,
) -> String {
    let paragraphs = [
        BY_ITSELF.to_owned(),
        format!("    f(x) = {}", formula(terms)),
        functions(&[terms]),
        numbers(&[terms]),
        format!("Site {}: {}.", literal::text(&learned.site), learned.mix),
        origin::indented(provenance, literal::text),
        how_to_use(identifier, terms),
        PAPER.to_owned(),
    ];
    joined(&paragraphs)
}

fn how_to_use(identifier: &str, terms: &[Term]) -> String {
    let channels =
        n_channels(terms).map_or_else(|| "channels".to_owned(), |n_channels| n_channels.to_string());
    let seen_as =
        n_channels(terms).map_or_else(|| "-1, 1, 1".to_owned(), |n_channels| format!("{n_channels}, -1, 1"));
    let seen_as = if is_elementwise(terms) { seen_as } else { "x.shape[1], -1, 1".to_owned() };
    format!(
        "To use it:

    import onnxruntime

    session = onnxruntime.InferenceSession(\"{identifier}.onnx\")
    (y,) = session.run([\"y\"], {{\"x\": x}})  # x: float32 (batch, {channels}, rows, columns)

An array with another number of dimensions is given as `x.reshape(len(x), {seen_as})`, and then `y.reshape(x.shape)` \
is its result."
    )
}

fn is_elementwise(terms: &[Term]) -> bool {
    terms.iter().all(|term| term.base.is_elementwise())
}

/// The text of a network.
pub(super) fn of_network(trained: &Trained, form: Form) -> String {
    let sites: Vec<Vec<Term>> =
        trained.definition().sites().iter().map(|learned| terms(learned, form)).collect();
    let terms: Vec<&[Term]> = sites.iter().map(Vec::as_slice).collect();
    let activations: Vec<String> =
        trained.definition().sites().iter().enumerate().map(|at| activation(trained, at, &terms)).collect();
    let (name, about) = samples(trained);
    let paragraphs = [
        "A network that was trained by actsearch, together with its activation functions.".to_owned(),
        samples::indented(trained, literal::text),
        format!(
            "To use it:\n\n    import onnxruntime\n\n    session = onnxruntime.InferenceSession(\"network.onnx\")\n    \
(logits,) = session.run([\"logits\"], {{\"{name}\": {name}}})\n    classes = logits.argmax(axis=1)"
        ),
        format!("`{name}` are {about}. {}", normalization(trained.input())),
        dropout(trained).to_owned(),
        if activations.is_empty() {
            String::new()
        } else {
            format!("Activations:\n\n{}", activations.join("\n"))
        },
        functions(&terms),
        numbers(&terms),
        TENSORS.to_owned(),
        PAPER.to_owned(),
    ];
    joined(&paragraphs)
}

fn activation(trained: &Trained, (place, learned): (usize, &LearnedMix), terms: &[&[Term]]) -> String {
    let (identifier, site) = (trained.names().site(place), literal::text(&learned.site));
    format!("    {identifier}(x) = {}\n        site {site}: {}", formula(terms[place]), learned.mix)
}

/// What the input of a network is called, and what it is.
pub(super) fn samples(trained: &Trained) -> (&'static str, String) {
    let pixels = match trained.input().white {
        Some(_) => ", pixels from 0 to 1, where white is 1",
        None => "",
    };
    let name = if trained.takes_images() { "images" } else { "samples" };
    (name, format!("float32 of shape (batch, {}){pixels}", trained.network().input.listed()))
}

fn normalization(input: &Input) -> String {
    let each = if input.mean.len() > 1 { " of each channel" } else { "" };
    format!(
        "The network itself does (x - `input.mean`) / `input.std` first, with numbers{each} of the data set."
    )
}

fn dropout(trained: &Trained) -> &'static str {
    let layers = trained.network().flat();
    if layers.iter().any(|layer| matches!(layer.kind, LayerKind::Dropout { .. })) {
        "Dropout is left out: it does nothing to a network that has been trained."
    } else {
        ""
    }
}

/// The formulas of all bases, each once.
fn functions(sites: &[&[Term]]) -> String {
    let terms: Vec<&Term> = sites.iter().copied().flatten().collect();
    let mut lines = Vec::new();
    for term in &terms {
        let facts = term.base.facts();
        let is_same = |other: &&&Term| other.base.name() == facts.name;
        let has_defaults = |other: &Term| other.theta.is_empty() && other.base.settings().is_empty();
        let defaults_do = terms.iter().filter(is_same).all(|other| has_defaults(other));
        let formula = if defaults_do { facts.brief } else { facts.formula };
        let line = format!("    {}(x) = {formula}", facts.name);
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    if lines.is_empty() { String::new() } else { format!("with\n\n{}", lines.join("\n")) }
}

/// What names in a formula mean, where there are some.
fn numbers(sites: &[&[Term]]) -> String {
    if sites.iter().any(|terms| n_channels(terms).is_some()) {
        "Where alpha and theta have a name instead of a value, each channel, dimension 1 of the input, has its own. \
They are initializers: `alpha.relu` of `conv1_activation` would be `conv1_activation.alpha.relu`."
            .to_owned()
    } else {
        String::new()
    }
}

/// What is known of a model, by names that a program can ask for; those of the provenance are as in definition files.
pub(super) fn entries(
    learned: Option<&LearnedMix>,
    provenance: Option<&Provenance>,
) -> Vec<(&'static str, String)> {
    let mut entries = Vec::new();
    if let Some(learned) = learned {
        entries.extend([("site", learned.site.clone()), ("mix", learned.mix.to_string())]);
    }
    if let Some(provenance) = provenance {
        entries.extend([
            ("search", provenance.search.clone()),
            ("trial", provenance.trial.to_string()),
            ("seed", provenance.seed.to_string()),
            ("validation_accuracy", literal::double(provenance.validation_accuracy)),
        ]);
        let test = provenance.test_accuracy.map(literal::double);
        entries.extend(test.map(|accuracy| ("test_accuracy", accuracy)));
        entries.extend(provenance.tested_among.map(|trials| ("tested_among", trials.to_string())));
        entries.push(("space_sha256", provenance.space_sha256.clone()));
        entries.extend(provenance.dataset.clone().map(|dataset| ("dataset", dataset)));
        entries.extend(provenance.dataset_sha256.clone().map(|sha256| ("dataset_sha256", sha256)));
        entries.push(("program", provenance.program.clone()));
    }
    entries
}

fn joined(paragraphs: &[String]) -> String {
    let paragraphs: Vec<&str> = paragraphs.iter().map(String::as_str).filter(|it| !it.is_empty()).collect();
    format!("{}\n", paragraphs.join("\n\n"))
}
