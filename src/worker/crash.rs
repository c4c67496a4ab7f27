//! What broke off a computation that had no way to return an error: libtorch's bindings panic where libtorch throws.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A computation that was broken off by the machine or by a fault of the program: it says nothing about a candidate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Crash {
    /// There was no more memory.
    #[error("out of memory: {0}; free memory, or train fewer trials at a time with `--workers`")]
    Memory(String),
    /// libtorch could not do what it was asked for.
    #[error("libtorch failed: {0}; `-vv` and `actsearch.log` have all that it said")]
    Libtorch(String),
    /// The program itself is wrong.
    #[error("the program failed, which is a fault in it: {0}; `-vv` and `actsearch.log` say where")]
    Program(String),
}

/// How libtorch says that there is no more memory, on the CPU and on devices.
const NO_MEMORY: [&str; 5] =
    ["allocate memory", "out of memory", "not enough memory", "bad_alloc", "bad allocation"];

/// What comes before libtorch's own words in a panic of its bindings, and of our own bridge to it.
const BRIDGES: [&str; 2] = ["Torch(\"", "the fused mix failed: "];

/// The longest first line that is told.
const LONGEST: usize = 300;

impl Crash {
    /// What a panic says.
    #[must_use]
    pub fn of(panic: &(dyn Any + Send)) -> Self {
        let text =
            panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
        Self::of_text(text.unwrap_or("no message"))
    }

    fn of_text(text: &str) -> Self {
        let Some(said) = said_by_libtorch(text) else { return Self::Program(shortened(text)) };
        let line = shortened(said);
        if NO_MEMORY.iter().any(|words| line.contains(words)) {
            return Self::Memory(line);
        }
        Self::Libtorch(line)
    }
}

/// Does some work; what broke it off, if something did.
///
/// # Errors
/// If it panicked.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Crash> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| Crash::of(&*panic))
}

/// What libtorch said in the message of a panic, as its bindings quote it; nothing if it is not from there.
fn said_by_libtorch(text: &str) -> Option<&str> {
    let quoted = BRIDGES.iter().find_map(|bridge| text.split_once(bridge))?.1;
    // Where the check stands in the sources, and what it compared, is of no use to anybody who reads it.
    let said =
        quoted.strip_prefix("[enforce fail at ").and_then(|rest| rest.split_once("] ")).map(|(_, said)| said);
    let said = said.unwrap_or(quoted);
    Some(said.strip_prefix("err == 0. ").unwrap_or(said))
}

/// The first line of a message, which may be quoted, as one short sentence.
fn shortened(text: &str) -> String {
    let line = text.split(['\n', '\r']).next().unwrap_or_default();
    let line = line.split("\\n").next().unwrap_or_default();
    let line = line.strip_suffix("\")").unwrap_or(line).trim_end_matches([' ', '.']).replace("\\\"", "\"");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crash(text: &str) -> String {
        guarded(|| -> () { std::panic::panic_any(text.to_owned()) }).unwrap_err().to_string()
    }

    #[test]
    fn of_an_error_of_libtorch_the_first_line_is_told_without_the_backtrace() {
        let on_cpu = "called `Result::unwrap()` on an `Err` value: Torch(\"[enforce fail at alloc_cpu.cpp:127] err == 0. \
                      DefaultCPUAllocator: can't allocate memory: you tried to allocate 4096000000 bytes. Error code 12 (Cannot \
                      allocate memory)\\nframe #0: c10::ThrowEnforceNotMet(char const*, int) + 0x9d (0x7f in libc10.so)\\n\")";
        let told = "out of memory: DefaultCPUAllocator: can't allocate memory: you tried to allocate 4096000000 bytes. Error \
                    code 12 (Cannot allocate memory); free memory, or train fewer trials at a time with `--workers`";
        assert_eq!(crash(on_cpu), told);
        let on_gpu = "rows of f32: Torch(\"CUDA out of memory. Tried to allocate 2.00 GiB.\\nException raised from malloc\")";
        assert!(
            crash(on_gpu).starts_with("out of memory: CUDA out of memory. Tried to allocate 2.00 GiB; free")
        );
        let fused = "the fused mix failed: [enforce fail at alloc_cpu.cpp:127] err == 0. DefaultCPUAllocator: can't allocate memory: \
                     you tried to allocate 8 bytes.\nException raised";
        assert!(
            crash(fused).starts_with("out of memory: DefaultCPUAllocator: can't allocate memory: "),
            "{}",
            crash(fused)
        );
        let other = "called `Result::unwrap()` on an `Err` value: Torch(\"Target 13 is out of bounds.\\nException raised\")";
        assert!(
            crash(other).starts_with("libtorch failed: Target 13 is out of bounds; "),
            "{}",
            crash(other)
        );
    }

    #[test]
    fn a_panic_of_the_program_is_told_as_a_fault_in_it() {
        let told = "the program failed, which is a fault in it: index out of bounds; `-vv` and `actsearch.log` say where";
        assert_eq!(crash("index out of bounds"), told);
        assert!(crash(&"x".repeat(5000)).len() < 500);
        assert!(
            matches!(guarded(|| -> () { panic!("literal") }), Err(Crash::Program(said)) if said == "literal")
        );
        assert!(matches!(guarded(|| std::panic::panic_any(7)), Err(Crash::Program(_))));
    }

    #[test]
    fn work_that_ends_well_is_handed_on() {
        assert_eq!(guarded(|| 7), Ok(7));
    }
}
