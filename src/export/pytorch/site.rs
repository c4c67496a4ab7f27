//! The class of one site.

use super::{call, documentation, pieces};
use crate::activation::{Base, LearnedMix, Mix, Sharing};
use crate::export::layout::{Literal, return_sum};
use crate::export::literal;

/// Writes the class of this name for a site.
pub(super) fn class(name: &str, learned: &LearnedMix) -> String {
    let LearnedMix { site, mix, coefficients, .. } = learned;
    let parent = if mix.is_plain() { pieces::PLAIN_NAME } else { pieces::mix_name(mix.hull) };
    format!(
        "class {name}({parent}):
{documentation}

    BASES = {bases}
    HULL = \"{hull}\"
    SHARING = \"{sharing}\"
    COEFFICIENTS = {coefficients}

    def forward(self, x: Tensor) -> Tensor:
{body}
",
        documentation = documentation::of_site(site, mix, coefficients.len()),
        bases = constant("BASES", &bases(&mix.bases)),
        hull = mix.hull.name(),
        sharing = mix.sharing.name(),
        coefficients = constant("COEFFICIENTS", &rows(coefficients)),
        body = body(mix),
    )
}

/// The value of a class constant, as it follows `NAME = `.
fn constant(name: &str, value: &Literal) -> String {
    value.lay_out(4, 4 + name.len() + " = ".len() - 1)
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
    let names = base.facts().parameters.iter().map(|parameter| literal::text(parameter.name));
    let values = base.parameters().into_iter().map(|value| Literal::Word(literal::double(value)));
    Literal::Dict(names.zip(values).collect())
}

fn rows(coefficients: &[Vec<f32>]) -> Literal {
    let row = |row: &Vec<f32>| {
        Literal::Tuple(row.iter().map(|value| Literal::Word(literal::single(*value))).collect())
    };
    Literal::Tuple(coefficients.iter().map(row).collect())
}

fn body(mix: &Mix) -> String {
    if mix.is_plain() {
        return return_sum(&[call::of(mix.bases[0])], 8);
    }
    let alpha = match mix.sharing {
        Sharing::Layer => "self.coefficients()[0]",
        Sharing::Channel => "_along_channels(self.coefficients(), x)",
    };
    let terms: Vec<String> = mix.bases.iter().enumerate().map(|(idx, base)| call::term(idx, *base)).collect();
    format!("        alpha = {alpha}\n{}", return_sum(&terms, 8))
}
