"""The networks, with an activation of one's choice at every site; sites have the names that actsearch gives them."""

from collections.abc import Callable

import torch.nn.functional as F
from torch import Tensor, nn

# Makes the activation of the site that is named.
Activations = Callable[[str], nn.Module]
# The names of sites in the order in which a batch passes them.
Sites = tuple[str, ...]


class Mlp(nn.Module):
    """Fully connected: 128 and 64 neurons between the pixels of a digit and its logits."""

    SITES: Sites = ("fc1", "fc2")

    def __init__(self, activation: Activations) -> None:
        super().__init__()
        self.fc1 = nn.Linear(64, 128)
        self.act1 = activation("fc1")
        self.fc2 = nn.Linear(128, 64)
        self.act2 = activation("fc2")
        self.fc3 = nn.Linear(64, 10)

    def forward(self, x: Tensor) -> Tensor:
        """The logits of a batch of shape (n, 1, 8, 8)."""
        x = self.act1(self.fc1(x.flatten(1)))
        return self.fc3(self.act2(self.fc2(x)))


class LeNet5(nn.Module):
    """LeNet-5 with 20 and 50 filters of 5×5 and 500 neurons."""

    SITES: Sites = ("conv1", "conv2", "fc1")

    def __init__(self, activation: Activations) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 20, 5)
        self.act1 = activation("conv1")
        self.conv2 = nn.Conv2d(20, 50, 5)
        self.act2 = activation("conv2")
        self.fc1 = nn.Linear(50 * 4 * 4, 500)
        self.act3 = activation("fc1")
        self.fc2 = nn.Linear(500, 10)

    def forward(self, x: Tensor) -> Tensor:
        """The logits of a batch of shape (n, 1, 28, 28)."""
        x = F.max_pool2d(self.act1(self.conv1(x)), 2)
        x = F.max_pool2d(self.act2(self.conv2(x)), 2)
        return self.fc2(self.act3(self.fc1(x.flatten(1))))


class KerasNet(nn.Module):
    """The network of the Keras 1 example on CIFAR-10: four convolutions, 512 neurons, dropout."""

    SITES: Sites = ("conv1", "conv2", "conv3", "conv4", "fc1")

    def __init__(self, activation: Activations) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 3, padding=1)
        self.act1 = activation("conv1")
        self.conv2 = nn.Conv2d(32, 32, 3)
        self.act2 = activation("conv2")
        self.conv3 = nn.Conv2d(32, 64, 3, padding=1)
        self.act3 = activation("conv3")
        self.conv4 = nn.Conv2d(64, 64, 3)
        self.act4 = activation("conv4")
        self.fc1 = nn.Linear(64 * 6 * 6, 512)
        self.act5 = activation("fc1")
        self.fc2 = nn.Linear(512, 10)

    def forward(self, x: Tensor) -> Tensor:
        """The logits of a batch of shape (n, 3, 32, 32)."""
        x = self.act2(self.conv2(self.act1(self.conv1(x))))
        x = F.dropout(F.max_pool2d(x, 2), 0.25, self.training)
        x = self.act4(self.conv4(self.act3(self.conv3(x))))
        x = F.dropout(F.max_pool2d(x, 2), 0.25, self.training)
        x = self.act5(self.fc1(x.flatten(1)))
        return self.fc2(F.dropout(x, 0.5, self.training))


class ResNet20(nn.Module):
    """ResNet-20 for CIFAR-10 (He et al. 2015, arXiv 1512.03385): three stages of three blocks, shortcuts of option A.

    Convolutions and their batch norms are numbered in the order in which a batch passes them. A site inside a block is
    named after its convolution, one behind the sum of a block after the block.
    """

    SITES: Sites = ("conv1", *(site for block in range(1, 10) for site in (f"conv{2 * block}", f"residual{block}")))

    def __init__(self, activation: Activations) -> None:
        super().__init__()
        inputs = 3
        for number, site in enumerate(self.SITES, start=1):
            outputs = 16 << max(0, (number - 2) // 6)
            self.add_module(f"conv{number}", nn.Conv2d(inputs, outputs, 3, stride(number), 1, bias=False))
            self.add_module(f"bn{number}", nn.BatchNorm2d(outputs))
            self.add_module(f"act{number}", activation(site))
            inputs = outputs
        self.fc1 = nn.Linear(64, 10)

    def normed(self, number: int, x: Tensor) -> Tensor:
        """A convolution and its batch norm."""
        return self.get_submodule(f"bn{number}")(self.get_submodule(f"conv{number}")(x))

    def active(self, number: int, x: Tensor) -> Tensor:
        """The activation of this number."""
        return self.get_submodule(f"act{number}")(x)

    def forward(self, x: Tensor) -> Tensor:
        """The logits of a batch of shape (n, 3, 32, 32)."""
        x = self.active(1, self.normed(1, x))
        for first in range(2, 20, 2):
            y = self.normed(first + 1, self.active(first, self.normed(first, x)))
            x = self.active(first + 1, y + shortcut(x, y))
        return self.fc1(x.mean(dim=(2, 3)))


def stride(number: int) -> int:
    """2 for the first convolution of the second and of the third stage."""
    return 2 if number in (8, 14) else 1


def shortcut(x: Tensor, y: Tensor) -> Tensor:
    """Option A: where a block halves the image, every second row and column, and channels of zeros at the end."""
    if x.shape == y.shape:
        return x
    return F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, 0, y.shape[1] - x.shape[1]))


NETWORKS: dict[str, type[nn.Module]] = {"mlp": Mlp, "lenet5": LeNet5, "kerasnet": KerasNet, "resnet20": ResNet20}


def network(name: str, activation: Activations) -> nn.Module:
    """The network of this name with fresh weights, as PyTorch starts them."""
    return NETWORKS[name](activation)


def parameter_groups(model: nn.Module) -> tuple[list[nn.Parameter], list[nn.Parameter], list[nn.Parameter]]:
    """Weights of convolutions and linear layers, then biases and batch norms, then the coefficients of mixes."""
    weights, others, coefficients = [], [], []
    for name, parameter in model.named_parameters():
        if name.endswith("coefficients"):
            coefficients.append(parameter)
        elif parameter.dim() > 1:
            weights.append(parameter)
        else:
            others.append(parameter)
    return weights, others, coefficients

