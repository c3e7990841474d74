"""Named pictures, as the settings that ask for them: of several panels, what is easily mixed up or
one thing beside another; and of one layer, as an article has them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from convgif.errors import ConvgifError, fold, shorten
from convgif.layers.presets import PRESETS, Preset
from convgif.networks.presets import NETWORK_PRESETS, NetworkPreset


@dataclass(frozen=True)
class Pair:
    """A picture by name: its settings as they are typed, where panels differ one for each. titles:
    of its panels, by language."""

    description: str
    settings: Mapping[str, str]
    titles: Mapping[str, str] = field(default_factory=dict)

    def in_language(self, language: str) -> Mapping[str, str]:
        """Its settings, with titles in that language if it has some."""
        title = self.titles.get(language)
        return {**self.settings, "title": title} if title else self.settings


PAIRS: Mapping[str, Pair] = {
    "stride_against_dilation": Pair(
        "a stride moves the window further, a dilation spreads its taps: both make 3x3 of 7x7",
        {"layer": "Conv2d | Conv2d", "input_size": "7", "stride": "2 | 1", "dilation": "1 | 2"}),
    "max_against_average_pooling": Pair(
        "the largest of each window, and the average of the same numbers",
        {"layer": "MaxPool2d | AvgPool2d", "input_size": "4", "kernel_size": "2",
         "view": "values"}),
    "same_upper_against_same_lower": Pair(
        "the same size, but the odd row and column of padding come last, or first",
        {"layer": "Conv2d | Conv2d", "input_size": "6", "stride": "2",
         "padding": "same_upper | same_lower"}),
    "zero_insertion_against_stamps": Pair(
        "one transposed layer, read as zeros between and written as stamps: equal at the end",
        {"layer": "ConvTranspose2d | ConvTranspose2d", "input_size": "2", "stride": "2",
         "view": "values | stamp", "values": " | true", "clock": "even"}),
    "convolution_and_its_transpose": Pair(
        "the layer that leads back: it stamps where the convolution reads, and makes its shape",
        {"layer": "Conv2d", "input_size": "6", "stride": "2", "padding": "1",
         "with_transpose": "true"}),
    "convolution_against_cross_correlation": Pair(
        "a true convolution rotates the kernel by 180 degrees, a layer does not",
        {"layer": "Conv2d | Conv2d", "input_size": "4", "view": "values",
         "true_convolution": "true | "}),
    "seven_and_eight_to_three": Pair(
        "with stride 2 inputs of 7 and of 8 both give 3: the last row and column are unread",
        {"layer": "Conv2d | Conv2d", "input_size": "7 | 8", "stride": "2"}),
    "dense_local_shared": Pair(
        "why a convolution has 9 weights: rows read everywhere or nearby, columns own or share",
        {"layer": "(Linear(16, 4, bias=False) | Conv2d(kernel_size=5, padding=1, bias=False)) & "
                  "(LocallyConnected2d(bias=False) | Conv2d(bias=False))",
         "input_size": " | 4 | 4 | 4", "view": "matrix", "size_px": "320"},
        {"en": "everywhere, own | everywhere, shared | nearby, own | nearby, shared",
         "zh": "全局连接，各自权重 | 全局连接，共享权重 | "
               "局部连接，各自权重 | 局部连接，共享权重"}),
    "transposed_is_the_transpose": Pair(
        "the matrix of a convolution and that of its transpose: the same, turned",
        {"layer": "Conv2d | ConvTranspose2d", "input_size": "4 | 2", "view": "matrix",
         "beat": "small", "size_px": "320"}),
    "dense_and_convolution": Pair(
        "9 inputs, 4 outputs: every one by a weight of its own, or those nearby by 4 shared ones",
        {"layer": "Linear(9, 4, bias=False) | Conv2d(kernel_size=2, bias=False)",
         "input_size": " | 3", "view": "nodes", "size_px": "380"}),
    "one_by_one_is_dense": Pair(
        "a 1x1 convolution is the same fully connected layer at every position",
        {"layer": "Linear(3, 2, bias=False) | Conv2d(3, 2, kernel_size=1, bias=False)",
         "input_size": " | 2", "view": "nodes", "size_px": "380", "clock": "even"}),
    "depth_against_channels": Pair(
        "a Conv3d also moves in depth, and makes slices; a Conv2d reads all channels at once, and "
        "makes one map",
        {"layer": "Conv3d(bias=False) | Conv2d(3, 1, kernel_size=3, bias=False)", "input_size": "5",
         "view": "isometric", "slices": " | true", "size_px": "400", "clock": "even"},
        {"en": "3-D: the window moves in depth, too | "
               "3 channels: the window never moves along them",
         "zh": "三维：窗口也沿深度移动 | 3 个通道：窗口不沿通道移动"}),
    "formula_stride": Pair(
        "which input each output reads, in letters and with the numbers of the step: stride 2",
        {"layer": "Conv2d", "input_size": "5", "stride": "2", "padding": "1",
         "view": "isometric | formula", "bias": "true", "size_px": "360"}),
    "dense_with_activation": Pair(
        "9 inputs, 4 outputs, and what an activation makes of each sum",
        {"layer": "Linear(9, 4)", "activation": "relu", "view": "nodes | formula",
         "size_px": "360"}),
    "shift_through_padding": Pair(
        "an input and the same shifted: the output follows exactly, or breaks at a border of zeros",
        {"layer": "Conv2d | Conv2d", "input_size": "8", "padding": "1",
         "padding_mode": "circular | zeros", "view": "equivariance", "size_px": "320"}),
    "shift_through_shared_weights": Pair(
        "shared weights follow a shift but for the ends, weights of each place's own do not",
        {"layer": "Conv2d | LocallyConnected2d", "input_size": "6", "view": "equivariance",
         "size_px": "320"}),
    "grad_input_as_transposed": Pair(
        "the gradient of the input, added up wire by wire, and as a transposed convolution",
        {"layer": "Conv2d", "input_size": "6", "stride": "2", "padding": "1", "view": "backward",
         "of": "input", "with_gradient": "input", "clock": "even", "size_px": "360"}),
    "grad_weight_as_convolution": Pair(
        "the gradient of the weight, added up, and as a convolution dilated by the stride",
        {"layer": "Conv2d", "input_size": "6", "stride": "2", "padding": "1", "view": "backward",
         "of": "weight", "with_gradient": "weight", "clock": "even", "size_px": "480"}),
    "corner_stroke": Pair(
        "weights set to match a corner at one place miss it at another, a convolution finds it",
        {"layer": "Linear(49, 1, bias=False) | Conv2d(padding=1, bias=False)",
         "input_size": " | 7", "input": "corner", "weight": "corner", "shift": "2",
         "view": "equivariance"},
        {"en": "fully connected, weights set to match at one place | "
               "convolution, kernel set to match: finds it anywhere",
         "zh": "全连接，权重设定为匹配某一处 | 卷积，核设定为匹配：在哪里都能找到"}),
    "shift_through_stride": Pair(
        "with stride 2 the output follows a shift by 2, and none by 1; pooling does the same",
        {"layer": "Conv2d | Conv2d", "input_size": "6", "stride": "2", "padding": "1",
         "padding_mode": "circular", "view": "equivariance", "shift": "2 | 1",
         "size_px": "320"}),
    "chequerboard_against_none": Pair(
        "of ones everywhere, stamps that overlap unevenly make a chequerboard; resizing leaves "
        "them as they are",
        {"layer": "ConvTranspose2d(stride=2, bias=False) | "
                  "Upsample(scale_factor=2, mode='bilinear')", "input_size": "3", "input": "ones",
         "weight": "ones | ", "view": "stamp | values", "values": "true | ", "clock": "even"}),
    "shuffle_is_transposed": Pair(
        "a 1x1 convolution to 4 channels and a shuffle are a transposed one of stride 2, kernel 2",
        {"layer": "(Conv2d(1, 4, kernel_size=1, bias=False) | PixelShuffle(2)) & "
                  "ConvTranspose2d(1, 1, kernel_size=2, stride=2, bias=False)",
         "input_size": "2 |  | 2", "takes_output": " | true | ",
         "view": "channels | moves | stamp", "values": "true |  | true",
         "by_place": "true | true | ", "size_px": "360"}),
    "max_pooling_and_unpooling": Pair(
        "a maximum goes back to where it was, by the index that pooling keeps",
        {"layer": "MaxPool2d(2, return_indices=True) | MaxUnpool2d(2)", "input_size": "4 | ",
         "takes_output": " | true", "view": "values | moves"}),
    "adaptive_against_stride": Pair(
        "10 to 3: adaptive windows overlap and read all; with stride 3 the last cells are unread",
        {"layer": "AdaptiveAvgPool2d(3) | AvgPool2d(3)", "input_size": "10"}),
    "unfold_and_fold": Pair(
        "windows as columns, and back: where they overlap, numbers add up",
        {"layer": "Unfold(2) | Fold(3, 2)", "input_size": "3 | ", "takes_output": " | true",
         "clock": "even"}),
    "three_of_three_against_seven": Pair(
        "three 3x3 layers and one of 7x7 read as much: with 27 weights, or 49",
        {"layer": "three_of_three | Sequential(Conv2d(1, 1, 7))", "input_size": "1x9x9",
         "view": "receptive", "size_px": "360"}),
    "dcgan": Pair(
        "DCGAN: the generator above the discriminator, which mirrors it",
        {"layer": "dcgan_generator & dcgan_discriminator", "direction": "right | left"},
        {"en": "the generator: noise to picture | the discriminator: picture to one number",
         "zh": "生成器：噪声到图像 | 判别器：图像到一个数"}),
}



def _channels(description: str, layer: str, input_size: str) -> Pair:
    """The picture of a layer with all of its channels."""
    return Pair(description, {"layer": layer, "input_size": input_size, "view": "channels"})


# The nine animations of "Conv2d: to finally understand what happens in the forward pass", by
# A. Thevenot, in its order; the fifth has the sizes that its text says, for which K is (5, 1).
ARTICLE_PICTURES: Mapping[str, Pair] = {
    "conv2d_every_argument": _channels(
        "stride 2, padding 1 and dilation 2 at once: 3x7x7 to 2x3x3",
        "Conv2d(3, 2, 3, stride=2, padding=1, dilation=2, bias=False)", "7"),
    "conv2d_one_kernel": _channels(
        "one channel, one kernel: 1x9x9 to 1x7x7", "Conv2d(1, 1, 3, bias=False)", "9"),
    "conv2d_four_kernels": _channels(
        "4 output channels from one: 4 kernels", "Conv2d(1, 4, 3, bias=False)", "7"),
    "conv2d_twelve_kernels": _channels(
        "4 output channels from 3: each is a sum over all 3, so there are 12 kernels",
        "Conv2d(3, 4, 3, bias=False)", "7"),
    "conv2d_rectangular_kernel": _channels(
        "a kernel of 5x1: 3x7x9 to 2x3x9 (one of 5x2 would make 2x3x8)",
        "Conv2d(3, 2, kernel_size=(5, 1), bias=False)", "7x9"),
    "conv2d_rectangular_stride": _channels(
        "stride 1 down and 3 along: 3x9x9 to 2x7x3",
        "Conv2d(3, 2, 3, stride=(1, 3), bias=False)", "9"),
    "conv2d_padding": _channels(
        "padding 1 keeps the size: 2x7x7 to 1x7x7", "Conv2d(2, 1, 3, padding=1, bias=False)", "7"),
    "conv2d_dilation": _channels(
        "dilation 4 down and 2 along: 2x7x7 to 1x1x5",
        "Conv2d(2, 1, 3, padding=1, dilation=(4, 2), bias=False)", "7"),
    "conv2d_groups": _channels(
        "2 groups: 2 output channels read the first input channel, 2 the second",
        "Conv2d(2, 4, 3, stride=2, padding=2, groups=2, bias=False)", "7"),
}

# All that a name stands for: a layer or a network, or a whole picture.
NAMED_ALONE: Mapping[str, Preset | NetworkPreset] = {**PRESETS, **NETWORK_PRESETS}
NAMED: Mapping[str, Preset | NetworkPreset | Pair] = {
    **NAMED_ALONE, **ARTICLE_PICTURES, **PAIRS}


def pair_called(name: object) -> Pair | None:
    """The picture of that name, None for any other."""
    known = {fold(called): row for called, row in ({**ARTICLE_PICTURES, **PAIRS}).items()}
    return known.get(fold(name)) if isinstance(name, str) else None


def check_is_no_pair(name: str) -> None:
    """Raises ConvgifError for the name of one where a single layer or network is wanted."""
    pair = pair_called(name)
    if pair is not None:
        raise ConvgifError(f"{shorten(name)} is a picture of several: give one of "
                           f"{pair.settings['layer']}")
