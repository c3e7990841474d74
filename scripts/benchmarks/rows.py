"""The rows: each yields its lines, and imports what is heavy only when it runs."""

import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.measuring import Result, Settings, compared, interleaved, python
from benchmarks.reference import REFERENCE
from benchmarks.sheets import sheets
from benchmarks.sliders import sliders

BARE = "import numpy, click"
IMPORTS = (f"{BARE}, imageio.v3, imageio.plugins.pillow; from matplotlib.figure import Figure; "
           "from matplotlib.backends.backend_agg import FigureCanvasAgg")
OWN_IMPORTS = ("import convgif, imageio.v3, imageio.plugins.pillow, "
               "matplotlib.backends.backend_agg, matplotlib.path, matplotlib.transforms")
SHORT, LONG = "padding_strides", "padding_strides_odd_transposed"  # 9 and 36 frames


def animation_of(preset: str, **options: Any) -> Any:
    """The animation of a preset."""
    from convgif.animation import draw
    from convgif.settings.resolving import resolve

    force = options.pop("force", False)
    return draw(resolve({"preset": preset, **options}, force=force))


def animation_of_square(input_size: int, **options: Any) -> Any:
    """The same for a 3x3 kernel that slides by 1 over a bare input of that size."""
    from convgif import Conv2d, animate

    return animate(Conv2d(bias=False), input_size=input_size, **options)


def classic(width: int) -> dict[str, Any]:
    """The arguments of animate() for the reference's look at that width."""
    return {"theme": "classic", "size_px": width, "force": True}


def encoded(animation: Any) -> bytes:
    """The animation as a GIF."""
    from convgif.formats import FORMATS

    return FORMATS["gif"].encode(animation)


def whole_process(settings: Settings) -> Iterator[Result]:
    """`convgif render` against a process that only imports what any such tool must."""
    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder, "benchmark.gif"))
        command = ("-m", "convgif", "render", "--preset", SHORT, "-q", "-o", file)
        in_classic = (*command, "--theme", "classic", "--size", str(REFERENCE[SHORT][0]))
        bare, ours, light = interleaved(
            [partial(python, "-c", IMPORTS), partial(python, *in_classic),
             partial(python, *command)], settings.runs)
    yield compared(1, f"convgif render, {SHORT}, classic", ours, bare, goal=1.0, prototype=0.85)
    yield compared(1, f"convgif render, {SHORT}, light at its default", light, bare)


def warm(settings: Settings) -> Iterator[Result]:
    """Layer to encoded bytes against Pillow encoding the same ready-made palette frames."""
    from benchmarks.rivals import encode_alone

    jobs: list[tuple[str, Callable[[], Any], float | None, float | None]] = []
    for name, goal in settings.of(
            [(SHORT, 2.0), (LONG, 1.6), ("arbitrary_padding_no_strides", 1.6)]):
        jobs += [(name, partial(animation_of, name, **classic(REFERENCE[name][0])), goal, goal),
                 (f"{name}, light", partial(animation_of, name), None, None)]
    for size, goal in settings.of([(8, None), (22, 1.6), (42, None)]):
        jobs.append((f"k 3, i {size}", partial(animation_of_square, size, **classic(395)), goal,
                     None))
    a_frame = []
    for name, record, goal, prototype in jobs:
        ready = record()
        frames = ready.draw()
        same = encode_alone(frames, ready) == encoded(ready)
        ours, alone = interleaved([lambda record=record: encoded(record()),
                                   partial(encode_alone, frames, ready)], settings.runs)
        if name.startswith("k 3"):
            a_frame.append((len(frames), 1000 * median(ours) / len(frames)))
        yield compared(2, f"warm, {len(frames)} frames, {name}", ours, alone, goal=goal,
                       prototype=prototype, note="" if same else "NOT the same bytes")
    for count, took in a_frame:
        yield Result(2, f"time a frame, {count} frames", took, unit="ms",
                     note=f"{took / a_frame[0][1]:.2f} of that at {a_frame[0][0]} frames")


def usual_way(settings: Settings) -> Iterator[Result]:
    """Against one matplotlib figure, recoloured and drawn for each frame, as RGB into imageio."""
    from benchmarks.rivals import draw_with_a_figure, encode_alone

    for name, prototype in settings.of([(SHORT, 26), (LONG, 35)]):
        record = partial(animation_of, name, **classic(REFERENCE[name][0]))
        ready = record()
        frames = ready.draw()
        theirs, ours, alone, by_png = interleaved(
            [partial(draw_with_a_figure, ready), lambda record=record: encoded(record()),
             partial(encode_alone, frames, ready),
             partial(draw_with_a_figure, ready, through_png=True)], settings.runs)
        what = f"{len(frames)} frames, {name}"
        yield compared(3, f"x faster, {what}", ours, theirs, inverse=True, goal=25, at_least=True,
                       prototype=prototype, note=f"Pillow alone takes {1000 * median(alone):.1f}: "
                       f"at most {median(theirs) / median(alone):.1f} x, were drawing free")
        yield compared(3, f"x faster, a PNG a frame, {what}", ours, by_png, inverse=True)


def file_sizes(settings: Settings) -> Iterator[Result]:
    """Bytes against the reference file, in classic at its width; and in light at its default."""
    ratios, light_ratios = [], []
    for name, (width, height, known) in settings.of(REFERENCE.items()):
        size = known
        if settings.reference:
            size = Path(settings.reference, f"{name}.gif").stat().st_size
        animation = animation_of(name, **classic(width))
        ours, light = len(encoded(animation)), len(encoded(animation_of(name)))
        ratios.append(ours / size)
        light_ratios.append(light / size)
        yield Result(4, f"bytes, {name}", ours / size, goal=0.55,
                     note=f"{ours:,} / {size:,} at {width}x{animation.story.stage.height_px} / "
                          f"{width}x{height}, light {light / size:.2f}")
    yield Result(4, f"bytes, the median of {len(ratios)}", median(ratios), min(ratios), max(ratios),
                 goal=0.4, prototype=0.36)
    yield Result(4, f"bytes, the worst of {len(ratios)}", max(ratios), goal=0.55, prototype=0.49)
    yield Result(4, "bytes, light at its default, median", median(light_ratios),
                 min(light_ratios), max(light_ratios))


def start_up(settings: Settings) -> Iterator[Result]:
    """`convgif --help` and `import convgif` against importing numpy and click."""
    bare, helped, imported, used = interleaved(
        [partial(python, "-c", BARE), partial(python, "-m", "convgif", "--help"),
         partial(python, "-c", "import convgif"),
         partial(python, "-c", "from convgif import animate")], 2 * settings.runs + 1)
    yield compared(5, "convgif --help", helped, bare, goal=1.2)
    yield compared(5, "import convgif", imported, bare, goal=1.2)
    yield compared(5, "from convgif import animate", used, bare)


def memory(settings: Settings) -> Iterator[Result]:
    """Peak memory over that of the imports which convgif itself needs.

    Nothing heavy may be imported here: a child's peak is never below its parent's size.
    """
    code = """import resource
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(peak, *globals().get("shape", ()))""".replace("    ", "")
    a_mega = 2**20 if sys.platform == "darwin" else 2**10

    def peaks(work: str) -> tuple[list[float], str]:
        printed = [python("-c", f"{work}\n{code}").split() for _ in range(settings.runs)]
        return [int(words[0]) / a_mega for words in printed], "x".join(printed[0][1:])

    own, bare = median(peaks(OWN_IMPORTS)[0]), median(peaks(IMPORTS)[0])
    for input_size, width, goal in settings.of([(8, 376, 40), (34, 356, 350)]):  # 160,000 px each
        all_in_all, shape = peaks(f"""{OWN_IMPORTS}
from convgif.formats import FORMATS
a = convgif.animate(convgif.Conv2d(bias=False), input_size={input_size}, theme="classic",
                    size_px={width}, force=True)
shape = len(a.scenes), *a.size
FORMATS["gif"].encode(a)""")
        used = median(all_in_all)
        yield Result(6, f"peak memory, frames x rows x columns {shape}", used - own,
                     min(all_in_all) - own, max(all_in_all) - own, goal=goal, unit="MB",
                     note=f"{used:.0f} in all, {used - bare:.0f} over row 1's imports")


MIXED: dict[str, list[Any]] = {
    "input_size": [5, 6, 7, 8], "kernel_size": [1, 2, 3, 4], "stride": [1, 2],
    "padding": [0, 1, 2], "dilation": [1, 2], "layer": ["conv", "conv-transpose"]}  # over 300
COMBINATIONS = ("--i", "5..14", "--k", "1..5", "--s", "1..5", "--p", "0..4", "--d", "1..4")  # 5000


def mixed(settings: Settings) -> dict[str, list[Any]]:
    """The mixed grid, or a little of it."""
    return {**MIXED, "input_size": [5], "padding": [1]} if settings.once else MIXED


def batch(folder: str, *arguments: str) -> str:
    """`convgif batch`, as a process, into that folder."""
    return python("-m", "convgif", "batch", *arguments, "-q", "-o", folder)


def steady_state(settings: Settings) -> Iterator[Result]:
    """One core over a mixed grid, layer to bytes, against Pillow alone with the same frames."""
    from benchmarks.rivals import encode_alone
    from convgif.animation import draw
    from convgif.batch.planning import plan
    from convgif.batch.sweeping import make

    tasks = plan([mixed(settings)]).tasks
    ours, alone, frame_count = [], [], 0
    for task in tasks:
        ready = draw(task.picture)
        frames = ready.draw()
        frame_count += len(frames)
        (mine,), (bare,) = interleaved(
            [partial(make, task), partial(encode_alone, frames, ready)], 1)
        ours.append(mine)
        alone.append(bare)
    yield Result(7, f"steady state, {len(tasks)} animations, {frame_count} frames",
                 sum(ours) / sum(alone), goal=1.8,
                 note=f"{len(ours) / sum(ours):.1f} / {len(alone) / sum(alone):.1f} a second")


def batches(settings: Settings) -> Iterator[Result]:
    """`convgif batch` over that grid: two processes against one, and a second run."""
    from convgif.settings.options import OPTIONS

    flags = [word for name, values in mixed(settings).items() for word in
             (OPTIONS[name].flags[0], ",".join(map(str, values)))]
    with tempfile.TemporaryDirectory() as folder:
        one, two, again = interleaved(
            [partial(batch, folder, *flags, "--force", "--jobs", "1"),
             partial(batch, folder, *flags, "--force", "--jobs", "2"),
             partial(batch, folder, *flags)], settings.runs)
        count = len(list(Path(folder).glob("*.gif")))
    yield compared(8, f"x faster, {count} animations, 2 processes", two, one, inverse=True,
                   goal=1.8, at_least=True)
    yield compared(8, f"x faster, {count} animations, all there already", again, one,
                   inverse=True, goal=30, at_least=True)


def dry_runs(settings: Settings) -> Iterator[Result]:
    """`convgif batch --dry-run` of 5,000 combinations against `convgif --help`."""
    grid, count = (COMBINATIONS[:2], 10) if settings.once else (COMBINATIONS, 5000)
    dry, helped = interleaved(
        [partial(batch, "none", *grid, "--dry-run"),
         partial(python, "-m", "convgif", "--help")], settings.runs)
    yield compared(9, f"convgif batch --dry-run, {count} combinations", dry, helped, goal=3.0)


def batch_memory(settings: Settings) -> Iterator[Result]:
    """Peak memory of the process that writes, at 1,000 animations over that at 100."""
    a_mega = 2**20 if sys.platform == "darwin" else 2**10

    def peak(count: int) -> float:
        with tempfile.TemporaryDirectory() as folder:
            arguments = ["batch", "--seed", f"1..{count}", "--i", "4", "--size", "100", "--jobs",
                         "2", "-q", "-o", folder]
            code = f"""import resource
from convgif.cli import main
try: main({arguments!r}, prog_name="convgif")
except SystemExit: print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"""
            return int(python("-c", code)) / a_mega

    fewer, more = (5, 30) if settings.once else (100, 1000)
    few, many = peak(fewer), peak(more)
    yield Result(10, f"peak memory of the parent, {more} animations over {fewer}", many - few,
                 goal=20, unit="MB", note=f"{many:.0f} / {few:.0f} MB")


def views(settings: Settings) -> Iterator[Result]:
    """Layer to bytes, a frame of each view against one of the isometric view, at their widths."""
    from convgif import Conv2d, ConvTranspose2d, animate

    layer, transposed = Conv2d(padding=1, bias=False), ConvTranspose2d(bias=False)
    cases: list[tuple[str, Any, int]] = [
        ("values", layer, 5), ("values", layer, 10), ("macs", Conv2d(kernel_size=5, bias=False), 5),
        ("channels", layer, 5), ("channels", layer, 10), ("channels", Conv2d(3, 2, bias=False), 5),
        ("stamp", transposed, 5), ("stamp", transposed, 10)]
    for view, drawn, size in cases:
        def once(view: str = view, drawn: Any = drawn, size: int = size) -> int:
            animation = animate(drawn, input_size=size, view=view)
            encoded(animation)
            return len(animation.story.scenes)

        ours, theirs = interleaved([once, partial(once, "isometric")], settings.runs)
        frames, others = once(), once("isometric")
        yield compared(11, f"time a frame, {view}, {frames} frames, against isometric",
                       [took / frames for took in ours], [took / others for took in theirs],
                       goal=3.0)


def svg(settings: Settings) -> Iterator[Result]:
    """SVG against GIF, from the same animations: the time to write it, and the bytes."""
    from convgif.formats import FORMATS

    def written(format: str) -> list[int]:
        return [len(FORMATS[format].encode(animation_of(name)))
                for name in settings.of(REFERENCE)]

    ours, theirs = interleaved([partial(written, "svg"), partial(written, "gif")], settings.runs)
    yield compared(12, f"writing SVG, {len(settings.of(REFERENCE))} presets, against GIF", ours,
                   theirs, goal=1.0)
    ratios = [a / b for a, b in zip(written("svg"), written("gif"), strict=True)]
    yield Result(12, f"bytes of SVG against GIF, the median of {len(ratios)}", median(ratios),
                 min(ratios), max(ratios), goal=0.2)


def vector_process(settings: Settings) -> Iterator[Result]:
    """`convgif render` to files that need no matplotlib, against importing numpy and click."""
    cases = {"SVG": ("svg", "en"), "HTML": ("html", "en"), "SVG in Chinese": ("svg", "zh")}
    with tempfile.TemporaryDirectory() as folder:
        bare, *ours = interleaved(
            [partial(python, "-c", BARE),
             *[partial(python, "-m", "convgif", "render", "--preset", SHORT, "--lang", language,
                       "-q", "-o", str(Path(folder, f"benchmark.{format}")))
               for format, language in cases.values()]], settings.runs)
    for what, took in zip(cases, ours, strict=True):
        yield compared(14, f"convgif render, {SHORT}, to {what}", took, bare,
                       goal=3.0 if what == "SVG" else None)


def many_frames(settings: Settings) -> Iterator[Result]:
    """SVG and HTML of 3,600 frames against 900, and how large a player of 900 is."""
    from convgif.formats import FORMATS

    def written(format: str, side: int) -> int:
        return len(FORMATS[format].encode(animation_of_square(side + 2, force=True)))

    side, twice = (3, 6) if settings.once else (30, 60)
    for format in ("svg", "html"):
        few, many = interleaved([partial(written, format, side), partial(written, format, twice)],
                                1)
        yield compared(13, f"writing {format.upper()}, {twice**2} frames against {side**2}", many,
                       few, goal=8)
    yield Result(13, f"bytes of HTML, {side**2} frames", written("html", side) / 1e6, goal=1,
                 unit="MB")


PAIRS = {  # two panels of one picture, each as the arguments of animate()
    "stride | dilation": ({"stride": 2}, {"dilation": 2}),
    "isometric | values": ({}, {"view": "values"}),
    "isometric | macs of all": ({}, {"view": "macs"})}


def panels(settings: Settings) -> Iterator[Result]:
    """A picture of two panels, layer to bytes, against the sum of each alone; what stays is held as
    often as the clock says."""
    from convgif import Conv2d, animate

    def alone(given: dict[str, Any]) -> Any:
        shown = dict(given)
        view = shown.pop("view", None)
        return animate(Conv2d(bias=False, **shown), input_size=7, view=view)

    def together(both: Any) -> int:
        return len(encoded(alone(both[0]) | alone(both[1])))

    for what, both in PAIRS.items():
        jobs = [lambda given=given: encoded(alone(given)) for given in both]
        ours, first, second = interleaved([partial(together, both), *jobs], settings.runs)
        yield compared(15, f"two panels against the sum of both, {what}", ours,
                       [a + b for a, b in zip(first, second, strict=True)], goal=1.3)


RESNET = ("backend", "test", "data", "light", "light_resnet50.onnx")  # ships with onnx
LOADED = "import onnx; onnx.shape_inference.infer_shapes(onnx.load({!r}, load_external_data=False))"


def networks(settings: Settings) -> Iterator[Result]:
    """`convgif shape` of a model against onnx alone, which loads it and infers its shapes; and
    `convgif report` of it, with its 24 kinds of layers that are drawn, against one render."""
    found = find_spec("onnx")
    if found is None or found.origin is None:
        return  # it is no dependency
    model = str(Path(found.origin).parent.joinpath(*RESNET))
    with tempfile.TemporaryDirectory() as folder:
        ours, bare, report, one = interleaved(
            [partial(python, "-m", "convgif", "shape", model),
             partial(python, "-c", LOADED.format(model)),
             partial(python, "-m", "convgif", "report", model, "--force", "-q", "-o",
                     str(Path(folder, "site"))),
             partial(python, "-m", "convgif", "render", "Conv2d(64, 64, 3, padding=1)", "--i", "5",
                     "-q", "-o", str(Path(folder, "one.svg")))], settings.runs)
        count = len(list(Path(folder, "site").glob("*.svg")))
    yield compared(16, "convgif shape, ResNet-50 as ONNX, against onnx alone", ours, bare, goal=2.0)
    yield compared(16, f"convgif report of it, {count} pictures, against one render", report, one,
                   goal=20.0)


ROWS: dict[int, Callable[[Settings], Iterator[Result]]] = {
    1: whole_process, 2: warm, 3: usual_way, 4: file_sizes, 5: start_up, 6: memory,
    7: steady_state, 8: batches, 9: dry_runs, 10: batch_memory, 11: views, 12: svg,
    13: many_frames, 14: vector_process, 15: panels, 16: networks, 17: sliders,
    18: sheets}
