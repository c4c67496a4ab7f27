"""Activation functions learned by actsearch, as PyTorch modules.

    Search      "\\"\\"\\"\\nraise SystemExit # \\\\\\"\\"\\"  two  spaces", trial 17, seed 7
    Accuracy    91.23 % on validation data, 90.87 % on test data
    Space file  SHA-256 "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    Data set    "fashion_mnist"
    Written by  "\\"\\"\\"\\\\"

Every class is one activation of the network. It replaces each number x of its input by

    f(x) = sum over i of alpha_i * f_i(x)

with base functions f_i and learned coefficients alpha. To use one:

    from activations import activation

    act = activation("class")  # trainable=False: it stays as it is
    y = act(x)

Modules with trainable coefficients can be trained further: whatever the optimizer does,
alpha stays in its hull. Give their parameters no weight decay, which would pull alpha
away from what was learned.

Where the same function has a simpler formula, a module with trainable=False computes
that: it is the method `simplified`, with the learned numbers put in. Training does not
change these.

Combinations of activation functions over their affine and convex hulls are from F.
Manessi and A. Rozza, "Learning Combinations of Activation Functions", ICPR 2018, arXiv
1801.09403. How alpha is kept in its hull is actsearch's own choice.

Needs PyTorch 2.0 and Python 3.9, or newer.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class _Activation(nn.Module):
    """The definition of one activation as data, filled in by the class of each site.

    BASES are the functions f_i with those parameters that are not at their defaults,
    HULL is what the coefficients may be, SHARING says who shares them, and COEFFICIENTS
    are the learned values: one row, or one for each channel.
    """

    BASES: tuple[tuple[str, dict[str, float]], ...]
    HULL: str
    SHARING: str
    COEFFICIENTS: tuple[tuple[float, ...], ...]

    __constants__ = ("trainable",)  # for TorchScript

    def __init__(self, trainable: bool = True) -> None:
        super().__init__()
        self.trainable = trainable


class _AffineMix(_Activation):
    """Coefficients that sum to one: alpha = w + (1 - sum(w)) / N for any w."""

    alpha: Tensor

    def __init__(self, trainable: bool = True) -> None:
        super().__init__(trainable)
        alpha = torch.tensor(self.COEFFICIENTS)
        if trainable:
            self.w = nn.Parameter(alpha)
        else:
            self.register_buffer("alpha", alpha)

    def coefficients(self) -> Tensor:
        """Returns alpha, with the shape of COEFFICIENTS."""
        if self.trainable:
            return self.w + (1 - self.w.sum(dim=1, keepdim=True)) / self.w.shape[1]
        else:
            return self.alpha


class ClassActivation(_Activation):
    """Site "class": relu by itself."""

    BASES = (("relu", {}),)
    HULL = "frozen"
    SHARING = "layer"
    COEFFICIENTS = ((1.0,),)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x)


class Conv1Activation(_Activation):
    """Site "conv 1": relu by itself."""

    BASES = (("relu", {}),)
    HULL = "frozen"
    SHARING = "layer"
    COEFFICIENTS = ((1.0,),)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x)


class Conv1Activation2(_Activation):
    """Site "conv-1": relu by itself."""

    BASES = (("relu", {}),)
    HULL = "frozen"
    SHARING = "layer"
    COEFFICIENTS = ((1.0,),)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x)


class CONV1Activation(_Activation):
    """Site "CONV1": relu by itself."""

    BASES = (("relu", {}),)
    HULL = "frozen"
    SHARING = "layer"
    COEFFICIENTS = ((1.0,),)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x)


class Site1stActivation(_Activation):
    """Site "1st": relu by itself."""

    BASES = (("relu", {}),)
    HULL = "frozen"
    SHARING = "layer"
    COEFFICIENTS = ((1.0,),)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x)


class SiteActivation(_Activation):
    """Site "": relu by itself."""

    BASES = (("relu", {}),)
    HULL = "frozen"
    SHARING = "layer"
    COEFFICIENTS = ((1.0,),)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x)


class SiteActivation2(_AffineMix):
    """Site "\\"\\"\\"": an affine mix of identity and relu.

    One alpha serves the whole layer.

    f(x) = alpha[0] * identity + alpha[1] * relu.

    Simplified, f(x) is leaky_relu(slope=0.5).
    """

    BASES = (("identity", {}), ("relu", {}))
    HULL = "affine"
    SHARING = "layer"
    COEFFICIENTS = ((0.5, 0.5),)

    def forward(self, x: Tensor) -> Tensor:
        if not self.trainable:
            return self.simplified(x)
        alpha = self.coefficients()[0]
        return alpha[0] * x + alpha[1] * F.relu(x)

    @staticmethod
    def simplified(x: Tensor) -> Tensor:
        return F.leaky_relu(x, negative_slope=0.5)


class ImportOsActivation(_Activation):
    """Site "'; import os #": relu by itself."""

    BASES = (("relu", {}),)
    HULL = "frozen"
    SHARING = "layer"
    COEFFICIENTS = ((1.0,),)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x)


class TwoLinesAndATabActivation(_Activation):
    """Site "two\\nlines\\r\\n\\tand a tab": relu by itself."""

    BASES = (("relu", {}),)
    HULL = "frozen"
    SHARING = "layer"
    COEFFICIENTS = ((1.0,),)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x)


class BackSlashActivation(_Activation):
    """Site "back\\\\slash\\\\": relu by itself."""

    BASES = (("relu", {}),)
    HULL = "frozen"
    SHARING = "layer"
    COEFFICIENTS = ((1.0,),)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x)


class NBULLETBracesSActivation(_Activation):
    """Site "\\\\N{BULLET} {braces} %s": relu by itself."""

    BASES = (("relu", {}),)
    HULL = "frozen"
    SHARING = "layer"
    COEFFICIENTS = ((1.0,),)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x)


class GrEActivation(_Activation):
    """Site "gr\\xf6\\xdfe \\u03b1\\u03b2\\u03b3 \\u6d3b\\u6027\\u5316 \\U0001f600":
    relu by itself."""

    BASES = (("relu", {}),)
    HULL = "frozen"
    SHARING = "layer"
    COEFFICIENTS = ((1.0,),)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x)


class SiteActivation3(_Activation):
    """Site "\\u202e\\ufeff\\u2028\\x85\\x00\\x7f": relu by itself."""

    BASES = (("relu", {}),)
    HULL = "frozen"
    SHARING = "layer"
    COEFFICIENTS = ((1.0,),)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x)


class ABCDActivation(_Activation):
    """Site "- a: [b, *c] # d": relu by itself."""

    BASES = (("relu", {}),)
    HULL = "frozen"
    SHARING = "layer"
    COEFFICIENTS = ((1.0,),)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x)


class Layer1_0ActActivation(_Activation):
    """Site "layer1.0.act": relu by itself."""

    BASES = (("relu", {}),)
    HULL = "frozen"
    SHARING = "layer"
    COEFFICIENTS = ((1.0,),)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x)


class Layer1_0ActActivation2(_Activation):
    """Site "layer1_0_act": relu by itself."""

    BASES = (("relu", {}),)
    HULL = "frozen"
    SHARING = "layer"
    COEFFICIENTS = ((1.0,),)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x)


class Layer10ActActivation(_Activation):
    """Site "layer10.act": relu by itself."""

    BASES = (("relu", {}),)
    HULL = "frozen"
    SHARING = "layer"
    COEFFICIENTS = ((1.0,),)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x)


class ActivationActivation(_Activation):
    """Site "_Activation": relu by itself."""

    BASES = (("relu", {}),)
    HULL = "frozen"
    SHARING = "layer"
    COEFFICIENTS = ((1.0,),)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x)


class NullActivation(_Activation):
    """Site "null": relu by itself."""

    BASES = (("relu", {}),)
    HULL = "frozen"
    SHARING = "layer"
    COEFFICIENTS = ((1.0,),)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x)


class ActivationActivation2(_Activation):
    """Site "activation": relu by itself."""

    BASES = (("relu", {}),)
    HULL = "frozen"
    SHARING = "layer"
    COEFFICIENTS = ((1.0,),)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x)


ACTIVATIONS: dict[str, type[_Activation]] = {
    "class": ClassActivation,
    "conv 1": Conv1Activation,
    "conv-1": Conv1Activation2,
    "CONV1": CONV1Activation,
    "1st": Site1stActivation,
    "": SiteActivation,
    '"""': SiteActivation2,
    "'; import os #": ImportOsActivation,
    "two\nlines\r\n\tand a tab": TwoLinesAndATabActivation,
    "back\\slash\\": BackSlashActivation,
    "\\N{BULLET} {braces} %s": NBULLETBracesSActivation,
    "gr\xf6\xdfe \u03b1\u03b2\u03b3 \u6d3b\u6027\u5316 \U0001f600": GrEActivation,
    "\u202e\ufeff\u2028\x85\x00\x7f": SiteActivation3,
    "- a: [b, *c] # d": ABCDActivation,
    "layer1.0.act": Layer1_0ActActivation,
    "layer1_0_act": Layer1_0ActActivation2,
    "layer10.act": Layer10ActActivation,
    "_Activation": ActivationActivation,
    "null": NullActivation,
    "activation": ActivationActivation2,
}


def activation(site: str, trainable: bool = True) -> nn.Module:
    """Builds the activation of a site, to be trained further or fixed."""
    if site not in ACTIVATIONS:
        raise ValueError(f"no site {site!r}, the sites are {list(ACTIVATIONS)}")
    return ACTIVATIONS[site](trainable)
