"""Trained networks go back to PyTorch as programs: `--what network --format pt2` of short searches in real models."""

import json
import os
import unittest
from collections.abc import Callable
from pathlib import Path

import numpy
import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.export.pt2_archive._package import load_pt2
from torch.nn import functional

from models import CLASSES, MODELS, Model
from program import PROGRAM, checked, export, run
from saving import OUT, actsearch

# The models that are always tried: they are quick to train.
QUICK = {"mobilenet_v3_small", "vision_transformer", "bert", "unet"}
TRAINING, TEST = 48, 12
# So much of the largest logit PyTorch may be off.
LOGITS = 1e-5
# The first trial is the model as it came.
TRIAL = "1"
SPACE = """
name: home
seed: 5
data: {{source: {{npz: {data}}}}}
network: {{exported: {model}}}
activations: {{bases: [identity, relu, tanh, swish, prelu], size: {{min: 3, max: 3}}, sharing: [layer, channel]}}
training: {{epochs: 1, batch_size: 16}}
budget: {{trials: 2}}
baselines: []
"""


class Seen(nn.Module):
    """Functions in place, whose x is read later by its own name and as a part of other memory; one module is called twice."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = nn.Linear(6, 8), nn.Linear(8, 8)
        self.act = nn.SiLU(inplace=True)
        self.head = nn.Linear(8, CLASSES)

    def forward(self, x: Tensor) -> Tensor:
        """Vectors to logits."""
        x = self.first(x)
        functional.relu_(x)
        y = self.second(x)
        torch.tanh_(y[:, :4])
        z = self.act(self.second(x + y))
        logits: Tensor = self.head(self.act(z + y))
        return logits


def vectors() -> Tensor:
    """Two vectors."""
    return torch.randn(2, 6, generator=torch.Generator().manual_seed(1))


def chosen() -> list[Model]:
    """All models, or those that are quick to train."""
    is_all = os.environ.get("INTEROP_MODELS") == "all"
    return [Model("seen", Seen, vectors()), *(model for model in MODELS if is_all or model.name in QUICK)]


def samples(model: Model, path: Path) -> None:
    """Writes samples of the kind that a model takes."""
    generator = torch.Generator().manual_seed(2)
    count = TRAINING + TEST
    x = model.example.repeat(count // len(model.example), *(1 for _ in model.example.shape[1:]))
    x = x + torch.randn(x.shape, generator=generator) if x.is_floating_point() else x[:, torch.randperm(x.shape[1])]
    y = torch.arange(count) % CLASSES
    numpy.savez(
        path,
        x_train=x[:TRAINING].numpy(),
        y_train=y[:TRAINING].numpy(),
        x_test=x[TRAINING:].numpy(),
        y_test=y[TRAINING:].numpy(),
    )


def searched(model: Model) -> Path:
    """The run of a search in a model."""
    torch.manual_seed(0)
    folder = OUT / model.name
    folder.mkdir(parents=True, exist_ok=True)
    actsearch.save(model.make(), model.example, folder / "model.pt2")
    samples(model, folder / "data.npz")
    quoted = {name: json.dumps(str(folder / name)) for name in ("model.pt2", "data.npz")}
    (folder / "space.yaml").write_text(SPACE.format(data=quoted["data.npz"], model=quoted["model.pt2"]))
    taken = folder / "run"
    checked(["rm", "-rf", taken])
    run("search", folder / "space.yaml", "--run", taken)
    checked([PROGRAM.parent / "examples" / "interop_logits", taken, folder / "logits.safetensors", str(TEST), TRIAL])
    return taken


def largest_difference(network: Callable[[Tensor], Tensor], wanted: dict[str, Tensor], tokens: bool) -> float:
    """How far logits are off, relative to the largest."""
    x = wanted["x"].long() if tokens else wanted["x"]
    with torch.no_grad():
        found = network(x)
    found = getattr(found, "logits", found)
    return ((found - wanted["logits"]).abs().max() / wanted["logits"].abs().max()).item()


class Home(unittest.TestCase):
    """What PyTorch makes of a file that was written."""

    def test_pytorch_gives_the_same_logits_and_trains_the_coefficients(self) -> None:
        figure = 0.0
        for model in chosen():
            with self.subTest(model.name):
                taken = searched(model)
                wanted = load_file(taken.parent / "logits.safetensors")
                tokens = not model.example.is_floating_point()
                for form in ([], ["--exact-form"]):
                    folder = export(taken, "network", "pt2", taken.parent / "taken", "--trial", TRIAL, *form)
                    program = torch.export.load(folder / "network.pt2")
                    off = largest_difference(program.module(), wanted, tokens)
                    print(f"  {model.name} {' '.join(form)}: logits {off:.1e}", flush=True)
                    figure = max(figure, off)
                    self.assertLessEqual(off, LOGITS)
                self.train(folder / "network.pt2", wanted["x"].long() if tokens else wanted["x"])
        print(f"figure max_diff_pt2_logits {figure:.1e}")

    def train(self, path: Path, x: Tensor) -> None:
        """Gradients flow into every coefficient that stands between the input and the logits."""
        program = load_pt2(path).exported_programs["train"]
        network = program.module()
        logits = network(x)
        functional.cross_entropy(getattr(logits, "logits", logits), torch.arange(len(x)) % CLASSES).backward()  # type: ignore[no-untyped-call]
        tables = {name: it for name, it in network.named_parameters() if name.endswith(".alpha")}
        self.assertTrue(tables)
        for name, table in tables.items():
            # Auxiliary classifiers get none.
            if table.grad is not None:
                self.assertTrue(table.grad.isfinite().all() and table.grad.any(), name)
        self.assertGreater(sum(table.grad is not None for table in tables.values()), 0)


if __name__ == "__main__":
    unittest.main()
