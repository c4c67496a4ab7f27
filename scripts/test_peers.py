"""Tests of benches/peers, as far as they need neither torch nor the program."""

import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PEERS = ROOT / "benches" / "peers"
sys.path.insert(0, str(PEERS))
if sys.version_info < (3, 10):  # noqa: UP036, because the rest of `make test` is content with less
    raise unittest.SkipTest("the peers need python 3.10 or newer")

import accuracy
import calibration
import models
import places
import program
import run
import watch

from plan import Plan

PLAN = Plan(
    source="digits", folder="", network="mlp", samples=1437, validation=0.2, epochs=20, batch_size=128, lr=0.001,
    coefficients_lr=0.01, seed=7, candidates=[{"fc1": "relu", "fc2": "affine(identity, relu)"}],
)


class Words(unittest.TestCase):
    def test_mixes_are_written_as_in_the_tables_of_the_program(self):
        mix = {"bases": ["identity", "relu"], "hull": "affine", "sharing": "layer"}
        self.assertEqual(program.written(mix), "affine(identity, relu)")
        self.assertEqual(program.written({"bases": ["relu"], "hull": "frozen", "sharing": "layer"}), "relu")
        for other in ({"sharing": "channel"}, {"bases": [{"relu": {"max_value": 6}}, "tanh"]}):
            with self.assertRaises(ValueError):
                program.written({**mix, **other})

    def test_a_plan_reads_back_as_it_was_written(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "plan.json"
            PLAN.write(path)
            self.assertEqual(Plan.read(path), PLAN)
        self.assertEqual((PLAN.held_out, PLAN.choices()), (287, ["affine(identity, relu)", "relu"]))

    def test_calibration_trains_a_part_with_work_for_every_core(self):
        part = calibration.short(PLAN, cores=2)
        self.assertEqual((len(part.candidates), part.epochs, part.samples), (4, 1, 1200))

    def test_a_space_of_accuracies_has_one_candidate(self):
        space = accuracy.Job("lenet5", "mix", 3, "actsearch").space(epochs=1, samples=None)
        self.assertEqual((space["seed"], space["budget"], space["baselines"]), (3, {"trials": 1}, []))
        self.assertEqual((space["activations"]["size"], space["training"]["epochs"]), ({"min": 3, "max": 3}, 1))


class Measuring(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.log = Path(folder.name) / "log"

    @unittest.skipUnless(Path("/proc/self/smaps_rollup").is_file(), "there is no /proc that tells of memory")
    def test_memory_of_all_processes_is_counted(self):
        hold = "import time; held = b'x' * 60_000_000; time.sleep(1)"
        script = f"import subprocess, sys; held = b'x' * 60_000_000; subprocess.run([sys.executable, '-c', {hold!r}])"
        measured = watch.run([sys.executable, "-c", script], self.log)
        self.assertGreater(measured.peak_bytes, 120_000_000)
        self.assertGreater(measured.seconds, 1)

    def test_a_command_that_fails_says_its_last_words(self):
        with self.assertRaisesRegex(watch.Failed, "no such thing"):
            watch.run([sys.executable, "-c", "raise SystemExit('no such thing')"], self.log)

    def test_figures_are_medians_of_ratios(self):
        def one(seconds: float, accuracy: float) -> dict:
            return {"seconds": seconds, "peak_bytes": 100, "accuracies": [accuracy, accuracy]}

        rounds = [
            {"common": one(20, 0.5), "careful": one(ours * factor, 0.8), "actsearch": one(ours, 0.8 + gain)}
            for ours, factor, gain in [(10, 3, 0.01), (5, 1, 0.03), (4, 2, 0.02)]
        ]
        figures = run.figures(rounds)
        self.assertEqual((figures["speedup_over_common"], figures["speedup_over_careful"]), (4, 2))
        self.assertAlmostEqual(figures["accuracy_difference"], 2)
        self.assertAlmostEqual(figures["accuracy_difference_standard_error"], 3**-0.5)
        self.assertEqual(figures["peak_memory_ratio"], 1)

    def test_steps_of_models_are_compared_round_by_round_without_their_warm_up(self):
        def steps(*seconds: float) -> list[dict]:
            return [{"seconds": 100.0, "loss": 1.0}] * models.WARM_UP + [{"seconds": it, "loss": 1.0} for it in seconds]

        self.assertEqual(models.typical(steps(1, 9, 2)), 2)
        # A machine that is ten times slower for a round slows both sides down.
        rounds = [
            {"pytorch": {"as_it_is": 4 * slow, "mix": 6 * slow}, "actsearch": {"as_it_is": ours * slow, "mix": 3 * slow}}
            for ours, slow in [(2, 10), (2, 1), (1, 1)]
        ]
        figures = models.of_rounds("vit", rounds)
        self.assertEqual(
            figures,
            {
                "vit_over_pytorch": 0.5,
                "vit_mix_over_as_it_is": 1.5,
                "vit_mix_over_pytorch_mix": 0.5,
                "vit_pytorch_mix_over_as_it_is": 1.5,
            },
        )

    def test_models_that_do_other_work_are_not_compared(self):
        same = {"as_it_is": [{"loss": loss} for loss in (2.5, 2.0, 1.5)]}
        self.assertIsNone(models.agree("vit", same, same))
        for step, loss in enumerate((2.50003, 2.0021, 1.516)):
            other = {"as_it_is": [{"loss": loss if step == at else it["loss"]} for at, it in enumerate(same["as_it_is"])]}
            with self.assertRaisesRegex(ValueError, f"at step {step + 1} is"):
                models.agree("vit", other, same)

    def test_data_is_looked_for_where_the_program_looks(self):
        *_, cache = places.places()
        self.assertEqual(cache.parts[-2:], ("actsearch", "data"))


if __name__ == "__main__":
    unittest.main()
