"""The digits of the repository as pictures of any kind, for presets whose own data set is not there."""

import gzip
from pathlib import Path

import numpy

from cases import FOLDER, Array
from program import ROOT

# A digit is a picture of eight by eight pixels from 0 to 16.
SIDE = 8
WHITE = 16
TEST_SAMPLES = 1000


def digits(side: int = SIDE, channels: int = 1) -> Path:
    """A file of pictures as `npz` in a space file takes them: 1,000 of the digits are to test, the others to train."""
    pixels, labels = read()
    pictures = colored(sized(pixels, side), channels)
    order = numpy.random.default_rng(7).permutation(len(labels))
    train, test = order[:-TEST_SAMPLES], order[-TEST_SAMPLES:]
    path = (FOLDER / "pictures" / f"digits_{channels}x{side}x{side}.npz").resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    numpy.savez(path, x_train=pictures[train], y_train=labels[train], x_test=pictures[test], y_test=labels[test])
    return path


def read() -> tuple[Array, Array]:
    """All digits, of shape (samples, rows, columns), from 0 to 255, and their labels."""
    packed = numpy.frombuffer(gzip.decompress((ROOT / "data" / "digits.bin.gz").read_bytes()), numpy.uint8)
    samples = len(packed) // (SIDE * SIDE + 1)
    pixels, labels = numpy.split(packed, [samples * SIDE * SIDE])
    return (pixels.reshape(-1, SIDE, SIDE) * (255 / WHITE)).round().astype(numpy.uint8), labels


def sized(pixels: Array, side: int) -> Array:
    """Each pixel a square, as large as it must be, and of that the middle."""
    times = -(-side // SIDE)
    margin = (times * SIDE - side) // 2
    enlarged = pixels.repeat(times, axis=1).repeat(times, axis=2)
    return enlarged[:, margin : margin + side, margin : margin + side]


def colored(pixels: Array, channels: int) -> Array:
    """Channels last, no two of them the same: as it is, inverted, shifted by an eighth of the side."""
    others = [pixels, 255 - pixels, numpy.roll(pixels, pixels.shape[2] // SIDE, axis=2)]
    return numpy.stack(others[:channels], axis=-1)
