//! Small slips in exported text.

use crate::evaluated::{CODE, files};
use actsearch::activation::{Base, Hull, LearnedMix, Mix, Sharing};
use actsearch::export::{Definition, File, Form, Format, evaluated};

/// As far as an export may be off.
const TOLERANCE: f64 = 1e-6;

/// Sites of every kind, with numbers none of which is too small to be seen.
fn definition() -> Definition {
    let others = [
        Base::Identity,
        Base::Sigmoid,
        Base::Tanh,
        Base::Relu { negative_slope: 0.25, max_value: 4.5, threshold: 0.75 },
        Base::Relu { negative_slope: 0.5, max_value: 6.5, threshold: 0.0 },
        Base::Elu { alpha: 0.625 },
        Base::Gelu { approximate: true },
        Base::Softplus { beta: 1.5 },
        Base::Softmax,
        Base::Sine,
    ];
    let site = |site: &str, mix: Mix, coefficients: Vec<Vec<f32>>, parameters: Vec<Vec<f32>>| LearnedMix {
        site: site.to_owned(),
        mix,
        coefficients,
        parameters,
    };
    let mixed = Mix::new(others.to_vec(), Hull::Linear, Sharing::Layer);
    let free = vec![1.5, -0.25, 0.375, 2.25, -1.125, 0.875, 0.4375, 3.5, -0.75, 1.75];
    let (prelu, swish) = (Base::Prelu { slope: 0.25 }, Base::Swish { beta: 1.0, learned: true });
    let channels = Mix::new(vec![prelu, swish, Base::Cosine], Hull::Affine, Sharing::Channel);
    let convex = Mix::new(vec![Base::Mish, Base::Square], Hull::Convex, Sharing::Layer);
    let pair = Mix::new(vec![Base::Identity, Base::RELU], Hull::Affine, Sharing::Layer);
    let rows = vec![vec![0.5, 0.375, 0.125], vec![1.25, -0.5, 0.25]];
    let sites = vec![
        site("mixed", mixed, vec![free], Vec::new()),
        site("channels", channels, rows, vec![vec![0.125, 1.5], vec![0.75, -0.5]]),
        site("convex", convex, vec![vec![0.75, 0.25]], Vec::new()),
        site("pair", pair, vec![vec![0.3125, 0.6875]], Vec::new()),
        site("plain", Mix::plain(Base::Arctan), vec![vec![1.0]], Vec::new()),
    ];
    Definition::new(None, sites).unwrap()
}

/// Names of functions, each of which is written for its neighbour.
const FUNCTIONS: [[&str; 2]; 20] = [
    ["sigmoid(", "tanh("],
    ["tanh(", "sigmoid("],
    ["sin(", "cos("],
    ["cos(", "sin("],
    ["sinf(", "cosf("],
    ["cosf(", "sinf("],
    ["relu(", "relu6("],
    ["mish(", "silu("],
    ["softplus(", "selu("],
    ["elu(", "celu("],
    ["square(", "abs("],
    ["softmax(", "softmin("],
    ["atan(", "tanh("],
    ["atanf(", "tanhf("],
    ["arctan(", "tanh("],
    ["gelu(", "silu("],
    ["exp(", "exp_m1("],
    ["expf(", "expm1f("],
    ["ln_1p(", "exp_m1("],
    ["log1pf(", "expm1f("],
];

/// A line of code with a slip in it: every one of these kinds at every place where there is one.
fn slips(line: &str) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    let mut replaced = |kind, from: &str, to: &str| {
        for (at, _) in line.match_indices(from) {
            found.push((kind, format!("{}{to}{}", &line[..at], &line[at + from.len()..])));
        }
    };
    for [from, to] in FUNCTIONS {
        replaced("function", from, to);
    }
    for [from, to] in [[" + ", " - "], [" - ", " + "], [" * ", " / "], [" / ", " * "], ["(-", "("]] {
        replaced("operator", from, to);
    }
    for [from, to] in [[" > ", " < "], [" >= ", " <= "], [" < ", " > "]] {
        replaced("comparison", from, to);
    }
    for place in 0..9 {
        let (from, to) = (format!("[{place}]"), format!("[{}]", (place + 1) % 3));
        for name in ["alpha", "theta"] {
            replaced("index", &format!("{name}{from}"), &format!("{name}{to}"));
        }
    }
    for (at, digit) in line.char_indices().filter(|(_, c)| c.is_ascii_digit()) {
        let is_decimal = line[..at].trim_end_matches(|c: char| c.is_ascii_digit()).ends_with('.')
            || line[at..].trim_start_matches(|c: char| c.is_ascii_digit()).starts_with('.');
        let digits = line[..at].chars().rev().take_while(|c| c.is_ascii_digit() || *c == '.').count();
        if is_decimal && digits < 5 {
            let other = char::from(b'0' + (digit as u8 - b'0' + 1) % 10);
            found.push(("digit", format!("{}{other}{}", &line[..at], &line[at + 1..])));
        }
    }
    let term = line.trim_start();
    if (term.starts_with("+ ") || term.starts_with("- ")) && !term.ends_with(';') {
        found.push(("term", String::new()));
    }
    found
}

/// The lines of a text that are code, by their numbers: no documentation, no comments.
fn code(text: &str) -> Vec<usize> {
    let mut is_documentation = false;
    let mut lines = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let quotes = line.matches("\"\"\"").count();
        let is_comment = line.trim_start().starts_with("//") || line.trim_start().starts_with('#');
        if !is_documentation && quotes == 0 && !is_comment {
            lines.push(number);
        }
        is_documentation ^= quotes % 2 == 1;
    }
    lines
}

/// Every text with one slip.
fn mutants(file: &File) -> Vec<(&'static str, String)> {
    let text = String::from_utf8(file.bytes.clone()).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for number in code(&text) {
        for (kind, line) in slips(lines[number]) {
            let mut changed = lines.clone();
            changed[number] = &line;
            found.push((kind, changed.join("\n") + "\n"));
        }
    }
    // Two sites change places, in a dictionary or by the names of their functions.
    for (one, other) in [("convex", "pair"), ("pair", "plain")] {
        let swapped = |before: &str, after: &str| {
            let names = [format!("{before}{one}{after}"), format!("{before}{other}{after}")];
            let is_there = names.iter().all(|name| text.contains(name.as_str()));
            let moved = text.replace(&names[0], "\0").replace(&names[1], &names[0]).replace('\0', &names[1]);
            is_there.then_some(("site", moved))
        };
        found.extend(swapped("    \"", "\":"));
        found.extend(swapped("pub fn ", "("));
        found.extend(swapped("inline float ", "_activation("));
    }
    found
}

/// Slips that change nothing that is computed, and why.
const HARMLESS: [(&str, &str); 5] = [
    ("package=", "the package tells the layers of one export from those of another"),
    ("impl Iterator", "a type, which a compiler checks"),
    ("if threshold == 0.0", "both ways give the same numbers at 0, and other gradients"),
    ("clamp_max(0.0).elu()", "what is above 0 is replaced afterwards; elu and celu of 1 are the same"),
    ("clamp_max(0.0) / alpha).elu()", "the same"),
];

#[test]
fn slips_in_exported_text_are_found() {
    let definition = definition();
    // All of them take 20 seconds; of what is tried every time each kind and each format has its share.
    let step = if std::env::var_os("ACTSEARCH_ALL_SLIPS").is_some() { 1 } else { 41 };
    let found: Vec<(usize, Vec<String>)> = std::thread::scope(|scope| {
        let definition = &definition;
        let runs = CODE.map(|format| scope.spawn(move || of_format(format, definition, step)));
        runs.map(|run| run.join().unwrap()).into_iter().collect()
    });
    let (tried, missed): (Vec<usize>, Vec<Vec<String>>) = found.into_iter().unzip();
    println!("tried: {tried:?}");
    assert!(tried.iter().all(|tried| *tried > 3), "{tried:?}");
    assert!(
        missed.concat().is_empty(),
        "{} of {tried:?}:\n{}",
        missed.concat().len(),
        missed.concat().join("\n")
    );
}

/// How many slips were tried in a format, and which were not found.
fn of_format(format: Format, definition: &Definition, step: usize) -> (usize, Vec<String>) {
    let whole = files(format, definition, Form::Simplified);
    let (mut tried, mut missed) = (0, Vec::new());
    for file in &whole {
        let before = String::from_utf8(file.bytes.clone()).unwrap();
        for (kind, text) in mutants(file).into_iter().step_by(step) {
            let changed = before.lines().zip(text.lines()).find(|(before, after)| before != after);
            let (before, after) = changed.unwrap_or_default();
            if HARMLESS.iter().any(|(mark, _)| before.contains(mark)) {
                continue;
            }
            tried += 1;
            let changed = File { bytes: text.clone().into_bytes(), ..file.clone() };
            let found = evaluated(format, definition, &[changed]);
            if found.as_ref().is_ok_and(|found| found.relative <= TOLERANCE) {
                missed.push(format!("{format:?} {} {kind}: {before} -> {after}", file.name));
            }
        }
    }
    (tried, missed)
}
