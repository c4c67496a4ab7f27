//! The devices of this machine; CUDA is opened when it is first asked for.
//!
//! The program is never linked to CUDA, so that one binary serves machines with and without it. libtorch's part for CUDA,
//! `libtorch_cuda.so`, announces itself to libtorch when it is loaded, which must come before the first question for a GPU.

use crate::device::Wanted;
use crate::disk;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use tch::{Cuda, Device};

/// A device that was asked for is not there.
#[derive(Debug, thiserror::Error)]
#[error("this machine has no device `{wanted}`{why}; it has {}", there.join(", "))]
pub struct MissingDevice {
    wanted: Wanted,
    why: String,
    there: Vec<String>,
}

/// The environment variable that names `libtorch_cuda.so` where it does not lie beside libtorch.
const VARIABLE: &str = "ACTSEARCH_LIBTORCH_CUDA";
const LIBRARY: &str = "libtorch_cuda.so";

/// The device that was asked for.
///
/// # Errors
/// If it is not there; the error says why, and which devices are.
pub fn open(wanted: Wanted) -> Result<Device, MissingDevice> {
    let device = match wanted {
        Wanted::Auto => return Ok(devices().into_iter().nth(1).unwrap_or(Device::Cpu)),
        Wanted::Cpu => return Ok(Device::Cpu),
        Wanted::Cuda(number) => Device::Cuda(number),
        Wanted::Mps => Device::Mps,
    };
    let there = devices();
    if there.contains(&device) {
        return Ok(device);
    }
    let there = there.into_iter().map(name).collect();
    Err(MissingDevice { wanted, why: why_not(wanted), there })
}

/// The devices of this machine: the CPU, then GPUs.
#[must_use]
pub fn devices() -> Vec<Device> {
    let mut devices = vec![Device::Cpu];
    devices.extend((0..cuda_devices()).map(Device::Cuda));
    devices.extend(tch::utils::has_mps().then_some(Device::Mps));
    devices
}

/// The name of a device: `cpu`, `cuda:0`, ….
#[must_use]
pub fn name(device: Device) -> String {
    match device {
        Device::Cpu => "cpu".to_owned(),
        Device::Cuda(number) => format!("cuda:{number}"),
        Device::Mps => "mps".to_owned(),
        Device::Vulkan => "vulkan".to_owned(),
    }
}

fn cuda_devices() -> usize {
    if cuda().is_err() || !Cuda::is_available() {
        return 0;
    }
    usize::try_from(Cuda::device_count()).unwrap_or(0)
}

fn why_not(wanted: Wanted) -> String {
    match (wanted, cuda()) {
        (Wanted::Cuda(_), Err(reason)) => format!(" ({reason})"),
        (Wanted::Cuda(_), Ok(())) if !Cuda::is_available() => {
            " (CUDA is installed, but finds no GPU)".to_owned()
        }
        _ => String::new(),
    }
}

/// Loads libtorch's part for CUDA, once; why that cannot be done.
fn cuda() -> &'static Result<(), String> {
    static CUDA: OnceLock<Result<(), String>> = OnceLock::new();
    CUDA.get_or_init(|| {
        let named = std::env::var_os(VARIABLE).filter(|path| !path.is_empty()).map(PathBuf::from);
        let path = named.or_else(beside_libtorch).unwrap_or_else(|| PathBuf::from(LIBRARY));
        load(&path).map_err(|reason| format!("CUDA cannot be opened: {reason}; {VARIABLE} can name the file"))
    })
}

/// `libtorch_cuda.so` beside the libtorch that this program runs with, if it is there.
fn beside_libtorch() -> Option<PathBuf> {
    let maps = disk::read_text(Path::new("/proc/self/maps")).ok()?;
    let mapped = maps.lines().filter_map(|line| line.find('/').map(|start| Path::new(&line[start..])));
    let mut libtorch = mapped.filter(|path| path.file_name().is_some_and(|name| name == "libtorch_cpu.so"));
    let path = libtorch.next()?.with_file_name(LIBRARY);
    disk::is_file(&path).ok()?.then_some(path)
}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn load(path: &Path) -> Result<(), String> {
    use std::ffi::{CStr, CString};
    use std::os::unix::ffi::OsStrExt;
    let name = CString::new(path.as_os_str().as_bytes()).map_err(|error| error.to_string())?;
    #[expect(unsafe_code, reason = "loading a library runs its initialisers")]
    // SAFETY: the name ends in 0, and what is loaded is libtorch's own library, which is never unloaded.
    let handle = unsafe { libc::dlopen(name.as_ptr(), libc::RTLD_NOW | libc::RTLD_GLOBAL) };
    if !handle.is_null() {
        return Ok(());
    }
    #[expect(unsafe_code, reason = "asks why loading failed")]
    // SAFETY: dlerror returns null or a string that lives until the next call of this thread.
    let reason = unsafe {
        let reason = libc::dlerror();
        if reason.is_null() { None } else { Some(CStr::from_ptr(reason).to_string_lossy().into_owned()) }
    };
    Err(reason.unwrap_or_else(|| format!("`{}` cannot be loaded", path.display())))
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
fn load(_path: &Path) -> Result<(), String> {
    Err("CUDA is opened at run time on Linux only".to_owned())
}
