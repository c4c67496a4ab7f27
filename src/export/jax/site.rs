//! The function and the module of one site.

use super::{call, pieces};
use crate::activation::LearnedMix;
use crate::export::Form;
use crate::export::python::{
    Language, about_function, docstring, fixed_body, formula, is_trained, rows, sharing, simplification,
    summary, trained_body,
};

/// How JAX says it in a function.
const FUNCTION: Language = Language {
    call: call::in_function,
    zeros: "jnp.zeros_like(x)",
    axis: "axis",
    alpha: "",
    theta: "",
    row: "",
};

/// How Flax says it in a module.
const MODULE: Language = Language {
    call: call::in_module,
    zeros: "jnp.zeros_like(x)",
    axis: "self.axis",
    alpha: "self.coefficients()",
    theta: "self.theta",
    row: ".astype(x.dtype)",
};

/// Writes the function of this name for a site, with the learned numbers put in.
pub(super) fn function(name: &str, learned: &LearnedMix, form: Form) -> String {
    let body = fixed_body(FUNCTION, learned, form, 4);
    let axis = if body.contains("axis") { ", axis: int = -1" } else { "" };
    format!(
        "def {name}(x: Array{axis}) -> Array:\n{documentation}\n{body}\n",
        documentation = docstring(&about_function(learned, form), 4),
    )
}

/// Writes the module of this name for a site.
pub(super) fn class(name: &str, learned: &LearnedMix, form: Form) -> String {
    let constant = |name, values: &[Vec<f32>]| format!("    {}\n", rows(values).assigned_to(name, 4));
    let parent = pieces::mix_name(learned.mix.hull);
    let coefficients =
        (parent != pieces::PLAIN_NAME).then(|| constant("COEFFICIENTS", &learned.coefficients));
    let parameters = (!learned.parameters.is_empty()).then(|| constant("PARAMETERS", &learned.parameters));
    let constants: String = [coefficients, parameters].into_iter().flatten().collect();
    let constants = if constants.is_empty() { constants } else { format!("{constants}\n") };
    // What a module is trained to be has no simplified form.
    let described = if is_trained(learned) { Form::Exact } else { form };
    format!(
        "class {name}({parent}):\n{documentation}\n\n{constants}    def __call__(self, x: Array) -> Array:\n{body}\n",
        documentation = documentation(learned, described),
        body = body(learned, form),
    )
}

fn body(learned: &LearnedMix, form: Form) -> String {
    if is_trained(learned) { trained_body(MODULE, learned, 8) } else { fixed_body(MODULE, learned, form, 8) }
}

fn documentation(learned: &LearnedMix, form: Form) -> String {
    let simplification = match form {
        Form::Simplified => simplification(learned),
        Form::Exact => None,
    };
    let paragraphs = [Some(summary(learned)), sharing(learned), formula(learned), simplification];
    docstring(&paragraphs.into_iter().flatten().collect::<Vec<_>>(), 4)
}
