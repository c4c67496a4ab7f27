//! Who may import whom: each rule a function from the source tree to what breaks it.

use crate::lexer::{Kind, Token};
use crate::page::{Crate, Dependency, Page, Place};
use crate::source::{File, Named, Tree, attribute_end};
use std::collections::{BTreeMap, BTreeSet};

/// What breaks a rule, one line each: the place, then what is wrong there.
pub type Breaches = Vec<String>;

/// Every module stands in the table of floors, and every name in the table is a module.
pub fn modules_are_listed(tree: &Tree, page: &Page) -> Breaches {
    let there: BTreeSet<&str> = tree.0.iter().map(File::top).collect();
    let listed: BTreeSet<&str> = page.modules.iter().map(|module| module.name.as_str()).collect();
    let unlisted =
        there.difference(&listed).map(|name| format!("`{name}` is missing from the table of floors"));
    let gone =
        listed.difference(&there).map(|name| format!("`{name}` is in the table of floors, but not in src"));
    let twice = page.modules.len() - listed.len();
    let twice = (twice > 0).then(|| format!("{twice} modules stand on two floors"));
    unlisted.chain(gone).chain(twice).collect()
}

/// A module imports only from lower floors, and what is pure imports nothing that needs libtorch.
pub fn imports_go_down(tree: &Tree, page: &Page) -> Breaches {
    let mut breaches = Vec::new();
    for (file, named, target) in imports(tree) {
        let (Some(own), Some(other)) = (page.module(file.top()), page.module(top_of(&target, tree))) else {
            continue;
        };
        let path = named.segments.join("::");
        let place = format!("src/{}:{}: ", file.path, named.line);
        if other.name != own.name && other.floor >= own.floor {
            breaches.push(format!(
                "{place}`{}` (floor {}) imports from `{}` (floor {}) by `{path}`",
                own.name, own.floor, other.name, other.floor
            ));
        }
        if other.is_starred && !own.is_starred && !is_chosen_with_torch(file, tree) {
            breaches
                .push(format!("{place}`{}` is pure and imports `{path}`, which needs libtorch", own.name));
        }
    }
    breaches
}

/// No file imports from one that imports from it, over however many steps. A folder's `mod.rs` is its face: what it
/// hands on counts as imported from where it is written, and it may know its own files and be known by them.
pub fn imports_have_no_cycle(tree: &Tree) -> Breaches {
    let mut edges: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for (file, named, target) in imports(tree) {
        let Some(other) = written_in(&target, tree, 8) else { continue };
        if !other.module.starts_with(&file.module) && !file.module.starts_with(&other.module) {
            edges.entry(&file.path).or_default().entry(&other.path).or_insert(named.line);
        }
    }
    let mut breaches = Vec::new();
    for (from, others) in &edges {
        for (to, line) in others.iter().filter(|(to, _)| reached(to, &edges).contains(from)) {
            breaches.push(format!("src/{from}:{line}: imports from src/{to}, which leads back"));
        }
    }
    breaches
}

/// The files that a file imports from, over however many steps.
fn reached<'a>(start: &'a str, edges: &BTreeMap<&'a str, BTreeMap<&'a str, usize>>) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut left = vec![start];
    while let Some(file) = left.pop() {
        let next = edges.get(file).into_iter().flatten().map(|(to, _)| *to);
        left.extend(next.filter(|to| reached.insert(*to)));
    }
    reached
}

/// A foreign crate is imported only where the table of crates allows, and everywhere that the table says.
pub fn foreign_crates_stay_in_their_place(tree: &Tree, page: &Page) -> Breaches {
    page.crates.iter().flat_map(|foreign| breaches_of_crate(foreign, tree)).collect()
}

fn breaches_of_crate(foreign: &Crate, tree: &Tree) -> Breaches {
    let Place::Modules(allowed) = &foreign.place else {
        let users = tree.code().flat_map(|file| uses_of(&foreign.name, file));
        return if foreign.place == Place::Anywhere { Vec::new() } else { users.collect() };
    };
    let mut unused: BTreeSet<&String> = allowed.iter().collect();
    let mut breaches = Vec::new();
    for file in tree.code() {
        let uses = uses_of(&foreign.name, file);
        match allowed.iter().find(|module| is_inside(file, module)) {
            Some(module) if !uses.is_empty() => drop(unused.remove(module)),
            Some(_) => {}
            None => breaches.extend(uses),
        }
    }
    let unused = unused.into_iter();
    breaches.extend(
        unused.map(|module| {
            format!("the table allows `{}` in `{module}`, which does not use it", foreign.name)
        }),
    );
    breaches
}

fn uses_of(name: &str, file: &File) -> Breaches {
    let wanted: Vec<String> = name.replace('-', "_").split("::").map(str::to_owned).collect();
    let message =
        |line| format!("src/{}:{line}: `{name}` has no place in `{}`", file.path, file.module.join("::"));
    if name == "unsafe" {
        return file
            .code
            .iter()
            .filter(|token| token.is_word(name))
            .map(|token| message(token.line))
            .collect();
    }
    let named = file.named.iter().filter(|named| named.segments.starts_with(&wanted));
    named.map(|named| message(named.line)).collect()
}

fn is_inside(file: &File, module: &str) -> bool {
    let module: Vec<&str> = module.split("::").collect();
    file.module.len() >= module.len() && file.module.iter().zip(&module).all(|(own, wanted)| own == wanted)
}

/// Every dependency of Cargo.toml has its row in the table of crates, and every row is a dependency.
pub fn dependencies_are_listed(dependencies: &[Dependency], page: &Page) -> Breaches {
    let mut breaches = Vec::new();
    for dependency in dependencies {
        let row = page.crates.iter().find(|foreign| foreign.name == dependency.name);
        let is_for_outside = dependency.kind != "dependencies";
        match row {
            None => breaches.push(format!("`{}` is missing from the table of crates", dependency.name)),
            Some(row) if is_for_outside && row.place != Place::Outside => {
                breaches
                    .push(format!("`{}` is for tests and benches only, but the table says more", row.name));
            }
            Some(_) => {}
        }
    }
    // `std::fs` and `unsafe` are no dependencies.
    let is_gone = |foreign: &&Crate| {
        !foreign.name.contains("::")
            && foreign.name != "unsafe"
            && dependencies.iter().all(|dependency| dependency.name != foreign.name)
    };
    let gone = page.crates.iter().filter(is_gone);
    breaches
        .extend(gone.map(|row| format!("`{}` is in the table of crates, but not in Cargo.toml", row.name)));
    breaches
}

/// The starred modules are exactly those behind the feature `torch`, and optional crates are imported only there.
pub fn stars_are_the_feature_torch(tree: &Tree, page: &Page, dependencies: &[Dependency]) -> Breaches {
    let gated: BTreeSet<String> = tree.file_of(&[]).map(gated_modules).unwrap_or_default();
    let starred: BTreeSet<String> =
        page.modules.iter().filter(|module| module.is_starred).map(|module| module.name.clone()).collect();
    let unstarred =
        gated.difference(&starred).map(|name| format!("`{name}` needs libtorch, but has no star"));
    let pure =
        starred.difference(&gated).map(|name| format!("`{name}` has a star, but is built without libtorch"));
    let mut breaches: Breaches = unstarred.chain(pure).collect();
    for optional in dependencies.iter().filter(|dependency| dependency.is_optional) {
        for file in
            tree.code().filter(|file| !starred.contains(file.top()) && !is_chosen_with_torch(file, tree))
        {
            breaches.extend(uses_of(&optional.name, file));
        }
    }
    breaches
}

/// The modules that a file declares behind `#[cfg(feature = "torch")]`.
fn gated_modules(file: &File) -> BTreeSet<String> {
    let mut gated = BTreeSet::new();
    for at in 0..file.code.len() {
        let Some(end) = attribute_end(&file.code, at) else { continue };
        let attribute = &file.code[at..end];
        let is_gate = attribute[2].is_word("cfg") && !attribute.iter().any(|token| token.is_word("not"));
        let rest: Vec<&str> = file.code[end..].iter().take(3).filter_map(Token::word).collect();
        let name = rest.iter().skip_while(|word| **word != "mod").nth(1);
        if let (true, Some(name)) = (is_gate && names_torch(attribute), name) {
            gated.insert((*name).to_owned());
        }
    }
    gated
}

fn names_torch(attribute: &[Token]) -> bool {
    attribute.iter().any(|token| token.kind == Kind::Text("torch".to_owned()))
}

/// Whether the file is one that `#[cfg_attr(feature = "torch", path = "…")]` chooses.
fn is_chosen_with_torch(file: &File, tree: &Tree) -> bool {
    let name = file.path.rsplit('/').next().unwrap_or_default();
    let chooses = |parent: &File| {
        (0..parent.code.len()).filter_map(|at| Some(&parent.code[at..attribute_end(&parent.code, at)?])).any(
            |attribute| {
                let has = |word| attribute.iter().any(|token| token.is_word(word));
                let path = Kind::Text(name.to_owned());
                let names_it = attribute.iter().any(|token| token.kind == path);
                has("cfg_attr") && !has("not") && names_torch(attribute) && names_it
            },
        )
    };
    file.module.split_last().and_then(|(_, parent)| tree.file_of(parent)).is_some_and(chooses)
}

/// What each file names of this crate, as modules and items from the root on.
fn imports(tree: &Tree) -> impl Iterator<Item = (&File, &Named, Vec<String>)> {
    tree.code().flat_map(move |file: &File| {
        file.named.iter().filter_map(move |named| Some((file, named, absolute(named, tree)?)))
    })
}

/// The path from the root on; nothing for a path that does not lead into this crate.
fn absolute(named: &Named, tree: &Tree) -> Option<Vec<String>> {
    let (first, rest) = named.segments.split_first()?;
    let mut base = named.scope.clone();
    match first.as_str() {
        "crate" | "actsearch" => base.clear(),
        "self" => {}
        "super" => drop(base.pop()),
        _ => {
            base.push(first.clone());
            tree.file_of(&base)?;
        }
    }
    let n_up = rest.iter().take_while(|segment| *segment == "super").count();
    base.truncate(base.len().saturating_sub(n_up));
    base.extend(rest[n_up..].iter().filter(|segment| *segment != "self").cloned());
    Some(base)
}

/// The module below the root that a path leads into; `lib` where it leads to the root itself or an item of it.
fn top_of<'a>(target: &'a [String], tree: &Tree) -> &'a str {
    match target.first() {
        Some(first) if tree.0.iter().any(|file| file.top() == first) => first,
        _ => "lib",
    }
}

/// The file that holds what a path leads to, behind everything that is handed on.
fn written_in<'a>(target: &[String], tree: &'a Tree, steps: usize) -> Option<&'a File> {
    let lengths = (0..=target.len()).rev();
    let (file, length) =
        lengths.into_iter().find_map(|length| Some((tree.file_of(&target[..length])?, length)))?;
    let Some(item) = target.get(length).filter(|_| steps > 0) else { return Some(file) };
    let is_it = |named: &&Named| {
        named.segments.len() > 1 && named.alias.as_ref().or(named.segments.last()) == Some(item)
    };
    let mut onward = file.named.iter().filter(is_it).filter_map(|named| absolute(named, tree));
    let onward = onward.find(|onward| onward.as_slice() != target);
    onward.and_then(|onward| written_in(&onward, tree, steps - 1)).or(Some(file))
}
