//! How bases are written and read.

use super::*;
use proptest::prelude::*;

fn read(text: &str) -> Result<Base, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

#[track_caller]
fn check(base: Base, json: &str, shown: &str) {
    assert_eq!(serde_json::to_string(&base).unwrap(), json);
    assert_eq!(read(json).unwrap(), base);
    assert_eq!(base.to_string(), shown);
}

#[test]
fn a_base_reads_as_it_is_written() {
    let relu = |negative_slope, max_value, threshold| Base::Relu { negative_slope, max_value, threshold };
    check(Base::RELU, r#""relu""#, "relu");
    check(relu(0.0, 6.0, 0.0), r#"{"relu":{"max_value":6.0}}"#, "relu(max_value=6)");
    check(
        relu(0.1, f64::INFINITY, -0.5),
        r#"{"relu":{"negative_slope":0.1,"threshold":-0.5}}"#,
        "relu(negative_slope=0.1, threshold=-0.5)",
    );
    check(Base::LeakyRelu { slope: 0.1 }, r#"{"leaky_relu":{"slope":0.1}}"#, "leaky_relu(slope=0.1)");
    check(Base::Gelu { approximate: true }, r#"{"gelu":{"approximate":true}}"#, "gelu(approximate=true)");
    check(
        Base::Swish { beta: 2.0, learned: true },
        r#"{"swish":{"beta":2.0,"learned":true}}"#,
        "swish(beta=2, learned=true)",
    );
    check(Base::Swish { beta: 1.0, learned: true }, r#"{"swish":{"learned":true}}"#, "swish(learned=true)");
}

#[test]
fn a_base_at_its_defaults_is_written_as_its_name() {
    for base in Base::ALL {
        check(base, &format!("\"{}\"", base.name()), base.name());
    }
}

#[test]
fn defaults_and_aliases_may_be_written() {
    let check = |text: &str, base: Base| assert_eq!(read(text).unwrap(), base, "{text}");
    check(r#"{"leaky_relu":{"slope":0.01}}"#, Base::LeakyRelu { slope: 0.01 });
    check(r#"{"gelu":{"approximate":false}}"#, Base::Gelu { approximate: false });
    check(r#"{"swish":{"learned":false,"beta":1}}"#, Base::SWISH);
    check(r#"{"relu":{}}"#, Base::RELU);
    check(r#"{"silu":{"beta":2}}"#, Base::Swish { beta: 2.0, learned: false });
    check(r#"{"linear":{"c":-2}}"#, Base::Linear { c: -2.0 });
    check(r#""heaviside""#, Base::BinaryStep { straight_through: false });
}

#[test]
fn what_is_no_base_is_refused_with_the_reason() {
    let check = |text: &str, reason: &str| {
        let message = read(text).unwrap_err();
        assert!(message.contains(reason), "{text}: {message}");
    };
    check(r#""rellu""#, "there is no base `rellu`, known: binary_step, linear, identity, ");
    check(r#"{"maxout":{}}"#, "there is no base `maxout`, known: ");
    check(r#"{"prelu":{"alpha":0.1}}"#, "`prelu` has no parameter `alpha`, known: slope");
    check(r#"{"tanh":{"scale":2}}"#, "`tanh` has no parameter `scale`, known: none");
    check(r#"{"gelu":{"approximate":3}}"#, "`approximate` of `gelu` cannot be `3`, allowed: true or false");
    check(r#"{"relu":{"max_value":true}}"#, "`max_value` of `relu` cannot be `true`, allowed: from 0.001 on");
    check(r#"{"elu":{"alpha":"one"}}"#, "expected a number, true or false");
    check(r#"{"elu":{"alpha":null}}"#, "expected a number, true or false");
    check(r#"{"elu":0.5}"#, "expected a map");
    check("3", "expected a base such as relu or {elu: {alpha: 0.5}}");
    check("{}", "expected a base such as relu or {elu: {alpha: 0.5}}");
    check(r#"{"elu":{},"relu":{}}"#, "expected a base such as relu or {elu: {alpha: 0.5}}");
}

/// Any base with any parameters that are allowed.
fn any_base() -> impl Strategy<Value = Base> {
    (0..Base::ALL.len(), prop::array::uniform3(0.0..1.0_f64)).prop_map(|(place, shares)| {
        let base = Base::ALL[place];
        let pairs = base.facts().parameters.iter().zip(shares);
        base.with_parameters(
            &pairs.map(|(parameter, share)| value(parameter.allowed, share)).collect::<Vec<_>>(),
        )
    })
}

fn value(allowed: Allowed, share: f64) -> f64 {
    match allowed {
        Allowed::Number { min, max } => min + share * (max - min),
        Allowed::Limit { .. } if share < 0.2 => f64::INFINITY,
        Allowed::Limit { min } => min + 20.0 * share,
        Allowed::Switch => share.round(),
    }
}

proptest! {
    #[test]
    fn any_base_reads_as_it_is_written(base in any_base()) {
        let text = serde_json::to_string(&base).unwrap();
        prop_assert_eq!(read(&text).unwrap(), base);
    }

    #[test]
    fn any_base_has_finite_values(base in any_base(), x in -1e3..1e3_f64) {
        prop_assert!(base.value(x).is_finite() && base.derivative(x).is_finite());
    }
}
