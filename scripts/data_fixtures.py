#!/usr/bin/env python3
"""Makes the small data files under `tests/data` again: pickles as CIFAR has them, arrays of numpy, pictures.

    python3 scripts/data_fixtures.py

It needs numpy and pillow. The official CIFAR files were written by Python 2: their text is text of bytes, which no
Python 3 writes any more. So the pickler below writes bytes as Python 2 did, and nothing else differs.
"""

import pickle
import struct
from pathlib import Path

import numpy as np
from PIL import Image

TARGET = Path(__file__).resolve().parent.parent / "tests" / "data"
# The C pickler cannot be changed, the one in Python can.
PurePickler = pickle._Pickler


class Python2Pickler(PurePickler):
    """Writes bytes by the instructions that Python 2 had for its text."""

    dispatch = dict(PurePickler.dispatch)

    def save_bytes(self, obj):
        """SHORT_BINSTRING or BINSTRING, put aside like everything."""
        if len(obj) < 256:
            self.write(b"U" + struct.pack("<B", len(obj)) + obj)
        else:
            self.write(b"T" + struct.pack("<i", len(obj)) + obj)
        self.memoize(obj)

    def save_text(self, obj):
        """Names of types are text of bytes, too."""
        self.save_bytes(obj.encode("latin-1"))

    def save_global(self, obj, name=None):
        """numpy had another name for the module of its arrays then."""
        module, name = obj.__module__, name or obj.__qualname__
        self.write(b"c" + module.replace("_core", "core").encode() + b"\n" + name.encode() + b"\n")
        self.memoize(obj)

    dispatch[bytes] = save_bytes
    dispatch[str] = save_text
    dispatch[type(len)] = save_global
    dispatch[type(pickle.dumps)] = save_global
    dispatch[type] = save_global


def dump(name, content, python2=True, protocol=2):
    """Writes a pickle."""
    with open(TARGET / name, "wb") as file:
        if python2:
            Python2Pickler(file, protocol=2).dump(content)
        else:
            pickle.dump(content, file, protocol=protocol)


def images(count):
    """Images of which every pixel has the number of its image, but for the first pixel of each plane."""
    data = np.repeat(np.arange(count, dtype=np.uint8)[:, None], 3072, axis=1)
    data[:, 0], data[:, 1024], data[:, 2048] = 100, 150, 200
    return data


def cifar():
    """Two training batches and a test batch of CIFAR-10, and both parts of CIFAR-100, with a few images each."""
    for batch, labels in [(1, [6, 9, 0]), (2, [4, 1, 1])]:
        content = {
            b"batch_label": b"training batch %d of 5" % batch,
            b"labels": labels,
            b"data": images(3),
            b"filenames": [b"a_%d.png" % label for label in labels],
        }
        dump(f"data_batch_{batch}", content)
    dump("test_batch", {b"data": images(2), b"labels": [3, 8], b"batch_label": b"testing batch 1 of 1"})
    hundred = {b"filenames": [b"a", b"b", b"c"], b"coarse_labels": [11, 15, 4], b"fine_labels": [19, 99, 0]}
    dump("train", {**hundred, b"batch_label": b"training batch 1 of 1", b"data": images(3)})
    dump("test", {b"fine_labels": [49, 33], b"coarse_labels": [10, 10], b"data": images(2)})
    # The same by Python 3, as somebody may have written it again.
    again = {b"labels": [3, 8], b"data": images(2)}
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        dump(f"test_batch_protocol{protocol}", again, python2=False, protocol=protocol)
    # Labels as numbers of numpy, and images whose planes are stored the other way round.
    numbers = {"labels": np.array([3, 8], dtype=">i8"), "data": np.asfortranarray(images(2))}
    dump("test_batch_numbers4", numbers, python2=False, protocol=4)
    dump("test_batch_numbers5", numbers, python2=False, protocol=5)
    dump("test_batch_scalars", {"labels": [np.int64(3), np.uint8(8)], "data": images(2)}, python2=False, protocol=5)
    dump("evil", Evil(), python2=False)


class Evil:
    """What runs a command where pickles are trusted."""

    def __reduce__(self):
        return (eval, ("print('executed')",))


def arrays():
    """Files of arrays in the shapes that Keras and others write."""
    x = np.arange(24, dtype=np.uint8).reshape(6, 2, 2)
    y = np.array([0, 1, 2, 0, 1, 2])
    np.savez(TARGET / "keras.npz", x_train=x, y_train=y.astype(np.uint8), x_test=x[:3], y_test=y[:3].astype(np.uint8))
    vectors = np.linspace(-1, 1, 24).reshape(12, 2).astype(">f4")
    np.savez_compressed(TARGET / "vectors.npz", x_train=vectors, y_train=np.tile(y, 2)[:, None])
    colours = np.arange(36, dtype=np.float64).reshape(3, 2, 2, 3)
    np.savez(TARGET / "colours.npz", x_train=colours, y_train=y[:3].astype(">i2"), x_test=colours, y_test=y[:3])


def pictures():
    """A grey and a coloured PNG and a JPEG."""
    grey = Image.fromarray(np.array([[0, 50, 100], [150, 200, 250]], dtype=np.uint8))
    grey.save(TARGET / "grey.png")
    colours = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255]], [[1, 2, 3], [4, 5, 6], [7, 8, 9]]], dtype=np.uint8)
    Image.fromarray(colours).save(TARGET / "colours.png")
    Image.fromarray(np.full((4, 6, 3), (200, 100, 50), dtype=np.uint8)).save(TARGET / "plain.jpg", quality=95)


def jpegs():
    """JPEGs of all the kinds that are common, of one picture whose sides are no multiples of 16."""
    rows, columns = np.mgrid[0:35, 0:45]
    colours = np.stack([rows * 7 % 256, columns * 5 % 256, (rows + columns) * 3 % 256], axis=-1).astype(np.uint8)
    # Details in the smallest waves, so that no block is empty.
    colours ^= np.random.default_rng(7).integers(0, 32, colours.shape, dtype=np.uint8)
    picture = Image.fromarray(colours)
    folder = TARGET / "jpeg"
    folder.mkdir(exist_ok=True)
    for name, mode, settings in [
        ("baseline", "RGB", {"subsampling": "4:2:0"}),
        ("optimized", "RGB", {"subsampling": "4:4:4", "optimize": True}),
        ("progressive", "RGB", {"subsampling": "4:2:0", "progressive": True}),
        ("restarts", "RGB", {"subsampling": "4:2:2", "restart_marker_blocks": 2}),
        ("restarts_progressive", "RGB", {"progressive": True, "restart_marker_rows": 1}),
        ("grey", "L", {}),
        ("cmyk", "CMYK", {"progressive": True}),
    ]:
        picture.convert(mode).save(folder / f"{name}.jpg", quality=60, **settings)


if __name__ == "__main__":
    TARGET.mkdir(exist_ok=True)
    cifar()
    arrays()
    pictures()
    jpegs()
