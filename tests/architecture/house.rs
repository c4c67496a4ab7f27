//! The rules of the house: each a function from the source tree to what breaks it.

use crate::imports::Breaches;
use crate::lexer::{Kind, Token};
use crate::page::Page;
use crate::source::{File, Tree, attribute_end, closing};

/// Every file begins by saying what it is.
pub fn files_begin_with_their_subject(tree: &Tree) -> Breaches {
    let is_headless = |file: &&File| !file.text.starts_with("//! ");
    tree.0
        .iter()
        .filter(is_headless)
        .map(|file| format!("src/{}:1: begins without `//! `", file.path))
        .collect()
}

/// No file is longer than 400 lines, nine of ten are no longer than 300, and half are no longer than 150.
pub fn files_are_short(tree: &Tree) -> Breaches {
    let lengths: Vec<(usize, String)> =
        tree.0.iter().map(|file| (file.text.lines().count(), format!("src/{}", file.path))).collect();
    too_long("files", lengths, &[(50, 150), (90, 300), (100, 400)])
}

/// Half of the functions are no longer than 10 lines, nine of ten no longer than 35, all but a hundredth no longer than 80.
pub fn functions_are_short(tree: &Tree) -> Breaches {
    too_long("functions", tree.code().flat_map(functions).collect(), &[(50, 10), (90, 35), (99, 80)])
}

/// So many percent must be no longer than so many lines.
fn too_long(what: &str, mut lengths: Vec<(usize, String)>, limits: &[(usize, usize)]) -> Breaches {
    lengths.sort_by_key(|(length, _)| *length);
    let mut breaches = Vec::new();
    for &(percent, limit) in limits {
        let place = (lengths.len() * percent).div_ceil(100).saturating_sub(1);
        if let Some((length, name)) = lengths.get(place).filter(|(length, _)| *length > limit) {
            breaches.push(format!(
                "{percent} % of the {what} must have at most {limit} lines, but `{name}` has {length}"
            ));
        }
    }
    breaches
}

/// The functions of a file with a body: how many lines each has, and where it is.
fn functions(file: &File) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (at, token) in file.code.iter().enumerate().filter(|(_, token)| token.is_word("fn")) {
        let Some(name) = file.code.get(at + 1).and_then(Token::word) else { continue };
        if let Some(open) = body(&file.code, at) {
            let length = file.code[closing(&file.code, open)].line - token.line + 1;
            found.push((length, format!("src/{}:{} {name}", file.path, token.line)));
        }
    }
    found
}

/// Where the body of the function or trait that begins here opens, if it has one.
fn body(tokens: &[Token], start: usize) -> Option<usize> {
    let mut at = start;
    loop {
        match tokens.get(at)? {
            token if token.is("{") => return Some(at),
            token if token.is(";") => return None,
            token if token.is("(") || token.is("[") => at = closing(tokens, at) + 1,
            _ => at += 1,
        }
    }
}

/// At most four traits, each of which asks for at most four methods.
pub fn traits_are_few_and_small(tree: &Tree) -> Breaches {
    let traits: Vec<(usize, String)> = tree.code().flat_map(traits).collect();
    let large = traits.iter().filter(|(methods, _)| *methods > 4);
    let mut breaches: Breaches =
        large.map(|(methods, name)| format!("{name}: asks for {methods} methods, more than 4")).collect();
    if traits.len() > 4 {
        let names: Vec<&str> = traits.iter().map(|(_, name)| name.as_str()).collect();
        breaches.push(format!("{} traits, more than 4: {}", traits.len(), names.join(", ")));
    }
    breaches
}

/// The traits of a file: how many methods without a body each has, and where it is.
fn traits(file: &File) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (at, token) in file.code.iter().enumerate().filter(|(_, token)| token.is_word("trait")) {
        let (Some(name), Some(open)) = (file.code.get(at + 1).and_then(Token::word), body(&file.code, at))
        else {
            continue;
        };
        let inside = &file.code[open + 1..closing(&file.code, open)];
        let methods = inside.iter().enumerate().filter(|(_, token)| token.is_word("fn"));
        let required = methods.filter(|(at, _)| body(inside, *at).is_none()).count();
        found.push((required, format!("src/{}:{} {name}", file.path, token.line)));
    }
    found
}

/// Nothing is unwrapped outside tests.
pub fn nothing_is_unwrapped(tree: &Tree) -> Breaches {
    let is_unwrap = |tokens: &[Token]| tokens[0].is(".") && tokens[1].is_word("unwrap") && tokens[2].is("(");
    found_in(tree.code(), |file| &file.code, 3, is_unwrap, "`.unwrap()`: say why it holds by `expect`")
}

/// Nothing unfinished is left behind, in tests neither.
pub fn nothing_is_unfinished(tree: &Tree) -> Breaches {
    let macros = ["todo", "unimplemented", "dbg"];
    let is_unfinished =
        |tokens: &[Token]| macros.iter().any(|name| tokens[0].is_word(name)) && tokens[1].is("!");
    found_in(tree.0.iter(), |file| &file.tokens, 2, is_unfinished, "unfinished")
}

/// Files are asked for through `disk` only, and not past it through the methods of a path.
pub fn files_are_asked_for_through_disk(tree: &Tree) -> Breaches {
    const METHODS: [&str; 7] =
        ["exists", "try_exists", "is_dir", "is_file", "read_dir", "canonicalize", "symlink_metadata"];
    let asks = |tokens: &[Token]| {
        let is_method = METHODS.iter().any(|name| tokens[1].is_word(name));
        tokens[0].is(".") && is_method && tokens[2].is("(")
    };
    let others = tree.code().filter(|file| file.top() != "disk");
    found_in(others, |file| &file.code, 3, asks, "a path is asked past `disk`")
}

/// How many digits a number has is decided in `numbers`, for all commands alike; plots draw their own ticks.
pub fn numbers_have_one_form(tree: &Tree) -> Breaches {
    let mut breaches = Breaches::new();
    for file in
        tree.code().filter(|file| file.path.starts_with("cli/") && !file.path.starts_with("cli/plot/"))
    {
        let lines = (1..).zip(file.text.lines()).filter(|(_, line)| has_a_precision(line));
        breaches.extend(
            lines.map(|(line, _)| format!("src/{}:{line}: digits are counted past `numbers`", file.path)),
        );
    }
    breaches
}

/// Whether a line has a placeholder with a precision, such as `{share:.2}`.
fn has_a_precision(line: &str) -> bool {
    let placeholders = line.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
    let mut formats = placeholders.filter_map(|(inside, _)| inside.split_once(':'));
    formats.any(|(name, format)| {
        let is_name = name.chars().all(|sign| sign.is_ascii_alphanumeric() || "_.".contains(sign));
        is_name && format.contains('.') && format.chars().all(|sign| "<>^+#0123456789.$e".contains(sign))
    })
}

/// No `serde(flatten)` and no `serde(untagged)`: they ruin messages.
pub fn serde_says_what_is_wrong(tree: &Tree) -> Breaches {
    let banned = |tokens: &[Token]| {
        attribute_end(tokens, 0).is_some_and(|end| {
            let has = |word| tokens[..end].iter().any(|token| token.is_word(word));
            has("serde") && (has("flatten") || has("untagged"))
        })
    };
    let mut breaches = Vec::new();
    for file in &tree.0 {
        let places = (0..file.tokens.len()).filter(|at| banned(&file.tokens[*at..]));
        let to_text =
            |at: usize| format!("src/{}:{}: flattened or untagged", file.path, file.tokens[at].line);
        breaches.extend(places.map(to_text));
    }
    breaches
}

fn found_in<'a>(
    files: impl Iterator<Item = &'a File>,
    tokens_of: impl Fn(&File) -> &Vec<Token>,
    length: usize,
    is_found: impl Fn(&[Token]) -> bool,
    message: &str,
) -> Breaches {
    let mut breaches = Vec::new();
    for file in files {
        let found = tokens_of(file).windows(length).filter(|window| is_found(window));
        breaches.extend(found.map(|window| format!("src/{}:{}: {message}", file.path, window[0].line)));
    }
    breaches
}

/// A file is named after what it holds.
pub fn files_have_names_of_their_own(tree: &Tree) -> Breaches {
    const EMPTY: [&str; 6] = ["utils", "helpers", "common", "types", "manager", "errors"];
    let is_empty = |file: &&File| file.module.iter().any(|part| EMPTY.contains(&part.as_str()));
    tree.0
        .iter()
        .filter(is_empty)
        .map(|file| format!("src/{}: a name that says nothing", file.path))
        .collect()
}

/// The versions in the table of formats are those in the code; `files` has paths below the root of the repository.
pub fn formats_are_as_listed(files: &[(String, &File)], page: &Page) -> Breaches {
    let mut breaches = Vec::new();
    for format in &page.formats {
        let file = files.iter().find(|(path, _)| *path == format.file);
        let found = file.and_then(|(_, file)| constant(file, &format.constant));
        if found.as_ref() != Some(&format.version) {
            breaches.push(format!(
                "`{}` in {} is {found:?}, not {}",
                format.constant, format.file, format.version
            ));
        }
    }
    breaches
}

fn constant(file: &File, name: &str) -> Option<String> {
    let start = file.code.windows(2).position(|pair| pair[0].is_word("const") && pair[1].is_word(name))?;
    let value = file.code[start..].iter().skip_while(|token| !token.is("=")).nth(1)?;
    if let Kind::Number(number) = &value.kind { Some(number.clone()) } else { None }
}

/// Every test that the table of invariants names is there; `files` has paths below the root of the repository.
pub fn proofs_are_there(files: &[(String, &File)], page: &Page) -> Breaches {
    let is_there = |proof: &str| {
        let Some((place, name)) = proof.rsplit_once("::") else { return false };
        let folder = if place.starts_with("tests/") {
            place.to_owned()
        } else {
            format!("src/{}", place.replace("::", "/"))
        };
        let is_function = |pair: &[Token]| pair[0].is_word("fn") && pair[1].is_word(name);
        let of_place = |path: &str| path == format!("{folder}.rs") || path.starts_with(&format!("{folder}/"));
        files.iter().any(|(path, file)| of_place(path) && file.tokens.windows(2).any(is_function))
    };
    let missing = page.proofs.iter().filter(|proof| !is_there(proof));
    missing.map(|proof| format!("there is no test `{proof}`")).collect()
}
