"""What was learned in exported models is put into the models themselves, in PyTorch: the logits stay those of the program."""

import copy
import os
import shutil
import unittest
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy
import onnxruntime
import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from cases import FOLDER
from models import CLASSES, MODELS, Model
from program import PROGRAM, ROOT, checked, export, module
from saving import actsearch

torch.set_num_threads(1)
OUT = FOLDER / "applied"
LOGITS = PROGRAM.parent / "examples" / "interop_logits"
TRAINED, TESTED, BATCH = 12, 10, 4
# So much of the largest logit the applied model may be off.
LIMIT = 1e-4
SPACE = """
name: applied
seed: 5
data: {source: {npz: data.npz}, normalisation: none}
network: {exported: model.pt2SITES}
baselines: []
activations: {bases: [identity, relu, tanh, swish, softplus], size: {min: 2, max: 3}, hull: [affine, linear], sharing: [layer, channel]}
training: {epochs: 2, batch_size: BATCH, optimizer: {adamw: {lr: 0.01}}, coefficients: {lr: 0.1}}
budget: {trials: 2}
"""


class Code(nn.Module):
    """Functions in a method and in a loop, formulas in the code, a module at several calls, and a block that is repeated."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(8, 8) for _ in range(3))
        self.act = nn.ELU()
        self.block = Block()
        self.before = nn.Sequential(nn.ReLU(inplace=True), nn.Linear(8, 8))
        self.head = nn.Linear(8, 4)

    def inner(self, x: Tensor) -> Tensor:
        """A method, which has a function in a loop."""
        for layer in self.layers:
            x = functional.gelu(layer(x))
        return x

    def forward(self, x: Tensor) -> Tensor:
        """Vectors to four logits each."""
        x = self.act(self.inner(x))
        x = x * torch.sigmoid(x) + functional.softsign(x)
        for _ in range(3):
            x = self.block(x)
        functional.relu(x, inplace=True)
        x = 1 - x
        # The sum has what the sequence has made of x in its place.
        x = self.act(x + self.before(x))
        x = self.act(x.tanh())
        logits: Tensor = self.head(x)
        return logits


class Block(nn.Module):
    """A function and a module, each of which is another site at every call of the block."""

    def __init__(self) -> None:
        super().__init__()
        self.linear, self.act = nn.Linear(8, 8), nn.SiLU(inplace=True)

    def forward(self, x: Tensor) -> Tensor:
        """Vectors to vectors."""
        return x + functional.leaky_relu(self.act(self.linear(x)), 0.2)


class Encoder(nn.Module):
    """A layer of PyTorch's own that has a fast path in evaluation."""

    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.TransformerEncoderLayer(8, 2, 16, 0.0, activation=nn.GELU(), batch_first=True)
        self.head = nn.Linear(8, 4)

    def forward(self, x: Tensor) -> Tensor:
        """Sequences of vectors to four logits each."""
        logits: Tensor = self.head(self.layer(x).mean(1))
        return logits


class Kept(nn.Module):
    """A model that calls its modules by a list of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.act, self.head = nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 4)
        self.steps = [self.first, self.act, self.head]

    def forward(self, x: Tensor) -> Tensor:
        """Vectors to four logits each."""
        for step in self.steps:
            x = step(x)
        return x


MADE = module(ROOT / "tests" / "data" / "exported" / "make.py")
OWN = [
    Model("code", Code, torch.randn(2, 8), is_quick=True),
    Model("written", MADE.Written, torch.randn(2, 1, 6, 6), is_quick=True),
    Model("in_place", MADE.Shared, torch.randn(2, 4), is_quick=True),
    Model("called_twice", MADE.Convolutional, torch.randn(2, 3, 8, 8), is_quick=True),
]


class Applied:
    """A model, what a search found in it, and what the program makes of test samples with that."""

    def __init__(self, case: Model, sites: str = "") -> None:
        torch.manual_seed(0)
        self.model = case.make()
        folder = OUT / case.name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        classes = actsearch.save(self.model, case.example, folder / "model.pt2").classes
        self.write_data(case.example, classes, folder / "data.npz")
        text = SPACE.replace("BATCH", str(BATCH)).replace("SITES", sites)
        (folder / "space.yaml").write_text(text)
        checked([PROGRAM, "search", "space.yaml", "--run", "run", "--workers", "1"], folder)
        checked([LOGITS, "run", "logits.safetensors", str(TESTED), "1"], folder)
        known = load_file(folder / "logits.safetensors")
        self.x, self.logits = known["x"].to(case.example.dtype), known["logits"]
        self.home = export(folder / "run", "mix", "pytorch", folder / "home", "--trial", "1")
        self.exports: ModuleType = module(self.home / "activations.py")

    def write_data(self, example: Tensor, classes: int, path: Path) -> None:
        """Random samples of the kind that the model takes."""
        generator = torch.Generator().manual_seed(7)
        arrays = {}
        for part, count in (("train", TRAINED), ("val", TESTED), ("test", TESTED)):
            shape = (count, *example.shape[1:])
            if example.is_floating_point():
                arrays[f"x_{part}"] = torch.randn(shape, generator=generator).numpy()
            else:
                least, most = int(example.min()), int(example.max())
                arrays[f"x_{part}"] = torch.randint(least, most + 1, shape, generator=generator).numpy()
            arrays[f"y_{part}"] = numpy.arange(count) % classes
        numpy.savez(path, **arrays)

    def applied(self, trainable: bool = True) -> nn.Module:
        """The model with its trained weights and the activations."""
        model = copy.deepcopy(self.model)
        # Some models ask for the version that only a state of PyTorch itself has beside its tensors.
        state = model.state_dict()
        found = load_file(self.home / "weights.safetensors")
        assert set(found) == set(state)
        state.update(found)
        model.load_state_dict(state)
        made: nn.Module = self.exports.apply(model, trainable=trainable)
        return made.eval()

    def off(self, model: Callable[[Tensor], object]) -> float:
        """How far the logits of a model are from those of the program, relative to the largest."""
        with torch.no_grad():
            found = logits(model(self.x))
        return float((found - self.logits).abs().max() / self.logits.abs().max())


def logits(output: object) -> Tensor:
    """The logits among what a model gives back."""
    found = getattr(output, "logits", output)
    assert isinstance(found, Tensor)
    return found


class RealModels(unittest.TestCase):
    """Each of the models that nobody here wrote, and models with code of many kinds."""

    def test_models_have_the_logits_of_the_program_after_apply(self) -> None:
        farthest = 0.0
        for case in [*MODELS, *OWN]:
            if not (case.is_quick or os.environ.get("INTEROP_MODELS") == "all"):
                continue
            with self.subTest(case.name):
                applied = Applied(case)
                off = max(applied.off(applied.applied(trainable)) for trainable in (True, False))
                print(f"  {case.name}: {off:.1e}, {len(applied.exports.ACTIVATIONS)} sites", flush=True)
                farthest = max(farthest, off)
                self.assertLessEqual(off, LIMIT)
                self.check_training(applied)
        print(f"figure max_diff_model_applied {farthest:.1e}")

    def check_training(self, applied: Applied) -> None:
        """In training mode the functions stand where they do in evaluation, all that was learned gets a gradient, and a copy
        is trained by itself."""
        model = applied.applied()
        # What computes something else in training is of these kinds; the others must have the same logits.
        differing = (nn.modules.batchnorm._NormBase, nn.Dropout, nn.Dropout1d, nn.Dropout2d)
        if not any(isinstance(it, differing) or hasattr(it, "drop_prob") for it in model.modules()):
            self.assertLessEqual(applied.off(copy.deepcopy(model).train()), LIMIT, "in training")
        other = copy.deepcopy(model).train()
        loss = functional.cross_entropy(logits(other(applied.x)), torch.arange(TESTED) % CLASSES % 3)
        loss.backward()  # type: ignore[no-untyped-call]
        names = {type(module).__name__ for module in model.modules()}
        self.assertLessEqual({kind.__name__ for kind in applied.exports.ACTIVATIONS.values()}, names)
        with torch.no_grad():
            for found in other.modules():
                if type(found) in applied.exports.ACTIVATIONS.values():
                    for name, parameter in found.named_parameters():
                        self.assertIsNotNone(parameter.grad, f"{type(found).__name__}.{name}")
                        parameter.add_(1)
        self.assertLessEqual(applied.off(model), LIMIT)
        self.assertGreater(applied.off(other.eval()), LIMIT)


class Layers(unittest.TestCase):
    """Layers and models with ways of their own."""

    def test_the_fast_path_of_transformer_layers_is_not_taken(self) -> None:
        applied = Applied(Model("encoder", Encoder, torch.randn(2, 5, 8)))
        model = applied.applied()
        with torch.no_grad():
            fast = model(applied.x)
        self.assertTrue(torch.allclose(fast, model(applied.x), atol=1e-6))
        self.assertLessEqual(applied.off(model), LIMIT)

    def test_a_module_that_is_kept_in_a_list_beside_the_model_is_not_called_unseen(self) -> None:
        applied = Applied(Model("kept", Kept, torch.randn(2, 8)))
        with self.assertRaisesRegex(RuntimeError, "keeps it in a list"):
            applied.applied()(applied.x)

    def test_activations_have_the_device_and_the_precision_of_the_model(self) -> None:
        applied = Applied(OWN[0])
        model = copy.deepcopy(applied.model).double()
        model.load_state_dict(load_file(applied.home / "weights.safetensors"))
        model = applied.exports.apply(model).eval()
        self.assertEqual({parameter.dtype for parameter in model.parameters()}, {torch.float64})
        self.assertLessEqual(applied.off(lambda x: model(x.double())), LIMIT)
        elsewhere = applied.exports.apply(copy.deepcopy(applied.model).to("meta"))
        self.assertEqual({parameter.device.type for parameter in elsewhere.parameters()}, {"meta"})


class Text(unittest.TestCase):
    """The modules have nothing that a careful author would have to put right."""

    def test_the_modules_are_formatted_linted_and_typed(self) -> None:
        for case in OWN:
            path = Applied(case).home / "activations.py"
            with self.subTest(case.name):
                # Names of sites and lines of the user's code are as long as they are.
                rules = ["--select=E,F,W,I,B,UP", "--ignore=E501", "--target-version=py39"]
                checked(["ruff", "check", "--isolated", *rules, path])
                checked(["ruff", "format", "--isolated", "--check", "--target-version=py39", path])
                checked(["mypy", "--cache-dir", FOLDER / "mypy_applied", "--strict", path])


class Further(unittest.TestCase):
    """What PyTorch does with models does with applied ones."""

    def test_applied_models_are_compiled_and_exported_as_any_other(self) -> None:
        for case in [*OWN, *(model for model in MODELS if model.name == "signals")]:
            # torch.compile does not tell anybody that it comes across functions in place, as torch.tanh_.
            if case.name == "in_place":
                continue
            with self.subTest(case.name):
                applied = Applied(case)
                model = applied.applied()
                compiled = torch.compile(model, backend="aot_eager", fullgraph=True)
                self.assertLessEqual(applied.off(compiled), LIMIT)
                program = torch.export.export(model, (applied.x,), dynamic_shapes=({0: torch.export.Dim.DYNAMIC},))
                self.assertLessEqual(applied.off(program.module()), LIMIT)
                path = applied.home / "model.onnx"
                torch.onnx.export(model, (applied.x,), path, dynamo=True, verbose=False)
                session = onnxruntime.InferenceSession(path)
                (name,) = [given.name for given in session.get_inputs()]
                (found,) = session.run(None, {name: applied.x.numpy()})
                self.assertLessEqual(applied.off(lambda _, found=found: torch.from_numpy(found)), LIMIT)

    def test_functions_in_place_that_torch_compile_passes_over_are_an_error_there(self) -> None:
        applied = Applied(next(case for case in OWN if case.name == "in_place"))
        self.assertLessEqual(applied.off(applied.applied()), LIMIT)
        compiled = torch.compile(applied.applied(), backend="eager", fullgraph=True)
        with self.assertRaisesRegex(Exception, "are not those that were exported"):
            compiled(applied.x)

    def test_sites_that_were_not_searched_are_left_as_they_are(self) -> None:
        for skipped in ('["act*"]', '["act_2", "gelu_2"]', '["block.*"]'):
            with self.subTest(skipped):
                applied = Applied(OWN[0], f", sites: {{exclude: {skipped}}}")
                self.assertLessEqual(applied.off(applied.applied()), LIMIT)

    def test_another_model_and_another_use_are_refused(self) -> None:
        applied = Applied(OWN[0])
        exports = applied.exports
        with self.assertRaisesRegex(ValueError, "has the class GELU, but had ELU when it was exported"):
            other = Code()
            other.act = nn.GELU()
            exports.apply(other)
        with self.assertRaisesRegex(ValueError, "the model has the class DataParallel, but had Code"):
            exports.apply(nn.DataParallel(Code()))
        model = applied.applied()
        before = {name: parameter.clone() for name, parameter in model.named_parameters()}
        with self.assertRaisesRegex(ValueError, "in the model already"):
            exports.apply(model)
        self.assertEqual(list(before), [name for name, _ in model.named_parameters()])
        with self.assertRaisesRegex(RuntimeError, "call the model as it was exported"):
            model.block(applied.x)
        self.assertLessEqual(applied.off(model), LIMIT)
        model.layers.append(nn.Linear(8, 8))
        with self.assertRaisesRegex(RuntimeError, "are not those that were exported"):
            model(applied.x)


if __name__ == "__main__":
    unittest.main()
