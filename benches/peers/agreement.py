"""Writes the loss and the gradients that PyTorch finds for a LeNet-5 and a ResNet-20, for a test to compare with.

    .venv-peers/bin/python benches/peers/agreement.py

writes `tests/golden/lenet5_gradients.json` and `tests/golden/resnet20_gradients.json`. Weights and batch come from a
formula in whole numbers of 32 bits whose results are exact in f32, so that every program can make the same.

THE FORMULA. Number i (from 0, in the order of a contiguous tensor) of the tensor `name` is

    h = 2166136261; for every byte b of name: h = (h xor b) · 16777619                     (FNV-1a)
    z = h + salt · 2654435769 + i · 2246822519
    z = z xor (z >> 16); z = z · 2146121005; z = z xor (z >> 15); z = z · 2221713035; z = z xor (z >> 16)
    v = ((z >> 16) − 32768) / 32768                                                        in [−1, 1)

with every operation modulo 2³² up to z, and v exact in f32. Of v are made

| tensor | number |
| --- | --- |
| `input` | 2·v |
| weight and bias of a convolution or linear layer | v / 2ᵉ, with the smallest e for which 4ᵉ ≥ fan_in of the weight |
| weight of a batch norm | 1 + v/8 |
| bias of a batch norm | v/8 |

The label of sample i is i mod 10. Batch norms use the statistics of the batch (eps 1e-5). The loss is the mean
cross-entropy. A case has the same activation at every site: `plain`, which is relu in the LeNet-5 and swish in the
ResNet-20, or `mix`, the sum α₁·x + α₂·plain(x) + α₃·tanh(x) in which each α is 1/3 rounded to f32; `alpha` is the gradient
by α itself, one row of three for each site in the order in which a batch passes them. The ResNet-20 has no relu, because
through 19 sites rounding sends some input or other of a relu to the other side of its kink.

OF A GRADIENT the files hold its L2 norm, its largest absolute value, and min(16, n) of its n numbers: those at k·n div
min(16, n) for k = 0, 1, …. All are from f64. `f32` is the largest difference of any number of the same gradient in
PyTorch's f32, divided by the largest absolute value.

`first` has the first four v of two tensors, for whoever writes the formula anew.

THE SALT is chosen (`--search N` tries N of them) so that no relu has an input near its kink and no max-pool two nearly
equal candidates, since rounding would send such a number the other way, and that f32 differs little from f64.
`margin` is how near the nearest number is, null where there are neither kinks nor max-pools.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

import mixes
from networks import network

GOLDEN = Path(__file__).resolve().parent.parent.parent / "tests" / "golden"
BATCHES = {"lenet5": (16, 1, 28, 28), "resnet20": (8, 3, 32, 32)}
SALTS = {"lenet5": 122, "resnet20": 456}
PLAIN = {"lenet5": "relu", "resnet20": "swish"}
CASES = ("plain", "mix")
THIRD = float(np.float32(1 / 3))
Gradients = dict[str, Tensor]


def values(name: str, size: int, salt: int) -> NDArray[np.float64]:
    """The numbers v of a tensor."""
    h = 2166136261
    for byte in name.encode():
        h = ((h ^ byte) * 16777619) % 2**32
    with np.errstate(over="ignore"):
        z = np.uint32((h + salt * 2654435769) % 2**32) + np.arange(size, dtype=np.uint32) * np.uint32(2246822519)
        z = (z ^ (z >> 16)) * np.uint32(2146121005)
        z = (z ^ (z >> 15)) * np.uint32(2221713035)
    z ^= z >> 16
    return ((z >> 16).astype(np.float64) - 32768) / 32768


def first(name: str, salt: int) -> list[float]:
    """The first numbers v of a tensor, for whoever writes the formula anew."""
    return values(name, 4, salt).tolist()


class Case(nn.Module):
    """The activation of a case, with coefficients that a gradient can be asked for."""

    def __init__(self, plain: str, case: str) -> None:
        super().__init__()
        self.margin = torch.inf
        self.plain = plain
        if case == "mix":
            self.alpha = nn.Parameter(torch.full((3,), THIRD))

    def forward(self, x: Tensor) -> Tensor:
        """The activation; notes how near to the kink of relu an input is."""
        if self.plain == "relu":
            self.margin = x.detach().abs().min().item()
        if not hasattr(self, "alpha"):
            return mixes.BASES[self.plain](x)
        return sum(a * mixes.BASES[base](x) for a, base in zip(self.alpha, ("identity", self.plain, "tanh")))


def model(name: str, case: str, salt: int, dtype: torch.dtype) -> nn.Module:
    """The network with the weights of the formula."""
    made = network(name, lambda _: Case(PLAIN[name], case)).to(dtype)
    modules = dict(made.named_modules())
    for parameter, tensor in made.named_parameters():
        if parameter.endswith("alpha"):
            continue
        owner, _, part = parameter.rpartition(".")
        v = torch.from_numpy(values(parameter, tensor.numel(), salt)).view_as(tensor)
        tensor.data.copy_(start(modules[owner], part, v))
    return made


def start(layer: nn.Module, part: str, v: Tensor) -> Tensor:
    """What a layer makes of the numbers v."""
    if isinstance(layer, nn.BatchNorm2d):
        return v / 8 + (1 if part == "weight" else 0)
    fan_in = layer.weight[0].numel()
    e = next(e for e in range(32) if 4**e >= fan_in)
    return v / 2**e


def batch(name: str, salt: int, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    """Images and labels."""
    shape = BATCHES[name]
    images = 2 * torch.from_numpy(values("input", int(np.prod(shape)), salt)).view(shape)
    return images.to(dtype), torch.arange(shape[0]) % 10


def computed(name: str, case: str, salt: int, dtype: torch.dtype) -> tuple[float, Gradients]:
    """The loss and all gradients in the order of the network; those of all α under one name at the end."""
    made = model(name, case, salt, dtype)
    images, labels = batch(name, salt, dtype)
    loss = F.cross_entropy(made(images), labels)
    loss.backward()
    named = list(made.named_parameters())
    gradients = {parameter: tensor.grad.double() for parameter, tensor in named if not parameter.endswith("alpha")}
    alphas = [tensor.grad.double() for parameter, tensor in named if parameter.endswith("alpha")]
    return loss.item(), gradients | ({"alpha": torch.stack(alphas)} if alphas else {})


def margin(name: str, case: str, salt: int) -> float:
    """How near to a kink of relu, or to a tie of max-pool, the nearest number is."""
    made = model(name, case, salt, torch.float64)
    nearest = [torch.inf]

    def note_ties(_: nn.Module, __: tuple[Tensor, ...], output: Tensor) -> None:
        windows = F.unfold(output.flatten(0, 1).unsqueeze(1), 2, stride=2)
        first, second = windows.topk(2, dim=1).values.unbind(1)
        # Where relu has made them zero both are equal, whatever rounding does.
        gaps = (first - second)[first != 0]
        nearest.append(gaps.min().item())

    if name == "lenet5":
        made.act1.register_forward_hook(note_ties)
        made.act2.register_forward_hook(note_ties)
    with torch.no_grad():
        made(batch(name, salt, torch.float64)[0])
    return min(*nearest, *(part.margin for part in made.modules() if isinstance(part, Case)), torch.inf)


def width(margin: float) -> str:
    """A margin in JSON; null where nothing has a kink."""
    return f"{margin:.2e}" if margin < torch.inf else "null"


def search(name: str, count: int) -> None:
    """Prints the salts with the widest margins."""
    found = sorted(((min(margin(name, case, salt) for case in CASES), salt) for salt in range(count)), reverse=True)
    print(name, ", ".join(f"salt {salt}: {width:.2e}" for width, salt in found[:5]))


def described(exact: Gradients, rounded: Gradients) -> Iterator[dict[str, object]]:
    """What the file holds of each gradient."""
    for name, gradient in exact.items():
        flat = gradient.flatten()
        count = min(16, len(flat))
        largest = flat.abs().max().item()
        yield {
            "name": name,
            "norm": flat.norm().item(),
            "largest": largest,
            "f32": float(f"{(flat - rounded[name].flatten()).abs().max().item() / largest:.1e}"),
            "entries": [flat[k * len(flat) // count].item() for k in range(count)],
        }


def golden(name: str, salt: int) -> str:
    """The file for a network, a line for each gradient."""
    lines = [
        "{",
        '"about": "loss and gradients by PyTorch in f64, made by benches/peers/agreement.py, which explains them",',
        f'"torch": "{torch.__version__.split("+")[0]}",',
        f'"network": "{name}",',
        f'"batch": {list(BATCHES[name])},',
        f'"salt": {salt},',
        f'"plain": "{PLAIN[name]}",',
        ('"v": "z = fnv1a32(name) + salt*2654435769 + i*2246822519; z ^= z>>16; z *= 2146121005; z ^= z>>15; '
         'z *= 2221713035; z ^= z>>16; v = ((z>>16) - 32768)/32768",'),
        ('"numbers": "input 2v; conv and linear v/2^e with the smallest 4^e >= fan_in; bn weight 1 + v/8; bn bias v/8; '
         'label i mod 10; alpha f32(1/3)",'),
        f'"first": {{"input": {first("input", salt)}, "conv1.weight": {first("conv1.weight", salt)}}},',
        '"entry": "number k*n div min(16, n) of n, for k = 0, 1, …",',
        '"cases": {',
    ]
    for case in CASES:
        loss, exact = computed(name, case, salt, torch.float64)
        loss_f32, rounded = computed(name, case, salt, torch.float32)
        lines.append(f'"{case}": {{"loss": {loss!r}, "loss_f32": {loss_f32!r}, '
                     f'"margin": {width(margin(name, case, salt))}, "gradients": [')
        lines.append(",\n".join(json.dumps(gradient) for gradient in described(exact, rounded)))
        lines.append("]}" + ("," if case != CASES[-1] else ""))
    return "\n".join([*lines, "}", "}"]) + "\n"


def main() -> None:
    """Writes the files, or searches for salts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--search", type=int, metavar="N", help="try N salts and print the best; writes nothing")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    for name, salt in SALTS.items():
        if arguments.search:
            search(name, arguments.search)
            continue
        text = golden(name, salt)
        json.loads(text)
        (GOLDEN / f"{name}_gradients.json").write_text(text, encoding="utf-8")
        print(f"{name}: {len(text)} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
