//! What is printed on a terminal: it fits, and what matters has a colour.

use crate::support::{Ended, Place};

/// Runs its other arguments on a terminal with so many columns, and prints what stands there.
const TERMINAL: &str = r#"
import fcntl, os, pty, struct, sys, termios
pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, int(sys.argv[1]), 0, 0))
    os.execv(sys.argv[2], sys.argv[2:])
shown = b""
while True:
    try:
        chunk = os.read(terminal, 65536)
    except OSError:
        break
    if not chunk:
        break
    shown += chunk
sys.stdout.buffer.write(shown.replace(b"\r\n", b"\n"))
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
"#;

/// What a command prints on a terminal with so many columns.
pub fn on_a_terminal(place: &Place, columns: usize, line: &str, environment: &[(&str, &str)]) -> Ended {
    let mut command = place.command_by(&["python3", "-c", TERMINAL, &columns.to_string()], line);
    command.env("TERM", "xterm-256color").envs(environment.iter().copied());
    command.output().expect("this test needs python3").into()
}

/// Text without colours, as `\u{1b}[1;32m…\u{1b}[0m` has them.
pub fn without_colours(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once('m').map_or("", |(_, rest)| rest))
}

/// Makes sure that no line is longer than the terminal is wide, but for a hash, which is one word.
#[track_caller]
pub fn fits(text: &str, columns: usize) {
    let plain = without_colours(text);
    let long: Vec<&str> =
        plain.lines().filter(|line| line.chars().count() > columns && !line.starts_with("sha256 ")).collect();
    assert!(long.is_empty(), "{columns}: {long:?} in\n{plain}");
}

#[test]
fn what_is_printed_fits_the_terminal() {
    let place = Place::new();
    let deep = "check --no-probe space.yaml --set network.preset=resnet56";
    for line in [
        "activations",
        "activations linear --set c=30",
        "activations softmax",
        "controllers",
        "controllers evolution",
        "schedulers hyperband",
        "datasets --data-dir data",
        "datasets show digits",
        "check --no-probe space.yaml --set budget.trials=2",
        deep,
    ] {
        for columns in [60, 80, 120] {
            let shown = on_a_terminal(&place, columns, line, &[]).with_code(0);
            assert!(!shown.stdout.trim().is_empty());
            fits(&shown.stdout, columns);
        }
    }
    let piped = place.run(deep).with_code(0).stdout;
    assert!(piped.lines().any(|line| line.chars().count() > 120), "nothing is wrapped where no terminal is");
}

#[test]
fn colours_are_seen_on_terminals_that_show_them_and_nowhere_else() {
    let place = Place::new();
    let warned = "check --no-probe space.yaml --set budget.trials=2";
    let is_coloured = |environment: &[(&str, &str)]| {
        let shown = on_a_terminal(&place, 80, warned, environment).with_code(0).stdout;
        assert!(shown.contains("all 2 trials of the budget are baselines"), "{shown}");
        shown.contains("\u{1b}[33m")
    };
    assert!(is_coloured(&[]));
    assert!(!is_coloured(&[("NO_COLOR", "1")]));
    assert!(!is_coloured(&[("TERM", "dumb")]));
    assert!(!is_coloured(&[("CLICOLOR", "0")]));
    let piped = |environment: &[(&str, &str)]| {
        let output = place.command(warned).envs(environment.iter().copied()).output().unwrap();
        Ended::from(output).with_code(0).stdout.contains('\u{1b}')
    };
    assert!(!piped(&[("TERM", "xterm-256color")]));
    assert!(piped(&[("CLICOLOR_FORCE", "1")]));
    assert!(!piped(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    let failed = on_a_terminal(&place, 80, "check lost.yaml", &[]).with_code(3).stdout;
    assert!(failed.starts_with("\u{1b}[1;31merror:\u{1b}[0m "), "{failed:?}");
}
