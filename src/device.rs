//! The device that is asked for, by name.

use std::fmt;
use std::str::FromStr;

/// A device that trains, as the command line names it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wanted {
    /// The first GPU if there is one, otherwise the CPU.
    #[default]
    Auto,
    /// The CPU.
    Cpu,
    /// An NVIDIA GPU, counted from 0.
    Cuda(usize),
    /// The GPU of a Mac.
    Mps,
}

/// A name that no device has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no device has the name `{0}`; known are auto, cpu, cuda, cuda:N (counted from 0) and mps")]
pub struct UnknownDevice(String);

impl FromStr for Wanted {
    type Err = UnknownDevice;

    fn from_str(name: &str) -> Result<Self, UnknownDevice> {
        let unknown = || UnknownDevice(name.to_owned());
        match name {
            "auto" => Ok(Self::Auto),
            "cpu" => Ok(Self::Cpu),
            "cuda" => Ok(Self::Cuda(0)),
            "mps" => Ok(Self::Mps),
            _ => {
                let number = name.strip_prefix("cuda:").ok_or_else(unknown)?;
                number.parse().map(Self::Cuda).map_err(|_| unknown())
            }
        }
    }
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auto => f.write_str("auto"),
            Self::Cpu => f.write_str("cpu"),
            Self::Cuda(number) => write!(f, "cuda:{number}"),
            Self::Mps => f.write_str("mps"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_reads_as_it_is_written() {
        for device in [Wanted::Auto, Wanted::Cpu, Wanted::Cuda(0), Wanted::Cuda(7), Wanted::Mps] {
            assert_eq!(device.to_string().parse(), Ok(device));
        }
        assert_eq!("cuda".parse(), Ok(Wanted::Cuda(0)));
    }

    #[test]
    fn another_name_is_an_error_that_lists_the_known_ones() {
        for name in ["gpu", "", "cuda:", "cuda:-1", "cuda:x", "CPU"] {
            let error = name.parse::<Wanted>().unwrap_err().to_string();
            assert!(
                error.starts_with(&format!("no device has the name `{name}`; known are auto, cpu")),
                "{error}"
            );
        }
    }
}
