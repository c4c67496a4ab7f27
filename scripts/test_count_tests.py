"""Tests of scripts/count_tests.py."""

import unittest

from count_tests import count

CARGO = """\
running 3 tests
test a::b ... ok

test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s
"""


def counted(text):
    return str(count(text.splitlines(keepends=True)))


class Counting(unittest.TestCase):
    def test_nothing_is_counted_in_nothing(self):
        self.assertEqual(counted(""), "0 passed, 0 failed, 0 skipped")

    def test_all_runs_of_cargo_are_added_up(self):
        failed = "test result: FAILED. 5 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1s\n"
        self.assertEqual(counted(CARGO + failed + CARGO), "11 passed, 2 failed, 0 skipped")

    def test_a_test_that_left_something_out_is_skipped_and_has_not_passed(self):
        self.assertEqual(counted("skipped: a::b: no data\n" + CARGO), "2 passed, 0 failed, 1 skipped")
        self.assertEqual(counted("test a::b ... skipped: a::b: no data\n" + CARGO), "2 passed, 0 failed, 1 skipped")

    def test_what_one_test_left_out_counts_once_in_each_run(self):
        twice = "skipped: a::b: x\nskipped: c: y\nskipped: a::b: z\n" + CARGO
        self.assertEqual(counted(twice), "1 passed, 0 failed, 2 skipped")
        self.assertEqual(counted(twice + CARGO + twice), "5 passed, 0 failed, 4 skipped")

    def test_runs_of_unittest_are_added_up_with_what_they_skipped(self):
        ended = {
            "OK": "4 passed, 0 failed, 0 skipped",
            "OK (skipped=1)": "3 passed, 0 failed, 1 skipped",
            "FAILED (failures=1, errors=1, skipped=1)": "1 passed, 2 failed, 1 skipped",
        }
        for last, expected in ended.items():
            text = f"skipped 'no data'\n{'-' * 70}\nRan 4 tests in 0.1s\n\n{last}\n"
            self.assertEqual(counted(text), expected, last)
            self.assertEqual(counted("OK\n" + text + "OK\n"), expected, "an OK of something else is no test")


if __name__ == "__main__":
    unittest.main()
