"""A network trained by actsearch, as a PyTorch module.

    Search      "network", trial 17, seed 7
    Accuracy    91.23 % on validation data, 90.87 % on test data
    Space file  SHA-256 "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    Data set    "fashion_mnist"
    Written by  "actsearch 0.1.0"
    Logit 0     "T-shirt/top"
    Logit 1     "\\"\\"\\" */ \\\\"
    Logit 2     "gr\\xf6\\xdfe\\nzwei"

The network takes images of the shape (batch, 2, 13, 11), with pixels from 0 to 1: the
values of the data set divided by 255. It brings them to mean 0 and standard deviation 1
itself. It returns logits of the shape (batch, 3). To use it, with the weights beside
it:

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
trainable_activations=False they stay as they are, and where the same function has a
simpler formula, that is computed: it is the method `simplified`, with the learned
numbers put in.

Combinations of activation functions over their affine and convex hulls are from F.
Manessi and A. Rozza, "Learning Combinations of Activation Functions", ICPR 2018, arXiv
1801.09403. How alpha is kept in its hull is actsearch's own choice.

Needs PyTorch 2.0 and Python 3.9, or newer.
"""

import os
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

CLASSES = (
    "T-shirt/top",
    '""" */ \\',
    "gr\xf6\xdfe\nzwei",
)


class _Activation(nn.Module):
    """The definition of one activation as data, filled in by the class of each site.

    BASES are the functions f_i with those parameters that are not at their defaults,
    HULL is what the coefficients may be, SHARING says who shares them, and COEFFICIENTS
    are the learned values: one row, or one for each channel. PARAMETERS are the learned
    parameters of the bases that have one, in as many rows: theta. Those in BASES are
    where training started.
    """

    BASES: tuple[tuple[str, dict[str, float]], ...]
    HULL: str
    SHARING: str
    COEFFICIENTS: tuple[tuple[float, ...], ...]
    PARAMETERS: tuple[tuple[float, ...], ...] = ()

    theta: Tensor

    __constants__ = ("trainable",)  # for TorchScript

    def __init__(self, trainable: bool = True) -> None:
        super().__init__()
        self.trainable = trainable
        if self.PARAMETERS:
            theta = torch.tensor(self.PARAMETERS)
            if trainable:
                self.theta = nn.Parameter(theta)
            else:
                self.register_buffer("theta", theta)


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


class _ConvexMix(_Activation):
    """Coefficients that sum to one, none of them negative: alpha = softmax(logits).

    The logits start at log(alpha). Coefficients below 1e-7 start from 1e-7: zero has no
    logarithm.
    """

    alpha: Tensor

    def __init__(self, trainable: bool = True) -> None:
        super().__init__(trainable)
        alpha = torch.tensor(self.COEFFICIENTS)
        if trainable:
            self.logits = nn.Parameter(alpha.clamp(min=1e-7).log())
        else:
            self.register_buffer("alpha", alpha)

    def coefficients(self) -> Tensor:
        """Returns alpha, with the shape of COEFFICIENTS."""
        if self.trainable:
            return torch.softmax(self.logits, dim=1)
        else:
            return self.alpha


class _LinearMix(_Activation):
    """Coefficients that may be anything: alpha = w."""

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
            return self.w
        else:
            return self.alpha


def _along_channels(alpha: Tensor, x: Tensor) -> Tensor:
    """Turns rows for channels into one tensor for each column that broadcasts over x."""
    shape = [alpha.shape[1], alpha.shape[0]] + [1] * (x.dim() - 2)
    return alpha.to(x.dtype).t().reshape(shape)


class Conv1Activation(_AffineMix):
    """Site "conv1": an affine mix of identity and relu.

    One alpha serves the whole layer.

    f(x) = alpha[0] * identity + alpha[1] * relu.

    Simplified, f(x) is leaky_relu(slope=0.25).
    """

    BASES = (("identity", {}), ("relu", {}))
    HULL = "affine"
    SHARING = "layer"
    COEFFICIENTS = ((0.25, 0.75),)

    def forward(self, x: Tensor) -> Tensor:
        if not self.trainable:
            return self.simplified(x)
        alpha = self.coefficients()[0]
        return alpha[0] * x + alpha[1] * F.relu(x)

    @staticmethod
    def simplified(x: Tensor) -> Tensor:
        return F.leaky_relu(x, negative_slope=0.25)


class ForwardActivation(_ConvexMix):
    """Site "forward": a convex mix of tanh and relu.

    Each of the 3 channels, dimension 1 of the input, has its own alpha.

    f(x) = alpha[0] * tanh + alpha[1] * relu.
    """

    BASES = (("tanh", {}), ("relu", {}))
    HULL = "convex"
    SHARING = "channel"
    COEFFICIENTS = ((0.25, 0.75), (0.5, 0.5), (0.125, 0.875))

    def forward(self, x: Tensor) -> Tensor:
        alpha = _along_channels(self.coefficients(), x)
        return alpha[0] * torch.tanh(x) + alpha[1] * F.relu(x)


class Conv3Activation(_LinearMix):
    """Site "conv3": a linear mix of sine and prelu(slope=theta[0]).

    One alpha and one theta serve the whole layer.

    f(x) = alpha[0] * sine + alpha[1] * prelu(slope=theta[0]).

    Simplified, f(x) is 0.5 * sine + 1.5 * leaky_relu(slope=0.125).
    """

    BASES = (("sine", {}), ("prelu", {}))
    HULL = "linear"
    SHARING = "layer"
    COEFFICIENTS = ((0.5, 1.5),)
    PARAMETERS = ((0.125,),)

    def forward(self, x: Tensor) -> Tensor:
        if not self.trainable:
            return self.simplified(x)
        alpha = self.coefficients()[0]
        theta = self.theta[0]
        return alpha[0] * torch.sin(x) + alpha[1] * torch.where(x > 0, x, theta[0] * x)

    @staticmethod
    def simplified(x: Tensor) -> Tensor:
        return 0.5 * torch.sin(x) + 1.5 * F.leaky_relu(x, negative_slope=0.125)


class Fc1Activation(_AffineMix):
    """Site "fc1": an affine mix of softmax and gelu.

    One alpha serves the whole layer.

    f(x) = alpha[0] * softmax + alpha[1] * gelu.
    """

    BASES = (("softmax", {}), ("gelu", {}))
    HULL = "affine"
    SHARING = "layer"
    COEFFICIENTS = ((1.5, -0.5),)

    def forward(self, x: Tensor) -> Tensor:
        alpha = self.coefficients()[0]
        return alpha[0] * torch.softmax(x, dim=1) + alpha[1] * F.gelu(x)


class DownActivation(_Activation):
    """Site "down": swish by itself."""

    BASES = (("swish", {}),)
    HULL = "frozen"
    SHARING = "layer"
    COEFFICIENTS = ((1.0,),)

    def forward(self, x: Tensor) -> Tensor:
        return F.silu(x)


class _Input(nn.Module):
    """Brings the input to mean 0 and standard deviation 1: (x - mean) / std."""

    mean: Tensor
    std: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(2))
        self.register_buffer("std", torch.ones(2))

    def forward(self, x: Tensor) -> Tensor:
        return (x - self.mean[:, None, None]) / self.std[:, None, None]


class Network(nn.Module):
    """The layers and 5 activations, and the way of a batch through them.

    A new network has random weights and the learned coefficients; `load` gives it its
    weights. With trainable_activations=False the coefficients are buffers, not
    parameters.
    """

    def __init__(self, trainable_activations: bool = True) -> None:
        super().__init__()
        trainable = trainable_activations
        self.input = _Input()
        self.conv1 = nn.Conv2d(2, 3, kernel_size=3, padding=1)
        self.bn1 = nn.BatchNorm2d(3)
        self.conv1_activation = Conv1Activation(trainable)

        self.class_ = nn.Conv2d(3, 3, kernel_size=3, padding=1)
        self.forward_activation = ForwardActivation(trainable)

        self.conv3 = nn.Conv2d(3, 4, kernel_size=3, stride=2, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(4)
        self.conv3_activation = Conv3Activation(trainable)
        self.conv4 = nn.Conv2d(4, 4, kernel_size=3, padding=1)
        self.short_cut = nn.Conv2d(3, 3, kernel_size=3, stride=2, padding=1)
        self.down_activation = DownActivation(trainable)
        self.dropout1 = nn.Dropout(0.25)
        self.fc1 = nn.Linear(4, 5, bias=False)
        self.fc1_activation = Fc1Activation(trainable)
        self.fc2 = nn.Linear(5, 3)

    def forward(self, x: Tensor) -> Tensor:
        x = self.input(x)
        x = self.conv1(x)
        x = self.bn1(x)
        x = self.conv1_activation(x)
        x = F.max_pool2d(x, kernel_size=3, stride=2, padding=1)

        residual1_shortcut = x
        x = self.class_(x)
        x = self.forward_activation(x)
        x = x + residual1_shortcut

        down_shortcut = x
        x = self.conv3(x)
        x = self.bn2(x)
        x = self.conv3_activation(x)
        x = self.conv4(x)
        down_shortcut = self.short_cut(down_shortcut)
        down_shortcut = F.pad(down_shortcut, [0, 0, 0, 0, 0, 1])
        x = x + down_shortcut
        x = self.down_activation(x)
        x = F.avg_pool2d(x, kernel_size=3, stride=2)
        x = self.dropout1(x)
        x = x.flatten(1)
        x = self.fc1(x)
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
