//! Lists that can mean nothing else than the one value that is given in their place.

use super::*;

/// Whatever may be listed can be given alone where that can mean nothing else.
#[test]
fn one_value_is_read_as_the_list_of_it_alone_wherever_a_list_is_meant() {
    let set = |key: &str, value: &str| format!("{key}={value}").parse().unwrap();
    for (key, one, listed) in [
        ("activations", "{bases: relu}", "{bases: [relu]}"),
        ("activations", "{bases: {elu: {alpha: 2}}}", "{bases: [{elu: {alpha: 2}}]}"),
        ("activations.sharing", "channel", "[channel]"),
        ("baselines", "sine", "[sine]"),
        ("baselines", "{elu: {alpha: 2}}", "[{elu: {alpha: 2}}]"),
        ("enqueue", "tanh", "[[tanh]]"),
        ("enqueue", "{mix: {bases: tanh}}", "[[{mix: {bases: [tanh]}}]]"),
        ("enqueue", "[tanh]", "[[tanh]]"),
        ("network.preset.mlp.hidden", "8", "[8]"),
        ("training.schedule", "{step: {at: 1}}", "{step: {at: [1]}}"),
        (
            "network",
            "{layers: [{repeat: {times: 2, layers: activation}}, flatten, linear: classes]}",
            "{layers: [{repeat: {times: 2, layers: [activation]}}, flatten, linear: classes]}",
        ),
    ] {
        let [one, listed] =
            [one, listed].map(|value| read(SPACE, &[set(key, value)]).map_err(|it| it.to_string()));
        assert!(one.is_ok() && one == listed, "{key}: {one:?}");
    }
    let source =
        |csv: &str| parse(&format!("data: {{source: {{csv: a.csv, label: b, {csv}}}}}"), &[]).files().source;
    assert!(source("drop: c, na: x").is_some());
    assert_eq!(source("drop: c, na: x"), source("drop: [c], na: [x]"));
}
