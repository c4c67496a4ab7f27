//! The functions of the Python module that put activations into a model.

/// `apply`, with the steps that are needed.
pub(super) fn apply(steps: &str) -> String {
    format!(
        r#"_Model = TypeVar("_Model", bound=nn.Module)


def apply(model: _Model, trainable: bool = True) -> _Model:
    """Puts the activations into the model that was exported, changes it, and returns it.

    Load weights before it: from then on the activations are part of the model's state, and
    modules that they replace are not. Move it to its device before it, and make optimizers
    after it, so that they have the parameters of the activations, too. Functions in the code
    of a module are replaced while that is called as `module(x)`.

    Raises ValueError if this is not the model that was exported.
    """
    modules = _checked(model)
    like = next(model.parameters(), torch.zeros(()))
{steps}    return model
"#
    )
}

pub(super) const COUNTERS: &str = "    counters: dict[str, list[_Counter]] = {}\n";

pub(super) const MODULES: &str = "    for path, site in _MODULES.items():
        _replace(model, modules[path], _made(site, trainable, like))
";

pub(super) const REPEATED: &str = r#"    for path, scope, training, evaluation, by_call in _REPEATED:
        counter = _Counter(path, {"forward": training}, {"forward": evaluation})
        learned = {call: _made(site, trainable, like) for call, site in by_call.items()}
        _replace(model, modules[path], _Calls(modules[path], counter, learned))
        counters.setdefault(scope, []).append(counter)
"#;

pub(super) const FUNCTIONS: &str = r"    for path, scope, hidden, (counts, replaced), (in_evaluation, sites) in _FUNCTIONS:
        counter = _Counter(path, counts, in_evaluation)
        functions = _Functions(counter, replaced, sites)
        for site, *_ in sites:
            functions.add(modules[path], site, _made(site, trainable, like))
        for inner in hidden:
            functions.hide(model.get_submodule(inner))
        _watch(modules[path], functions)
        counters.setdefault(scope, []).append(counter)
";

pub(super) const COUNTED: &str = "    for path, counted in counters.items():
        _count(modules[path], counted)
";

/// What makes the activation of a site, and what is put around some of them.
pub(super) fn made(has_axes: bool, writes: bool) -> String {
    let along = if has_axes { MADE_ALONG } else { "" };
    let writing = if writes { MADE_WRITING } else { "" };
    let classes = [(has_axes, ALONG), (writes, WRITING)];
    let classes: String = super::needed(classes).concat();
    format!("{MADE}{along}{writing}    return made\n{classes}")
}

const MADE: &str = r#"def _made(site: str, trainable: bool, like: Tensor) -> nn.Module:
    """Returns the activation of a site, on the device and in the precision of a tensor."""
    made = activation(site, trainable).to(like.device, like.dtype)
"#;

const MADE_ALONG: &str = "    if site in _AXES:
        made = _Along(made, _AXES[site])
";

const MADE_WRITING: &str = "    if site in _WRITING:
        made = _Writing(made)
";

const ALONG: &str = r#"

class _Along(nn.Module):
    """An activation whose channels are another dimension than 1."""

    def __init__(self, activation: nn.Module, axis: int) -> None:
        super().__init__()
        self.activation = activation
        self.axis = axis

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.activation(x.movedim(self.axis, 1))
        return y.movedim(1, self.axis)
"#;

const WRITING: &str = r#"

class _Writing(nn.Module):
    """An activation whose result is written into its input, where others read it."""

    def __init__(self, activation: nn.Module) -> None:
        super().__init__()
        self.activation = activation

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.activation(x.clone())
        return x.copy_(y)
"#;

/// What makes sure that the model is the one that was exported.
pub(super) const CHECKED: &str = r#"def _checked(model: nn.Module) -> dict[str, nn.Module]:
    """Returns the modules by their paths, if they are those that were exported."""
    modules = dict(model.named_modules(remove_duplicate=False))
    for path, kind in _CLASSES.items():
        if path not in modules:
            raise ValueError(
                f"the model has no module {path!r}; apply takes the model that was exported, "
                "before it is compiled or wrapped"
            )
        found = type(modules[path]).__name__
        if found != kind:
            place = f"the module {path!r}" if path else "the model"
            raise ValueError(
                f"{place} has the class {found}, but had {kind} when it was exported; apply takes "
                "the model that was exported, once, before it is compiled or wrapped"
            )
        if hasattr(modules[path], "activation_functions"):
            raise ValueError("the activations are in the model already")
    return modules
"#;

pub(super) const REPLACE: &str = r#"def _replace(model: nn.Module, module: nn.Module, new: nn.Module) -> None:
    """Puts a module in the place of another, under all the names that this has."""
    for parent in list(model.modules()):
        for name, child in list(parent._modules.items()):
            if child is module:
                parent._modules[name] = new
                # PyTorch's fast path of these layers knows relu and gelu alone.
                if hasattr(parent, "activation_relu_or_gelu"):
                    parent.activation_relu_or_gelu = 0  # type: ignore[assignment]
    if not any(child is module for child in model.modules()):
        module.forward = _refuse


def _refuse(*_: Any, **__: Any) -> None:
    raise RuntimeError(
        "a module is called in whose place an activation stands: the model keeps it in a list "
        "of Python, or the like, beside its modules; use nn.ModuleList or nn.Sequential there"
    )
"#;

pub(super) const COUNTER: &str = r#"class _Counter:
    """Counts calls from the beginning of a module's forward to its end."""

    def __init__(
        self, path: str, training: dict[str, int], evaluation: dict[str, int]
    ) -> None:
        self.path = path
        self.calls = {True: training, False: evaluation}
        self.begin(True)
        self.seen = training  # Until its forward begins, nothing may be called.

    def begin(self, training: bool) -> None:
        self.wanted = self.calls[training]
        self.training = training
        self.seen = dict.fromkeys(self.wanted, 0)

    def number(self, name: str) -> int:
        """Returns which call of this name it is, from 0."""
        number = self.seen.get(name, 0)
        if number == self.wanted.get(name, 0):
            self.fail()
        self.seen = {**self.seen, name: number + 1}
        return number

    def finish(self) -> None:
        if self.seen != self.wanted:
            self.fail()

    def fail(self) -> None:
        raise RuntimeError(
            f"the calls in {self.path or 'the model'} are not those that were exported, which "
            f"are {self.wanted}; call the model as it was exported, or put the activations "
            "into its code by hand: the beginning of this file says where"
        )


def _count(module: nn.Module, counters: list[_Counter]) -> None:
    """Makes counters count from the beginning of the module's forward."""
    forward = type(module).forward

    @functools.wraps(forward)
    def counted(self: Any, *args: Any, **kwargs: Any) -> Any:
        for counter in self.activation_counters:
            counter.begin(self.training)
        result = forward(self, *args, **kwargs)
        for counter in self.activation_counters:
            counter.finish()
        return result

    module.activation_counters = counters  # type: ignore[assignment]
    _change(module, counted)


def _change(module: nn.Module, forward: Callable[..., Any]) -> None:
    """Gives one module another forward: that of a class of its own."""
    base = type(module)
    names = {"__module__": base.__module__, "__qualname__": base.__qualname__}
    module.__class__ = type(base.__name__, (base,), {**names, "forward": forward})
"#;

pub(super) const CALLS: &str = r#"class _Calls(nn.Module):
    """A module that is called several times, with activations at some of the calls."""

    def __init__(
        self, original: nn.Module, counter: _Counter, learned: dict[int, nn.Module]
    ) -> None:
        super().__init__()
        self.original = original
        self.counter = counter
        self.learned = nn.ModuleDict({str(call): it for call, it in learned.items()})

    def forward(self, x: Tensor) -> Tensor:
        call = str(self.counter.number("forward"))
        module = self.learned[call] if call in self.learned else self.original
        y: Tensor = module(x)
        return y
"#;

pub(super) const WATCHED: &str = r#"# Functions that are several calls in an exported graph.
_PARTS = {
    "rdiv": ("reciprocal", "mul"),
    "rpow": ("pow",),
    "softsign": ("abs", "add", "div"),
    "tanhshrink": ("tanh", "sub"),
    "truediv": ("div",),
}


class _Functions(TorchFunctionMode):
    """Calls activations in the place of functions."""

    def __init__(
        self, counter: _Counter, training: _Replaced, evaluation: _Replaced
    ) -> None:
        super().__init__()
        self.counter = counter
        self.replaced = {True: training, False: evaluation}
        self.activations: dict[str, nn.Module] = {}
        self.given: dict[str, Tensor] = {}
        self.hidden = 0
        # What each function is called when the model is exported.
        self.parts: dict[Any, tuple[str, ...]] = {}
        for name in {*counter.calls[True], *counter.calls[False]}:
            for spelled, parts in ((name, (name,)), *_PARTS.items()):
                if name in parts:
                    self.parts.update(dict.fromkeys(_functions(spelled), parts))

    def add(self, module: nn.Module, site: str, activation: nn.Module) -> None:
        """Makes an activation part of a module."""
        name = site.rpartition(".")[2]
        while hasattr(module, name):
            name += "_"
        module.add_module(name, activation)
        self.activations[site] = activation

    def hide(self, module: nn.Module) -> None:
        """Does not count what a module calls."""
        module.register_forward_pre_hook(self.pause)
        module.register_forward_hook(self.resume, always_call=True)

    def pause(self, *_: Any) -> None:
        self.hidden += 1

    def resume(self, *_: Any) -> None:
        self.hidden -= 1

    def __torch_function__(
        self, func: Any, types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        named = kwargs or {}
        if self.hidden or func not in self.parts:
            return func(*args, **named)
        tensors = [it for it in (*args, *named.values()) if isinstance(it, Tensor)]
        made = None
        for part in self.parts[func]:
            if part not in self.counter.wanted:
                continue
            number = self.counter.number(part)
            replaced = self.replaced[self.counter.training]
            for site, reads, read, tensor, makes, maker in replaced:
                if (reads, read) == (part, number):
                    self.given[site] = tensors[tensor]
                if (makes, maker) == (part, number):
                    made = site
        if made is None:
            return func(*args, **named)
        return self.activations[made](self.given.pop(made))


def _functions(name: str) -> list[Any]:
    """Returns the functions of this name, however it is spelled."""
    places = (torch, Tensor, F, torch.special, torch._C._nn, operator)
    spelled = (name, f"{name}_", f"_{name}", f"__{name}__")
    found = [getattr(place, it, None) for place in places for it in spelled]
    return [it for it in found if it is not None]


def _watch(module: nn.Module, functions: _Functions) -> None:
    """Makes a module's forward call activations in the place of functions."""
    forward = type(module).forward

    @functools.wraps(forward)
    def watched(self: Any, *args: Any, **kwargs: Any) -> Any:
        with self.activation_functions:
            return forward(self, *args, **kwargs)

    module.activation_functions = functions  # type: ignore[assignment]
    _change(module, watched)
"#;
