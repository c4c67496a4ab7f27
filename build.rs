//! Makes every program built here find libtorch by itself, from any folder and with any environment.

/// Hands the folder that torch-sys linked against to the linker as an rpath; nothing without the feature `torch`.
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var_os("CARGO_FEATURE_TORCH").is_none() {
        return;
    }
    // torch-sys declares `links = "tch"` and publishes the folder, but cargo passes link arguments of a
    // dependency on to nobody, so each package that makes programs has to ask for its own rpath. cargo
    // runs this again whenever torch-sys links against another folder.
    let Ok(folder) = std::env::var("DEP_TCH_LIBTORCH_LIB") else {
        println!(
            "cargo::error=torch-sys did not say where libtorch lies: is it a direct dependency? see `make setup`"
        );
        return;
    };
    match std::env::var("CARGO_CFG_TARGET_OS").as_deref() {
        Ok("linux") => {
            // DT_RPATH instead of the newer DT_RUNPATH: it comes before LD_LIBRARY_PATH, which on GPU machines
            // often names another PyTorch, and it also holds for the libraries that libtorch itself loads.
            println!("cargo::rustc-link-arg=-Wl,--disable-new-dtags,-rpath,{folder}");
        }
        Ok("macos") => println!("cargo::rustc-link-arg=-Wl,-rpath,{folder}"),
        _ => {}
    }
}
