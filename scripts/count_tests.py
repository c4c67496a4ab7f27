"""Counts the tests of cargo and of unittest in what they printed: `N passed, M failed, K skipped`.

    python3 scripts/count_tests.py LOG

cargo has no word for a test that left something out. Such a test prints a line `skipped: NAME: WHY` and passes; here it is
counted as skipped, and not among those that passed.
"""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

# cargo: "test result: ok. 3 passed; 1 failed; …"
CARGO = re.compile(r"test result: \w+\. (\d+) passed; (\d+) failed;")
# A line of its own, or behind the "test NAME ... " of a test that runs alone.
SKIPPED = re.compile(r"(?:^|\.\.\. )skipped: ([\w:]+): ")
# unittest: "Ran 4 tests in …", then "OK (skipped=1)" or "FAILED (failures=1, errors=2)".
RAN = re.compile(r"Ran (\d+) tests? in ")
ENDED = re.compile(r"(?:OK|FAILED)(?: \((.*)\))?$")


@dataclass
class Counts:
    """How many tests ended in which way."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __str__(self):
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def count(lines):
    """The counts over everything that was run."""
    counts, left_out, ran = Counts(), set(), None
    for line in map(str.rstrip, lines):
        if found := SKIPPED.search(line):
            left_out.add(found[1])
        elif found := CARGO.match(line):
            # A test that left several things out is one test.
            counts.passed += int(found[1]) - len(left_out)
            counts.failed += int(found[2])
            counts.skipped += len(left_out)
            left_out = set()
        elif found := RAN.match(line):
            ran = int(found[1])
        elif ran is not None and (found := ENDED.match(line)):
            numbers = {word: int(number) for word, number in re.findall(r"(\w+)=(\d+)", found[1] or "")}
            failed = numbers.get("failures", 0) + numbers.get("errors", 0)
            skipped = numbers.get("skipped", 0)
            counts.passed += ran - failed - skipped
            counts.failed += failed
            counts.skipped += skipped
            ran = None
    return counts


if __name__ == "__main__":
    with Path(sys.argv[1]).open(encoding="utf-8", errors="replace") as log:
        print(count(log))
