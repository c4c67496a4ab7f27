//! Compiles the C++ of the fused operator, of what calls libtorch's functions by name and of what saves `TorchScript`, and makes every program built here find libtorch
//! by itself, from any folder and with any environment.

/// The files of C++.
#[cfg(feature = "torch")]
const SOURCES: [&str; 3] =
    ["src/mix/fused/autograd.cpp", "src/network/exported/dispatch.cpp", "src/train/script.cpp"];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    #[cfg(feature = "torch")]
    with_libtorch();
}

#[cfg(feature = "torch")]
fn with_libtorch() {
    // torch-sys declares `links = "tch"` and publishes the folder. cargo runs this again whenever torch-sys links against
    // another one.
    let Ok(libraries) = std::env::var("DEP_TCH_LIBTORCH_LIB") else {
        println!(
            "cargo::error=torch-sys did not say where libtorch lies: is it a direct dependency? see `make setup`"
        );
        return;
    };
    link(&libraries);
    compile(&libraries);
}

/// Hands the folder that torch-sys linked against to the linker as an rpath.
///
/// cargo passes link arguments of a dependency on to nobody, so each package that makes programs has to ask for its own.
#[cfg(feature = "torch")]
fn link(libraries: &str) {
    match std::env::var("CARGO_CFG_TARGET_OS").as_deref() {
        Ok("linux") => {
            // DT_RPATH instead of the newer DT_RUNPATH: it comes before LD_LIBRARY_PATH, which on GPU machines
            // often names another PyTorch, and it also holds for the libraries that libtorch itself loads.
            println!("cargo::rustc-link-arg=-Wl,--disable-new-dtags,-rpath,{libraries}");
        }
        Ok("macos") => println!("cargo::rustc-link-arg=-Wl,-rpath,{libraries}"),
        _ => {}
    }
}

/// Compiles what calls libtorch in C++ against the headers beside the libraries.
#[cfg(feature = "torch")]
fn compile(libraries: &str) {
    use std::path::PathBuf;
    for source in SOURCES {
        println!("cargo::rerun-if-changed={source}");
    }
    println!("cargo::rerun-if-env-changed=LIBTORCH_INCLUDE");
    println!("cargo::rerun-if-env-changed=LIBTORCH_CXX11_ABI");
    let named = |variable| std::env::var_os(variable).map(PathBuf::from);
    // Where torch-sys looks, but those beside the libraries before those of LIBTORCH, which a PyTorch may have overruled.
    let beside = Some(PathBuf::from(libraries).join(".."));
    let roots = [named("LIBTORCH_INCLUDE"), beside, named("LIBTORCH")];
    let mut folders = roots.into_iter().flatten().map(|root| root.join("include"));
    let Some(include) = folders.find(|f| f.join("torch/csrc/autograd/custom_function.h").is_file()) else {
        println!("cargo::error=there are no headers of libtorch beside `{libraries}`; see `make setup`");
        return;
    };
    let abi = std::env::var("LIBTORCH_CXX11_ABI").unwrap_or_else(|_| "1".to_owned());
    cc::Build::new()
        .cpp(true)
        .std("c++17")
        .define("_GLIBCXX_USE_CXX11_ABI", abi.as_str())
        .include(&include)
        .include(include.join("torch/csrc/api/include"))
        // The threads of libtorch are those of OpenMP; without it the operator runs on one.
        .flag_if_supported("-fopenmp")
        .opt_level(2)
        // The headers are not ours to mend.
        .warnings(false)
        .files(SOURCES)
        .compile("actsearch_torch");
}
