"""The ONNX models of the mixes, in onnxruntime."""

import unittest
from collections.abc import Iterator
from pathlib import Path

import onnx
import onnxruntime

from cases import Array, Case, Differences, cases, images, rows
from networks import Network, compare
from program import FORMS, exported


def session(path: Path) -> onnxruntime.InferenceSession:
    """A model, ready to run on one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


class Mixes(unittest.TestCase):
    """The exported models are the functions that were learned."""

    def test_values_are_those_of_the_reference(self) -> None:
        differences = Differences("onnx", limit=2e-6)
        for case in cases():
            for form in FORMS:
                self.compare(differences, case, form)
        differences.finish()

    def compare(self, differences: Differences, case: Case, form: str) -> None:
        """All sites of a case in one form, each from the model that says that it is of it."""
        models = {}
        for path in sorted(exported(case, form, "onnx").glob("*.onnx")):
            model = session(path)
            models[model.get_modelmeta().custom_metadata_map["site"]] = model
        self.assertEqual(set(models), {site.name for site in case.sites})
        for site in case.sites:
            model = models[site.name]
            (y,) = model.run(None, {model.get_inputs()[0].name: images(case.x(site))})
            differences.add("value", case, site, rows(y), form)

    def test_every_model_passes_the_checker(self) -> None:
        for case in cases("bases", "lenet5", "catalogue", "hostile", "affine_channel"):
            for form in FORMS:
                for path in exported(case, form, "onnx").glob("*.onnx"):
                    onnx.checker.check_model(onnx.load(path), full_check=True)


class Networks(unittest.TestCase):
    """The exported networks say what those that were trained say."""

    def test_logits_and_accuracies_are_those_of_the_program(self) -> None:
        def logits(network: Network) -> Iterator[tuple[str, Array]]:
            path = network.exported("onnx") / "network.onnx"
            onnx.checker.check_model(onnx.load(path), full_check=True)
            model = session(path)
            (y,) = model.run(None, {model.get_inputs()[0].name: network.arrays["x"]})
            yield "onnxruntime", y

        compare("onnx", logits)


if __name__ == "__main__":
    unittest.main()
