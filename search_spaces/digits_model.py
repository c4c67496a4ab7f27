"""A network of one's own for digits_own_model.yaml: handwritten digits of 8×8 pixels, ten classes.

digits_model.pt2 is what this writes, in the folder of the repository:

    PYTHONPATH=python python3 -m actsearch.save search_spaces/digits_model.py:DigitsModel --input 1,8,8 --out digits_model.pt2
"""

import torch
from torch import Tensor, nn
from torch.nn import functional


class DigitsModel(nn.Module):
    """Convolutions with a shortcut, then attention over the four quarters of the image."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(1, 16, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(16)
        self.depthwise = nn.Conv2d(16, 16, 3, padding=1, groups=16)
        self.act = nn.ReLU(inplace=True)
        self.pool = nn.MaxPool2d(2)
        self.patches = nn.Conv2d(16, 24, 2, stride=2)
        self.attention = nn.MultiheadAttention(24, 4, dropout=0.1, batch_first=True)
        self.before = nn.LayerNorm(24)
        self.mlp = nn.Sequential(nn.Linear(24, 48), nn.GELU(), nn.Dropout(0.1), nn.Linear(48, 24))
        self.head = nn.Linear(24, 10)

    def forward(self, x: Tensor) -> Tensor:
        """Images to logits."""
        x = self.act(self.norm(self.stem(x)))
        branch = self.depthwise(x)
        if self.training:  # Stochastic depth: the branch of every tenth image is left out.
            branch = branch * torch.empty(x.shape[0], 1, 1, 1, device=x.device).bernoulli_(0.9).div_(0.9)
        x = self.pool(self.act(x + branch))
        x = functional.silu(self.patches(x)).flatten(2).transpose(1, 2)
        x = x + self.attention(self.before(x), self.before(x), self.before(x), need_weights=False)[0]
        x = x + self.mlp(x)
        logits: Tensor = self.head(x.mean(1))
        return logits
