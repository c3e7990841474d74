"""ACTIVATIONS: what becomes of an output after its sum and bias, a row for each function."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

LEAK = 0.01  # of leaky_relu, as in torch.nn
Function: TypeAlias = Callable[[Any, Any], Any]  # of numpy, and of numbers or whole arrays


@dataclass(frozen=True)
class Activation:
    """A row of ACTIVATIONS. name: as articles write it; formula: what it makes of z. function:
    that; slope: its derivative, at a kink that of torch."""

    name: str
    formula: str
    function: Function
    slope: Function

    def __call__(self, z: Any) -> Any:
        """What it makes of a number, or of each in an array."""
        import numpy as np  # which the table does without

        return self.function(np, z) + 0.0  # a zero has no sign

    def slope_at(self, z: Any) -> Any:
        """By how much that grows with z, there."""
        import numpy as np

        return self.slope(np, z)


def _sigmoid(np: Any, z: Any) -> Any:
    """1 / (1 + exp(-z)), of any z."""
    return 0.5 * (1.0 + np.tanh(0.5 * z))


ACTIVATIONS: Mapping[str, Activation] = {
    "relu": Activation(
        "ReLU", "max(0, z)", lambda np, z: np.maximum(z, 0.0),
        lambda np, z: np.where(z > 0, 1.0, 0.0)),
    "leaky_relu": Activation(
        "leaky ReLU", f"max(z, {LEAK:g}·z)", lambda np, z: np.maximum(z, LEAK * z),
        lambda np, z: np.where(z > 0, 1.0, LEAK)),
    "relu6": Activation(
        "ReLU6", "min(max(0, z), 6)", lambda np, z: np.clip(z, 0.0, 6.0),
        lambda np, z: np.where((z > 0) & (z < 6), 1.0, 0.0)),
    "elu": Activation(
        "ELU", "z, or eᶻ − 1 below 0",
        lambda np, z: np.where(z > 0, z, np.expm1(np.minimum(z, 0.0))),
        lambda np, z: np.where(z > 0, 1.0, np.exp(np.minimum(z, 0.0)))),
    "sigmoid": Activation(
        "sigmoid", "1 / (1 + e⁻ᶻ)", _sigmoid, lambda np, z: _sigmoid(np, z) * _sigmoid(np, -z)),
    "tanh": Activation(
        "tanh", "tanh z", lambda np, z: np.tanh(z), lambda np, z: 1.0 - np.tanh(z) ** 2),
    "silu": Activation(
        "SiLU", "z / (1 + e⁻ᶻ)", lambda np, z: z * _sigmoid(np, z),
        lambda np, z: _sigmoid(np, z) * (1.0 + z * _sigmoid(np, -z))),
    "softplus": Activation(
        "softplus", "ln(1 + eᶻ)", lambda np, z: np.logaddexp(0.0, z), _sigmoid)}
