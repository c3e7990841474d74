"""Models as ONNX stores them."""

from convgif.networks.onnx_models.reading import MOST_NODES, read_onnx

__all__ = ["MOST_NODES", "read_onnx"]
