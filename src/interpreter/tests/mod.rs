//! The program runs what is written, or says that it does not understand it.

use super::*;

/// What a function `f` without parameters gives.
#[track_caller]
fn given(text: &str, framework: Framework) -> Result<Value, String> {
    Program::read(text, framework)?.call_named("f", Vec::new())
}

#[track_caller]
fn check(text: &str, framework: Framework, expected: f64) {
    let found = given(text, framework).and_then(|value| value.as_number());
    assert_eq!(found, Ok(expected), "{text}");
}

#[track_caller]
fn refuses(text: &str, framework: Framework, reason: &str) {
    let found = given(text, framework).map(|_| ()).unwrap_err();
    assert!(found.contains(reason), "{found} does not say {reason}");
}

#[test]
fn python_is_run_as_python_runs_it() {
    let python = |body: &str, expected| check(&format!("def f():\n    {body}\n"), Framework::Torch, expected);
    python("return 2 + 3 * 4 - 6 / 3", 12.0);
    python("return -2 * -3", 6.0);
    python("return 1 if 2 > 1 and not 3 == 4 else 0", 1.0);
    python("return [5, 6, 7][-1]", 7.0);
    python("return len([0] * 3 + [1])", 4.0);
    python("return {\"a\": 1, \"b\": 2}[\"b\"]", 2.0);
    python("return max(1.5, 2.5)", 2.5);
    python("return [x * 2 for x in [1, 2, 3] if x > 2][0]", 6.0);
    python("return (lambda a, b: a - b)(5, 2)", 3.0);
}

#[test]
fn classes_of_python_inherit_and_call_what_is_above() {
    let text = "\
from torch import nn


class A(nn.Module):
    N = 3

    def __init__(self, by: float = 2.0) -> None:
        super().__init__()
        self.by = by

    def value(self) -> float:
        return self.N * self.by


class B(A):
    N = 5

    @staticmethod
    def fixed(x):
        return x + 1

    def forward(self, x):
        return self.value() + self.fixed(x)


def f():
    return B(by=4)(10)
";
    check(text, Framework::Torch, 31.0);
}

#[test]
fn rust_is_run_as_rust_runs_it() {
    let rust =
        |body: &str, expected| check(&format!("fn f() -> f32 {{ {body} }}"), Framework::Rust, expected);
    rust("let x = 2.0; if x > 1.0 { x } else { -x }", 2.0);
    rust("let t = [1.0, 2.0, 4.0]; t.iter().rev().fold(0.0, |sum, x| sum * 2.0 + x)", 21.0);
    rust("let (a, b) = (7.0, 2.0); (a / b) as f32", 3.5);
    rust("let x = 2.0; (-x.abs()).max(1.0)", 1.0);
    let slices = "
fn double(values: &mut [f32], inner: usize) {
    for (channel, row) in values.chunks_exact_mut(inner).enumerate() {
        for value in row {
            *value = channel * 10.0 + *value;
        }
    }
}";
    let program = Program::read(slices, Framework::Rust).unwrap();
    let values = slice([1.0, 2.0, 3.0, 4.0].map(Value::Number).to_vec());
    program.call_named("double", vec![values.clone(), Value::Number(2.0)]).unwrap();
    let found: Vec<f64> = values.as_list().unwrap().iter().map(|value| value.as_number().unwrap()).collect();
    assert_eq!(found, [1.0, 2.0, 13.0, 14.0]);
}

#[test]
fn c_is_run_as_c_runs_it() {
    let text = "
static inline float f(void)
{
    static const float rows[2][2] = {
        {1.0f, 2.0f},
        {3.0f, 4.0f},
    };
    float sum = 0.0f;
    for (size_t i = 0; i < 2; i++) {
        const float *const row = rows[i];
        sum += row[0] > 2.0f ? row[1] : -row[0];
    }
    return sum + fmaxf(-5.0f, (float)0.5f);
}
";
    check(&text.replace("(void)\n", "()\n"), Framework::C, 3.5);
}

#[test]
fn functions_have_the_values_that_their_documentation_gives() {
    // Values of mathematics to 15 digits.
    let known = [
        ("F.gelu(torch.tensor([1.0]))", 0.841_344_746_068_543),
        ("F.gelu(torch.tensor([-6.0]))", -5.919_525_870_226_19e-9),
        ("F.gelu(torch.tensor([1.0]), approximate=\"tanh\")", 0.841_191_990_608_276),
        ("F.softplus(torch.tensor([2.0]), beta=0.5)", 2.626_523_375_036_45),
        ("F.selu(torch.tensor([-1.0]))", -1.111_330_737_812_56),
        ("F.hardsigmoid(torch.tensor([1.5]))", 0.75),
        ("F.celu(torch.tensor([-1.0]), alpha=0.5)", -0.432_332_358_381_694),
        ("F.logsigmoid(torch.tensor([-2.0]))", -2.126_928_011_042_97),
        ("torch.softmax(torch.tensor([[0.0, 1.0]]), dim=1)[0]", 0.268_941_421_369_995),
    ];
    for (call, expected) in known {
        let text =
            format!("import torch\nimport torch.nn.functional as F\n\n\ndef f():\n    return {call}\n");
        let found = given(&text, Framework::Torch).and_then(|value| value.as_tensor()).unwrap();
        assert!((found.values[0] / expected - 1.0).abs() < 1e-12, "{call}: {}", found.values[0]);
    }
}

#[test]
fn windows_move_over_images_as_the_libraries_say() {
    let count = |numbers: std::ops::Range<u8>| numbers.map(f64::from).collect::<Vec<f64>>();
    let x = Tensor::new(vec![1, 1, 3, 4], count(0..12)).unwrap();
    let kernel = Tensor::new(vec![1, 1, 2, 2], vec![1.0, 10.0, 100.0, 1000.0]).unwrap();
    let plain = x.convolved(&kernel, &Window::square(2, 1, 0)).unwrap();
    assert_eq!((plain.shape, plain.values[0], plain.values[5]), (vec![1, 1, 2, 3], 5410.0, 12_076.0));
    let padded = x.convolved(&kernel, &Window::square(2, 2, 1)).unwrap();
    assert_eq!(
        (padded.shape, padded.values),
        (vec![1, 1, 2, 3], vec![0.0, 2100.0, 300.0, 8040.0, 10_965.0, 1107.0])
    );
    let largest = x.pooled(&Window::square(2, 2, 1), true).unwrap();
    assert_eq!(largest.values, [0.0, 2.0, 3.0, 8.0, 10.0, 11.0]);
    let mean = x.pooled(&Window::square(2, 2, 1), false).unwrap();
    assert_eq!(mean.values, [0.0, 0.75, 0.75, 3.0, 7.5, 4.5]);
    let moved = Tensor::new(vec![1, 2, 3], count(0..6)).unwrap().moved(&[2, 0, 1]).unwrap();
    assert_eq!((moved.shape, moved.values), (vec![3, 1, 2], vec![0.0, 3.0, 1.0, 4.0, 2.0, 5.0]));
    let wider = Tensor::new(vec![2, 2], count(1..5)).unwrap().padded(&[[0, 1], [1, 0]], 9.0).unwrap();
    assert_eq!((wider.shape, wider.values), (vec![3, 3], vec![9.0, 1.0, 2.0, 9.0, 3.0, 4.0, 9.0, 9.0, 9.0]));
    assert!(
        x.convolved(&kernel, &Window::square(3, 1, 0)).is_err()
            && x.pooled(&Window::square(5, 1, 0), true).is_err()
    );
}

#[test]
fn what_is_not_understood_is_refused() {
    let python = |body: &str, reason: &str| {
        let text = format!("import torch\n\n\ndef f():\n    {body}\n");
        refuses(&text, Framework::Torch, reason);
    };
    python("return torch.sinh(1.0)", "`torch.sinh` is not known");
    python("return torch.sigmoid(1.0, out=2)", "an argument that is not known: out");
    python("return unknown(1)", "there is no `unknown`");
    python("while True: pass", "\"True\" behind a statement");
    python("return 1 < 2 < 3", "comparisons in a row");
    python("return f()", "more than 30 calls in each other");
    python("raise ValueError", "an error is raised");
    python("return [1, 2][2]", "place 2 of 2");
    python("return \"one\" + 1", "\"one\" + 1");
    refuses("def f():\n    return 1\n\n\ndef f():\n    return 2\n", Framework::Torch, "defined twice");
    refuses("#[cfg(test)]\nfn f() -> f32 { 1.0 }", Framework::Rust, "an attribute that is not known: cfg");
    refuses("fn f() -> f32 { unsafe { 1.0 } }", Framework::Rust, "line 1");
    refuses("#pragma once\n", Framework::C, "a directive that is not known: #pragma once");
    refuses("static inline float f(size_t n)\n{\n    goto end;\n}\n", Framework::C, "line 3");
}

#[test]
fn neither_loops_nor_nesting_are_endless() {
    let endless = "static inline float f()\n{\n    for (size_t i = 0; i < 2; i = i) {\n        i = i;\n    }\n    return 1.0f;\n}\n";
    let program = Program::read(endless, Framework::C).unwrap();
    program.steps.set(MOST_STEPS - 1000);
    let found = program.call_named("f", Vec::new()).map(|_| ()).unwrap_err();
    assert!(found.contains("it does not seem to end"), "{found}");
    let deep = format!("def f():\n    return {}1{}\n", "(".repeat(5000), ")".repeat(5000));
    refuses(&deep, Framework::Torch, "more than 120 expressions in each other");
    let signs = format!("def f():\n    return {}1\n", "- ".repeat(100_000));
    refuses(&signs, Framework::Torch, "in each other");
}
