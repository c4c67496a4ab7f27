"""Tables that packages of Python ship, and what pandas makes of them by the rules that README has for `csv`."""

import importlib.util
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy
import pandas

from cases import FOLDER, Array

PLACE = FOLDER / "test_tables"
# What pandas knows of missing cells by itself, and what the UCI repository writes.
MISSING = ["?", "-"]
RULES: dict[str, Callable[[pandas.Series], Any]] = {
    "median": lambda known: known.median() if is_number(known) else None,
    "mean": lambda known: known.mean() if is_number(known) else None,
    # Of equally frequent ones the least.
    "most_frequent": lambda known: known.mode().min(),
}


@dataclass(frozen=True)
class Table:
    """A table of a package: its file there, the column of labels, the keys of the space file, how pandas is told to read it."""

    name: str
    file: str
    label: str
    keys: dict[str, Any] = field(default_factory=dict)
    reading: dict[str, Any] = field(default_factory=dict)
    # Where the file is no table in text: what writes one, as users do.
    written: Callable[[Path, Path], None] | None = None

    def path(self) -> Path:
        """The file, copied or written beside its space file."""
        package, _, inside = self.file.partition("/")
        spec = importlib.util.find_spec(package)
        assert spec is not None and spec.origin is not None, f"{package} is installed"
        source = Path(spec.origin).parent / inside
        PLACE.mkdir(parents=True, exist_ok=True)
        target = PLACE / (f"{self.name}.csv" + (".gz" if source.suffix == ".gz" else ""))
        if self.written is None:
            target.write_bytes(source.read_bytes())
        else:
            self.written(source, target)
        return target

    def frame(self) -> pandas.DataFrame:
        """What pandas reads, less the columns that are not learned from; texts without blanks around them."""
        read = pandas.read_csv(self.path(), na_values=MISSING, **self.reading)
        read.columns = [str(name).strip() for name in read.columns]
        nameless = [name for name in read.columns if name.startswith("Unnamed: ")]
        frame = read.drop(columns=nameless + self.keys.get("drop", []))
        texts = [name for name in frame.columns if not is_number(frame[name])]
        for name in texts:
            frame[name] = frame[name].map(lambda text: str(text).strip(), na_action="ignore")
        return frame

    def space(self) -> str:
        """A space file with the table: a training of one epoch."""
        source = {"csv": self.path().name, "label": self.label, **self.keys}
        return f"""
name: {self.name}
seed: 1
data: {{source: {source!r}}}
network: {{preset: {{mlp: {{hidden: [8]}}}}}}
activations: {{bases: [relu, tanh], hull: [affine]}}
training: {{epochs: 1, batch_size: 16}}
budget: {{trials: 1}}
""".replace("False", "false")


def is_number(column: pandas.Series) -> bool:
    """Whether pandas has read numbers; truth values are texts."""
    return pandas.api.types.is_numeric_dtype(column) and not pandas.api.types.is_bool_dtype(column)


def classes(labels: pandas.Series) -> list[Any]:
    """The classes: numbers in their order, texts in that of the alphabet."""
    return sorted(labels.unique())


def encoded(features: pandas.DataFrame, training: Array, rule: str | None) -> tuple[list[str], Array]:
    """The names of all entries, and the entries of all rows in double precision; what is missing is filled as the rule says,
    fitted on the training rows, and NaN without one."""
    names: list[str] = []
    entries: list[Array] = []
    for name in features.columns:
        column = features[name]
        known = column[training].dropna()
        fill = RULES[rule](known) if rule and column.isna().any() else None
        if is_number(column):
            names.append(name)
            numbers = column.astype("float64")
            entries.append((numbers if fill is None else numbers.fillna(fill)).to_numpy())
            continue
        texts = sorted(column.dropna().unique())
        filled = column if fill is None else column.fillna(fill)
        names += [f"{name}={text}" for text in texts]
        unknown = filled.isna() if rule is None else numpy.full(len(filled), False)
        entries += [numpy.where(unknown, numpy.nan, (filled == text).fillna(False)) for text in texts]
        if column.isna().any() and fill is None:
            names.append(f"{name} is missing")
            entries.append(column.isna().to_numpy(dtype="float64"))
    return names, numpy.stack(entries, axis=1)


def loses_digits(numbers: Array) -> bool:
    """Whether rounding to single precision moves any of these by more than 1/4096 of their deviation."""
    moved = numpy.abs(numbers.astype("float32").astype("float64") - numbers).max()
    return bool(moved > numbers.std() / 4096 > 0)


def cars(source: Path, target: Path) -> None:
    """Records of JSON as people write them: with the number of the row, and dates as the texts that they are."""
    pandas.DataFrame(json.loads(source.read_text())).to_csv(target)


def below_header(names: str) -> Callable[[Path, Path], None]:
    """A table of scikit-learn, whose first row counts rows and columns, with a header in the place of that."""

    def write(source: Path, target: Path) -> None:
        rows = source.read_text().splitlines()[1:]
        count = rows[0].count(",")
        header = ",".join([f"{names}{number}" for number in range(count)] + ["target"])
        target.write_text("\n".join([header, *rows]) + "\n")

    return write


TABLES = [
    Table("penguins", "palmerpenguins/data/penguins.csv", "species", {"missing": "median"}),
    Table(
        "penguins_raw",
        "palmerpenguins/data/penguins-raw.csv",
        "Species",
        {"missing": "most_frequent", "drop": ["Individual ID", "Date Egg"]},
    ),
    Table(
        "cars", "vega_datasets/_data/cars.json", "Origin", {"missing": "mean", "drop": ["Name", "Year"]}, written=cars
    ),
    Table("seattle_weather", "vega_datasets/_data/seattle-weather.csv", "weather", {"drop": ["date"]}),
    Table("stocks", "vega_datasets/_data/stocks.csv", "symbol", {"drop": ["date"]}),
    Table("iowa_electricity", "vega_datasets/_data/iowa-electricity.csv", "source", {"drop": ["year"]}),
    Table(
        "la_riots",
        "vega_datasets/_data/la-riots.csv",
        "type",
        {"missing": "median", "drop": ["first_name", "last_name", "death_date", "address", "neighborhood"]},
    ),
    Table("fair", "statsmodels/datasets/fair/fair.csv", "rate_marriage"),
    Table("modechoice", "statsmodels/datasets/modechoice/modechoice.csv", "mode", reading={"sep": ";"}),
    Table("anes96", "statsmodels/datasets/anes96/anes96.csv", "'vote'", reading={"sep": "\t"}),
    Table("spector", "statsmodels/datasets/spector/spector.csv", "'GRADE'", reading={"sep": r"\s+"}),
    Table("credit_cards", "statsmodels/datasets/ccard/ccard.csv", "OWNRENT"),
    Table("iris", "sklearn/datasets/data/iris.csv", "virginica"),
    Table("wine", "sklearn/datasets/data/wine_data.csv", "target", written=below_header("wine")),
    Table("breast_cancer", "sklearn/datasets/data/breast_cancer.csv", "target", written=below_header("cell")),
    Table(
        "digits",
        "sklearn/datasets/data/digits.csv.gz",
        "column65",
        {"header": False},
        {"header": None, "names": [f"column{number}" for number in range(1, 66)]},
    ),
]
