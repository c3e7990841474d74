"""Blocks of public models, whose names say how a print's layers are joined."""

import pytest

from convgif import read_network

DENSE = """DenseNet(
  (block): _DenseBlock(
    (denselayer1): _DenseLayer(
      (norm1): BatchNorm2d(4, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)
      (conv1): Conv2d(4, 2, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1), bias=False)
    )
    (denselayer2): _DenseLayer(
      (norm1): BatchNorm2d(6, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)
      (conv1): Conv2d(6, 2, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1), bias=False)
    )
  )
  (last): Conv2d(8, 1, kernel_size=(1, 1), stride=(1, 1))
)"""
INCEPTION = """GoogLeNet(
  (inception3a): Inception(
    (branch1): Conv2d(4, 3, kernel_size=(1, 1), stride=(1, 1))
    (branch2): Sequential(
      (0): Conv2d(4, 2, kernel_size=(1, 1), stride=(1, 1))
      (1): Conv2d(2, 5, kernel_size=(5, 5), stride=(1, 1), padding=(2, 2))
    )
  )
  (last): Conv2d(8, 1, kernel_size=(1, 1), stride=(1, 1))
)"""
FIRE = """SqueezeNet(
  (0): Fire(
    (squeeze): Conv2d(4, 2, kernel_size=(1, 1), stride=(1, 1))
    (squeeze_activation): ReLU(inplace=True)
    (expand1x1): Conv2d(2, 3, kernel_size=(1, 1), stride=(1, 1))
    (expand1x1_activation): ReLU(inplace=True)
    (expand3x3): Conv2d(2, 5, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))
    (expand3x3_activation): ReLU(inplace=True)
  )
  (last): Conv2d(8, 1, kernel_size=(1, 1), stride=(1, 1))
)"""
GATE = """Block(
  (gate): SqueezeExcitation(
    (avgpool): AdaptiveAvgPool2d(output_size=1)
    (fc1): Conv2d(4, 2, kernel_size=(1, 1), stride=(1, 1))
    (activation): ReLU()
    (fc2): Conv2d(2, 4, kernel_size=(1, 1), stride=(1, 1))
    (scale_activation): Sigmoid()
  )
  (last): Conv2d(4, 1, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))
)"""
UP = """  (up{level}): Up(
    (up): ConvTranspose2d({below}, {wide}, kernel_size=(2, 2), stride=(2, 2))
    (conv): DoubleConv(
      (double_conv): Sequential(
        (0): Conv2d({both}, {wide}, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))
      )
    )
  )
"""
BRIDGED = f"""UNet(
  (inc): Conv2d(4, 8, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))
  (down1): Conv2d(8, 16, kernel_size=(2, 2), stride=(2, 2))
  (down2): Conv2d(16, 32, kernel_size=(2, 2), stride=(2, 2))
{UP.format(level=1, below=32, wide=16, both=32)}{UP.format(level=2, below=16, wide=8, both=16)}\
  (outc): Conv2d(8, 1, kernel_size=(1, 1), stride=(1, 1))
)"""


@pytest.mark.parametrize(("text", "shapes", "field"), [
    (DENSE, {"block.denselayer1.concatenate": (6, 8, 8), "block.denselayer2.concatenate": (8, 8, 8),
             "last": (1, 8, 8)}, 5),
    (INCEPTION, {"inception3a.concatenate": (8, 8, 8), "last": (1, 8, 8)}, 5),
    (FIRE, {"0.concatenate": (8, 8, 8), "last": (1, 8, 8)}, 3),
    (GATE, {"gate.avgpool": (4, 1, 1), "gate.multiply": (4, 8, 8), "last": (1, 8, 8)}, 9),
    (BRIDGED, {"down2": (32, 2, 2), "up1.concatenate": (32, 4, 4), "up2.concatenate": (16, 8, 8),
               "outc": (1, 8, 8)}, 10)], ids=["dense", "inception", "fire", "gate", "bridged"])
def test_branches_meet_as_in_the_public_models(text: str, shapes: dict[str, tuple[int, ...]],
                                               field: int) -> None:
    """The field is that of the way that reads most; behind a gate it is all, padding included."""
    sized = read_network(text).on((4, 8, 8))
    assert not sized.failure
    made = {layer.name: layer.output_shape for layer in sized.layers}
    assert {name: made[name] for name in shapes} == shapes
    assert sized.layers[-1].receptive_field == (field, field)


def test_another_block_of_that_name_is_taken_in_order() -> None:
    text = BRIDGED.replace("(down2)", "(bottom)")
    assert [layer.inputs for layer in read_network(text).layers] == [
        (number - 1,) for number in range(8)]
