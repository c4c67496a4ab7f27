//! What `actsearch activations` tells about the bases.

use crate::support::{Ended, Place};
use serde_json::{Value, json};

fn run(line: &str) -> Ended {
    Place::new().run(line)
}

/// The rest of the line that begins with this key.
#[track_caller]
fn told(text: &str, key: &str) -> String {
    let line = text.lines().find(|line| line.split("  ").next() == Some(key));
    line.unwrap_or_else(|| panic!("no `{key}` in\n{text}"))[key.len()..].trim_start().to_owned()
}

#[test]
fn every_base_has_a_line_that_fits_the_page() {
    let list = run("activations").with_code(0).stdout;
    let bases = run("activations --json").with_code(0).json();
    let names: Vec<&str> =
        bases.as_array().unwrap().iter().map(|base| base["name"].as_str().unwrap()).collect();
    let listed: Vec<&str> =
        list.lines().skip(1).map(|line| line.split_whitespace().next().unwrap()).collect();
    assert_eq!(listed, names);
    assert_eq!(names.len(), 29);
    let headings: Vec<&str> = list.lines().next().unwrap().split_whitespace().collect();
    assert_eq!(headings, ["name", "f(x)", "range", "monotone", "smooth", "parameters"]);
    assert!(list.lines().all(|line| line.len() <= 130), "{list}");
}

#[test]
fn a_base_is_told_with_parameters_properties_and_a_plot() {
    let text = run("activations swish").with_code(0).stdout;
    let check = |key: &str, expected: &str| assert_eq!(told(&text, key), expected);
    check("name", "swish");
    check("aliases", "silu");
    check("f(x)", "x / (1 + exp(-beta * x))");
    check("f(x) in LaTeX", r"\frac{x}{1 + e^{-\beta x}}");
    check(
        "beta",
        "1 where not given, from -100 to 100: how sharp the gate is; where training starts if it is learned",
    );
    check(
        "learned",
        "false where not given, true or false: whether beta is learned together with the coefficients",
    );
    check("range", "[-0.2785, inf)");
    check("monotone", "no");
    check("smooth", "yes");
    check("f(0)", "0");
    check("f'(0)", "0.5");
    assert!(text.ends_with("* f(x)   . f'(x)\n"), "{text}");
    assert_eq!(run("activations silu").with_code(0).stdout, text);
}

#[test]
fn other_parameters_can_be_looked_at() {
    let text = run("activations relu --set max_value=6 --set negative_slope=-0.5").with_code(0).stdout;
    assert!(told(&text, "max_value").starts_with("6 here, none where not given, from 0.001 on: "), "{text}");
    assert!(told(&text, "threshold").starts_with("0 where not given, from -10 to 10: "), "{text}");
    assert_eq!(told(&text, "range"), "[0, inf) at the defaults");
    assert_eq!(told(&text, "f'(0)"), "-0.5");
    let json = run("activations relu --set max_value=6 --json").with_code(0).json();
    let max_value = &json["parameters"][1];
    assert_eq!((&max_value["value"], &max_value["default"]), (&json!(6.0), &Value::Null));
    assert_eq!(
        (&json["range"], &json["monotone"], &json["smooth"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
    let explicit = run("activations relu --set max_value=none --set threshold=0").with_code(0).stdout;
    assert_eq!(explicit, run("activations relu").with_code(0).stdout);
}

#[test]
fn the_json_has_every_fact() {
    let gelu = run("activations gelu --json").with_code(0).json();
    let keys: Vec<&String> = gelu.as_object().unwrap().keys().collect();
    let expected = [
        "name",
        "aliases",
        "formula",
        "derivative",
        "latex",
        "derivative_latex",
        "parameters",
        "range",
        "monotone",
        "smooth",
        "elementwise",
        "value_at_0",
        "derivative_at_0",
        "source",
    ];
    assert_eq!(keys, expected);
    let approximate = json!({
        "name": "approximate",
        "about": "whether the normal distribution is approximated by tanh",
        "value": false,
        "default": false,
        "allowed": "true or false",
    });
    assert_eq!(gelu["parameters"], json!([approximate]));
    assert_eq!((&gelu["value_at_0"], &gelu["derivative_at_0"]), (&json!(0.0), &json!(0.5)));
}

#[test]
fn softmax_has_no_curve_of_its_own_and_says_so() {
    let text = run("activations softmax").with_code(0).stdout;
    assert_eq!((told(&text, "f(0)"), told(&text, "f'(0)")), ("-".to_owned(), "-".to_owned()));
    let note = "not elementwise, so it has no curve; the plot shows the first output over two channels (x, 0), and \
                its derivative by x";
    assert_eq!(told(&text, "note"), note);
    let json = run("activations softmax --json").with_code(0).json();
    assert_eq!((&json["elementwise"], &json["value_at_0"]), (&json!(false), &Value::Null));
}

#[test]
fn a_plot_is_written_as_svg() {
    let place = Place::new();
    let ended = place.run("activations mish --svg mish.svg").with_code(0);
    assert_eq!(ended.stdout, run("activations mish").stdout);
    assert_eq!(ended.stderr, "wrote mish.svg: a plot of mish and its derivative\n");
    let svg = place.read("mish.svg");
    assert!(svg.starts_with("<svg ") && svg.contains("f(x) = x * tanh(ln(1 + exp(x)))"), "{svg}");
    let lost = place.run("activations mish --svg nowhere/mish.svg").with_code(1);
    assert!(lost.stderr.starts_with("error: cannot write `nowhere/mish.svg`: "), "{}", lost.stderr);
    assert_eq!(lost.stdout, "");
}

#[test]
fn a_wrong_parameter_comes_with_what_is_allowed() {
    let check = |line: &str, message: &str| {
        run(&format!("activations {line}")).failed(1, &format!("error: {message}"));
    };
    check(
        "relu --set slope=1",
        "`relu` has no parameter `slope`, known: negative_slope, max_value, threshold",
    );
    check(
        "relu --set maxvalue=1",
        "`relu` has no parameter `maxvalue`, known: negative_slope, max_value, threshold; did you mean `max_value`?",
    );
    check("tanh --set scale=2", "`tanh` has no parameter `scale`: it has none at all");
    check("relu --set max_value=0", "`max_value` of `relu` is `0`, allowed: from 0.001 on, or none");
    check("relu --set max_value=inf", "`max_value` of `relu` is `inf`, allowed: from 0.001 on, or none");
    check("elu --set alpha=nan", "`alpha` of `elu` is `nan`, allowed: from 0 to 100");
    check("elu --set alpha=", "`alpha` of `elu` is ``, allowed: from 0 to 100");
    check("gelu --set approximate=1", "`approximate` of `gelu` is `1`, allowed: true or false");
}

#[test]
fn options_of_one_base_need_its_name() {
    for line in ["--set beta=2", "--svg all.svg"] {
        let ended = run(&format!("activations {line}")).with_code(2);
        assert!(ended.stderr.contains("<NAME>"), "{}", ended.stderr);
    }
    let ended = run("activations elu --set alpha").with_code(2);
    assert!(
        ended.stderr.contains("`alpha` has no `=`, allowed: PARAM=VALUE such as `max_value=6`"),
        "{}",
        ended.stderr
    );
}
