"""Seconds that a forward pass takes, by an engine that people run layers with; never by numpy.

Each size is warmed up first, and run often: what is given is the median and the quartiles.
"""

import platform
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.util import find_spec
from inspect import signature
from pathlib import Path
from time import perf_counter
from typing import Any, TypeAlias

import numpy as np

from convgif.costs.varying import Curve, Point, Timing, varied
from convgif.errors import LayerError, reason_of
from convgif.layers import Layer

RUNS, WARM_UPS = 21, 3
LEAST_S = 0.002  # of one measurement, in which the layer may run often
Run: TypeAlias = Callable[[], object]


@dataclass(frozen=True)
class Engine:
    """What runs layers. name: with its version, and how many threads it has."""

    name: str
    prepare: Callable[[Layer, tuple[int, ...]], Run]
    seconds: Callable[[Run], list[float]]


def find_engine() -> Engine | None:
    """Torch if it is installed, else onnxruntime; None where neither is."""
    if find_spec("torch") is not None:
        return _torch()
    if find_spec("onnxruntime") is not None and find_spec("onnx") is not None:
        return _onnxruntime()
    return None


def machine() -> str:
    """What it runs on, in a few words: the name of the processor where the system says one."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines()
    except OSError:
        lines = []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return (" ".join(next(named, "").split()) or platform.processor() or platform.machine()
            or "unknown machine")


def measured(layer: Layer, input_size: Any, curve: Curve, engine: Engine) -> Curve:
    """The curve with the seconds that each of its values takes. Raises LayerError for a layer that
    the engine does not run."""
    return replace(curve, points=tuple([
        _measured(layer, input_size, curve.name, point, engine) for point in curve.points]))


def _measured(layer: Layer, input_size: Any, name: str, point: Point, engine: Engine) -> Point:
    changed, size = varied(layer, input_size, name, point.value)
    assert isinstance(changed, Layer)
    shape = changed.input_shape(size if size is not None else changed.default_input_size())
    seconds = engine.seconds(engine.prepare(changed, shape))
    low, median, high = np.quantile(seconds, [0.25, 0.5, 0.75]).tolist()
    return replace(point, timing=Timing(median, low, high))


def _seconds(run: Run) -> list[float]:
    """Of one run, as often as RUNS says."""
    for _ in range(WARM_UPS):
        run()
    began = perf_counter()
    run()
    once = perf_counter() - began
    repeats, found = max(1, round(LEAST_S / max(once, 1e-9))), []
    for _ in range(RUNS):
        began = perf_counter()
        for _ in range(repeats):
            run()
        found.append((perf_counter() - began) / repeats)
    return found


# Engines.

def _onnxruntime() -> Engine:
    import onnxruntime

    return Engine(f"onnxruntime {onnxruntime.__version__}, 1 thread", _prepared_by_onnx, _seconds)


def _prepared_by_onnx(layer: Layer, shape: tuple[int, ...]) -> Run:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(_onnx_model(layer, shape).SerializeToString(), options,
                                           providers=["CPUExecutionProvider"])
    given = {"x": np.ones((1, *shape), np.float32)}
    return lambda: session.run(None, given)


def _onnx_model(layer: Layer, shape: tuple[int, ...]) -> Any:
    """The layer as a model of one node. Raises LayerError for one that ONNX has no node for."""
    from onnx import TensorProto, helper, numpy_helper

    kinds = {"Conv": "Conv", "ConvTranspose": "ConvTranspose", "MaxPool": "MaxPool",
             "AvgPool": "AveragePool", "Linear": "Gemm"}
    kind = kinds.get(layer.family)
    if kind is None:
        raise LayerError(f"the time of {type(layer).__name__} is not measured: leave it out")
    arguments = layer.arguments()
    given: dict[str, Any] = {"transB": 1} if kind == "Gemm" else {
        "kernel_shape": list(arguments["kernel_size"]), "strides": list(arguments["stride"]),
        "dilations": list(arguments.get("dilation", (1,) * layer.rank)),
        "pads": _pads(layer)}
    if kind in ("Conv", "ConvTranspose"):
        given["group"] = arguments["groups"]
    if kind == "ConvTranspose":
        given["output_padding"] = list(arguments["output_padding"])
    weights = [numpy_helper.from_array(np.ones(size, np.float32), name) for name, size in (
        ("w", layer.weight_shape), ("b", layer.bias_shape)) if size is not None]
    node = helper.make_node(kind, ["x", *(weight.name for weight in weights)], ["y"], **given)
    floats = TensorProto.FLOAT
    graph = helper.make_graph([node], "layer", [
        helper.make_tensor_value_info("x", floats, (1, *shape))], [
        helper.make_tensor_value_info("y", floats, None)], weights)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)


def _pads(layer: Layer) -> list[int]:
    """All begins, then all ends. Raises LayerError for what is no number."""
    padding = layer.arguments()["padding"]
    if isinstance(padding, str):
        raise LayerError(f"the time of padding {padding!r} is not measured: give numbers")
    sides = [side if isinstance(side, tuple) else (side, side) for side in padding]
    return [*(before for before, _ in sides), *(after for _, after in sides)]


def _torch() -> Engine:
    import torch
    from torch.utils.benchmark import Timer

    where = "cuda" if torch.cuda.is_available() else "cpu"

    def prepare(layer: Layer, shape: tuple[int, ...]) -> Run:
        try:
            kind = getattr(torch.nn, type(layer).__name__)
            asked = {name for name, argument in signature(kind).parameters.items()
                     if argument.default is argument.empty}
            module = kind(**{name: value for name, value in layer.arguments().items()
                             if name in asked or name in layer.settings()}).to(where).eval()
        except (AttributeError, TypeError, ValueError, RuntimeError) as error:
            raise LayerError(f"torch does not make {layer!r}: leave out the time, or give what "
                             f"torch takes ({reason_of(error)})") from None
        given = torch.ones((1, *shape), device=where)

        def run() -> None:
            with torch.inference_mode():
                module(given)
        return run

    def seconds(run: Run) -> list[float]:
        """By torch's own timer, which waits for a GPU."""
        timer = Timer("run()", globals={"run": run}, num_threads=1)
        timer.timeit(WARM_UPS)
        return [timer.timeit(1).median for _ in range(RUNS)]

    return Engine(f"torch {torch.__version__}, {where}, 1 thread", prepare, seconds)
