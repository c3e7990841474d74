"""Writes unfold.json beside it: what torch.nn.Unfold makes of small inputs, with torch 2.13.

    python tests/torch_answers/unfold.py
"""

import json
from pathlib import Path

import torch

SETTINGS = [  # channels, rows and columns of the input, and the arguments of torch.nn.Unfold
    ((1, 4, 4), {"kernel_size": 3}),
    ((1, 5, 5), {"kernel_size": 3, "padding": 1}),
    ((1, 5, 6), {"kernel_size": 3, "stride": 2, "padding": 1}),
    ((2, 5, 4), {"kernel_size": (2, 3), "stride": (1, 2), "padding": (1, 0)}),
    ((3, 6, 6), {"kernel_size": 2, "dilation": 2, "stride": 2}),
    ((2, 4, 7), {"kernel_size": (3, 2), "dilation": (1, 3), "padding": (2, 1)}),
]


def answer(shape: tuple[int, ...], settings: dict) -> dict:
    """The input, counted up from 1, and its patches."""
    numbers = torch.arange(1, torch.Size(shape).numel() + 1, dtype=torch.float64)
    patches = torch.nn.Unfold(**settings)(numbers.reshape(1, *shape))[0]
    return {"input": list(shape), "settings": settings, "patches": patches.int().tolist()}


if __name__ == "__main__":
    answers = ",\n".join(json.dumps(answer(*each)) for each in SETTINGS)
    Path(__file__).with_suffix(".json").write_text(f"[\n{answers}\n]\n", encoding="utf-8")
