"""Writes sampling.json beside it: what torch makes of small inputs with layers that pool to a size,
resize, or move numbers, how it prints them, and what autograd sends back, with torch 2.13.

    python tests/torch_answers/sampling.py
"""

import json
from pathlib import Path

import torch
from torch import nn

SETTINGS = [  # a layer, the shape of its input, and what its forward() takes besides
    ("AdaptiveAvgPool1d(3)", (1, 10), {}),
    ("AdaptiveAvgPool1d(5)", (2, 3), {}),
    ("AdaptiveAvgPool2d((None, 3))", (2, 4, 5), {}),
    ("AdaptiveAvgPool2d((4, 3))", (1, 7, 5), {}),
    ("AdaptiveAvgPool3d((2, None, 3))", (1, 3, 2, 4), {}),
    ("AdaptiveMaxPool1d(4)", (1, 9), {}),
    ("AdaptiveMaxPool2d((3, None))", (2, 5, 2), {}),
    ("AdaptiveMaxPool3d(2)", (1, 3, 5, 3), {}),
    ("Upsample(scale_factor=2)", (1, 4), {}),
    ("Upsample(size=7)", (1, 3), {}),
    ("Upsample(scale_factor=1.5, mode='linear')", (2, 5), {}),
    ("Upsample(size=9, mode='linear', align_corners=True)", (1, 4), {}),
    ("Upsample(scale_factor=0.5, mode='linear')", (1, 7), {}),
    ("Upsample(scale_factor=(2, 3))", (1, 2, 3), {}),
    ("Upsample(size=(3, 7), mode='bilinear')", (2, 4, 3), {}),
    ("Upsample(scale_factor=2, mode='bilinear', align_corners=True)", (1, 3, 2), {}),
    ("Upsample(scale_factor=2.5)", (1, 3, 5), {}),
    ("Upsample(scale_factor=2, mode='trilinear')", (1, 2, 2, 3), {}),
    ("PixelShuffle(2)", (8, 2, 3), {}),
    ("PixelShuffle(3)", (9, 2, 1), {}),
    ("PixelUnshuffle(2)", (2, 4, 6), {}),
    ("Unfold((2, 3), dilation=(2, 1), padding=1, stride=2)", (2, 5, 6), {}),
    ("Fold((4, 5), (2, 2))", (8, 12), {}),
    ("Fold((5, 4), (3, 2), dilation=(1, 2), padding=(1, 0), stride=2)", (6, 3), {}),
    ("Fold(3, kernel_size=2, padding=1)", (4, 16), {}),
    ("MaxUnpool1d(2)", (1, 3), {"indices": [[1, 2, 5]]}),
    ("MaxUnpool1d(3, stride=2, padding=1)", (1, 3), {"indices": [[1, 1, 4]]}),  # one place twice
    ("MaxUnpool2d(2)", (1, 2, 2), {"indices": [[[1, 2], [7, 9]]], "output_size": [4, 3]}),
    ("MaxUnpool2d((3, 2), stride=2)", (2, 1, 2), {"indices": [[[0, 7]], [[11, 3]]]}),
    ("MaxUnpool3d(2)", (1, 1, 2, 1), {"indices": [[[[3], [9]]]]}),
    ("ZeroPad1d((2, 1))", (1, 3), {}),
    ("ZeroPad2d((1, 0, 2, -1))", (2, 3, 2), {}),
    ("ZeroPad3d(1)", (1, 1, 2, 1), {}),
    ("ConstantPad1d(2, 3.5)", (1, 2), {}),
    ("ConstantPad2d((0, 1, -1, 2), -1)", (1, 3, 2), {}),
    ("ConstantPad3d((1, 0, 0, 1, 1, 0), 2)", (1, 1, 2, 2), {}),
    ("ReflectionPad1d((2, 1))", (1, 4), {}),
    ("ReflectionPad2d((1, 2, 0, 1))", (2, 3, 3), {}),
    ("ReflectionPad2d((-1, 2, 1, -1))", (1, 3, 4), {}),
    ("ReflectionPad3d(1)", (1, 2, 2, 3), {}),
    ("ReplicationPad1d((3, 1))", (1, 2), {}),
    ("ReplicationPad2d((-1, 2, 2, 0))", (1, 2, 3), {}),
    ("ReplicationPad3d((1, 0, 2, 1, 0, 1))", (1, 1, 2, 2), {}),
    ("CircularPad1d((2, 3))", (1, 3), {}),
    ("CircularPad2d((1, 2, 2, 1))", (1, 3, 2), {}),
    ("CircularPad3d(1)", (1, 2, 1, 2), {}),
    ("Flatten()", (2, 2, 3), {}),
    ("Flatten(2)", (2, 2, 3), {}),
    ("Flatten(1, 2)", (2, 3, 2, 2), {}),
]


def numbers(shape: tuple[int, ...], first: int, step: int) -> torch.Tensor:
    """Numbers of both signs that do not repeat soon."""
    count = torch.arange(torch.Size(shape).numel(), dtype=torch.float64)
    return ((first + step * count + torch.floor(count / 4)) % 9 - 4).reshape(shape)


def answer(text: str, shape: tuple[int, ...], more: dict) -> dict:
    """What torch prints and makes, and what it sends back."""
    layer = eval(f"nn.{text}", {"nn": nn})  # the texts above
    x = numbers(shape, 2, 5)[None].requires_grad_()
    given = dict(more)
    if "indices" in given:
        given["indices"] = torch.tensor(given["indices"])[None]
    output = layer(x, **given)
    output.backward(numbers(tuple(output.shape[1:]), 3, 4)[None])
    return {"layer": text, "printed": str(layer), "shape": list(shape), **more,
            "output": output[0].tolist(), "grad_input": x.grad[0].tolist()}


def rounded(value: object) -> object:
    """The numbers with as many digits as are compared."""
    if isinstance(value, float):
        short = round(value, 9)
        return int(short) if short == int(short) else short
    return [rounded(each) for each in value] if isinstance(value, list) else value


if __name__ == "__main__":
    answers = ",\n".join(json.dumps({name: rounded(value) for name, value in answer(*each).items()})
                         for each in SETTINGS)
    Path(__file__).with_suffix(".json").write_text(f"[\n{answers}\n]\n", encoding="utf-8")
