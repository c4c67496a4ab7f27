//! What has to be replaced in models that PyTorch exported: `tests/data/exported/make.py` makes the files.

use crate::pt2;
use crate::task::exported::{
    CountedCall, FunctionCalls, ReplacedSite, Replacements, activation_calls, replacements,
};

/// What is replaced where these are the sites, or all calls without a list.
fn found(file: &[u8], sites: Option<&[&str]>) -> Replacements {
    let program = pt2::read(file).unwrap();
    let calls = activation_calls(&program).unwrap();
    let is_chosen = |name: &str| sites.is_none_or(|sites| sites.contains(&name));
    let calls: Vec<_> = calls.into_iter().filter(|call| is_chosen(&call.name)).collect();
    replacements(&program, &calls)
}

/// `relu` for the site of this name, with a mark if its result is written into x.
fn site(site: &ReplacedSite) -> String {
    format!("{}{}", site.name, if site.writes { " writes" } else { "" })
}

/// `act (ReLU) in  2 2: 0 act, 1 act_2`: a module, its scope, how often it is called in each mode, and its sites.
fn modules(found: &Replacements) -> Vec<String> {
    let told = found.modules.iter().map(|module| {
        let sites: Vec<String> =
            module.sites.iter().map(|(call, it)| format!("{call} {}", site(it))).collect();
        let (owner, calls) = (&module.owner, &module.calls);
        let counts = format!("{} {}", calls.training, calls.evaluation);
        format!("{} ({}) in {:?} {counts}: {}", owner.path, owner.class, owner.scope, sites.join(", "))
    });
    told.collect()
}

/// `mul 2: gelu reads gelu 0 tensor 0, makes gelu 0`
fn calls(calls: &FunctionCalls) -> Vec<String> {
    let counts: Vec<String> = calls.counts.iter().map(|(name, count)| format!("{name} {count}")).collect();
    let counted = |call: &CountedCall| format!("{} {}", call.function, call.number);
    let replaced = calls.replaced.iter().map(|call| {
        let (reads, makes) = (counted(&call.reads), counted(&call.makes));
        format!("{}: {reads} is given it as tensor {}, {makes} makes it", site(&call.site), call.tensor)
    });
    std::iter::once(counts.join(", ")).chain(replaced).collect()
}

#[test]
fn a_module_that_is_called_twice_has_a_site_at_each_call_and_a_function_in_the_code_is_seen_there() {
    let found = found(include_bytes!("../../../../tests/data/exported/convolutional.pt2"), None);
    assert_eq!(modules(&found), ["act (ReLU) in \"\" 2 2: 0 act, 1 act_2"]);
    let [functions] = &found.functions[..] else { panic!() };
    assert_eq!((&*functions.owner.path, &*functions.owner.class), ("", "Convolutional"));
    let hidden: Vec<(&str, &str)> =
        functions.hidden.iter().map(|(path, class)| (path.as_str(), class.as_str())).collect();
    let expected = [
        ("act", "ReLU"),
        ("conv", "Conv2d"),
        ("drop", "Dropout"),
        ("head", "Linear"),
        ("norm", "BatchNorm2d"),
        ("stem", "Conv2d"),
    ];
    assert_eq!(hidden, expected);
    let expected = ["gelu 1", "gelu: gelu 0 is given it as tensor 0, gelu 0 makes it"];
    assert_eq!(calls(&functions.calls.training), expected);
    assert_eq!(calls(&functions.calls.evaluation), expected);
    let line = functions.calls.evaluation.replaced[0].site.line.as_ref().unwrap();
    assert_eq!(line.code, "x = functional.gelu(self.stem(x))");
}

#[test]
fn one_call_of_a_module_may_be_left_as_it_is() {
    let found = found(include_bytes!("../../../../tests/data/exported/convolutional.pt2"), Some(&["act_2"]));
    assert_eq!(modules(&found), ["act (ReLU) in \"\" 2 2: 1 act_2"]);
    assert_eq!(found.functions, []);
}

#[test]
fn a_formula_in_the_code_is_replaced_where_its_result_is_made_and_others_of_its_functions_are_counted() {
    let found = found(include_bytes!("../../../../tests/data/exported/written.pt2"), None);
    let told = modules(&found);
    assert_eq!(
        told,
        ["quick (QuickGELU) in \"quick\" 1 1: 0 quick", "snake (Snake) in \"snake\" 1 1: 0 snake"]
    );
    let [functions] = &found.functions[..] else { panic!() };
    let expected = [
        "add 4, div 1, mul 8, relu 1, sigmoid 2, softmax 2, tanh 2",
        "hard_swish: add 0 is given it as tensor 0, div 0 makes it",
        "relu: relu 0 is given it as tensor 0, relu 0 makes it",
        "sigmoid: sigmoid 0 is given it as tensor 0, sigmoid 0 makes it",
        "gelu: mul 2 is given it as tensor 0, mul 5 makes it",
        "sigmoid_2: sigmoid 1 is given it as tensor 0, sigmoid 1 makes it",
        "tanh: tanh 1 is given it as tensor 0, tanh 1 makes it",
        "softmax: softmax 0 is given it as tensor 0, softmax 0 makes it",
        "softmax_2: softmax 1 is given it as tensor 0, softmax 1 makes it",
    ];
    assert_eq!(calls(&functions.calls.evaluation), expected);
}

#[test]
fn what_is_read_in_place_is_written() {
    let found = found(include_bytes!("../../../../tests/data/exported/shared.pt2"), None);
    assert_eq!(modules(&found), ["act (SiLU) in \"act\" 1 1: 0 act writes"]);
    let [functions] = &found.functions[..] else { panic!() };
    let expected = [
        "elu 1, relu 1, tanh 1",
        "relu writes: relu 0 is given it as tensor 0, relu 0 makes it",
        "elu writes: elu 0 is given it as tensor 0, elu 0 makes it",
        "tanh writes: tanh 0 is given it as tensor 0, tanh 0 makes it",
    ];
    assert_eq!(calls(&functions.calls.evaluation), expected);
}

#[test]
fn a_formula_that_is_given_x_twice_takes_it_from_where_its_result_is_made() {
    let found = found(include_bytes!("../../../../tests/data/exported/single.pt2"), None);
    let [functions] = &found.functions[..] else { panic!() };
    let expected = ["mul 1", "swish: mul 0 is given it as tensor 0, mul 0 makes it"];
    assert_eq!(calls(&functions.calls.evaluation), expected);
}
