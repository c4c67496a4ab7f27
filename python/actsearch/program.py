"""One mode of a model as a program: exported with a free batch, and checked for what could not be trained here."""

import inspect
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, NoReturn
from unittest.mock import patch

import torch
from torch import nn
from torch.export import Dim, ExportedProgram
from torch.func import functional_call
from torch.fx import GraphModule, Node
from torch.fx.experimental.symbolic_shapes import ShapeEnv
from torch.utils._pytree import tree_map

from .example import Inputs
from .outputs import giving_logits
from .refusal import FIXED_BATCH, Line, SaveError, in_forward, line_of, reason_for, refusal
from .undisturbed import nothing_drawn, quiet


def export(model: nn.Module, mode: str, inputs: Inputs, output: str | int | None) -> ExportedProgram:
    """The program of a model in a mode, `train` or `eval`.

    Raises:
        SaveError: if PyTorch cannot export it, or what it exports cannot be trained here.
    """
    model.train(mode == "train")
    fixed: list[Line] = []
    with (
        told(model, mode, fixed),
        giving_logits(model, output),
        autograd_functions_refused(),
        fixed_sizes(fixed),
        nothing_drawn(),
        quiet(),
    ):
        program = exported(model, inputs, Dim.DYNAMIC)
        if len(batches(program)) > 1:
            # Nothing in the model compares the batches of its inputs, so PyTorch cannot know that they are one.
            program = exported(model, inputs, Dim("batch"))
    check(model, mode, program)
    return program


def run_once(model: nn.Module, inputs: Inputs, output: str | int | None) -> None:
    """Runs a model as it is on the example: without numbers, PyTorch lets through what cannot run.

    Raises:
        SaveError: if it does not run.
    """
    model.eval()
    # What the model counts or keeps is kept in copies.
    buffers = {name: buffer.clone() for name, buffer in model.named_buffers()}
    eager = torch.compiler.set_stance("force_eager")
    with told(model, "eval", []), giving_logits(model, output), torch.no_grad(), eager:
        functional_call(model, buffers, inputs.args, inputs.kwargs)


@contextmanager
def told(model: nn.Module, mode: str, fixed: list[Line]) -> Iterator[None]:
    """Turns whatever a model raises into an error with the line of its code and the way out.

    `fixed` is where a free size became a number, which PyTorch says at the end only.
    """
    try:
        yield
    except SaveError as error:
        place = in_forward(traceback.extract_tb(error.__traceback__))
        raise refusal(model, mode, place, str(error)) from error.__cause__
    except Exception as error:
        reason = reason_for(error)
        place = fixed[0] if reason == FIXED_BATCH and fixed else in_forward(traceback.extract_tb(error.__traceback__))
        raise refusal(model, mode, place, reason) from error


def exported(model: nn.Module, inputs: Inputs, batch: Any) -> ExportedProgram:
    """The program with the first size of every input free."""
    given = inspect.signature(model.forward).bind(*inputs.args, **inputs.kwargs).arguments
    shapes: Any = tree_map(lambda _: {0: batch}, dict(given))
    return torch.export.export(model, inputs.args, inputs.kwargs, dynamic_shapes=shapes, strict=False)


@contextmanager
def autograd_functions_refused() -> Iterator[None]:
    """PyTorch exports what a `torch.autograd.Function` computes and drops its own gradient, without a word."""
    with ExitStack() as stack:
        for function in autograd_functions(torch.autograd.Function):
            # It is called by PyTorch itself, under whatever name the user has it.
            stack.enter_context(patch.object(function, "forward", refusing(function.__name__)))
        yield


def autograd_functions(base: Any) -> Iterator[Any]:
    """All that are defined, but for PyTorch's own, which it takes apart."""
    for function in base.__subclasses__():
        if not function.__module__.startswith("torch."):
            yield function
        yield from autograd_functions(function)


def refusing(name: str) -> "staticmethod[..., NoReturn]":
    """What stands in the place of an autograd function's `forward`."""

    def forward(*_args: object, **_kwargs: object) -> NoReturn:
        raise SaveError(
            f"the gradient of the autograd function {name} would be lost; write it by functions of torch that have this "
            "gradient, as y + (f(y) - y).detach()"
        )

    return staticmethod(forward)


@contextmanager
def fixed_sizes(found: list[Line]) -> Iterator[None]:
    """Notes the lines where a free size becomes a number; PyTorch says it at the end only, without a line."""
    before: Callable[..., object] | None = getattr(ShapeEnv, "_set_replacement", None)
    if before is None:
        yield
        return

    def noting(*args: Any, **kwargs: Any) -> object:
        if getattr(args[2] if len(args) > 2 else None, "is_number", False):
            line = in_forward(traceback.extract_stack())
            found.extend([line] if line is not None else [])
        return before(*args, **kwargs)

    with patch.object(ShapeEnv, "_set_replacement", noting):
        yield


def batches(program: ExportedProgram) -> set[str]:
    """The first sizes of what the user gives."""
    names = set(program.graph_signature.user_inputs)
    given = [node for node in program.graph.nodes if node.op == "placeholder" and node.name in names]
    return {str(node.meta["val"].shape[0]) for node in given}


def check(model: nn.Module, mode: str, program: ExportedProgram) -> None:
    """Makes sure that a program is one that can be trained here."""
    (batch,) = batches(program)
    if batch.isdigit():
        raise refusal(model, mode, None, FIXED_BATCH)
    for node in program.graph.nodes:
        reason = unfit(node, mode, batch) if node.op == "call_function" else None
        if reason:
            raise refusal(model, mode, line(node), reason)
    (result,) = program.graph_signature.user_outputs
    (value,) = [node.meta["val"] for node in program.graph.nodes if node.name == result]
    if str(value.shape[0]) != batch:
        shape = ", ".join(map(str, value.shape))
        raise refusal(
            model, mode, None, f"its logits have the shape ({shape}), but the batch is {batch}; give one row per sample"
        )


def line(node: Node) -> Line | None:
    """The line of a call; that of a higher-order operator may stand in the graphs that it takes alone."""
    trace = node.meta.get("stack_trace")
    graphs = [getattr(node.graph.owning_module, str(given.target), None) for given in node.all_input_nodes]
    inner = [other for graph in graphs if isinstance(graph, GraphModule) for other in graph.graph.nodes]
    traces = [trace, *(other.meta.get("stack_trace") for other in inner)]
    return next((found for found in map(line_of, traces) if found is not None), None)


HIGHER_ORDER = {
    "wrap_with_set_grad_enabled": "torch.no_grad() or checkpointing stands in forward; use .detach() in place of the "
    "first, and switch the second off before saving",
    "wrap_with_autocast": "torch.autocast stands in forward; leave it out, as models are trained in 32-bit floats",
    "tag_activation_checkpoint": "checkpointing stands in forward; switch it off before saving",
}
# Random functions that the program can draw for.
DRAWN = {
    "dropout",
    "dropout_",
    "bernoulli_",
    "scaled_dot_product_attention",
    *(RECURRENT := {"lstm", "gru", "rnn_relu", "rnn_tanh"}),
}


def unfit(node: Node, mode: str, batch: str) -> str | None:
    """Why a call cannot be trained here, with the way out; None if it can."""
    target = node.target
    if isinstance(target, torch._ops.HigherOrderOperator):
        name = str(target)
        return HIGHER_ORDER.get(
            name, f"{name} is a higher-order operator, which is not supported; use functions of torch"
        )
    if not isinstance(target, torch._ops.OpOverload):
        return None
    name = target._schema.name.removeprefix("aten::")
    if "::" in name:
        return f"{name} is an operator of its own, which only Python has; use functions of torch alone"
    if name in ("item", "_local_scalar_dense") or symbols(node) - {batch}:
        return "a shape or number is read from a tensor (by .item(), a mask or nonzero); keep it in a tensor, as by torch.where"
    if torch.Tag.nondeterministic_seeded in target.tags:
        return random(node, name, target._overloadname, mode)
    return None


def symbols(node: Node) -> set[str]:
    """The free sizes in the shape of what a call gives."""
    value = node.meta.get("val")
    sizes = list(value.shape) if isinstance(value, torch.Tensor) else [value]
    nodes = [size.node for size in sizes if isinstance(size, (torch.SymInt, torch.SymFloat, torch.SymBool))]
    return {str(symbol) for node in nodes for symbol in node.expr.free_symbols}


def random(node: Node, name: str, overload: str, mode: str) -> str | None:
    """What is wrong with a random call in a mode; None if nothing is."""
    if name not in DRAWN or (name == "bernoulli_" and overload != "float"):
        return (
            f"{name} is random in a way that cannot be repeated; use torch.nn.Dropout, or stochastic depth by "
            "x.new_empty(shape).bernoulli_(p)"
        )
    if not is_random(node, name):
        return None
    if mode == "eval":
        return f"{name} is random in evaluation, too; use torch.nn.Dropout, or give it training=self.training"
    if name in RECURRENT:
        return f"{name} has dropout between its layers; use layers of their own with torch.nn.Dropout between them"
    return None


def is_random(node: Node, name: str) -> bool:
    """Whether a call that can be random is, with its arguments."""
    target = node.target
    assert isinstance(target, torch._ops.OpOverload)
    names = [argument.name for argument in target._schema.arguments]
    given = {argument.name: argument.default_value for argument in target._schema.arguments}
    given.update(zip(names, node.args, strict=False), **node.kwargs)
    if name in ("dropout", "dropout_"):
        return bool(given["train"] and given["p"])
    if name == "scaled_dot_product_attention":
        return bool(given["dropout_p"])
    if name in RECURRENT:
        return bool(given["train"] and given["dropout"] and given["num_layers"] != 1)
    return True
