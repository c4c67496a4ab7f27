//! The layer of one site.

use super::{call, pieces};
use crate::activation::LearnedMix;
use crate::export::Form;
use crate::export::python::{
    Language, docstring, fixed_body, formula, is_trained, rows, sharing, simplification, summary,
    trained_body,
};

/// How Keras says it.
const KERAS: Language = Language {
    call: call::of,
    zeros: "ops.zeros_like(x)",
    axis: "self.axis",
    alpha: "self.coefficients()",
    theta: "self.parameters()",
    row: "",
};

/// Writes the class of this name for a site, which is `registered` like this.
pub(super) fn class(name: &str, learned: &LearnedMix, form: Form, registered: &str) -> String {
    let constant = |name, values: &[Vec<f32>]| format!("    {}\n", rows(values).assigned_to(name, 4));
    let parent = pieces::mix_name(learned.mix.hull);
    let coefficients =
        (parent != pieces::PLAIN_NAME).then(|| constant("COEFFICIENTS", &learned.coefficients));
    let parameters = (!learned.parameters.is_empty()).then(|| constant("PARAMETERS", &learned.parameters));
    let constants: String = [coefficients, parameters].into_iter().flatten().collect();
    let constants = if constants.is_empty() { constants } else { format!("{constants}\n") };
    format!(
        "{registered}class {name}({parent}):\n{documentation}\n\n{constants}{code}",
        documentation = documentation(learned, form),
        code = code(learned, form),
    )
}

fn documentation(learned: &LearnedMix, form: Form) -> String {
    let simplification = match form {
        Form::Simplified => simplification(learned),
        Form::Exact => None,
    };
    let paragraphs = [Some(summary(learned)), sharing(learned), formula(learned), simplification];
    docstring(&paragraphs.into_iter().flatten().collect::<Vec<_>>(), 4)
}

/// The methods of the class of a site.
pub(super) fn code(learned: &LearnedMix, form: Form) -> String {
    let fixed = || fixed_body(KERAS, learned, form, 8);
    let call = "    def call(self, x: Tensor) -> Tensor:\n";
    if !is_trained(learned) {
        return format!("{call}{}\n", fixed());
    }
    let trained = trained_body(KERAS, learned, 8);
    if form == Form::Exact || learned.simplified().is_none() {
        return format!("{call}{trained}\n");
    }
    format!(
        "{call}        if not self.trainable_mix:\n            return self.simplified(x)\n{trained}

    def simplified(self, x: Tensor) -> Tensor:
        \"\"\"Computes f(x) in simpler terms, with what was learned put in.\"\"\"
{fixed}\n",
        fixed = fixed()
    )
}
