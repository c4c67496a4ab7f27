"""Data sets as tensors: read from the files that actsearch reads, split and standardised as it does."""

import gzip
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

Bytes = NDArray[np.uint8]
Rows = NDArray[np.int64]
DIGITS = Path(__file__).resolve().parent.parent.parent / "data" / "digits.bin.gz"
# Of the 1,797 digits actsearch keeps 360 for its test part.
DIGITS_TRAINING = 1437


@dataclass
class Images:
    """Pixels of shape (n, channels, height, width), a byte each, with their labels; the brightest pixel is `white`."""

    pixels: Bytes
    labels: Bytes
    white: int


@dataclass
class Samples:
    """Standardised images, f32 of shape (n, channels, height, width), and labels, i64 of shape (n)."""

    images: Tensor
    labels: Tensor

    def __len__(self) -> int:
        return len(self.labels)


def read(source: str, folder: str, part: str) -> Images:
    """The `training` or `test` part of a data set; of CIFAR-10 the batches 1 and 2 are the training part."""
    if source == "fashion_mnist":
        return fashion_mnist(Path(folder), "train" if part == "training" else "t10k")
    if source == "cifar10":
        names = ["data_batch_1.bin", "data_batch_2.bin"] if part == "training" else ["test_batch.bin"]
        return cifar10([Path(folder) / name for name in names])
    return digits()


def fashion_mnist(folder: Path, prefix: str) -> Images:
    """Two IDX files: a header of 16 or 8 bytes, then the bytes."""
    pixels = gzip.decompress((folder / f"{prefix}-images-idx3-ubyte.gz").read_bytes())
    labels = gzip.decompress((folder / f"{prefix}-labels-idx1-ubyte.gz").read_bytes())
    images = np.frombuffer(pixels, np.uint8, offset=16).reshape(-1, 1, 28, 28)
    return Images(images, np.frombuffer(labels, np.uint8, offset=8), 255)


def cifar10(files: list[Path]) -> Images:
    """The binary batches: records of a label and 3,072 bytes, red, green and blue planes."""
    records = np.concatenate([np.fromfile(file, np.uint8).reshape(-1, 3073) for file in files])
    return Images(records[:, 1:].reshape(-1, 3, 32, 32), np.ascontiguousarray(records[:, 0]), 255)


def digits() -> Images:
    """The digits that are compiled into actsearch; its cut of the test part is not redone here, only its size."""
    content = np.frombuffer(gzip.decompress(DIGITS.read_bytes()), np.uint8)
    pixels, labels = content[: 1797 * 64].reshape(-1, 1, 8, 8), content[1797 * 64 :]
    return Images(pixels[:DIGITS_TRAINING], labels[:DIGITS_TRAINING], 16)


def split(labels: Bytes, used: int, held_out: int, seed: int) -> tuple[Rows, Rows]:
    """The rows to train on and those to validate on, so many in all, stratified by label."""
    generator = np.random.default_rng(seed)
    order = generator.permutation(len(labels))
    # Sorted by how deep a sample lies within its label, every beginning has all labels in their shares.
    depth = np.empty(len(labels))
    for label in np.unique(labels):
        rows = order[labels[order] == label]
        depth[rows] = (np.arange(len(rows)) + 0.5) / len(rows)
    chosen = order[np.argsort(depth[order], kind="stable")][:used]
    return np.sort(chosen[held_out:]), np.sort(chosen[:held_out])


def scale(images: Images, training: Rows) -> tuple[Tensor, Tensor]:
    """Mean and standard deviation of pixel/white over the training samples, for each channel."""
    pixels = images.pixels[training].astype(np.float32) / images.white
    measured = pixels.mean((0, 2, 3), dtype=np.float64), pixels.std((0, 2, 3), dtype=np.float64)
    mean, std = (torch.from_numpy(each).float().view(-1, 1, 1) for each in measured)
    return mean, std


def samples(images: Images, rows: Rows, mean: Tensor, std: Tensor) -> Samples:
    """These samples, (pixel/white − mean)/std."""
    pixels = torch.from_numpy(images.pixels[rows]).float()
    return Samples((pixels / images.white - mean) / std, torch.from_numpy(images.labels[rows]).long())


def training_and_validation(
    source: str, folder: str, used: int, held_out: int, seed: int
) -> tuple[Samples, Samples, tuple[Tensor, Tensor]]:
    """The two parts of a study, and the scale that a test part needs."""
    images = read(source, folder, "training")
    training, validation = split(images.labels, used, held_out, seed)
    mean, std = scale(images, training)
    parts = [samples(images, rows, mean, std) for rows in (training, validation)]
    return parts[0], parts[1], (mean, std)
