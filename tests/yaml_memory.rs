//! The worst texts that pass the limits of YAML, or are refused by one of them, take little memory.
//!
//! A program of its own with one test, so that no other test takes part in its memory.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test may stop at the first thing that is not as it should be")]

use actsearch::definition;
use actsearch::yaml::{Document, Limits, Shape, Tag, list, nothing, read, recursive, tagged, text};

/// The most that all texts together may take: more than twice of what 100,000 values of a person take, and half more than
/// 250,000 numbers of a program.
const MOST_MEGABYTES: u64 = 40;

/// The most memory that this process ever had, in megabytes.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
}

/// Lists in lists, and one word in them that is so long that every problem is told at length.
fn shape() -> Shape<()> {
    let known: &str = "known".repeat(200).leak();
    recursive("item", |item| {
        let nested = list(item, 0..=usize::MAX).map(|_| ());
        tagged(vec![Tag::new(known, "", nothing(())), Tag::new("nested", "", nested)])
    })
}

#[test]
fn the_largest_texts_take_a_bounded_memory() {
    let level = |level: usize| format!("[{}]\n", format!("*a{level}, ").repeat(40));
    let levels = [1, 2, 3].map(|number| format!("- &a{number} {}", level(number - 1))).concat();
    let anchors = (0..100).map(|level| format!("[&a{level} ")).collect::<Vec<String>>().concat();
    let texts = [
        ("more values than are allowed", format!("[{}]", "x,".repeat(500_000))),
        ("aliases of 2.6 million values", format!("- &a0 x\n{levels}- {}", level(3))),
        (
            "a hundred anchors around one list",
            format!("{anchors}[{}]{}", "x, ".repeat(20_000), "]".repeat(100)),
        ),
        ("brackets without end", "[".repeat(1_000_000)),
        ("dashes without end", "- ".repeat(500_000)),
        ("keys without end", "{a: ".repeat(250_000)),
        ("many problems", format!("[{}]", "wrong, ".repeat(40_000))),
        ("more bytes than are allowed", "x".repeat(16 << 20)),
    ];
    let stored = "x".repeat(48 << 20);
    let row = |alpha: &str| format!("  - [{}]\n", [alpha; 4].join(", "));
    let header = "sites:\n- site: a\n  bases: [relu, tanh, sine, elu]\n  sharing: channel\n  coefficients:\n";
    let rows = |alpha, count| header.to_owned() + &row(alpha).repeat(count);
    let definitions = [
        ("a definition of a quarter of a million coefficients", rows("0.25000001", 62_500), true),
        ("as many that sum to something else", rows("0.5", 62_500), false),
        ("as many that are no numbers", rows("half", 62_500), false),
    ];
    let before = peak();
    let check = |what: &str| {
        let megabytes = peak() - before;
        assert!(megabytes < MOST_MEGABYTES, "{what}: {megabytes} MB");
    };
    for (what, text) in &texts {
        assert!(read(text, &[], &list(shape(), 0..=usize::MAX)).is_err(), "{what}");
        check(what);
    }
    assert!(Document::parse(&stored, Limits::BY_PROGRAM, &[]).read(&text()).is_err());
    check("more bytes than a program writes");
    for (what, text, is_right) in &definitions {
        assert_eq!(definition::read(text).is_ok(), *is_right, "{what}");
        check(what);
    }
}
