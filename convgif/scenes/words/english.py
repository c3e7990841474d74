"""The words in English."""

from convgif.scenes.words.base import Words

ENGLISH = Words(
    spoken="en",
    input="input {shape}",
    output="output {shape}",
    channel="channel {number}",
    filters=("{count} filter {shape}", "{count} filters {shape}"),
    kernel="kernel {size}",
    stride="stride {size}",
    padding="padding {size}",
    crops="crops {size}",
    dilation="dilation {size}",
    groups="{count} groups",
    dropped={"input": "unread input", "inserted_zero": "unread zeros",
             "padding": "unread padding", "overhang": "unread"},
    output_padding="output_padding {size}",
    zeros_between=("{count} zero between", "{count} zeros between"),
    window_moves="the window moves by 1",
    border="border {formula}",
    starts_inside="windows start {size} inside",
    added=("{count} more {axes}", "{count} more {axes}"),
    axes={1: (("cell", "cells"),), 2: (("row", "rows"), ("column", "columns")),
          3: (("slice", "slices"), ("row", "rows"), ("column", "columns"))},
    next_axis=(", ", " and "),
    counted=("{count} {axes}", "{count} {axes}"),
    first=("first {axes}", "first {count} {axes}"),
    last=("last {axes}", "last {count} {axes}"),
    every_second="every second {axes}",
    between={"windows": "{count} {axes} between windows ({numbers}, counted from 0)",
             "taps": "{count} {axes} between taps ({numbers}, counted from 0)"},
    of_cells={"input": "{cells} of the input", "inserted_zero": "{cells} of the inserted zeros",
              "padding": "{cells} of the padding", "overhang": "{cells} past the padding"},
    unread="{cells} unread",
    read_repeated="{cells} of the input read only where the border repeats it",
    input_kept="nothing of the input is lost",
    overhang=("{count} {axes}", "{count} {axes}"),
    overhangs="the last window reaches {cells} over the edge",
    refused=("a window that would start in the last padding is left out",
             "{count} windows that would start in the last padding are left out"),
    rotated="rotated by 180 degrees",
    turned="rotated 180°",
    bias_word="bias",
    channels_word="other channels",
    product_names={"sum": "products", "max": "taps", "average": "taps", "norm": "powers"},
    total="total",
    multiplied="{layer}: the output at {position} comes about in {steps}, and is {value}.",
    repeats="border repeats the marked cells",
    shades_by_rank="shades by rank",
    no_sum="sum too long to be written",
    indices="small: index in the input",
    indices_spoken="Under each maximum stands its index in the input, counted from 0 in reading "
                   "order.",
    pooling={"max": "max pooling {size}", "average": "average pooling {size}",
             "norm": "L{p} pooling {size}"},
    not_counted="not counted",
    ceil_mode="over the edge by ceil_mode",
    ceil_mode_spoken="some cells lie over the edge by ceil_mode",
    divisor="divisor {count}",
    weight="weight {size}",
    sentences={
        "convolution": "{layer}: a window of {kernel} slides over an input of {input} and "
                       "fills an output of {output} in {steps}.",
        "transposed": "{layer} as its equivalent convolution: a window of {kernel}, the "
                      "kernel rotated by 180 degrees, slides by 1 over an input of {input} "
                      "extended with zeros and fills an output of {output} in {steps}.",
        "pooling": "{layer}: a window of {kernel} slides over an input of {input} and fills "
                   "an output of {output} with {takes} in {steps}.",
        "linear": "{layer}: each feature of an output of {output} is the weighted sum of all "
                  "features of an input of {input}."},
    takes={"max": "its maximum", "average": "its average", "norm": "its L{p} norm"},
    input_name="in {number}",
    filter_name="W[{index}]",
    rotated_filter="W[{index}], rotated",
    output_name="out {number}",
    more_channels=("+ {count} more", "+ {count} more"),
    bias_name="b[{number}]",
    bias_value="b = {value}",
    bias_term="b",
    channel_sentences={
        "convolution": "{layer}: {filters} over an input of {input}. Each filter has a kernel "
                       "for every channel that it reads; what they make of their windows is "
                       "added up, and fills one channel of the output of {output}, in "
                       "{steps}.",
        "transposed": "{layer} as its equivalent convolution: {filters}, rotated by 180 "
                      "degrees, over an input of {input} extended with zeros. Each filter has "
                      "a kernel for every channel that it reads; what they make of their "
                      "windows is added up, and fills one channel of the output of {output}, "
                      "in {steps}.",
        "pooling": "{layer}: each channel of an input of {input} is pooled by itself, and "
                   "fills one channel of the output of {output}, in {steps}."},
    drawn_channels="Drawn are input channels {inputs} and output channels {outputs}.",
    drawn_pair="Drawn are channel {in_channel} of the {input} input and channel {out_channel} of "
               "the {output} output.",
    steps=("{count} step", "{count} steps"),
    canvas="canvas {shape}",
    stamp="stamp",
    kernel_name="kernel",
    stamp_count=("{count} stamp", "{count} stamps"),
    stamps_apart="stamps fall {size} apart",
    border_added="border added",
    border_cropped="border cropped",
    channel_alone="{channel} alone",
    without_bias="without bias",
    channels_added=("{count} other channel", "{count} other channels"),
    bias_added="bias {value}",
    stamp_sentence="{layer} as stamps: in {steps}, each value of an input of {input} times "
                   "the kernel of {kernel} is added to a canvas of {canvas}, of which an "
                   "output of {output} is kept.",
    stamp_overlaps="stamps in an output cell: {counts}",
    comma=", ",
    colon=": ",
    stopped=("Shown is step {numbers} of 0 to {last}.", "Shown are steps {numbers} of 0 to {last}, "
             "side by side."),
    panels={"beside": "{count} panels side by side.",
            "below": "{count} panels, one below the other.",
            "both": "{count} panels, in rows and columns."},
    panel="Panel {number}: {text}",
    conjunction=" and ",
    number_separator=", ",
    list_separator="; ",
    full_stop=".",
    sentence_gap=" ",
    player={
        "play": "Play", "pause": "Pause", "previous": "Previous step", "next": "Next step",
        "slider": "Step", "speed": "Speed", "theme": "Light or dark",
        "cells": "Cells: arrow keys move, Enter shows the step, Escape leaves",
        "sum": "How it comes about", "step": "Step {step} of 0 to {last}", "still": "Still picture",
        "cell": "This cell", "input": "input", "weight": "weight", "output": "output",
        "padding": "padding", "inserted_zero": "inserted zero",
        "overhang": "past the padding", "cropped": "cropped", "unread": "This cell is never read.",
        "reaches": ("reaches {count} output", "reaches {count} outputs"),
        "used": ("is used once", "is used {count} times"),
        "others": ("{count} other channel", "{count} other channels"), "bias": "bias",
        "index": "index {index}",
        "layer": "Layer", "parameters": "Parameters", "formula": "Size",
        "weights": "Weights", "macs": "MACs"})
