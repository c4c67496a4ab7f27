//! The docstrings of the module and of its classes.

use super::simplified;
use crate::activation::{Base, Hull, LearnedMix, Sharing};
use crate::export::layout::{Literal, fill};
use crate::export::origin::PAPER_AND_CHOICE;
use crate::export::python::{
    enumeration, formula, kind, provenance, provenance_of_network, quoted, unbroken,
};
use crate::export::{Definition, Form, Input, Trained, TrainedModel, literal, weights};
use crate::pt2::Line;
use crate::task::exported::{ReplacedSite, Replacements};

/// The docstring at the top of the module, with the empty line after it.
pub(super) fn of_module(definition: &Definition, form: Form) -> String {
    module(definition, "", form)
}

/// The same where the activations can be put into the model of the user.
pub(super) fn of_model(trained: &TrainedModel, replacements: &Replacements, form: Form) -> String {
    let called = replacements.functions.iter().flat_map(|functions| &functions.calls.evaluation.replaced);
    let called: Vec<String> = called.map(|call| line_of_code(&call.site)).collect();
    let called = if called.is_empty() {
        String::new()
    } else {
        format!("\n{}\n\n{}\n", fill(CALLED, 0), called.join("\n"))
    };
    let samples = fill(&normalised(trained.input()), 0);
    module(trained.definition(), &format!("{APPLY}\n{samples}\n{called}\n"), form)
}

const APPLY: &str = "To put them into the model that was searched, with the weights that were trained:

    from safetensors.torch import load_file
    from activations import apply

    model.load_state_dict(load_file(\"weights.safetensors\"))
    apply(model)
";

const CALLED: &str = "These are functions that the code of the model calls. apply() has them replaced while the model runs; \
to have them in the code itself, call the activation of the site there:";

/// `    "features.relu"  line 213 of "densenet.py"  "out = F.relu(features, inplace=True)"`
fn line_of_code(site: &ReplacedSite) -> String {
    let name = quoted(&site.name);
    let Some(Line { file, number, code, .. }) = &site.line else { return format!("    {name}") };
    let file = file.rsplit(['/', '\\']).next().unwrap_or(file);
    format!("    {name}  line {number} of {}  {}", quoted(file), quoted(code))
}

/// Whether samples go into the model as the data have them.
fn is_plain(Input { mean, std, white }: &Input) -> bool {
    white.is_none() && mean.iter().all(|mean| *mean == 0.0) && std.iter().all(|std| *std == 1.0)
}

/// What the samples are that the weights were trained on.
fn normalised(input: &Input) -> String {
    if is_plain(input) {
        return "The weights were trained on samples as the data have them.".to_owned();
    }
    let white = input.white;
    let white = white.map_or(String::new(), |white| format!(", where x is the pixels divided by {white}"));
    format!(
        "The weights were trained on samples (x - MEAN) / STD, for each channel of images or each entry of \
         vectors{white}. The model takes them like that."
    )
}

/// MEAN and STD of the samples that the weights were trained on, where they were normalised.
pub(super) fn normalisation(input: &Input) -> String {
    if is_plain(input) {
        return String::new();
    }
    let Input { mean, std, .. } = input;
    let row = |name: &str, values: &[f32]| {
        let values = values.iter().map(|value| Literal::Word(literal::single(*value)));
        Literal::Tuple(values.collect()).assigned_to(name, 0)
    };
    format!("\n{}\n{}\n", row("MEAN", mean), row("STD", std))
}

fn module(definition: &Definition, beginning: &str, form: Form) -> String {
    let first = &definition.sites()[0].site;
    format!(
        "\"\"\"Activation functions learned by actsearch, as PyTorch modules.

{provenance}

{beginning}Every class is one activation of the network. It replaces each number x of its input by

    f(x) = sum over i of alpha_i * f_i(x)

with base functions f_i and learned coefficients alpha. To use one:

    from activations import activation

    act = activation({first})  # trainable=False: it stays as it is
    y = act(x)

{advice}
\"\"\"

",
        provenance = provenance(definition),
        first = quoted(first),
        advice = advice(definition.sites(), form),
    )
}

/// The docstring at the top of the module of a network, with the empty line after it.
pub(super) fn of_network(trained: &Trained, form: Form) -> String {
    let definition = trained.definition();
    let has_simplified = definition.sites().iter().any(|learned| simplified::of(learned, form).is_some());
    let activations =
        if has_simplified { format!("{ACTIVATIONS}{BY_SIMPLIFIED}") } else { format!("{ACTIVATIONS}.") };
    let weights = weights::FILE;
    format!(
        "\"\"\"A network trained by actsearch, as a PyTorch module.

{provenance}

{shapes}

    from network import Network

    network = Network.load(\"{weights}\").eval()
    logits = network(x)

{evaluation}

    network = Network.load(\"{weights}\").train()
    groups = network.parameter_groups(weight_decay=1e-4)
    optimizer = torch.optim.AdamW(groups, lr=1e-4)

{activations}

{paper}

{NEEDS}
\"\"\"

",
        provenance = provenance_of_network(trained),
        shapes = fill(&shapes(trained), 0),
        evaluation = fill(EVALUATION, 0),
        activations = fill(&activations, 0),
        paper = fill(PAPER_AND_CHOICE, 0),
    )
}

const EVALUATION: &str = "Loading needs the package safetensors, all else PyTorch alone. After eval() batch norms use \
the running values, and dropouts do nothing; like any module the network is in training mode until then. To train it \
further:";

const ACTIVATIONS: &str = "Every activation replaces each number x of its input by f(x) = sum over i of alpha_i * \
f_i(x), with base functions f_i and learned coefficients alpha. The activations are trained with the weights, and alpha \
stays in its hull whatever the optimizer does. With trainable_activations=False they stay as they are";

const BY_SIMPLIFIED: &str = ", and where the same function has a simpler formula, that is computed: it is the method \
`simplified`, with the learned numbers put in.";

/// What goes in and what comes out, in words.
fn shapes(trained: &Trained) -> String {
    let network = trained.network();
    let input = format!("{} of the shape (batch, {})", network.input.word(), network.input.listed());
    let white = |white| format!(", with pixels from 0 to 1: the values of the data set divided by {white}");
    format!(
        "The network takes {input}{white}. It brings them to mean 0 and standard deviation 1 itself. It returns logits of \
         the shape (batch, {output}). To use it, with the weights beside it:",
        white = trained.input().white.map_or(String::new(), white),
        output = network.output.size(),
    )
}

/// The docstring of the class of a network.
pub(super) fn of_network_class(trained: &Trained) -> String {
    let n_sites = trained.network().sites.len();
    let sites = if n_sites == 1 { "one activation".to_owned() } else { format!("{n_sites} activations") };
    let summary = format!("\"\"\"The layers and {sites}, and the way of a batch through them.");
    format!("{}\n\n{}\n    \"\"\"", fill(&summary, 4), fill(WEIGHTS, 4))
}

const WEIGHTS: &str = "A new network has random weights and the learned coefficients; `load` gives it its weights. With \
trainable_activations=False the coefficients are buffers, not parameters.";

/// The paragraphs that these sites need.
fn advice(sites: &[LearnedMix], form: Form) -> String {
    let has_parameters = sites.iter().any(|learned| !learned.parameters.is_empty());
    let has_free_alpha = sites.iter().any(|learned| learned.mix.hull != Hull::Frozen);
    let has_simplified = sites.iter().any(|learned| simplified::of(learned, form).is_some());
    let training = if has_parameters { TRAINING_WITH_THETA } else { TRAINING };
    let paragraphs = [
        (has_parameters, THETA),
        (has_parameters || has_free_alpha, training),
        (has_simplified, SIMPLIFIED),
        (true, PAPER_AND_CHOICE),
        (true, NEEDS),
    ];
    let needed = paragraphs.into_iter().filter(|(is_needed, _)| *is_needed);
    needed.map(|(_, paragraph)| fill(paragraph, 0)).collect::<Vec<_>>().join("\n\n")
}

const THETA: &str = "Some bases have a parameter that was learned together with alpha. These parameters are theta; a \
base by itself has theta, but no alpha.";

const TRAINING: &str = "Modules with trainable coefficients can be trained further: whatever the optimizer does, alpha \
stays in its hull. Give their parameters no weight decay, which would pull alpha away from what was learned.";

const TRAINING_WITH_THETA: &str = "Modules with trainable coefficients or parameters can be trained further: whatever \
the optimizer does, alpha stays in its hull, and theta may become anything. Give them no weight decay, which would pull \
alpha and theta away from what was learned.";

const SIMPLIFIED: &str = "Where the same function has a simpler formula, a module with trainable=False computes that: \
it is the method `simplified`, with the learned numbers put in. Training does not change these.";

const NEEDS: &str = "Needs PyTorch 2.0 and Python 3.9, or newer.";

/// The docstring of the class of a site.
pub(super) fn of_site(learned: &LearnedMix, form: Form) -> String {
    let mix = &learned.mix;
    let (site, bases) = (unbroken(&learned.site), named(&mix.bases));
    let (summary, sharing) = if mix.is_plain() {
        (format!("\"\"\"Site {site}: {bases} by itself."), None)
    } else {
        (format!("\"\"\"Site {site}: {} of {bases}.", kind(mix.hull)), Some(sharing(learned)))
    };
    let simplified = simplified::of(learned, form);
    let simplified = simplified.map(|it| format!("Simplified, f(x) is {}.", simplified::formula(&it)));
    let others: Vec<String> =
        [sharing, formula(learned), simplified].into_iter().flatten().map(|text| fill(&text, 4)).collect();
    if others.is_empty() {
        return fill(&format!("{summary}\"\"\""), 4);
    }
    format!("{}\n\n{}\n    \"\"\"", fill(&summary, 4), others.join("\n\n"))
}

fn sharing(learned: &LearnedMix) -> String {
    let theta = !learned.parameters.is_empty();
    let n_rows = learned.coefficients.len();
    match (learned.mix.sharing, theta) {
        (Sharing::Layer, false) => "One alpha serves the whole layer.".to_owned(),
        (Sharing::Layer, true) => "One alpha and one theta serve the whole layer.".to_owned(),
        (Sharing::Channel, _) => {
            let and_theta = if theta { " and theta" } else { "" };
            format!("Each of the {n_rows} channels, dimension 1 of the input, has its own alpha{and_theta}.")
        }
    }
}

/// `identity, prelu(slope=theta[0]) and tanh`
fn named(bases: &[Base]) -> String {
    let mut thetas = (0..).map(|place| format!("theta[{place}]"));
    let name = |base: &Base| {
        let theta = base.learned_parameter().and_then(|_| thetas.next());
        base.written(theta.as_deref(), literal::double)
    };
    let names: Vec<String> = bases.iter().map(name).collect();
    enumeration(&names)
}
