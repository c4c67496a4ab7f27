"""The Keras layers of the mixes, on the backend that KERAS_BACKEND names: values, gradients, fitting, saving."""

import os
import sys
import tempfile
import unittest
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy

BACKEND = os.environ.setdefault("KERAS_BACKEND", "jax")

import keras

from cases import Array, Case, Differences, Site, cases, images, rows
from networks import Network, compare
from program import FORMS, exported, module


def load(case: Case, form: str) -> ModuleType:
    """The exported module."""
    return module(exported(case, form, "keras") / "keras_activations.py")


def pull_back(function: Callable[[Any], Any], x: Array, upstream: Array) -> tuple[Array, Array]:
    """Values, and the gradient by x of their sum with `upstream` as weights."""
    if BACKEND == "jax":
        import jax

        value, back = jax.vjp(function, x)
        return numpy.asarray(value), numpy.asarray(back(jax.numpy.asarray(upstream))[0])
    import torch

    torch.set_num_threads(1)
    inputs = torch.from_numpy(x).requires_grad_()
    value = function(inputs)
    if value.requires_grad:
        value.backward(torch.from_numpy(upstream))
    gradient = torch.zeros_like(inputs) if inputs.grad is None else inputs.grad
    return value.detach().numpy(), gradient.numpy()


# So many random mixes of each hull and sharing are compared, of 200: without compilation each takes long.
SOME = 30


class Mixes(unittest.TestCase):
    """The exported layers are the functions that were learned."""

    def test_values_and_gradients_are_those_of_the_reference(self) -> None:
        fixed = Differences(f"keras_{BACKEND}")
        trained = Differences(f"keras_{BACKEND}_trainable", scale="span")
        for case in cases():
            for form in FORMS:
                exports = load(case, form)
                self.assertEqual(list(exports.ACTIVATIONS), [site.name for site in case.sites])
                for site in case.some(SOME):
                    self.compare(
                        fixed, exports.activation(site.name, trainable_mix=False), case, site, f"fixed, {form}"
                    )
                    if form == "default":
                        self.compare(trained, exports.activation(site.name), case, site, "to be trained")
        fixed.finish()
        trained.finish()

    def compare(self, differences: Differences, layer: Any, case: Case, site: Site, how: str) -> None:
        """Compares on rows of numbers."""
        differences.both(case, site, *pull_back(layer, case.x(site), case.upstream(site)), how)

    def test_the_channels_of_images_may_come_last_or_first(self) -> None:
        differences = Differences(f"keras_{BACKEND}_images")
        for case in cases("lenet5", "catalogue", "affine_channel"):
            exports = load(case, "default")
            for site in case.some(SOME)[:40]:
                x = images(case.x(site))
                first = exports.activation(site.name, trainable_mix=False, axis=1)(x)
                last = exports.activation(site.name, trainable_mix=False)(x.transpose(0, 2, 3, 1))
                differences.add("value", case, site, rows(keras.ops.convert_to_numpy(first)), "channels first")
                last = keras.ops.convert_to_numpy(last).transpose(0, 3, 1, 2)
                differences.add("value", case, site, rows(last), "channels last")
        differences.finish()


class FineTuning(unittest.TestCase):
    """Models with exported layers are trained and saved as others are."""

    def test_fitting_lowers_the_loss_and_keeps_the_hull(self) -> None:
        for case in cases("lenet5", "affine_layer", "affine_channel", "convex_channel"):
            exports = load(case, "default")
            sites = [site for site in case.sites if site.hull != "frozen" and site.is_elementwise][:2]
            for site in sites:
                with self.subTest(case=case.name, site=site.name, mix=site.mix):
                    self.fit(exports, site)

    def fit(self, exports: ModuleType, site: Site) -> None:
        """50 steps, then the model is saved and loaded."""
        keras.utils.set_random_seed(7)
        layer = exports.activation(site.name)
        model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(site.channels), layer, keras.layers.Dense(3)])
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile(keras.optimizers.Adam(0.01), loss)
        random = numpy.random.default_rng(7)
        x, labels = random.normal(size=(64, 6)).astype("float32"), random.integers(3, size=64)
        history = model.fit(x, labels, epochs=50, batch_size=64, verbose=0).history["loss"]
        self.assertLess(history[-1], history[0])
        alpha = keras.ops.convert_to_numpy(layer.coefficients())
        size = numpy.abs(alpha).sum(axis=1).clip(min=1)
        self.assertLessEqual(float(numpy.abs((alpha.sum(axis=1) - 1) / size).max()), 1e-6)
        self.assertGreaterEqual(float(alpha.min()), 0 if site.hull == "convex" else -numpy.inf)
        self.assertFalse(numpy.allclose(alpha, site.coefficients, atol=1e-4), "training left the coefficients")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "model.keras"
            model.save(path)
            again = keras.saving.load_model(path)
        numpy.testing.assert_array_equal(model.predict(x, verbose=0), again.predict(x, verbose=0))


class Networks(unittest.TestCase):
    """The exported networks say what those that were trained say."""

    def test_logits_and_accuracies_are_those_of_the_program(self) -> None:
        def logits(network: Network) -> Iterator[tuple[str, Array]]:
            folder = network.exported("keras")
            exports = module(folder / "keras_network.py")
            for trainable in (True, False):
                loaded = exports.load_network(str(folder / "weights.safetensors"), trainable_mix=trainable)
                yield f"trainable {trainable}", loaded.predict(network.channels_last(), batch_size=250, verbose=0)

        compare(f"keras_{BACKEND}", logits)


if __name__ == "__main__":
    print(f"keras on {keras.backend.backend()}", file=sys.stderr)
    unittest.main()
