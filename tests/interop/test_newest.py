"""What holds for `actsearch.save` with the PyTorch that is pinned holds with the newest one, and the program reads its files."""

import sys
import unittest
from pathlib import Path

from program import ROOT, checked

HERE = Path(__file__).resolve().parent


class Newest(unittest.TestCase):
    """The tests of the package, in an environment with the newest PyTorch."""

    def test_all_tests_of_the_package_pass(self) -> None:
        checked([sys.executable, ROOT / "scripts" / "environment.py", "newest"])
        interpreter = ROOT / ".venv-newest" / "bin" / "python"
        version = checked([interpreter, "-c", "import torch; print(torch.__version__)"])
        self.assertNotEqual(
            version.split("+")[0], checked([sys.executable, "-c", "import torch; print(torch.__version__)"])
        )
        for tests in ("test_save.py", "test_refused.py"):
            with self.subTest(tests):
                checked([interpreter, HERE / tests])
        print(f"torch {version.strip()}")


if __name__ == "__main__":
    unittest.main()
