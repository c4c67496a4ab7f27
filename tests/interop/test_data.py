"""What is written as data: YAML, JSON and safetensors hold the very numbers; and arrays of numpy are read cell by cell."""

import json
import unittest
from typing import Any

import numpy
import yaml
from safetensors.numpy import load_file

from arrays import ARRAYS, compared, damaged
from cases import Case, cases
from program import exported


class Data(unittest.TestCase):
    """The files are read by the readers that everybody has."""

    def test_yaml_and_json_hold_what_was_learned(self) -> None:
        for case in cases():
            with self.subTest(case=case.name):
                text = (exported(case, "default", "yaml") / "activations.yaml").read_text()
                from_yaml = yaml.load(text, Loader=yaml.CSafeLoader)
                self.check(case, from_yaml["sites"])
                from_json = json.loads((exported(case, "default", "json") / "activations.json").read_text())
                self.check(case, from_json["sites"])

    def check(self, case: Case, sites: list[dict[str, Any]]) -> None:
        """Names, hulls and numbers."""
        self.assertEqual([site["site"] for site in sites], [site.name for site in case.sites])
        for found, site in zip(sites, case.sites, strict=True):
            self.assertEqual(found["hull"], site.hull)
            for part, wanted in (("coefficients", site.coefficients), ("parameters", site.parameters)):
                numbers = numpy.asarray(found.get(part, []), numpy.float32)
                numpy.testing.assert_array_equal(numbers, numpy.asarray(wanted, numpy.float32))

    def test_safetensors_hold_what_was_learned(self) -> None:
        for case in cases():
            tensors = load_file(exported(case, "default", "safetensors") / "activations.safetensors")
            alphas = [name for name in tensors if name.endswith(".alpha")]
            self.assertEqual(len(alphas), len(case.sites))
            for site in case.sites:
                if case.name == "hostile":  # Its sites are called otherwise here.
                    continue
                alpha = tensors[f"{site.name}_activation.alpha"]
                numpy.testing.assert_array_equal(alpha, numpy.asarray(site.coefficients, numpy.float32))
                if site.parameters:
                    theta = tensors[f"{site.name}_activation.theta"]
                    numpy.testing.assert_array_equal(theta, numpy.asarray(site.parameters, numpy.float32))

    def test_arrays_of_numpy_are_read_cell_by_cell(self) -> None:
        cells = 0
        for case in ARRAYS:
            with self.subTest(case=case.name):
                cells += compared(case)
        print(f"figure arrays {len(ARRAYS)}, cells {cells}", flush=True)

    def test_slips_in_arrays_are_found(self) -> None:
        for slip in damaged:
            with self.subTest(slip=slip.__name__), self.assertRaises(AssertionError):
                compared(ARRAYS[0], slip)


if __name__ == "__main__":
    unittest.main()
