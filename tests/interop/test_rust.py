"""The Rust functions of the mixes, through rustc, and the networks on the crate tch: values, derivatives, logits."""

import re
import unittest
from collections.abc import Iterator
from pathlib import Path

import numpy
from safetensors.numpy import load_file, save_file

from cases import Array, Case, Differences, Site, cases
from networks import Network, compare
from program import FORMS, checked, exported, tch_options

# The function on a slice, which every site has, in the order of the sites, and the derivative, which most have.
SLICE = re.compile(r"^pub fn (\w+)_slice\(values: &mut \[f32\](?:, )?([^)]*)\)", re.MULTILINE)
PROGRAM = """
#[deny(warnings)]
mod activations;

use std::io::{{Read, Write}};

fn main() {{
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes).unwrap();
    let number = |bytes: &[u8]| f32::from_le_bytes(bytes.try_into().unwrap());
    let x: Vec<f32> = bytes.chunks_exact(4).map(number).collect();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut put = |numbers: &[f32]| numbers.iter().for_each(|y| out.write_all(&y.to_le_bytes()).unwrap());
{calls}
}}
"""


class Mixes(unittest.TestCase):
    """The exported functions are those that were learned."""

    def test_values_and_derivatives_are_those_of_the_reference(self) -> None:
        differences = Differences("rust")
        for case in cases():
            for form in FORMS:
                self.compare(differences, case, form)
        differences.finish()

    def compare(self, differences: Differences, case: Case, form: str) -> None:
        """Calls the functions of all sites on the inputs, channel after channel."""
        folder = exported(case, form, "rust")
        text = (folder / "activations.rs").read_text()
        functions = SLICE.findall(text)
        self.assertEqual(len(functions), len(case.sites))
        x = numpy.ascontiguousarray(case.arrays["x"].T)
        calls, derived = [], []
        for site, (name, parameters) in zip(case.sites, functions, strict=True):
            calls.append(slice_call(site, name, parameters, x.shape[1]))
            if f"pub fn {name}_derivative(" in text:
                derived.append(site)
                calls.append(derivative_call(site, name, "channel" in parameters or "inner" in parameters, x.shape[1]))
        y = self.run_program(folder, "\n".join(calls), x)
        for site in case.sites:
            own, y = numpy.split(y, [site.channels * x.shape[1]])
            differences.add("value", case, site, own.reshape(site.channels, -1).T, form)
            if site in derived:
                own, y = numpy.split(y, [site.channels * x.shape[1]])
                gradient = own.reshape(site.channels, -1).T * case.upstream(site)
                differences.add("gradient", case, site, gradient, form)
            elif site.is_elementwise:
                differences.fault(case, site, "has no derivative")

    def run_program(self, folder: Path, calls: str, x: Array) -> Array:
        """What a program with these calls writes."""
        source, program = folder / "main.rs", folder / "main"
        source.write_text(PROGRAM.format(calls=calls))
        # What is in the module and not called is public to its users.
        checked(["rustc", "--edition=2021", "-Copt-level=0", "-Adead_code", source, "-o", program])
        (folder / "x").write_bytes(x.tobytes())
        checked(["sh", "-c", 'exec "$0" < "$1" > "$2"', program, folder / "x", folder / "y"])
        return numpy.fromfile(folder / "y", dtype=numpy.float32)


def slice_call(site: Site, name: str, parameters: str, inner: int) -> str:
    """Puts out what the function makes of all channels."""
    sizes = {"channels": site.channels, "inner": inner}
    given = "".join(f", {sizes[word.split(':')[0]]}" for word in parameters.split(", ") if word)
    n = site.channels * inner
    return f"    let mut y = x[..{n}].to_vec(); activations::{name}_slice(&mut y{given}); put(&y);"


def derivative_call(site: Site, name: str, by_channel: bool, inner: int) -> str:
    """Puts out the derivative of all numbers of all channels."""
    channel = f"at / {inner}, " if by_channel else ""
    at = "at" if by_channel else "_at"
    derivative = f"|({at}, x)| activations::{name}_derivative({channel}*x)"
    return f"    put(&x[..{site.channels * inner}].iter().enumerate().map({derivative}).collect::<Vec<f32>>());"


class Static(unittest.TestCase):
    """The code is as a careful author would leave it."""

    def test_rustc_has_no_warning(self) -> None:
        for case in cases("lenet5", "catalogue", "hostile", "bases"):
            folder = exported(case, "default", "rust")
            options = ["--crate-type=lib", "--edition=2021", "-Dwarnings", "--emit=metadata"]
            checked(["rustc", *options, folder / "activations.rs", "-o", folder / "checked.rmeta"])


NETWORK = """
#[deny(warnings)]
mod network;

use tch::nn::ModuleT;
use tch::{Device, Tensor};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (_, network) = network::load("weights.safetensors", Device::Cpu, TRAINABLE)?;
    let read = Tensor::read_safetensors("samples.safetensors")?;
    let (_, x) = read.iter().find(|(name, _)| name == "x").ok_or("there are no samples")?;
    let logits = tch::no_grad(|| network.forward_t(x, false));
    Ok(Tensor::write_safetensors(&[("logits", &logits)], "logits.safetensors")?)
}
"""


class Networks(unittest.TestCase):
    """The exported networks, on the crate tch, say what those that were trained say."""

    def test_logits_and_accuracies_are_those_of_the_program(self) -> None:
        def logits(network: Network) -> Iterator[tuple[str, Array]]:
            folder = network.exported("rust")
            save_file({"x": network.arrays["x"]}, folder / "samples.safetensors")
            for how, trainable in [("fixed", "false"), ("trainable", "true")]:
                (folder / "main.rs").write_text(NETWORK.replace("TRAINABLE", trainable))
                checked(["rustc", "--edition=2021", folder / "main.rs", "-o", folder / "main", *tch_options()])
                checked([folder / "main"], folder)
                yield how, load_file(folder / "logits.safetensors")["logits"]

        compare("rust", logits)


if __name__ == "__main__":
    unittest.main()
