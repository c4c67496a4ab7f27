//! `activations.rs`: plain functions that need nothing but `std`.

use super::documentation::{self, OUTER};
use crate::export::names::Identifiers;
use crate::export::scalar::{self, Body, Expression, Function, Language, Role, Site};
use crate::export::{Definition, File, Form};

const RUST: Language = Language::Rust;

/// Names of functions that are variables in others.
const VARIABLES: &str =
    "value values size channel channels inner sample samples place first alpha theta most sum base x";

/// Writes mixes as functions of numbers and of slices.
pub(super) fn file(definition: &Definition, form: Form) -> File {
    let sites = sites(definition, form);
    let scalars = || sites.iter().filter(|site| !site.has_softmax());
    let expressions: Vec<Expression> =
        sites.iter().map(Site::value).chain(scalars().map(Site::derivative)).collect();
    let mut parts = vec![documentation::of_functions(definition, &sites[0]) + "\n" + documentation::LINTS];
    parts.extend(sites.iter().map(functions));
    if sites.iter().any(Site::has_softmax) {
        parts.push(SOFTMAX.to_owned());
    }
    parts.extend(scalar::functions(&expressions).iter().map(base));
    File::text("activations.rs", parts.join("\n"))
}

/// What the functions of each site are called: of one number, of many, and the derivative.
pub(in crate::export) fn names(definition: &Definition) -> Vec<[String; 3]> {
    sites(definition, Form::Exact).into_iter().map(Site::into_names).collect()
}

fn sites(definition: &Definition, form: Form) -> Vec<Site<'_>> {
    let mut taken = Identifiers::default();
    VARIABLES.split(' ').for_each(|word| drop(taken.take(word, "")));
    BASES.split(' ').for_each(|word| drop(taken.take(word, "")));
    scalar::sites(definition.sites(), form, &mut taken, ["", "slice"])
}

/// The functions that code for bases can define.
const BASES: &str = "approximate_gelu binary_step celu elu gaussian gelu hard_sigmoid hard_swish hard_tanh leaky_relu \
limited_relu log_sigmoid mish normal_distribution relu relu6 selu shifted_relu sigmoid softmax softplus softsign \
squared_relu swish absolute_derivative approximate_gelu_derivative arctan_derivative celu_derivative elu_derivative \
gaussian_derivative gelu_derivative hard_sigmoid_derivative hard_swish_derivative hard_tanh_derivative \
leaky_relu_derivative limited_relu_derivative limited_shifted_relu_derivative mish_derivative relu6_derivative \
relu_derivative selu_derivative shifted_relu_derivative sigmoid_derivative softsign_derivative \
squared_relu_derivative swish_derivative tanh_derivative";

/// Everything that a site has.
fn functions(site: &Site<'_>) -> String {
    let parts = if site.has_softmax() {
        vec![tables(site), softmax_slice(site)]
    } else {
        vec![tables(site), value(site), slice(site), derivative(site)]
    };
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The name of a table of a site.
fn table(site: &Site<'_>, kind: &str) -> String {
    format!("{}_{kind}", site.name(Role::Value).trim_end_matches('_').to_ascii_uppercase())
}

/// The tables with a row for each channel.
fn tables(site: &Site<'_>) -> String {
    let one = |kind: &str, about: &str, rows: &[Vec<f64>]| {
        let Some(columns) = rows.first().map(Vec::len).filter(|columns| *columns > 0) else {
            return String::new();
        };
        format!(
            "/// The {about} of {of}: one row for each channel.\n#[rustfmt::skip]\nstatic {name}: [[f32; {columns}]; \
{n_rows}] = [\n{numbers}];\n",
            of = documentation::code(&site.learned.site),
            name = table(site, kind),
            n_rows = rows.len(),
            numbers = scalar::numbers(RUST, rows, 4, ['[', ']']),
        )
    };
    let (alpha, theta) = (site.alpha(), site.theta());
    let tables = [one("ALPHA", "coefficients", &alpha), one("THETA", "learned parameters", &theta)];
    tables.into_iter().filter(|table| !table.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The lines that take the rows of a channel which an expression asks for.
fn rows(site: &Site<'_>, expression: &Expression, margin: &str) -> String {
    let row = |name: &str, kind: &str| {
        let line = format!("{margin}let {name} = &{}[channel];\n", table(site, kind));
        if expression.mentions(name) { line } else { String::new() }
    };
    row("alpha", "ALPHA") + &row("theta", "THETA")
}

/// A function of one number that returns this.
fn function(site: &Site<'_>, role: Role, result: &Expression) -> String {
    let rows = rows(site, result, "    ");
    let channel = match (site.channels(), rows.is_empty()) {
        (None, _) => "",
        (Some(_), false) => "channel: usize, ",
        (Some(_), true) => "_channel: usize, ",
    };
    let x = if result.mentions("x") { "x" } else { "_x" };
    let name = site.name(role);
    format!("#[must_use]\npub fn {name}({channel}{x}: f32) -> f32 {{\n{rows}{}}}\n", RUST.returned(result))
}

fn value(site: &Site<'_>) -> String {
    documentation::of_value(site) + &function(site, Role::Value, &site.value())
}

fn derivative(site: &Site<'_>) -> String {
    let about = format!(
        "The derivative of [`{}`] with respect to `x`; at a kink the one that libtorch takes for this formula.{}",
        site.name(Role::Value),
        documentation::panics(site),
    );
    documentation::comment(OUTER, &about) + &function(site, Role::Derivative, &site.derivative())
}

/// f(x) of many numbers.
fn slice(site: &Site<'_>) -> String {
    let (value, slice) = (site.name(Role::Value), site.name(Role::Array));
    let Some(channels) = site.channels() else {
        let about = format!("Replaces every number `x` by [`{value}`] of `x`.");
        return format!(
            "{}pub fn {slice}(values: &mut [f32]) {{
    for value in values {{
        *value = {value}(*value);
    }}
}}
",
            documentation::comment(OUTER, &about)
        );
    };
    let about = format!(
        "Replaces every number `x` of a batch by [`{value}`] of its channel and `x`. The batch has the shape (samples, \
{channels}, `inner`), the last dimension fastest.\n\n# Panics\nIf `values` does not hold a whole number of samples, or `inner` is 0."
    );
    format!(
        "{}pub fn {slice}(values: &mut [f32], inner: usize) {{
    let size = {size};
    assert_eq!(values.len() % size, 0, \"no whole number of samples\");
    for sample in values.chunks_exact_mut(size) {{
        for (channel, row) in sample.chunks_exact_mut(inner).enumerate() {{
            for value in row {{
                *value = {value}(channel, *value);
            }}
        }}
    }}
}}
",
        documentation::comment(OUTER, &about),
        size = sample_size(&channels.to_string()),
    )
}

/// How many numbers a sample has.
fn sample_size(channels: &str) -> String {
    if channels == "1" { "inner".to_owned() } else { format!("{channels} * inner") }
}

/// f(x) of many numbers where f takes all channels.
fn softmax_slice(site: &Site<'_>) -> String {
    let (slice, value) = (site.name(Role::Array), site.value());
    let (parameters, channels, shown) = match site.channels() {
        None => ("channels: usize, inner: usize", "channels".to_owned(), "`channels`".to_owned()),
        Some(channels) => ("inner: usize", channels.to_string(), channels.to_string()),
    };
    let about = format!(
        "{}\n\nReplaces every number x of a batch by f(x). The batch has the shape (samples, {shown}, `inner`), the last \
dimension fastest; softmax is over the channels.\n\n# Panics\nIf `values` does not hold a whole number of samples, or one has no \
number.",
        documentation::formulas(site),
    );
    let rows = rows(site, &value, "                ");
    let (numbered, counted) = if rows.is_empty() {
        ("value".to_owned(), "")
    } else {
        ("(channel, value)".to_owned(), ".enumerate()")
    };
    format!(
        "{about}pub fn {slice}(values: &mut [f32], {parameters}) {{
    let size = {size};
    assert_eq!(values.len() % size, 0, \"no whole number of samples\");
    for sample in values.chunks_exact_mut(size) {{
        for place in 0..inner {{
            let (most, sum) = softmax(sample[place..].iter().step_by(inner));
            for {numbered} in sample[place..].iter_mut().step_by(inner){counted} {{
{rows}                let x = *value;
                *value = {result};
            }}
        }}
    }}
}}
",
        about = documentation::comment(OUTER, &about),
        size = sample_size(&channels),
        result = RUST.wrapped(&value, 25, 20),
    )
}

/// What the softmax of one place needs of all channels.
const SOFTMAX: &str = "/// The largest value, and the sum of exp(x - largest) over all values x.
fn softmax<'a>(values: impl Iterator<Item = &'a f32> + Clone) -> (f32, f32) {
    let most = values.clone().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f64 = values.map(|x| f64::from((x - most).exp())).sum();
    (most, sum as f32)
}
";

/// A function that functions of sites call.
fn base(function: &Function) -> String {
    let Function { name, parameters, about, body } = function;
    let (variables, result) = match body {
        Body::Formula(variables, result) => (variables, result),
        Body::NormalDistribution => return NORMAL_DISTRIBUTION.to_owned(),
    };
    let parameters = parameters.iter().map(|name| format!(", {name}: f32")).collect::<Vec<_>>().concat();
    format!(
        "{}fn {name}(x: f32{parameters}) -> f32 {{\n{}{}}}\n",
        documentation::comment(OUTER, &format!("`{}`", about.replace(' ', "\u{a0}"))),
        RUST.variables(variables),
        RUST.returned(result),
    )
}

/// Φ(x). The polynomial was fitted by the exchange algorithm of Remez, in 40 digits; its error was measured with the
/// coefficients as they stand here.
const NORMAL_DISTRIBUTION: &str = "/// The share of the standard normal distribution that lies below `x`, to 7e-8 of itself.
///
/// With a = |x| and t = 1 / (1 + 0.3 * a), the share below -a is exp(-a^2 / 2) * t * P(t), a form of C. Hastings
/// (Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26). This P is within 4e-9 of it for all a up to 15.
fn normal_distribution(x: f32) -> f32 {
    const P: [f64; 10] = [
        0.11968671654,
        0.11957132038,
        0.11023932032,
        0.078372357892,
        0.096204504985,
        -0.079508344584,
        0.19188226823,
        -0.22828399766,
        0.11246444856,
        -0.0206285964,
    ];
    let a = f64::from(x).abs();
    let t = 1.0 / (1.0 + 0.3 * a);
    let polynomial = P.iter().rev().fold(0.0, |sum, p| sum * t + p);
    let below = (-0.5 * a * a).exp() * t * polynomial;
    (if x < 0.0 { below } else { 1.0 - below }) as f32
}
";
