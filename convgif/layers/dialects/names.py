"""The name of a layer -> its class, or a line about a name that is no layer's or argument's."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from convgif.errors import UnknownNameError, fold, nearest, shorten, suggest
from convgif.layers import LAYERS, OTHER_NAMES, Layer
from convgif.layers.fields import SHORT_NAMES, suggest_argument
from convgif.phrases import Phrase, in_a_row


class Stranger(NamedTuple):
    """Layers of other libraries that have no window of their own. names: a pattern for their
    folded names without a digit. reason: why, and what to do."""

    names: str
    reason: str


# Layers as PyTorch prints them under another name.
PRINTED_AS = {"NonDynamicallyQuantizableLinear": LAYERS["Linear"]}
MOST_NAMED = 9  # layers, in a line
_AROUND = "give the layer before or after it"
STRANGERS: tuple[Stranger, ...] = (
    Stranger(r"(leaky|p|r|c)?relu(6)?|[cs]?elu|gelu|silu|swish|mish|(log|hard)?sigmoid|"
             r"(hard)?tanh(shrink)?|(log)?softmax|softmin|softplus|softsign|hardswish|"
             r"(hard|soft)shrink|threshold|activation|thresholdedrelu",
             f"works on each number by itself and keeps the shape: {_AROUND}"),
    Stranger(r"(sync|lazy)?(batch|layer|group|instance|rms|unit|spectral)norm(alization)?|"
             r"(lazy)?instancenorm|localresponsenorm|crossmaplrn|normalization",
             f"rescales numbers and keeps the shape: {_AROUND}"),
    Stranger(r"(alpha|featurealpha|spatial|gaussian)?dropout|gaussiannoise|droppath|dropblock",
             f"drops numbers in training and keeps the shape: {_AROUND}"),
    Stranger(r"identity|inputlayer|input", f"leaves numbers as they are: {_AROUND}"),
    Stranger(r"unflatten|reshape|permute|view|rearrange|squeeze|unsqueeze|transpose",
             f"only lays the same numbers out in another shape: {_AROUND}"),
    Stranger(r"cropping|pad",
             "only pads or crops: write it as one of torch's layers, such as ZeroPad2d(-1)"),
    Stranger(r"nnadaptive\w*pool(ing)?",
             "is not drawn: write torch's AdaptiveAvgPool2d or AdaptiveMaxPool2d"),
    Stranger(r"resiz(e|ing)|rescaling",
             "changes the size by a rule of its own: write it as torch's Upsample"),
    Stranger(r"separableconv|separableconvolution|depthwiseseparableconv",
             "is two layers, DepthwiseConv2D and then Conv2D with kernel 1: give one of them"),
    Stranger(r"sequential|modulelist|moduledict|model|functional|module",
             "holds layers: give one of them, such as model[0]"),
    Stranger(r"lazy(conv|convtranspose|linear)",
             "has no channels before its first input: give the layer as it is printed then"),
    Stranger(r"rnn|lstm|gru|(rnn|lstm|gru)cell|bidirectional|embedding(bag)?|transformer\w*|"
             r"(multihead)?attention|multiheaddotproductattention|bilinear|"
             r"fractionalmaxpool|convlstm|deformconv|einsum|adaptivelogsoftmaxwithloss",
             "has no window that slides: it is not drawn"),
)


def find_layer(name: str, rank: int | None = None) -> type[Layer]:
    """The class of that name: any case, hyphens and underscores ignored.

    Where the name leaves the digit out, `rank` gives it, or else 2. Raises UnknownNameError.
    """
    if not isinstance(name, str):
        raise UnknownNameError(_unknown(name))
    folded = {fold(known): layer for known, layer in {**LAYERS, **PRINTED_AS}.items()}
    for key in (fold(name), f"{fold(name)}{rank or 2}d"):
        if key in folded:
            return folded[key]
    if fold(name) + "2d" in folded:
        raise UnknownNameError(f"{name} has no {rank}-D form: use 1 to 3 sizes")
    stem = re.sub("[123]d$", "", fold(name))
    family = {fold(other): here for other, here in OTHER_NAMES.items()}.get(stem)
    if family:
        here = family if family in LAYERS else family + (
            fold(name).removeprefix(stem) or f"{rank or 2}d")
        raise UnknownNameError(f"{shorten(name)} is called {here} here, as in torch.nn: use {here}")
    check_is_no_stranger(name)
    raise UnknownNameError(_unknown(name))


def _unknown(name: str) -> str:
    return f"unknown layer {shorten(name)}: {suggest(name, LAYERS, 'convgif layers')}"


def check_is_no_stranger(name: str) -> None:
    """Raises UnknownNameError for a layer that has no window of its own, saying so."""
    stem = re.sub("([123]d)?(same)?$", "", fold(name)[:80])
    for stranger in STRANGERS:
        if re.fullmatch(stranger.names, stem):
            raise UnknownNameError(f"{name.strip()} {stranger.reason}")


def none_of(name: str, word: object, library: str, words: Iterable[str]) -> Phrase:
    """The line about a word that is none of that library's."""
    return Phrase("{name} {value} is none of {library}': {advice}", name=name, value=shorten(word),
                  library=library, advice=suggest(str(word), words))


def no_such_argument(layer_type: type[Layer], name: str, elsewhere: str = "") -> Phrase:
    """The line about an argument that a layer does not have; elsewhere: who has it."""
    given = Phrase("{layer} has no {name}", layer=layer_type.__name__, name=shorten(name))
    own = layer_type.field_kinds()
    having = [other for other, cls in LAYERS.items() if name in cls.field_kinds()]
    if having:
        some = having if len(having) <= MOST_NAMED else [*having[:MOST_NAMED], Phrase("and others")]
        return Phrase("{given}, it belongs to {layers}: leave it out or take such a layer",
                      given=given, layers=in_a_row(some))
    if elsewhere and name not in SHORT_NAMES and not nearest(name, own):
        return Phrase("{given}, {elsewhere}", given=given, elsewhere=elsewhere)
    return Phrase("{given}: {advice}", given=given, advice=suggest_argument(name, own))
