"""`weights: fresh`: what the program draws for each kind of layer is distributed as what PyTorch's own modules draw."""

import shutil
import unittest

import numpy
import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from cases import FOLDER
from program import run
from saving import actsearch

torch.set_num_threads(1)
OUT = FOLDER / "fresh"
CLASSES = 4
# The learning rate leaves every weight where it starts, but for those at zero.
SPACE = """
name: fresh
seed: 5
data: {source: {npz: data.npz}, normalisation: none}
network: {exported: model.pt2, weights: fresh}
activations: {bases: [identity, relu], size: {max: 2}}
training: {epochs: 1, batch_size: 8, optimizer: {sgd: {lr: 1.0e-30, momentum: 0}}}
budget: {trials: 1}
"""
# So many numbers of a tensor tell its deviation to a tenth, and the largest of evenly drawn ones to a twentieth.
ENOUGH = 200


class Kinds(nn.Module):
    """A layer of every kind whose rule is known."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1, self.conv2, self.conv3 = nn.Conv1d(4, 32, 3), nn.Conv2d(1, 32, 3, padding=1), nn.Conv3d(1, 64, 2)
        self.grouped = nn.Conv2d(32, 32, 3, padding=1, groups=8)
        self.up1, self.up2 = nn.ConvTranspose1d(32, 16, 2), nn.ConvTranspose2d(32, 8, 2, stride=2)
        self.up3 = nn.ConvTranspose3d(64, 8, 2)
        self.norms = nn.ModuleList([nn.BatchNorm1d(32), nn.BatchNorm2d(32), nn.BatchNorm3d(64)])
        self.group, self.layer, self.rms = nn.GroupNorm(4, 32), nn.LayerNorm(16), nn.RMSNorm(16)
        self.words = nn.Embedding(60, 16, padding_idx=3)
        self.lstm = nn.LSTM(16, 24, proj_size=8, batch_first=True, bidirectional=True)
        self.gru, self.rnn = nn.GRU(16, 16, num_layers=2, batch_first=True), nn.RNN(16, 16, batch_first=True)
        self.attention, self.prelu = nn.MultiheadAttention(16, 4, batch_first=True), nn.PReLU(16)
        self.head = nn.Linear(16, CLASSES)

    def forward(self, x: Tensor) -> Tensor:
        """Signals (batch, 4, 8) to logits."""
        line = self.up1(self.norms[0](self.conv1(x))).mean(2)
        plane = self.grouped(self.group(self.norms[1](self.conv2(x.unsqueeze(1)))))
        space = self.up3(self.norms[2](self.conv3(x.reshape(-1, 1, 2, 4, 4))))
        words = self.layer(self.words((x[:, 0] > 0).long()))
        words = self.rms(self.lstm(words)[0])
        words = self.rnn(self.gru(words)[0])[0]
        words = self.attention(words, words, words, need_weights=False)[0].mean(1)
        pooled = self.up2(plane).mean((1, 2, 3), keepdim=True).flatten(1) + space.mean((1, 2, 3, 4)).unsqueeze(1)
        logits: Tensor = self.head(self.prelu(line + words + pooled))
        return logits


def drawn(model: nn.Module) -> dict[str, Tensor]:
    """What a trial of the program starts from."""
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    actsearch.save(model, (4, 8), OUT / "model.pt2")
    x = numpy.random.default_rng(1).normal(size=(40, 4, 8)).astype(numpy.float32)
    numpy.savez(OUT / "data.npz", x_train=x, y_train=numpy.arange(40) % CLASSES)
    (OUT / "space.yaml").write_text(SPACE)
    run("search", OUT / "space.yaml", "--run", OUT / "run")
    (saved,) = (OUT / "run" / "checkpoints").iterdir()
    return load_file(saved)


class Fresh(unittest.TestCase):
    """Every parameter of a model with all kinds of layers."""

    def test_new_weights_are_distributed_as_those_of_pytorch(self) -> None:
        torch.manual_seed(0)
        model = Kinds()
        found = drawn(model)
        compared = 0
        for name, parameter in model.named_parameters():
            # What starts at zero has moved by less than any number that is drawn.
            ours = torch.where(found[name].abs() < 1e-20, 0.0, found[name])
            theirs = parameter.detach()
            with self.subTest(name):
                self.assertEqual(ours.shape, theirs.shape)
                if bool((theirs == theirs.flatten()[0]).all()):
                    self.assertTrue(torch.equal(ours, theirs))
                    continue
                self.assertFalse(torch.equal(ours, theirs))
                self.assertTrue(torch.equal(ours == 0, theirs == 0), "the row of padding")
                if ours.numel() >= ENOUGH:
                    compared += 1
                    self.assertAlmostEqual((ours.std() / theirs.std()).item(), 1, delta=0.1)
                    if not name.startswith("words"):
                        self.assertAlmostEqual((ours.abs().max() / theirs.abs().max()).item(), 1, delta=0.05)
        self.assertGreaterEqual(compared, 15)


if __name__ == "__main__":
    unittest.main()
