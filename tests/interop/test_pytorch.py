"""The PyTorch modules of the mixes: values, gradients, further training."""

import unittest
from collections.abc import Iterator
from types import ModuleType

import numpy
import torch

from cases import Array, Case, Differences, Site, cases, images, rows
from networks import NETWORKS, Network
from networks import compare as compare_logits
from program import FORMS, exported, module

torch.set_num_threads(1)


def load(case: Case, form: str) -> ModuleType:
    """The exported module."""
    return module(exported(case, form, "pytorch") / "activations.py")


def compare(differences: Differences, function: torch.nn.Module, case: Case, site: Site, how: str) -> None:
    """Compares on rows of numbers, and values on images too."""
    x = torch.from_numpy(case.x(site)).requires_grad_()
    y = function(x)
    if y.requires_grad:
        y.backward(torch.from_numpy(case.upstream(site)))
    # A step, or no function at all, does not depend on x.
    gradient = torch.zeros_like(x) if x.grad is None else x.grad
    differences.both(case, site, y.detach().numpy(), gradient.numpy(), how)
    pictures = function(torch.from_numpy(images(case.x(site))))
    differences.add("value", case, site, rows(pictures.detach().numpy()), f"{how}, images")


class Mixes(unittest.TestCase):
    """The exported modules are the functions that were learned."""

    def test_values_and_gradients_are_those_of_the_reference(self) -> None:
        differences, trained = Differences("pytorch"), Differences("pytorch_trainable", scale="span")
        for case in cases():
            for form in FORMS:
                self.compare(differences, trained, case, form)
        differences.finish()
        trained.finish()

    def compare(self, differences: Differences, trained: Differences, case: Case, form: str) -> None:
        """All sites of a case in one form: fixed, which is simplified in the default form, and to be trained."""
        exports = load(case, form)
        self.assertEqual(list(exports.ACTIVATIONS), [site.name for site in case.sites])
        for site in case.sites:
            if form == "default":
                compare(trained, exports.activation(site.name), case, site, "to be trained")
            compare(differences, exports.activation(site.name, trainable=False), case, site, f"fixed, {form}")
            if form == "exact" and hasattr(exports.ACTIVATIONS[site.name], "simplified"):
                differences.fault(case, site, "has a simplified form, which was not to be written")

    def test_compiled_and_scripted_they_are_the_same(self) -> None:
        differences = Differences("pytorch_compiled")
        for case in cases("lenet5", "catalogue"):
            exports = load(case, "default")
            for site in case.sites:
                function = exports.activation(site.name, trainable=False)
                compare(differences, torch.jit.script(function), case, site, "scripted")
        (case,) = cases("lenet5")
        exports = load(case, "default")
        for site in case.sites:
            function = torch.compile(exports.activation(site.name, trainable=False), dynamic=False)
            compare(differences, function, case, site, "compiled")
        differences.finish()

    def test_in_half_precision_they_are_close(self) -> None:
        for case in cases("lenet5", "catalogue"):
            exports = load(case, "default")
            for site in case.sites:
                x = torch.from_numpy(case.x(site)[: case.smooth])
                function = exports.activation(site.name)
                for dtype in (torch.bfloat16, torch.float16):
                    y = function(x.to(dtype))
                    self.assertEqual(y.dtype, dtype)
                    self.close(case, site, y)
                with torch.autocast("cpu", torch.bfloat16):
                    self.close(case, site, function(x))

    def close(self, case: Case, site: Site, y: torch.Tensor) -> None:
        """Within one part in ten of the scale, which half precision reaches where nothing overflows."""
        wanted, scale = case.part(site, "value")[: case.smooth], case.part(site, "value_scale")[: case.smooth]
        difference = numpy.abs(y.detach().double().numpy() - wanted) / scale
        self.assertLess(difference.max(), 0.1, site.mix)


class FineTuning(unittest.TestCase):
    """What is trained further stays in its hull."""

    def test_training_lowers_the_loss_and_keeps_the_hull(self) -> None:
        for case in cases("lenet5", "affine_layer", "affine_channel", "convex_layer", "convex_channel"):
            exports = load(case, "default")
            sites = [site for site in case.sites if site.hull != "frozen" and site.is_elementwise][:4]
            for site in sites:
                with self.subTest(case=case.name, site=site.name, mix=site.mix):
                    function = exports.activation(site.name)
                    before, after = self.train(function, site.channels)
                    self.assertLess(after, before)
                    self.check_hull(site, function.coefficients().detach().numpy())

    def train(self, function: torch.nn.Module, channels: int) -> tuple[float, float]:
        """Fits a small network around the activation to random targets, for 50 steps; the loss before and after."""
        torch.manual_seed(7)
        network = torch.nn.Sequential(torch.nn.Linear(6, channels), function, torch.nn.Linear(channels, 3))
        x, labels = torch.randn(64, 6), torch.randint(3, (64,))
        optimizer = torch.optim.Adam(network.parameters(), lr=0.01)
        losses = []
        for _ in range(51):
            loss = torch.nn.functional.cross_entropy(network(x), labels)
            losses.append(loss.item())
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        return losses[0], losses[-1]

    def check_hull(self, site: Site, alpha: Array) -> None:
        """The law of the hull, and that training moved the coefficients."""
        size = numpy.abs(alpha).sum(axis=1).clip(min=1)
        self.assertLessEqual(float(numpy.abs((alpha.sum(axis=1) - 1) / size).max()), 1e-6)
        if site.hull == "convex":
            self.assertGreaterEqual(float(alpha.min()), 0)
        self.assertFalse(
            numpy.allclose(alpha, site.coefficients, atol=1e-4), "training left the coefficients as they were"
        )


class Networks(unittest.TestCase):
    """The exported networks say what those that were trained say."""

    def test_logits_and_accuracies_are_those_of_the_program(self) -> None:
        def logits(network: Network) -> Iterator[tuple[str, Array]]:
            folder = network.exported("pytorch")
            exports = module(folder / "network.py")
            x = torch.from_numpy(network.arrays["x"])
            for trainable in (True, False):
                loaded = exports.Network.load(folder / "weights.safetensors", trainable_activations=trainable).eval()
                with torch.no_grad():
                    yield f"trainable {trainable}", loaded(x).numpy()
                    if not trainable:
                        yield "scripted", torch.jit.script(loaded)(x).numpy()

        compare_logits("pytorch", logits)

    def test_a_network_is_trained_further(self) -> None:
        for network in NETWORKS:
            with self.subTest(network=network.name):
                folder = network.exported("pytorch")
                loaded = module(folder / "network.py").Network.load(folder / "weights.safetensors").train()
                x = torch.from_numpy(network.arrays["x"][:64])
                labels = torch.from_numpy(network.arrays["labels"][:64]).long()
                optimizer = torch.optim.AdamW(loaded.parameter_groups(weight_decay=1e-4), lr=1e-3)
                losses = []
                for _ in range(8):
                    loss = torch.nn.functional.cross_entropy(loaded(x), labels)
                    losses.append(loss.item())
                    optimizer.zero_grad()
                    loss.backward()
                    optimizer.step()
                self.assertLess(losses[-1], losses[0])


if __name__ == "__main__":
    unittest.main()
