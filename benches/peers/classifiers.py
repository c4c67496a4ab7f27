"""The models whose training steps are timed, as their makers have them or with a mix at every call of an activation."""

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from mixes import CarefulMix
from models import BASES, BATCHES, CLASSES, Batch

# torchvision's operators are built for CUDA; none of these models calls one, but its modules name this one.
DETECTION = torch.library.Library("torchvision", "DEF")
DETECTION.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
os.environ["HF_HUB_OFFLINE"] = "1"

# The classes of modules that actsearch searches at every call; gates are others.
ACTIVATIONS = {"ReLU", "Hardswish", "GELU", "GELUActivation", "Tanh"}


@dataclass(frozen=True)
class Classifier:
    """A model: what makes it with or without its dropout, and what it is given."""

    make: Callable[[bool], nn.Module]
    batch: Batch

    def samples(self) -> Tensor:
        """A batch of random samples, the same every time."""
        generator = torch.Generator().manual_seed(1)
        shape = (self.batch.size, *self.batch.sample)
        if self.batch.words is None:
            return torch.randn(shape, generator=generator)
        # No word is the first, which stands for padding.
        return torch.randint(1, self.batch.words, shape, generator=generator)

    def labels(self) -> Tensor:
        """Their labels: all classes in turn."""
        return torch.arange(self.batch.size) % CLASSES

    def model(self, has_dropout: bool, has_mixes: bool) -> nn.Module:
        """The model with the weights that it always starts from."""
        torch.manual_seed(0)
        made = self.make(has_dropout)
        return with_mixes(made, self.samples()[:2]) if has_mixes else made


class EachCall(nn.Module):
    """A mix of its own for each call of what was one module."""

    def __init__(self, calls: int) -> None:
        super().__init__()
        self.mixes = nn.ModuleList(CarefulMix("affine", BASES) for _ in range(calls))
        self.called = 0

    def forward(self, x: Tensor) -> Tensor:
        """The mix whose turn it is."""
        mix = self.mixes[self.called % len(self.mixes)]
        self.called += 1
        return mix(x)


def with_mixes(model: nn.Module, example: Tensor) -> nn.Module:
    """The model with a mix at every call of an activation function."""
    calls: Counter[nn.Module] = Counter()
    searched = [module for module in model.modules() if type(module).__name__ in ACTIVATIONS]
    hooks = [module.register_forward_hook(lambda module, *_: calls.update([module])) for module in searched]
    with torch.no_grad():
        model.eval()(example)
    for hook in hooks:
        hook.remove()
    for parent in list(model.modules()):
        for name, child in list(parent.named_children()):
            if child in calls:
                setattr(parent, name, EachCall(calls[child]))
    return model.train()


def resnet18(has_dropout: bool) -> nn.Module:
    """torchvision's ResNet-18 (He et al. 2015, arXiv 1512.03385), which has no dropout."""
    from torchvision.models import resnet18

    return resnet18(num_classes=CLASSES)


def mobilenet(has_dropout: bool) -> nn.Module:
    """torchvision's MobileNetV3 small (Howard et al. 2019, arXiv 1905.02244)."""
    from torchvision.models import mobilenet_v3_small

    return mobilenet_v3_small(num_classes=CLASSES, dropout=0.2 if has_dropout else 0.0)


def vit(has_dropout: bool) -> nn.Module:
    """torchvision's VisionTransformer (Dosovitskiy et al. 2020, arXiv 2010.11929), without dropout."""
    from torchvision.models import VisionTransformer

    sizes = {"num_layers": 6, "num_heads": 3, "hidden_dim": 192, "mlp_dim": 768}
    model = VisionTransformer(image_size=32, patch_size=4, num_classes=CLASSES, **sizes)
    # It starts at zero, behind which no gradient shows.
    nn.init.normal_(model.heads.head.weight, std=0.02)
    return model


def bert(has_dropout: bool) -> nn.Module:
    """transformers' BERT (Devlin et al. 2018, arXiv 1810.04805) of 4 layers, in the published size called mini."""
    from transformers import BertConfig, BertForSequenceClassification

    sizes = {"hidden_size": 256, "num_hidden_layers": 4, "num_attention_heads": 4, "intermediate_size": 1024}
    share = 0.1 if has_dropout else 0.0
    config = BertConfig(**sizes, num_labels=CLASSES, hidden_dropout_prob=share, attention_probs_dropout_prob=share)
    return BertForSequenceClassification(config)


MAKERS = {"resnet18": resnet18, "mobilenet": mobilenet, "vit": vit, "bert": bert}
CLASSIFIERS = {name: Classifier(MAKERS[name], batch) for name, batch in BATCHES.items()}
