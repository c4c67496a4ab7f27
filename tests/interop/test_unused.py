"""Parameters that the logits do not depend on: the optimizer leaves them as they are, as PyTorch's does."""

import copy
import shutil
import unittest
from collections.abc import Callable

import numpy
import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from cases import FOLDER
from models import CLASSES, images, torchvision_model
from program import run
from saving import actsearch
from test_computed import without_dropping

torch.set_num_threads(1)
OUT = FOLDER / "unused"
BATCH = 12
# One step on all samples. What decays loses a tenth of itself, and what has a gradient moves by up to `LR`.
LR, DECAY, EPS = 0.1, 0.9, 0.01
# So much of `LR` a number may be off on average: where a rectifier is at its kink, rounding decides who gets a gradient.
OFF = 0.02
SPACE = f"""
name: unused
seed: 5
data: {{source: {{npz: data.npz}}, normalisation: none}}
network: {{exported: model.pt2, output: 0}}
activations: {{bases: [identity, relu], size: {{max: 2}}}}
training: {{epochs: 1, batch_size: {BATCH}, optimizer: {{adamw: {{lr: {LR}, eps: {EPS}}}}}, weight_decay: {DECAY}}}
budget: {{trials: 1}}
"""


class Auxiliary(nn.Module):
    """A classifier with a second head that nobody asks for, a layer that is never called, and one behind a decision."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.norm = nn.BatchNorm2d(8)
        self.head = nn.Linear(8, CLASSES)
        self.second = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, CLASSES))
        self.spare = nn.Linear(8, 8)
        self.decision = nn.Linear(8, 8)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Images to logits, and to logits of the second head."""
        x = torch.relu(self.norm(self.conv(x))).mean((2, 3))
        x = x * (self.decision(x) > 0)
        return self.head(x), self.second(x)


def stepped(model: nn.Module, x: Tensor, labels: Tensor) -> dict[str, Tensor]:
    """The parameters after one step of PyTorch's AdamW, which decays what layers multiply by."""
    kernels = [it.weight for it in model.modules() if isinstance(it, nn.Conv2d | nn.Linear)]
    others = [it for it in model.parameters() if all(it is not kernel for kernel in kernels)]
    groups = [{"params": kernels, "weight_decay": DECAY}, {"params": others, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=LR, eps=EPS)
    functional.cross_entropy(model.train()(x)[0], labels).backward()  # type: ignore[no-untyped-call]
    optimizer.step()
    return {name: it.detach() for name, it in model.named_parameters()}


def trained(name: str, model: nn.Module, x: Tensor, labels: Tensor, **options: object) -> dict[str, Tensor]:
    """The parameters after one step of the program."""
    folder = OUT / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    actsearch.save(model, x[:2], folder / "model.pt2", **options)
    arrays = {
        f"{kind}_{part}": it.numpy() for part in ("train", "val", "test") for kind, it in (("x", x), ("y", labels))
    }
    numpy.savez(folder / "data.npz", **arrays)
    (folder / "space.yaml").write_text(SPACE)
    run("search", folder / "space.yaml", "--run", folder / "run")
    (saved,) = (folder / "run" / "checkpoints").iterdir()
    return load_file(saved)


class Unused(unittest.TestCase):
    """One step of AdamW with weight decay."""

    def test_what_the_logits_do_not_depend_on_stays_as_it_is_as_in_pytorch(self) -> None:
        cases: dict[str, tuple[Callable[[], nn.Module], int, set[str], dict[str, object]]] = {
            "auxiliary": (Auxiliary, 8, {"second", "spare", "decision"}, {"output": 0}),
            "googlenet": (torchvision_model("googlenet", init_weights=False), 64, {"aux1", "aux2"}, {}),
        }
        for name, (make, size, unused, options) in cases.items():
            with self.subTest(name):
                torch.manual_seed(0)
                model = without_dropping(make())
                x = images(size).repeat(BATCH // 2, 1, 1, 1)
                x = x + torch.randn(x.shape, generator=torch.Generator().manual_seed(2))
                labels = torch.arange(BATCH) % CLASSES
                found = trained(name, model, x, labels, **options)
                before = {key: it.detach().clone() for key, it in model.named_parameters()}
                wanted = stepped(copy.deepcopy(model), x, labels)
                still = {key for key, it in wanted.items() if torch.equal(it, before[key])}
                self.assertEqual({key.split(".")[0] for key in still}, unused)
                for key, it in wanted.items():
                    if key in still:
                        self.assertTrue(torch.equal(found[key], it), key)
                    else:
                        self.assertLessEqual((found[key] - it).abs().mean().item(), OFF * LR, key)


if __name__ == "__main__":
    unittest.main()
