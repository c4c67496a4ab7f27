"""What `actsearch.save` says where a model is refused: the line of the model and the way out."""

import unittest
from collections.abc import Callable

import torch
from torch import Tensor, nn

from refused_models import (
    Folding,
    Outputs,
    Points,
    Sequences,
    Sign,
    Two,
    always_dropped,
    asserted,
    branch,
    checkpointed,
    chosen,
    double,
    fixed,
    half,
    item,
    loop,
    mask,
    noisy,
    noisy_python,
    printed,
    through_data,
    through_numpy,
    whole_number,
    without_gradient,
)
from saving import OUT, actsearch, refused, saved

# In a graph, PyTorch notes the lines of `forward` alone.
CALLED = "`logits: Tensor = self.head(self.change(x))`"


class Refused(unittest.TestCase):
    """Every refusal names the line of the model and the way out."""

    def test_what_cannot_be_exported_is_told_with_its_line(self) -> None:
        depends = "depends on the numbers in a tensor"
        changes: list[tuple[Callable[[Tensor], Tensor], str, str]] = [
            (branch, "if x.sum() > 0:", depends),
            (asserted, "assert not torch.isnan(x).any()", depends),
            (item, CALLED, "keep it in a tensor"),
            (whole_number, "int(x.sum())", depends),
            (mask, CALLED, "keep it in a tensor"),
            (fixed, "x.view(2, 4)", "the batch is fixed"),
            (loop, "for row in x", "the batch is fixed"),
            (printed, "x.mean():.3f", "take prints"),
            (through_numpy, "np.abs", "NumPy"),
            (without_gradient, CALLED, ".detach()"),
            (half, CALLED, "torch.autocast"),
            (chosen, CALLED, "higher-order operator"),
            (noisy, CALLED, "randn_like is random"),
            (noisy_python, "", "random numbers of Python"),
            (checkpointed, CALLED, "switch the second off"),
            (through_data, "", "through .data"),
            (double, CALLED, "actsearch_tests::double is an operator of its own"),
            (Sign.apply, CALLED, "the autograd function Sign"),
        ]
        for change, line, text in changes:
            with self.subTest(text):
                error = refused(self, "refused", Points(change), "Points in training mode", line, text)
                if line:
                    self.assertRegex(str(error), r"refused_models\.py:\d+ `")

    def test_what_pytorch_said_is_kept_as_the_cause(self) -> None:
        error = refused(self, "cause", Points(branch), "torch.where")
        self.assertIn("data-dependent", str(error.__cause__))

    def test_what_is_random_in_a_wrong_mode_is_told(self) -> None:
        refused(self, "dropped", Points(always_dropped), "in evaluation mode", CALLED, "training=")
        refused(self, "between", Sequences(), "in training mode", "self.layers(", "torch.nn.Dropout between them")

    def test_what_is_given_back_must_be_logits(self) -> None:
        refused(self, "out", Outputs(lambda x, _: x[:, :, None]), "(batch, 4, 1)", "(batch, classes)")
        refused(self, "out", Outputs(lambda x, _: x.argmax(1)), "torch.int64", "(batch, classes)")
        refused(self, "out", Outputs(lambda x, y: (x, y)), "several outputs", "`output`")
        refused(self, "out", Outputs(lambda x, y: (x, y)), "no output 'logits'", output="logits")
        refused(self, "out", Outputs(lambda _, y: y[:1].expand(7, 3)), "one row per sample")

    def test_what_is_given_must_be_a_batch_of_each_input(self) -> None:
        point = torch.randn(2, 4)
        refused(self, "in", Two(), "more inputs than the example")
        refused(self, "in", Points(), "fewer inputs than the example", example=(point, point))
        refused(self, "in", Points(), "forward fails on the example", "self.head(", example=(5,))
        for example, text in [
            ((point, point[:1].expand(3, 4)), "batches of 2 and 3"),
            (point.double(), "torch.float64"),
            (point.to_sparse(), ".to_dense()"),
            (point[:0], "at least one sample"),
            (torch.tensor(1.0), "at least one sample"),
            ((4, 0), "each size must be at least 1"),
            ((), "is empty"),
            ("4", "is a str"),
            ((point, 1), "is a int"),
        ]:
            refused(self, "in", Points(), text, example=example)

    def test_weights_must_be_plain_floats(self) -> None:
        def sparse() -> nn.Module:
            model = Points()
            model.register_buffer("adjacent", torch.eye(4).to_sparse())
            return model

        quantised = torch.ao.quantization.quantize_dynamic(Points(), {nn.Linear})
        whole = Points()
        whole.head.weight = nn.Parameter(torch.ones(3, 4, dtype=torch.int64), requires_grad=False)
        for model, text in [
            (Points().half(), "torch.float16, allowed: torch.float32; call model.float()"),
            (Points().bfloat16(), "call model.float()"),
            (Points().double(), "call model.float()"),
            (Points().to(torch.complex64), "two real tensors"),
            (whole, "quantised or made of integers"),
            (nn.Sequential(nn.Linear(4, 4), nn.LazyLinear(3)), "call the model on an example"),
            (Points().to("meta"), "device `meta`"),
            (sparse(), ".to_dense()"),
            (torch.jit.script(nn.Linear(4, 3)), "TorchScript"),
            (Folding(), "`head.weight` is changed by train() or eval()"),
            (lambda: 3, "gives a int"),
            ("Points", "the model is a str"),
        ]:
            with self.subTest(text):
                refused(self, "weights", model, text)
        with self.assertRaises(actsearch.SaveError):
            saved(quantised, (4,), "weights")

    def test_a_place_that_cannot_be_written_is_told(self) -> None:
        with self.assertRaisesRegex(actsearch.SaveError, "does not exist"):
            actsearch.save(Points(), (4,), OUT / "nowhere" / "model.pt2")


if __name__ == "__main__":
    unittest.main()
