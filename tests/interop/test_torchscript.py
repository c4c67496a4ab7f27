"""The compiled modules for libtorch, loaded by torch.jit.load: values, gradients, networks."""

import unittest
from collections.abc import Iterator
from pathlib import Path

import torch

from cases import Array, Case, Differences, cases, images, rows
from networks import Network, compare
from program import FORMS, exported

torch.set_num_threads(1)


def load(path: Path) -> torch.jit.ScriptModule:
    """A compiled module."""
    return torch.jit.load(str(path))


class Mixes(unittest.TestCase):
    """The exported methods are the functions that were learned."""

    @classmethod
    def setUpClass(cls) -> None:
        """Every method runs a few times only: to be optimized it would have to run for long."""
        profiles, optimizes = torch._C._jit_set_profiling_executor(False), torch._C._get_graph_executor_optimize()
        torch._C._set_graph_executor_optimize(False)
        cls.addClassCleanup(torch._C._jit_set_profiling_executor, profiles)
        cls.addClassCleanup(torch._C._set_graph_executor_optimize, optimizes)

    def test_values_and_gradients_are_those_of_the_reference(self) -> None:
        differences = Differences("torchscript")
        for case in cases():
            for form in FORMS:
                self.compare(differences, case, form)
        differences.finish()

    def compare(self, differences: Differences, case: Case, form: str) -> None:
        """All sites of a case in one form; its methods are in the order of the sites."""
        exports = load(exported(case, form, "torchscript") / "activations.pt")
        methods = exports._c._method_names()
        self.assertEqual(len(methods), len(case.sites))
        names = [site.name for site in case.sites]
        # Sites whose names are no identifiers are called otherwise: by their order.
        by_name = set(methods) == set(names)
        for site, method in zip(case.sites, methods, strict=True):
            function = getattr(exports, site.name if by_name else method)
            x = torch.from_numpy(case.x(site)).requires_grad_()
            y = function(x)
            if y.requires_grad:
                y.backward(torch.from_numpy(case.upstream(site)))
            gradient = torch.zeros_like(x) if x.grad is None else x.grad
            differences.both(case, site, y.detach().numpy(), gradient.numpy(), form)
            if form == "default":
                y = function(torch.from_numpy(images(case.x(site))))
                differences.add("value", case, site, rows(y.detach().numpy()), "images")


class Networks(unittest.TestCase):
    """The exported networks say what those that were trained say."""

    def test_logits_and_accuracies_are_those_of_the_program(self) -> None:
        def logits(network: Network) -> Iterator[tuple[str, Array]]:
            loaded = load(network.exported("torchscript") / "network.pt").eval()
            x = torch.from_numpy(network.arrays["x"])
            with torch.no_grad():
                # The first calls are watched, those after them run what was optimized for what was seen.
                yield "loaded", loaded(x).numpy()
                loaded(x)
                yield "optimized", loaded(x).numpy()

        compare("torchscript", logits)


if __name__ == "__main__":
    unittest.main()
