"""What exported models compute as they came, by the program and by PyTorch: evaluation, and one training step."""

import copy
import os
import subprocess
import unittest
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional

from cases import FOLDER
from models import Model, chosen
from saving import actsearch

OUT = FOLDER / "computed"
PROGRAM = Path(os.environ["INTEROP_PROGRAM"]).parent / "examples" / "interop_computed"
# Where modules keep how much they drop.
SHARES = ("p", "dropout", "drop_prob", "dropout_p", "dropout_prob", "attention_dropout", "drop", "drop_rate")
BATCH = 6
# So much of a tensor's largest number the program may be off.
LOGITS = 1e-5
GRADIENTS = 1e-4
IN_F64 = 1e-9


def without_dropping(model: nn.Module) -> nn.Module:
    """The model with nothing random in training, and no parameter that is all zeros, behind which nothing shows."""
    with torch.no_grad():
        for parameter in model.parameters():
            if not parameter.any():
                parameter.normal_(std=0.02)
    for module in model.modules():
        for name in SHARES:
            if isinstance(getattr(module, name, None), float):
                setattr(module, name, 0.0)
    return model


def expected(model: nn.Module, x: Tensor, labels: Tensor) -> dict[str, Tensor]:
    """What PyTorch computes, under the names that the program gives it."""
    model.eval()
    with torch.no_grad():
        found = {"logits": logits(model(x))}
    model.train()
    loss = functional.cross_entropy(logits(model(x)), labels)
    loss.backward()  # type: ignore[no-untyped-call]
    found["loss"] = loss.detach()
    found |= {f"gradient.{name}": it.grad for name, it in model.named_parameters() if it.grad is not None}
    return found | {f"buffer.{name}": it for name, it in model.named_buffers()}


def logits(output: object) -> Tensor:
    """The logits among what a model gives back."""
    found = getattr(output, "logits", output)
    assert isinstance(found, Tensor)
    return found


def computed(path: Path, x: Tensor, labels: Tensor, precision: str) -> dict[str, Tensor]:
    """What the program computes."""
    given, out = path.with_suffix(".in"), path.with_suffix(f".{precision}")
    save_file({"x": x.contiguous(), "labels": labels}, given)
    subprocess.run([PROGRAM, path, given, out, precision], check=True)
    return load_file(out)


def samples(model: Model) -> tuple[Tensor, Tensor]:
    """A batch, and labels."""
    generator = torch.Generator().manual_seed(3)
    times = BATCH // len(model.example) + 1
    x = model.example.repeat(times, *(1 for _ in model.example.shape[1:]))[:BATCH]
    if x.is_floating_point():
        x = x + 0.1 * torch.randn(x.shape, generator=generator)
    return x, torch.randint(10, (BATCH,), generator=generator)


def farthest(found: dict[str, Tensor], wanted: dict[str, Tensor], prefixes: tuple[str, ...]) -> float:
    """How far the program is off, relative to the largest number of a tensor, or of all gradients where that is tiny."""
    names = [name for name in found if name.startswith(prefixes)]
    largest = max(wanted[name].abs().max().item() for name in names)
    off = [0.0]
    for name in names:
        scale = max(wanted[name].abs().max().item(), 1e-4 * largest)
        off.append((found[name] - wanted[name].double()).abs().max().item() / scale)
    return max(off)


class Computed(unittest.TestCase):
    """Each model as it came computes what it does in PyTorch."""

    def test_models_as_they_came_compute_what_they_do_in_pytorch(self) -> None:
        OUT.mkdir(parents=True, exist_ok=True)
        figures = {"logits": 0.0, "gradients": 0.0, "f64": 0.0}
        for case in chosen():
            with self.subTest(case.name):
                torch.manual_seed(0)
                model = without_dropping(case.make())
                path = actsearch.save(model, case.example, OUT / f"{case.name}.pt2").path
                x, labels = samples(case)
                single = expected(copy.deepcopy(model), x, labels)
                double = expected(copy.deepcopy(model).double(), x.double() if x.is_floating_point() else x, labels)
                found = computed(path, x, labels, "f32")
                learned = {name for name in found if name.startswith("gradient.")}
                self.assertEqual(learned, {name for name in single if name.startswith("gradient.")})
                off = farthest(found, single, ("logits",))
                steps = farthest(found, single, ("loss", "gradient.", "buffer."))
                exact = farthest(computed(path, x, labels, "f64"), double, ("logits", "loss", "gradient.", "buffer."))
                print(f"  {case.name}: logits {off:.1e}, training step {steps:.1e}, in f64 {exact:.1e}", flush=True)
                figures = {
                    "logits": max(figures["logits"], off),
                    "gradients": max(figures["gradients"], steps),
                    "f64": max(figures["f64"], exact),
                }
                self.assertLessEqual(off, LOGITS)
                self.assertLessEqual(steps, GRADIENTS)
                self.assertLessEqual(exact, IN_F64)
        print(f"figure max_diff_model_logits {figures['logits']:.1e}")
        print(f"figure max_diff_model_gradients {figures['gradients']:.1e}")
        print(f"figure max_diff_model_in_f64 {figures['f64']:.1e}")


if __name__ == "__main__":
    unittest.main()
