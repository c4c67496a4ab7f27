//! The docstrings of the modules.

use crate::activation::LearnedMix;
use crate::export::layout::fill;
use crate::export::origin::PAPER_AND_CHOICE;
use crate::export::python::{
    THETA, has_axis, is_trained, paragraphs, provenance, provenance_of_network, quoted, shape,
};
use crate::export::{Definition, Form, Trained};

/// The docstring at the top of the module of some activations, with the empty line after it.
pub(super) fn of_activations(definition: &Definition, form: Form) -> String {
    format!(
        "\"\"\"Activation functions learned by actsearch, as layers for Keras 3.

{provenance}

Every class is one activation of the network. It replaces each number x of its input by

    f(x) = sum over i of alpha_i * f_i(x)

with base functions f_i and learned coefficients alpha. To use one:

    from keras_activations import activation

    act = activation({first})  # trainable_mix=False: it stays as it is
    y = act(x)

{advice}
\"\"\"

",
        provenance = provenance(definition),
        first = quoted(&definition.sites()[0].site),
        advice = paragraphs(&advice(definition.sites(), form)),
    )
}

/// The docstring at the top of the module of a network, with the empty line after it.
pub(super) fn of_network(trained: &Trained, form: Form) -> String {
    let definition = trained.definition();
    let has_trained = definition.sites().iter().any(is_trained);
    let fine_tuning = [(true, FINE_TUNING), (has_trained, FIXED)];
    let advice: Vec<(bool, &str)> = fine_tuning.into_iter().chain(advice(definition.sites(), form)).collect();
    format!(
        "\"\"\"A network trained by actsearch, with learned activation functions, for Keras 3.

{provenance}

To use it, with weights.safetensors beside this file:

    from keras_network import load_network

    network = load_network()
    logits = network({input})

{shape}

Every class with a name that ends in Activation is one activation of the network. It
replaces each number x of its input by

    f(x) = sum over i of alpha_i * f_i(x)

with base functions f_i and learned coefficients alpha.

{advice}
\"\"\"

",
        provenance = provenance_of_network(trained),
        input = if trained.takes_images() { "images" } else { "numbers" },
        shape = fill(&shape(trained), 0),
        advice = paragraphs(&advice),
    )
}

const FINE_TUNING: &str = "To train it further, compile it with SparseCategoricalCrossentropy(from_logits=True) and \
call fit.";

const FIXED: &str = "load_network(trainable_mix=False) keeps the activations as they are.";

/// The paragraphs that these sites need.
fn advice(sites: &[LearnedMix], form: Form) -> [(bool, &'static str); 6] {
    let has_parameters = sites.iter().any(|learned| !learned.parameters.is_empty());
    let has_trained = sites.iter().any(is_trained);
    let simplified = |learned: &LearnedMix| is_trained(learned) && learned.simplified().is_some();
    let has_simplified = form == Form::Simplified && sites.iter().any(simplified);
    [
        (sites.iter().any(has_axis), AXIS),
        (has_parameters, THETA),
        (has_trained, if has_parameters { TRAINING_WITH_THETA } else { TRAINING }),
        (has_simplified, SIMPLIFIED),
        (true, SAVING),
        (true, PAPER_AND_CHOICE),
    ]
}

const AXIS: &str = "Channels are along `axis`, the last one by default.";

const TRAINING: &str = "Coefficients are trained with the rest of a model, and whatever the optimizer does, alpha stays \
in its hull. Give them no weight decay, which would pull alpha away from what was learned: \
optimizer.exclude_from_weight_decay(var_names=[\"alpha\"]).";

const TRAINING_WITH_THETA: &str = "Coefficients and parameters are trained with the rest of a model. Whatever the \
optimizer does, alpha stays in its hull, and theta may become anything. Give them no weight decay, which would pull \
alpha and theta away from what was learned: optimizer.exclude_from_weight_decay(var_names=[\"alpha\", \"theta\"]).";

const SIMPLIFIED: &str = "Where the same function has a simpler formula, a layer with trainable_mix=False computes \
that.";

const SAVING: &str = "Models with these layers are saved as any other; before keras.saving.load_model import this \
module. They are registered under a package of their own, so that Keras never takes layers of another export for them. \
Needs Keras 3.8 and Python 3.9, or newer.";
