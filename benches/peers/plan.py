"""What the three studies have to agree on: data, network, candidates and training.

Needs nothing but the standard library, so that the benchmark can write a plan without loading torch.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

# A mix for every site, written as actsearch prints it: `affine(identity, relu)`, or `relu` for a plain activation.
Candidate = dict[str, str]


@dataclass(frozen=True)
class Plan:
    """One study. Whoever reads a plan trains every candidate in turn and says how accurate it became."""

    source: str
    folder: str
    network: str
    samples: int
    validation: float
    epochs: int
    batch_size: int
    lr: float
    coefficients_lr: float
    seed: int
    candidates: list[Candidate]

    @property
    def held_out(self) -> int:
        """How many of the samples are for validation."""
        return round(self.samples * self.validation)

    def write(self, path: Path) -> None:
        """Writes the plan as JSON."""
        path.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> "Plan":
        """Reads what `write` wrote."""
        return cls(**json.loads(path.read_text(encoding="utf-8")))

    def choices(self) -> list[str]:
        """Every mix that stands somewhere in a candidate."""
        return sorted({mix for candidate in self.candidates for mix in candidate.values()})
