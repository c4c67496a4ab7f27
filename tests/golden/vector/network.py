"""A network trained by actsearch, as a PyTorch module.

    Search      "network", trial 17, seed 7
    Accuracy    91.23 % on validation data, 90.87 % on test data
    Space file  SHA-256 "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    Data set    "fashion_mnist"
    Written by  "actsearch 0.1.0"
    Entry 0     "body mass" less 4201.5, in double precision
    Entry 1     1 where "island" is "\\"Dream\\" */", else 0
    Entry 2     1 where "island" is "Biscoe", else 0
    Logit 0     "no"
    Logit 1     "yes"

The network takes vectors of the shape (batch, 3). It brings them to mean 0 and standard
deviation 1 itself. It returns logits of the shape (batch, 2). To use it, with the
weights beside it:

    from network import Network

    network = Network.load("weights.safetensors").eval()
    logits = network(x)

Loading needs the package safetensors, all else PyTorch alone. After eval() batch norms
use the running values, and dropouts do nothing; like any module the network is in
training mode until then. To train it further:

    network = Network.load("weights.safetensors").train()
    groups = network.parameter_groups(weight_decay=1e-4)
    optimizer = torch.optim.AdamW(groups, lr=1e-4)

Every activation replaces each number x of its input by f(x) = sum over i of alpha_i *
f_i(x), with base functions f_i and learned coefficients alpha. The activations are
trained with the weights, and alpha stays in its hull whatever the optimizer does. With
trainable_activations=False they stay as they are.

Combinations of activation functions over their affine and convex hulls are from F.
Manessi and A. Rozza, "Learning Combinations of Activation Functions", ICPR 2018, arXiv
1801.09403. How alpha is kept in its hull is actsearch's own choice.

Needs PyTorch 2.0 and Python 3.9, or newer.
"""

import os
from typing import Any

import torch
from torch import Tensor, nn

CLASSES = (
    "no",
    "yes",
)
COLUMNS = (
    "body mass",
    'island="Dream" */',
    "island=Biscoe",
)


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


def _along_channels(alpha: Tensor, x: Tensor) -> Tensor:
    """Turns rows for channels into one tensor for each column that broadcasts over x."""
    shape = [alpha.shape[1], alpha.shape[0]] + [1] * (x.dim() - 2)
    return alpha.to(x.dtype).t().reshape(shape)


class Fc1Activation(_AffineMix):
    """Site "fc1": an affine mix of identity and tanh.

    Each of the 4 channels, dimension 1 of the input, has its own alpha.

    f(x) = alpha[0] * identity + alpha[1] * tanh.
    """

    BASES = (("identity", {}), ("tanh", {}))
    HULL = "affine"
    SHARING = "channel"
    COEFFICIENTS = ((0.25, 0.75), (0.5, 0.5), (2.0, -1.0), (0.0, 1.0))

    def forward(self, x: Tensor) -> Tensor:
        alpha = _along_channels(self.coefficients(), x)
        return alpha[0] * x + alpha[1] * torch.tanh(x)


class _Input(nn.Module):
    """Brings the input to mean 0 and standard deviation 1: (x - mean) / std."""

    mean: Tensor
    std: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(3))
        self.register_buffer("std", torch.ones(3))

    def forward(self, x: Tensor) -> Tensor:
        return (x - self.mean) / self.std


class Network(nn.Module):
    """The layers and one activation, and the way of a batch through them.

    A new network has random weights and the learned coefficients; `load` gives it its
    weights. With trainable_activations=False the coefficients are buffers, not
    parameters.
    """

    def __init__(self, trainable_activations: bool = True) -> None:
        super().__init__()
        trainable = trainable_activations
        self.input = _Input()
        self.fc1 = nn.Linear(3, 4)
        self.bn1 = nn.BatchNorm1d(4)
        self.fc1_activation = Fc1Activation(trainable)
        self.fc2 = nn.Linear(4, 2)

    def forward(self, x: Tensor) -> Tensor:
        x = self.input(x)
        x = self.fc1(x)
        x = self.bn1(x)
        x = self.fc1_activation(x)
        x = self.fc2(x)
        return x

    @classmethod
    def load(
        cls,
        path: "str | os.PathLike[str]" = "weights.safetensors",
        trainable_activations: bool = True,
    ) -> "Network":
        """Builds the network with the weights of a file that fits exactly."""
        from safetensors.torch import load_file

        network = cls(trainable_activations)
        tensors = load_file(path)
        for name, site in network.named_children():
            if not isinstance(site, _Activation):
                continue
            alpha = torch.tensor(site.COEFFICIENTS)
            if not torch.equal(tensors.get(f"{name}.alpha", alpha), alpha):
                raise ValueError(
                    f"{path} belongs to another export: {name}.alpha differs"
                )
        missing, unexpected = network.load_state_dict(tensors, strict=False)
        # The learned alpha is in the classes above already, as what is trained of it.
        missing = [name for name in missing if not name.endswith((".w", ".logits"))]
        unexpected = [name for name in unexpected if not name.endswith(".alpha")]
        if missing or unexpected:
            raise ValueError(f"{path} lacks {missing} and should not have {unexpected}")
        return network

    def parameter_groups(self, weight_decay: float) -> list[dict[str, Any]]:
        """Returns the groups for an optimizer: activations have no weight decay."""
        modules = [m for m in self.modules() if isinstance(m, _Activation)]
        inside = [p for module in modules for p in module.parameters()]
        known = {id(p) for p in inside}
        others = [p for p in self.parameters() if id(p) not in known]
        return [
            {"params": others, "weight_decay": weight_decay},
            {"params": inside, "weight_decay": 0.0},
        ]
