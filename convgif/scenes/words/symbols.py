"""Symbols in place of words, for readers of any language: those of convolution arithmetic.

i input, k kernel, s stride, p padding, o output; d dilation, g groups, a output_padding, W weight,
w one of its numbers, b bias; s′ and p′ are those of the equivalent convolution. ✗ is not read, ✓
is: y[−1:] the last row, x[:2] the first two columns, [1::2] every second one. What has no symbol is
not said.
"""

from dataclasses import replace

from convgif.scenes.words.english import ENGLISH

SYMBOLS = replace(
    ENGLISH,
    language="symbols",
    input="i {shape}",
    output="o {shape}",
    channel="[{number}]",
    filters=("k {count}×{shape}", "k {count}×{shape}"),
    kernel="k {size}",
    own_kernels="k[y]",
    stride="s {size}",
    padding="p {size}",
    crops="",
    dilation="d {size}",
    groups="g {count}",
    dropped={"input": "✗ i", "inserted_zero": "✗ 0", "padding": "✗ p", "overhang": "✗"},
    output_padding="a {size}",
    zeros_between=("", ""),
    window_moves="s′ 1",
    border="p′ {formula}",
    border_cells="p′ {size}",
    zeros_read="✓ 0",
    first_weight="W[{place}]",
    bracket="",
    starts_inside="",
    added=("", ""),
    axes={1: (("x", "x"),), 2: (("y", "y"), ("x", "x")),
          3: (("z", "z"), ("y", "y"), ("x", "x"))},
    next_axis=(",", ","),
    sides={1: (("←", "→"),), 2: (("↑", "↓"), ("←", "→")), 3: (("↙", "↗"), ("↑", "↓"), ("←", "→"))},
    counted=("{axes}({count})", "{axes}({count})"),
    first=("{axes}[:{count}]", "{axes}[:{count}]"),
    last=("{axes}[−{count}:]", "{axes}[−{count}:]"),
    every_second="{axes}[1::2]",
    between=dict.fromkeys(("windows", "taps"), "{axes}[{numbers}]"),
    of_cells={"input": "i {cells}", "inserted_zero": "0 {cells}", "padding": "p {cells}",
              "overhang": ""},
    unread="✗ {cells}",
    read_repeated="i {cells} ← p",
    input_kept="✓ i",
    overhang=("", ""),
    overhangs="",
    refused=("", ""),
    rotated="↻ 180°",
    turned="↻ 180°",
    bias_word="b",
    channels_word="…",
    repeats="",
    shades_by_rank="",
    no_sum="Σ …",
    indices="argmax i",
    not_counted="",
    ceil_mode="",
    divisor="÷ {count}",
    weight="W {size}",
    shape_returns="",
    conjunction=", ")
