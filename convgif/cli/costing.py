"""The command that prints and draws what it costs when an argument varies."""

import csv
import io
import json
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from convgif.cli.completing import Text
from convgif.cli.networks import let_option, one_form, with_let
from convgif.cli.parameters import SettingsCommand, given, these_options
from convgif.costs.presets import INPUT_SIZE, PRESETS, WHOLE, preset_called
from convgif.errors import ConvgifError, OutputError, fold, listed, setting, shorten
from convgif.formats import FORMATS
from convgif.formats.destinations import find_destination
from convgif.layers import LAYERS
from convgif.settings.options import OPTIONS
from convgif.settings.pairs import check_is_no_pair

if TYPE_CHECKING:
    from convgif.costs.varying import Curve
    from convgif.layers import Layer
    from convgif.networks.network import Network

OF_CHART = ("theme", "size_px", "density", "language")  # what a table does not have
HOLDING = ("svg", "png", "pdf")  # formats of what stands still
# In an example.
VARIED = {"kernel_size": "kernel_size=1..9", "out_features": "out_features=10,100,1000"}
USUAL_SIZE = 32
COLUMNS = ("argument", "value", "parameters", "macs", "output", "time_median_s", "time_low_s",
           "time_high_s")


@click.command(cls=SettingsCommand, epilog=f"Charts by name: {', '.join(PRESETS)}.")
@click.argument("layer_text", metavar="[LAYER]", required=False, type=Text(lambda: PRESETS))
@click.option("--vary", "said", metavar="NAME=VALUES", multiple=True,
              help="an argument and its values: kernel_size=1..9, stride=1,2,4, groups=1..64:x2; "
              "often: a small chart each")
@these_options("input_size", "theme", "size_px", "density", "language")
@let_option
@click.option("-o", "--output", metavar="FILE", help="a chart: .svg, .png or .pdf")
@click.option("--time", "with_time", is_flag=True,
              help="measure, too, by torch or onnxruntime, whichever is installed")
@click.option("--csv", "as_csv", is_flag=True, help="print a line a value")
@click.option("--json", "as_json", is_flag=True, help="print one JSON object")
def cost(layer_text: str | None, said: Sequence[str], let: str, output: str | None,
         with_time: bool, as_csv: bool, as_json: bool, **options: Any) -> None:
    """Count and draw costs as arguments of a layer vary.

    LAYER is as for `shape`; of a network only input_size varies. Without --vary it is the name of a
    chart that is listed below, and without a name the one of all arguments of a convolution.

    \b
    convgif cost "Conv2d(16, 16, 3, padding=1)" --i 64 --vary "kernel_size=1..9" -o cost.svg
    convgif cost "Linear(64, 10)" --vary "out_features=10,100,1000" --csv
    convgif cost conv2d_kernel_size -o kernel.svg
    convgif cost -o conv2d.png
    """
    from convgif.costs.varying import curves, parse_vary, preset_varied
    from convgif.costs.words import WORDS, notes_on
    from convgif.layers.recognizing import recognize
    from convgif.networks.reading import is_network, read_network

    written_as = one_form(csv=as_csv, json=as_json)
    settings, text = given(options), _layer_said(with_let(layer_text, let), bool(said))
    what: Layer | Network
    preset = None if said else preset_called(WHOLE if text is None else text)
    size: Any = None
    if preset is not None:
        what, varied = preset_varied(preset)
        size = INPUT_SIZE
    elif text is None or not said:
        of, varying = _example(text)
        missing = "a layer" if text is None else setting("vary", varying)
        raise ConvgifError(f"{missing} is missing: say of what what varies, such as "
                           f"`convgif cost {of} --vary {varying}`, or name a chart, such as "
                           f"`convgif cost conv2d_stride`")
    else:
        what = read_network(text) if is_network(text) else recognize(text).layer
        varied = [parse_vary(one) for one in said]
    _check_is_used(settings, {one.name for one in varied}, output, with_time)
    size = settings.get("input_size", size)
    found = curves(what, size, varied)
    measured = ""
    if with_time:
        found, measured = _timed(what, size, found, options["language"])
    for curve in found:
        if curve.left_out:
            click.echo(f"left out: {curve.left_out}", err=True)
    if measured and output is None:
        click.echo(measured, err=True)
    if output is not None:
        click.echo(_drawn(what, size, found, output, measured, settings))
    if written_as == "json":
        click.echo(json.dumps({"of": repr(what), "measured": measured,
                               "notes": notes_on(found, WORDS["en"]), "curves": [
            [_row(curve, number) for number in range(len(curve.points))] for curve in found]}))
    elif written_as == "csv":
        click.echo(_as_csv(found), nl=False)
    elif output is None:
        click.echo("\n\n".join(map(_table, found)))


def _check_is_used(settings: Mapping[str, Any], varied: Collection[str], output: str | None,
                   with_time: bool) -> None:
    """Raises ConvgifError for what has no effect on what is printed, or on what varies."""
    if "input_size" in settings and {*varied} == {"input_size"}:
        raise ConvgifError(f"{setting('input_size', settings['input_size'])} is one size, and "
                           f"{setting('vary', 'input_size')} says which there are: leave it out")
    of_chart = [name for name in OF_CHART if name in settings and output is None
                and not (name == "language" and with_time)]
    if of_chart:
        said = listed([setting(name, settings[name]) for name in of_chart])
        raise ConvgifError(f"{said} is for a chart, and a table is printed: leave it out, or add "
                           f"{setting('output', 'cost.svg')}")


def _example(text: str | None) -> tuple[str, str]:
    """What may vary of what: of a network its input, in sizes that suit it. Raises ConvgifError."""
    from convgif.layers.recognizing import check_is_no_typing_error, recognize
    from convgif.networks.presets import NETWORK_PRESETS
    from convgif.networks.reading import is_network, read_network

    if text is None:
        return '"Conv2d(8, 8, 3)"', VARIED["kernel_size"]
    if not is_network(text):
        check_is_no_typing_error(text, (*PRESETS, *NETWORK_PRESETS))
        varying = next((values for name, values in VARIED.items()
                        if name in recognize(text).layer.field_kinds()), "input_size=8..32")
        return f'"{text}"', varying
    network, size = read_network(text), USUAL_SIZE
    suiting: list[int] = []
    if network.own_input is not None and len(network.own_input) > 1:
        _, size, *others = network.own_input
        suiting = [more for more in range(size, size + USUAL_SIZE)
                   if not network.on((more,) * (1 + len(others))).failure]
    last = suiting[-1] if suiting else 2 * size
    return text if text.isidentifier() else '"..."', f"input_size={size}..{last}"


def _layer_said(text: str | None, varies: bool) -> str | None:
    """The text of a layer, also where only its name is given. varies: whether it is said what
    varies. Raises ConvgifError for the name of what has values of its own, or of several."""
    if text is None or (not varies and preset_called(text)):
        return text
    check_is_no_pair(text)
    layer = {fold(name): name for name in LAYERS}.get(fold(text))
    if layer is None and preset_called(text):
        raise ConvgifError(f"{text} is a chart with values of its own: leave out {setting('vary')},"
                           " or give a layer in its place")
    return text if layer is None else f"{layer}()"


def _timed(what: Any, size: Any, found: "list[Curve]", language: str | None
           ) -> "tuple[list[Curve], str]":
    """The curves with what was measured, and how it was, or that it was not. Raises
    ConvgifError."""
    from convgif.costs.timing import RUNS, find_engine, machine, measured
    from convgif.costs.words import WORDS
    from convgif.layers import Layer

    words, engine = WORDS[language or "en"], find_engine()
    if not isinstance(what, Layer):
        raise ConvgifError("the time of a network is not measured: leave out --time, or give one "
                           "layer of it")
    if engine is None:
        return found, words.unmeasured
    return ([measured(what, size, curve, engine) for curve in found], words.measured.format(
        engine=engine.name, machine=machine(), runs=RUNS))


def _drawn(what: Any, size: Any, found: "list[Curve]", output: str, measured: str,
           settings: dict[str, Any]) -> str:
    """The path of the chart. Raises ConvgifError."""
    from convgif.costs.chart import Chart, title_of
    from convgif.costs.words import WORDS
    from convgif.errors import look_up
    from convgif.formats.writing import write_whole
    from convgif.frames.themes import THEMES

    if Path(output).suffix.lower() not in {suffix for row in FORMATS.values()
                                           for suffix in (row.suffix, *row.also_suffixes)}:
        raise OutputError(f"-o {shorten(output)} ends in no format of a chart: end the name in "
                          f"{listed([FORMATS[name].suffix for name in HOLDING], 'or')}")
    theme = look_up(THEMES, settings.get("theme", OPTIONS["theme"].default), "theme")
    to = find_destination(output, None, "cost", poses=("still",),
                          follows_reader=theme.dark is not None)
    to.check()
    if not any(point.macs or point.parameters or point.timing
               for curve in found for point in curve.points):
        raise ConvgifError(f"{shorten(what)} has no parameters and no multiply-accumulates, so "
                           f"that nothing is to be drawn: leave out {setting('output', output)}, "
                           "or give a layer with weights")
    if to.format.name not in HOLDING:
        raise ConvgifError(f"a chart stands still, and {to.format.name} is for what moves: make "
                           f"{listed(HOLDING, 'or')}")
    if "density" in settings and not to.format.has_pixels:
        raise ConvgifError(f"{setting('density', settings['density'])} is for pixels, and "
                           f"{to.format.name} has none: leave it out, or make .png")
    language = settings.get("language", "en")
    said = {"density": settings["density"]} if "density" in settings else {}
    if "size_px" in settings:
        said["size_px"] = settings["size_px"]
    chart = Chart(title_of(what, size), found, look_up(WORDS, language, "language"), theme,
                  language, measured=measured, **said)
    return str(write_whole(to.path, to.format.encode_checked(chart)))


def _row(curve: "Curve", number: int) -> dict[str, Any]:
    point = curve.points[number]
    timing = point.timing
    seconds = (None,) * 3 if timing is None else (timing.median_s, timing.low_s, timing.high_s)
    return dict(zip(COLUMNS, (curve.name, point.value, point.parameters, point.macs,
                              "x".join(map(str, point.output)), *seconds), strict=True))


def _as_csv(found: "Sequence[Curve]") -> str:
    file = io.StringIO()
    writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for curve in found:
        writer.writerows(_row(curve, number) for number in range(len(curve.points)))
    return file.getvalue()


def _table(curve: "Curve") -> str:
    """The curve in aligned columns."""
    timed = curve.points[0].timing is not None
    lines = [(curve.name, "output", "parameters", "MACs", *(("time",) if timed else ()))]
    for point in curve.points:
        time = (f"{point.timing.median_s * 1e3:.3g} ms",) if point.timing else ()
        lines.append((str(point.value), "×".join(map(str, point.output)),
                      f"{point.parameters:,}", f"{point.macs:,}", *time))
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join("  ".join(word.rjust(width) for word, width in zip(line, widths, strict=True))
                     for line in lines)
