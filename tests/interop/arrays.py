"""Arrays of any shape and type that numpy writes, and what is read of them."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy

from cases import FOLDER, Array
from program import run

PLACE = FOLDER / "arrays"
TYPES = ["?", "u1", "u2", "u4", "u8", "i1", "i2", "i4", "i8", "f2", "f4", "f8"]
# Those of one sample.
SHAPES = [(3,), (4, 6), (5, 6, 7), (6, 5, 3), (2, 3, 4, 5), (1, 2, 3, 2, 3), (2, 1, 2, 1, 2, 1, 2)]
SAMPLES = {"train": 6, "val": 3, "test": 4}


@dataclass(frozen=True)
class Arrays:
    """Arrays of one shape and type, and how they are written."""

    shape: tuple[int, ...]
    kind: str
    order: str
    packed: bool
    channels: str | None = None

    @property
    def name(self) -> str:
        """A name for its files."""
        kind = self.kind.replace("?", "b1").replace("<", "little_").replace(">", "big_")
        sizes = "x".join(map(str, self.shape))
        return f"{kind}_{sizes}_{self.order}_{self.channels}{'_packed' * self.packed}"

    def samples(self) -> dict[str, Array]:
        """The samples of every part, drawn from the whole range of their type as far as digits are not lost."""
        generator = numpy.random.default_rng(len(self.name))
        return {part: self.drawn(generator, (count, *self.shape)) for part, count in SAMPLES.items()}

    def drawn(self, generator: numpy.random.Generator, shape: tuple[int, ...]) -> Array:
        """Numbers of this type."""
        kind = numpy.dtype(self.kind)
        if kind.kind == "b":
            return generator.integers(0, 2, shape).astype(kind)
        if kind.kind == "f":
            return generator.standard_normal(shape).astype(kind)
        range_of = numpy.iinfo(kind)
        # Up to 2^53 double precision has every whole number.
        least, most = max(int(range_of.min), -(2**53)), min(int(range_of.max), 2**53)
        return generator.integers(least, most, shape, endpoint=True).astype(kind)

    def expected(self, x: Array) -> Array:
        """What is read: channels first, in single precision."""
        if self.channels == "last" or (self.channels is None and len(self.shape) == 3 and self.shape[-1] <= 4):
            x = numpy.moveaxis(x, -1, 1)
        return x.astype("float64").astype("float32")

    def write(self) -> None:
        """Writes the file and a space file."""
        PLACE.mkdir(parents=True, exist_ok=True)
        layout = numpy.asfortranarray if self.order == "F" else numpy.ascontiguousarray
        arrays = {f"x_{part}": layout(x) for part, x in self.samples().items()}
        labels = {f"y_{part}": numpy.arange(count) % 2 for part, count in SAMPLES.items()}
        save = numpy.savez_compressed if self.packed else numpy.savez
        save(PLACE / f"{self.name}.npz", allow_pickle=False, **arrays, **labels)
        channels = "" if self.channels is None else f", channels: {self.channels}"
        (PLACE / f"{self.name}.yaml").write_text(f"""
name: arrays
seed: 1
data: {{source: {{npz: {self.name}.npz{channels}}}}}
network: {{preset: {{mlp: {{hidden: [2]}}}}}}
activations: {{bases: [identity, relu]}}
training: {{epochs: 1}}
budget: {{trials: 1}}
""")

    def image(self) -> tuple[int, ...]:
        """The shape of a sample as it is shown."""
        shape = self.expected(self.samples()["test"]).shape[1:]
        return (1, *shape) if len(shape) == 2 and self.channels is None else shape


def compared(case: Arrays, slip: Callable[[Any], None] | None = None) -> int:
    """Compares every cell with numpy, after a slip if one is given; how many cells there were."""
    case.write()
    found: Any = json.loads(run("datasets", "show", PLACE / f"{case.name}.yaml", "--json", "--values"))
    if slip is not None:
        slip(found)
    samples = case.samples()
    expected = {part: case.expected(x).reshape(len(x), -1) for part, x in samples.items()}
    assert found["shape"] == "×".join(map(str, case.image())), f"shape {found['shape']}"
    own = found["validation_samples"]
    assert own == SAMPLES["val"], f"{own} samples for validation"
    training, test = (numpy.array(found["samples"][part]["values"], "float32") for part in ("training", "test"))
    wanted = numpy.concatenate([expected["train"], expected["val"]])
    numpy.testing.assert_array_equal(training, wanted)
    numpy.testing.assert_array_equal(test, expected["test"])
    whole = None
    if numpy.dtype(case.kind).kind != "f":
        least, most = min(int(x.min()) for x in samples.values()), max(int(x.max()) for x in samples.values())
        whole = {"least": least, "most": most}
    assert found["whole"] == whole, f"whole numbers {found['whole']}, expected {whole}"
    return training.size + test.size


def swap(found: Any) -> None:
    """Two cells of a sample change their places."""
    row = found["samples"]["training"]["values"][1]
    row[0], row[1] = row[1], row[0] + 1


def widen(found: Any) -> None:
    """One of the bounds is another."""
    found["whole"]["most"] += 1


def lose(found: Any) -> None:
    """A sample is gone."""
    found["samples"]["test"]["values"].pop()


def turn(found: Any) -> None:
    """The shape is another."""
    found["shape"] = "×".join(reversed(found["shape"].split("×")))


damaged = [swap, widen, lose, turn]


def arrays() -> list[Arrays]:
    """Every type in either order of bytes and of indices, every shape with a few of them."""
    cases = [Arrays((5, 6, 7), kind, "C", True) for kind in TYPES]
    for place, kind in enumerate(TYPES):
        shape, other = SHAPES[place % len(SHAPES)], SHAPES[(place + 3) % len(SHAPES)]
        big = kind if kind in ("?", "u1", "i1") else ">" + kind
        cases += [Arrays(shape, kind, "F", False), Arrays(other, big, "CF"[place % 2], place % 3 == 0)]
    for channels in ("first", "last"):
        cases += [Arrays(shape, "f4", "C", False, channels) for shape in SHAPES]
    return cases


ARRAYS = arrays()
