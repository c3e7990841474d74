"""The rules of the design that no other tool holds: who imports whom, names, and sizes.

Every check is a function from sources to complaints, with one test that wants none for convgif
and one that wants some for a bad snippet: each check can fail.
"""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "convgif"

# The rooms from the first to the last, and in what order the modules of each stand, where that is
# listed: "" is the room itself. A module imports only from those above it. Where they are not
# listed, the modules of a room may import each other, but not in a circle.
ROOMS: dict[str, tuple[str, ...]] = {
    "version": (), "interrupts": (), "phrases": (), "errors": (), "bounds": (), "progress": (),
    "refusals": (),
    "layers": ("padding", "fields", "sampling_fields", "axes", "letters", "activations", "formula",
               "indexing", "base", "channelwise", "sliding", "convolution", "transposed", "pooling",
               "linear", "local", "adaptive", "resizing", "moving", "shuffling", "unfolding",
               "unpooling", "padding_layers", "flattening", "", "dialects", "notation", "presets",
               "recognizing", "answering"),
    "traces": ("", "arrays", "reductions", "extending", "taps", "matrices", "backward", "lazy",
               "products", "steps", "turns", "moving", "tracing", "shifting", "gradient_layers"),
    "inputs": ("", "files", "toml_files", "kernels", "pictures", "written", "sources",
               "loading"),
    "networks": ("", "sequences", "operations", "reach", "joins", "paths", "functions", "running",
                 "arriving", "sizing", "network", "inputs", "onnx_models", "keras_layers",
                 "keras_models", "numbers", "modules", "source", "blocks", "assembling",
                 "torch_calls", "running_modules", "keras_text", "printed", "wiring", "presets",
                 "reading"),
    "scenes": ("", "starting", "advances", "roles", "scene", "easing", "sparing", "areas", "focus",
               "clocks", "words", "text", "placing", "rows", "ties", "panels", "blanks",
               "cells", "blanking", "poses", "legibility"),
    "views": (),
    "frames": ("", "colors", "palettes", "themes", "raster"),
    "formats": (),
    "settings": ("", "patterns", "parsers", "limits", "arranging", "pairs", "declared", "options",
                 "picture", "file_names", "by_panel", "layer_texts", "resolving", "setting_files",
                 "spec", "origins"),
    "staging": ("", "timing", "left_empty", "panel", "networks", "composition", "asking",
                "telling_apart", "playing", "standing", "showing", "columns"),
    "animation": (),
    "costs": ("", "presets", "varying", "timing", "words", "chart"),
    "reporting": (),
    "batch": ("", "grids", "digest", "manifest", "of_networks", "planning", "estimating", "locking",
              "sweeping", "preloading", "processes"),
    "exercises": ("", "words", "checking", "asking", "pictured", "varying", "questions", "sheets",
                  "moodle", "making"),
    "gallery": (), "embed": (),
    "reports": ("", "words", "contents", "own_files", "figures", "tables", "page",
                "building"),
    "explorer": ("", "places", "words", "networks", "grids", "copying", "packs", "anywhere",
                 "archive", "index", "writing", "site", "ranges", "sliding", "widget",
                 "exploring"),
    "cli": ()}
ORDER = tuple(f"{room}.{module}".removesuffix(".")
              for room, modules in ROOMS.items() for module in modules or ("",))
OUTSIDE_ORDER = ("", "__main__")  # "" is convgif/__init__.py; no other module may import either

# Who may import what is not in the standard library; a package stands for all its modules.
ANYWHERE = ("numpy",)
ONLY_IN = {
    "onnx": ("networks.onnx_models", "costs.timing"),
    "onnxruntime": ("costs.timing",),
    "torch": ("costs.timing",),
    "matplotlib": ("scenes.starting", "scenes.text", "frames.raster"),
    "fontTools": ("formats.fonts", "formats.pdf_fonts"),  # comes with matplotlib
    "imageio": ("formats",),
    "PIL": ("inputs.pictures", "formats"),  # comes with imageio
    "pptx": ("formats.deck",),
    "click": ("cli", "settings.options"),
    "sphinx": ("embed.sphinx",),
    "docutils": ("embed.sphinx",),
    "pymdownx": ("embed.markdown",),
    "anywidget": ("explorer.widget",),
    "traitlets": ("explorer.widget",),
}
# Parts of matplotlib that cost start-up time or hold global state.
FORBIDDEN_PARTS = ("pyplot", "pylab", "figure", "rcParams", "rcParamsDefault", "rc", "rc_context",
                   "rc_file", "rcdefaults")
FORBIDDEN_ANYWHERE = ("pyplot", "rcParams", "rcParamsDefault", "rc_context")

VAGUE_NAMES = ("util", "utils", "helper", "helpers", "misc", "common")
LONGEST_MODULE = 400  # lines; 300 is the aim

Sources = dict[str, str]  # module, dotted and without "convgif.", "" for convgif itself -> source


def read_sources() -> Sources:
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path.read_text("utf-8")
    return found


SOURCES = read_sources()


# What a module imports.

def imported(source: str) -> Iterator[str]:
    """Every dotted name that is imported anywhere in the source, in functions and for type checks
    too; "a.b" for `from a import b`, ".a" for a relative one. Modules loaded by a literal name
    count."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = "." * node.level + (node.module or "")
            yield from (f"{start}.{alias.name}" for alias in node.names)
        elif (isinstance(node, ast.Call) and node.args
              and ast.unparse(node.func).rpartition(".")[2] in ("import_module", "__import__")
              and isinstance(node.args[0], ast.Constant)):
            yield str(node.args[0].value)


def is_within(module: str, places: tuple[str, ...]) -> bool:
    return any(module == place or module.startswith(f"{place}.") for place in places)


def own_imports(module: str, sources: Sources) -> Iterator[str]:
    """The modules of convgif that the module imports."""
    for name in imported(sources[module]):
        root, *parts = name.split(".")
        if root == "convgif":
            while parts and ".".join(parts) not in sources and ".".join(parts) not in ORDER:
                parts.pop()  # a name inside the module, not a module
            yield ".".join(parts)


def place(module: str) -> int | None:
    """Where the module stands in ORDER, by itself or by the nearest package around it; None where
    the modules of that are listed, and it is not among them."""
    while module not in ORDER:
        module = module.rpartition(".")[0]
        if not module or any(entry.startswith(f"{module}.") for entry in ORDER):
            return None
    return ORDER.index(module)


# The checks.

def order_complaints(sources: Sources) -> list[str]:
    complaints, inner = [], {}
    for module in sources:
        if module in OUTSIDE_ORDER:
            continue
        if place(module) is None:
            complaints.append(f"{module} is not in ORDER: it belongs at its place there")
            continue
        for other in own_imports(module, sources):
            if other in OUTSIDE_ORDER:
                complaints.append(f"{module} imports convgif itself")
            elif place(other) is None:
                complaints.append(f"{module} imports {other}, which is not in ORDER")
            elif place(other) == place(module):
                inner.setdefault(module, set()).add(other)
            elif place(other) > place(module):
                complaints.append(f"{module} imports {other}, which is below it")
    complaints += [f"{module} imports itself in a circle"
                   for module in inner if module in reachable(module, inner)]
    complaints += [f"{module} has a relative import"
                   for module, source in sources.items()
                   if any(name.startswith(".") for name in imported(source))]
    return complaints


def reachable(start: str, edges: dict[str, set[str]]) -> set[str]:
    seen, waiting = set(), [start]
    while waiting:
        for other in edges.get(waiting.pop(), ()):
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return seen


def library_complaints(sources: Sources) -> list[str]:
    """Imports of libraries by modules that may not: others than the four are nobody's."""
    return [f"{module or 'convgif'} imports {name}"
            for module, source in sources.items() for name in imported(source)
            for library in [name.partition(".")[0]]
            if library not in ("convgif", "", *ANYWHERE, *sys.stdlib_module_names)
            and not is_within(module, ONLY_IN.get(library, ()))]


def forbidden_part_complaints(sources: Sources) -> list[str]:
    """Uses of pyplot, rcParams or matplotlib.figure, imported or reached as an attribute."""
    names = tuple(f"matplotlib.{part}" for part in FORBIDDEN_PARTS)
    complaints = []
    for module, source in sources.items():
        found = [name for name in imported(source) if is_within(name, (*names, "pylab"))]
        found += [ast.unparse(node) for node in ast.walk(ast.parse(source))
                  if isinstance(node, ast.Attribute)
                  and (node.attr in FORBIDDEN_ANYWHERE or ast.unparse(node) in names)]
        complaints += [f"{module or 'convgif'} uses {name}" for name in found]
    return complaints


def name_complaints(sources: Sources) -> list[str]:
    return [f"{module}: a module is called by what it does"
            for module in sources
            if any(part.strip("_").lower() in VAGUE_NAMES for part in module.split("."))]


def size_complaints(sources: Sources) -> list[str]:
    return [f"{module or 'convgif'} has {lines} lines, {LONGEST_MODULE} is too many"
            for module, source in sources.items()
            if (lines := len(source.splitlines())) >= LONGEST_MODULE]


def layer_complaints(sources: Sources) -> list[str]:
    """Layers outside layers/ that are of any type, or are asked for an argument by getattr."""
    complaints = []
    for module, source in sources.items():
        if is_within(module, ("layers",)):
            continue
        for node in ast.walk(ast.parse(source)):
            untyped = (isinstance(node, ast.arg | ast.AnnAssign) and node.annotation is not None
                       and re.fullmatch("layer: Any( =.*)?", ast.unparse(node)))
            asked = (isinstance(node, ast.Call) and ast.unparse(node.func) == "getattr"
                     and ast.unparse(node.args[0]).rpartition(".")[2] == "layer")
            if untyped or asked:
                complaints.append(f"{module} has {ast.unparse(node)}: name what layers tell")
    return complaints


CHECKS = (order_complaints, library_complaints, forbidden_part_complaints, name_complaints,
          size_complaints, layer_complaints)


@pytest.mark.parametrize("check", CHECKS)
def test_the_package_keeps_the_rule(check):
    assert check(SOURCES) == []


def test_all_modules_are_looked_at():
    assert {"", "errors", "layers", "layers.base", "traces.tracing"} <= SOURCES.keys()
    assert all(isinstance(place(entry), int) for entry in ORDER)
    assert len(set(ORDER)) == len(ORDER)


@pytest.mark.parametrize(("check", "bad", "complaint"), [
    (order_complaints, {"errors": "from convgif.layers import Layer"}, "errors imports layers"),
    (order_complaints, {"errors": "import convgif.layers.base"}, "errors imports layers.base"),
    (order_complaints, {"errors": "from convgif import traces"}, "errors imports traces"),
    (order_complaints, {"errors": "from convgif import ConvgifError"}, "imports convgif itself"),
    (order_complaints, {"errors": "import convgif"}, "imports convgif itself"),
    (order_complaints, {"cli": "import convgif.__main__", "__main__": ""}, "convgif itself"),
    (order_complaints, {"errors": "def f():\n    import convgif.traces.tracing"},
     "which is below it"),
    (order_complaints, {"errors": "import importlib\nimportlib.import_module('convgif.cli')"},
     "errors imports cli"),
    (order_complaints,
     {"errors": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import convgif.cli"},
     "errors imports cli"),
    (order_complaints, {"layers.axes": "from convgif.layers.base import Layer"},
     "layers.axes imports layers.base"),
    (order_complaints, {"layers.base": "from convgif.layers import Layer"},
     "layers.base imports layers,"),
    (order_complaints, {"views.values": "from convgif.formats.gif import write"},
     "views.values imports formats"),
    (order_complaints,
     {"views": "from convgif.views.values import ROW", "views.values": "import convgif.views"},
     "views.values imports itself in a circle"),
    (order_complaints, {"views.base": "from convgif.settings.options import OPTIONS"},
     "views.base imports settings.options"),
    (order_complaints, {"scenes.surprise": ""}, "scenes.surprise is not in ORDER"),
    (order_complaints, {"surprise": ""}, "surprise is not in ORDER"),
    (order_complaints, {"layers.surprise": ""}, "layers.surprise is not in ORDER"),
    (order_complaints, {"surprise.inner": ""}, "surprise.inner is not in ORDER"),
    (order_complaints, {"cli": "import convgif.surprise", "surprise": ""}, "cli imports surprise"),
    (order_complaints, {"layers.base": "from .axes import AxisPlan"}, "relative import"),
    (order_complaints, {"layers.base": "from . import axes"}, "relative import"),
    (library_complaints, {"animation": "import matplotlib"}, "animation imports matplotlib"),
    (library_complaints, {"formats.gif": "from matplotlib import path"}, "formats.gif imports"),
    (library_complaints, {"frames.texture": "import matplotlib"},
     "frames.texture imports matplotlib"),
    (library_complaints, {"frames.raster": "def f():\n    import imageio.v3"},
     "frames.raster imports imageio"),
    (library_complaints, {"animation": "import click"}, "animation imports click"),
    (library_complaints, {"": "import click"}, "convgif imports click"),
    (library_complaints, {"frames.raster": "from PIL import Image"}, "frames.raster imports PIL"),
    (library_complaints, {"traces.arrays": "__import__('scipy')"}, "traces.arrays imports scipy"),
    (forbidden_part_complaints, {"frames.raster": "from matplotlib import pyplot as plt"},
     "pyplot"),
    (forbidden_part_complaints, {"frames.raster": "import matplotlib.pyplot"}, "pyplot"),
    (forbidden_part_complaints, {"frames.raster": "import matplotlib.figure"}, "matplotlib.figure"),
    (forbidden_part_complaints, {"scenes.text": "from matplotlib.figure import Figure"},
     "figure.Figure"),
    (forbidden_part_complaints, {"scenes.text": "from matplotlib import rcParams"}, "rcParams"),
    (forbidden_part_complaints, {"scenes.text": "import matplotlib\nmatplotlib.rcParams['a'] = 1"},
     "scenes.text uses matplotlib.rcParams"),
    (forbidden_part_complaints, {"scenes.text": "import matplotlib as m\nm.rcParams['a'] = 1"},
     "scenes.text uses m.rcParams"),
    (forbidden_part_complaints, {"scenes.text": "import matplotlib\nmatplotlib.rc('a')"},
     "scenes.text uses"),
    (forbidden_part_complaints,
     {"scenes.text": "import matplotlib\nf = matplotlib.figure.Figure()"},
     "scenes.text uses matplotlib.figure"),
    (name_complaints, {"views.utils": ""}, "views.utils"),
    (name_complaints, {"_helpers": ""}, "_helpers"),
    (layer_complaints, {"traces.steps": "def f(layer: Any): ..."}, "traces.steps has layer: Any"),
    (layer_complaints, {"views": "layer: Any = trace.layer"}, "views has layer: Any"),
    (layer_complaints, {"views": "getattr(trace.layer, 'norm_type')"}, "views has getattr"),
    (size_complaints, {"frames.raster": "x = 1\n" * LONGEST_MODULE}, "frames.raster has 400 lines"),
])
def test_each_check_can_fail(check, bad, complaint):
    found = check(bad)
    assert any(complaint in line for line in found), found


@pytest.mark.parametrize("good", [
    {"layers.base": "import numpy\nfrom convgif.layers.axes import AxisPlan"},
    {"cli": "import click\nfrom convgif.animation import animate"},
    {"": "from convgif.animation import animate", "__main__": "from convgif.cli import main"},
    {"frames.raster": "from matplotlib.backends.backend_agg import RendererAgg\n"
                      "figure = scene.figure"},
    {"formats.fonts": "import fontTools.subset", "formats.gif": "import imageio.v3"},
    {"views.isometric": "from convgif.views.marks import cell", "views.marks": ""},
])
def test_the_checks_pass_what_is_allowed(good):
    assert [line for check in CHECKS for line in check(good)] == []


# What gets loaded.

RUN = ("import runpy, sys; sys.argv = ['convgif', *{words}]\n"
       "try: {code}\n"
       "except SystemExit as stop: assert not stop.code")
MAIN = "from convgif.cli import main; main()"
EVERY_VECTOR = """
import os
from convgif.cli import main
from convgif.views import VIEWS
for format in ("svg", "html"):
    for view in VIEWS:
        for theme in ("light", "auto"):
            for language in ("en", "zh"):
                layer = {"stamp": "ConvTranspose2d", "lanes": "Conv1d", "moves": "Unfold"
                         }.get(view, "Conv2d")
                main(["render", f"{layer}(stride=2, padding=1)", "--i", "5", "--view", view,
                      "--theme", theme, "--lang", language, "-q", "-o", os.devnull,
                      "--format", format],
                     standalone_mode=False)
"""
OTHER_WRITERS = ("convgif.formats.player", "convgif.formats.svg", "convgif.formats.motion",
                 "convgif.formats.pieces", "convgif.formats.cutting", "convgif.formats.drawing",
                 "convgif.formats.notebook", "xml.etree.ElementTree", "tomllib")


def running(*words: str, code: str = MAIN) -> str:
    """The code of a process that runs the command with those words."""
    return RUN.format(words=list(words), code=code)


def loaded(code: str, libraries: tuple[str, ...]) -> set[str]:
    """Which of the libraries are loaded after the code has run in a new process."""
    report = f"import sys; print('\\nloaded', *set({libraries!r}) & sys.modules.keys())"
    ran = subprocess.run([sys.executable, "-c", f"{code}\n{report}"],
                         capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return set(ran.stdout.splitlines()[-1].split()[1:])


@pytest.mark.parametrize(("code", "libraries"), [
    ("import convgif", ("matplotlib", "imageio", "PIL", "click")),
    ("from convgif.formats import FORMATS", ("matplotlib", "imageio", "PIL")),
    (running("--help"), ("matplotlib", "imageio", "PIL")),
    (running("--help", code="runpy.run_module('convgif', run_name='__main__', alter_sys=True)"),
     ("matplotlib", "imageio", "PIL")),
    (running("render", "-q", "-o", os.devnull, "--format", "gif"), OTHER_WRITERS),
    (EVERY_VECTOR, ("matplotlib", "imageio", "PIL")),
    (running("render", "-q", "-o", os.devnull, "--format", "svg"), ("fontTools",)),
])
def test_nothing_heavy_is_loaded(code, libraries):
    assert loaded(code, libraries) == set()


def test_the_check_of_what_is_loaded_can_fail():
    assert loaded("import imageio.v3", ("matplotlib", "imageio", "PIL")) >= {"imageio"}
    assert loaded(running("--help", code="import click; sys.exit()"), ("click", "PIL")) == {"click"}
    assert loaded(running("render", "-q", "-o", os.devnull, "--format", "pdf"),
                  ("matplotlib", "fontTools")) == {"matplotlib", "fontTools"}
    assert loaded(running("render", "-q", "-o", os.devnull, "--format", "html"), OTHER_WRITERS
                  ) >= {"convgif.formats.player", "convgif.formats.pieces"}
    with pytest.raises(AssertionError, match="no_such_module"):
        loaded("import no_such_module", ())
