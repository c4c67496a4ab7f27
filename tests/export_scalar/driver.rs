//! Programs that call exported functions and print what these give.

use crate::reference::{INNER, is_elementwise, numbers};
use actsearch::activation::{LearnedMix, Sharing};
use std::path::Path;
use std::process::Command;

/// A compiler of one of the languages; whoever builds this project has both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compiler {
    Rust,
    C,
}

/// How many channels the functions of one number of a site tell apart.
pub fn n_channels(site: &LearnedMix) -> usize {
    site.coefficients.len()
}

/// How many channels the array has on which a site is tried.
pub fn array_channels(site: &LearnedMix) -> usize {
    match site.mix.sharing {
        Sharing::Layer => 3,
        Sharing::Channel => site.coefficients.len(),
    }
}

impl Compiler {
    /// Compiles a file by itself; warnings are errors.
    pub fn check(self, file: &Path, language: &[&str], folder: &Path) {
        let mut command = match self {
            Self::Rust => {
                let mut rustc = rustc();
                rustc
                    .args(["--crate-type", "lib", "--crate-name", "activations", "--edition"])
                    .args(language);
                rustc.arg("--emit=metadata").arg("--out-dir").arg(folder).arg(file);
                rustc
            }
            Self::C => {
                let source = folder.join("check.c");
                std::fs::write(
                    &source,
                    format!("#include \"{}\"\nint main(void) {{ return 0; }}\n", file.display()),
                )
                .unwrap();
                let mut cc = cc();
                cc.arg(format!("-std={}", language[0]))
                    .arg("-o")
                    .arg(folder.join("check"))
                    .arg(&source)
                    .arg("-lm");
                cc
            }
        };
        run(&mut command);
    }
}

fn rustc() -> Command {
    let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    rustc.args(["-D", "warnings"]);
    rustc
}

fn cc() -> Command {
    let mut cc = Command::new(std::env::var_os("CC").unwrap_or_else(|| "cc".into()));
    cc.args(["-Wall", "-Wextra", "-Werror", "-Wconversion", "-pedantic", "-O1"]);
    cc
}

/// Runs a program that must not fail, and gives what it prints.
fn run(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}\n{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// A program that calls every function of some sites.
pub struct Driver<'d> {
    pub compiler: Compiler,
    pub sites: &'d [LearnedMix],
}

impl Driver<'_> {
    /// What the functions give, in the order of the sites: f(x), in Rust f′(x), for each channel and x; then f of an array.
    pub fn run(&self, folder: &Path, inputs: &[f32]) -> Vec<f32> {
        let program = folder.join("driver");
        let command = match self.compiler {
            Compiler::Rust => {
                std::fs::write(folder.join("driver.rs"), self.rust(inputs)).unwrap();
                let mut rustc = rustc();
                rustc.args(["--edition", "2021", "-C", "opt-level=1"]).arg("-o").arg(&program);
                rustc.arg(folder.join("driver.rs"));
                rustc
            }
            Compiler::C => {
                std::fs::write(folder.join("driver.c"), self.c(inputs)).unwrap();
                let mut cc = cc();
                cc.arg("-std=c99").arg("-o").arg(&program).arg(folder.join("driver.c")).arg("-lm");
                cc
            }
        };
        run(&mut { command });
        let printed = run(&mut Command::new(program));
        printed.lines().map(|line| f32::from_bits(u32::from_str_radix(line, 16).unwrap())).collect()
    }

    fn rust(&self, inputs: &[f32]) -> String {
        let mut main = Vec::new();
        for site in self.sites {
            let (name, by_channel) = (&site.site, site.mix.sharing == Sharing::Channel);
            for channel in (0..n_channels(site)).filter(|_| is_elementwise(site)) {
                let channel = if by_channel { format!("{channel}, ") } else { String::new() };
                main.push(format!(
                    "for x in X {{ show(a::{name}({channel}x)); show(a::{name}_derivative({channel}x)); }}\n"
                ));
            }
            let array = numbers(array_channels(site) * INNER);
            let more = more(site).map_or(String::new(), |more| format!(", {more}"));
            main.push(format!(
                "let mut v: [f32; {}] = {array:?}; a::{name}_slice(&mut v{more}); for y in v {{ show(y); }}\n",
                array.len()
            ));
        }
        let main = main.concat();
        format!(
            "#[path = \"activations.rs\"] mod activations;\nuse activations as a;\nstatic X: [f32; {}] = {inputs:?};\n\
fn show(y: f32) {{ println!(\"{{:08x}}\", y.to_bits()); }}\nfn main() {{\n{main}}}\n",
            inputs.len()
        )
    }

    fn c(&self, inputs: &[f32]) -> String {
        let list = |numbers: &[f32]| numbers.iter().map(|x| format!("{x:?}f")).collect::<Vec<_>>().join(", ");
        let mut main = Vec::new();
        for site in self.sites {
            let (name, by_channel) =
                (format!("{}_activation", site.site), site.mix.sharing == Sharing::Channel);
            for channel in (0..n_channels(site)).filter(|_| is_elementwise(site)) {
                let channel = if by_channel { format!("{channel}, ") } else { String::new() };
                main.push(format!("for (k = 0; k < {}; k++) show({name}({channel}X[k]));\n", inputs.len()));
            }
            let array = numbers(array_channels(site) * INNER);
            let (n, list) = (array.len(), list(&array));
            let more = more(site).unwrap_or_else(|| n.to_string());
            main.push(format!(
                "{{ float v[] = {{{list}}}; {name}_array(v, {more}); for (k = 0; k < {n}; k++) show(v[k]); }}\n"
            ));
        }
        let main = main.concat();
        format!(
            "#include \"activations.h\"\n#include <stdio.h>\n#include <string.h>\nstatic const float X[] = {{{}}};\n\
static void show(float y)\n{{\n    unsigned bits;\n    memcpy(&bits, &y, sizeof bits);\n    \
printf(\"%08x\\n\", bits);\n}}\nint main(void)\n{{\n    size_t k;\n{main}    return 0;\n}}\n",
            list(inputs)
        )
    }
}

/// What the function of arrays takes behind the array, if it needs more than a slice of Rust says.
fn more(site: &LearnedMix) -> Option<String> {
    match (site.mix.sharing, is_elementwise(site)) {
        (Sharing::Channel, _) => Some(INNER.to_string()),
        (Sharing::Layer, false) => Some(format!("{}, {INNER}", array_channels(site))),
        (Sharing::Layer, true) => None,
    }
}
