"""As much of torch as convgif asks of it while a module runs: arrays of which only the shape is
there, modules with hooks, and a mode that sees every function. What convgif makes of torch itself
was looked at by hand."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from math import prod
from types import SimpleNamespace
from typing import Any

from convgif.layers.notation import parse_layer

MODES: list[Any] = []


class Tensor:
    """An array without numbers."""

    def __init__(self, shape: Sequence[int]) -> None:
        self.shape, self.ndim, self.dtype = tuple(shape), len(shape), None

    def detach(self) -> "Tensor":
        return self

    def to(self, device: str) -> "Tensor":
        return Tensor(self.shape)

    def numel(self) -> int:
        return prod(self.shape)


def function(name: str, made: Callable[..., Any]) -> Callable[..., Any]:
    """A function of that name, which the innermost mode is asked of."""
    def plain(*args: Any, **kwargs: Any) -> Any:
        return made(*args, **kwargs)

    plain.__name__ = name

    def asked(*args: Any, **kwargs: Any) -> Any:
        if not MODES:
            return plain(*args, **kwargs)
        mode = MODES.pop()
        try:
            return mode.__torch_function__(plain, (), args, kwargs)
        finally:
            MODES.append(mode)
    return asked


def _joined(arrays: Sequence[Tensor], dim: int = 0) -> Tensor:
    sizes = list(arrays[0].shape)
    sizes[dim] = sum(array.shape[dim] for array in arrays)
    return Tensor(sizes)


def _pooled(x: Tensor, kernel_size: int, stride: int | None = None) -> Tensor:
    return Tensor((*x.shape[:2], *(size // kernel_size for size in x.shape[2:])))


cat = function("cat", _joined)
max_pool2d = function("max_pool2d", _pooled)
flatten = function("flatten", lambda x, start: Tensor((x.shape[0], prod(x.shape[1:]))))
add = function("add", lambda x, other: Tensor(x.shape))
relu_ = function("relu_", lambda x: x)  # in its place
softmax = function("softmax", lambda x, dim: Tensor(x.shape))
fft = function("fft", lambda x: Tensor(x.shape))  # of which convgif knows nothing


class Mode:
    """Is asked of every function while it is entered."""

    def __enter__(self) -> None:
        MODES.append(self)

    def __exit__(self, *_: object) -> None:
        MODES.remove(self)


class Hook:
    """Can be removed."""

    def __init__(self, hooks: list[Any], hook: Any) -> None:
        self.hooks, self.hook = hooks, hook
        hooks.append(hook)

    def remove(self) -> None:
        self.hooks.remove(self.hook)


class Module:
    """What holds others as attributes, and learns the arrays among these."""

    def __init__(self) -> None:
        self.training, self.before, self.after = True, [], []  # type: ignore[var-annotated]

    def extra_repr(self) -> str:
        return ""

    def __repr__(self) -> str:
        children = "".join(f"  ({name}): {each!r}".replace("\n", "\n  ") + "\n"
                           for name, each in self.named_children())
        return f"{type(self).__name__}(\n{children})"

    def named_children(self) -> Iterator[tuple[str, "Module"]]:
        return ((name, each) for name, each in vars(self).items() if isinstance(each, Module))

    def children(self) -> Iterator["Module"]:
        return (each for _, each in self.named_children())

    def named_modules(self, path: str = "") -> Iterator[tuple[str, "Module"]]:
        yield path, self
        for name, each in self.named_children():
            yield from each.named_modules(f"{path}.{name}" if path else name)

    def modules(self) -> Iterator["Module"]:
        return (each for _, each in self.named_modules())

    def named_parameters(self) -> Iterator[tuple[str, Tensor]]:
        return ((f"{path}.{name}" if path else name, each) for path, module in self.named_modules()
                for name, each in vars(module).items() if isinstance(each, Tensor))

    def named_buffers(self) -> Iterator[tuple[str, Tensor]]:
        return iter(())

    def parameters(self) -> Iterator[Tensor]:
        return (each for _, each in self.named_parameters())

    def register_forward_pre_hook(self, hook: Any, *, with_kwargs: bool) -> Hook:
        return Hook(self.before, hook)

    def register_forward_hook(self, hook: Any, *, with_kwargs: bool) -> Hook:
        return Hook(self.after, hook)

    def eval(self) -> None:
        for each in self.modules():
            each.training = False

    def forward(self, x: Tensor) -> Any:
        raise NotImplementedError

    def __call__(self, *args: Any) -> Any:
        for hook in self.before:
            hook(self, args, {})
        made = self.forward(*args)
        for hook in self.after:
            hook(self, args, {}, made)
        return made


def leaf(text: str) -> Module:
    """The module that is printed so, and makes what such a layer does."""
    name = text.partition("(")[0]

    def forward(self: Module, x: Tensor) -> Tensor:
        if "Conv" not in name and name != "Linear":
            return Tensor(x.shape)
        return Tensor((x.shape[0], *parse_layer(text).output_shape(x.shape[1:])))

    made: Module = type(name, (Module,), {"forward": forward, "__repr__": lambda self: text})()
    return made


def _called(module: Module, learnt: dict[str, Tensor], args: tuple[Any, ...]) -> Any:
    """The module on those, with other arrays in the place of its own."""
    own = dict(module.named_parameters())
    try:
        _put(module, learnt)
        return module(*args)
    finally:
        _put(module, own)


def _put(module: Module, arrays: dict[str, Tensor]) -> None:
    holders = dict(module.named_modules())
    for path, array in arrays.items():
        holder, _, name = path.rpartition(".")
        vars(holders[holder])[name] = array


TORCH = SimpleNamespace(
    Tensor=Tensor, nn=SimpleNamespace(Module=Module), no_grad=nullcontext,
    overrides=SimpleNamespace(TorchFunctionMode=Mode),
    func=SimpleNamespace(functional_call=_called),
    empty=lambda shape, dtype, device: Tensor(shape))
