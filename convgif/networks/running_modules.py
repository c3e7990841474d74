"""A live module of torch, run once on an input without numbers -> the network: its layers in the
order in which they are called, and what each takes, functions between them too.

torch itself is not imported: it is there where a module of it is. Leaves are seen by hooks,
functions by a mode, and what feeds what by the identity of tensors, which lie on the meta device.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from convgif.errors import ConvgifError, LayerError, NotationError, shorten
from convgif.layers.fields import is_list, whole_number
from convgif.networks.joins import Join
from convgif.networks.modules import MOST_LAYERS, too_long
from convgif.networks.network import INPUT, Network, NetworkLayer
from convgif.networks.operations import RECORDED, Operation, Shape
from convgif.networks.torch_calls import SAME, Part, of_function, of_module

# Modules that hold others, and whose own code is not followed.
WHOLE = frozenset({"MultiheadAttention", "TransformerEncoderLayer", "TransformerDecoderLayer"})


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
    hangs_on_size = any(isinstance(layer.operation, Operation)
                        and layer.operation.kind in (RECORDED, "reshape") for layer in run.layers)
    again = partial(read_run, module, dtype=given.dtype) if hangs_on_size else None
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
        found = of_module(module, count, takes, makes)
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
        found = of_function(name, args, kwargs, takes, makes, count)
        place = ".".join(filter(None, (self.within[-1] if self.within else "", name)))
        self._add(place, found, sources, outputs)

    def _add(self, name: str, operation: Part, sources: tuple[int, ...],
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
