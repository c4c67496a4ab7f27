//! The program `actsearch`.

fn main() -> std::process::ExitCode {
    actsearch::cli::main()
}
