"""The way in: `actsearch.save` and its command, on models that are taken."""

import copy
import dataclasses
import doctest
import io
import random
import subprocess
import sys
import unittest
import zipfile
from collections import OrderedDict
from collections.abc import Callable
from contextlib import chdir, redirect_stderr, redirect_stdout
from typing import NamedTuple

import numpy
import torch
from torch import Tensor, nn
from torch.export.pt2_archive._package import load_pt2

from refused_models import Folding, Outputs, Points, Two
from saving import ENVIRONMENT, OUT, Images, main, read, refused, saved


class Taken(unittest.TestCase):
    """What a file has, and what is left as it was."""

    def test_both_modes_give_what_the_model_gives_for_any_batch(self) -> None:
        model = Images()
        programs = load_pt2(saved(model, torch.randn(1, 3, 8, 8), "images")).exported_programs
        self.assertEqual(set(programs), {"train", "eval"})
        for batch in (2, 7, 33):
            x = torch.randn(batch, 3, 8, 8)
            with torch.no_grad():
                torch.testing.assert_close(programs["eval"].module()(x), copy.deepcopy(model).eval()(x))
                results = []
                for run in (copy.deepcopy(model).train(), programs["train"].module()):
                    torch.manual_seed(3)
                    results.append(run(x))
                torch.testing.assert_close(*results)

    def test_the_program_reads_every_name_and_line(self) -> None:
        model = Images()
        found = read(saved(model, (3, 8, 8), "images"))
        self.assertEqual(found.get("error"), None)
        self.assertEqual(found["classes"], [5])
        self.assertLessEqual(set(dict(model.named_parameters())), set(found["parameters"]))
        self.assertEqual(set(dict(model.named_buffers())), set(found["buffers"]))
        calls = found["training"]
        self.assertEqual(calls["with_line"], len(calls["functions"]))
        archive = (OUT / "images.pt2").read_bytes()
        self.assertNotIn(b"actsearch/outputs.py", archive, "a trace begins with the user's own lines")

    def test_nothing_but_torch_is_needed(self) -> None:
        code = """
import sys
sys.modules["numpy"] = None
import torch, actsearch
model = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(4, 3))
print(actsearch.save(model, (4,), "alone.pt2", starts=1, factory=lambda: torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(4, 3))).classes)
"""
        OUT.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-W", "ignore", "-c", code]
        done = subprocess.run(command, cwd=OUT, env=ENVIRONMENT, capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stdout), (0, "3\n"), done.stderr)

    def test_weights_are_written_once(self) -> None:
        model = nn.Sequential(nn.Linear(300, 200), nn.ReLU(), nn.Linear(200, 3))
        count = sum(4 * parameter.numel() for parameter in model.parameters())
        self.assertLess(saved(model, (300,), "once").stat().st_size, count * 1.2)

    def test_the_model_and_what_is_drawn_next_stay_as_they_are(self) -> None:
        model = Images()
        model.norm.eval()
        before = copy.deepcopy(model.state_dict())
        modes = [module.training for module in model.modules()]
        states = torch.get_rng_state(), random.getstate(), numpy.random.get_state()[1].tobytes()
        saved(model, (3, 8, 8), "undisturbed", starts=2, factory=Images)
        self.assertEqual([module.training for module in model.modules()], modes)
        self.assertNotIn("forward", model.__dict__)
        torch.testing.assert_close(model.state_dict(), before, rtol=0, atol=0)
        torch.testing.assert_close(torch.get_rng_state(), states[0])
        self.assertEqual((random.getstate(), numpy.random.get_state()[1].tobytes()), states[1:])

    def test_a_model_that_cannot_be_copied_is_lent(self) -> None:
        model = Images()
        model.remembered = model.conv.weight * 2
        model.norm.eval()
        saved(model, (3, 8, 8), "lent")
        self.assertTrue(model.training)
        self.assertFalse(model.norm.training)
        self.assertNotIn("forward", model.__dict__)
        folding = Folding()
        folding.remembered = folding.head.weight * 2
        before = folding.head.weight.detach().clone()
        refused(self, "lent", folding, "is changed by train() or eval()")
        torch.testing.assert_close(folding.head.weight.detach(), before, rtol=0, atol=0)

    def test_what_a_model_keeps_while_it_is_exported_is_not_seen(self) -> None:
        class Keeping(Points):
            def forward(self, x: Tensor) -> Tensor:
                """It keeps what came last."""
                self.last = x
                return super().forward(x)

        model = Keeping()
        saved(model, (4,), "keeping")
        self.assertFalse(hasattr(model, "last"))

    def test_wrappers_are_taken_off(self) -> None:
        for wrapped in (nn.DataParallel(Images()), torch.compile(Images())):
            names = read(saved(wrapped, (3, 8, 8), "wrapped"))["parameters"]
            self.assertIn("conv.weight", names)

    def test_logits_are_found_in_what_people_give_back(self) -> None:
        class Pair(NamedTuple):
            logits: Tensor
            hidden: Tensor

        @dataclasses.dataclass
        class Result:
            hidden: Tensor
            logits: Tensor

        kinds: dict[str, tuple[Callable[[Tensor, Tensor], object], object]] = {
            "by the name in a dict": (lambda x, y: {"hidden": x, "logits": y}, None),
            "by the name in a named tuple": (lambda x, y: Pair(y, x), None),
            "by the name in a dataclass": (lambda x, y: Result(x, y), None),
            "by the name in a dict of its own kind": (lambda x, y: OrderedDict(hidden=x, logits=y), None),
            "by the shape": (lambda x, y: (x[:, :, None], y, x.sum()), None),
            "by the number": (lambda x, y: [x, y], 1),
            "by a name of one's own": (lambda x, y: {"out": y, "hidden": x}, "out"),
        }
        for kind, (make, output) in kinds.items():
            with self.subTest(kind):
                path = saved(Outputs(make), (4,), "outputs", output=output)
                self.assertEqual(read(path)["classes"], [3])

    def test_inputs_are_tensors_names_or_a_shape(self) -> None:
        points = torch.randn(5, 4)
        for example in ((points, points), {"x": points, "y": points}, {"y": points[:1], "x": points[:1]}):
            self.assertEqual(read(saved(Two(), example, "two")).get("error"), None)
        words = nn.Sequential(nn.Embedding(9, 4), nn.Flatten(), nn.Linear(12, 3))
        self.assertEqual(read(saved(words, torch.ones(1, 3, dtype=torch.int64), "words"))["classes"], [3])

        class Apart(Points):
            def forward(self, *both: Tensor) -> Tensor:
                """The batches of the two are compared nowhere."""
                return super().forward(both[0])

        self.assertEqual(read(saved(Apart(), (points, points), "apart")).get("error"), None)


class Starts(unittest.TestCase):
    """Start weights that a reader takes without executing anything."""

    def test_starts_are_the_bytes_that_the_seeds_give(self) -> None:
        path = saved(Images, (3, 8, 8), "starts", starts=3)
        self.assertEqual(set(load_pt2(path).exported_programs), {"train", "eval"})
        self.assertEqual(read(path).get("error"), None)
        with zipfile.ZipFile(path) as archive:
            for start in range(3):
                torch.manual_seed(start)
                state = Images().state_dict()
                state.pop("norm.num_batches_tracked")
                folder = f"starts/data/starts/{start}/"
                entries = [entry for entry in archive.infolist() if entry.filename.startswith(folder)]
                self.assertEqual([entry.filename.removeprefix(folder) for entry in entries], list(state))
                for entry, tensor in zip(entries, state.values(), strict=True):
                    self.assertEqual(entry.compress_type, zipfile.ZIP_STORED)
                    self.assertEqual(archive.read(entry), tensor.numpy().tobytes())

    def test_a_file_made_from_a_factory_has_the_first_start(self) -> None:
        program = load_pt2(saved(Images, (3, 8, 8), "first")).exported_programs["train"]
        torch.manual_seed(0)
        torch.testing.assert_close(program.state_dict["conv.weight"].detach(), Images().conv.weight.detach())

    def test_starts_that_are_none_are_refused(self) -> None:
        model = Points()
        refused(self, "starts", model, "give the class or a function", starts=2)
        refused(self, "starts", model, "with other tensors", starts=1, factory=Images)
        refused(self, "starts", model, "the same weights from every seed", starts=2, factory=lambda: model)
        refused(self, "starts", model, "starts is -1", starts=-1)


FILE = """
from torch import nn

class Small(nn.Sequential):
    def __init__(self):
        super().__init__(nn.Flatten(), nn.Linear(12, 8), nn.SiLU(), nn.Linear(8, 3))

def words():
    return nn.Sequential(nn.Embedding(9, 4), nn.Flatten(), nn.Linear(20, 2))

def strict():
    class Strict(Small):
        def forward(self, x):
            return super().forward(x if x.mean() > 0 else -x)
    return Strict()

def needs(width):
    return nn.Linear(width, 3)

ready = Small()
number = 3
"""


class Command(unittest.TestCase):
    """`python -m actsearch.save`."""

    def setUp(self) -> None:
        """A folder with two files of Python."""
        self.folder = OUT / "command"
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "my_file.py").write_text(FILE)
        (self.folder / "broken.py").write_text("import torch\n\nprint(1 / 0)\n")

    def call(self, *arguments: str) -> tuple[int, str, str]:
        """The exit code of the command, what it prints, what it complains of."""
        said, complained = io.StringIO(), io.StringIO()
        with chdir(self.folder), redirect_stdout(said), redirect_stderr(complained):
            try:
                code = main(list(arguments))
            except SystemExit as end:
                code = int(end.code or 0)
        return code, said.getvalue(), complained.getvalue()

    def test_a_model_of_a_file_is_written_and_told(self) -> None:
        arguments = ["my_file:Small", "--input", "3,2,2", "--out", "model.pt2", "--starts", "2"]
        command = [sys.executable, "-m", "actsearch.save", *arguments]
        done = subprocess.run(command, cwd=self.folder, env=ENVIRONMENT, capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertRegex(
            done.stdout,
            r"^model\.pt2: Small with 131 parameters and 3 classes, for training and for evaluation, 2 start weights; "
            r"batches of \d samples or more; 0\.\d MB\n$",
        )
        self.assertEqual(read(OUT / "command" / "model.pt2")["classes"], [3])

    def test_files_modules_instances_and_types_are_taken(self) -> None:
        for arguments in [("my_file.py:words", "--input", "int64:5"), ("my_file:ready", "--input", "3,2,2")]:
            code, _, complained = self.call(*arguments, "--out", "other.pt2")
            self.assertEqual((code, complained), (0, ""))

    def test_wrong_arguments_end_with_2_and_refused_models_with_1(self) -> None:
        for code, model, size, text, *more in [
            (2, "my_file", "3,2,2", "allowed is FILE:NAME"),
            (2, "nothing:Small", "3,2,2", "neither such a file nor such a module"),
            (2, "my_file:Large", "3,2,2", "has no `Large`; it has Small, words, strict, needs"),
            (2, "my_file:number", "3,2,2", "it is a int"),
            (2, "my_file:Small", "3,x", "--input 3,x: allowed are"),
            (2, "my_file:Small", "float64:3", "--input float64:3: allowed are"),
            (2, "my_file:ready", "3,2,2", "--starts 2", "--starts", "2"),
            (1, "broken:Small", "3,2,2", "broken.py:3 `print(1 / 0)`: ZeroDivisionError"),
            (1, "my_file:needs", "3,2,2", "missing 1 required positional argument: 'width'; give a class or function"),
            (1, "my_file:words", "5", "give an example of torch.int64"),
            (1, "my_file:strict", "3,2,2", "my_file.py:14 `return super().forward(x if x.mean() > 0 else -x)`"),
        ]:
            with self.subTest(text):
                found, said, complained = self.call(model, "--input", size, "--out", "bad.pt2", *more)
                self.assertEqual((found, said), (code, ""), complained)
                self.assertIn(text, complained)

    def test_examples_in_the_documentation_hold(self) -> None:
        for name in ("exporting", "example", "save"):
            found = doctest.testmod(sys.modules[f"actsearch.{name}"])
            self.assertEqual(found.failed, 0)
            self.assertGreater(found.attempted, 0)

    def test_the_module_is_the_function_too(self) -> None:
        self.assertIs(sys.modules["actsearch.save"].main, main)
        self.assertEqual(sys.modules["actsearch.save"](Points(), (4,), OUT / "called.pt2").classes, 3)


if __name__ == "__main__":
    unittest.main()
