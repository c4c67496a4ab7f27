#!/usr/bin/env python3
"""Makes the small exported models of this folder again, and search_spaces/digits_model.pt2.

    python3 tests/data/exported/make.py

It needs torch 2.11 and nothing else. Paths of the machine are taken out of what is written: a frame of PyTorch begins
with `site-packages/torch`, a frame of the models here is in `make.py`. `tied.pt2` and `single.pt2` have the form that
torch 2.11 gives to an archive; the others are packed, as newer versions do it.
"""

import copy
import re
import runpy
import zipfile
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.export import Dim, ExportedProgram
from torch.export.pt2_archive._package import PT2ArchiveReader, PT2ArchiveWriter, package_pt2
from torch.nn import functional

FOLDER = Path(__file__).resolve().parent
SPACES = FOLDER.parent.parent.parent / "search_spaces"


class Convolutional(nn.Module):
    """A block with a shortcut, batch norm, dropout and stochastic depth; its activation is called twice."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 4, 3, padding=1)
        self.conv = nn.Conv2d(4, 4, 3, padding=1, groups=2)
        self.norm = nn.BatchNorm2d(4)
        self.act = nn.ReLU(inplace=True)
        self.drop = nn.Dropout(0.25)
        self.head = nn.Linear(4, 5)

    def forward(self, x: Tensor) -> Tensor:
        """Images of any number to five logits each."""
        x = functional.gelu(self.stem(x))
        y = self.act(self.norm(self.conv(x)))
        if self.training:
            y = y * torch.empty(y.shape[0], 1, 1, 1).bernoulli_(0.9).div_(0.9)
        x = self.act(x + y)
        logits: Tensor = self.head(self.drop(functional.adaptive_avg_pool2d(x, 1).flatten(1)))
        return logits


class Attention(nn.Module):
    """A layer of attention over tokens, with dropout inside, a buffer and a constant."""

    positions: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.tokens = nn.Embedding(11, 8)
        self.register_buffer("positions", torch.linspace(-1, 1, 8), persistent=False)
        self.norm = nn.LayerNorm(8)
        self.qkv = nn.Linear(8, 24)
        self.mlp = nn.Sequential(nn.Linear(8, 16), nn.SiLU(), nn.Linear(16, 8))
        self.head = nn.Linear(8, 3)

    def forward(self, tokens: Tensor) -> Tensor:
        """Sequences of six tokens to three logits each."""
        x = self.tokens(tokens) + self.positions
        q, k, v = (part.unflatten(2, (2, 4)).transpose(1, 2) for part in self.qkv(self.norm(x)).chunk(3, 2))
        dropout = 0.1 if self.training else 0.0
        attended = functional.scaled_dot_product_attention(q, k, v, dropout_p=dropout)
        x = x + attended.transpose(1, 2).flatten(2)
        x = x + self.mlp(x) * torch.tensor(0.5)
        logits: Tensor = self.head(x.mean(1))
        return logits


class Tied(nn.Module):
    """What comes in and what goes out share their weights."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(4, 3)
        self.activation = nn.SiLU()
        self.drop = nn.Dropout(0.5)
        self.output = nn.Linear(3, 4, bias=False)
        self.output.weight = self.embedding.weight

    def forward(self, tokens: Tensor) -> Tensor:
        """Sequences of tokens to four logits each."""
        logits: Tensor = self.output(self.drop(self.activation(self.embedding(tokens).mean(1))))
        return logits


class Single(nn.Module):
    """Nothing in it depends on the mode."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden = nn.Linear(2, 6)
        self.output = nn.Linear(6, 2)

    def forward(self, x: Tensor) -> Tensor:
        """Points to two logits each."""
        hidden = self.hidden(x)
        logits: Tensor = self.output(hidden * torch.sigmoid(hidden))
        return logits


class QuickGELU(nn.Module):
    """As CLIP writes it."""

    def forward(self, x: Tensor) -> Tensor:
        """x·sigmoid(1.702·x)."""
        return x * torch.sigmoid(1.702 * x)


class Snake(nn.Module):
    """A function with a learned frequency for each feature."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.a = nn.Parameter(torch.ones(features))

    def forward(self, x: Tensor) -> Tensor:
        """x + sin²(a·x)/a."""
        return x + torch.sin(self.a * x) ** 2 / self.a


class Written(nn.Module):
    """Activations that are written by hand, and gates: squeeze-and-excitation, attention, a recurrent cell, the output."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3)
        self.squeeze = nn.Conv2d(4, 2, 1)
        self.excite = nn.Conv2d(2, 4, 1)
        self.quick = QuickGELU()
        self.snake = Snake(6)
        self.inner = nn.ModuleList(nn.Linear(width, 6) for width in (4, 6, 6, 6, 6))
        self.head = nn.Linear(6, 3)

    def forward(self, x: Tensor) -> Tensor:
        """Images to three shares each."""
        x = self.conv(x)
        x = x * functional.relu6(x + 3) / 6
        scale = self.excite(functional.relu(self.squeeze(x.mean((2, 3), keepdim=True))))
        x = (x * torch.sigmoid(scale)).amax((2, 3))
        x = self.quick(self.inner[0](x))
        x = self.inner[1](x)
        x = 0.5 * x * (1 + torch.tanh(0.7978845608 * (x + 0.044715 * x**3)))
        x = self.snake(self.inner[2](x))
        z, n = torch.sigmoid(self.inner[3](x)), torch.tanh(self.inner[4](x))
        x = (1 - z) * n + z * x
        weights = torch.softmax(x.unsqueeze(2) @ x.unsqueeze(1), 2)
        x = (weights @ x.unsqueeze(2)).squeeze(2)
        return torch.softmax(self.head(x), 1)


class Shared(nn.Module):
    """Functions in place, of which three are seen by others than their outputs."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(4, 6)
        self.second = nn.Linear(6, 6)
        self.act = nn.SiLU(inplace=True)
        self.head = nn.Linear(6, 3)

    def forward(self, x: Tensor) -> Tensor:
        """Vectors to three logits each."""
        x = self.first(x)
        functional.relu_(x.view(-1, 2, 3))
        y = self.act(self.second(x))
        part = y[:, :3]
        functional.elu_(part)
        twice = self.second(y)
        torch.tanh_(twice)
        logits: Tensor = self.head(y + twice)
        return logits


def export(model: nn.Module, example: Tensor) -> ExportedProgram:
    """The program of a model in the mode that it is in."""
    return torch.export.export(model, (example,), dynamic_shapes=({0: Dim.DYNAMIC},))


def without_machine(text: bytes) -> bytes:
    """The JSON of a program without the paths of this machine."""
    text = text.replace(str(SPACES).encode() + b"/", b"")
    text = re.sub(rb'File \\"[^"]*?/(site-packages/[^"]*)\\"', rb'File \\"\1\\"', text)
    return text.replace(str(Path(__file__)).encode(), b"make.py").replace(str(FOLDER).encode() + b"/", b"")


def rewrite(path: Path, is_packed: bool) -> None:
    """Takes the paths of this machine out of an archive, and packs it."""
    reader = PT2ArchiveReader(str(path))
    contents = {name: reader.read_bytes(name) for name in reader.get_file_names()}
    contents = {name: without_machine(data) for name, data in contents.items()}
    if is_packed:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in contents.items():
                archive.writestr(zipfile.ZipInfo(f"{path.stem}/{name}"), data, zipfile.ZIP_DEFLATED)
        return
    with PT2ArchiveWriter(str(path)) as writer:
        for name, data in contents.items():
            if name not in (".data/version", ".data/serialization_id", "byteorder"):
                writer.write_bytes(name, data)


def save(name: str, model: nn.Module, example: Tensor, is_packed: bool, folder: Path = FOLDER) -> None:
    """Writes both modes of a model."""
    path = folder / f"{name}.pt2"
    programs = {
        "train": export(copy.deepcopy(model).train(), example),
        "eval": export(copy.deepcopy(model).eval(), example),
    }
    package_pt2(str(path), exported_programs=programs)
    rewrite(path, is_packed)


def main() -> None:
    """Writes all files."""
    torch.manual_seed(1)
    save("convolutional", Convolutional(), torch.randn(2, 3, 8, 8), is_packed=True)
    save("attention", Attention(), torch.randint(11, (2, 6)), is_packed=True)
    save("tied", Tied(), torch.randint(4, (2, 5)), is_packed=False)
    save("written", Written(), torch.randn(2, 1, 6, 6), is_packed=True)
    save("shared", Shared(), torch.randn(2, 4), is_packed=True)
    digits = runpy.run_path(str(SPACES / "digits_model.py"))["DigitsModel"]()
    save("digits_model", digits, torch.randn(2, 1, 8, 8), is_packed=True, folder=SPACES)
    path = FOLDER / "single.pt2"
    torch.export.save(export(Single(), torch.randn(2, 2)), path)
    rewrite(path, is_packed=False)


if __name__ == "__main__":
    main()
