"""Real models are exported by `actsearch.save`, and the program reads them: every name, and a line of code for each call."""

import os
import unittest
from pathlib import Path

import torch

from model_files import written
from models import MODELS, Model, chosen
from program import PROGRAM, checked
from saving import read

torch.set_num_threads(1)
# The calls of activation functions as a person who reads the model finds them; ACTSEARCH_BLESS=1 writes what is found.
TABLES = Path(__file__).resolve().parent / "models"
SITES = PROGRAM.parent / "examples" / "interop_sites"


def table(model: Model, path: Path) -> str:
    """The golden table of a model; it is written first where that is asked for."""
    golden = TABLES / f"{model.name}.sites"
    if os.environ.get("ACTSEARCH_BLESS") == "1":
        TABLES.mkdir(exist_ok=True)
        golden.write_text(checked([SITES, path]))
    return golden.read_text()


class Models(unittest.TestCase):
    """Each of the models that nobody here wrote."""

    def test_every_model_is_exported_and_read(self) -> None:
        models_in = 0
        for model in chosen():
            with self.subTest(model.name):
                made, path = written(model)
                found = read(path)
                self.assertEqual(found.get("error"), None)
                self.assertEqual(found["classes"], [10])
                self.assertLessEqual(set(dict(made.named_parameters())), set(found["parameters"]))
                for mode in ("training", "evaluation"):
                    self.assertEqual(found[mode]["with_line"], len(found[mode]["functions"]), mode)
                self.assertEqual(checked([SITES, path]), table(model, path), "the calls of activation functions")
                models_in += 1
        print(f"figure models_in {models_in}", flush=True)

    def test_the_quicker_half_is_half_and_every_name_is_one(self) -> None:
        self.assertGreaterEqual(len(MODELS), 24)
        self.assertEqual(sum(model.is_quick for model in MODELS), len(MODELS) // 2)
        self.assertEqual(len({model.name for model in MODELS}), len(MODELS))


if __name__ == "__main__":
    unittest.main()
