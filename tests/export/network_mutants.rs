//! Small slips in the text of exported networks: in their layers, in the way through them, in how weights are loaded.

use crate::checked_networks::{dense, square};
use crate::networks::golden_networks;
use actsearch::columns::{Column, Columns};
use actsearch::export::{
    Cost, Exported, File, Form, Format, Samples, Trained, What, evaluated_network, export,
};

/// The formats whose networks are code.
const CODE: [Format; 4] = [Format::Pytorch, Format::Keras, Format::Jax, Format::Rust];

/// As far as activations and logits may be off.
const TOLERANCES: (f64, f64) = (1e-6, 1e-4);

/// Words that are written for one another.
const WORDS: [[&str; 2]; 28] = [
    [".weight", ".bias"],
    [".bias", ".weight"],
    ["\"weight\"", "\"bias\""],
    ["running_mean", "running_var"],
    ["running_var", "running_mean"],
    ["transpose(2, 3, 1, 0)", "transpose(3, 2, 1, 0)"],
    ["transpose(2, 3, 1, 0)", "transpose(2, 3, 0, 1)"],
    [".transpose()", ""],
    [".scale[", ".bias["],
    [".mean[", ".var["],
    ["max_pool", "avg_pool"],
    ["avg_pool", "max_pool"],
    ["MaxPooling2D", "AveragePooling2D"],
    ["AveragePooling2D", "MaxPooling2D"],
    ["\"same\"", "\"valid\""],
    ["float(\"-inf\")", "0.0"],
    ["bias=False", "bias=True"],
    ["epsilon=1e-5", "epsilon=1e-3"],
    [", epsilon=1e-5", ""],
    ["transpose(0, 3, 1, 2)", "transpose(0, 1, 2, 3)"],
    ["Permute((3, 1, 2)", "Permute((1, 3, 2)"],
    ["flatten(1", "flatten(0"],
    ["self.mean", "self.std"],
    [" - ", " + "],
    [") / ", ") * "],
    [" + ", " - "],
    ["zeros_no_train(\"mean\"", "zeros_no_train(\"std\""],
    ["conv1", "conv4"],
];

/// A line with a slip in it: every one of these kinds at every place where there is one.
fn slips(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    for [from, to] in WORDS {
        found.extend(
            line.match_indices(from)
                .map(|(at, _)| format!("{}{to}{}", &line[..at], &line[at + from.len()..])),
        );
    }
    for (at, digit) in line.char_indices().filter(|(_, c)| c.is_ascii_digit()) {
        let before = line[..at].chars().next_back().unwrap_or(' ');
        let after = line[at + 1..].chars().next().unwrap_or(' ');
        let is_whole = |c: char| !c.is_alphanumeric() && c != '_' && c != '.';
        if is_whole(before) && is_whole(after) {
            let other = if digit == '9' { '8' } else { char::from(digit as u8 + 1) };
            found.push(format!("{}{other}{}", &line[..at], &line[at + 1..]));
        }
    }
    found
}

/// The lines that are the network, and not its documentation, its activations, or what nobody runs in evaluation.
fn region(format: Format, text: &str) -> Vec<usize> {
    let (begin, end) = match format {
        Format::Pytorch => ("class _Input", "    def parameter_groups"),
        Format::Keras => ("def build_network", "\0"),
        Format::Jax => ("class Network", "\0"),
        _ => ("impl Network", "/// Site `"),
    };
    let mut is_documentation = false;
    let (mut is_inside, mut lines) = (false, Vec::new());
    for (number, line) in text.lines().enumerate() {
        is_inside = (is_inside || line.starts_with(begin)) && !line.starts_with(end);
        let quotes = line.matches("\"\"\"").count();
        let is_code = !is_documentation && quotes == 0 && !line.trim_start().starts_with("//");
        is_documentation ^= quotes % 2 == 1;
        if is_inside && is_code && !line.trim().is_empty() {
            lines.push(number);
        }
    }
    lines
}

/// Slips that change nothing that is computed in evaluation, and why.
const HARMLESS: [(&str, &str); 12] = [
    ("Dropout(", "nothing is dropped in evaluation"),
    (".dropout", "the same"),
    ("momentum=", "running values are not changed in evaluation"),
    ("raise ", "what is said where something is wrong"),
    ("f\"{path}", "the same"),
    ("Err(", "the same"),
    ("let sizes = format!", "the same"),
    ("let file = ", "the same"),
    ("torch.zeros(", "it is replaced by the numbers of the file, which must have the same shape"),
    ("torch.ones(", "the same"),
    ("trainable: bool", "the default is not used: what is loaded is asked for one way or the other"),
    ("Rngs(0)", "random numbers that are replaced by those of the file"),
];

/// Every text with one slip, and what that is: a word, a line that is missing, two lines that changed places.
fn mutants(format: Format, text: &str) -> Vec<(String, String)> {
    let lines: Vec<&str> = text.lines().collect();
    let region = region(format, text);
    let mut found = Vec::new();
    let mut push = |what: String, changed: Vec<&str>| found.push((what, changed.join("\n") + "\n"));
    for number in &region {
        let line = lines[*number];
        if HARMLESS.iter().any(|(mark, _)| line.contains(mark)) {
            continue;
        }
        for slip in slips(line) {
            let mut changed = lines.clone();
            changed[*number] = &slip;
            push(format!("{line} -> {slip}"), changed);
        }
        if is_step(line) {
            let mut changed = lines.clone();
            changed[*number] = "";
            push(format!("{line} is missing"), changed);
            let next = *number + 1;
            if is_step(lines[next]) && lines[next] != line {
                let mut changed = lines.clone();
                changed.swap(*number, next);
                push(format!("{line} <-> {}", lines[next]), changed);
            }
        }
    }
    found
}

/// Whether a line is a step of the way through the network, by itself.
fn is_step(line: &str) -> bool {
    let line = line.trim_start().trim_start_matches("let ");
    let is_assigned =
        ["x = ", "xs = "].iter().any(|begin| line.starts_with(begin)) || line.contains("_shortcut = ");
    is_assigned && line.matches('(').count() == line.matches(')').count() && !line.contains("ropout")
}

/// Slips that change nothing in these networks, by a part of what they are, and why.
const SAME: [(&str, &str); 7] = [
    ("_shortcut = x <->", "a shortcut is a name for the same numbers"),
    ("<->         down_shortcut", "the same"),
    ("<->     down_shortcut", "the same"),
    ("conv1_activation); <->         let xs = xs.max_pool2d", "the largest of a function that only rises"),
    ("avg_pool2d([3, 3], [2, 2]", "on so few rows and columns it has one place, however far it moves"),
    ("avg_pool(x, (3, 3), strides=(3, 3), padding", "what is added at the end makes no more places"),
    ("name=\"conv4_activation\"", "a layer without weights in the file may have any name"),
];

fn is_the_same(what: &str) -> bool {
    SAME.iter().any(|(mark, _)| what.contains(mark))
}

fn files(format: Format, trained: &Trained, form: Form) -> Vec<File> {
    let Ok(Exported::Files(files)) = export(format, What::Network(trained), form) else {
        panic!("networks are written as files")
    };
    files
}

fn is_found(format: Format, trained: &Trained, files: &[File]) -> bool {
    let found = evaluated_network(format, trained, files, Cost::MOST);
    !found.is_ok_and(|(activations, logits)| {
        activations.relative <= TOLERANCES.0 && logits.is_some_and(|logits| logits <= TOLERANCES.1)
    })
}

#[test]
fn slips_in_the_text_of_networks_are_found() {
    let networks: Vec<Trained> = golden_networks().into_iter().map(|(_, it)| it).chain([square()]).collect();
    let (mut tried, mut missed) = ([0; 4], Vec::new());
    for trained in &networks {
        for (at, format) in CODE.into_iter().enumerate() {
            let whole = files(format, trained, Form::Simplified);
            assert!(!is_found(format, trained, &whole), "{format:?}");
            let text = String::from_utf8(whole[0].bytes.clone()).unwrap();
            for (what, text) in mutants(format, &text) {
                let file = File { bytes: text.into_bytes(), ..whole[0].clone() };
                tried[at] += 1;
                if !is_the_same(&what) && !is_found(format, trained, &[file, whole[1].clone()]) {
                    missed.push(format!("{format:?}: {what}"));
                }
            }
        }
    }
    println!("tried: {tried:?}");
    assert!(tried.iter().all(|tried| *tried > 20), "{tried:?}");
    assert!(missed.is_empty(), "{} of {tried:?}:\n{}", missed.len(), missed.join("\n"));
}

#[test]
fn a_weights_file_with_another_number_is_found() {
    let (_, trained) = &golden_networks()[0];
    for format in CODE {
        let mut whole = files(format, trained, Form::Exact);
        let end = whole[1].bytes.len() - 1;
        whole[1].bytes[end] ^= 0x40;
        assert!(is_found(format, trained, &whole), "{format:?}");
    }
}

#[test]
fn vectors_may_be_flattened() {
    let columns = Columns::new(vec![Column::numbers("x"), Column::numbers("y")]);
    let classes = ["a", "b"].map(str::to_owned).to_vec();
    let trained = dense(Samples { shape: vec![2], classes, columns, normalisation: None });
    for format in CODE {
        assert!(!is_found(format, &trained, &files(format, &trained, Form::Exact)), "{format:?}");
    }
}
