"""Writes backward.json beside it: what torch's autograd finds for small layers, with torch 2.13.

    python tests/torch_answers/backward.py

Inputs, weights and what arrives at the output are whole numbers by a rule, `numbers`, which the
test knows too: only the answers are kept.
"""

import json
import random
from pathlib import Path
from typing import Any

import torch

BY_HAND = [  # the layer, and the shape of its input
    ("Conv2d(1, 1, 3, stride=2, padding=1)", (1, 6, 6)),
    ("Conv2d(1, 1, 3, stride=3, padding=2)", (1, 8, 7)),
    ("Conv2d(2, 4, (2, 3), stride=(1, 2), dilation=(2, 1), groups=2)", (2, 6, 7)),
    ("Conv2d(1, 2, 2, stride=3, bias=False)", (1, 7, 8)),
    ("Conv2d(1, 1, 3, padding='same', dilation=2, padding_mode='reflect')", (1, 5, 6)),
    ("Conv2d(1, 1, (4, 3), padding='same', padding_mode='replicate')", (1, 5, 4)),
    ("Conv2d(1, 1, 3, padding=2, stride=2, padding_mode='circular')", (1, 5, 5)),
    ("Conv1d(1, 1, 1, stride=4)", (1, 9)),
    ("ConvTranspose2d(1, 1, 3, stride=2, padding=1, output_padding=1)", (1, 3, 3)),
    ("ConvTranspose2d(4, 2, (3, 2), stride=(2, 3), padding=(2, 0), groups=2)", (4, 2, 3)),
    ("ConvTranspose1d(1, 2, 3, stride=2, dilation=4, output_padding=3)", (1, 3)),
    ("ConvTranspose1d(2, 1, 2, stride=3, padding=3, bias=False)", (2, 5)),
    ("MaxPool2d(3, stride=1, padding=1)", (2, 5, 5)),
    ("MaxPool2d(2, ceil_mode=True)", (1, 5, 7)),
    ("MaxPool1d(3, stride=2, padding=1, dilation=2)", (2, 9)),
    ("MaxPool3d(2, stride=1)", (1, 3, 3, 3)),
    ("AvgPool2d(3, stride=2, padding=1)", (1, 6, 5)),
    ("AvgPool2d(3, stride=2, padding=1, count_include_pad=False, ceil_mode=True)", (1, 6, 6)),
    ("AvgPool2d(3, stride=2, padding=1, ceil_mode=True)", (1, 6, 6)),
    ("AvgPool2d(2, stride=1, divisor_override=3)", (2, 3, 4)),
    ("AvgPool1d(3, stride=2, padding=1)", (1, 8)),
    ("AvgPool3d(2)", (1, 4, 4, 2)),
    ("LPPool2d(2, 3, stride=2)", (1, 7, 7)),
    ("LPPool2d(4, (2, 3), stride=1)", (1, 4, 5)),
    ("LPPool1d(2, 3)", (2, 9)),
    ("LPPool3d(2, 2)", (1, 4, 2, 4)),
    ("Linear(5, 3)", (5,)),
    ("Linear(1, 4, bias=False)", (1,)),
]


def numbers(shape: tuple[int, ...], first: int, step: int) -> torch.Tensor:
    """Whole numbers from -4 to 4 by a rule, some of them alike, so that maxima are ties."""
    count = torch.arange(torch.Size(shape).numel())
    return ((first + step * count + count // 4) % 9 - 4).reshape(shape).double()


def drawn(chance: random.Random) -> tuple[str, tuple[int, ...]]:
    """A layer with weights, and the shape of an input that it fits."""
    rank, groups = chance.choice((1, 1, 2, 2, 3)), chance.choice((1, 1, 2))
    channels = [groups * chance.randint(1, 2) for _ in "io"]
    kernel, stride, padding, dilation = (
        tuple(chance.randint(*bounds) for _ in range(rank))
        for bounds in ((1, 3), (1, 4), (0, 2), (1, 3 if rank < 3 else 2)))
    transposed = chance.random() < 0.4
    extra = tuple(chance.randrange(max(s, d)) for s, d in zip(stride, dilation, strict=True))
    spans = [d * (k - 1) + 1 for k, d in zip(kernel, dilation, strict=True)]
    size = [chance.randint(1, 3) + (span > 1) if transposed else
            max(1, span - 2 * p) + chance.randint(0, 4 if rank < 3 else 2)
            for span, p in zip(spans, padding, strict=True)]
    if transposed:
        padding = tuple(min(p, ((i - 1) * s + span + e - 1) // 2) for p, i, s, span, e in zip(
            padding, size, stride, spans, extra, strict=True))
    named = f"stride={stride}, padding={padding}, dilation={dilation}, groups={groups}"
    named += f", output_padding={extra}" * transposed + ", bias=False" * (chance.random() < 0.3)
    name = f"Conv{'Transpose' * transposed}{rank}d"
    return f"{name}({channels[0]}, {channels[1]}, {kernel}, {named})", (channels[0], *size)


def answer(text: str, shape: tuple[int, ...]) -> dict[str, Any]:
    """What torch makes of the layer: the gradients as lists, those that it has."""
    layer = eval(f"torch.nn.{text}", {"torch": torch}).double()
    x = numbers(shape, 2, 5).requires_grad_()
    with torch.no_grad():
        for name, step in (("weight", 7), ("bias", 2)):
            if getattr(layer, name, None) is not None:
                parameter = getattr(layer, name)
                parameter.copy_(numbers(tuple(parameter.shape), 1, step))
    y = layer(x[None])[0]
    y.backward(numbers(tuple(y.shape), 3, 4))
    found = {"input": x, "weight": getattr(layer, "weight", None),
             "bias": getattr(layer, "bias", None)}
    return {"layer": text, "shape": list(shape), "output_shape": list(y.shape),
            **{f"grad_{name}": written(array.grad) for name, array in found.items()
               if array is not None}}


def written(gradient: torch.Tensor) -> list[Any]:
    """The numbers in C order, whole ones as such."""
    return [int(number) if number == int(number) else number
            for number in gradient.ravel().tolist()]


if __name__ == "__main__":
    chance = random.Random(0)
    settings = [*BY_HAND, *(drawn(chance) for _ in range(60))]
    answers = ",\n".join(json.dumps(answer(*each)) for each in settings)
    Path(__file__).with_suffix(".json").write_text(f"[\n{answers}\n]\n", encoding="utf-8")
