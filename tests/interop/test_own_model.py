"""docs/own_model.md: its files are written, its commands run in their order, and its programs end as it says."""

import os
import re
import shutil
import subprocess
import sys
import unittest

from cases import FOLDER
from program import PROGRAM, ROOT

BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
OUT = FOLDER / "own_model"
COMMANDS = 5


class Page(unittest.TestCase):
    """The page shows what works."""

    def test_its_five_commands_lead_from_a_python_file_to_better_activations_in_it(self) -> None:
        shutil.rmtree(OUT, ignore_errors=True)
        OUT.mkdir(parents=True)
        blocks = BLOCK.findall((ROOT / "docs" / "own_model.md").read_text())
        said = []
        for kind, name, text in blocks:
            if name:
                (OUT / name).write_text(text)
            else:
                self.assertEqual(kind, "sh", "a block without a file is commands")
                said += [self.run_line(line) for line in text.splitlines()]
        self.assertEqual(len(said), COMMANDS)
        self.assertGreater(float(said[-1]), 0.9)
        plain = self.run_line('python -c "import train; print(train.train(train.Net(), *train.data()))"')
        self.assertGreater(float(said[-1]), float(plain), "the model is better with what was found")
        programs = [name for kind, name, _ in blocks if kind == "python"]
        self.assertEqual(programs, ["train.py", "better.py", "trained.py"])
        self.assertGreater(float(self.run_line("python trained.py")), 0.9)
        lines = (OUT / "train.py").read_text().splitlines()
        self.assertLessEqual(len([line for line in lines if line.strip()]), 30, "the file is a short one")

    def run_line(self, line: str) -> str:
        """What a command of the page prints."""
        path = os.pathsep.join([str(PROGRAM.parent), os.path.dirname(sys.executable), os.environ.get("PATH", "")])
        environment = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT / "python")}
        done = subprocess.run(line, shell=True, cwd=OUT, env=environment, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, f"{line}\n{done.stdout}{done.stderr}")
        return done.stdout


if __name__ == "__main__":
    unittest.main()
