//! Samples that break one rule each, and samples that only look as if they did: the checker finds the first and lets the
//! second pass.

use crate::imports::Breaches;
use crate::lexer::{Kind, tokens};
use crate::page::{Dependency, Page, dependencies};
use crate::source::{File, Tree};
use crate::{house, imports};

const HEAD: &str = "| --- | --- |\n";

fn tree(files: &[(&str, &str)]) -> Tree {
    Tree(files.iter().map(|(path, text)| File::new(path, text)).collect())
}

/// A page with these rows of the table of floors and of the table of crates.
fn page(floors: &str, crates: &str) -> Page {
    Page::read(&format!(
        "| floor | modules |\n{HEAD}{floors}\n\n| crate | modules |\n{HEAD}{crates}\n\n\
         | format | version | constant |\n{HEAD}| log | 2 | `src/log.rs` `FORMAT` |\n\n\
         | absent | proved by |\n{HEAD}| loss | `low::it_holds` `tests/whole::it_holds` |\n"
    ))
}

const FLOORS: &str =
    "| 0 | `low` |\n| 1 | `mid` · `side` |\n| 2 | `tensor`* |\n| 3 | `high` |\n| 4 | `lib` · `main` |";

#[track_caller]
fn check(breaches: &Breaches, expected: &[&str]) {
    assert_eq!(breaches, expected);
}

/// What `imports_go_down` says about one file of the module `mid` beside the modules of `FLOORS`.
fn going_down(path: &str, text: &str) -> Breaches {
    let files = [("low.rs", ""), ("side.rs", ""), ("tensor.rs", ""), ("high.rs", ""), ("lib.rs", "")];
    let mut tree = tree(&files);
    tree.0.push(File::new(path, text));
    imports::imports_go_down(&tree, &page(FLOORS, ""))
}

#[test]
fn comments_strings_and_lifetimes_are_no_code() {
    let text = r##"
        // crate::high
        /* crate::high /* nested */ still */
        //! [`x`](crate::high)
        fn f<'a>(c: char) -> &'a str { let _ = ('"', '\'', b'"', '\u{1F}'); r#"crate::high " quoted"# }
        const BYTES: &[u8] = br"\"; const TEXT: &str = "a \" crate::high";
        fn r#type() { 1.0.max(x.0.y..2) }
    "##;
    let words: Vec<String> =
        tokens(text).iter().filter_map(|token| token.word().map(str::to_owned)).collect();
    assert_eq!(words.join(" "), "fn f c char str let _ const BYTES u8 const TEXT str fn type max x y");
    let last = tokens("a\n\"b\nc\"\n'd' e").pop().unwrap();
    assert_eq!((last.kind, last.line), (Kind::Word("e".to_owned()), 4));
}

#[test]
fn an_import_from_a_lower_floor_is_fine() {
    check(
        &going_down(
            "mid.rs",
            "use crate::low::X; use self::own::Y; use std::fmt; fn f() { crate::low::g() }",
        ),
        &[],
    );
    check(&going_down("mid/part.rs", "use super::own; mod inner { use super::super::own; }"), &[]);
    check(&going_down("mid.rs", "// crate::high\nfn f() { print(\"crate::high::x\") }"), &[]);
    check(&going_down("mid.rs", "pub(crate) fn f() {} pub(in crate::mid) fn g() {}"), &[]);
}

#[test]
fn an_import_from_a_higher_floor_or_a_sibling_is_found() {
    let up = |line: usize, path: &str| {
        format!("src/mid.rs:{line}: `mid` (floor 1) imports from `high` (floor 3) by `{path}`")
    };
    check(&going_down("mid.rs", "\nuse crate::high::X;"), &[&up(2, "crate::high::X")]);
    check(
        &going_down("mid.rs", "use crate::{low, high::{a, b as c}};").split_off(1),
        &[&up(1, "crate::high::b")],
    );
    check(&going_down("mid.rs", "use crate::high as low;"), &[&up(1, "crate::high")]);
    check(&going_down("mid.rs", "fn f() { if x { crate::high::g::<u8>() } }"), &[&up(1, "crate::high::g")]);
    check(&going_down("mid.rs", "impl From<crate::high::X> for Y {}"), &[&up(1, "crate::high::X")]);
    check(&going_down("mid.rs", "use super::high::X;"), &[&up(1, "super::high::X")]);
    check(&going_down("mid.rs", "mod inner { use super::super::high; }"), &[&up(1, "super::super::high")]);
    check(&going_down("mid.rs", "#[cfg(not(test))] use crate::high;"), &[&up(1, "crate::high")]);
    check(&going_down("mid.rs", "#[cfg(any(test, unix))] use crate::high;"), &[&up(1, "crate::high")]);
    let sibling =
        "src/mid/a/b.rs:1: `mid` (floor 1) imports from `side` (floor 1) by `super::super::super::side`";
    check(&going_down("mid/a/b.rs", "use super::super::super::side;"), &[sibling]);
}

#[test]
fn an_import_from_the_root_is_found() {
    for (text, path) in
        [("crate::NAME", "crate::NAME"), ("crate::*", "crate::*"), ("super::NAME", "super::NAME")]
    {
        let expected = format!("src/mid.rs:1: `mid` (floor 1) imports from `lib` (floor 4) by `{path}`");
        check(&going_down("mid.rs", &format!("use {text};")), &[&expected]);
    }
    let expected = "src/main.rs:1: `main` (floor 4) imports from `lib` (floor 4) by `actsearch::NAME`";
    check(&going_down("main.rs", "fn main() { actsearch::high::main(actsearch::NAME) }"), &[expected]);
}

#[test]
fn tests_may_import_whatever_they_test_with() {
    check(&going_down("mid/tests.rs", "use crate::high::X;"), &[]);
    check(&going_down("mid/tests/one.rs", "use crate::high::X;"), &[]);
    check(
        &going_down("mid.rs", "#[cfg(test)] #[allow(dead_code)] mod tests { use crate::high::X; fn f() {} }"),
        &[],
    );
    check(&going_down("mid.rs", "#[cfg(test)] use crate::high::X;"), &[]);
    let behind = "#[cfg(test)] mod tests { fn f() {} } use crate::high;";
    assert_eq!(going_down("mid.rs", behind).len(), 1);
}

#[test]
fn a_pure_module_that_imports_from_a_starred_one_is_found() {
    let expected = "src/high/part.rs:1: `high` is pure and imports `crate::tensor::X`, which needs libtorch";
    check(&going_down("high/part.rs", "use crate::tensor::X;"), &[expected]);
    let chosen = [
        ("high/mod.rs", "#[cfg_attr(feature = \"torch\", path = \"part.rs\")] mod training;"),
        ("high/part.rs", "use crate::tensor::X;"),
        ("tensor.rs", ""),
    ];
    check(&imports::imports_go_down(&tree(&chosen), &page(FLOORS, "")), &[]);
}

#[test]
fn modules_and_floors_belong_together() {
    let tree = tree(&[("low/mod.rs", ""), ("low/part.rs", ""), ("new.rs", ""), ("lib.rs", "")]);
    check(
        &imports::modules_are_listed(&tree, &page("| 0 | `low` · `old` |\n| 1 | `lib` · `low` |", "")),
        &[
            "`new` is missing from the table of floors",
            "`old` is in the table of floors, but not in src",
            "1 modules stand on two floors",
        ],
    );
}

#[test]
fn a_cycle_of_files_is_found_behind_what_is_handed_on() {
    let circle = [
        ("a/mod.rs", "pub use one::One; pub use two::Two as Deux;"),
        ("a/one.rs", "use super::Deux;"),
        ("a/two.rs", "use crate::b::three;"),
        ("b/mod.rs", "pub mod three;"),
        ("b/three.rs", "\nfn f() { crate::a::One::new() }"),
        ("b/four.rs", "use super::three; use crate::a::One;"),
    ];
    check(
        &imports::imports_have_no_cycle(&tree(&circle)),
        &[
            "src/a/one.rs:1: imports from src/a/two.rs, which leads back",
            "src/a/two.rs:1: imports from src/b/three.rs, which leads back",
            "src/b/three.rs:2: imports from src/a/one.rs, which leads back",
        ],
    );
    let face = [("a/mod.rs", "mod one; fn f() { one::g() }"), ("a/one.rs", "use super::f;")];
    check(&imports::imports_have_no_cycle(&tree(&face)), &[]);
}

#[test]
fn a_foreign_crate_out_of_its_place_is_found() {
    let check = |path: &str, text: &str, expected: &[&str]| {
        let crates = "| `tch` | `mid::inner` |\n| `serde` | anywhere |\n| `build-only` `unsafe` | outside: here |\n| `std::fs` | `mid` |";
        let tree =
            tree(&[("mid/inner.rs", "use tch::Tensor;"), ("mid/mod.rs", "use std::fs;"), (path, text)]);
        check(&imports::foreign_crates_stay_in_their_place(&tree, &page(FLOORS, crates)), expected);
    };
    check("low.rs", "use serde::Serialize; fn f() { super::tch::x(); x.tch(); let tch = 1; }", &[]);
    check("mid/inner/deep.rs", "fn f() { tch::no_grad(g) }", &[]);
    check("mid/tests.rs", "use tch::Tensor;", &[]);
    check("low.rs", "\nuse ::tch::{Tensor};", &["src/low.rs:2: `tch` has no place in `low`"]);
    check("mid/other.rs", "extern crate tch;", &["src/mid/other.rs:1: `tch` has no place in `mid::other`"]);
    check("low.rs", "#[derive(tch::Kind)] struct X;", &["src/low.rs:1: `tch` has no place in `low`"]);
    check("low.rs", "use std::{fmt, fs::File};", &["src/low.rs:1: `std::fs` has no place in `low`"]);
    check("low.rs", "use build_only as b;", &["src/low.rs:1: `build-only` has no place in `low`"]);
    check("low.rs", "fn f() { unsafe { g() } }", &["src/low.rs:1: `unsafe` has no place in `low`"]);
}

#[test]
fn a_place_that_a_crate_does_not_use_is_found() {
    let tree = tree(&[("low.rs", "use tch::Tensor;"), ("mid.rs", "")]);
    let expected = "the table allows `tch` in `mid`, which does not use it";
    check(
        &imports::foreign_crates_stay_in_their_place(&tree, &page(FLOORS, "| `tch` | `low` `mid` |")),
        &[expected],
    );
}

const MANIFEST: &str = "
[package]
name = \"x\" # [dependencies]
[features]
torch = [\"dep:tch\"]
[dependencies]
# clap = \"4\"
serde = { version = \"1\" }
tch = { version = \"0.24\", optional = true }
[dependencies.csv]
version = \"1\"
[dev-dependencies]
tempfile = \"3\"
";

#[test]
fn dependencies_and_the_table_of_crates_belong_together() {
    let found = dependencies(MANIFEST);
    let names: Vec<&str> = found.iter().map(|dependency| dependency.name.as_str()).collect();
    assert_eq!(names, ["serde", "tch", "csv", "tempfile"]);
    let good = "| `serde` `csv` | anywhere |\n| `tch` | `low` |\n| `tempfile` | outside: tests |\n| `std::fs` `unsafe` | `low` |";
    check(&imports::dependencies_are_listed(&found, &page("", good)), &[]);
    let bad = "| `serde` `tempfile` | anywhere |\n| `tch` `rand` | `low` |";
    check(
        &imports::dependencies_are_listed(&found, &page("", bad)),
        &[
            "`csv` is missing from the table of crates",
            "`tempfile` is for tests and benches only, but the table says more",
            "`rand` is in the table of crates, but not in Cargo.toml",
        ],
    );
}

#[test]
fn a_star_without_its_feature_is_found() {
    let stars = |lib: &str, mid: &str| {
        let optional =
            [Dependency { name: "tch".to_owned(), kind: "dependencies".to_owned(), is_optional: true }];
        let tree = tree(&[("lib.rs", lib), ("tensor.rs", "use tch::Tensor;"), ("mid.rs", mid)]);
        imports::stars_are_the_feature_torch(&tree, &page(FLOORS, ""), &optional)
    };
    let gated = "pub mod mid; #[cfg(feature = \"torch\")] pub mod tensor;";
    check(&stars(gated, ""), &[]);
    check(&stars("pub mod tensor;", ""), &["`tensor` has a star, but is built without libtorch"]);
    check(&stars(gated, "use tch::Tensor;"), &["src/mid.rs:1: `tch` has no place in `mid`"]);
    let other = format!("{gated} #[cfg(feature = \"torch\")] mod mid;");
    check(&stars(&other, ""), &["`mid` needs libtorch, but has no star"]);
    check(
        &stars(&gated.replace("feature", "not(feature"), ""),
        &["`tensor` has a star, but is built without libtorch"],
    );
}

#[test]
fn a_file_without_its_subject_or_with_an_empty_name_is_found() {
    let tree = tree(&[("low.rs", "//! Fine."), ("mid.rs", "use x;\n//! Late."), ("low/tests.rs", "/// No.")]);
    let headless = ["src/mid.rs:1: begins without `//! `", "src/low/tests.rs:1: begins without `//! `"];
    check(&house::files_begin_with_their_subject(&tree), &headless);
    for name in ["utils", "helpers", "common", "types", "manager", "errors"] {
        let tree = self::tree(&[("error.rs", ""), (&format!("low/{name}.rs"), "")]);
        check(
            &house::files_have_names_of_their_own(&tree),
            &[&format!("src/low/{name}.rs: a name that says nothing")],
        );
    }
}

#[test]
fn long_files_are_found() {
    let lengths = |lengths: &[usize]| {
        let file =
            |(number, length): (usize, &usize)| File::new(&format!("f{number}.rs"), &"\n".repeat(*length));
        house::files_are_short(&Tree(lengths.iter().enumerate().map(file).collect()))
    };
    check(&lengths(&[150, 150, 150, 150, 150, 150, 150, 150, 300, 400]), &[]);
    check(
        &lengths(&[401]).split_off(2),
        &["100 % of the files must have at most 400 lines, but `src/f0.rs` has 401"],
    );
    check(
        &lengths(&[1, 151, 151]),
        &["50 % of the files must have at most 150 lines, but `src/f1.rs` has 151"],
    );
    check(
        &lengths(&[1, 1, 1, 1, 1, 1, 1, 1, 301, 302]),
        &["90 % of the files must have at most 300 lines, but `src/f8.rs` has 301"],
    );
}

#[test]
fn long_functions_are_found() {
    let function = |lines: usize| {
        format!("fn f(x: [u8; 2]) -> Result<X, Y> where Z: A {{{}}}\n", "\n".repeat(lines - 1))
    };
    let functions = |text: String| house::functions_are_short(&tree(&[("low.rs", &text)]));
    check(
        &functions(function(10) + &function(80) + "trait T { fn without(&self); }" + &function(10))
            .split_off(1),
        &[],
    );
    check(
        &functions(function(10) + &function(11) + &function(12)),
        &["50 % of the functions must have at most 10 lines, but `src/low.rs:11 f` has 11"],
    );
    check(
        &functions(function(1).repeat(8) + &function(36).repeat(2)),
        &["90 % of the functions must have at most 35 lines, but `src/low.rs:9 f` has 36"],
    );
    check(
        &functions(function(1).repeat(98) + &function(81).repeat(2)),
        &["99 % of the functions must have at most 80 lines, but `src/low.rs:99 f` has 81"],
    );
    let test = format!("#[cfg(test)] mod tests {{ {} }}", function(900));
    check(&functions(function(5) + &test), &[]);
}

#[test]
fn many_or_large_traits_are_found() {
    let methods =
        |count: usize| "fn required(&self) -> [u8; 2];".repeat(count) + "fn given(&self) { let fn_ = 1; }";
    let small = format!("pub trait T: Sync {{ {} }}", methods(4));
    check(&house::traits_are_few_and_small(&tree(&[("low.rs", &small.repeat(4))])), &[]);
    check(
        &house::traits_are_few_and_small(&tree(&[("low.rs", &format!("trait T {{ {} }}", methods(5)))])),
        &["src/low.rs:1 T: asks for 5 methods, more than 4"],
    );
    let many = house::traits_are_few_and_small(&tree(&[("low.rs", &"trait T {}\n".repeat(5))]));
    assert!(many[0].starts_with("5 traits, more than 4: src/low.rs:1 T, src/low.rs:2 T"), "{many:?}");
}

#[test]
fn unwrapped_and_unfinished_code_is_found() {
    let fine = "fn f() { x.unwrap_or(1); x.expect(\".unwrap()\"); } // todo!()\n#[cfg(test)] mod tests { fn f() { x.unwrap() } }";
    check(&house::nothing_is_unwrapped(&tree(&[("low.rs", fine), ("low/tests.rs", "x.unwrap()")])), &[]);
    check(
        &house::nothing_is_unfinished(&tree(&[("low.rs", fine), ("mid.rs", "let todo = 1; f(todo)")])),
        &[],
    );
    check(
        &house::nothing_is_unwrapped(&tree(&[("low.rs", "fn f() { x\n.unwrap() }")])),
        &["src/low.rs:2: `.unwrap()`: say why it holds by `expect`"],
    );
    for name in ["todo", "unimplemented", "dbg"] {
        let tree = tree(&[("low/tests.rs", &format!("fn f() {{ {name}!() }}"))]);
        check(&house::nothing_is_unfinished(&tree), &["src/low/tests.rs:1: unfinished"]);
    }
}

#[test]
fn digits_that_are_counted_past_numbers_are_found() {
    let fine = "format!(\"{name:>8} {share} {{{x:?}}}\"); let y = Z { a: 1.0 }; // {a: .5 b}";
    let sample =
        tree(&[("cli/fine.rs", fine), ("cli/plot/axis.rs", "\"{tick:.1}\""), ("low.rs", "\"{x:.1}\"")]);
    check(&house::numbers_have_one_form(&sample), &[]);
    for wrong in ["{share:.2}", "{:+.1}", "{rate:>9.0}", "{0:.1e}"] {
        let sample = tree(&[("cli/top.rs", &format!("f(\n\"{wrong} %\")"))]);
        let told = "src/cli/top.rs:2: digits are counted past `numbers`";
        check(&house::numbers_have_one_form(&sample), &[told]);
    }
}

#[test]
fn a_path_that_is_asked_past_disk_is_found() {
    let tree = tree(&[("disk/mod.rs", "p.exists()"), ("low.rs", "exists(); p.exists; p\n.exists()")]);
    check(&house::files_are_asked_for_through_disk(&tree), &["src/low.rs:2: a path is asked past `disk`"]);
}

#[test]
fn serde_that_hides_what_is_wrong_is_found() {
    let serde = |text: &str| house::serde_says_what_is_wrong(&tree(&[("low.rs", text)]));
    check(
        &serde("#[serde(tag = \"untagged\")] struct X { #[command(flatten)] y: Y } let flatten = serde();"),
        &[],
    );
    check(&serde("#[serde(untagged)] enum X {}"), &["src/low.rs:1: flattened or untagged"]);
    check(&serde("struct X {\n#[serde(default, flatten)] y: Y }"), &["src/low.rs:2: flattened or untagged"]);
}

#[test]
fn a_format_or_a_proof_that_is_not_there_is_found() {
    let with = |constant: &str, test: &str| {
        let (log, low, whole) =
            (File::new("log.rs", constant), File::new("low/tests.rs", test), File::new("whole.rs", test));
        let files = [("src/log.rs", &log), ("src/low/tests.rs", &low), ("tests/whole.rs", &whole)];
        let files = files.map(|(path, file)| (path.to_owned(), file));
        let page = page(FLOORS, "");
        [house::formats_are_as_listed(&files, &page), house::proofs_are_there(&files, &page)].concat()
    };
    check(&with("pub const FORMAT: u32 = 2;", "fn it_holds() {}"), &[]);
    check(
        &with("const FORMAT: u32 = 1;", "// fn it_holds"),
        &[
            "`FORMAT` in src/log.rs is Some(\"1\"), not 2",
            "there is no test `low::it_holds`",
            "there is no test `tests/whole::it_holds`",
        ],
    );
    check(&with("let FORMAT = 2;", "fn it_holds() {}"), &["`FORMAT` in src/log.rs is None, not 2"]);
}
