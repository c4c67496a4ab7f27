//! Mistakes on the command line.

use crate::support::Place;

#[test]
fn a_space_file_that_cannot_be_read_is_named() {
    let place = Place::new();
    std::fs::create_dir(place.path("folder")).unwrap();
    for command in ["check", "search"] {
        let missing = "error: cannot read `nothing.yaml`: No such file or directory (os error 2)";
        place.run(&format!("{command} nothing.yaml")).failed(3, missing);
        let folder = "error: cannot read `folder`: it is a folder, allowed: a regular file";
        place.run(&format!("{command} folder")).failed(3, folder);
        let device = "error: cannot read `/dev/zero`: it is a device, allowed: a regular file";
        place.run(&format!("{command} /dev/zero")).failed(3, device);
    }
    assert_eq!(place.names(""), ["folder", "space.yaml"]);
}

/// A pipe that nobody writes to would be waited for.
#[test]
fn a_pipe_in_place_of_a_file_is_refused_at_once() {
    let place = Place::new();
    let pipe = place.path("pipe.yaml");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let said = "it is a pipe, allowed: a regular file; save what comes out of it in one";
    place.run("check pipe.yaml").failed(3, &format!("error: cannot read `pipe.yaml`: {said}"));
    let ended = place.run("export pipe.yaml").with_code(1);
    assert_eq!(ended.stderr, format!("error: cannot read `pipe.yaml`: {said}\n"));
    let ended = place.run("check space.yaml --no-probe --set activations.bases={\"from\":pipe.yaml}");
    assert!(ended.stderr.contains(said), "{}", ended.stderr);
}

#[test]
fn a_bad_space_begins_no_run() {
    let place = Place::new();
    place.run("search space.yaml --set training.epochs=0").with_code(3);
    place.run("search space.yaml --set training.epochs=0 --run run").with_code(3);
    assert_eq!(place.names(""), ["space.yaml"]);
}

#[test]
fn a_bad_override_is_named_in_place_of_a_line() {
    let set =
        "--set trainig.epochs=3 --set training.epochs=0 --set activations.bases.9=relu --set name.first=a";
    Place::new().run(&format!("check space.yaml {set}")).failed(
        3,
        "\
error: the space file has problems

--set trainig.epochs: unknown key `trainig`
  help: did you mean `training`? known here: name, seed, data, network, activations, training, controller, scheduler, \
budget, lookahead, baselines, enqueue, keep
--set training.epochs: `training.epochs` is `0`, allowed: a whole number from 1 to 100000
--set activations.bases.9: `activations.bases.9` cannot be set, since `activations.bases` is a list of 4, with items \
counted from 0
  help: set `activations.bases` as a whole
--set name.first: `name.first` cannot be set, since `name` is `small`, allowed: a mapping
  help: set `name` as a whole
4 problems in space.yaml",
    );
}

#[test]
fn a_wrong_command_line_is_a_usage_error() {
    let place = Place::new();
    let check = |line: &str, said: &str| {
        let ended = place.run(line).with_code(2);
        assert!(ended.stderr.contains(said), "{line}: {}", ended.stderr);
        assert_eq!(ended.stdout, "");
    };
    check("", "Usage: actsearch");
    check("serch space.yaml", "some similar subcommands exist: 'schema', 'search'");
    check("search", "<SPACE>");
    check("search space.yaml --worker 2", "--workers");
    check("search space.yaml --workers 0", "allowed: a whole number from 1 to 1024, or auto");
    check("check space.yaml --set training.epochs", "`training.epochs` has no `=`, allowed: KEY=VALUE");
    check("check space.yaml --operator banana", "'banana' for '--operator <NAME>'");
    check("check space.yaml --operator banana", "[possible values: reference, fused]");
    check(
        "check space.yaml --set a=[1",
        "the value `[1` of `a` is not YAML: the list that begins here is not closed",
    );
    check("export run --format xml", "[possible values: yaml, json, ");
    check("export run --stdout --out x", "cannot be used with");
    check("show run best", "invalid digit found in string");
}

#[test]
fn the_help_lists_every_exit_code() {
    let help = Place::new().run("--help").with_code(0).stdout;
    let (_, codes) = help.split_once("Exit codes:\n").unwrap();
    let listed: Vec<&str> = codes.lines().map(|line| line.split_whitespace().next().unwrap()).collect();
    assert_eq!(listed, ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "130"]);
}

#[test]
fn an_unknown_base_comes_with_the_nearest() {
    let place = Place::new();
    let check = |name: &str, hint: &str| {
        let known = "binary_step, linear, identity, sigmoid, hard_sigmoid, log_sigmoid, tanh, hard_tanh, arctan, \
                     softsign, relu, relu6, squared_relu, leaky_relu, prelu, elu, celu, selu, gelu, swish, hard_swish, \
                     mish, softplus, sine, cosine, gaussian, absolute, square, softmax";
        let message = format!("error: there is no base `{name}`, known: {known}{hint}");
        place.run(&format!("activations {name}")).failed(1, &message);
    };
    check("rellu", "; did you mean `relu`?");
    check("SIGMOID", "; did you mean `sigmoid`?");
    check("maxout", "");
}

#[test]
fn a_folder_without_a_run_is_named_with_the_runs_near_by() {
    let place = Place::new();
    let no_run = |name: &str, runs: &str| {
        // A file can be exported.
        let commands = ["resume", "status", "top", "show", "export"].into_iter();
        for command in commands.filter(|command| *command != "export" || name != "space.yaml") {
            let message = format!(
                "error: `{name}` is no run folder: it has no `run.json`; the runs of this place are: {runs}"
            );
            place.run(&format!("{command} {name}")).failed(5, &message);
        }
    };
    no_run("nowhere", "none");
    no_run("space.yaml", "none");
    for run in ["runs/digits-001", "runs/digits-002", "own"] {
        std::fs::create_dir_all(place.path(run)).unwrap();
        std::fs::write(place.path(run).join("run.json"), "{}").unwrap();
    }
    no_run("nowhere", "`own`, `runs/digits-001`, `runs/digits-002`");
    no_run("runs", "`own`, `runs/digits-001`, `runs/digits-002`");
    no_run("runs/digits-01", "`runs/digits-001`, `runs/digits-002`");
}

#[test]
fn a_check_warns_of_what_is_allowed_but_hardly_meant() {
    let sets = "--set budget.trials=2 --set budget.hours=1 --workers 1000";
    let checked = Place::new().run(&format!("check space.yaml --no-probe {sets}")).with_code(0).stdout;
    let warnings: Vec<&str> = checked.lines().filter_map(|line| line.strip_prefix("warning  ")).collect();
    assert_eq!(warnings.len(), 4, "{checked}");
    assert_eq!(warnings[0], "all 2 trials of the budget are baselines; nothing is searched");
    assert!(warnings[1].starts_with("1,000 workers, but only "), "{checked}");
    assert_eq!(warnings[2], "1,000 workers, but only `lookahead` trials (8) can run at a time");
    assert_eq!(warnings[3], "with `budget.hours` the number of trials depends on how fast the machine is");
}

/// Whoever says it: the command line, a space file, a data set, a run.
#[test]
fn absurdly_long_words_are_cut_in_every_message() {
    let (place, word) = (Place::new(), "x".repeat(50_000));
    std::fs::write(place.path("word.yaml"), format!("sites: {word}\nname: {word}\n")).unwrap();
    for line in [
        "WORD",
        "check WORD",
        "check space.yaml --WORD",
        "check space.yaml --set WORD=1",
        "check space.yaml --set training.WORD=1",
        "check space.yaml --set training.optimizer=WORD",
        "check space.yaml --set data.source=WORD",
        "check space.yaml --set data={source:{csv:WORD,label:WORD}}",
        "check space.yaml --device WORD",
        "check word.yaml",
        "activations WORD",
        "controllers WORD",
        "datasets show WORD",
        "export WORD",
        "export word.yaml",
        "status WORD",
    ] {
        let ended = place.run(&line.replace("WORD", &word));
        assert!(ended.code != Some(0) && ended.stderr.len() < 6000, "{line}: {} bytes", ended.stderr.len());
        assert!(ended.stderr.contains('…'), "{line}: {}", ended.stderr);
        assert_eq!(ended.stdout, "");
    }
}
