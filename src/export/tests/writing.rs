//! Names, strings, numbers and lines are written with care.

use super::*;
use crate::export::identifier::class_names;
use crate::export::layout::{Literal, fill, return_sum};
use proptest::prelude::*;

#[test]
fn a_module_imports_and_defines_only_what_it_uses() {
    let python = |site| pytorch(&define(vec![site]).unwrap());
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
    for absent in
        ["_ConvexMix", "_LinearMix", "_FrozenMix", "_along_channels", "_keras_relu", "theta", "PARAMETERS"]
    {
        assert!(!affine.contains(absent), "{absent}");
    }
}

/// The lines of the methods of the class of a site.
fn methods(site: LearnedMix) -> String {
    let text = pytorch(&define(vec![site]).unwrap());
    let (_, class) = text.split_once("class Conv1Activation").unwrap();
    let (_, methods) = class.split_once("    def forward(self, x: Tensor) -> Tensor:\n").unwrap();
    methods.split_once("\n\n\n").unwrap().0.to_owned()
}

#[test]
fn learned_parameters_are_tensors() {
    let prelu = Base::Prelu { slope: 0.25 };
    let plain = learned(&[prelu], Hull::Frozen, Sharing::Layer, &[&[1.0]]);
    let plain = methods(LearnedMix { parameters: vec![vec![0.5]], ..plain });
    assert!(
        plain.contains("        theta = self.theta[0]\n        return torch.where(x > 0, x, theta[0] * x)\n"),
        "{plain}"
    );
    let swish = Base::Swish { beta: 1.0, learned: true };
    let mixed = learned(&[swish, Base::Sine, swish], Hull::Linear, Sharing::Channel, &[&[1.0, 2.0, 3.0]]);
    let mixed = methods(LearnedMix { parameters: vec![vec![0.5, 0.25]], ..mixed });
    assert!(mixed.contains("        theta = _along_channels(self.theta, x)\n"), "{mixed}");
    assert!(mixed.contains("alpha[0] * (x * torch.sigmoid(theta[0] * x))"), "{mixed}");
    assert!(mixed.contains("alpha[2] * (x * torch.sigmoid(theta[1] * x))"), "{mixed}");
}

#[test]
fn a_simplified_form_has_the_learned_numbers_in_it() {
    let simplified = |bases: &[Base], rows: &[&[f32]]| {
        let methods = methods(learned(bases, Hull::Linear, Sharing::Channel, rows));
        let found = methods.split_once("def simplified(");
        found.and_then(|(_, method)| Some(method.split_once("x: Tensor) -> Tensor:\n")?.1.to_owned()))
    };
    let pair = [Base::Identity, Base::RELU];
    let shown = |body: &str| Some(body.to_owned());
    assert_eq!(
        simplified(&pair, &[&[0.5, 0.5]]),
        shown("        return F.leaky_relu(x, negative_slope=0.5)")
    );
    assert_eq!(
        simplified(&[Base::Sine, Base::Absolute, Base::Absolute], &[&[-0.25, 0.5, -2.0]]),
        shown("        return -0.25 * torch.sin(x) - 1.5 * torch.abs(x)")
    );
    assert_eq!(
        simplified(&[Base::Tanh, Base::Sine], &[&[0.0, 0.0]]),
        shown("        return torch.zeros_like(x)")
    );
    assert_eq!(
        simplified(&pair, &[&[0.5, 0.5], &[2.0, 2.0]]),
        shown(
            "        alpha = _along_channels(self.simplified_alpha, x)
        return alpha[0] * F.leaky_relu(x, negative_slope=0.5)"
        )
    );
    assert_eq!(simplified(&pair, &[&[0.5, 0.5], &[2.0, 1.0]]), None);
}

#[test]
fn what_is_fixed_is_computed_by_its_simplified_form_unless_the_exact_one_is_asked_for() {
    let rows: [&[f32]; 2] = [&[0.5, 0.5], &[2.0, 2.0]];
    for site in [pair(Hull::Affine, Sharing::Layer, &rows[..1]), pair(Hull::Linear, Sharing::Channel, &rows)]
    {
        let definition = define(vec![site]).unwrap();
        let text = |form| {
            let Ok(Exported::Files(files)) = export(Format::Pytorch, What::Mix(&definition), form) else {
                panic!("mixes are written as files")
            };
            String::from_utf8(files[0].bytes.clone()).unwrap()
        };
        let by_default = text(Form::Simplified);
        assert!(
            by_default.contains("        if not self.trainable:\n            return self.simplified(x)\n")
        );
        assert!(!text(Form::Exact).to_lowercase().contains("simpl"));
    }
}

#[test]
fn swish_is_written_in_its_simplest_form() {
    let forward = |bases: &[Base], rows: &[&[f32]]| {
        let mix = Mix::new(bases.to_vec(), Hull::Affine, Sharing::Layer);
        let site = learned(bases, mix.hull, Sharing::Layer, rows);
        let text = pytorch(&define(vec![site]).unwrap());
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
fn relu_is_written_in_its_simplest_form() {
    let check = |negative_slope, max_value, threshold, expected: &str| {
        let base = Base::Relu { negative_slope, max_value, threshold };
        let methods = methods(learned(&[base], Hull::Frozen, Sharing::Layer, &[&[1.0]]));
        let forward = methods.lines().find(|line| line.starts_with("        return "));
        assert_eq!(forward, Some(&*format!("        return {expected}")));
    };
    let none = f64::INFINITY;
    check(0.0, none, 0.0, "F.relu(x)");
    check(0.5, none, 0.0, "F.leaky_relu(x, negative_slope=0.5)");
    check(0.0, 2.0, 0.0, "torch.where(x >= 2.0, 2.0, F.relu(x))");
    check(0.5, 2.0, 1.0, "_keras_relu(x, 0.5, 2.0, 1.0)");
    check(0.0, none, -1.0, "_keras_relu(x, 0.0, float(\"inf\"), -1.0)");
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
    assert_eq!(return_sum(&terms(2), 26).lines().count(), 2);
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

/// Where a run was given another budget after its winner was tested.
#[test]
fn every_format_says_that_the_test_part_was_read_before_the_budget_was_changed() {
    let site = pair(Hull::Affine, Sharing::Layer, &[&[0.25, 0.75]]);
    let of = |tested_among| {
        let provenance = Provenance { test_accuracy: Some(0.5), tested_among, ..provenance() };
        Definition::new(Some(provenance), vec![site.clone()]).unwrap()
    };
    let (extended, usual) = (of(Some(3)), of(None));
    for text in [yaml, crate::export::json::render] {
        assert!(text(&extended).contains("tested_among"), "{}", text(&extended));
        assert!(!text(&usual).contains("tested_among"), "{}", text(&usual));
        assert_eq!(crate::export::read_yaml(&text(&extended)).unwrap(), extended);
    }
    for format in [Format::Pytorch, Format::Keras, Format::Jax, Format::Rust, Format::C] {
        let Ok(Exported::Files(files)) = export(format, What::Mix(&extended), Form::Exact) else {
            panic!("code is written as files")
        };
        let text = String::from_utf8_lossy(&files[0].bytes);
        assert!(
            text.contains("test data was read first after 3 trials, before the budget was changed"),
            "{text}"
        );
    }
}
