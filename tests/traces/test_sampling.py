"""Layers that pool to a size, resize, or move numbers, against what torch makes of the same."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from answer_numbers import numbers

from convgif.layers.notation import parse_layer
from convgif.traces.tracing import Trace, trace

ANSWERS = json.loads((Path(__file__).parents[1] / "torch_answers" / "sampling.json").read_text())
each_answer = pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: answer["layer"])


def traced(answer: dict[str, Any]) -> Trace:
    more = {name: answer[name] for name in ("indices", "output_size") if name in answer}
    return trace(answer["layer"], numbers(tuple(answer["shape"]), 2, 5), **more)


@each_answer
def test_the_output_is_torchs(answer: dict[str, Any]) -> None:
    t, wanted = traced(answer), np.array(answer["output"])
    assert t.output.shape == wanted.shape == t.layer.output_shape(answer["shape"])
    np.testing.assert_allclose(t.output, wanted, atol=1e-8)


@each_answer
def test_every_output_is_what_its_step_and_its_taps_say(answer: dict[str, Any]) -> None:
    t = traced(answer)
    read = [[] for _ in range(t.output.size)]
    for output, source, factor in zip(t.taps.output, t.taps.input, t.taps.factor, strict=True):
        read[output].append((int(source), factor))
    for number, step in enumerate(t.steps):
        assert [int(np.ravel_multi_index(mac.input_index, t.input.shape))
                for mac in step.macs] == [source for source, _ in read[number]]
        said = t.rule.finish(t.layer, step.macs[-1].total, len(step.macs)) if step.macs else (
            t.layer.fill)
        assert said == pytest.approx(step.value)
        if t.rule.is_linear and step.macs:
            assert sum(t.input.flat[source] * factor
                       for source, factor in read[number]) == pytest.approx(step.value)


@each_answer
def test_the_gradient_is_torchs(answer: dict[str, Any]) -> None:
    t = traced(answer)
    back = t.backward(numbers(t.output.shape, 3, 4))
    np.testing.assert_allclose(back.grad_input, np.array(answer["grad_input"]), atol=1e-8)


@each_answer
def test_the_layer_is_printed_as_torch_prints_it(answer: dict[str, Any]) -> None:
    layer = parse_layer(answer["layer"]).for_rank(len(answer["shape"]) - 1)
    printed = parse_layer(answer["printed"]).for_rank(layer.rank)
    for name in layer.never_printed:
        assert name not in answer["printed"]
    known = {name: value for name, value in layer.arguments().items()
             if name not in layer.never_printed}
    assert {name: printed.arguments()[name] for name in known} == known
    assert parse_layer(repr(layer)).for_rank(layer.rank) == layer
