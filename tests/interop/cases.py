"""The cases that every format is compared on: definitions, inputs, and what comes out in f64."""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy
from numpy.typing import NDArray
from safetensors.numpy import load_file

Array = NDArray[Any]
# Where everything is that `run.py` makes.
FOLDER = Path(os.environ.get("INTEROP_FOLDER", "target/interop"))
# Images have this many rows and columns.
SIDE = 4
# Frameworks compute the slope of the first two by 1 - tanh^2, and JAX that of elu by expm1(x) + 1, of which f32 has few
# digits left from |x| = 5 on. What that costs is theirs, and has a figure of its own.
LOSSY_SLOPES = re.compile(r"gelu\(approximate=true\)|mish|\belu\(alpha=\d\d")
LOSSY_SLOPE_LIMIT = 4e-6
# How far off a result may be where |x| is from 20 to 10,000.
FAR_LIMIT = 1e-3


@dataclass(frozen=True)
class Site:
    """One mix of a case."""

    number: int
    name: str
    mix: str
    hull: str
    channels: int
    coefficients: list[list[float]]
    parameters: list[list[float]]
    is_elementwise: bool


@dataclass(frozen=True)
class Case:
    """A definition with its inputs and its reference."""

    name: str
    smooth: int
    ties: int
    sites: list[Site]

    @property
    def definition(self) -> Path:
        """The file that is exported."""
        return FOLDER / "cases" / f"{self.name}.yaml"

    @cached_property
    def arrays(self) -> dict[str, Array]:
        """The numbers: see tests/interop/cases/main.rs."""
        return load_file(FOLDER / "cases" / f"{self.name}.safetensors")

    def x(self, site: Site) -> Array:
        """The inputs of a site, of shape (samples, channels), in f32."""
        return numpy.ascontiguousarray(self.arrays["x"][:, : site.channels])

    def upstream(self, site: Site) -> Array:
        """The gradient by the outputs of the site, in the same shape."""
        return numpy.ascontiguousarray(self.arrays["upstream"][:, : site.channels])

    def some(self, most: int) -> list[Site]:
        """Of random mixes the first ones, where all would take too long; of other cases all."""
        return self.sites[:most] if self.sites[0].name == "mix0" else self.sites

    def part(self, site: Site, name: str) -> Array:
        """`value`, `gradient`, or the scale or span of one, in the same shape, in f64."""
        return self.arrays[f"{site.number}.{name}"]


def cases(*names: str) -> Iterator[Case]:
    """Every case, or those of these names."""
    for case in json.loads((FOLDER / "cases" / "cases.json").read_text()):
        sites = [Site(number, site.pop("site"), **site) for number, site in enumerate(case.pop("sites"))]
        if not names or case["name"] in names:
            yield Case(**case, sites=sites)


def images(rows: Array) -> Array:
    """(samples, channels) as (batch, channels, rows, columns), pixel after pixel."""
    return numpy.ascontiguousarray(rows.reshape(-1, SIDE, SIDE, rows.shape[1]).transpose(0, 3, 1, 2))


def rows(images: Array) -> Array:
    """The other way round."""
    return images.transpose(0, 2, 3, 1).reshape(-1, images.shape[1])


@dataclass
class Worst:
    """The largest difference of one kind, relative to the scale, and where it was found."""

    difference: float = 0.0
    place: str = "nowhere"
    count: int = 0


class Differences:
    """How far a format is from the reference, over everything that it was asked for."""

    def __init__(self, name: str, limit: float = 1e-6, scale: str = "scale") -> None:
        self.name = name
        # `span` where coefficients are computed from what is trained: see tests/interop/cases/reference.rs.
        self.scale = scale
        self.limit = limit
        self.worst = {"value": Worst(), "gradient": Worst()}
        self.faults: list[str] = []
        # The largest difference of such a slope, where that is above the limit.
        self.lossy_slope = 0.0

    def add(self, part: str, case: Case, site: Site, got: Array, how: str = "") -> None:
        """Compares values or gradients, of shape (samples, channels), with the reference.

        Gradients are not compared where a function has a kink. Far out, from |x| = 20 on, nothing may overflow, but digits
        may be lost, and numbers that f32 does not hold are let be.
        """
        wanted, scale = case.part(site, part), case.part(site, f"{part}_{self.scale}")
        x, worst = case.x(site), self.worst[part]
        if got.shape != wanted.shape:
            self.fault(case, site, f"{how}: shape {got.shape}, wanted {wanted.shape}")
            return
        compared = numpy.abs(wanted) < 3e38
        if part == "gradient":
            compared[case.smooth : case.smooth + case.ties] = False
        with numpy.errstate(invalid="ignore"):
            difference = numpy.abs(got.astype(numpy.float64) - wanted) / scale
        difference = numpy.where(compared, numpy.nan_to_num(difference, nan=numpy.inf), 0.0)
        far = difference[case.smooth + case.ties :]
        if far.max() > FAR_LIMIT:
            self.fault(case, site, f"{how}: {part} is {far.max():.1e} off far out")
        far[:] = 0
        at = numpy.unravel_index(numpy.argmax(difference), difference.shape)
        worst.count += int(compared.sum())
        is_lossy = part == "gradient" and LOSSY_SLOPES.search(site.mix) is not None
        if is_lossy and self.limit < difference.max() <= LOSSY_SLOPE_LIMIT:
            self.lossy_slope = max(self.lossy_slope, float(difference.max()))
            return
        if difference[at] > worst.difference or worst.count == 0:
            worst.difference = float(difference[at])
            worst.place = (
                f"{case.name}, site {site.name!r} ({site.mix}) {how}: {part} at x = {x[at]!r}, sample {at[0]},"
                f" channel {at[1]}: got {float(got[at])!r}, wanted {float(wanted[at])!r}"
            )

    def both(self, case: Case, site: Site, value: Array, gradient: Array, how: str = "") -> None:
        """Compares values and gradients."""
        self.add("value", case, site, value, how)
        self.add("gradient", case, site, gradient, how)

    def fault(self, case: Case, site: Site, text: str) -> None:
        """Keeps something else that is wrong until the end."""
        self.faults.append(f"{case.name}, site {site.name!r} ({site.mix}): {text}")

    def finish(self) -> None:
        """Prints the figures; fails if a difference is above the limit, something else is wrong, or nothing was compared."""
        faults = self.faults[:5]
        for part, suffix in (("value", ""), ("gradient", "_gradient")):
            worst = self.worst[part]
            if worst.count == 0 and part == "gradient":
                continue
            print(f"figure max_diff{suffix}_{self.name} {worst.difference:.1e}", flush=True)
            if worst.count == 0:
                faults.append(f"{self.name}: nothing was compared")
            if not worst.difference <= self.limit:
                faults.append(f"{self.name}: {worst.difference:.2e} is above {self.limit:.0e}: {worst.place}")
        if self.lossy_slope:
            print(f"figure max_diff_gradient_of_lossy_slopes_{self.name} {self.lossy_slope:.1e}", flush=True)
        if faults:
            raise AssertionError("\n".join(faults))
