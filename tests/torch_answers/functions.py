"""Writes functions.json beside it: what torch makes of one small input with layers that keep its
shape, as they begin and after training, and how it prints them, with torch 2.13.

    python tests/torch_answers/functions.py
"""

import json
from pathlib import Path

import torch
from torch import nn

X = [[[-3.0, -1.0], [0.5, 7.0]], [[-0.5, 1.0], [4.0, -8.0]], [[0.3, -0.2], [1.5, 30.0]],
     [[1.0, 0.0], [2.0, -2.0]]]
LAYERS = [
    "ReLU()", "ReLU6()", "LeakyReLU()", "LeakyReLU(2.0)", "LeakyReLU(-0.2)", "RReLU()", "ELU()",
    "ELU(2.0)", "SELU()", "CELU(0.5)", "GELU()", "GELU('tanh')", "SiLU()", "Mish()", "Sigmoid()",
    "LogSigmoid()", "Hardsigmoid()", "Hardswish()", "Tanh()", "Hardtanh()", "Hardtanh(-2, 0.5)",
    "Tanhshrink()", "Hardshrink()", "Softshrink(1.0)", "Threshold(1.0, -5.0)", "Softsign()",
    "Softplus()", "Softplus(2, 5)", "Softplus(0.5)", "Softmax(1)", "Softmax(2)", "Softmax(dim=-1)",
    "LogSoftmax(1)", "LogSoftmax(-2)", "Softmin(3)", "Softmax2d()", "PReLU()", "PReLU(4)",
    "BatchNorm2d(4, eps=0.5)", "InstanceNorm2d(4)", "InstanceNorm2d(4, 0.5)",
    "InstanceNorm2d(4, track_running_stats=True)", "GroupNorm(2, 4)", "GroupNorm(4, 4, 0.1)",
    "LayerNorm(2)", "LayerNorm([2, 2])", "LayerNorm([4, 2, 2], eps=0.1)", "LocalResponseNorm(2)",
    "LocalResponseNorm(3, 0.5, 0.5, 2)", "Dropout(0.9)", "Identity()"]

if __name__ == "__main__":
    answers = []
    for text in LAYERS:
        layer = eval(f"nn.{text}", {"nn": nn}).double().eval()
        with torch.no_grad():
            made = layer(torch.tensor([X], dtype=torch.float64))[0]
        answers.append({"written": text, "printed": str(layer),
                        "output": [round(number, 9) for number in made.flatten().tolist()]})
    lines = ",\n".join(json.dumps(answer) for answer in answers)
    Path(__file__).with_suffix(".json").write_text(
        f'{{"input": {json.dumps(X)}, "layers": [\n{lines}\n]}}\n')
