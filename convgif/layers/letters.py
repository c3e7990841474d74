"""NOTATIONS: what the quantities of a layer are called in its formulas, a row for each tradition.

Sources: Dumoulin and Visin, arXiv 1603.07285; the pages of torch.nn; tf.nn.conv2d and the notes on
padding of TensorFlow; CS231n and the articles that follow it, W, F, P and S.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
# By how many axes there are: what they and their sides are called.
INITIALS = {1: "L", 2: "HW", 3: "DHW"}
EXTENTS = {1: ("width",), 2: ("height", "width"), 3: ("depth", "height", "width")}
SIDES = {1: (("left", "right"),), 2: (("top", "bottom"), ("left", "right")),
         3: (("front", "back"), ("top", "bottom"), ("left", "right"))}
ARROWS = {1: (("←", "→"),), 2: (("↑", "↓"), ("←", "→")), 3: (("↙", "↗"), ("↑", "↓"), ("←", "→"))}


@dataclass(frozen=True)
class Axis:
    """An axis of a layer: which of how many, and whether it is spoken of for all of them."""

    number: int
    rank: int
    for_all: bool = False

    @property
    def holes(self) -> Mapping[str, str]:
        """What stands in the names of NOTATIONS for braces."""
        before, after = SIDES[self.rank][self.number]
        up, down = ARROWS[self.rank][self.number]
        one = self.rank == 1
        return {"sub": "" if self.for_all else str(self.number + 1).translate(SUBSCRIPTS),
                "initial": INITIALS[self.rank][self.number],
                "extent": EXTENTS[self.rank][self.number],
                "at": "" if one else f"[{self.number}]",
                "strides": "stride" if one else f"strides[{self.number + 1}]",
                "dilations": "dilation" if one else f"dilations[{self.number + 1}]",
                "before": before, "after": after, "up": up, "down": down}


@dataclass(frozen=True)
class Letters:
    """A row of NOTATIONS. sizes: the names of i input, o output, k kernel, s stride, d dilation,
    p padding, both (the padding of two equal sides together), before, after, a output_padding;
    what stands in braces is filled in for an axis. by_axis: whether those of axes that are alike
    differ. arrays: the names of input x, weight w, output y, bias b, and at, the indices that
    unpooling is given. positions, taps, places: the indices of an output and of the kernel, and
    where on the input an output lies, by how many axes there are; made, read: of their channels,
    which come last if channels_last, and features: of a layer without axes. group, per_group: the
    number of a group of channels, and how many it reads."""

    description: str
    sizes: Mapping[str, str]
    arrays: Mapping[str, str]
    positions: Mapping[int, Sequence[str]]
    taps: Mapping[int, Sequence[str]]
    made: str
    read: str
    features: tuple[str, str] = ("i", "j")
    group: str = "g"
    per_group: str = "C"
    by_axis: bool = False
    channels_last: bool = False
    places: Mapping[int, Sequence[str]] = field(default_factory=lambda: {1: "u", 2: "uv", 3: "tuv"})

    def names(self, axis: Axis) -> Mapping[str, str]:
        """The names of the sizes along an axis, by their letter in the guide."""
        holes = axis.holes
        return {key: name.format_map(holes) for key, name in self.sizes.items()}


_ARRAYS = {"x": "x", "w": "w", "y": "y", "b": "b", "at": "a"}
_POSITIONS = {1: "i", 2: "ij", 3: "hij"}
_TAPS = {1: "m", 2: "mn", 3: "lmn"}

NOTATIONS: Mapping[str, Letters] = {
    "guide": Letters(
        "i k s p o, as in A guide to convolution arithmetic",
        {**{key: key + "{sub}" for key in "ikospda"}, "both": "2p{sub}",
         "before": "p{up}", "after": "p{down}", "I": "{initial}", "O": "{initial}′",
         "f": "r{sub}", "up": "r", "down": "r", "row": "L"},
        _ARRAYS, _POSITIONS, _TAPS, "c′", "c"),
    "torch": Letters(
        "H_in, padding[0], as in torch.nn",
        {"i": "{initial}_in", "o": "{initial}_out", "k": "kernel_size{at}", "s": "stride{at}",
         "d": "dilation{at}", "p": "padding{at}", "both": "2·padding{at}",
         "before": "pad_{before}", "after": "pad_{after}", "a": "output_padding{at}",
         "I": "{initial}_in", "O": "{initial}_out", "f": "scale_factor{at}",
         "up": "upscale_factor", "down": "downscale_factor", "row": "L"},
        {"x": "input", "w": "weight", "y": "out", "b": "bias", "at": "indices"},
        {1: "l", 2: "hw", 3: "dhw"}, {1: "m", 2: "mn", 3: "kmn"}, "j", "c",
        features=("j", "k"), by_axis=True),
    "tensorflow": Letters(
        "in_height, strides[1], channels last, as in TensorFlow",
        {"i": "in_{extent}", "o": "out_{extent}", "k": "filter_{extent}", "s": "{strides}",
         "d": "{dilations}", "p": "pad_{before}", "both": "pad_along_{extent}",
         "before": "pad_{before}", "after": "pad_{after}", "a": "output_padding{at}",
         "I": "in_{extent}", "O": "out_{extent}", "f": "size{at}", "up": "block_size",
         "down": "block_size", "row": "L"},
        {"x": "input", "w": "filter", "y": "output", "b": "bias", "at": "argmax"},
        _POSITIONS, {1: ("di",), 2: ("di", "dj"), 3: ("dh", "di", "dj")}, "k", "q",
        by_axis=True, channels_last=True),
    "article": Letters(
        "W F P S, as articles write after CS231n",
        {**{key: name + "{sub}" for key, name in zip("ikospda", "WFOSPDA", strict=True)},
         "both": "2P{sub}", "before": "P{up}", "after": "P{down}", "I": "W{sub}", "O": "O{sub}",
         "f": "r{sub}", "up": "r", "down": "r", "row": "L"},
        {"x": "X", "w": "K", "y": "Y", "b": "b", "at": "A"}, _POSITIONS, _TAPS, "c′", "c"),
}
DEFAULT_NOTATION = "guide"
