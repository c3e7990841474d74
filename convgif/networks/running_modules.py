"""A live module of torch, run once on an input without numbers -> the network: its layers in the
order in which they are called, and what each takes, functions between them too.

torch itself is not imported: it is there where a module of it is. Leaves are seen by hooks,
functions by a mode, and what feeds what by the identity of tensors, which lie on the meta device.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from math import prod
from typing import Any

from convgif.errors import ConvgifError, LayerError, NotationError, shorten
from convgif.layers import Flatten, Layer
from convgif.layers.fields import is_list, whole_number
from convgif.layers.recognizing import recognize
from convgif.networks.assembling import read_operation_or_layer
from convgif.networks.joins import CONCATENATE, Join
from convgif.networks.modules import MOST_LAYERS, too_long
from convgif.networks.network import INPUT, Network, NetworkLayer
from convgif.networks.operations import RECORDED, Operation, Reads, Shape, find_kind

# Modules that hold others, and whose own code is not followed.
WHOLE = frozenset({"MultiheadAttention", "TransformerEncoderLayer", "TransformerDecoderLayer"})
JOINS: Mapping[str, str] = {
    **dict.fromkeys(("add", "iadd"), "add"), **dict.fromkeys(("sub", "isub"), "subtract"),
    **dict.fromkeys(("mul", "imul", "multiply"), "multiply"),
    **dict.fromkeys(("div", "truediv", "itruediv"), "div"),
    "maximum": "maximum", "minimum": "minimum"}
WITH_NUMBERS = frozenset({*JOINS, "radd", "rsub", "rmul", "rdiv", "rtruediv", "pow", "ipow", "neg"})
CONCATENATING = frozenset({"cat", "concat", "concatenate"})
SHAPING = frozenset({"flatten", "view", "reshape", "squeeze", "unsqueeze", "unflatten"})
# What makes the same numbers in the same shape.
SAME = frozenset({"contiguous", "clone", "detach", "to", "float", "type", "requires_grad"})
# What only moves numbers, or adds none of them up as products.
WITHOUT_PRODUCTS = frozenset({
    "permute", "transpose", "t", "swapaxes", "movedim", "chunk", "split", "getitem", "expand",
    "repeat", "stack", "roll", "narrow", "unbind", "mean", "sum", "amax", "max", "min", "norm",
    "flip", "pad", "index_select", "masked_fill", "where", *SHAPING, *CONCATENATING, *JOINS})


def torch_of(module: object) -> Any:
    """The library that the module is of; None for what is no module of torch."""
    torch = sys.modules.get("torch")
    return torch if torch is not None and isinstance(module, torch.nn.Module) else None


def read_run(module: Any, example: Any, dtype: Any = None) -> Network:
    """The network of a module of torch, made for an input as the example is: an array of torch with
    its batch, or a shape without. Raises LayerError for what is no example or no module,
    NotationError where it does not run on it."""
    torch = torch_of(module)
    if torch is None:
        raise LayerError(f"example {shorten(example)} is for a module of torch: leave it out")
    given = _without_numbers(torch, example, dtype)
    run = _Run(torch, batch=given.shape[0], names={
        id(each): name for name, each in module.named_modules()})
    run.made[id(given)] = (given, INPUT)
    run.follow(module, given)
    if not run.layers:
        raise NotationError(f"{type(module).__name__} calls no layers: give one that does")
    recorded = any(isinstance(layer.operation, Operation) and layer.operation.kind == RECORDED
                   for layer in run.layers)
    again = partial(read_run, module, dtype=given.dtype) if recorded else None
    return Network(tuple(run.layers), tuple(map(int, given.shape[1:])), resized=again,
                   says_all=True)


def _without_numbers(torch: Any, example: Any, dtype: Any) -> Any:
    if isinstance(example, torch.Tensor):
        if example.ndim < 2:
            raise LayerError(f"example of shape {shorten(tuple(example.shape))} has no batch: add "
                             "an axis in front, as in example[None]")
        return example.detach().to("meta")
    if not is_list(example) or not example:
        raise LayerError(f"example {shorten(example)} is neither an array of torch nor a shape: "
                         "give one, such as (3, 224, 224)")
    sizes = [whole_number(size, "example", 1) for size in example]
    return torch.empty((1, *sizes), dtype=dtype, device="meta")


@dataclass
class _Run:
    """What is called while a module runs. made: by the identity of an array it, which is kept so
    that no other gets that, and the number of the layer that made it; constants: likewise of those
    that hang on no input, and how many numbers are learnt in them; within: the modules that run."""

    torch: Any
    batch: int
    names: Mapping[int, str]
    layers: list[NetworkLayer] = field(default_factory=list)
    made: dict[int, tuple[Any, int]] = field(default_factory=dict)
    constants: dict[int, tuple[Any, int]] = field(default_factory=dict)
    called: dict[str, int] = field(default_factory=dict)
    within: list[str] = field(default_factory=list)
    leaf: Any = None

    def follow(self, module: Any, given: Any) -> None:
        """Runs it, as after training; it is left as it was. Raises NotationError where it fails."""
        learnt = {name: each.detach().to("meta") for name, each in module.named_parameters()}
        kept = {name: each.to("meta") for name, each in module.named_buffers()}
        self.constants = {id(each): (each, each.numel()) for each in learnt.values()}
        trained = [each for each in module.modules() if each.training]
        hooks = [hook for each in module.modules() for hook in (
            each.register_forward_pre_hook(self._begin, with_kwargs=True),
            each.register_forward_hook(self._end, with_kwargs=True))]
        module.eval()
        try:
            with self.torch.no_grad(), _mode(self):
                self.torch.func.functional_call(module, {**learnt, **kept}, (given,))
        except ConvgifError:
            raise
        except Exception as error:  # of the module's own code, which may raise anything
            why = shorten(str(error).strip().partition("\n")[0] or type(error).__name__, 120)
            raise NotationError(f"{type(module).__name__} does not run on an input of "
                                f"{tuple(given.shape)}: {why}: give another example, or leave it "
                                "out for the layers in the order they stand in") from error
        finally:
            for hook in hooks:
                hook.remove()
            for each in trained:
                each.training = True

    # What hooks and the mode call.

    def _begin(self, module: Any, args: Any, kwargs: Any) -> None:
        if self.leaf is None:
            self.within.append(self.names[id(module)])
            if type(module).__name__ in WHOLE or not any(True for _ in module.children()):
                self.leaf = module

    def _end(self, module: Any, args: Any, kwargs: Any, output: Any) -> None:
        if self.leaf is None:
            self.within.pop()
        elif self.leaf is module:
            self.leaf = None
            self.within.pop()
            self._add_module(module, (args, kwargs), output)

    def call(self, function: Any, args: Any, kwargs: Any) -> Any:
        """What the function makes, which is added unless a leaf calls it."""
        made = function(*args, **kwargs)
        outputs = [*self._arrays(made)]
        if self.leaf is None and outputs:
            self._add_function(function.__name__.strip("_"), args, kwargs, outputs)
        return made

    # Layers.

    def _add_module(self, module: Any, given: Any, output: Any) -> None:
        outputs, sources = [*self._arrays(output)], self._sources(given)
        count = sum(each.numel() for each in module.parameters())
        if not sources or not outputs:
            self._keep(outputs, count)
            return
        takes, makes = self._shapes(given), self._shape(outputs[0])
        found = self._fitting(_read_module(module), takes, makes)
        if found is None:
            found = _recorded(type(module).__name__, takes, makes, None, count, Reads.ALL)
        self._add(self.names[id(module)] or type(module).__name__, found, sources, outputs,
                  is_module=True)

    def _add_function(self, name: str, args: Any, kwargs: Any, outputs: Sequence[Any]) -> None:
        given, sources = (args, kwargs), self._sources((args, kwargs))
        count = self._learnt(given)
        if not sources:
            self._keep(outputs, count)
            return
        takes, makes = self._shapes(given), self._shape(outputs[0])
        if name in SAME and makes == takes[0]:
            self.made[id(outputs[0])] = outputs[0], sources[0]
            return
        found = self._fitting(self._read_function(name, args, kwargs, takes, makes, count), takes,
                              makes)
        if found is None:
            macs = _products(name, takes, makes)
            found = _recorded(name, takes, makes, macs, count,
                              Reads.ONE if name in WITHOUT_PRODUCTS else Reads.ALL)
        place = ".".join(filter(None, (self.within[-1] if self.within else "", name)))
        self._add(place, found, sources, outputs)

    def _read_function(self, name: str, args: Any, kwargs: Any, takes: Sequence[Shape],
                       makes: Shape, count: int) -> Layer | Operation | Join | None:
        """What the function is here, None where that is not known."""
        if name in JOINS and len(takes) > 1 and not kwargs and not count:
            return Join(JOINS[name])
        if name in CONCATENATING and len(takes) == len(args[0]):
            dim = kwargs.get("dim", args[1] if len(args) > 1 else 0)
            return Join(CONCATENATE, dim % (len(takes[0]) + 1) - 1)
        if len(takes) > 1:
            return None
        if name in WITH_NUMBERS:
            return Operation(name, "constant", name, {"count": count})
        if name in SHAPING:
            return Flatten() if len(makes) == 1 < len(takes[0]) else Operation(
                name, "reshape", name, {"to": makes})
        if count:
            return None
        said = [*(f"{each!r}" for each in args[1:]),
                *(f"{key}={each!r}" for key, each in kwargs.items() if each is not None)]
        text = (f"{name}({', '.join(said)})" if find_kind(name) is not None else
                f"F.{name}({', '.join(['x', *said])})")
        try:
            return read_operation_or_layer(text)
        except ConvgifError:
            return None  # the run says what comes out of it

    def _add(self, name: str, operation: Layer | Operation | Join, sources: tuple[int, ...],
             outputs: Sequence[Any], *, is_module: bool = False) -> None:
        """Adds the layer; one that is called again has a number behind its name."""
        if len(self.layers) >= MOST_LAYERS:
            raise too_long()
        before = self.called.get(name, 0)
        self.called[name] = before + 1
        self.layers.append(NetworkLayer(
            f"{name}:{before}" if before else name, operation,
            sources if isinstance(operation, Join) else tuple(dict.fromkeys(sources)),
            is_again=is_module and before > 0))
        for each in outputs:
            self.made[id(each)] = each, len(self.layers) - 1

    def _fitting(self, found: Layer | Operation | Join | None, takes: Sequence[Shape], makes: Shape
                 ) -> Layer | Operation | Join | None:
        """What was read, where it makes what the run made; else None."""
        if isinstance(found, Join):
            try:
                made = found.joined_shape(takes)
            except LayerError:
                return None
            return found if made == makes else None
        if found is None or (isinstance(found, Operation) and not found.is_sized):
            return None
        sized = Network((NetworkLayer("", found, (INPUT,)),)).on(takes[0])
        return found if sized.layers and sized.layers[0].output_shape == makes else None

    # Arrays.

    def _arrays(self, within: Any) -> Iterator[Any]:
        """All in lists and tables of lists and tables."""
        if isinstance(within, self.torch.Tensor):
            yield within
        elif isinstance(within, Mapping | list | tuple):
            for each in within.values() if isinstance(within, Mapping) else within:
                yield from self._arrays(each)

    def _known(self, given: Any) -> list[Any]:
        return [each for each in self._arrays(given) if id(each) in self.made]

    def _sources(self, given: Any) -> tuple[int, ...]:
        return tuple(self.made[id(each)][1] for each in self._known(given))

    def _shapes(self, given: Any) -> tuple[Shape, ...]:
        return tuple(map(self._shape, self._known(given)))

    def _shape(self, array: Any) -> Shape:
        """Without the batch."""
        sizes = tuple(map(int, array.shape))
        return (sizes[1:] if sizes[:1] == (self.batch,) else sizes) or (1,)

    def _learnt(self, given: Any) -> int:
        """How many numbers are learnt in what hangs on no input; each is counted once."""
        found = 0
        for each in self._arrays(given):
            if id(each) in self.constants and id(each) not in self.made:
                array, count = self.constants[id(each)]
                found += count
                self.constants[id(each)] = array, 0
        return found

    def _keep(self, outputs: Sequence[Any], count: int) -> None:
        for number, each in enumerate(outputs):
            self.constants[id(each)] = each, count if number == 0 else 0


def _mode(run: _Run) -> Any:
    """What torch asks while it runs, of each function."""
    def asked(self: Any, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        return run.call(function, args, kwargs or {})

    return type("Following", (run.torch.overrides.TorchFunctionMode,),
                {"__torch_function__": asked})()


def _read_module(module: Any) -> Layer | Operation | None:
    """What a module without others is here; None where that is not known."""
    try:
        found = read_operation_or_layer(str(module))
        return recognize(module).layer if isinstance(found, Layer) else found
    except ConvgifError:
        return None  # the run says what comes out of it


def _recorded(name: str, takes: Sequence[Shape], makes: Shape, macs: int | None, count: int,
              reads: Reads) -> Operation:
    return Operation(name, RECORDED, name, {
        "takes": tuple(takes), "makes": makes, "macs": macs, "count": count, "reads": reads})


def _products(name: str, takes: Sequence[Shape], makes: Shape) -> int | None:
    """The multiply-accumulates of a function; None where nobody counts them."""
    if name in ("matmul", "bmm", "linear"):
        return prod(makes) * takes[0][-1]
    if name == "scaled_dot_product_attention" and len(takes) == 3:
        asked, answers, said = takes
        return prod(asked[:-1]) * answers[-2] * (asked[-1] + said[-1])
    return 0 if name in WITHOUT_PRODUCTS else None
