"""What a language has: the phrases of pictures and alt texts."""

from collections.abc import Mapping
from dataclasses import dataclass

Forms = tuple[str, str]  # for one, for any other number


@dataclass(frozen=True)
class Words:
    """One language's phrases; what stands in braces is filled in, what is empty is not said. What
    one view alone says stands in its folder.

    language: its name in WORDS. spoken: the language of alt texts, its own unless these words are
    for pictures only. axes: the names of a cell's axes for layers of that many, in both forms;
    next_axis: what stands between those with the same count, and before the last. filters_of_taps:
    of layers of one axis. sides: the two of each axis, for layers of that many. between: by what
    lies apart. dropped, of_cells: by the kind of cell. panels: by how they stand. sentences: by the
    layer's kind. arrays: what an array of a trace is that is called another's; left_out: of its
    output; gradients: what a trace makes whose output is called so.
    """

    language: str
    spoken: str
    input: str
    output: str
    channel: str
    input_name: str
    output_name: str
    filters: Forms
    filters_of_taps: Forms
    channels: Forms
    taps: Forms
    kernel: str
    own_kernels: str
    stride: str
    padding: str
    crops: str
    dilation: str
    groups: str
    dropped: Mapping[str, str]
    output_padding: str
    zeros_between: Forms
    window_moves: str
    border: str
    border_cells: str
    zeros_read: str
    first_weight: str
    bracket: str
    each_window: str
    each_place: str
    starts_inside: str
    added: Forms
    axes: Mapping[int, tuple[Forms, ...]]
    next_axis: tuple[str, str]
    sides: Mapping[int, tuple[tuple[str, str], ...]]
    at_ends: str
    counted: Forms
    first: Forms
    last: Forms
    every_second: str
    between: Mapping[str, str]
    of_cells: Mapping[str, str]
    unread: str
    read_repeated: str
    input_kept: str
    overhang: Forms
    overhangs: str
    refused: Forms
    rotated: str
    turned: str
    bias_word: str
    channels_word: str
    repeats: str
    shades_by_rank: str
    indices: str
    no_sum: str
    not_counted: str
    ceil_mode: str
    ceil_mode_spoken: str
    divisor: str
    divisors: str
    shares: Forms
    counts_less: str
    activation: str
    weight: str
    sentences: Mapping[str, str]
    drawn_pair: str
    drawn_channels: str
    steps: Forms
    shape_returns: str
    arrays: Mapping[str, str]
    left_out: str
    gradients: Mapping[str, str]
    comma: str
    colon: str
    stopped: Forms
    played: Forms
    panels: Mapping[str, str]
    panel: str
    conjunction: str
    number_separator: str
    list_separator: str
    full_stop: str
    player: Mapping[str, str | Forms]
    sentence_gap: str
