"""The JAX functions and the Flax modules of the mixes: values, gradients, further training."""

import inspect
import unittest
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import jax
import numpy
import optax
from flax import nnx

from cases import Array, Case, Differences, Site, cases, images, rows
from networks import Network as Trained
from networks import compare
from program import FORMS, exported, module


def load(case: Case, form: str) -> tuple[ModuleType, ModuleType]:
    """The exported modules: of functions, and of modules for Flax."""
    folder = exported(case, form, "jax")
    return module(folder / "jax_activations.py"), module(folder / "flax_activations.py")


def pull_back(function: Callable[[Any], Any], x: Array, upstream: Array) -> tuple[Array, Array]:
    """Values, and the gradient by x of their sum with `upstream` as weights."""
    value, back = jax.vjp(function, x)
    return numpy.asarray(value), numpy.asarray(back(jax.numpy.asarray(upstream))[0])


# So many random mixes of each hull and sharing are compared, of 200: without compilation each takes long.
SOME = 30


class Mixes(unittest.TestCase):
    """The exported functions are those that were learned."""

    def test_values_and_gradients_are_those_of_the_reference(self) -> None:
        fixed, trained = Differences("jax"), Differences("flax", scale="span")
        for case in cases():
            for form in FORMS:
                functions, modules = load(case, form)
                self.assertEqual(list(functions.ACTIVATIONS), [site.name for site in case.sites])
                for site in case.some(SOME):
                    x, upstream = case.x(site), case.upstream(site)
                    function = functions.ACTIVATIONS[site.name]
                    fixed.both(case, site, *pull_back(function, x, upstream), form)
                    if form == "default":
                        trained.both(case, site, *pull_back(modules.activation(site.name), x, upstream))
        fixed.finish()
        trained.finish()

    def test_compiled_and_on_images_they_are_the_same(self) -> None:
        differences = Differences("jax_compiled")
        for case in cases("lenet5", "catalogue", "bases"):
            functions, modules = load(case, "default")
            for site in case.sites[:40]:
                function = functions.ACTIVATIONS[site.name]
                x, upstream = case.x(site), case.upstream(site)
                if case.name != "bases":
                    differences.both(case, site, *pull_back(jax.jit(function), x, upstream), "compiled")
                self.compare_images(differences, case, site, function)
                y = modules.activation(site.name, axis=1)(images(x))
                differences.add("value", case, site, rows(numpy.asarray(y)), "Flax, channels first")
        differences.finish()

    def compare_images(
        self, differences: Differences, case: Case, site: Site, function: Callable[..., jax.Array]
    ) -> None:
        """Compares with the channels last, and first where the function can be told so."""
        x = images(case.x(site))
        last = numpy.asarray(function(x.transpose(0, 2, 3, 1))).transpose(0, 3, 1, 2)
        differences.add("value", case, site, rows(last), "channels last")
        has_axis = "axis" in inspect.signature(function).parameters
        first = function(x, axis=1) if has_axis else function(x)
        differences.add("value", case, site, rows(numpy.asarray(first)), "channels first")


class Network(nnx.Module):
    """A small network around an activation."""

    def __init__(self, activation: Callable[[jax.Array], jax.Array], channels: int) -> None:
        rngs = nnx.Rngs(7)
        self.first = nnx.Linear(6, channels, rngs=rngs)
        self.activation = activation
        self.last = nnx.Linear(channels, 3, rngs=rngs)

    def __call__(self, x: jax.Array) -> jax.Array:
        """Logits."""
        return self.last(self.activation(self.first(x)))


class FineTuning(unittest.TestCase):
    """What is trained further stays in its hull."""

    def test_training_lowers_the_loss_and_keeps_the_hull(self) -> None:
        for case in cases("lenet5", "affine_channel", "convex_layer", "convex_channel"):
            _, modules = load(case, "default")
            sites = [site for site in case.sites if site.hull != "frozen" and site.is_elementwise][:2]
            for site in sites:
                with self.subTest(case=case.name, site=site.name, mix=site.mix):
                    self.train(modules.activation(site.name), site)

    def train(self, activation: Any, site: Site) -> None:
        """50 steps on random targets."""
        network = Network(activation, site.channels)
        random = numpy.random.default_rng(7)
        x, labels = random.normal(size=(64, 6)).astype("float32"), random.integers(3, size=64)
        optimizer = nnx.Optimizer(network, optax.adam(0.01), wrt=nnx.Param)

        def loss(network: Network) -> jax.Array:
            return optax.softmax_cross_entropy_with_integer_labels(network(x), labels).mean()

        @nnx.jit
        def step(network: Network, optimizer: nnx.Optimizer[Network]) -> jax.Array:
            value, gradients = nnx.value_and_grad(loss)(network)
            optimizer.update(network, gradients)
            return value

        losses = [float(step(network, optimizer)) for _ in range(51)]
        self.assertLess(losses[-1], losses[0])
        alpha = numpy.asarray(activation.coefficients())
        size = numpy.abs(alpha).sum(axis=1).clip(min=1)
        self.assertLessEqual(float(numpy.abs((alpha.sum(axis=1) - 1) / size).max()), 1e-6)
        self.assertGreaterEqual(float(alpha.min()), 0 if site.hull == "convex" else -numpy.inf)
        self.assertFalse(numpy.allclose(alpha, site.coefficients, atol=1e-4), "training left the coefficients")


class Networks(unittest.TestCase):
    """The exported networks say what those that were trained say."""

    def test_logits_and_accuracies_are_those_of_the_program(self) -> None:
        def logits(network: Trained) -> Iterator[tuple[str, Array]]:
            folder = network.exported("jax")
            exports = module(folder / "jax_network.py")
            for trainable in (True, False):
                loaded = exports.load_network(folder / "weights.safetensors", trainable_mix=trainable)
                yield f"trainable {trainable}", numpy.asarray(nnx.jit(loaded)(network.channels_last()))

        compare("jax", logits)


if __name__ == "__main__":
    unittest.main()
