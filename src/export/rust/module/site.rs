//! The struct of one site.

use super::super::documentation::{OUTER, code, comment};
use super::{call, pieces};
use crate::activation::{Base, Hull, LearnedMix, Sharing, SimpleTerm};
use crate::export::Form;
use crate::export::layout::fill;
use crate::export::names::Identifiers;
use crate::export::scalar::{self, Language};

/// A site, and the struct that it becomes.
pub(super) struct TchSite<'d> {
    pub(super) learned: &'d LearnedMix,
    pub(super) name: String,
    pub(super) form: Form,
}

impl TchSite<'_> {
    /// Whether it has coefficients: a base by itself has none.
    pub(super) fn has_alpha(&self) -> bool {
        !self.learned.mix.is_plain()
    }

    pub(super) fn has_theta(&self) -> bool {
        !self.learned.parameters.is_empty()
    }

    /// Whether its rows belong to channels.
    pub(super) fn is_by_channel(&self) -> bool {
        self.learned.mix.sharing == Sharing::Channel
    }

    /// The terms of the simplified form, where it has one that is written.
    fn simple_terms(&self) -> Option<Vec<SimpleTerm>> {
        match self.form {
            Form::Simplified => self.learned.simplified().map(|simplified| simplified.terms),
            Form::Exact => None,
        }
    }

    /// Whether it is computed in another way while it is not trained: only where there is something to be trained.
    fn depends_on_trainable(&self) -> bool {
        self.simple_terms().is_some() && self.can_be_trained()
    }

    /// Whether it has variables that training changes.
    fn can_be_trained(&self) -> bool {
        self.has_theta() || (self.has_alpha() && self.learned.mix.hull != Hull::Frozen)
    }

    /// The struct with everything that belongs to it.
    pub(super) fn code(&self) -> String {
        let name = &self.name;
        format!(
            "{documentation}#[derive(Debug)]\npub struct {name}{fields}\n\nimpl {name} {{\n{constants}{new}{alpha}}}\n\n\
impl nn::Module for {name} {{\n    fn forward(&self, xs: &Tensor) -> Tensor {{\n{forward}    }}\n}}\n",
            documentation = self.documentation(),
            fields = self.fields(),
            constants = self.constants(),
            new = self.constructor(),
            alpha = if self.has_alpha() { ALPHA } else { "" },
            forward = self.forward(),
        )
    }

    fn documentation(&self) -> String {
        let learned = self.learned;
        let mut paragraphs = vec![format!("Site {}, {}.", code(&learned.site), scalar::summary(learned))];
        if self.has_alpha() || self.has_theta() {
            paragraphs.push(self.sharing());
        }
        if self.depends_on_trainable() {
            let site = scalar::sites(
                std::slice::from_ref(learned),
                self.form,
                &mut Identifiers::default(),
                ["", ""],
            );
            let formula = fill(&format!("f(x) = {}", scalar::formula(&site[0])), 0);
            paragraphs.push("Where it is not trainable it is computed as".to_owned());
            paragraphs.push(format!("```text\n{formula}\n```"));
        }
        comment(OUTER, &paragraphs.join("\n\n"))
    }

    fn sharing(&self) -> String {
        let what = match (self.has_alpha(), self.has_theta()) {
            (true, true) => "alpha and one theta",
            (true, false) => "alpha",
            (false, _) => "theta",
        };
        if self.is_by_channel() {
            let channels = self.learned.coefficients.len();
            format!(
                "Each of the {channels} channels, dimension 1 of the input, has its own {}.",
                what.replace("one ", "")
            )
        } else {
            let serves = if self.has_alpha() && self.has_theta() { "serve" } else { "serves" };
            format!("One {what} {serves} the whole layer.")
        }
    }

    fn fields(&self) -> String {
        let fields = [
            (self.has_alpha(), "    alpha: Coefficients,\n"),
            (self.has_theta(), "    theta: Tensor,\n"),
            (self.depends_on_trainable(), "    trainable: bool,\n"),
        ];
        let fields = needed(&fields);
        if fields.is_empty() { ";".to_owned() } else { format!(" {{\n{fields}}}") }
    }

    fn constants(&self) -> String {
        let LearnedMix { coefficients, parameters, .. } = self.learned;
        let mut constants = Vec::new();
        if self.has_alpha() {
            constants.push(constant("ALPHA", "The learned coefficients", &wide(coefficients)));
        }
        if self.has_theta() {
            constants.push(constant("THETA", "The learned parameters", &wide(parameters)));
        }
        if let Some(terms) = self.simple_terms().filter(|terms| self.is_by_channel() && !terms.is_empty()) {
            let rows = 0..coefficients.len();
            let alpha = |row| terms.iter().map(|term| term.coefficients[row]).collect();
            let theta = |row| terms.iter().filter_map(|term| term.parameters.get(row).copied()).collect();
            let (alpha, theta): (Vec<Vec<f64>>, Vec<Vec<f64>>) =
                (rows.clone().map(alpha).collect(), rows.map(theta).collect());
            let about = "The same for the simpler form";
            constants.push(constant("SIMPLE_ALPHA", about, &alpha));
            if !theta[0].is_empty() {
                constants.push(constant("SIMPLE_THETA", about, &theta));
            }
        }
        constants.concat()
    }

    /// The function `new` of the struct.
    fn constructor(&self) -> String {
        let uses_path = self.has_alpha() || self.has_theta();
        let uses_trainable = self.can_be_trained();
        let hidden = |name: &str, used: bool| if used { name.to_owned() } else { format!("_{name}") };
        let (path, trainable) = (hidden("path", uses_path), hidden("trainable", uses_trainable));
        let about = match (uses_path, uses_trainable) {
            (true, true) => "Creates its variables in `path`, to be trained further or fixed.",
            (true, false) => "Creates its variables in `path`; there is nothing to be trained.",
            (false, _) => "It has no variables, and nothing to be trained.",
        };
        let lines = [
            (uses_path, "        let path = path.borrow();\n".to_owned()),
            (self.has_alpha(), pieces::make_alpha(self.learned.mix.hull)),
            (
                self.has_theta(),
                "        let theta = tensor(&Self::THETA, path);\n        let theta = \
path.add(\"theta\", theta, trainable);\n"
                    .to_owned(),
            ),
        ];
        let lines: String =
            lines.into_iter().filter(|(is_needed, _)| *is_needed).map(|(_, line)| line).collect();
        let made = made(&[
            (self.has_alpha(), "alpha"),
            (self.has_theta(), "theta"),
            (self.depends_on_trainable(), "trainable"),
        ]);
        let sign =
            format!("    pub fn new<'a>({path}: impl Borrow<nn::Path<'a>>, {trainable}: bool) -> Self {{\n");
        format!("    /// {about}\n{sign}{lines}        {made}\n    }}\n")
    }

    fn forward(&self) -> String {
        let exact = self.exact();
        let Some(terms) = self.simple_terms() else { return exact };
        if !self.depends_on_trainable() {
            return self.simple(&terms, 8, "", "");
        }
        let simple = self.simple(&terms, 12, "return ", ";");
        format!("        if !self.trainable {{\n{simple}        }}\n{exact}")
    }

    /// All bases, with coefficients and parameters that may be variables.
    fn exact(&self) -> String {
        let mut thetas = (0..).map(|place| format!("&theta[{place}]"));
        let call = |base: &Base| {
            let theta = base.learned_parameter().and_then(|_| thetas.next());
            call::of(*base, theta.as_deref())
        };
        let calls: Vec<String> = self.learned.mix.bases.iter().map(call).collect();
        let term = |(place, call): (usize, String)| {
            if self.has_alpha() { call::term(&format!("&alpha[{place}]"), &call) } else { call }
        };
        let terms: Vec<String> = calls.into_iter().enumerate().map(term).collect();
        let lines = [
            (self.has_alpha(), "        let alpha = columns(&self.coefficients(), xs);\n"),
            (self.has_theta(), "        let theta = columns(&self.theta, xs);\n"),
        ];
        format!("{}        {}\n", needed(&lines), call::sum(&terms, 8, 12))
    }

    /// The simpler form, with the learned numbers put in.
    fn simple(&self, terms: &[SimpleTerm], indent: usize, before: &str, behind: &str) -> String {
        let margin = " ".repeat(indent);
        let by_channel = self.is_by_channel() && !terms.is_empty();
        let mut thetas = (0..).map(|place| format!("&theta[{place}]"));
        let term = |(place, term): (usize, &SimpleTerm)| {
            let theta = if term.parameters.is_empty() { None } else { thetas.next() };
            let alpha =
                if by_channel { format!("&alpha[{place}]") } else { call::number(term.coefficients[0]) };
            call::term(&alpha, &call::of(term.base, theta.as_deref()))
        };
        let written: Vec<String> = terms.iter().enumerate().map(term).collect();
        let rows = |name: &str| {
            let constant = name.to_ascii_uppercase();
            format!(
                "{margin}let {name} = Tensor::from_slice2(&Self::SIMPLE_{constant}).to_device(xs.device());\n\
{margin}let {name} = columns(&{name}, xs);\n"
            )
        };
        let has_theta = terms.iter().any(|term| !term.parameters.is_empty());
        let lines = [(by_channel, rows("alpha")), (by_channel && has_theta, rows("theta"))];
        let lines: String =
            lines.into_iter().filter(|(is_needed, _)| *is_needed).map(|(_, line)| line).collect();
        let sum = call::sum(&written, indent + before.len() + behind.len(), indent + 4);
        format!("{lines}{margin}{before}{sum}{behind}\n")
    }
}

/// The value of `Self` with those fields that there are, as rustfmt lays it out.
fn made(fields: &[(bool, &str)]) -> String {
    let fields: Vec<&str> =
        fields.iter().filter(|(is_there, _)| *is_there).map(|(_, field)| *field).collect();
    match fields.join(", ") {
        none if none.is_empty() => "Self".to_owned(),
        short if short.len() <= 18 => format!("Self {{ {short} }}"),
        _ => format!("Self {{\n            {},\n        }}", fields.join(",\n            ")),
    }
}

/// Those texts that are needed.
fn needed(texts: &[(bool, &str)]) -> String {
    texts.iter().filter(|(is_needed, _)| *is_needed).map(|(_, text)| *text).collect()
}

fn wide(rows: &[Vec<f32>]) -> Vec<Vec<f64>> {
    rows.iter().map(|row| row.iter().copied().map(f64::from).collect()).collect()
}

fn constant(name: &str, about: &str, rows: &[Vec<f64>]) -> String {
    let (n_rows, n_columns) = (rows.len(), rows[0].len());
    let numbers = scalar::numbers(Language::Rust, rows, 8, ['[', ']']);
    format!(
        "    /// {about}: one row, or one for each channel.\n    #[rustfmt::skip]\n    const {name}: [[f32; {n_columns}]; \
{n_rows}] = [\n{numbers}    ];\n\n"
    )
}

const ALPHA: &str = "
    /// Alpha, of shape (rows, bases): one row, or one for each channel.
    pub fn coefficients(&self) -> Tensor {
        self.alpha.value()
    }
";
