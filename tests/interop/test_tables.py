"""Tables that packages ship are read with at most two keys as pandas reads them, cell by cell, and are trained on."""

import json
import shutil
import unittest
from typing import Any

import numpy

from cases import Array
from program import run
from tables import PLACE, TABLES, Table, classes, encoded, loses_digits

# Both round to single precision, pandas after it has read a number with an error in its last digit.
TOLERANCE = 1e-6
MOST_KEYS = 2


def shown(table: Table) -> dict[str, Any]:
    """What `datasets show` says of a table, with all values."""
    path = PLACE / f"{table.name}.yaml"
    text = table.space()
    path.write_text(text)
    found: dict[str, Any] = json.loads(run("datasets", "show", path, "--json", "--values"))
    return found


def compared(table: Table, found: dict[str, Any]) -> int:
    """Compares everything with pandas; how many cells there were."""
    frame = table.frame()
    labels, features = frame[table.label], frame.drop(columns=table.label)
    names = [one["name"] for one in found["classes"]]
    assert names == [str(one) for one in classes(labels)], f"classes {names}"
    numbers = labels.map({one: number for number, one in enumerate(classes(labels))}).to_numpy()
    samples = found["samples"]
    parts = [numpy.array(samples[part]["values"], "float64") for part in ("training", "test")]
    of_parts = [numpy.array(samples[part]["labels"]) for part in ("training", "test")]
    training = training_rows(encoded(features, numpy.full(len(frame), True), None), numbers, parts, of_parts, found)
    entries, expected = encoded(features, training, table.keys.get("missing"))
    assert samples["entries"] == entries, f"entries {samples['entries']}, expected {entries}"
    values = numpy.empty_like(expected)
    values[training], values[~training] = parts
    for entry, offset in enumerate(offsets(found)):
        column = expected[:, entry]
        assert (offset != 0) == loses_digits(column[training]), f"`{entries[entry]}` less {offset}"
        near = numpy.isclose(values[:, entry], column - offset, rtol=TOLERANCE, atol=TOLERANCE * column.std())
        assert near.all(), f"`{entries[entry]}` of row {near.argmin()}: {values[near.argmin(), entry]}"
    return expected.size


def offsets(found: dict[str, Any]) -> list[float]:
    """What is subtracted from every entry."""
    all_offsets: list[float] = []
    for column in found["columns"]:
        kind = column["kind"]
        all_offsets += [kind["number"]["offset"]] if "number" in kind else [0.0] * len(kind["category"]["texts"])
        all_offsets += [0.0] if column.get("indicator") else []
    return all_offsets


def training_rows(
    unfilled: tuple[list[str], Array], labels: Array, parts: list[Array], of_parts: list[Array], found: dict[str, Any]
) -> Array:
    """Which rows are trained on: both parts have theirs in the order of the file, so each row is the next of one of them.

    Cells that are missing fit anything. Of rows that are alike either may be the next, so all ways are followed: `ways` has for
    each number of training rows so far the row before which it was reached.
    """
    names, rows = unfilled
    kept = [names.index(name) for name in found["samples"]["entries"] if name in names]
    at = [found["samples"]["entries"].index(names[entry]) for entry in kept]
    shifted = rows[:, kept] - numpy.array(offsets(found))[at]
    ways: list[dict[int, bool]] = [{0: False}]
    for row in range(len(rows)):
        reached: dict[int, bool] = {}
        for done in ways[-1]:
            for side, place in ((0, done), (1, row - done)):
                if place < len(parts[side]) and of_parts[side][place] == labels[row]:
                    near = numpy.isclose(parts[side][place][at], shifted[row], rtol=1e-5, atol=1e-5)
                    if (near | numpy.isnan(shifted[row])).all():
                        reached[done + 1 - side] = side == 0
        assert reached, f"row {row} is in neither part"
        ways.append(reached)
    done = len(parts[0])
    assert len(rows) == done + len(parts[1]) and done in ways[-1], "each row is in one part"
    training = numpy.full(len(rows), False)
    for row in range(len(rows) - 1, -1, -1):
        training[row] = ways[row + 1][done]
        done -= int(training[row])
    return training


class Tables(unittest.TestCase):
    """Every table, and what a slip in reading one would be."""

    def test_tables_are_those_of_pandas_and_are_trained_on(self) -> None:
        cells = 0
        for table in TABLES:
            with self.subTest(table=table.name):
                self.assertLessEqual(len(table.keys), MOST_KEYS)
                cells += compared(table, shown(table))
                folder = PLACE / "runs" / table.name
                shutil.rmtree(folder, ignore_errors=True)
                folder.parent.mkdir(parents=True, exist_ok=True)
                run("search", PLACE / f"{table.name}.yaml", "--run", folder)
        print(f"figure tables {len(TABLES)}, cells {cells}", flush=True)

    def test_slips_are_found(self) -> None:
        penguins = TABLES[0]
        values = ("samples", "training", "values")

        def swap(found: Any) -> None:
            for row in found[values[0]][values[1]][values[2]]:
                row[0], row[1] = row[1], row[0]

        def shift(found: Any) -> None:
            for row in found[values[0]][values[1]][values[2]]:
                row[3] += 0.01

        def refill(found: Any) -> None:
            # The fourth penguin has no measures.
            row = found[values[0]][values[1]][values[2]][3]
            row[3] += 0.5

        def label(found: Any) -> None:
            found["samples"]["test"]["labels"][0] = 2

        def drop(found: Any) -> None:
            for what in ("values", "labels"):
                found["samples"]["test"][what].pop()

        def rename(found: Any) -> None:
            found["samples"]["entries"][4] = "bill_depth"

        compared(penguins, shown(penguins))
        for slip in (swap, shift, refill, label, drop, rename):
            with self.subTest(slip=slip.__name__):
                found = shown(penguins)
                slip(found)
                with self.assertRaises(AssertionError):
                    compared(penguins, found)


if __name__ == "__main__":
    unittest.main()
