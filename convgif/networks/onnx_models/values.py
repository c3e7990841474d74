"""A model as ONNX stores it -> what is known of its values: their shapes, and the numbers in those
that are small.

Shapes are those that the package onnx infers. Some hang on numbers that the model itself works out
from shapes, as where attention is exported: WORKED_OUT says how, and the package is asked again.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from math import prod
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from convgif.networks.operations import Shape

if TYPE_CHECKING:
    import onnx

MOST_NUMBERS = 16  # in one value
OWN_DOMAINS = ("", "ai.onnx")
FILLING = "ConstantOfShape"
IN_SHAPE = frozenset({"Reshape", "Unsqueeze", "Squeeze", "Transpose", "Identity"})
FRACTIONS = frozenset({1, 10, 11, 16})  # TensorProto's types of what a model learns
WHOLE_TYPES = frozenset({2, 3, 4, 5, 6, 7, 12, 13})

Numbers: TypeAlias = NDArray[Any]
Sizes: TypeAlias = tuple[int | None, ...]


@dataclass(frozen=True)
class Values:
    """What is known of a model's values by their names. constants: the shapes of those that hang on
    no input; numbers: what is in those that are small; shapes: with the batch, None where one is
    open; types: as ONNX numbers them; batch: how many inputs it takes at once; worked_out: those
    whose numbers hang on shapes; weights: of constants that are made of others, what they learn;
    filled: with one number; version: of ONNX' own operators."""

    constants: dict[str, Shape]
    numbers: dict[str, Numbers]
    shapes: dict[str, Sizes]
    types: dict[str, int]
    batch: int = 1
    worked_out: set[str] = field(default_factory=set)
    weights: dict[str, frozenset[str]] = field(default_factory=dict)
    filled: set[str] = field(default_factory=set)
    version: int = 1

    def of_one(self, name: str) -> Shape | None:
        """The shape without the batch, of one that is for one input; None where it is not known."""
        shape = self.shapes.get(name)
        sizes = () if shape is None else tuple(size for size in shape if size is not None)
        if shape is None or len(sizes) != len(shape):
            return None
        return sizes[1:] if sizes[:1] == (self.batch,) else sizes

    def weights_in(self, names: Iterable[str]) -> frozenset[str]:
        """The constants that are learnt among those, and what they are made of: more than one
        number, and no whole ones."""
        found = frozenset[str]()
        for name in names:
            is_learnt = (prod(self.constants.get(name, ())) > 1
                         and self.types.get(name, 1) in FRACTIONS)
            found |= self.weights.get(name, frozenset([name] if is_learnt else []))
        return found

    def learnt(self, names: Iterable[str]) -> int:
        """How many numbers are learnt in those constants."""
        return sum(prod(self.constants[name]) for name in self.weights_in(names))

    def add_constants(self, node: "onnx.NodeProto") -> None:
        """Adds what the node makes, which hangs on no input. What is filled with one number is a
        weight in any shape, and none where something is worked out from it."""
        made_of = self.weights_in(name for name in node.input
                                  if name not in self.filled or node.op_type in IN_SHAPE)
        for name in node.output:
            if name not in self.constants:
                self.constants[name] = tuple(size or 1 for size in self.shapes.get(name, ()))
            if node.op_type == FILLING:
                self.filled.add(name)
            elif node.op_type != "Constant":
                self.weights[name] = made_of


def values_of(model: "onnx.ModelProto", size: Shape | None = None) -> Values:
    """What is known of the model's values, on an input of that size, or of its own."""
    from onnx.numpy_helper import to_array
    from onnx.shape_inference import infer_shapes

    graph = model.graph
    constants = {one.name: tuple(one.dims) for one in graph.initializer}
    batch = _set_input(graph, constants, size)
    tensors = {one.name: one for one in graph.initializer}
    for node in graph.node:
        if node.op_type == "Constant" and (tensor := _constant(node)) is not None:
            tensors[node.output[0]] = tensor
            constants[node.output[0]] = tuple(tensor.dims)
    numbers = {name: to_array(one) for name, one in tensors.items()
               if prod(one.dims) <= MOST_NUMBERS and not one.external_data}
    for name, one in tensors.items():
        if name not in numbers:
            for held in ("raw_data", "float_data", "double_data"):  # only their shapes matter
                one.ClearField(held)
    inferred = infer_shapes(model, data_prop=True).graph
    found = Values(constants, numbers, {}, {name: one.data_type for name, one in tensors.items()},
                   batch, version=next((one.version for one in model.opset_import
                                        if one.domain in OWN_DOMAINS), 1))
    for value in (*inferred.input, *inferred.value_info, *inferred.output):
        found.types[value.name] = value.type.tensor_type.elem_type
        if value.type.tensor_type.HasField("shape"):
            found.shapes[value.name] = _sizes(value.type.tensor_type.shape)
    _complete(model, found)
    return found


def _set_input(graph: "onnx.GraphProto", constants: Mapping[str, Shape], size: Shape | None) -> int:
    """Gives its input that size, and one for a batch that is open; how large the batch is."""
    given = [value for value in graph.input if value.name not in constants]
    dims = given[0].type.tensor_type.shape.dim if len(given) == 1 else ()
    if not dims:
        return 1
    if size is not None and len(size) == len(dims) - 1:
        for dim, wanted in zip(dims[1:], size, strict=True):
            dim.dim_value = wanted
        del graph.value_info[:]
        for value in graph.output:
            value.type.tensor_type.ClearField("shape")
    if dims[0].dim_value <= 0:
        dims[0].dim_value = 1
    return int(dims[0].dim_value)


def _constant(node: "onnx.NodeProto") -> "onnx.TensorProto | None":
    """The tensor of a constant, however it is written."""
    from onnx.helper import get_attribute_value
    from onnx.numpy_helper import from_array

    for attribute in node.attribute:
        if attribute.name == "value":
            tensor: onnx.TensorProto = attribute.t
            return tensor
        if attribute.name in ("value_int", "value_ints", "value_float", "value_floats"):
            kind = np.int64 if "int" in attribute.name else np.float32
            return from_array(np.asarray(get_attribute_value(attribute), kind))
    return None


def _sizes(shape: "onnx.TensorShapeProto") -> Sizes:
    return tuple(dim.dim_value if dim.HasField("dim_value") and dim.dim_value > 0 else None
                 for dim in shape.dim)


# What inference leaves open.

def _complete(model: "onnx.ModelProto", found: Values) -> None:
    """Adds shapes that hang on numbers which the model works out from other shapes."""
    for node in model.graph.node:
        if node.op_type == "Constant":
            continue
        made = [name for name in node.output if name]
        if any(None in found.shapes.get(name, (None,)) for name in made):
            _infer(model, node, found)
        work_out = WORKED_OUT.get(node.op_type)
        if work_out is not None and made:
            # A model may say what cannot be: then nothing follows from it.
            with suppress(ValueError, IndexError, KeyError, TypeError, ArithmeticError):
                numbers = np.asarray(work_out(_Work(node, found)))
                if numbers.size <= MOST_NUMBERS:
                    found.numbers[made[0]] = numbers
                    found.worked_out.add(made[0])


def _infer(model: "onnx.ModelProto", node: "onnx.NodeProto", found: Values) -> None:
    """The shapes of what the node makes, from those that are known now and the numbers."""
    from onnx import defs, helper, numpy_helper, shape_inference

    inputs = [name for name in node.input if name]
    shapes = {name: found.constants.get(name, found.shapes.get(name)) for name in inputs}
    try:
        version = next(one.version for one in model.opset_import if one.domain == node.domain)
        made = shape_inference.infer_node_outputs(
            defs.get_schema(node.op_type, version, node.domain), node,
            {name: helper.make_tensor_type_proto(found.types.get(name, 1), shape)
             for name, shape in shapes.items()},
            {name: numpy_helper.from_array(found.numbers[name], name)
             for name in inputs if name in found.numbers},
            opset_imports=list(model.opset_import))
    except Exception:  # onnx' own, which have no class in common: they stay open
        return
    for name, type in made.items():
        found.types[name] = type.tensor_type.elem_type
        if type.tensor_type.HasField("shape"):
            found.shapes[name] = _sizes(type.tensor_type.shape)


@dataclass(frozen=True)
class _Work:
    """A node, and the numbers that it takes."""

    node: "onnx.NodeProto"
    found: Values

    @property
    def numbers(self) -> list[Numbers]:
        """All that it takes. Raises KeyError where they are not known."""
        return [self.found.numbers[name] for name in self.node.input if name]

    @property
    def sizes(self) -> list[int]:
        """The shape of the first that it takes. Raises TypeError for an open one."""
        shape = self.found.shapes[self.node.input[0]]
        return [int(size) for size in shape]  # type: ignore[arg-type]  # which raises for None

    def said(self, name: str, default: Any) -> Any:
        """One of its attributes."""
        from onnx.helper import get_attribute_value

        return next((get_attribute_value(one) for one in self.node.attribute if one.name == name),
                    default)

    @property
    def axes(self) -> tuple[int, ...]:
        """Those that it is about, as an attribute or in its second input."""
        given = self.said("axes", None)
        return tuple(map(int, self.numbers[1] if given is None else given))


def _sliced(work: _Work) -> Numbers:
    numbers, starts, ends, *more = work.numbers
    axes = more[0] if more else range(len(starts))
    steps = more[1] if len(more) > 1 else np.ones(len(starts), int)
    at = [slice(None)] * numbers.ndim
    for axis, *each in zip(axes, starts, ends, steps, strict=True):
        at[int(axis)] = slice(*map(int, each))
    return numbers[tuple(at)]


def _divided(work: _Work) -> Numbers:
    one, other = work.numbers
    return np.asarray(one // other if np.issubdtype(one.dtype, np.integer) else one / other)


def _cast(work: _Work) -> Numbers:
    (numbers,) = work.numbers
    return numbers.astype(np.int64 if work.said("to", 1) in WHOLE_TYPES else np.float64)


def _filled(work: _Work) -> Numbers:
    from onnx.numpy_helper import to_array

    (shape,) = work.numbers
    if prod(map(int, shape)) > MOST_NUMBERS:
        raise ValueError
    value = work.said("value", None)
    return np.full(tuple(map(int, shape)), 0.0 if value is None else to_array(value).ravel()[0])


def _each(combine: Callable[..., Any]) -> Callable[[_Work], Any]:
    return lambda work: combine(*work.numbers)


_COMBINED: Mapping[str, Callable[..., Any]] = {
    "Add": np.add, "Sub": np.subtract, "Mul": np.multiply, "Mod": np.mod, "Max": np.maximum,
    "Min": np.minimum, "Sqrt": np.sqrt, "Floor": np.floor, "Ceil": np.ceil, "Equal": np.equal,
    "Neg": np.negative, "Where": np.where, "Identity": np.copy}
WORKED_OUT: Mapping[str, Callable[[_Work], Any]] = {
    "Shape": lambda work: np.array(work.sizes)[work.said("start", 0):work.said("end", None)],
    "Size": lambda work: np.array(prod(work.sizes)),
    "Gather": lambda work: work.numbers[0].take(work.numbers[1], work.said("axis", 0)),
    "Concat": lambda work: np.concatenate(work.numbers, work.said("axis", 0)),
    "Squeeze": lambda work: np.squeeze(
        work.numbers[0], work.axes if len(work.numbers) > 1 or work.said("axes", None) else None),
    "Unsqueeze": lambda work: np.expand_dims(work.numbers[0], work.axes),
    "Reshape": lambda work: work.numbers[0].reshape(tuple(map(int, work.numbers[1]))),
    "Transpose": lambda work: work.numbers[0].transpose(work.said("perm", None)),
    "Slice": _sliced, "Cast": _cast, "Div": _divided, FILLING: _filled,
    **{name: _each(combine) for name, combine in _COMBINED.items()}}
