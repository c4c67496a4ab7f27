"""Parameters, buffers and start weights: what they may be, and that both modes have the same."""

import ctypes
import sys
import traceback
from collections.abc import Callable, Iterator

import torch
from torch import Tensor, nn
from torch.export import ExportedProgram

from .refusal import SaveError, innermost, refusal
from .undisturbed import random_state, seed

Factory = Callable[[], nn.Module]


def check(model: nn.Module) -> None:
    """Makes sure that every tensor of a model is one that can be trained here.

    Raises:
        SaveError: with the tensor's name and what to call.
    """
    for kind, tensors in (("parameter", model.named_parameters()), ("buffer", model.named_buffers())):
        for name, tensor in tensors:
            if reason := unfit(tensor, kind):
                raise refusal(model, "", None, f"the {kind} `{name}` {reason}")


def unfit(tensor: Tensor, kind: str) -> str | None:
    """What is wrong with a tensor, with the way out; None if nothing is."""
    if isinstance(tensor, (nn.UninitializedParameter, nn.UninitializedBuffer)):
        return "has no shape yet, because its module is lazy; call the model on an example before saving it"
    if tensor.is_quantized or (kind == "parameter" and not (tensor.is_floating_point() or tensor.is_complex())):
        return "is quantised or made of integers; save the model before it is quantised"
    if tensor.device.type == "meta":
        return "has no numbers, because it is on the device `meta`; load the weights before saving the model"
    if tensor.layout != torch.strided:
        return f"has the layout {tensor.layout}; make it dense by .to_dense()"
    if type(tensor.data) is not Tensor:
        return f"is a {type(tensor.data).__name__}; use a plain torch.Tensor"
    if tensor.is_complex():
        return f"is of {tensor.dtype}, which cannot be trained here; use two real tensors in its place"
    if tensor.is_floating_point() and tensor.dtype != torch.float32:
        return f"is of {tensor.dtype}, allowed: torch.float32; call model.float() before saving it"
    return None


def check_agreement(
    model: nn.Module, before: dict[str, Tensor], training: ExportedProgram, evaluation: ExportedProgram
) -> None:
    """Makes sure that both programs have the model's parameters and buffers, as a model that folds weights has not.

    Raises:
        SaveError: with the name of the first that differs.
    """
    for name in sorted(training.state_dict.keys() ^ evaluation.state_dict.keys()):
        there = "training" if name in training.state_dict else "evaluation"
        raise refusal(model, "", None, f"`{name}` is there in {there} mode only; {KEEP}")
    for program in (training, evaluation):
        for name, tensor in program.state_dict.items():
            if name not in before or not torch.equal(before[name], tensor.detach().cpu()):
                raise refusal(model, "", None, f"`{name}` is changed by train() or eval(); {KEEP}")


KEEP = "let train() and eval() change the flag `training` alone, and save the model before its weights are folded"


def made(factory: Factory, number: int) -> nn.Module:
    """The model that a factory makes from a seed; the user's random numbers are not disturbed.

    Raises:
        SaveError: if the factory gives something else.
    """
    name = getattr(factory, "__name__", "the factory")
    try:
        with random_state():
            seed(number)
            model = factory()
    except Exception as error:
        line = innermost(traceback.extract_tb(error.__traceback__))
        said = f"{type(error).__name__}: {error}".splitlines()[0]
        raise SaveError(
            f"{name}{f', {line}' if line else ''}: {said}; give a class or function that makes the model without arguments"
        ) from error
    if not isinstance(model, nn.Module):
        raise SaveError(f"{name} gives a {type(model).__name__}; it must give a torch.nn.Module, without arguments")
    return model


def starts(model: nn.Module, factory: Factory | None, count: int) -> Iterator[dict[str, bytes]]:
    """Start weights that the factory draws from the seeds 0, 1, …: the bytes of every float tensor by its name.

    Raises:
        SaveError: if there is no factory, it makes another model, or the same weights again.
    """
    if count and factory is None:
        raise SaveError(
            "start weights are drawn by making the model anew; give the class or a function that makes it as `factory`"
        )
    expected = {name: tensor.shape for name, tensor in floats(model).items()}
    before: dict[str, bytes] = {}
    for number in range(count):
        assert factory is not None
        drawn = floats(unwrapped(made(factory, number)))
        if {name: tensor.shape for name, tensor in drawn.items()} != expected:
            raise refusal(model, "", None, "the factory makes a model with other tensors; let it make the same model")
        start = {name: raw(tensor) for name, tensor in drawn.items()}
        if start == before:
            raise refusal(
                model, "", None, "the factory gives the same weights from every seed; let it draw them, and set no seed"
            )
        yield start
        before = start


def state(model: nn.Module) -> dict[str, Tensor]:
    """The parameters and the persistent buffers of a model, by name."""
    return {name: value for name, value in model.state_dict().items() if isinstance(value, Tensor)}


def floats(model: nn.Module) -> dict[str, Tensor]:
    """What of a model's state is made of floats, by name."""
    return {name: value for name, value in state(model).items() if value.is_floating_point()}


def raw(tensor: Tensor) -> bytes:
    """The numbers of a tensor in order, as 32-bit floats of a little-endian machine."""
    assert sys.byteorder == "little"
    flat = tensor.detach().to("cpu", torch.float32).contiguous()
    return ctypes.string_at(flat.data_ptr(), flat.numel() * 4) if flat.numel() else b""


def unwrapped(model: nn.Module) -> nn.Module:
    """The user's own module inside of what trains on several GPUs or compiles."""
    parallel = (nn.DataParallel, nn.parallel.DistributedDataParallel)
    while True:
        if isinstance(model, parallel):
            model = model.module
        elif isinstance(inner := getattr(model, "_orig_mod", None), nn.Module):
            model = inner
        else:
            return model
