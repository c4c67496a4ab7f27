"""A tabular benchmark of actsearch, read with numpy: every candidate of a small space, trained from several seeds."""

import itertools
import json
import math
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import yaml

# Stands for an epoch that a training did not reach.
MISSING = 65535
# In these hulls a mix of one base is the plain base, so it is there once.
HULLS = {"affine", "convex"}

# The bases of a mix, and its hull; nothing for a plain base.
Mix = tuple[tuple[str, ...], str | None]


@dataclass(frozen=True)
class Table:
    """Validation samples that were right, with the shape (candidates, seeds, epochs)."""

    name: str
    bases: list[str]
    sizes: range
    hulls: list[str]
    right: np.ndarray
    samples: int

    @classmethod
    def read(cls, folder: Path) -> "Table":
        """Reads `space.yaml` and `table.safetensors`."""
        space = yaml.safe_load((folder / "space.yaml").read_text(encoding="utf-8"))["activations"]
        bases, hulls = space["bases"], space.get("hull", ["affine"])
        size = space.get("size", {})
        sizes = range(size.get("min", 1), size.get("max", min(3, len(bases))) + 1)
        if not set(hulls) <= HULLS or {"sharing", "sites"} & set(space):
            raise ValueError(f"{folder}: only hulls out of {sorted(HULLS)}, and neither `sharing` nor `sites`, are known here")
        content = (folder / "table.safetensors").read_bytes()
        length = int.from_bytes(content[:8], "little")
        header = json.loads(content[8 : 8 + length])
        begin, end = header["validation"]["data_offsets"]
        right = np.frombuffer(content[8 + length + begin : 8 + length + end], "<u2")
        samples = int(header["__metadata__"]["validation_samples"])
        return cls(folder.name, bases, sizes, hulls, right.reshape(header["validation"]["shape"]), samples)

    @cached_property
    def choices(self) -> list[Mix]:
        """The mixes that may stand at a site, in the order in which actsearch numbers them."""
        found: list[Mix] = []
        for size in self.sizes:
            for bases in itertools.combinations(self.bases, size):
                found += [(bases, hull if size > 1 else None) for hull in self.hulls[: None if size > 1 else 1]]
        return found

    @cached_property
    def sites(self) -> int:
        """At how many sites a candidate has a mix."""
        sites = round(math.log(len(self.right), len(self.choices)))
        if len(self.choices) ** sites != len(self.right):
            raise ValueError(f"{self.name}: {len(self.right)} candidates are no power of {len(self.choices)} choices")
        return sites

    def number(self, choices: list[int]) -> int:
        """The number of the candidate with these choices: the first site is the least significant digit."""
        return sum(choice * len(self.choices) ** site for site, choice in enumerate(choices))

    def accuracy(self, candidate: int, seed: int) -> float | None:
        """The validation accuracy at the end of training from a seed; nothing if it diverged."""
        right = int(self.right[candidate, seed, -1])
        return None if right == MISSING else right / self.samples

    @cached_property
    def means(self) -> np.ndarray:
        """The mean of the accuracies at the end over all seeds; a training that diverged counts as 0."""
        last = self.right[:, :, -1].astype(np.int64)
        return np.where(last == MISSING, 0, last).sum(axis=1) / (self.samples * self.right.shape[1])

    @cached_property
    def top(self) -> set[int]:
        """The top 1 %, rounded up to whole candidates, with all that are as good as the last of them."""
        count = math.ceil(len(self.means) / 100)
        bar = np.sort(self.means)[::-1][count - 1]
        return set(np.flatnonzero(self.means >= bar).tolist())

    def regret(self, held: int | None) -> float:
        """How much worse than the best the held candidate is; holding none is as bad as an accuracy of 0."""
        return float(self.means.max() - (0.0 if held is None else self.means[held]))
