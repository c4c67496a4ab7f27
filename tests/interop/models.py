"""Real models that nobody here wrote, and some in plain PyTorch as people write them: each is exported and read.

Sizes are as their makers have them, or small ones of the same kind, on small inputs; weights are drawn.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional

# torchvision's operators are built for CUDA; none of these models calls one, but its modules name this one.
DETECTION = torch.library.Library("torchvision", "DEF")
DETECTION.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
os.environ["HF_HUB_OFFLINE"] = "1"

CLASSES = 10


@dataclass(frozen=True)
class Model:
    """A model: its name, what makes it, an example of its input, and whether it is one of the quicker half."""

    name: str
    make: Callable[[], nn.Module]
    example: Tensor
    is_quick: bool = False


def images(size: int, channels: int = 3) -> Tensor:
    """Two images."""
    return torch.randn(2, channels, size, size, generator=torch.Generator().manual_seed(1))


def tokens(length: int = 8, count: int = 50) -> Tensor:
    """Two sequences of words; none is 0, which is left for padding."""
    return torch.randint(1, count, (2, length), generator=torch.Generator().manual_seed(1))


class Recurrent(nn.Module):
    """A classifier of sequences of words by the last state of a recurrent layer."""

    def __init__(self, layer: type[nn.GRU] | type[nn.LSTM]) -> None:
        super().__init__()
        self.embedding = nn.Embedding(50, 16, padding_idx=0)
        self.layer = layer(16, 24, num_layers=2, batch_first=True, bidirectional=True)
        self.head = nn.Sequential(nn.Linear(48, 32), nn.Tanh(), nn.Dropout(0.1), nn.Linear(32, CLASSES))

    def forward(self, words: Tensor) -> Tensor:
        """Words (batch, length) to logits."""
        states, _ = self.layer(self.embedding(words))
        logits: Tensor = self.head(states[:, -1])
        return logits


class Signals(nn.Module):
    """A 1-D CNN over sensor signals, as in human activity recognition."""

    def __init__(self) -> None:
        super().__init__()
        widths = [6, 16, 32, 64]
        self.blocks = nn.ModuleList(
            nn.Sequential(
                nn.Conv1d(before, after, 5, padding=2, bias=False), nn.BatchNorm1d(after), nn.ELU(), nn.MaxPool1d(2)
            )
            for before, after in pairwise(widths)
        )
        self.head = nn.Linear(64, CLASSES)

    def forward(self, x: Tensor) -> Tensor:
        """Signals (batch, 6, length) to logits."""
        for block in self.blocks:
            x = block(x)
        logits: Tensor = self.head(functional.leaky_relu(x.mean(2)))
        return logits


class UNet(nn.Module):
    """An encoder and a decoder with concatenated shortcuts; its map of classes is averaged to logits."""

    def __init__(self) -> None:
        super().__init__()
        self.down1, self.down2, self.bottom = self.twice(3, 8), self.twice(8, 16), self.twice(16, 32)
        self.widen2, self.widen1 = nn.ConvTranspose2d(32, 16, 2, stride=2), nn.ConvTranspose2d(16, 8, 2, stride=2)
        self.up2, self.up1 = self.twice(32, 16), self.twice(16, 8)
        self.pool = nn.MaxPool2d(2)
        self.head = nn.Conv2d(8, CLASSES, 1)

    @staticmethod
    def twice(before: int, after: int) -> nn.Sequential:
        """Two convolutions, each with its norm and activation."""
        layers: list[nn.Module] = []
        for channels in (before, after):
            layers += [nn.Conv2d(channels, after, 3, padding=1), nn.GroupNorm(4, after), nn.SiLU(inplace=True)]
        return nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        """Images (batch, 3, side, side) to logits."""
        first = self.down1(x)
        second = self.down2(self.pool(first))
        x = self.widen2(self.bottom(self.pool(second)))
        x = self.up2(torch.cat([x, second], 1))
        x = self.up1(torch.cat([self.widen1(x), first], 1))
        logits: Tensor = self.head(x).mean((2, 3))
        return logits


def torchvision_model(name: str, **settings: object) -> Callable[[], nn.Module]:
    """A model of torchvision by its name."""

    def make() -> nn.Module:
        import torchvision

        model: nn.Module = torchvision.models.get_model(name, weights=None, num_classes=CLASSES, **settings)
        return model

    return make


def vision_transformer() -> nn.Module:
    """torchvision's VisionTransformer, small."""
    from torchvision.models import VisionTransformer

    sizes = {"num_layers": 3, "num_heads": 4, "hidden_dim": 64, "mlp_dim": 128}
    return VisionTransformer(image_size=32, patch_size=8, num_classes=CLASSES, dropout=0.1, **sizes)


def vgg11_bn() -> nn.Module:
    """torchvision's VGG with its convolutions as they are and a narrow classifier, which would have 120 million weights."""
    model: nn.Module = torchvision_model("vgg11_bn")()
    narrow = [nn.Linear(512 * 7 * 7, 64), nn.ReLU(True), nn.Dropout(), nn.Linear(64, 64), nn.ReLU(True), nn.Dropout()]
    model.classifier = nn.Sequential(*narrow, nn.Linear(64, CLASSES))
    return model


def timm_model(name: str, **settings: object) -> Callable[[], nn.Module]:
    """A model of timm by its name."""

    def make() -> nn.Module:
        import timm

        return timm.create_model(name, pretrained=False, num_classes=CLASSES, **settings)

    return make


def bert() -> nn.Module:
    """A small BERT that classifies sequences."""
    from transformers import BertConfig, BertForSequenceClassification

    sizes = {"vocab_size": 50, "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2}
    return BertForSequenceClassification(BertConfig(**sizes, intermediate_size=64, num_labels=CLASSES))


def distilbert() -> nn.Module:
    """A small DistilBERT that classifies sequences."""
    from transformers import DistilBertConfig, DistilBertForSequenceClassification

    config = DistilBertConfig(vocab_size=50, dim=32, n_layers=2, n_heads=2, hidden_dim=64, num_labels=CLASSES)
    return DistilBertForSequenceClassification(config)


def gpt2() -> nn.Module:
    """A small GPT-2 that classifies sequences."""
    from transformers import GPT2Config, GPT2ForSequenceClassification

    sizes = {"vocab_size": 50, "n_positions": 32, "n_embd": 32, "n_layer": 2, "n_head": 2}
    config = GPT2Config(**sizes, num_labels=CLASSES, bos_token_id=1, eos_token_id=2)
    # The last word that is not padding is classified.
    config.pad_token_id = 0
    return GPT2ForSequenceClassification(config)


MODELS = [
    Model("resnet18", torchvision_model("resnet18"), images(32), is_quick=True),
    Model("mobilenet_v3_small", torchvision_model("mobilenet_v3_small"), images(32), is_quick=True),
    Model("efficientnet_b0", torchvision_model("efficientnet_b0"), images(32)),
    Model("convnext_tiny", torchvision_model("convnext_tiny"), images(32)),
    Model("densenet121", torchvision_model("densenet121"), images(32)),
    Model("shufflenet_v2_x0_5", torchvision_model("shufflenet_v2_x0_5"), images(32), is_quick=True),
    Model("googlenet", torchvision_model("googlenet", init_weights=False), images(64)),
    Model("regnet_y_400mf", torchvision_model("regnet_y_400mf"), images(32)),
    Model("swin_t", torchvision_model("swin_t"), images(32)),
    Model("squeezenet1_1", torchvision_model("squeezenet1_1"), images(32), is_quick=True),
    Model("vgg11_bn", vgg11_bn, images(32)),
    Model("mnasnet0_5", torchvision_model("mnasnet0_5"), images(32), is_quick=True),
    Model("vision_transformer", vision_transformer, images(32), is_quick=True),
    Model("mixer", timm_model("mixer_s32_224", img_size=64), images(64)),
    Model("ghostnet", timm_model("ghostnet_050"), images(32)),
    Model("repvgg", timm_model("repvgg_a0"), images(32)),
    Model("levit", timm_model("levit_128s", img_size=64), images(64)),
    Model("poolformer", timm_model("poolformer_s12"), images(32)),
    Model("bert", bert, tokens(), is_quick=True),
    Model("distilbert", distilbert, tokens(), is_quick=True),
    Model("gpt2", gpt2, tokens(), is_quick=True),
    Model("gru", lambda: Recurrent(nn.GRU), tokens()),
    Model("lstm", lambda: Recurrent(nn.LSTM), tokens(), is_quick=True),
    Model("signals", Signals, torch.randn(2, 6, 64, generator=torch.Generator().manual_seed(1)), is_quick=True),
    Model("unet", UNet, images(32), is_quick=True),
]


def chosen() -> list[Model]:
    """All models, or the quicker half of them."""
    is_all = os.environ.get("INTEROP_MODELS") == "all"
    return [model for model in MODELS if is_all or model.is_quick]
