//! Names, strings, numbers and lines are written with care.

use super::*;
use crate::export::identifier::class_names;
use crate::export::layout::{Literal, fill, return_sum};
use proptest::prelude::*;

#[test]
fn a_module_imports_and_defines_only_what_it_uses() {
    let python = |site| render(Format::Pytorch, &define(vec![site]).unwrap());
    let plain = |base| python(learned(&[base], Hull::Frozen, Sharing::Layer, &[&[1.0]]));
    let imports = |text: &str| -> Vec<String> {
        text.lines()
            .filter(|line| line.starts_with("import") || line.starts_with("from"))
            .map(str::to_owned)
            .collect()
    };
    assert_eq!(imports(&plain(Base::Identity)), ["from torch import Tensor, nn"]);
    assert_eq!(imports(&plain(Base::Sine)), ["import torch", "from torch import Tensor, nn"]);
    assert_eq!(
        imports(&plain(Base::RELU)),
        ["import torch.nn.functional as F", "from torch import Tensor, nn"]
    );
    let affine = python(pair(Hull::Affine, Sharing::Layer, &[&[0.5, 0.5]]));
    assert_eq!(imports(&affine).len(), 3);
    for absent in ["_ConvexMix", "_LinearMix", "_FrozenMix", "_along_channels"] {
        assert!(!affine.contains(absent), "{absent}");
    }
}

#[test]
fn swish_is_written_in_its_simplest_form() {
    let forward = |bases: &[Base], rows: &[&[f32]]| {
        let mix = Mix::new(bases.to_vec(), Hull::Affine, Sharing::Layer);
        let site = learned(bases, mix.hull, Sharing::Layer, rows);
        let text = render(Format::Pytorch, &define(vec![site]).unwrap());
        text.lines().find(|line| line.starts_with("        return ")).unwrap().trim().to_owned()
    };
    assert_eq!(forward(&[Base::Swish { beta: 1.0, learned: false }], &[&[1.0]]), "return F.silu(x)");
    assert_eq!(
        forward(&[Base::Swish { beta: -2.0, learned: false }], &[&[1.0]]),
        "return x * torch.sigmoid(-2.0 * x)"
    );
    assert_eq!(
        forward(&[Base::Swish { beta: 1.5, learned: false }, Base::RELU], &[&[0.5, 0.5]]),
        "return alpha[0] * (x * torch.sigmoid(1.5 * x)) + alpha[1] * F.relu(x)"
    );
}

#[test]
fn sites_become_classes_with_valid_and_different_names() {
    let check = |sites: &[&str], expect: &[&str]| assert_eq!(class_names(sites.iter().copied()), expect);
    check(&["conv1", "fc_out", "CONV2"], &["Conv1Activation", "FcOutActivation", "CONV2Activation"]);
    check(&["layer1.0.act", "layer10.act"], &["Layer1_0ActActivation", "Layer10ActActivation"]);
    check(&["1st", "2.5", ""], &["Site1stActivation", "Site2_5Activation", "SiteActivation"]);
    check(&["class", "None", "活性化"], &["ClassActivation", "NoneActivation", "SiteActivation"]);
    check(&["a b", "a-b", "a/b", "aB"], &["ABActivation", "ABActivation2", "ABActivation3", "ABActivation4"]);
    check(&["x\"; import os\n#", "größe"], &["XImportOsActivation", "GrEActivation"]);
}

#[test]
fn strings_are_escaped() {
    let check = |value: &str, expect: &str| assert_eq!(literal::text(value), expect);
    check("plain text", r#""plain text""#);
    check("\"\\", r#""\"\\""#);
    check("a\nb\r\tc", r#""a\nb\r\tc""#);
    check("\0\u{1b}\u{7f}\u{e9}", r#""\x00\x1b\x7f\xe9""#);
    check("\u{202e}\u{2028}活", r#""\u202e\u2028\u6d3b""#);
    check("😀", r#""\U0001f600""#);
}

#[test]
fn numbers_are_the_shortest_that_read_back() {
    let check = |value: f32, expect: &str| assert_eq!(literal::single(value), expect);
    check(0.1, "0.1");
    check(-0.0, "-0.0");
    check(1.0, "1.0");
    check(16_777_216.0, "16777216.0");
    check(1e-7, "1.0e-7");
    check(1.5e20, "1.5e+20");
    check(f32::MAX, "3.4028235e+38");
    check(f32::from_bits(1), "1.0e-45");
    // Read as f64 and rounded, 7.038531e-26 is the next f32.
    check(7.038_531e-26, "7.038530691851209e-26");
    assert_eq!(literal::double(0.1), "0.1");
    assert_eq!(literal::double(1e300), "1.0e+300");
}

#[test]
fn literals_break_where_a_formatter_would_break_them() {
    let numbers = |n| Literal::Tuple((0..n).map(|_| Literal::Word("0.12345678".to_owned())).collect());
    let rows = |n_rows, n| Literal::Tuple((0..n_rows).map(|_| numbers(n)).collect());
    assert_eq!(rows(1, 2).lay_out(4, 19), "((0.12345678, 0.12345678),)");
    assert_eq!(rows(2, 1).lay_out(4, 19), "((0.12345678,), (0.12345678,))");
    let row = numbers(3).lay_out(8, 8);
    assert_eq!(rows(2, 3).lay_out(4, 19), format!("(\n        {row},\n        {row},\n    )"));
    assert!(rows(3, 9).lay_out(4, 19).lines().all(|line| line.len() <= 88));
}

#[test]
fn sums_and_paragraphs_break_at_the_width() {
    let terms = |n| vec!["alpha[0] * torch.sigmoid(x)".to_owned(); n];
    assert_eq!(return_sum(&terms(2), 8).lines().count(), 1);
    assert_eq!(return_sum(&terms(2), 26).lines().count(), 3);
    assert_eq!(return_sum(&terms(3), 8).lines().count(), 5);
    let text = "word ".repeat(40);
    assert!(fill(text.trim(), 4).lines().all(|line| line.starts_with("    word") && line.len() <= 88));
    assert_eq!(fill("a\u{a0}b c", 0), "a b c");
}

proptest! {
    #[test]
    fn class_names_are_identifiers_and_all_different(sites in prop::collection::hash_set(any::<String>(), 1..20)) {
        let names = class_names(sites.iter().map(String::as_str));
        prop_assert!(names.iter().all(|name| name.starts_with(|c: char| c.is_ascii_uppercase())));
        prop_assert!(names.iter().all(|name| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')));
        prop_assert_eq!(names.iter().collect::<std::collections::HashSet<_>>().len(), sites.len());
    }
}
