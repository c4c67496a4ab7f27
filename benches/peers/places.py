"""Where data is looked for: the same places as those of actsearch, with the standard library alone."""

import os
from pathlib import Path

FASHION_MNIST = [
    "train-images-idx3-ubyte.gz",
    "train-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
]
CIFAR10 = ["data_batch_1.bin", "data_batch_2.bin", "test_batch.bin"]


def fashion_mnist() -> Path | None:
    """The folder that has the four files of Fashion-MNIST, if there is one."""
    return first_with("fashion-mnist", FASHION_MNIST)


def cifar10() -> Path | None:
    """The folder that has batches 1 and 2 of CIFAR-10 and its test batch, if there is one."""
    return first_with("cifar-10-batches-bin", CIFAR10)


def first_with(name: str, files: list[str]) -> Path | None:
    """The first folder of this name that has all of the files."""
    folders = (place / name for place in places())
    return next((folder for folder in folders if all((folder / file).is_file() for file in files)), None)


def places() -> list[Path]:
    """`ACTSEARCH_DATA`, then the cache folder."""
    cache = Path(os.environ.get("XDG_CACHE_HOME", ""))
    cache = cache if cache.is_absolute() else Path.home() / ".cache"
    named = os.environ.get("ACTSEARCH_DATA")
    return [*([Path(named).absolute()] if named else []), cache / "actsearch" / "data"]
