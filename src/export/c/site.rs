//! The functions of C.

use super::comment::commented;
use crate::export::layout::fill;
use crate::export::scalar::{self, Body, Expression, Function, Language, Role, Site};

const C: Language = Language::C;

/// What the expressions of C call for an expression that is cut off at two numbers.
pub(super) const CLAMP: &str = "static inline float base_clamp(float x, float low, float high)
{
    return x < low ? low : x > high ? high : x;
}
";

/// Whether one of these expressions calls [`CLAMP`].
pub(super) fn clamps(expressions: &[Expression]) -> bool {
    let mut found = false;
    let mut look = |inner: &Expression| found |= matches!(inner, Expression::Clamp(..));
    for expression in expressions {
        expression.visit(&mut look);
    }
    found
}

pub(super) fn function_clamps(function: &Function) -> bool {
    match &function.body {
        Body::Formula(variables, result) => {
            let values: Vec<Expression> = variables.iter().map(|(_, value)| value.clone()).collect();
            clamps(&values) || clamps(std::slice::from_ref(result))
        }
        Body::NormalDistribution => false,
    }
}

/// A function that functions of sites call.
pub(super) fn base(function: &Function) -> String {
    let Function { name, parameters, about, body } = function;
    let parameters = parameters.iter().map(|name| format!(", float {name}")).collect::<Vec<_>>().concat();
    let body = match body {
        Body::Formula(variables, result) => C.variables(variables) + &C.returned(result),
        Body::NormalDistribution => "    return 0.5f * erfcf(-0.70710678f * x);\n".to_owned(),
    };
    let about = commented(&fill(about, 0));
    format!("{about}static inline float {}{name}(float x{parameters})\n{{\n{body}}}\n", C.prefix())
}

/// Everything that a site has.
pub(super) fn functions(site: &Site<'_>) -> String {
    let about = about(site);
    if site.has_softmax() {
        return about + &softmax_array(site);
    }
    format!("{about}{}\n{}", value(site), array(site))
}

fn about(site: &Site<'_>) -> String {
    let learned = scalar::learned_formula(site);
    let introduction = fill(&scalar::introduction(site, &scalar::quoted(&site.learned.site)), 0);
    let shown = |formula: &str| fill(&format!("f(x) = {formula}"), 4);
    let learned = learned.map(|it| format!("\n\n{}\n\nwhich is the same as", shown(&it))).unwrap_or_default();
    commented(&format!("{introduction}{learned}\n\n{}\n", shown(&scalar::formula(site))))
}

/// f(x) of one number.
fn value(site: &Site<'_>) -> String {
    let value = site.value();
    let name = site.name(Role::Value);
    let channel = if site.channels().is_some() { "size_t channel, " } else { "" };
    let unused = |variable: &str| format!("    (void){variable};\n");
    let mut body = rows(site, &value);
    if body.is_empty() && site.channels().is_some() {
        body.push_str(&unused("channel"));
    }
    if !value.mentions("x") {
        body.push_str(&unused("x"));
    }
    format!("static inline float {name}({channel}float x)\n{{\n{body}{}}}\n", C.returned(&value))
}

/// The tables of a site with a row for each channel, and the rows that the expression asks for.
fn rows(site: &Site<'_>, value: &Expression) -> String {
    let table = |name: &str, rows: &[Vec<f64>]| {
        if !value.mentions(name) {
            return String::new();
        }
        let (n_rows, n_columns) = (rows.len(), rows[0].len());
        let numbers = scalar::numbers(C, rows, 8, ['{', '}']);
        format!(
            "    static const float {name}s[{n_rows}][{n_columns}] = {{\n{numbers}    }};\n    \
const float *const {name} = {name}s[channel];\n"
        )
    };
    table("alpha", &site.alpha()) + &table("theta", &site.theta())
}

/// What the function of arrays takes behind the array.
pub(super) fn arguments(site: &Site<'_>) -> Vec<&'static str> {
    match (site.has_softmax(), site.channels()) {
        (true, None) => vec!["channels", "inner"],
        (_, Some(_)) => vec!["inner"],
        (false, None) => vec!["n"],
    }
}

/// f(x) of many numbers.
fn array(site: &Site<'_>) -> String {
    let (value, array) = (site.name(Role::Value), site.name(Role::Array));
    let Some(channels) = site.channels() else {
        return format!(
            "// Replaces each x of n numbers by {value}(x).
static inline void {array}(float *values, size_t n)
{{
    for (size_t i = 0; i < n; i++) {{
        values[i] = {value}(values[i]);
    }}
}}
"
        );
    };
    let about = format!(
        "Replaces each x of {channels} * inner numbers by {value}(channel, x), where \
values[channel * inner + i] belongs to that channel."
    );
    format!(
        "{about}static inline void {array}(float *values, size_t inner)
{{
    for (size_t channel = 0; channel < {channels}; channel++) {{
        for (size_t i = 0; i < inner; i++) {{
            values[channel * inner + i] = {value}(channel, values[channel * inner + i]);
        }}
    }}
}}
",
        about = commented(&fill(&about, 0)),
    )
}

/// f(x) of many numbers where f takes all channels.
fn softmax_array(site: &Site<'_>) -> String {
    let (array, value) = (site.name(Role::Array), site.value());
    let (parameters, channels) = match site.channels() {
        None => ("size_t channels, size_t inner", "channels".to_owned()),
        Some(channels) => ("size_t inner", channels.to_string()),
    };
    let about = format!(
        "Replaces each x of {channels} * inner numbers by f(x), where values[channel * inner + i] belongs to \
that channel and softmax is over the channels."
    );
    let result = C.wrapped(&value, 25, 16);
    let rows = rows(site, &value).replace("\n    ", "\n            ");
    format!(
        "//
{about}static inline void {array}(float *values, {parameters})
{{
    for (size_t i = 0; i < inner; i++) {{
        float most = -HUGE_VALF;
        double total = 0.0;
        for (size_t channel = 0; channel < {channels}; channel++) {{
            most = fmaxf(most, values[channel * inner + i]);
        }}
        for (size_t channel = 0; channel < {channels}; channel++) {{
            total += (double)expf(values[channel * inner + i] - most);
        }}
        const float sum = (float)total;
        for (size_t channel = 0; channel < {channels}; channel++) {{
            const size_t at = channel * inner + i;
            const float x = values[at];
{rows}            values[at] = {result};
        }}
    }}
}}
",
        about = commented(&fill(&about, 0)),
        rows =
            if rows.is_empty() { String::new() } else { format!("        {}", rows.trim_end_matches(' ')) },
    )
}
