//! The docstrings of the modules.

use crate::activation::LearnedMix;
use crate::export::layout::fill;
use crate::export::origin::PAPER_AND_CHOICE;
use crate::export::python::{
    THETA, has_axis, is_trained, paragraphs, provenance, provenance_of_network, quoted, shape,
};
use crate::export::{Definition, Form, Trained};

/// The docstring of the functions, the first of which has this name; with the empty line after it.
pub(super) fn of_functions(definition: &Definition, first: &str, form: Form) -> String {
    let has_simplified = definition.sites().iter().any(|learned| learned.simplified().is_some());
    let needed = [
        (true, PURE),
        (definition.sites().iter().any(has_axis), AXIS_OF_FUNCTIONS),
        (form == Form::Simplified && has_simplified, SIMPLIFIED),
        (true, MODULES),
        (true, PAPER_AND_CHOICE),
    ];
    format!(
        "\"\"\"Activation functions learned by actsearch, for JAX.

{provenance}

Every function is one activation of the network. It replaces each number x of its input
by

    f(x) = sum over i of alpha_i * f_i(x)

with base functions f_i and learned coefficients alpha. To use one:

    from jax_activations import {first}

    y = {first}(x)

{advice}
\"\"\"

",
        provenance = provenance(definition),
        advice = paragraphs(&needed),
    )
}

const PURE: &str = "The functions are pure and have the learned numbers put in: they go through jit, grad and vmap, and \
y has the type of x. ACTIVATIONS finds them by the names of their sites.";

const AXIS_OF_FUNCTIONS: &str = "Functions that need to know where the channels are have `axis`, by default the last \
one.";

const SIMPLIFIED: &str = "Where the same function has a simpler formula, it is computed by that.";

const MODULES: &str = "To train the coefficients further, take flax_activations.py.";

/// The docstring of the modules of Flax, with the empty line after it.
pub(super) fn of_modules(definition: &Definition) -> String {
    let sites = definition.sites();
    let has_parameters = sites.iter().any(|learned| !learned.parameters.is_empty());
    let has_trained = sites.iter().any(is_trained);
    let needed = [
        (sites.iter().any(has_axis), AXIS),
        (has_parameters, THETA),
        (has_trained, if has_parameters { TRAINING_WITH_THETA } else { TRAINING }),
        (true, FUNCTIONS),
        (true, PAPER_AND_CHOICE),
        (true, NEEDS),
    ];
    format!(
        "\"\"\"Activation functions learned by actsearch, as Flax modules to be trained further.

{provenance}

Every class is one activation of the network. It replaces each number x of its input by

    f(x) = sum over i of alpha_i * f_i(x)

with base functions f_i and learned coefficients alpha. To use one:

    from flax_activations import activation

    act = activation({first})
    y = act(x)

{advice}
\"\"\"

",
        provenance = provenance(definition),
        first = quoted(&sites[0].site),
        advice = paragraphs(&needed),
    )
}

const AXIS: &str = "Channels are along `axis`, the last one by default.";

const FUNCTIONS: &str =
    "What is not trained further is simpler and faster as a function of jax_activations.py.";

const TRAINING: &str = "Whatever the optimizer does, alpha stays in its hull. Give it no weight decay, which would pull \
alpha away from what was learned.";

const TRAINING_WITH_THETA: &str = "Whatever the optimizer does, alpha stays in its hull, and theta may become anything. \
Give them no weight decay, which would pull alpha and theta away from what was learned.";

const NEEDS: &str = "Needs Flax 0.12 or newer, with its module nnx.";

/// The docstring of a network, with the empty line after it.
pub(super) fn of_network(trained: &Trained, form: Form) -> String {
    let definition = trained.definition();
    let sites = definition.sites();
    let has_parameters = sites.iter().any(|learned| !learned.parameters.is_empty());
    let has_trained = sites.iter().any(is_trained);
    let simplified = |learned: &LearnedMix| learned.simplified().is_some();
    let has_simplified = form == Form::Simplified && sites.iter().any(simplified);
    let needed = [
        (true, TRAINING_A_NETWORK),
        (has_trained, FIXED),
        (has_simplified, SIMPLIFIED_WHERE_FIXED),
        (has_parameters, THETA),
        (has_trained, if has_parameters { TRAINING_WITH_THETA } else { TRAINING }),
        (true, PAPER_AND_CHOICE),
        (true, NEEDS),
    ];
    format!(
        "\"\"\"A network trained by actsearch, with learned activation functions, for JAX and Flax.

{provenance}

To use it, with weights.safetensors beside this file:

    from jax_network import load_network

    network = load_network()
    logits = network({input})

{shape}

Its activations replace each number x of their input by

    f(x) = sum over i of alpha_i * f_i(x)

with base functions f_i and learned coefficients alpha.

{advice}
\"\"\"

",
        provenance = provenance_of_network(trained),
        input = if trained.takes_images() { "images" } else { "numbers" },
        shape = fill(&shape(trained), 0),
        advice = paragraphs(&needed),
    )
}

const TRAINING_A_NETWORK: &str = "The network that is loaded is ready to be evaluated. To train it further, call \
network.train() first and give nnx.Optimizer wrt=nnx.Param; afterwards call network.eval() again. What it keeps beside \
its parameters is in nnx.state(network, nnx.BatchStat).";

const FIXED: &str = "load_network(trainable_mix=False) keeps the activations as they are: then they are functions \
without parameters.";

const SIMPLIFIED_WHERE_FIXED: &str =
    "Where the same function has a simpler formula, such a function computes that.";
