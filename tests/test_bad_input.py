"""Whatever is wrong is said in one line with what to do about it, and leaves no file behind."""

import errno
import os
import re
import resource
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import as_ordinary_user, environment, hearing_interrupts, run
from layer_strategies import assert_readable

from convgif.cli import main

Limits = Callable[[], None]
HUGE = "9" * 5000
TOO_DEEP = "(" * 400
LONG = "Conv2d(1, 1, kernel_size=(3, 3), stride=(" + "1, " * 3_500_000 + "1))"

# What is typed after `convgif`, and what the line must say.
WRONG_VALUES: list[tuple[str, str]] = [
    # Sizes and layers that cannot be.
    ("render --k 9 --i 3",
     "kernel 9 is larger than the input, which is only 3 high: pad by 3 or take an input of 9"),
    ("render --k 9 --p 1 --i 3", "kernel 9 is larger than the padded input, which is only 5 high"),
    ("render --k 3 --d 4 --p 1 --i 5", "kernel 3 dilated by 4 spans 9, but the padded input"),
    ("render --k 3x9 --i 5", "which is only 5 wide"),
    ("render --layer conv1d --k 9 --i 5", "which is only 5 long"),
    ("shape --k 9 --i 3", "kernel 9 is larger than the input"),
    ("render conv2d_one_kernl", "did you mean conv2d_one_kernel?"),
    ("render --i 0", "input size 0 is too small: use 1 or more"),
    ("render --i -5", "input size -5 is too small"),
    ("render --k 0", "kernel_size 0 is too small: use 1 or more"),
    ("render --k -1x3", "kernel_size -1 is too small"),
    ("render --s 0", "stride 0 is too small: use 1 or more"),
    ("render --d 0", "dilation 0 is too small: use 1 or more"),
    ("render --i 5 --p -3", "padding -3:-3 crops all of an input that is only 5 high"),
    ("render --i 5 --p=-2", "the cropped input, which is only 1 high: pad by -1 or take"),
    ("render --p -1000001", "padding -1000001 is too small: use minus a million or more"),
    ("render --output-size 9", "--output-size 9 is for transposed layers, and the output of Conv2d "
                               "follows from its input: leave it out"),
    ("render --transposed --s 2 --p 1 --i 3 --output-size 9",
     "--output-size 9 is none that this layer makes of an input of 3×3: give 5 to 6"),
    ("shape --transposed --s 2 --i 3x4 --p same_upper --output-size 7", "give 6 high, 8 wide"),
    ("render --transposed --s 2 --p same_upper --output-padding 1", "leave one out"),
    ("render --in-channels 0", "in_channels 0 is too small: use 1 or more"),
    ("render --out-channels -2", "out_channels -2 is too small"),
    ("render --in-channels 3 --out-channels 4 --groups 2",
     "groups 2 does not divide in_channels 3: use 1"),
    ("render --in-channels 4 --out-channels 6 --groups 4",
     "groups 4 does not divide out_channels 6: use 1 or 2"),
    ("render --groups 0", "groups 0 is too small"),
    ("render --p same -s 2", "use same_upper, which takes any stride"),
    ("render --p causal", "use Conv1d"),
    ("render --p 5 --padding-mode reflect --i 5",
     "it must be less than the input; pad by 4 at most, or take a larger input"),
    ("render --p 6 --padding-mode circular --i 5", "pad by 5 at most"),
    ("render --padding-mode mirror", "unknown padding_mode 'mirror': "),
    ("render --padding-mode refelct", "did you mean reflect?"),
    ("render --transposed --output-padding 1", "so 0 at most here"),
    ("render --transposed --s 2 --output-padding 2", "so 1 at most here"),
    ("render --transposed --output-padding -1", "output_padding -1 is too small"),
    ("render --output-padding 1", "it belongs to ConvTranspose1d"),
    ("render --transposed --p 9 --i 3", "crops all of an output"),
    ("render --transposed --p same", "padding 'same' is no word for this kind of"),
    ("render --k 9999999", "is too large: use a million at most"),
    (f"render --k {HUGE}", "is too large: use a million at most"),
    ("render --i 1000000000", "--i: '1000000000' is too large: use a million at most"),
    ("render --p -1000000000", "'-1000000000' is too small: use minus a million or more"),
    ("render --k 1000000", "no input up to 10000 suits Conv2d"),
    ("render --k three", "'three' is not understood: give a number such as 3, or 3x5"),
    ("render --i ''", "'' is not understood"),
    ("render --i 5x", "'5x' is not understood"),
    ("render --i 5.5", "'5.5' is not understood"),
    ("render --k 3x3 --layer conv1d", "has 2 numbers, but the layer has 1 axis: give one number"),
    ("render --i 3x4x5 --layer conv2d", "has 3 numbers, but the layer has 2 axes"),
    ("render --k 3x3x3x3", "has no 4-D form: use 1 to 3 sizes"),
    ("render --p diagonal", "unknown padding 'diagonal': there is valid, same,"),
    ("render --p sane", "did you mean same?"),
    ("render --p 1:2:3", "has 3 sides: give a number"),
    ("render --layer conv2d --p 1x2x3", "padding (1, 2, 3) has 3 numbers"),
    ("render --transposed --i 1000000 --s 1000000", ""),
    ("shape --transposed --i 1000000 --s 1000000", ""),
    ("render --in-channels 10000 --out-channels 10000", "over 30 million numbers: take fewer"),
    # Layers as text.
    ("render 'Conv2d(__import__(\"os\").system(\"touch pwned\"))'", "no plain number"),
    ("render 'Conv2d((1).__class__, 1, 3)'", "no plain number"),
    ("render 'os.system(\"touch pwned\")'", "is not a layer as PyTorch prints it"),
    ("render 'Conv2d(1, 1, 3) + Conv2d(1, 1, 3)'", "is not a layer"),
    ("render 'Conv2d(*[1, 2])'", "no plain number"),
    ("render 'Conv2d(**{\"in_channels\": 1})'", "is not a layer"),
    ("render 'Conv2d[0](1, 1, 3)'", "is not a layer"),
    ("render 'Conv2d(1, 1, 9**9**9)'", "no plain number"),
    ("render 'Conv2d(1, 1, [x for x in (1, 2)])'", "no plain number"),
    ("render 'lambda: Conv2d(1, 1, 3)'", "is not a layer"),
    ("render 'Conv2d(1, 1, kernel_size=(3, 3)'", "is not a layer"),
    ("render 'Conv2d(1, 1, 3, in_channels=2)'", "got in_channels twice: give it once"),
    ("render 'Conv2d(1, 1, 3, kernal=3)'", "Conv2d has no 'kernal': did you mean"),
    ("render 'Conv2d(1,1,3,1,0,1,1,True,\"zeros\",1)'", "takes 9 arguments at most"),
    ("render 'Conv2d(1, 1, 3.5)'", "kernel_size 3.5 is not a whole number: use 1 or more"),
    ("render 'Conv2d(1, 1, 3, bias=None)'", "bias None is neither True nor False"),
    ("render 'Conv9d(1, 1, 3)'", "unknown layer 'Conv9d': did you mean"),
    (f"render 'Conv2d{TOO_DEEP}'", "is not a layer"),
    (f"render 'Conv2d(1, 1, {TOO_DEEP}3{')' * 400})'", "is not a layer"),
    (f"render 'Conv2d(1, 1, {'-' * 900}3)'", ""),
    ("render ''", "'' is not a layer as PyTorch prints it"),
    ("render '日本'", "is not a layer"),
    ("render 'Conv2d(1, 1, 3)' --preset dilation", "leave one out"),
    # Names.
    ("render --view isometrik", "unknown view 'isometrik': did you mean isometric?"),
    ("render --theme drak", "unknown theme 'drak': did you mean dark?"),
    ("render --theme zzz", "unknown theme 'zzz': there is light, dark, classic"),
    ("render --text legnd", "unknown text 'legnd': did you mean legend?"),
    ("render --preset dilatoin", "unknown preset 'dilatoin': did you mean dilation?"),
    ("render --preset zzz", "unknown preset 'zzz': there is no_padding_no_strides"),
    ("render --preset ''", "unknown preset ''"),
    ("render --layer convv", "unknown layer 'convv': did you mean"),
    ("render --layer deconv", "'deconv' is called ConvTranspose2d here"),
    ("render --layer deconvolution", "use ConvTranspose2d"),
    ("render --op fractionally-strided", "use ConvTranspose2d"),
    ("render --layer Deconv1d", "use ConvTranspose1d"),
    ("render --format jif", "unknown format 'jif': did you mean gif?"),
    ("shape --preset zzz", "unknown preset 'zzz'"),
    # What is not drawn.
    ("render --layer conv3d --view channels", "the channels view does not draw Conv3d, whose maps "
     "have depth, and it draws planes: use --view isometric"),
    ("render --layer conv3d --in-channels 2 --show-in 0..1", "show_in names 2 channels, and this "
     "view draws one: name one"),
    ("render --layer conv3d --slices", "--slices shows channels, and those of Conv3d have slices "
     "of their own: leave it out"),
    ("render --slices --beat small", "--slices goes from output to output: leave out --beat small"),
    ("render --view stamp", "the stamp view does not draw Conv2d: use --view isometric"),
    ("render --layer linear --view isometric", "does not draw Linear: use --view "),
    ("render --values", "the isometric view takes no values: leave it out, or use --view channels, "
                        "--view values, --view macs, --view "),
    ("render --layer conv-transpose --values", "--view channels, --view stamp, --view values, "),
    ("render --view macs --values", "the macs view shows values anyway: leave it out"),
    ("render --precision 2", "the isometric view takes no precision: leave it out"),
    ("render --step 3", "the isometric view takes no steps: leave it out, or use --view macs"),
    ("render --at 0,0", "the isometric view takes no at: leave it out, or use --view macs"),
    ("render --view macs --step x", "--step: 'x' is no whole number: give one such as 3"),
    ("render --view macs --step 3..1", "--step: '3..1' is an empty or endless range: give it upw"),
    ("render --view macs --step 99", ""), ("render --view macs --step -1", ""),
    ("render --view macs --at 9,9", ""), ("render --view macs --at 1", ""),
    ("render --view macs --at 1x1", "--at: '1x1' is no whole number"),
    ("render --view values --precision 9", "--precision 9 is out of range: give 0 to 6"),
    ("render --view values --precision two", "--precision: 'two' is no whole number"),
    ("render --show-in 0..2", "show_in 1 is no channel: there is only 0"),
    ("render --in-channels 3 --show-in 0..2", "show_in names 3 channels, and this view draws one"),
    ("render --show-in 0..99999", "'0..99999' is over 10000 numbers: give fewer"),
    # Numbers from files.
    ("render --input 5", "--input: '5' is a size, not a file or the name of a kernel: the "
                           "input's size is --i 5"),
    ("render --input 5x7", "the input's size is --i 5x7"),
    ("render --weight 3", "--weight: '3' is a size, not a file or the name of a kernel: the "
                          "kernel's size is --k 3"),
    ("render --input none.csv", "cannot read 'none.csv': no such file or directory"),
    ("render --input .", "'.' is a folder: name a file"),
    ("render --input ''", "'.' is a folder"),
    ("render --input /dev/zero", "'/dev/zero' is no file: name a file"),
    ("render --input /dev/null/x.png", "not a directory"),
    ("render --input none", "no such file"),
    ("render --weight none.csv", "cannot read 'none.csv'"),
    ("render --weight gausian", "unknown kernel 'gausian': did you mean gaussian?"),
    ("render --weight ''", "unknown kernel ''"),
    ("render --weight laplacian --k 5", "there is no laplacian of 5x5: take a kernel size of 3"),
    ("render --weight sobel-y --layer conv1d", "the kernel sobel-y is 2-D or 3-D, and the layer"),
    ("render --weight box --layer maxpool", "MaxPool2d has none: leave it out"),
    ("render --weight box --layer linear", "which 4 do not make: give --in-features 16"),
    ("shape --input none.csv", "no such file"), ("shape --weight zzz", "unknown kernel 'zzz'"),
    ("render --transposed --true-convolution", "ConvTranspose2d rotates its kernel anyway: leave"),
    ("render --layer maxpool --true-convolution", "MaxPool2d has no kernel to rotate"),
    ("render --transposed --k 2x2x2 --view stamp", "does not draw ConvTranspose3d, whose maps have "
     "depth, and it draws planes: use --view isometric"),
    ("render --show-out 1", "show_out 1 is no channel: there is only 0"),
    ("render --show-in -1", "show_in -1 is no channel"),
    ("render --out-channels 4 --show-out 4", "there are 0 to 3"),
    ("render --in-channels 2 --out-channels 2 --groups 2 --show-in 0 --show-out 1", "never reads"),
    ("render --title 日本", "no font here has a glyph for '日' (U+65E5): leave it out"),
    ("render --font none.ttf", "cannot read 'none.ttf': no such file or directory"),
    ("render --lang tlh", "unknown language 'tlh': there is en, zh, symbols"),
    ("render --title 'a\nb'", r"the title 'a\nb' has a line break: give one line"),
    ("render --i 2000 --still 0", "--i 6 shows the same pattern in 1 frame\n"),
    ("render --i 100000", "--i 6 shows the same pattern in 16 frames\n"),
    ("render --i 300", "; --force lifts the limit\n"),
    ("batch -o out k=3", "'k=3' is a setting, not a layer: write --k 3"),
    ("batch -o out x", "unknown layer 'x'"),
    ("shape --i 1x5x5", "take an input of 3; or, for channels first, give Conv2d(1, 1, 3)"),
    ("shape 'Conv2d(3, 8, 3)' --i 2x10x10", "has 3 numbers, but the layer has 2 axes"),
    ("shape 'Sequential(Conv2d(6, 5))' --i 9", "write it in the text, such as Conv2d(6, 5, ker"),
    ("render '(Conv2d() | MaxPool2d(2)'", "'(Conv2d() | MaxPool2d(2)' is not a layer as PyTorch "
     "prints it, for a bracket is not closed"),
    (f"render --title {'W' * 100}", "fit"),
    (f"render --size 40 --text none --title '{'ab ' * 12_000}'", ""),  # higher than a GIF can be
    ("render --size 40", "does not fit: give a size of "),
    ("render --size 39", "--size 39 is out of range: give 40 to 4000"),
    ("render --size 5000", "--size 5000 is out of range"),
    ("render --size big", "'big' is no width: give px, such as 320"),
    ("render --density 0", "--density 0.0 is out of range: give 0.5 to 8"),
    ("render --density 12345", "--density 12345.0 is out of range"),
    ("render --density nan", "density 'nan' is no factor"),
    ("render --duration 5", "5 would be milliseconds, too short to see: did you mean 5s?"),
    ("render --duration 0.6", "did you mean 0.6s?"),
    ("render --duration 0", "--duration 0 is out of range: give 20 to 60000"),
    ("render --duration 5ms", "--duration 5 is out of range"),
    ("render --duration 61s", "--duration 61000 is out of range"),
    ("render --duration 123456789", "--duration 123456789 is out of range"),
    ("render --duration soon", "'soon' is no duration: give one such as 600, 600ms or 0.6s"),
    ("render --hold -1", "'-1' is no duration"),
    ("render --hold 61s", "--hold 61000 is out of range: give 0 to 60000"),
    ("render --loop -1", "--loop -1 is out of range: give 0 to 65536"),
    ("render --loop often", "'often' is no whole number"),
    ("render --seed -1", "seed -1 is not usable: give a whole number from 0 to 4294967295"),
    ("render --seed 4294967296", "seed 4294967296 is not usable"),
    ("render --seed 1234567890123",
     "--seed: '1234567890123' has more than 12 digits: give fewer"),
    ("render --background pink", "'pink' is no colour: give #rrggbb"),
    ("render --background '#12345'", "is no colour"),
    # Too large to be meant.
    ("render --i 3000", "are over 400 million in all: --i "),
    ("render --i 300 --size 4000", "--force lifts the limit"),
    ("render --layer conv1d --i 100000", "shows the same pattern in "),
    ("render --i 300 --view macs --at 200,200", "many to tell apart: --i 6 shows the same pattern"),
    ("render 'Linear(in_features=512, out_features=1000, bias=True)'",
     "514512 cells are over 50000, too many to tell apart: a small layer such as "
     "Linear(in_features=4, out_features=3, bias=True) shows the same pattern in 3 frames; "),
    ("render 'Linear(512, 1000)' --view macs --at 900", "shows the same pattern in 6 frames"),
    ("render 'Linear(in_features=128, out_features=100)' --size 480",
     "the maps do not fit 480 px: give a size of 806 or more"),
    ("render 'Linear(in_features=300, out_features=100)'",
     "the maps do not fit 480 px: give a size of "),
    # Where it cannot be written.
    ("render -o none/a.gif", "there is no folder none: make it first"),
    ("render -o a.xyz", "unknown suffix '.xyz': end the name in .gif"),
    ("render -o a", "'a' has no suffix: end the name in .gif"),
    ("render -o .", ""),
    ("render -o / --format gif", "/ is not empty: take another folder, or --force"),
    ("render -o '' --format gif", "is a folder"),
    (f"render -o {'n' * 300}.gif", "name too long"),
    ("render -o /dev/null/a.gif", "not a directory"),
    ("render -o /dev/full --format gif", "cannot write /dev/full: no space left on device"),
    ("render -o /proc/a.gif", "cannot write /proc/a.gif: no such file or directory: choose"),
    # As a beginner types.
    ("render 3", "'3' is not a layer as PyTorch prints it: write it like Conv2d("),
    ("render Conv2d", "'Conv2d' is not a layer as PyTorch prints it: write it like Conv2d("),
    ("render 'Conv2d(3, 64, kernel_size=(3, 3), strides=(2, 2))'", "did you mean stride?"),
    ("render 'Conv2d(3, 64, kernel_size=(3, 3)' --i 5",
     "is not a layer as PyTorch prints it, for a bracket is not closed: write it like Conv2d("),
    ("render 'Conv2d(3, 64), kernel_size=3' --i 5", "is not a layer as PyTorch prints it: write"),
    ("embed photo.jpg --for github",
     "unknown suffix '.jpg': name a file that convgif made, .gif, .webp"),
    ("render 'nn.Sequential(Conv2d(1, 1, 3))'",
     "a network needs the size of its input: add --i 1x32x32"),
    ("render 'Sequential(ReLU(), Flatten())'",
     "a network needs the size of its input: add --i 3x32x32"),
    ("render 'nn.Sequential(Conv2d(1, 1, 3))' --i 1x5x5 --k 3",
     "--k 3 is for one layer, and this is a network: leave it out, or name a layer by --at-layer"),
    ("render lenet5 --view values", "the values view draws one layer, and this is a network"),
    ("render --view network --k 3", "the network view draws networks, and this is a layer: give"),
    ("render lenet5 --precision 2", "the network view takes no precision: leave it out"),
    ("render lenet5 --with-transpose", "a network has no transpose: take that of one of its"),
    ("render lenet5 --i 1x5x5", "3: kernel 5 is larger than the input, which is only 2 high"),
    ("render lenet5 --size 100", "the maps of this network do not fit a width of 100: give a size"),
    ("batch lenet5 --k 3 -o made", "--k 3 is for one layer, and this is a network: leave it"),
    ("render 'ReLU()'", "ReLU works on each number by itself and keeps the shape: give the layer"),
    ("render ReLU", "'ReLU' is a setting, not a layer: write --activation ReLU"),
    ("render 'nn.BatchNorm2d(8)'", "BatchNorm2d rescales numbers and keeps the shape"),
    ("shape 'Dropout(p=0.5, inplace=False)'", "Dropout drops numbers in training and keeps the"),
    ("render 'Unflatten(1, (2, 2))'", "Unflatten only lays the same numbers out"),
    ("render 'AdaptiveAvgPol2d(output_size=(1, 1))'", "did you mean AdaptiveAvgPool2d?"),
    ("render --layer relu", "relu works on each number by itself"),
    ("render 'Conv2d(1, 3)'", "'Conv2d(1, 3)' does not say kernel_size: add it, such as --k 3"),
    ("render 'Conv2D(32, 3)'", "does not say in_channels: add it, such as --in-channels 3"),
    ("render 'F.conv2d(x, w, stride=2)'", "does not say kernel_size: add it, such as --k 3"),
    ("render 'Conv2d(6, 8, 3)' --groups 3",
     "groups 3 does not divide out_channels 8: use 1 or 2, or --out-channels 6 or 9"),
    ("render 'Conv2d(kernal_size=3)'", "Conv2d has no 'kernal_size': did you mean kernel_size?"),
    ("render k=3", "'k=3' is a setting, not a layer: write --k 3"),
    ("shape kernel_size=3x5", "'kernel_size=3x5' is a setting, not a layer: write --k 3x5"),
    ("render theme=dark", "write --theme dark"), ("render bias=True", "write --bias"),
    ("render isometric", "'isometric' is a setting, not a layer: write --view isometric"),
    ("render padding_stride", "nor a preset: did you mean padding_strides?"),
    ("render 'Conv2d(1, 1, 3)' --layer 'MaxPool2d(2)'", "a layer and --layer are both given"),
    ("render 'Conv2d(1, 1, kernel_size=٣)'", "is not a layer as PyTorch prints it"),
    ("render 'Conv2d(1, 1, kernel_size=nan)'", "'nan' is not a whole number: use 1 or more"),
    ("render 'Conv2d(1, 1, kernel_size=(3, 3, 3))'", "has 3 numbers, but the layer has 2 axes"),
    ("render 'MaxPool2d(kernel_size=2, padding=2)'", "pad by 1 at most"),
    ("render --k --s 2", "--k: '--s' is not understood: give a number such as 3"),
    ("render --k 3,5", "--k: '3,5' is not understood"), ("render --k 3.0", "not understood"),
    ("render --k ٣", "--k: '٣' is not understood"), ("render --i ٥", "'٥' is not understood"),
    ("render --k +3", "not understood"), ("render --k 1e3", "not understood"),
    ("render --i nan", "--i: 'nan' is not understood"),
    ("render --density inf", "'inf' is no factor"), ("render --density -1", "'-1' is no factor"),
    ("render --size ٣٠٠", "'٣٠٠' is no width"),
    ("render --size 300em", "'300em' is no width"),
    ("render --size -3", "--size -3 is out of range: give 40 to 4000"),
    ("render --loop 1.5", "--loop: '1.5' is no whole number"),
    ("render --seed ١", "--seed: '١' is no whole number"),
    ("render --text all", "unknown text 'all': there is auto, none, sizes, legend, full"),
    ("render --theme dark,light", "'dark,light': all panels have one theme: give one"),
    ("render --lang ''", "unknown language ''"), ("render --format ''", "unknown format ''"),
    ("render --still -1", "there is no step -1: there are 0 to 8"),
    ("render --still 9", "there is no step 9"), ("render --still ١", "is no step: give a number"),
    ("render --strip 0", "a strip of 0 steps: give 1 or more, or their numbers"),
    ("render --strip 0,99", "there is no step 99: there are 0 to 8"),
    ("render --font ''", "is a folder: name a file"),
    ("render --weight sobel", "unknown kernel 'sobel': did you mean sobel-"),
    ("shape Conv2d", "'Conv2d' is not a layer as PyTorch prints it"),
    ("batch -o out --k 3..", "--k: '3..' is not understood"),
    ("batch -o out --k 1..99999999", "is over 10000 numbers: give fewer"),
    ("batch -o out --k 1..9..0", "is an empty or endless range"),
    ("batch -o out --k 1,,2", "--k: '' is not understood"),
    ("batch -o out --k 1,2 --s 1,2,3 --zip", "to pair them give equally many, or one"),
    ("batch -o out --from none.toml", "cannot read none.toml: no such file or directory"),
    ("batch -o '' --k 3", "-o '' names no folder: give one, or . for the one that you are in"),
    ("batch -o out --theme light,auto", "gif cannot be light or dark as its reader prefers"),
    ("batch -o out --k 9 --i 3 --strict", "input_size 3, kernel_size 9: kernel 9 is larger than"),
    ("gallery build none", "cannot read none/gallery.toml: no such file or directory: name the"),
    ("gallery build --check none", "cannot read none/gallery.toml"),
    ("embed none.gif --for github", "there is no file none.gif: make it first"),
    ("embed a.gif --for gitlab", ""), ("embed a --for github", "'a' has no suffix"),
    ("embed a.gif --for github --width -3", "--width -3 is no width: give 1 or more"),
    ("embed a.gif --for github --width ٣", "--width: '٣' is no width"),
]
# What is no command, no option, or too much or too little of them: the exit code is 2.
WRONG_USAGE: list[tuple[str, str]] = [
    ("--k 3", "--k stands after a command: write `convgif render --k 3` (see"),
    ("--theme dark", "write `convgif render --theme dark`"),
    ("'Conv2d(3,3,3)'", 'write `convgif render "Conv2d(3,3,3)"`'),
    ("'Conv2d(3, 3, 3)' --theme dark", 'write `convgif render "Conv2d(3, 3, 3)" --theme dark`'),
    ("dilation --size 300", "write `convgif render dilation --size 300`"),
    ("conv1d --i 9", "write `convgif render --layer Conv1d --i 9`"),
    ("k=3 s=2", "write `convgif render --k 3 --s 2`"),
    ("render k=3 s=2", "k=3 s=2 is written --k 3 --s 2 (see"),
    ("batch -o out conv k=3", "k=3 is written --k 3 (see"),
    ("batch 'Conv2d(1, 1, 3)' --layer conv -o out", "a layer and --layer are both given"),
    ("shape --csv --json", "--json and --csv are given, and one form is printed: leave one out"),
    ("render --dark", "--dark: write --theme dark (see"),
    ("render --width 300", "--width 300: the width is --size 300"), ("render --width", "--size PX"),
    ("render --fps 4", "--fps 4: how long a step is shown is --duration 250ms"),
    ("render --fps=4", "--duration 250ms"), ("render --fps --k 3", "--duration MS, such as 250ms"),
    ("render --speed 2", "how long a step is shown is --duration, such as --duration 300ms"),
    ("render --gif", "--gif: the end of the name says the format: -o conv.gif, or --format gif"),
    ("batch --svg -o out", "--format svg"),
    ("render --colour red", "colours are a theme's, --theme NAME (see `convgif themes`)"),
    ("render --color #abc", "--background #abc"), ("render --channels 3", "--in-channels 3 and"),
    ("render --zzz", "No such option '--zzz' (see"), ("render --layre 3", "did you mean --layer?"),
    ("rendr --k 3", "No such command 'rendr'"), ("help", "see `convgif --help`"),
    ("--verson", "see `convgif --help`"), ("-v", "o such option"),
    ("render --kernel-sise 3", "see `convgif render --help`"), ("render -k", "-k"),
    ("render --background", "--background"), ("render a b c", "(b c)"),
    ("render --jobs 2", "--jobs"), ("render -o - --json", "leave out --json and --open"),
    ("shape --size 300", "see `convgif shape --help`"), ("shape --i 5 --format gif", "--format"),
    ("batch", "'-o' / '--output'"), ("batch -o", "-o"), ("batch -o out conv x", "(x)"),
    ("batch -o out --jobs 0", "--jobs"), ("batch -o out --jobs x", "--jobs"),
    ("gallery bild", "see `convgif gallery --help`"), ("gallery build a b", "(b)"),
    ("gallery build --chek", "--chek"), ("embed", "FILE"), ("embed a.gif", "--for"),
    ("views isometric", "see `convgif views --help`"), ("layers --all", "--all"),
    ("kernels -k 3", "-k"), ("presets x", "(x)"), ("themes --dark", "--dark"),
    ("formats gif", "(gif)"),
]
# What is in a file, and what is typed about it.
BAD_FILES: list[tuple[str, bytes, str, str]] = [
    ("a.png", b"", "render --input a.png", "a.png is no whole picture in PNG, JPEG or GIF"),
    ("a.png", b"\x89PNG\r\n\x1a\njunk", "render --input a.png", "is no whole picture"),
    ("a.csv", b"", "render --input a.csv", "a.csv holds no rows of numbers: give some"),
    ("a.csv", b"1,nan\n", "render --input a.csv", "a.csv: line 1: 'nan' is no number"),
    ("a.csv", b"1,2\n3\n", "render --weight a.csv", "line 2 has 1 numbers, and line 1 has 2"),
    ("a.csv", b"\xff\xfe\0", "render --input a.csv", "a.csv is no text: give numbers by comma"),
    ("a.npy", b"", "render --input a.npy", "is no array of numbers as numpy.save writes it"),
    ("a.npy", b"\x93NUMPY\x01\x00v\x00{'descr': '<f8', 'fortran_order': False, "
     b"'shape': (1000000, 1000000), }".ljust(127) + b"\n", "render --input a.npy", "a.npy is no"),
    ("a.ttf", b"", "render --font a.ttf", "'a.ttf' is no font: give a .ttf, .otf or .ttc file"),
    ("a.toml", b"", "batch -o out --from a.toml", "a.toml holds no table of settings: write [a-"),
    ("a.toml", b"x = [", "batch -o out --from a.toml", "a.toml is no TOML: "),
    ("a.toml", b"[a]\ntitle = '\xff'", "batch -o out --from a.toml", "a.toml is no TOML: "),
    ("a.toml", b"k = 3", "batch -o out --from a.toml", "[k] is no table of settings: write name"),
    ("a.toml", b"[a]\nkernal_size = 3", "batch -o out --from a.toml", "did you mean kernel_size?"),
    ("a.toml", b"[a]\nstride = []", "batch -o out --from a.toml", "the list of stride is empty"),
    ("a.toml", b"[a]\nstride = [[1, 2]]", "batch -o out --from a.toml", "[1, 2] is no number"),
    ("out", b"", "batch -o out --k 3", "cannot use out: file exists: take another folder"),
    ("gallery.toml", b"nonsense", "gallery build .", "gallery.toml is no TOML"),
    ("gallery.toml", b"[[pictures]]", "gallery build .", "unknown key 'pictures': there is title"),
    *((f"a{suffix}", b"junk", f"embed a{suffix} --for html", f"it is no whole {suffix}: make it")
      for suffix in (".gif", ".png", ".svg", ".html", ".pdf")),
]


def assert_one_line(stderr: str, fragment: str) -> None:
    """One line from convgif itself, not a traceback and not a warning."""
    assert stderr.startswith("convgif: ")
    assert stderr.endswith("\n")
    assert_readable(stderr.rstrip("\n"))
    assert fragment in stderr


@pytest.mark.parametrize(("line", "fragment"), WRONG_VALUES, ids=[
    line[:50] for line, _ in WRONG_VALUES])
def test_a_wrong_value_is_one_line_and_no_file(line: str, fragment: str, tmp_path: Path,
                                               monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, shlex.split(line), prog_name="convgif")
    assert isinstance(result.exception, SystemExit), result.exception
    assert (result.exit_code, result.stdout) == (1, "")
    assert_one_line(result.stderr, fragment)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("line", "fragment"), WRONG_USAGE, ids=[line for line, _ in WRONG_USAGE])
def test_wrong_usage_is_one_line_that_names_the_help(line: str, fragment: str, tmp_path: Path,
                                                     monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, shlex.split(line), prog_name="convgif")
    assert isinstance(result.exception, SystemExit), result.exception
    assert (result.exit_code, result.stdout) == (2, "")
    assert re.fullmatch(r"Error: [^\n]+\n", result.stderr)
    assert fragment in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("name", "data", "line", "fragment"), BAD_FILES,
                         ids=[f"{line}: {fragment}"[:60] for *_, line, fragment in BAD_FILES])
def test_a_file_that_is_wrong_is_one_line_and_stays(name: str, data: bytes, line: str,
                                                    fragment: str, tmp_path: Path,
                                                    monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_bytes(data)
    result = CliRunner().invoke(main, shlex.split(line), prog_name="convgif")
    assert isinstance(result.exception, SystemExit), result.exception
    assert (result.exit_code, result.stdout) == (1, "")
    assert_one_line(result.stderr, fragment)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_bytes() == data


def test_a_text_of_ten_megabytes_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch
                                            ) -> None:
    monkeypatch.chdir(tmp_path)
    assert len(LONG) > 10_000_000
    for arguments in (["render", LONG], ["render", "--layer", LONG], ["render", "--k", LONG],
                      ["render", "--p", LONG], ["shape", LONG], ["render", "--theme", LONG],
                      ["render", "--format", LONG], ["render", "--duration", LONG]):
        result = CliRunner().invoke(main, arguments, prog_name="convgif")
        assert (result.exit_code, result.stdout) == (1, ""), result.exception
        assert_one_line(result.stderr, "")
    assert list(tmp_path.iterdir()) == []


def test_an_animation_too_large_names_an_input_that_works(tmp_path: Path,
                                                          monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["render", "--i", "3000"], prog_name="convgif")
    smaller = result.stderr.partition("--i ")[2].split()[0]
    again = CliRunner().invoke(main, ["render", "--i", smaller], prog_name="convgif")
    assert again.exit_code == 0
    assert f"in {again.stderr.split()[2]} frames" in result.stderr


def test_a_folder_of_that_name_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.gif").mkdir()
    result = CliRunner().invoke(main, ["render", "-o", "a.gif"], prog_name="convgif")
    assert (result.exit_code, result.stdout) == (1, "")
    assert_one_line(result.stderr, "a.gif is a folder: give the name of a file in it")
    assert [path.name for path in tmp_path.rglob("*")] == ["a.gif"]


# In a process of its own, where there is more to go wrong.

@pytest.mark.parametrize(("arguments", "fragment"), [
    (("render", "--k", "9", "--i", "3"), "kernel 9 is larger than the input"),
    (("shape", "Conv2d(1"), "is not a layer")], ids=["value", "text"])
def test_the_process_says_one_line(arguments: tuple[str, ...], fragment: str, tmp_path: Path
                                   ) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, b"")
    assert_one_line(done.stderr.decode(), fragment)
    assert list(tmp_path.iterdir()) == []


def test_a_usage_error_is_two(tmp_path: Path) -> None:
    done = run("render", "--frob", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"No such option" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_folder_that_is_read_only(locked: Path) -> None:
    done = run("render", "-o", "locked/a.gif", cwd=locked.parent, preexec_fn=as_ordinary_user())
    assert (done.returncode, done.stdout) == (1, b"")
    assert_one_line(done.stderr.decode(), "cannot write locked/a.gif: permission denied")
    assert list(locked.iterdir()) == []


def test_the_folder_we_are_in_is_read_only(locked: Path) -> None:
    done = run("render", cwd=locked, preexec_fn=as_ordinary_user())
    assert (done.returncode, done.stdout) == (1, b"")
    assert_one_line(done.stderr.decode(), "cannot write conv2d_i5_k3.gif: permission denied")
    assert list(locked.iterdir()) == []


def test_a_folder_that_may_not_be_looked_into(locked: Path) -> None:
    locked.chmod(0)
    done = run("render", "-o", "locked/a.gif", cwd=locked.parent, preexec_fn=as_ordinary_user())
    locked.chmod(0o755)
    assert (done.returncode, done.stdout) == (1, b"")
    assert_one_line(done.stderr.decode(), "permission denied")
    assert list(locked.iterdir()) == []


def test_a_disk_that_is_full_keeps_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "a.gif").write_bytes(b"as it was")

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    done = run("render", "-o", "a.gif", cwd=tmp_path, preexec_fn=limit,
               env={"PYTHONDONTWRITEBYTECODE": "1"})
    assert (done.returncode, done.stdout) == (1, b"")
    assert_one_line(done.stderr.decode(), "cannot write a.gif: file too large")
    assert (tmp_path / "a.gif").read_bytes() == b"as it was"
    assert [path.name for path in tmp_path.iterdir()] == ["a.gif"]


@pytest.mark.parametrize("arguments", [("render", "-o", "-"), ("shape",), ("render", "-q"),
                                       ("--help",)], ids=" ".join)
def test_a_stdout_that_is_full(arguments: tuple[str, ...], tmp_path: Path) -> None:
    with open("/dev/full", "wb") as full:  # noqa: PTH123 - a device
        done = run(*arguments, cwd=tmp_path, stdout=full)
    assert done.returncode == 1
    assert_one_line(done.stderr.decode(),
                    "cannot write to stdout: no space left on device: send it elsewhere")


@pytest.mark.parametrize(("error", "said"), [
    (PermissionError(errno.EACCES, "Permission denied", "a/b"),
     "cannot use a/b: permission denied: see to that, and try again"),
    (OSError(errno.EMFILE, "Too many open files"),
     "the system refuses: too many open files: see to that, and try again")], ids=repr)
def test_what_the_system_refuses_besides_is_not_about_stdout(
        error: OSError, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> None:
        raise error

    monkeypatch.setattr("convgif.gallery.check_gallery", refuse)
    stdout = sys.stdout
    result = CliRunner().invoke(main, ["gallery", "build", "--check"], prog_name="convgif")
    assert isinstance(result.exception, SystemExit), result.exception
    assert (result.exit_code, result.stdout) == (1, "")
    assert_one_line(result.stderr, said)
    assert sys.stdout is stdout


def test_a_stdout_that_is_closed(tmp_path: Path) -> None:
    done = run("render", "-o", "-", cwd=tmp_path, preexec_fn=lambda: os.close(1))
    assert done.returncode == 1
    assert_one_line(done.stderr.decode(), "")
    assert list(tmp_path.iterdir()) == []


def test_a_reader_that_has_gone_is_no_traceback(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "convgif", "render", "-o", "-", "--size", "800"], cwd=tmp_path,
        env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.close()
    stderr = process.stderr.read()
    process.stderr.close()
    assert process.wait(60) in (0, 1)
    assert b"Traceback" not in stderr
    assert b"Exception ignored" not in stderr


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_stdout_that_knows_few_signs(encoding: str, tmp_path: Path) -> None:
    done = run("shape", cwd=tmp_path, env={"PYTHONIOENCODING": encoding, "PYTHONUTF8": None})
    assert b"Traceback" not in done.stderr
    assert done.returncode == 0
    assert b"225" in done.stdout


# Interrupted.

WHILE_DRAWING = """
import os, sys, time
from convgif import Animation
from convgif.cli import main
draw = Animation.draw
def drawn(animation):
    os.write(1, b"drawing")
    while True:
        draw(animation)
Animation.draw = drawn
main(sys.argv[1:], prog_name="convgif")
"""
WHILE_WRITING = """
import os, pathlib, sys, time
from convgif.cli import main
def half(path, data):
    with open(path, "wb") as file:
        file.write(data[: len(data) // 2])
    os.write(1, b"writing")
    time.sleep(60)
pathlib.Path.write_bytes = half
main(sys.argv[1:], prog_name="convgif")
"""


# Files whose names are no UTF-8.

@pytest.mark.skipif(sys.platform != "linux", reason="names that are any bytes")
def test_a_file_whose_name_is_no_utf_8_is_taken_in_every_command(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.csv")
    (tmp_path / name).write_text("1,2,3\n4,5,6\n7,8,9\n")
    numbers = ("--input", name, "--k", "2", "--size", "100")
    for said in ("1 made, 0 kept", "0 made, 1 kept"):
        batch = run("batch", *numbers, "-o", "out", cwd=tmp_path)
        assert (batch.returncode, batch.stderr.decode().splitlines()[-1][:14]) == (0, said)
    for output in (os.fsdecode(b"\xe9.svg"), os.fsdecode(b"\xe9/"), "a.html"):
        done = run("render", *numbers, "-o", output, "-q", cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, b"")
    for refused in (("render", *numbers, "-o", "a.gif", "--title", name), ("render", name),
                    ("embed", os.fsdecode(b"\xe9.svg"), "--for", "html"),
                    ("gallery", "build", name), ("batch", "--from", name, "-o", "x")):
        done = run(*refused, cwd=tmp_path)
        assert done.returncode == 1, refused
        assert len(done.stderr.splitlines()) == 1, done.stderr.decode()


SAID = {signal.SIGINT: (130, "convgif: interrupted\n"),
        signal.SIGTERM: (143, "convgif: terminated\n")}


def interrupted(number: signal.Signals, program: str, *arguments: str, cwd: Path
                ) -> tuple[int, bytes]:
    """Exit code and stderr of a program that is sent a signal when it says where it is."""
    process = subprocess.Popen(
        [sys.executable, "-c", program, "render", *arguments], cwd=cwd, env=environment(),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        preexec_fn=hearing_interrupts)
    try:
        assert process.stdout.read(7) in (b"drawing", b"writing")
        process.send_signal(number)
        _, stderr = process.communicate(timeout=30)
    finally:
        process.kill()
        process.communicate()
    return process.returncode, stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("program", [WHILE_DRAWING, WHILE_WRITING], ids=["drawing", "writing"])
def test_an_interrupted_run_leaves_what_was_there(program: str, number: signal.Signals,
                                                  tmp_path: Path) -> None:
    (tmp_path / "a.gif").write_bytes(b"as it was")
    exit_code, stderr = interrupted(number, program, "-o", "a.gif", "--i", "8", cwd=tmp_path)
    assert (exit_code, stderr.decode()) == SAID[number]
    assert (tmp_path / "a.gif").read_bytes() == b"as it was"
    assert [path.name for path in tmp_path.iterdir()] == ["a.gif"]


@pytest.mark.slow
def test_a_large_render_that_is_terminated_leaves_nothing(tmp_path: Path) -> None:
    once = WHILE_DRAWING.replace("while True:\n        ", "return ")
    exit_code, stderr = interrupted(signal.SIGTERM, once, "--i", "66", "--size", "1000", "--force",
                                    cwd=tmp_path)
    long, *said = stderr.decode().splitlines(keepends=True)
    assert long.startswith("its 4096 frames play for ")
    assert (exit_code, *said) == SAID[signal.SIGTERM]
    assert list(tmp_path.iterdir()) == []
