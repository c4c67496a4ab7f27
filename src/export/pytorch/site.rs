//! The class of one site.

use super::{call, documentation, pieces, simplified};
use crate::activation::{Base, LearnedMix, Setting, Sharing};
use crate::export::Form;
use crate::export::layout::{Literal, return_sum};
use crate::export::literal;

/// Writes the class of this name for a site.
pub(super) fn class(name: &str, learned: &LearnedMix, form: Form) -> String {
    let LearnedMix { mix, coefficients, parameters, .. } = learned;
    let parent = if mix.is_plain() { pieces::PLAIN_NAME } else { pieces::mix_name(mix.hull) };
    let parameters =
        if parameters.is_empty() { String::new() } else { constant("PARAMETERS", &rows(parameters)) };
    format!(
        "class {name}({parent}):
{documentation}

{bases}    HULL = \"{hull}\"
    SHARING = \"{sharing}\"
{coefficients}{parameters}
{code}",
        documentation = documentation::of_site(learned, form),
        bases = constant("BASES", &bases(&mix.bases)),
        hull = mix.hull.name(),
        sharing = mix.sharing.name(),
        coefficients = constant("COEFFICIENTS", &rows(coefficients)),
        code = code(learned, form),
    )
}

/// The methods of the class of a site.
pub(super) fn code(learned: &LearnedMix, form: Form) -> String {
    let simplified = simplified::of(learned, form);
    let fixed = simplified.as_ref().map_or("", |_| FIXED);
    let forward = format!("    def forward(self, x: Tensor) -> Tensor:\n{fixed}{}\n", body(learned));
    let constructor = simplified.as_ref().and_then(simplified::constructor);
    let simplified = simplified.as_ref().map(simplified::method);
    [constructor, Some(forward), simplified].into_iter().flatten().collect::<Vec<_>>().join("\n")
}

const FIXED: &str = "        if not self.trainable:
            return self.simplified(x)
";

fn constant(name: &str, value: &Literal) -> String {
    format!("    {}\n", value.assigned_to(name, 4))
}

fn bases(bases: &[Base]) -> Literal {
    Literal::Tuple(
        bases.iter().map(|base| Literal::Tuple(vec![base_name(*base), parameters(*base)])).collect(),
    )
}

fn base_name(base: Base) -> Literal {
    Literal::Word(literal::text(base.name()))
}

fn parameters(base: Base) -> Literal {
    let written = |setting| match setting {
        Setting::Number(value) => literal::double(value),
        Setting::Switch(true) => "True".to_owned(),
        Setting::Switch(false) => "False".to_owned(),
    };
    let settings = base.settings().into_iter();
    Literal::Dict(
        settings.map(|(name, value)| (literal::text(name), Literal::Word(written(value)))).collect(),
    )
}

fn rows(rows: &[Vec<f32>]) -> Literal {
    let row = |row: &Vec<f32>| {
        Literal::Tuple(row.iter().map(|value| Literal::Word(literal::single(*value))).collect())
    };
    Literal::Tuple(rows.iter().map(row).collect())
}

fn body(learned: &LearnedMix) -> String {
    let mix = &learned.mix;
    let calls = call::with_theta(&mix.bases);
    let theta = if learned.parameters.is_empty() {
        String::new()
    } else {
        rows_of("theta", "self.theta", mix.sharing)
    };
    if mix.is_plain() {
        return theta + &return_sum(&calls, 8);
    }
    let alpha = rows_of("alpha", "self.coefficients()", mix.sharing);
    let term = |(idx, call): (usize, &String)| call::term(&format!("alpha[{idx}]"), call);
    let terms: Vec<String> = calls.iter().enumerate().map(term).collect();
    format!("{alpha}{theta}{}", return_sum(&terms, 8))
}

/// The line that makes of learned rows what is indexed by the place in a row.
fn rows_of(name: &str, rows: &str, sharing: Sharing) -> String {
    match sharing {
        Sharing::Layer => format!("        {name} = {rows}[0]\n"),
        Sharing::Channel => format!("        {name} = _along_channels({rows}, x)\n"),
    }
}
