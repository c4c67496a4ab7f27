//! The reading of pages, on samples.

use crate::follow::{self, Reader, Step, script, targets};
use crate::markdown::{
    Block, anchor, blocks, commands, is_path, leads_somewhere, links, outline, prose, spans,
};

const PAGE: &str = "\
# A page: one
See [that](ARCHITECTURE.md#four-ideas), [this](#a-page-one), [lost](lost.md) and `search_spaces/lost.yaml`.
```sh
# a comment
make quickstart   # all of it
actsearch check \\
    --no-probe x.yaml
```
1. step
   ```yaml
   a: [b](c)
     d: 1
   ```
";

#[test]
fn blocks_are_found_with_their_lines() {
    let found = blocks(PAGE);
    assert_eq!(found.len(), 2);
    assert_eq!((found[0].line, found[0].language.as_str()), (3, "sh"));
    assert_eq!(
        found[1],
        Block { line: 10, language: "yaml".to_owned(), text: "a: [b](c)\n  d: 1\n".to_owned() }
    );
    assert!(!prose(PAGE).contains("make") && prose(PAGE).contains("1. step"));
}

#[test]
fn commands_are_joined_and_comments_left_out() {
    let found = commands(&blocks(PAGE)[0].text);
    assert_eq!(found, ["make quickstart   # all of it", "actsearch check      --no-probe x.yaml"]);
}

#[test]
fn links_that_lead_nowhere_are_found() {
    let prose = prose(PAGE);
    let lost: Vec<String> =
        links(&prose).into_iter().filter(|link| !leads_somewhere(link, "ARCHITECTURE.md")).collect();
    assert_eq!(lost, ["#a-page-one", "lost.md"]);
    assert_eq!(anchor("# A page: one"), "a-page-one");
    let paths: Vec<String> = spans(&prose).into_iter().filter(|span| is_path(span)).collect();
    assert_eq!(paths, ["search_spaces/lost.yaml"]);
    assert!(["runs/a", "src/*.rs", "tests/a::b", "src", "data/<name>"].iter().all(|span| !is_path(span)));
}

#[test]
fn steps_that_train_are_told_from_those_that_do_not() {
    let step = |command: &str| follow::step(command, &["quickstart".to_owned(), "test".to_owned()]);
    let plain = ["actsearch check a.yaml", "actsearch -v schema > x", "actsearch --help"];
    assert!(plain.iter().all(|command| matches!(step(command), Step::Plain(_))));
    let trained =
        ["actsearch search a.yaml", "actsearch check a.yaml && actsearch top r", "cat runs/a/results.csv"];
    assert!(trained.iter().all(|command| matches!(step(command), Step::Trained(_))));
    assert_eq!(step("make test ARGS='--only one two'"), Step::Make);
    assert_eq!((step("make quickstart # now"), step("make test PYTHON=py")), (Step::Quickstart, Step::Make));
    assert_eq!(targets("help: a\nPYTHON ?= b\nX := y\n.PHONY: z\nlint: setup"), ["help", "lint"]);
}

#[test]
fn an_output_of_another_form_is_told_from_one_with_other_numbers() {
    let shown =
        "rank  trial  test  mixes\n   1     22  97 %  relu\n\nlearned\n  fc1  f(x) = relu\nrun  runs/a-001\n";
    let other = "rank  trial  test  mixes\n   1      3     -  tanh\n\nlearned\n  fc1  f(x) = tanh\n       = x\nrun  runs/a-001\n";
    assert_eq!(outline(shown), outline(other));
    for (from, to) in
        [("test", "best"), ("learned", "found"), ("a-001", "b-001"), ("97 %", ""), ("   1", "rank")]
    {
        assert_ne!(outline(shown), outline(&shown.replace(from, to)), "{from}");
    }
}

#[test]
fn a_target_that_is_not_there_is_found() {
    let lost = std::panic::catch_unwind(|| follow::step("make nothing", &["test".to_owned()]));
    assert!(lost.is_err());
}

#[test]
fn a_script_leaves_out_what_cannot_be_run() {
    let steps = [
        Step::Make,
        Step::Quickstart,
        Step::Plain("actsearch check f.yaml".to_owned()),
        Step::Trained("actsearch search search_spaces/fashion_mnist.yaml".to_owned()),
        Step::Trained("actsearch top runs/fashion-mnist-001".to_owned()),
    ];
    let (pure, left_out) = script(&steps, false, true);
    assert_eq!(pure, "actsearch check f.yaml\n");
    assert_eq!(left_out[2], "`actsearch top runs/fashion-mnist-001`, without libtorch");
    let (without_data, left_out) = script(&steps, true, false);
    assert_eq!(without_data, "sh scripts/quickstart.sh\nactsearch check f.yaml\n");
    assert_eq!(left_out[1], "`actsearch top runs/fashion-mnist-001`, without the files of Fashion-MNIST");
    let (whole, left_out) = script(&steps, true, true);
    let small = "budget.trials=2 --set training.epochs=1 --set data.samples=600\nactsearch top runs/fashion";
    assert!(whole.contains(small) && left_out.is_empty());
}

#[test]
fn a_block_that_fails_is_told_with_its_command() {
    let reader = Reader::new();
    reader.run(
        "x=$(ls search_spaces | head -n 1)\nactsearch check --no-probe search_spaces/quickstart.yaml",
        1,
    );
    let failed =
        std::panic::catch_unwind(|| Reader::new().run("echo a\nactsearch check lost.yaml\necho b", 7));
    let message = failed.unwrap_err().downcast::<String>().unwrap();
    assert!(
        message.starts_with("README.md:7:\na\n")
            && message.contains("this failed: actsearch check lost.yaml"),
        "{message}"
    );
}
