"""Tests of experiments/draw.py: its formulas against the values that the program's own are tested with."""

import importlib.util
import json
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SPECIFICATION = importlib.util.spec_from_file_location("draw", ROOT / "experiments" / "draw.py")
draw = importlib.util.module_from_spec(SPECIFICATION)
SPECIFICATION.loader.exec_module(draw)


def known_values():
    """Every base of the catalogue, with x and f(x)."""
    for line in (ROOT / "src/activation/tests/known_values.txt").read_text().splitlines():
        base, x, value, _ = line.rsplit(" ", 3)
        yield json.loads(base), float(x), float(value)


class Formulas(unittest.TestCase):
    def test_every_base_has_its_value(self):
        names = set()
        for written, x, value in known_values():
            names.add(draw.parts_of(written)[0])
            self.assertAlmostEqual(draw.base(written, x), value, delta=1e-12 * max(1, abs(value)), msg=written)
        self.assertEqual(names, set(draw.BASES))

    def test_learned_parameters_are_put_in(self):
        bases = ["relu", "prelu", {"swish": {"learned": True}}, "swish"]
        filled = draw.with_learned(bases, [0.5, 2.0])
        self.assertEqual([draw.base(written, -1.0) for written in filled][:2], [0.0, -0.5])
        self.assertEqual(filled[2], {"swish": {"learned": True, "beta": 2.0}})
        self.assertEqual(draw.mix(filled[:2], [1.0, 2.0], -1.0), -1.0)

    def test_a_picture_has_a_panel_for_each_site(self):
        learned = {"site": "conv1", "mix": {"bases": ["identity", "tanh"]}, "coefficients": [[0.5, 0.5], [0.0, 1.0]]}
        panel = "".join(draw.panel(learned, 24))
        self.assertEqual(panel.count("<polyline"), 3)


if __name__ == "__main__":
    unittest.main()
