"""Searches in real models are killed inside an epoch of each trial, and resumed to the bits of one that nobody disturbed."""

import json
import os
import re
import shutil
import signal
import subprocess
import time
import unittest
from collections import Counter
from pathlib import Path

import numpy
import torch
from torch import Tensor

from cases import FOLDER
from model_files import written
from models import CLASSES, Model, chosen
from program import PROGRAM, checked

torch.set_num_threads(1)
OUT = FOLDER / "resumed"
BATCH = 4
# Steps in an epoch: smaller models have quicker ones, and need more of them to be caught in one.
STEPS = {True: 10, False: 3}
SMALL = 1_000_000
# The model as it came, and one with a mix at every site.
TRIALS = 2
SPACE = """
name: resumed
seed: 5
data: {{source: {{npz: {data}}}, normalisation: none}}
network: {{exported: {model}}}
activations: {{bases: [identity, relu, tanh], size: {{min: 2, max: 3}}, sharing: [channel]}}
training: {{epochs: 2, batch_size: {batch}, optimizer: {{adamw: {{lr: 0.002}}}}, weight_decay: 0.01, checkpoint_seconds: 1.0e-9}}
budget: {{trials: {trials}}}
"""


def samples(example: Tensor, count: int, generator: torch.Generator) -> Tensor:
    """Random samples of the kind that a model takes, a row for each."""
    shape = (count, *example.shape[1:])
    if example.is_floating_point():
        return torch.randn(shape, generator=generator)
    return torch.randint(int(example.min()), int(example.max()) + 1, shape, generator=generator)


def write_search(model: Model, folder: Path) -> None:
    """The exported model, data that fit it, and a space of two trials."""
    made, path = written(model)
    shutil.copy(path, folder / "model.pt2")
    is_small = sum(parameter.numel() for parameter in made.parameters()) < SMALL
    generator = torch.Generator().manual_seed(7)
    arrays = {}
    for part, count in (("train", BATCH * STEPS[is_small]), ("val", 10), ("test", 10)):
        arrays[f"x_{part}"] = samples(model.example, count, generator).numpy()
        arrays[f"y_{part}"] = numpy.arange(count) % CLASSES
    numpy.savez(folder / "data.npz", **arrays)
    (folder / "space.yaml").write_text(SPACE.format(data="data.npz", model="model.pt2", batch=BATCH, trials=TRIALS))


def command(folder: Path, run: str) -> list[str | Path]:
    """What begins a search, or goes on with it."""
    begun = ["resume", run] if (folder / run).exists() else ["search", "space.yaml", "--run", run]
    return [PROGRAM, *begun, "--workers", "1"]


def is_inside(run: Path, trial: int) -> bool:
    """Whether the last that was saved of a trial is a place inside the epoch in which it is killed.

    `trial-00001-e00001-s000002` is trial 1 after one whole epoch and two steps of the next: the first trial is killed in its
    first epoch, the second one in its second.
    """
    saved = sorted(path.stem for path in (run / "checkpoints").glob(f"trial-{trial:05}-*.safetensors"))
    return bool(saved) and f"-e{trial:05}-" in saved[-1] and not saved[-1].endswith("-s000000")


def killed_inside(folder: Path, run: str, trial: int) -> bool:
    """Works on a search until this trial is inside an epoch, and kills it there; whether it came to that."""
    with open(folder / "said", "ab") as said:
        process = subprocess.Popen(command(folder, run), cwd=folder, stdout=said, stderr=said)
    while process.poll() is None:
        if not is_inside(folder / run, trial):
            time.sleep(0.0005)
            continue
        # Nothing goes on while it is looked at again.
        process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
        if is_inside(folder / run, trial):
            process.kill()
            process.wait()
            return True
        process.send_signal(signal.SIGCONT)
    return False


def disturbed(folder: Path) -> Path:
    """A search that was killed inside an epoch of each trial, and resumed to its end."""
    # The machine may be too busy to be looked at in time: then the next one is.
    for attempt in range(5):
        run = f"killed_{attempt}"
        if all(killed_inside(folder, run, trial) for trial in range(TRIALS)):
            checked(command(folder, run), folder)
            return folder / run
    raise AssertionError(f"{folder.name}: no search was seen inside an epoch:\n{(folder / 'said').read_text()}")


class Found:
    """All that a run has found but for the time that it took."""

    def __init__(self, run: Path) -> None:
        events = [json.loads(line)["event"] for line in checked([PROGRAM, "log", run]).splitlines()]
        # Each epoch, with the hash of all weights at its end.
        self.epochs = [event["reported"] for event in events if "reported" in event]
        for epoch in self.epochs:
            del epoch["attempt"], epoch["report"]["seconds"]
        self.end = [event for event in events if "ended" in event or "tested" in event]
        self.table = (run / "results.csv").read_text()
        # How often a trial is saved is part of the space, of whose hash the file has one, and of nothing else.
        self.winner = re.sub(r"(space_)?sha256: .*", "", (run / "winner.yaml").read_text())
        self.claims = [event["claimed"] for event in events if "claimed" in event]


class Resumed(unittest.TestCase):
    """Each model is trained as it came, and with mixes."""

    def test_models_that_are_killed_inside_an_epoch_of_each_trial_are_resumed_to_the_same_bits(self) -> None:
        resumed = 0
        # From behind, because the part `models` begins with the first: each writes the files that the other finds.
        for model in reversed(chosen()):
            with self.subTest(model.name):
                folder = OUT / model.name
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir(parents=True)
                write_search(model, folder)
                # Results do not depend on how often a trial is saved, and saving a large model takes longer than a step.
                seldom = ["--set", "training.checkpoint_seconds=3600"]
                checked([*command(folder, "whole"), *seldom], folder)
                run = disturbed(folder)
                whole, killed = Found(folder / "whole"), Found(run)
                for part in ("epochs", "end", "table", "winner"):
                    self.assertEqual(getattr(killed, part), getattr(whole, part), part)
                self.assertEqual(len(whole.epochs), 2 * TRIALS)
                # Each trial was taken up once more than without a kill; the first is the model without a mix.
                taken = Counter(claim["trial"] for claim in whole.claims)
                self.assertEqual(Counter(claim["trial"] for claim in killed.claims), taken + Counter(range(TRIALS)))
                self.assertEqual({claim["trial"] for claim in whole.claims if not claim["candidate"]}, {0})
                self.assertTrue(all(len(site["mix"]["bases"]) > 1 for it in whole.claims for site in it["candidate"]))
                self.assertNotIn("passed over", (run / "actsearch.log").read_text())
                shutil.rmtree(folder)
                resumed += 1
        print(f"figure models_resumed {resumed}", flush=True)


if __name__ == "__main__":
    unittest.main()
