"""Tests of the virtual environments, as far as nothing is downloaded."""

import re
import sys
import unittest
from pathlib import Path

if sys.version_info < (3, 10):  # noqa: UP036, because the rest of `make test` is content with less
    raise unittest.SkipTest("the environments need python 3.10 or newer")

import environment
import stand_ins


def pins(path: Path) -> set[str]:
    """The packages that a file of requirements pins, as `name==version`, underscores for dashes."""
    lines = re.findall(r"^([a-z0-9_-]+==[0-9.]+)", path.read_text(), re.MULTILINE)
    return {line.replace("-", "_") for line in lines}


class Environments(unittest.TestCase):
    def test_both_ways_of_installing_have_the_libtorch_that_the_program_has(self):
        ours = pins(environment.HERE / "libtorch.txt")
        torch = {pin for pin in ours if pin.startswith("torch==")}
        self.assertEqual(len(torch), 1)
        for each in (environment.PEERS, environment.INTEROP):
            self.assertLessEqual(torch, pins(each.requirements))
        self.assertLessEqual(torch, pins(environment.WITHOUT_CUDA))

    def test_the_newest_torch_is_the_same_in_both_ways_of_installing(self):
        newest = [pins(path) for path in (environment.NEWEST.requirements, environment.NEWEST.without_cuda)]
        self.assertEqual(len({pin for each in newest for pin in each if pin.startswith("torch==")}), 1)

    def test_an_environment_depends_on_its_requirements_and_on_the_way_of_installing(self):
        marks = {each.fingerprint(cuda) for each in environment.ENVIRONMENTS.values() for cuda in (True, False)}
        self.assertEqual(len(marks), 6)

    def test_an_unknown_environment_is_refused(self):
        self.assertEqual(environment.main(["other"]), 1)
        self.assertEqual(environment.main([]), 1)

    def test_a_stand_in_defines_what_is_asked_for(self):
        self.assertIn("xorl %eax, %eax", stand_ins.definition("cudnnGetVersion", "T"))
        self.assertIn('.asciz "4Type"', stand_ins.definition("_ZTI4Type", "V"))
        self.assertIn(".zero", stand_ins.definition("_ZTV4Type", "V"))
        made = stand_ins.definition("_ZN4c10d16ProcessGroupNCCL7OptionsC1Eb", "T")
        self.assertIn("movq %rax, (%rdi)", made)
        script = stand_ins.version_script({"a": "one", "b": "two", "c": "one"})
        self.assertEqual(script, "one { global: a; c; };\ntwo { global: b; };\n")


if __name__ == "__main__":
    unittest.main()
